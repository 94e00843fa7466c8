"""Long files: whole on the disk, and of the system's memory no more than a part of them."""

import os
from pathlib import Path

import pytest

from ingestion import long_files
from ingestion.long_files import MappedFile, append, blocks

BLOCK, PART = 4, 12
CONTENT = bytes(range(2 * PART + 5))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Short blocks and parts; what the system is asked for, in order."""
    monkeypatch.setattr(long_files, "BLOCK_BYTES", BLOCK)
    monkeypatch.setattr(long_files, "_PART_BYTES", PART)
    asked: list[str] = []

    def advise(number: int, start: int, length: int, advice: int) -> None:
        assert (start, length, advice) == (0, 0, os.POSIX_FADV_DONTNEED)
        asked.append("forget")

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
        assert b"".join(blocks(file)) == CONTENT
    assert asked == ["forget"] * 2


def test_a_part_is_on_the_disk_before_it_is_forgotten(tmp_path: Path, asked: list[str]) -> None:
    path = tmp_path / "bill.csv"
    with path.open("wb") as file:
        for start in range(0, len(CONTENT), 5):
            append(file, CONTENT[start : start + 5])
    assert path.read_bytes() == CONTENT
    assert asked == ["write", "forget"] * 2


@pytest.mark.parametrize(("size", "forgotten"), [(PART, []), (PART + 1, ["forget"])])
def test_a_mapped_file_is_forgotten_when_it_is_long(
    tmp_path: Path, asked: list[str], size: int, forgotten: list[str]
) -> None:
    path = tmp_path / "bill.csv"
    path.write_bytes(CONTENT[:size])
    mapped = MappedFile(path.open("rb"))
    mapped.let_go(size)
    assert mapped.data[:] == CONTENT[:size]
    assert asked == forgotten
