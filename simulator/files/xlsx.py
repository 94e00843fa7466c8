"""A small XLSX writer: text cells only, built column by column, byte-deterministic."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.compute as pc

from simulator.files.encode import Cell, joined_text, row_count, zip_bytes

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
)
_TEXT = '" t="inlineStr"><is><t xml:space="preserve">'
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/{{kind}}" Target="{{target}}"/></Relationships>'
)


def column_name(number: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def fixed_row(number: int, texts: Sequence[str]) -> str:
    """One row of given texts; empty texts leave no cell."""
    cells = "".join(
        f'<c r="{column_name(place)}{number}{_TEXT}{escape(text)}</t></is></c>'
        for place, text in enumerate(texts)
        if text
    )
    return f'<row r="{number}">{cells}</row>'


def escaped(cells: pa.Array) -> pa.Array:
    """XML-escape a column."""
    for plain, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        cells = pc.replace_substring(cells, plain, entity)
    return cells


def body_rows(cells: list[Cell], first: int) -> str:
    """The rows of a sheet from text columns."""
    rows = row_count(cells)
    if not rows:
        return ""
    numbers = pa.array(range(first, first + rows)).cast(pa.string())
    parts: list[Cell] = ['<row r="', numbers, '">']
    for place, cell in enumerate(cells):
        text = escaped(cell) if isinstance(cell, pa.Array) else escape(cell)
        parts += [
            f'<c r="{column_name(place)}',
            numbers,
            _TEXT,
            text,
            "</t></is></c>",
        ]
    return joined_text(pc.binary_join_element_wise(*parts, "</row>", ""))


def xlsx_bytes(
    sheet: str,
    header,
    cells: list[Cell],
    *,
    before: Sequence[Sequence[str]] = (),
    after: Sequence[Sequence[str]] = (),
) -> bytes:
    """A workbook of one sheet: given rows before the header, the header, the rows, given rows."""
    top = [*before, list(header)]
    below = len(top) + row_count(cells) + 1
    xml = "".join(fixed_row(number, texts) for number, texts in enumerate(top, start=1))
    xml += body_rows(cells, len(top) + 1)
    xml += "".join(fixed_row(number, texts) for number, texts in enumerate(after, start=below))
    workbook = (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    members = {
        "[Content_Types].xml": _CONTENT,
        "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(
            kind="worksheet", target="worksheets/sheet1.xml"
        ),
        "xl/worksheets/sheet1.xml": (
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{xml}</sheetData></worksheet>'
        ),
    }
    return zip_bytes({name: text.encode() for name, text in members.items()})
