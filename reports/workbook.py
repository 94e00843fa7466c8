"""The report as a workbook: a sheet a section, exact figures, frozen headings, ready to filter."""

from datetime import datetime, time
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.model import Column, Kind, Report, Section, Table

FORMATS = {
    Kind.MONEY: "#,##0.00;[Red]-#,##0.00;0.00",
    Kind.RATE: "0.00%;[Red]-0.00%",
    Kind.COUNT: "#,##0",
    Kind.DATE: "yyyy-mm-dd",
    Kind.TEXT: "@",
}
WIDTHS = {Kind.MONEY: 17, Kind.RATE: 12, Kind.COUNT: 10, Kind.DATE: 12, Kind.TEXT: 20}
WIDE_TEXT = {"sentence_zh": 60, "sentence_en": 60, "file_name": 44, "match_key": 34, "reason": 40}
HEADING = PatternFill("solid", fgColor="2F6F9F")
STRONG = PatternFill("solid", fgColor="EEF3F7")
RULE = Border(bottom=Side(style="thin", color="C7D0D9"))


def write_workbook(report: Report, path: Path) -> None:
    """Write `report` to `path`. Money cells hold the figure itself, not a text of it."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title = f"storeledger {report.as_of:%Y-%m-%d}"
    book.properties.created = datetime.combine(report.as_of, time())
    for section in report.sections:
        _write_section(book.create_sheet(f"{section.zh} {section.en}"), section)
    book.save(path)


def _write_section(sheet: Worksheet, section: Section) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.append([f"{section.zh} {section.en}"])
    sheet["A1"].font = Font(size=15, bold=True, color="1F2933")
    for note in section.notes:
        sheet.append([note])
        sheet.cell(sheet.max_row, 1).font = Font(italic=True, color="6B7785")
    if section.figures:
        _write_figures(sheet, section)
    for position, table in enumerate(section.tables):
        first = _write_table(sheet, table)
        if position == 0 and len(section.tables) == 1:
            sheet.freeze_panes = sheet.cell(first, 2)
            last = get_column_letter(len(table.columns))
            if table.rows:
                sheet.auto_filter.ref = f"A{first - 1}:{last}{first + len(table.rows) - 1}"
        elif position == 0:
            sheet.freeze_panes = "A2"
    _lay_out(sheet, section)


def _write_figures(sheet: Worksheet, section: Section) -> None:
    sheet.append([])
    sheet.append(["指标", "Figure", "数值 Value", "说明 Note"])
    _style_heading(sheet, sheet.max_row, 4)
    sheet.freeze_panes = sheet.cell(sheet.max_row + 1, 1)
    for figure in section.figures:
        sheet.append([figure.zh, figure.en, figure.value, figure.note])
        value = sheet.cell(sheet.max_row, 3)
        value.number_format = FORMATS[figure.kind]
        value.font = Font(bold=True)


def _write_table(sheet: Worksheet, table: Table) -> int:
    """Write the heading and the rows; returns the number of the first row of figures."""
    sheet.append([])
    sheet.append([f"{table.zh} {table.en}"])
    sheet.cell(sheet.max_row, 1).font = Font(bold=True, size=12)
    sheet.append([_heading(column) for column in table.columns])
    _style_heading(sheet, sheet.max_row, len(table.columns))
    first = sheet.max_row + 1
    for position, row in enumerate(table.rows):
        sheet.append(list(row))
        strong = position in table.strong
        cells = sheet[first + position][: len(table.columns)]
        for cell, column in zip(cells, table.columns, strict=True):
            cell.number_format = FORMATS[column.kind]
            if strong:
                cell.font, cell.fill, cell.border = Font(bold=True), STRONG, RULE
    if not table.rows:
        sheet.append(["（无数据 no rows）"])
    return first


def _heading(column: Column) -> str:
    return "\n".join(text for text in (column.zh, column.en) if text)


def _style_heading(sheet: Worksheet, row: int, width: int) -> None:
    for cell in sheet[row][:width]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = HEADING
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    sheet.row_dimensions[row].height = 32


def _lay_out(sheet: Worksheet, section: Section) -> None:
    widths: dict[int, int] = {1: 26, 2: 26, 3: 20, 4: 34} if section.figures else {}
    for table in section.tables:
        for position, column in enumerate(table.columns, 1):
            wanted = WIDE_TEXT.get(column.name, WIDTHS[column.kind])
            widths[position] = max(widths.get(position, 0), wanted)
    for position, width in widths.items():
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
