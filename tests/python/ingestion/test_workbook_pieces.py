"""A large workbook is read some rows at a time, and reads as it does whole."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from fastexcel import ExcelReader
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion import rows, workbook_pieces, workbook_strings
from ingestion.archive import Allowance
from ingestion.results import RefusedFile
from ingestion.workbook_pieces import Pieces, Run
from ingestion.workbooks import opened_workbook
from tests.python.ingestion.bills import as_xlsx, fund_rows, golden_bytes, put
from tests.python.ingestion.test_golden import GOLDEN
from tests.python.ingestion.test_workbooks import with_row

LIMIT = 200

Rows = dict[tuple[str, int], tuple[str | None, ...]]


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_pieces, "PIECE_CELLS", LIMIT)


def rows_of(content: bytes, folder: Path, cells: int, size: int = 2**30) -> Rows:
    """Read all sheets in pieces of so much; give each row that has a cell, from its first to its
    last cell.
    """
    path = put(folder / "book.xlsx", content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook_pieces, "PIECE_CELLS", cells)
        patch.setattr(workbook_pieces, "PIECE_BYTES", size)
        book = opened_workbook(path, "xlsx", Allowance(len(content)))
        found: Rows = {}
        for taken in book.rows([sheet.name for sheet in book.sheets]):
            columns = [column.to_pylist() for column in taken.cells.columns]
            for number, row in enumerate(zip(*columns, strict=True), taken.first):
                if any(row):
                    place = next(i for i, cell in enumerate(row) if cell)
                    last = max(i for i, cell in enumerate(row) if cell)
                    found[taken.sheet_name, number] = row[place : last + 1]
    return found


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return the workbook with its parts changed."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return changed.getvalue()


def sheets_changed(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return the workbook with the XML of its sheets changed."""
    return repacked(content, lambda name, part: change(part) if "sheets/sheet" in name else part)


def with_shared_strings(content: bytes, cell: bytes) -> bytes:
    """Return the workbook with its texts in a list, where the cells name them by their places."""
    texts: dict[bytes, int] = {}

    def named(match: re.Match[bytes]) -> bytes:
        place = texts.setdefault(b"<si>" + match[1] + b"</si>", len(texts))
        return cell + b"<v>%d</v>" % place

    def listed(sheet: bytes) -> bytes:
        return re.sub(rb't="inlineStr"><is>(.*?)</is>', named, sheet, flags=re.DOTALL)

    changed = io.BytesIO(sheets_changed(content, listed))
    with zipfile.ZipFile(changed) as old, zipfile.ZipFile(result := io.BytesIO(), "w") as new:
        for name in old.namelist():
            if name != "xl/sharedStrings.xml":
                new.writestr(name, old.read(name))
        new.writestr("xl/sharedStrings.xml", b"<sst>" + b"".join(texts) + b"</sst>")
    return result.getvalue()


WRITTEN = {
    "as it is": lambda content: content,
    "prefixed": lambda content: sheets_changed(
        content, lambda sheet: re.sub(rb"<(/?)(row|c|v|sheetData)\b", rb"<\1x:\2", sheet)
    ),
    "attributes before": lambda content: sheets_changed(
        content, lambda sheet: re.sub(rb"<(row|c) ", rb"<\1 cm='0' ", sheet)
    ),
    "rows without numbers": lambda content: sheets_changed(
        content, lambda sheet: re.sub(rb'<row r="[0-9]+"', b"<row", sheet)
    ),
    "commented": lambda content: sheets_changed(
        content, lambda sheet: sheet.replace(b"<sheetData>", b"<!-- <sheetData/> --><sheetData>")
    ),
    "of another encoding": lambda content: sheets_changed(
        content, lambda sheet: b'<?xml version="1.0" encoding="ISO-8859-1"?>' + sheet
    ),
    "shared": lambda content: with_shared_strings(content, b't="s">'),
    "shared otherwise": lambda content: with_shared_strings(content, b't="s" cm="0">'),
}
CELLS = st.one_of(
    st.none(),
    st.text("甲乙 <&'\",\n0123456789", max_size=8),
    st.integers(-(10**12), 10**12),
    st.decimals(-1000, 1000, places=2),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(
        lambda t: t.replace(microsecond=0)
    ),
    st.booleans(),
)
SHEETS = st.lists(
    st.dictionaries(st.integers(1, 120), st.lists(CELLS, max_size=5), max_size=12),
    min_size=1,
    max_size=3,
)


@settings(deadline=None, max_examples=60)
@given(SHEETS, st.sampled_from(sorted(WRITTEN)), st.integers(1, 60), st.integers(1, 4_000))
def test_any_workbook_reads_in_pieces_as_it_does_whole(
    tmp_path_factory, sheets, written, cells, size
):
    folder = tmp_path_factory.mktemp("book")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, cells_of_row in enumerate(sheets):
        sheet = book.create_sheet(f"表{number}")
        for row, values in cells_of_row.items():
            for column, value in enumerate(values, 2):
                sheet.cell(row, column, value)
    packed = io.BytesIO()
    book.save(packed)
    content = WRITTEN[written](packed.getvalue())
    assert rows_of(content, folder, cells, size) == rows_of(content, folder, 2**30)


