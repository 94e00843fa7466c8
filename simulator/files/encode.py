"""Columns of text and files of bytes, built without a loop over rows; equal input, equal bytes."""

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from simulator.clock import NEVER

Cell = pa.Array | str
ZIP_TIME = (2026, 7, 1, 0, 0, 0)


@cache
def headers() -> dict[str, tuple[str, ...]]:
    """Header of every format by its code."""
    text = (Path(__file__).parent / "headers.yml").read_text(encoding="utf-8")
    return {code: tuple(columns) for code, columns in yaml.safe_load(text).items()}


def money(cents) -> pa.Array:
    """Whole cents as yuan with two decimals: 1230 → `12.30`."""
    values = np.ascontiguousarray(cents, dtype=np.int64)
    wide = np.empty((len(values), 2), dtype=np.int64)
    wide[:, 0] = values
    wide[:, 1] = values >> 63
    buffer = pa.py_buffer(wide.tobytes())
    return pa.Array.from_buffers(pa.decimal128(19, 2), len(values), [None, buffer]).cast(
        pa.string()
    )


def grouped(cells: pa.Array) -> pa.Array:
    """Amounts below a billion with thousands apart, quoted for csv: 1230.00 → `"1,230.00"`."""
    for _ in range(2):
        cells = pc.replace_substring_regex(cells, r"^(-?\d+)(\d{3})([.,])", r"\1,\2\3")
    return quoted(cells)


def kilograms(grams) -> pa.Array:
    """Whole grams as kilograms with two decimals, rounded down to ten grams."""
    return money(np.asarray(grams) // 10)


def whole(numbers) -> pa.Array:
    """Integers as text."""
    return pa.array(np.asarray(numbers, dtype=np.int64)).cast(pa.string())


def ids(numbers, prefix: str = "\t", suffix: str = "") -> pa.Array:
    """Integers, or a frame's text column, as identifiers in the export's decoration."""
    is_text = isinstance(getattr(numbers, "dtype", None), pd.ArrowDtype)
    return join(prefix, arrow(numbers) if is_text else whole(numbers), suffix)


def text_frame_column(texts: pa.Array) -> pd.api.extensions.ExtensionArray:
    """Text as a column that a frame can hold without Python strings."""
    return pd.arrays.ArrowExtensionArray(texts)


def arrow(column: pd.Series) -> pa.Array:
    """A frame's text column as an array."""
    text = pa.array(column)
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text


def by_group(group: np.ndarray, make: Callable[[str, np.ndarray], pa.Array]) -> pa.Array:
    """Text made group by group: `make` gets a group's value and its row numbers."""
    names = np.unique(group).tolist()
    rows = [np.flatnonzero(group == name) for name in names]
    parts = [make(name, own) for name, own in zip(names, rows, strict=True)]
    place = np.argsort(np.concatenate([np.zeros(0, np.int64), *rows]), kind="stable")
    return pa.concat_arrays([pa.array([], pa.string()), *parts]).take(pa.array(place))


def stamp(seconds, blank: str = "") -> pa.Array:
    """Instants as `YYYY-MM-DD HH:MM:SS`; NEVER as `blank`."""
    values = np.asarray(seconds, dtype=np.int64)
    known = values < NEVER
    text = pa.array(np.where(known, values, 0)).cast(pa.timestamp("s")).cast(pa.string())
    return when(known, text, blank)


def serial(seconds) -> pa.Array:
    """Instants as Excel's days since 1899-12-30 with ten decimals, so that the second survives."""
    values = np.asarray(seconds, dtype=np.int64)
    fraction = (values % 86_400 * 10**10 + 43_200) // 86_400
    padded = pc.utf8_lpad(whole(fraction), 10, "0")
    return join(whole(values // 86_400 + 25_569), ".", padded)


def formula(texts) -> pa.Array:
    """Identifiers as the formula `="…"` that keeps Excel from rounding them, quoted for csv."""
    return join('"=""', texts, '"""')


def day_text(seconds) -> pa.Array:
    """Instants as `YYYY-MM-DD`."""
    return pc.utf8_slice_codeunits(stamp(seconds), 0, 10)


def compact_day(seconds) -> pa.Array:
    """Instants as `YYYYMMDD`."""
    return pc.replace_substring(day_text(seconds), "-", "")


def pick(values, index) -> pa.Array:
    """values[index] as text."""
    return pa.array([str(value) for value in values], pa.string()).take(
        pa.array(np.asarray(index, np.int64))
    )


def lookup(values, index) -> pa.Array:
    """values[index] as text; blank where the index is -1."""
    place = np.asarray(index, np.int64)
    texts = [*(str(value) for value in values), ""]
    return pick(texts, np.where(place < 0, len(texts) - 1, place))


def when(mask, yes: Cell, no: Cell) -> pa.Array:
    """Choose by row."""
    return pc.if_else(pa.array(np.asarray(mask, dtype=bool)), _scalar(yes), _scalar(no))


def join(*parts: Cell) -> pa.Array:
    """Concatenate text by row."""
    return pc.binary_join_element_wise(*parts, "")


def quoted(cells: pa.Array) -> pa.Array:
    """CSV-quote cells that contain commas."""
    return pc.binary_join_element_wise('"', cells, '"', "")


def _scalar(cell: Cell):
    return pa.scalar(cell, pa.string()) if isinstance(cell, str) else cell


def text_column(texts) -> pa.Array:
    """Python or numpy strings as a column; each different one is made once."""
    codes, values = pd.factorize(np.asarray(texts))
    return pick(values, codes)


def repeated(text: str, count: int) -> pa.Array:
    """The same text on every row."""
    return pa.repeat(pa.scalar(text, pa.string()), count)


def in_order(code: str, cells: Mapping[str, Cell], default: Cell = "") -> list[Cell]:
    """Cells in the order of the format's header; columns that are not given take the default."""
    header = headers()[code]
    unknown = set(cells) - set(header)
    if unknown:
        raise KeyError(f"{code} has no column {sorted(unknown)}")
    return [cells.get(column, default) for column in header]


def in_form(code: str, cells: Mapping[str, Cell], usual: str) -> list[Cell]:
    """Cells in the order of a form of a bill, without those that only its usual form has."""
    lacking = set(headers()[usual]).difference(headers()[code])
    return in_order(code, {name: cell for name, cell in cells.items() if name not in lacking})


def row_count(cells: list[Cell]) -> int:
    """Rows of a list of cells; at least one of them must be a column."""
    return next(len(cell) for cell in cells if isinstance(cell, pa.Array))


def csv_bytes(
    header, cells: list[Cell], *, encoding="utf-8-sig", before="", second="", after=""
) -> bytes:
    """A csv file: preamble, header, optional second row, the rows, footer; CRLF line ends."""
    body = ""
    if row_count(cells):
        lines = join(pc.binary_join_element_wise(*cells, ","), "\r\n")
        body = joined_text(lines)
    return f"{before}{','.join(header)}\r\n{second}{body}{after}".encode(encoding)


def joined_text(lines: pa.Array) -> str:
    """All strings of a column one after the other."""
    lines = lines.cast(pa.large_string())
    offsets = np.frombuffer(lines.buffers()[1], dtype=np.int64)[
        lines.offset : lines.offset + len(lines) + 1
    ]
    return lines.buffers()[2].to_pybytes()[offsets[0] : offsets[-1]].decode("utf-8")


def zip_bytes(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive whose bytes depend on its members alone."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = method
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()
