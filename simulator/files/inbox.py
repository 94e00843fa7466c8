"""The folder that receives the bill files, and the list of what was delivered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from simulator.files.encode import Cell, csv_bytes, headers, row_count, zip_bytes
from simulator.files.xlsx import sheet_xml, workbook_bytes, xlsx_bytes


@dataclass
class Inbox:
    """Writes files below a root and remembers (folder, name) in order of delivery."""

    root: Path
    files: list[tuple[str, str]] = field(default_factory=list)

    def put(self, folder: str, name: str, content: bytes) -> None:
        """Write one file."""
        target = self.root / folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        self.files.append((folder, name))

    def csv(self, folder: str, name: str, code: str, cells: list[Cell], **options) -> None:
        """Write a csv file of a format; a period without lines is not downloaded."""
        if row_count(cells):
            self.put(folder, f"{name}.csv", csv_bytes(headers()[code], cells, **options))

    def zipped_csv(self, folder: str, name: str, code: str, cells: list[Cell], **options) -> None:
        """Write a zip archive with one csv file of a format; nothing for a period without lines."""
        if row_count(cells):
            content = csv_bytes(headers()[code], cells, **options)
            self.put(folder, f"{name}.zip", zip_bytes({f"{name}.csv": content}))

    def xlsx(
        self, folder: str, name: str, code: str, cells: list[Cell], sheet="Sheet1", **options
    ) -> None:
        """Write a workbook of a format; nothing for a period without lines."""
        if row_count(cells):
            content = xlsx_bytes(sheet, headers()[code], cells, **options)
            self.put(folder, f"{name}.xlsx", content)

    def workbook(
        self, folder: str, name: str, sheets: Mapping[str, tuple[str, list[Cell]]]
    ) -> None:
        """Write a workbook with a sheet of each format that has lines: {sheet: (code, cells)}."""
        filled = {
            sheet: sheet_xml(headers()[code], cells)
            for sheet, (code, cells) in sheets.items()
            if row_count(cells)
        }
        if filled:
            self.put(folder, f"{name}.xlsx", workbook_bytes(filled))
