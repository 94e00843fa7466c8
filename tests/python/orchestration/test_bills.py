"""Which files a source takes: looked into once while they are the same, by all cores when many."""

import errno
from pathlib import Path

import pytest

from orchestration.lib import bills
from orchestration.lib.inbox import list_inbox
from tests.python.ingestion.bills import as_csv, fund_rows, golden_bytes, put

CODES = {"douyin_fund"}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    put(tmp_path / "dy01/a.csv", as_csv(fund_rows(2)))
    put(tmp_path / "tm01/b.csv", golden_bytes("tmall_refund", "utf-8-sig"))
    put(tmp_path / "dy01/c.csv", b"nothing,known\n1,2\n")
    return tmp_path


def test_many_files_are_shared_out_and_found_as_one_by_one(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        monkeypatch.setattr(bills, "_KNOWN", {})
        files = list_inbox(inbox)
        assert bills.files_of(inbox, files, CODES) == [inbox / "dy01/a.csv"]
        assert bills.strangers(inbox, files) == [inbox / "dy01/c.csv"]
        monkeypatch.setattr(bills, "_MANY_FILES", 0)
        monkeypatch.setattr(bills, "formats_of", None)  # this process is not asked


def test_a_file_that_could_not_be_read_is_looked_into_again(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = list_inbox(inbox)
    formats_of = bills.formats_of
    asked: list[str] = []

    def failing_once(path: Path) -> frozenset[str | None]:
        asked.append(path.name)
        if path.name == "a.csv" and asked.count("a.csv") == 1:
            raise OSError(errno.EIO, "Input/output error", str(path))
        return formats_of(path)

    monkeypatch.setattr(bills, "formats_of", failing_once)
    assert bills.files_of(inbox, files, CODES) == []
    assert bills.files_of(inbox, files, CODES) == [inbox / "dy01/a.csv"]
    assert sorted(asked) == ["a.csv", "a.csv", "b.csv", "c.csv"]
