"""Reads bill files back the plain way, without the project's ingestion."""

import csv
import io
import zipfile
from decimal import Decimal
from pathlib import Path

import fastexcel
import pandas as pd

ENCODINGS = ("utf-8-sig", "gb18030")


def decode(content: bytes) -> str:
    """Text of a csv file in the first encoding that fits strictly."""
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("unknown encoding")


def grid(path: Path) -> list[list[str]]:
    """Every row of a csv, zipped csv or xlsx file as text."""
    if path.suffix == ".xlsx":
        sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string")
        return [
            ["" if pd.isna(cell) else cell for cell in row]
            for row in sheet.to_arrow().to_pandas().to_numpy(dtype=object).tolist()
        ]
    content = path.read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = archive.read(archive.namelist()[0])
    return list(csv.reader(io.StringIO(decode(content), newline="")))


def table(path: Path, header: tuple[str, ...]) -> pd.DataFrame:
    """The rows below the header; ids without their decoration, footers and second rows left out."""
    rows = grid(path)
    start = rows.index(list(header)) + 1
    body = [
        row for row in rows[start:] if len(row) == len(header) and not row[0].startswith("字段说明")
    ]
    frame = pd.DataFrame(body, columns=list(header), dtype=object)
    return frame.map(lambda cell: cell.strip("\t'=\""))


def read_all(inbox: Path, pattern: str, header: tuple[str, ...]) -> pd.DataFrame:
    """Every file of a pattern, one below the other, with its folder and file name."""
    parts = [
        table(path, header).assign(_folder=path.parent.name, _file=path.name)
        for path in sorted(inbox.glob(pattern))
    ]
    return pd.concat(parts, ignore_index=True)


def amounts(cells: pd.Series) -> pd.Series:
    """Text amounts as Decimal; blank is zero."""
    return cells.map(lambda cell: Decimal(cell) if cell else Decimal(0))
