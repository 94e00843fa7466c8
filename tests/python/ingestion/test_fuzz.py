"""The fuzzer, in short: every damage and every format at least once; and that it can fail."""

import random
from collections import Counter
from unittest import mock

import pytest

import ingestion
from ingestion import rows
from tests.support.fuzz.__main__ import COUNT
from tests.support.fuzz.damage import DAMAGES, NotApplicable
from tests.support.fuzz.judge import verdict
from tests.support.fuzz.report import write_report
from tests.support.fuzz.run import Case, Outcome, all_cases, damaged, run
from tests.support.warehouse import ROOT

SEED = 20260630
# A damage that does not apply to a format is done to the next one.
TRIES = 3


def short_cases() -> list[Case]:
    """Each damage once, each format as often as the next: 2 dozen seconds of an idle machine."""
    codes = list(ingestion.declarations())
    random.Random(SEED).shuffle(codes)
    found = []
    for number, damage in enumerate(DAMAGES):
        for more in range(len(codes)):
            case = Case(codes[(number * TRIES + more) % len(codes)], damage, SEED + number)
            try:
                damaged(case)
            except NotApplicable:
                continue
            found.append(case)
            break
    return found + [Case(code, "as it is", SEED) for code in codes]


def test_there_are_many_kinds_of_damage_and_each_is_tried():
    assert len(DAMAGES) >= 40
    assert {case.damage for case in short_cases()} == set(DAMAGES)


@pytest.mark.parametrize("part", range(4))
def test_no_file_is_silently_wrong(part, monkeypatch):
    cases = short_cases()[part::4]
    outcomes = list(run(cases))
    assert len(outcomes) == len(cases)
    wrong = {str(outcome.case): outcome.wrong for outcome in outcomes if outcome.wrong}
    assert not wrong, f"replay with `python -m tests.support.fuzz ARGUMENTS`: {wrong}"
    fates = Counter(outcome.status for outcome in outcomes)
    assert fates["loaded"] > fates["refused"] > 0


def test_the_same_case_is_the_same_file():
    case = Case("douyin_fund", "a block pasted twice", 7)
    assert damaged(case)[1].content == damaged(case)[1].content
    assert list(all_cases(5, 1)) == list(all_cases(5, 1)) != list(all_cases(5, 2))


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("one amount with the letter O", {"_quarantine": lambda chunk, faults, mask: []}),
        (
            "an unknown direction",
            {"_is_one_of": lambda cells, values: rows._as_mask(cells.is_valid())},
        ),
    ],
)
def test_a_loader_that_loses_or_misreads_a_row_is_caught(name, broken):
    with mock.patch.multiple(rows, **broken):
        outcomes = list(run(Case("douyin_fund", name, seed) for seed in range(12)))
    assert any(outcome.wrong for outcome in outcomes)


def test_a_wrong_cell_is_caught(inbox, load):
    """The judge compares cells, not counts."""
    bill, written = damaged(Case("douyin_fund", "as it is", 3))
    path = inbox / "a.csv"
    path.write_bytes(written.content)
    results = load(path)
    with ingestion.open_sink() as sink:
        assert verdict(bill, written, results, sink) == []
        sink.query(
            """update raw.douyin_fund set "动账金额" = "动账金额" || '1' where _line_number = 3"""
        )
        [wrong] = verdict(bill, written, results, sink)
        assert wrong.startswith("line 3: 动账金额 is ")
        sink.query("""update raw.douyin_fund set "动账场景" = '提现' where _line_number = 4""")
        assert "line 4: 动账场景 is " in verdict(bill, written, results, sink)[1]
        sink.query("delete from raw.douyin_fund where _line_number = 2")
        assert "row of line 2 is neither loaded nor held" in verdict(bill, written, results, sink)


def test_the_report_counts_every_file_once_and_keeps_what_is_written_below_it(tmp_path):
    cases = [Case(code, "gb18030", 1) for code in ("jd_bill", "bank_icbc", "bank_cmb", "jd_order")]
    fates = [("loaded", 0, []), ("loaded", 2, []), ("refused", 0, []), ("loaded", 0, ["line 2"])]
    outcomes = [Outcome(case, s, "", h, w) for case, (s, h, w) in zip(cases, fates, strict=True)]
    path = tmp_path / "fuzz.md"
    path.write_text("old\n\n## Killed and crowded loads\n\n200\n", "utf-8")
    write_report(path, outcomes, 7)
    lines = path.read_text("utf-8").splitlines()
    assert "| jd | 2 | 1 | 0 | 0 | 1 | 0 |" in lines
    assert "| banks | 2 | 0 | 1 | 1 | 0 | 0 |" in lines
    assert "| gb18030 | 4 | 1 | 1 | 1 | 1 | 0 | 2 | 2 |" in lines
    assert "* `--format jd_order --damage 'gb18030' --seed 1`: line 2" in lines
    assert lines[-4:] == ["", "## Killed and crowded loads", "", "200"]
    assert "old" not in lines


@pytest.mark.parametrize("name", ["Makefile", "README.md", "README.zh-CN.md", "docs/fuzz.md"])
def test_every_text_says_how_many_files_the_fuzzer_damages(name):
    lines = (ROOT / name).read_text("utf-8").splitlines()
    told = [line for line in lines if "make fuzz" in line or " files, " in line]
    assert any(f"{COUNT:,}" in line for line in told)
