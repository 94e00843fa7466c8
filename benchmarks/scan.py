"""The yardstick of the load: every cell of every bill read as text into columns, nothing else.

usage: python -m benchmarks.scan INBOX
"""

import io
import sys
import zipfile
from pathlib import Path

import fastexcel
import pyarrow as pa
from pyarrow import csv

ZIP_MAGIC = b"PK\x03\x04"
LINES_TO_HEADER = 64


def scan(folder: Path) -> tuple[int, int]:
    """Read every file below `folder`; return how many bills and rows were read."""
    counts = [
        rows_of(member)
        for path in sorted(path for path in folder.rglob("*") if path.is_file())
        for member in members(path.read_bytes())
    ]
    return len(counts), sum(counts)


def members(content: bytes) -> list[bytes]:
    """Return the bills in a file: itself, or what a zip holds. A workbook is one bill."""
    if not content.startswith(ZIP_MAGIC):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "[Content_Types].xml" in archive.namelist():
            return [content]
        return [part for name in archive.namelist() for part in members(archive.read(name))]


def rows_of(content: bytes) -> int:
    """Read one bill into columns of text; return its rows."""
    if content.startswith(ZIP_MAGIC):
        book = fastexcel.read_excel(content)
        sheets = [book.load_sheet(name, header_row=None) for name in book.sheet_names]
        return sum(sheet.to_arrow().num_rows for sheet in sheets)
    return table_of(content).num_rows


def table_of(content: bytes) -> pa.Table:
    """Read a text bill from its header on, each column as text."""
    encoding = encoding_of(content)
    lines = content.split(b"\n", LINES_TO_HEADER)[:LINES_TO_HEADER]
    counts = {
        (number, mark): line.count(mark)
        for number, line in enumerate(lines)
        for mark in (b",", b"\t")
    }
    header, delimiter = max(counts, key=counts.__getitem__)
    columns = [f"c{number}" for number in range(lines[header].count(delimiter) + 1)]
    return csv.read_csv(
        io.BytesIO(content),
        read_options=csv.ReadOptions(encoding=encoding, skip_rows=header + 1, column_names=columns),
        parse_options=csv.ParseOptions(
            delimiter=delimiter.decode(),
            newlines_in_values=True,
            invalid_row_handler=lambda _: "skip",
        ),
        convert_options=csv.ConvertOptions(column_types=dict.fromkeys(columns, pa.string())),
    )


def encoding_of(content: bytes) -> str:
    """Return the encoding of a text bill: UTF-8 where it decodes, else GB18030."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


if __name__ == "__main__":
    bills, rows = scan(Path(sys.argv[1]))
    print(f"{bills} bills, {rows} rows")