@pytest.mark.parametrize("written", ["prefixed", "rows without numbers", "commented"])
def test_what_is_written_in_an_unusual_way_is_held_whole_or_refused(written, tmp_path, monkeypatch):
    content = WRITTEN[written](as_xlsx(("一", [["a", "b"]] * 50)))
    found = rows_of(content, tmp_path, 20)
    assert found == {("一", number): ("a", "b") for number in range(1, 51)}
    monkeypatch.setattr(workbook_pieces, "HELD_CELLS", 99)
    with pytest.raises(RefusedFile, match="is written in an unusual way: save it anew"):
        rows_of(content, tmp_path, 20)


@pytest.mark.parametrize("code", sorted(c for c, g in GOLDEN.items() if g.encoding == "xlsx"))
def test_each_golden_workbook_loads_in_pieces_as_it_does_whole(code, inbox, tmp_path, load, query):
    path = put(inbox / "a.xlsx", golden_bytes(code, "xlsx"))

    def loaded() -> list[list[dict[str, object]]]:
        load(path)
        tables = [
            f'select * exclude (_loaded_at) from raw."{code}" order by all',
            "select * exclude (loaded_at) from raw.bill_file order by all",
            "select * from raw.quarantined_line order by all",
        ]
        return [query(table) for table in tables]

    whole = loaded()
    (tmp_path / "data" / "storeledger.duckdb").unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook_pieces, "PIECE_CELLS", 1)
        assert loaded() == whole


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> list[list[Run]]:
    """The runs of each piece that was read."""
    seen: list[list[Run]] = []
    opened = Pieces.opened

    def watched(self: Pieces, runs: Sequence[Run]) -> AbstractContextManager[ExcelReader]:
        seen.append(list(runs))
        return opened(self, runs)

    monkeypatch.setattr(Pieces, "opened", watched)
    return seen


@pytest.mark.usefixtures("small_pieces")
def test_no_piece_has_more_than_it_may(pieces, inbox, load):
    book = as_xlsx(*[(f"{n}", fund_rows(20)) for n in range(3)], ("末", fund_rows(1)))
    [result] = load(put(inbox / "a.xlsx", book))
    assert result.rows_loaded == 61
    assert len(pieces) > 3
    columns = len(fund_rows(1)[0])
    counts = [sum(run.last - run.first + 1 for run in piece) for piece in pieces[1:]]
    assert max(counts) * columns <= LIMIT
    assert max(map(len, pieces[1:])) == 2


@pytest.mark.usefixtures("small_pieces")
def test_an_id_held_as_a_number_is_held_back_in_a_later_piece(inbox, load, query):
    rows: list[list[object]] = [list(row) for row in fund_rows(30)]
    rows[25][1] = 7100000000000000001
    rows[3][1] = "7100000000000000000"
    [result] = load(put(inbox / "a.xlsx", as_xlsx(("Sheet1", rows))))
    assert (result.rows_loaded, result.rows_quarantined) == (29, 1)
    [held] = query("select line_number, reason_code from raw.quarantined_line")
    assert held == {"line_number": 26, "reason_code": "rounded_id"}


OTHER_ROW = b'<row r="40"><c r="A%d" t="inlineStr"><is><t>a</t></is></c></row>'


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (with_row(b'<row r="3"/>'), "row 3 stands after row 31 in xl/worksheets/sheet1.xml"),
        (with_row(b'<row r="10000000"/>'), "a row without a number stands after row 31 "),
        (
            lambda sheet: re.sub(
                rb'<row r="(\d+)"', lambda m: b'<row r="%d"' % (int(m[1]) + 1), sheet
            ),
            "a cell of xl/worksheets/sheet1.xml has the number of another row: save it anew",
        ),
        (with_row(OTHER_ROW % 900), "a cell of xl/worksheets/sheet1.xml has the number of"),
        (with_row(OTHER_ROW % 2), "a cell of xl/worksheets/sheet1.xml has the number of"),
        (lambda sheet: sheet.partition(b"</sheetData>")[0], "the data of xl/worksheets/sheet1.xml"),
    ],
)
def test_a_large_sheet_that_tells_of_its_rows_what_is_not_so(change, reason, inbox, load):
    content = sheets_changed(as_xlsx(("Sheet1", fund_rows(30))), change)
    [result] = load(put(inbox / "a.xlsx", content))
    assert (result.status, result.rows_loaded) == ("refused", 0)
    assert result.reason.startswith(f"workbook_unreadable: {reason}")


def as_utf_16(name: str, part: bytes) -> bytes:
    return part.decode().encode("utf-16") if name.endswith("sheet2.xml") else part


def of_styles(name: str, part: bytes) -> bytes:
    return part.replace(b"/xl/worksheets/sheet2.xml", b"/xl/styles.xml")


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("change", [as_utf_16, of_styles])
def test_a_sheet_that_cannot_be_cut_is_not_passed_over(change, inbox, load):
    content = as_xlsx(("一", fund_rows(30)), ("二", fund_rows(3)))
    [result] = load(put(inbox / "a.xlsx", repacked(content, change)))
    assert (result.status, result.rows_loaded) == ("refused", 0)
    assert result.reason.startswith("workbook_unreadable: ")


