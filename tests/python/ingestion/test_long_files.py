"""Long files: whole on the disk, and of the system's memory no more than a part of them."""

import mmap
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion import long_files
from ingestion.long_files import MappedFile, append, blocks
from tests.python.ingestion.bills import as_csv, fund_rows, put

BLOCK, PART = 4, 12
CONTENT = bytes(range(2 * PART + 5))
PAGE = mmap.PAGESIZE


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Short blocks and parts; what the system is asked for, in order."""
    monkeypatch.setattr(long_files, "_BLOCK_BYTES", BLOCK)
    monkeypatch.setattr(long_files, "_PART_BYTES", PART)
    asked: list[str] = []

    def advise(number: int, start: int, length: int, advice: int) -> None:
        assert (start, advice) == (0, os.POSIX_FADV_DONTNEED)
        asked.append(f"forget {length}")

    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda number: (fsync(number), asked.append("write")))
    monkeypatch.setattr(os, "posix_fadvise", advise, raising=False)
    monkeypatch.setattr(os, "POSIX_FADV_DONTNEED", 4, raising=False)
    return asked


def test_a_long_file_is_read_whole_and_forgotten_part_by_part(
    tmp_path: Path, asked: list[str]
) -> None:
    path = tmp_path / "bill.csv"
    path.write_bytes(CONTENT)
    with path.open("rb") as file:
        assert b"".join(blocks(file, path)) == CONTENT
    assert asked == ["forget 12", "forget 24"]


def test_a_part_is_on_the_disk_before_it_is_forgotten(tmp_path: Path, asked: list[str]) -> None:
    path = tmp_path / "bill.csv"
    with path.open("wb") as file:
        for start in range(0, len(CONTENT), 5):
            append(file, CONTENT[start : start + 5])
    assert path.read_bytes() == CONTENT
    assert asked == ["write", "forget 15", "write", "forget 25"]


@pytest.mark.parametrize(("part", "forgotten"), [(PAGE + 1, []), (PAGE, [f"forget {PAGE}"])])
def test_of_a_long_mapped_file_what_lies_behind_is_forgotten(
    tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch, part: int, forgotten: list
) -> None:
    monkeypatch.setattr(long_files, "_PART_BYTES", part)
    path = tmp_path / "bill.csv"
    path.write_bytes(b"x" * (PAGE + 1))
    with path.open("rb") as file:
        mapped = MappedFile(file)
    mapped.let_go(PAGE - 1)
    assert asked == []
    mapped.let_go(PAGE + 1)
    assert asked == forgotten
    assert mapped.data[:] == b"x" * (PAGE + 1)


@pytest.mark.parametrize(("encoding", "parts"), [("utf-8", 5), ("gb18030", 4)])
def test_a_load_keeps_no_more_than_a_part_of_what_it_reads_and_copies(
    encoding: str,
    parts: int,
    *,
    inbox: Path,
    load: Callable,
    asked: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = as_csv(fund_rows(3), encoding)
    monkeypatch.setattr(long_files, "_BLOCK_BYTES", len(content))
    monkeypatch.setattr(long_files, "_PART_BYTES", len(content) // 2)
    [result] = load(put(inbox / "a.csv", content))
    assert result.rows_loaded == 3
    # Read for its hash, copied as text, copied for the archive: each copy is read and written.
    assert [words.split()[0] for words in asked].count("write") == 2
    assert asked.count(f"forget {len(content)}") == parts
    assert asked.count(f"forget {len(content.decode(encoding).encode())}") >= 1
