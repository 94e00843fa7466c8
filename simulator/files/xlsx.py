"""A small XLSX writer: text cells only, built column by column, byte-deterministic."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.compute as pc

from simulator.files.encode import Cell, joined_text, row_count, zip_bytes

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_HEAD = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
)
_CONTENT_SHEET = (
    f'<Override PartName="/xl/worksheets/sheet{{place}}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
)
_TEXT = '" t="inlineStr"><is><t xml:space="preserve">'
_RELATION = f'<Relationship Id="rId{{place}}" Type="{_OFFICE}/{{kind}}" Target="{{target}}"/>'


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


def sheet_xml(
    header,
    cells: list[Cell],
    *,
    before: Sequence[Sequence[str]] = (),
    after: Sequence[Sequence[str]] = (),
) -> str:
    """A sheet: given rows before the header, the header, the rows, given rows."""
    top = [*before, list(header)]
    below = len(top) + row_count(cells) + 1
    xml = "".join(fixed_row(number, texts) for number, texts in enumerate(top, start=1))
    xml += body_rows(cells, len(top) + 1)
    xml += "".join(fixed_row(number, texts) for number, texts in enumerate(after, start=below))
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{xml}</sheetData></worksheet>'


def relations(*targets: tuple[str, str]) -> str:
    """The relations of a part: kind and target of each."""
    listed = (
        _RELATION.format(place=place, kind=kind, target=target)
        for place, (kind, target) in enumerate(targets, start=1)
    )
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(listed)}</Relationships>'
    )


def xlsx_bytes(sheet: str, header, cells: list[Cell], **options) -> bytes:
    """A workbook of one sheet."""
    return workbook_bytes({sheet: sheet_xml(header, cells, **options)})


def workbook_bytes(sheets: Mapping[str, str]) -> bytes:
    """A workbook of sheets, each given by its name and its xml."""
    places = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{place}" r:id="rId{place}"/>'
        for place, name in zip(places, sheets, strict=True)
    )
    parts = "".join(_CONTENT_SHEET.format(place=place) for place in places)
    own = [("worksheet", f"worksheets/sheet{place}.xml") for place in places]
    members = {
        "[Content_Types].xml": f"{_CONTENT_HEAD}{parts}</Types>",
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(*own),
        **{f"xl/{target}": xml for (_, target), xml in zip(own, sheets.values(), strict=True)},
    }
    return zip_bytes({name: text.encode() for name, text in members.items()})
