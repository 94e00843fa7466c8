"""The common shape of what the readers give: rows as columns of text, with their line numbers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ingestion.headers import Header
from ingestion.results import LineCode


@dataclass(frozen=True)
class MalformedRow:
    """A row whose fields do not fit the header; a footer line is one of these too."""

    line_number: int
    reason_code: LineCode
    detail: str
    text: str


@dataclass(frozen=True)
class Chunk:
    """Rows of a file in order: one text column per header position (`names`), blank cells null.

    `line_numbers` are 1-based in the file (rows on the sheet). `texts(mask)` gives the rows as they
    stand in the file, for the rows where the boolean mask is true. `multiline` are the positions of
    the columns with line ends inside cells. The last row of a chunk that `is_cut` is the last of a
    file and lacks its line end.
    """

    names: tuple[str, ...]
    cells: list[pa.Array]
    line_numbers: np.ndarray
    malformed: list[MalformedRow]
    texts: Callable[[np.ndarray], list[str]]
    sheet_name: str | None = None
    delimiter: str = ","
    multiline: tuple[int, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True)
class OpenedBill:
    """A bill file whose header was found, with its rows still to be read.

    `preamble` holds the lines before the header; `mark` says what of the file is not read.
    """

    header: Header
    encoding: str
    preamble: list[str]
    chunks: Iterator[Chunk]
    sheet_name: str | None = None
    mark: str | None = None
