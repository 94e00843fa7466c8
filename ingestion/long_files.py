"""Read and write files block by block; the system keeps no more than a part of a long one.

It would give a gigabyte of its memory to bytes that are wanted once, take it from whoever has it,
and may have to look for it longer than the work on the bytes takes.
"""

import io
import mmap
import os
import weakref
from collections.abc import Iterator
from typing import IO, BinaryIO

BLOCK_BYTES = 1024**2
_PART_BYTES = 64 * 1024**2


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """Give the bytes of a file that is open at its start; it may be one inside an archive."""
    while block := file.read(BLOCK_BYTES):
        yield block
        if _ends_a_part(file, block):
            _forget(file)


def append(file: BinaryIO, block: bytes) -> None:
    """Write a block at the end of a file; after each part of a long one, wait for the disk."""
    file.write(block)
    if _ends_a_part(file, block):
        file.flush()
        os.fsync(file.fileno())
        _forget(file)


class MappedFile:
    """The bytes of a file, in memory as far as they are being looked at; it is closed in the end.

    A mapped file that somebody makes shorter ends the process: only files of our own may be mapped.
    """

    def __init__(self, file: BinaryIO):
        self._file = file
        weakref.finalize(self, file.close)
        self.data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def let_go(self, end: int) -> None:
        """Give the bytes before `end` back to the system."""
        pages = end // mmap.PAGESIZE * mmap.PAGESIZE
        if pages and hasattr(mmap, "MADV_DONTNEED"):
            self.data.madvise(mmap.MADV_DONTNEED, 0, pages)
        if len(self.data) > _PART_BYTES:
            _forget(self._file)


def _ends_a_part(file: IO[bytes], block: bytes) -> bool:
    end = file.tell()
    return end // _PART_BYTES > (end - len(block)) // _PART_BYTES


def _forget(file: IO[bytes]) -> None:
    """Let the system forget what it holds of a file, where it can be asked to."""
    is_file = isinstance(file, io.BufferedReader | io.BufferedWriter | io.BufferedRandom)
    if is_file and hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
