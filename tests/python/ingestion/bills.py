"""Bill files written by the tests: golden texts in their real encodings and containers."""

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl

GOLDEN_FOLDER = Path(__file__).parent / "golden"


@dataclass(frozen=True)
class Golden:
    """What a golden file of one format is and how it must be read (lines are 1-based)."""

    encoding: str
    version: str
    header_line: int
    data_lines: tuple[int, ...]
    control_rows: int
    period: tuple[str, str] | None

    @property
    def extension(self) -> str:
        return ".xlsx" if self.encoding == "xlsx" else ".csv"


def golden_text(code: str) -> str:
    return (GOLDEN_FOLDER / f"{code}.csv").read_text(encoding="utf-8")


def golden_rows(code: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(golden_text(code))))


def as_csv(rows: list[list[str]], encoding: str = "utf-8-sig", newline: str = "\r\n") -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator=newline).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def golden_bytes(code: str, encoding: str) -> bytes:
    if encoding == "xlsx":
        return as_xlsx(("Sheet1", golden_rows(code)))
    return golden_text(code).replace("\n", "\r\n").encode(encoding)


def fund_rows(count: int = 5, **cells: str) -> list[list[str]]:
    """A fund bill's header and `count` good rows with flow numbers 1, 2, …; `cells` overrides."""
    header = golden_rows("douyin_fund")[0]
    rows = [header]
    for number in range(1, count + 1):
        values = {
            "动账时间": f"2026-06-{number:02d} 10:00:00",
            "动帐流水号": f"7100{number:015d}",
            "动账方向": "入账",
            "动账金额": f"{number}.50",
            "动账场景": "其他",
            "备注": f"第{number}笔",
        } | cells
        rows.append([values.get(name, "") for name in header])
    return rows


def put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return packed.getvalue()
