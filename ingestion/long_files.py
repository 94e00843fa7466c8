"""Read and write files block by block; the system keeps no more than a part of a long one.

It would give a gigabyte of its memory to bytes that are wanted once, take it from whoever has it,
and may have to look for it longer than the work on the bytes takes.
"""

import io
import mmap
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

_BLOCK_BYTES = 1024**2
_PART_BYTES = 64 * 1024**2


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Give the errors of the system inside the name of the file that they are of."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise  # says what the bytes are, and is no error of the system
        raise OSError(error.errno, error.strerror, str(path)) from error


def start_of(path: Path, count: int) -> bytes:
    """Return the first `count` bytes of a file, all of a shorter one."""
    with _named(path), path.open("rb") as file:
        return file.read(count)


def blocks(file: IO[bytes], path: Path) -> Iterator[bytes]:
    """Give the bytes of the file `path`, or of one inside it, open at its start.

    An error of reading them names `path`; one of whoever takes them does not.
    """
    number = file.fileno() if isinstance(file, io.BufferedReader) else None
    done = 0
    with _named(path):
        while block := file.read(_BLOCK_BYTES):
            yield block
            done += len(block)
            if number is not None and _ends_a_part(done, block):
                _forget(number, done)


def append(file: BinaryIO, block: bytes) -> None:
    """Write a block at the end of a file; after each part of a long one, wait for the disk."""
    file.write(block)
    done = file.tell()
    if _ends_a_part(done, block):
        file.flush()
        os.fsync(file.fileno())
        _forget(file.fileno(), done)


class MappedFile:
    """The bytes of a file, in memory as far as they are being looked at.

    It outlives the file's own handle. A mapped file that somebody makes shorter ends the process:
    only files of our own may be mapped.
    """

    def __init__(self, file: BinaryIO):
        self._number = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._number)
        self.data = mmap.mmap(self._number, 0, access=mmap.ACCESS_READ)

    def let_go(self, end: int) -> None:
        """Give the bytes before `end` back to the system."""
        pages = end // mmap.PAGESIZE * mmap.PAGESIZE
        if pages and hasattr(mmap, "MADV_DONTNEED"):
            self.data.madvise(mmap.MADV_DONTNEED, 0, pages)
        if pages and len(self.data) > _PART_BYTES:
            _forget(self._number, pages)


def _ends_a_part(done: int, block: bytes) -> bool:
    return done // _PART_BYTES > (done - len(block)) // _PART_BYTES


def _forget(number: int, end: int) -> None:
    """Let the system forget what it holds of a file before `end`, where it can be asked to."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(number, 0, end, os.POSIX_FADV_DONTNEED)