@pytest.mark.usefixtures("small_pieces")
def test_cells_without_a_value_change_nothing(inbox, load):
    """They make a sheet wider, and another sheet has formats and nothing else."""
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(("一", fund_rows(30)), ("二", fund_rows(3)))))
    book["二"].cell(2, 45).font = openpyxl.styles.Font(bold=True)
    book.create_sheet("空").cell(40, 3).font = openpyxl.styles.Font(bold=True)
    book["一"].cell(3, 1).comment = openpyxl.comments.Comment("sheetData", "甲")
    book.save(inbox / "a.xlsx")
    [result] = load(inbox / "a.xlsx")
    assert (result.status, result.rows_loaded, result.reason) == ("loaded", 33, None)


def with_method(content: bytes, method: int) -> bytes:
    """Return the archive with the method of each member changed, but not what is packed."""
    changed = bytearray(content)
    for signature, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        for match in re.finditer(signature, content):
            changed[match.start() + place] = method
    return bytes(changed)


def test_a_workbook_packed_in_an_unknown_way(inbox, load):
    [result] = load(put(inbox / "a.xlsx", with_method(as_xlsx(("一", fund_rows(1))), 9)))
    assert result.reason.startswith("workbook_unreadable: ")


@pytest.mark.usefixtures("small_pieces")
def test_a_list_of_strings_without_a_byte(inbox, load):
    listed = with_shared_strings(as_xlsx(("一", fund_rows(30))), b't="s">')
    content = repacked(listed, lambda name, part: b"" if "sharedStrings" in name else part)
    [result] = load(put(inbox / "a.xlsx", content))
    assert result.reason.startswith("workbook_unreadable: ")


def test_two_sheets_of_one_name(inbox, load):
    content = as_xlsx(("一", fund_rows(9)), ("二", fund_rows(2)))
    twins = repacked(content, lambda _, part: part.replace("二".encode(), "一".encode()))
    [result] = load(put(inbox / "a.xlsx", twins))
    assert result.reason == "workbook_unreadable: two of its sheets have one name"


@pytest.mark.usefixtures("small_pieces")
def test_two_sheets_that_are_the_same_part(inbox, load):
    content = as_xlsx(("一", fund_rows(9)), ("二", [["x"]]))
    one = repacked(content, lambda _, part: part.replace(b"sheets/sheet2", b"sheets/sheet1"))
    [result] = load(put(inbox / "a.xlsx", one))
    assert result.reason == "workbook_unreadable: two of its sheets are the same part"


@pytest.mark.usefixtures("small_pieces")
def test_a_shared_string_that_is_not_there(inbox, load):
    listed = with_shared_strings(as_xlsx(("Sheet1", fund_rows(30))), b't="s">')
    content = sheets_changed(listed, lambda sheet: sheet.replace(b"<v>9</v>", b"<v>9999</v>"))
    [result] = load(put(inbox / "a.xlsx", content))
    assert result.reason.startswith("workbook_unreadable: string 9999 of ")


@pytest.mark.usefixtures("small_pieces")
def test_many_shared_strings_that_are_named_in_an_unusual_way(inbox, load, monkeypatch):
    monkeypatch.setattr(workbook_strings, "MAX_WHOLE_BYTES", 99)
    content = WRITTEN["shared otherwise"](as_xlsx(("Sheet1", fund_rows(30))))
    [result] = load(put(inbox / "a.xlsx", content))
    assert result.reason.startswith("workbook_too_large: ")
    assert result.reason.endswith(" bytes of shared strings, save it as csv")


def test_two_parts_of_one_name(inbox, load):
    content = io.BytesIO(as_xlsx(("一", fund_rows(2))))
    with zipfile.ZipFile(content, "a") as book:
        book.writestr("XL/worksheets/sheet1.xml", b"<worksheet/>")
    [result] = load(put(inbox / "a.xlsx", content.getvalue()))
    assert result.reason == "workbook_unreadable: two parts have the name xl/worksheets/sheet1.xml"


def test_a_row_that_is_longer_than_any(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_pieces, "MAX_ROW_BYTES", 1_000)
    content = as_xlsx(("一", [["a" * 5_000] * 3]))
    with pytest.raises(RefusedFile, match="a row of more than 1000 bytes"):
        rows_of(content, tmp_path, 1, size=1)


@pytest.mark.usefixtures("small_pieces")
def test_rows_that_cannot_be_read_are_counted_over_all_pieces(inbox, load, monkeypatch):
    monkeypatch.setattr(rows, "_MANY_ROWS", 10)
    bad = fund_rows(30)
    for row in bad[2:]:
        row[3] = "x"
    [result] = load(put(inbox / "a.xlsx", as_xlsx(("一", bad))))
    assert result.reason.startswith("no_good_row: ")
    assert result.reason.endswith(" rows cannot be read")
