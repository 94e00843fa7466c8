"""The command line that other people's scripts rely on."""

import json
import os
import subprocess
import sys

import pytest

from ingestion import declarations
from ingestion.cli import main
from tests.python.ingestion.bills import as_csv, fund_rows, put
from tests.support.warehouse import ROOT

FIELDS = ["file", "sha256", "format", "status", "rows_read", "rows_loaded"]
FIELDS += ["rows_quarantined", "control_totals", "reason"]


@pytest.fixture(autouse=True)
def _no_expectations(load) -> None:
    """The fixture `load` turns Great Expectations off."""


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    output = capsys.readouterr()
    return code, output.out, output.err


def test_one_json_object_a_file(inbox, capsys):
    put(inbox / "a.csv", as_csv(fund_rows(2)))
    put(inbox / "b.csv", as_csv(fund_rows(2)))
    code, out, err = run(capsys, "load", inbox, "--json")
    assert (code, err) == (0, "")
    objects = [json.loads(line) for line in out.splitlines()]
    assert [list(one) for one in objects] == [FIELDS, FIELDS]
    assert [one["status"] for one in objects] == ["loaded", "duplicate"]
    assert objects[0]["rows_read"] == objects[0]["rows_loaded"] == 2


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"", as_csv([fund_rows(0)[0][:20]])])
def test_exit_1_unless_every_file_is_loaded(content, inbox, capsys):
    put(inbox / "a.csv", as_csv(fund_rows(2)))
    put(inbox / "b.csv", content)
    code, out, err = run(capsys, "load", inbox)
    assert (code, err) == (1, "")
    loaded, other = out.splitlines()
    assert loaded == f"{inbox}/a.csv: loaded, douyin_fund, 2 rows"
    assert other.startswith(f"{inbox}/b.csv: ")


@pytest.mark.parametrize(
    "arguments",
    [[], ["load"], ["load", "--json"], ["fly"], ["load", ".", "--what"]],
)
def test_exit_2_for_bad_usage(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_said_and_exits_1(inbox, capsys):
    put(inbox / "a.csv", as_csv(fund_rows(2)))
    (inbox / "b.csv").symlink_to(inbox / "nowhere.csv")
    code, out, err = run(capsys, "load", inbox, "--json")
    assert (code, err) == (1, "")
    loaded, unreadable = map(json.loads, out.splitlines())
    assert loaded["status"] == "loaded"
    assert unreadable == {
        "file": f"{inbox}/b.csv",
        "sha256": "",
        "format": None,
        "status": "refused",
        "rows_read": 0,
        "rows_loaded": 0,
        "rows_quarantined": 0,
        "control_totals": {},
        "reason": "unreadable_file: No such file or directory",
    }


def test_exit_2_for_a_path_or_target_that_is_none(inbox, capsys):
    code, out, err = run(capsys, "load", inbox / "nowhere.csv", "--json")
    assert (code, out) == (2, "")
    assert "no such file or folder" in err
    code, out, err = run(capsys, "load", inbox, "--target", "abacus")
    assert (code, out) == (2, "")
    assert "'abacus'" in err


def test_an_unreachable_database_is_one_line(inbox, capsys, monkeypatch):
    monkeypatch.setenv("STORELEDGER_PG_PORT", "1")
    code, out, err = run(capsys, "load", inbox, "--target", "postgres")
    assert (code, out) == (1, "")
    assert err.startswith("ingestion: ")
    assert "Traceback" not in err


def test_formats_one_a_line(capsys):
    code, out, _ = run(capsys, "formats")
    assert code == 0
    assert [line.split("\t")[0] for line in out.splitlines()] == sorted(declarations())


def test_a_terminal_that_knows_ascii_alone_gets_utf_8(inbox, tmp_path):
    put(inbox / "资金流水.csv", as_csv(fund_rows(2)))
    ascii_alone = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for arguments, wanted, code in (
        (["formats"], "youzan_ledger\tyouzan\t有赞账户流水", 0),
        (["load", str(inbox)], "资金流水.csv: loaded, douyin_fund, 2 rows", 0),
        (["load", str(tmp_path / "没有")], "/没有", 2),
    ):
        finished = subprocess.run(
            [sys.executable, "-m", "ingestion", *arguments],
            cwd=ROOT,
            env=os.environ | ascii_alone,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        said = (finished.stdout + finished.stderr).decode("utf-8")
        assert wanted in said
        assert finished.returncode == code


def test_withdraw_takes_the_rows_of_a_file_out(inbox, capsys, query):
    put(inbox / "a.csv", as_csv(fund_rows(2)))
    _, out, _ = run(capsys, "load", inbox, "--json")
    sha256 = json.loads(out)["sha256"]
    code, out, err = run(capsys, "withdraw", sha256, "--because", "issued anew")
    assert (code, out, err) == (0, "withdrawn: a.csv\n", "")
    assert query("select count(*) as n from raw.douyin_fund") == [{"n": 0}]
    code, out, err = run(capsys, "withdraw", sha256, "--because", "issued anew")
    assert (code, out) == (2, "")
    assert err.startswith("ingestion: 0 loaded files have an id that begins with ")
    assert run(capsys, "load", inbox)[:2] == (
        0,
        f"{inbox}/a.csv: withdrawn, douyin_fund, withdrawn: issued anew\n",
    )


def test_exit_2_for_an_empty_path(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["load", ""])
    assert stop.value.code == 2
    assert "an empty path" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_json_is_utf_8_whatever_the_terminal_writes(encoding, inbox):
    path = put(inbox / "é😀.csv", b"a,b\n1,2\n")
    done = subprocess.run(
        [sys.executable, "-m", "ingestion", "load", path, "--json"],
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert json.loads(done.stdout.decode("utf-8"))["file"] == str(path)


@pytest.mark.parametrize("closed", ["stdout", "both"])
@pytest.mark.parametrize("command", [["load", "--json"], ["load"], ["formats"]])
def test_output_that_nobody_reads_ends_the_command_without_a_word(command, closed, inbox):
    for number in range(3):
        put(inbox / f"{number}.csv", f"a,b\n1,{number}\n".encode())
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "ingestion", *command, *([inbox] if "load" in command else [])],
        cwd=ROOT,
        stdout=writer,
        stderr=writer if closed == "both" else subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr or b"") == (1, b"")
