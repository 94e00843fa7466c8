"""The shared strings of a large workbook: a reader holds all of them, so a piece gets its own."""

import re
import tempfile
import zipfile
from collections.abc import Sequence

import numpy as np

from ingestion.long_files import MappedFile, append
from ingestion.results import RefusedFile
from ingestion.workbook_guard import STRING, Part, blocks, count_shared

# Who writes the cells otherwise gets all of the strings in each piece, and must have fewer.
MAX_WHOLE_BYTES = 32 * 1024**2
_INDEX = re.compile(rb'(?<= t="s"><v>)[0-9]{1,9}(?=</v>)')


class SharedStrings:
    """The strings of a workbook, on the disk; its cells name them by their places."""

    def __init__(self, archive: zipfile.ZipFile, part: Part):
        self.name = part.info.filename
        self._count = len(part.strings)
        self._size = part.info.file_size
        with tempfile.TemporaryFile(prefix="storeledger-") as copy:
            begin, is_begun = 0, False
            for block in blocks(archive, part.info):
                first = None if is_begun else STRING.search(block)
                begin += first.start() if first else 0 if is_begun else len(block)
                is_begun = is_begun or first is not None
                append(copy, block)
            copy.flush()
            self._copy = MappedFile(copy)
        ends = begin + np.cumsum(np.array(part.strings, np.int64))
        # What ends the list is not of the last string.
        ends[-1:] = self._copy.data.rfind(b"</")
        self._places = np.append(begin, ends)

    def own(self, rows: Sequence[bytes]) -> tuple[bytes, list[bytes]]:
        """Return the list of the strings that some rows name, and the rows with the places in it.

        Raises RefusedFile for a place beyond the end, and for too many strings in a workbook that
        names them in an unusual way.
        """
        found = [_INDEX.findall(xml) for xml in rows]
        if sum(map(len, found)) < sum(map(count_shared, rows)):
            if self._size > MAX_WHOLE_BYTES:
                detail = f"{self._size} bytes of shared strings, save it as csv"
                raise RefusedFile("workbook_too_large", detail)
            return self._copy.data[:], list(rows)
        used, places = np.unique(
            np.array([place for of_rows in found for place in of_rows], "S9").astype(np.int64),
            return_inverse=True,
        )
        if len(used) and used[-1] >= self._count:
            raise RefusedFile("workbook_unreadable", f"string {used[-1]} of {self._count}")
        spans = zip(self._places[used].tolist(), self._places[used + 1].tolist(), strict=True)
        strings = b"".join([self._copy.data[begin:end] for begin, end in spans])
        self._copy.let_go(self._size)
        renumbered = map(b"%d".__mod__, places.tolist())
        changed = [_INDEX.sub(lambda _: next(renumbered), xml) for xml in rows]
        return b"<sst>" + strings + b"</sst>", changed
