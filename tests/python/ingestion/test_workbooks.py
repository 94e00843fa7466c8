"""Workbooks: every cell as text, any sheet, any header row, ids that Excel has rounded."""

import hashlib
import io
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ingestion import archive, workbook_guard, workbooks
from tests.python.ingestion.bills import (
    GOLDEN_FOLDER,
    as_csv,
    as_xlsx,
    fund_rows,
    golden_rows,
    put,
    zipped,
)


def test_sheet_and_header_row_are_found(inbox, load, query):
    pivot = [["行标签", "求和项:动账金额"], ["货款结算入账", 12.5]]
    title = [["动账明细"], [], ["导出时间", "2026-06-30"]]
    [result] = load(put(inbox / "a.xlsx", as_xlsx(("透视", pivot), ("明细", title + fund_rows(3)))))
    assert (result.status, result.rows_loaded) == ("loaded", 3)
    stored = query("select _sheet_name, _line_number from raw.douyin_fund order by 2")
    assert [(r["_sheet_name"], r["_line_number"]) for r in stored] == [
        ("明细", 5),
        ("明细", 6),
        ("明细", 7),
    ]
    [file] = query("select sheet_name, encoding from raw.bill_file")
    assert file == {"sheet_name": "明细", "encoding": "xlsx"}


def test_an_export_split_over_two_sheets_is_read_whole(inbox, load, query):
    rows = fund_rows(4)
    first, second = rows[:3], [rows[0], rows[3], rows[4], rows[1]]
    [result] = load(put(inbox / "a.xlsx", as_xlsx(("一", first), ("二", second))))
    assert result.rows_loaded == 5
    stored = query("select _sheet_name, _line_number, _occurrence from raw.douyin_fund")
    assert sorted((r["_sheet_name"], r["_line_number"]) for r in stored) == [
        ("一", 2),
        ("一", 3),
        ("二", 2),
        ("二", 3),
        ("二", 4),
    ]
    assert sorted(r["_occurrence"] for r in stored) == [1, 1, 1, 1, 2]


def test_numbers_and_dates_of_excel_read_as_a_csv_does(inbox, load, query):
    rows = fund_rows(2)
    typed: list[list[object]] = [list(row) for row in rows]
    for row in typed[1:]:
        row[0] = datetime.fromisoformat(str(row[0]))
        row[3] = float(str(row[3]))
    load(put(inbox / "a.xlsx", as_xlsx(("Sheet1", typed))), put(inbox / "b.csv", as_csv(rows)))
    found = query("select count(distinct _file_id) n from raw.douyin_fund group by _row_hash")
    assert found == [{"n": 2}, {"n": 2}]


def test_a_time_of_day_is_stored_as_shown(inbox, load, query):
    rows = golden_rows("bank_cmb")[4:]
    typed: list[list[object]] = [list(row) for row in rows]
    typed[1][2] = time(9, 0, 5)
    typed[1][1] = date(2026, 5, 1)
    load(put(inbox / "a.xlsx", as_xlsx(("Sheet1", typed))))
    [row] = query(
        'select "交易时间" as t, "交易日期" as d from raw.bank_cmb where _line_number = 2'
    )
    assert row == {"t": "09:00:05", "d": "2026-05-01 00:00:00"}


@pytest.mark.parametrize("number", [7100000000000000001, 7.1e18])
def test_an_id_that_excel_holds_as_a_number_is_held_back(number, inbox, load, query):
    rows: list[list[object]] = [list(row) for row in fund_rows(3)]
    rows[2][1] = number
    [result] = load(put(inbox / "a.xlsx", as_xlsx(("Sheet1", rows))))
    assert (result.rows_loaded, result.rows_quarantined) == (2, 1)
    [held] = query("select line_number, reason_code, column_name from raw.quarantined_line")
    assert held == {"line_number": 3, "reason_code": "rounded_id", "column_name": "动帐流水号"}


def test_an_id_of_text_that_ends_in_zeros_is_good(inbox, load):
    rows = fund_rows(3)
    rows[2][1] = "7100000000000000000"
    [result] = load(put(inbox / "a.xlsx", as_xlsx(("Sheet1", rows))))
    assert (result.rows_loaded, result.rows_quarantined) == (3, 0)


def test_each_format_of_a_workbook_is_a_bill_of_its_own(inbox, load, query):
    refunds = golden_rows("tmall_refund")
    pivot = [["行标签", "求和项"], ["货款", 12.5]]
    content = as_xlsx(("透视", pivot), ("一", fund_rows(2)), ("二", refunds), ("三", fund_rows(3)))
    first, second = load(put(inbox / "a.xlsx", content))
    assert first.sha256 == hashlib.sha256(content).hexdigest()
    assert second.sha256 == hashlib.sha256(f"{first.sha256}/tmall_refund".encode()).hexdigest()
    assert [(r.format, r.status, r.rows_loaded) for r in (first, second)] == [
        ("douyin_fund", "loaded", 5),
        ("tmall_refund", "loaded", len(refunds) - 1),
    ]
    assert (first.reason, second.reason) == ("sheets_not_read: 透视", None)
    found = query("select file_id, sheet_name, archive_path from raw.bill_file order by file_id")
    by_id = {row["file_id"]: row for row in found}
    assert (by_id[first.sha256]["sheet_name"], by_id[second.sha256]["sheet_name"]) == (
        "一, 三",
        "二",
    )
    assert len({row["archive_path"] for row in found}) == 1
    again = load(inbox / "a.xlsx")
    assert [r.status for r in again] == ["duplicate", "duplicate"]


def test_only_the_part_of_the_format_asked_for(inbox, load, query):
    book = as_xlsx(("一", fund_rows(2)), ("二", golden_rows("tmall_refund")))
    path = put(inbox / "a.xlsx", book)
    [second] = load(path, formats={"tmall_refund"})
    first, again = load(path)
    assert (first.status, again.status) == ("loaded", "duplicate")
    assert again.sha256 == second.sha256


def test_a_sheet_that_lacks_a_column_refuses_the_workbook(inbox, load):
    short = [[cell for i, cell in enumerate(row) if i != 2] for row in fund_rows(2)]
    [result] = load(put(inbox / "a.xlsx", as_xlsx(("一", fund_rows(2)), ("二", short))))
    assert (result.status, result.reason) == ("refused", "missing_column: 动账方向")


def test_a_damaged_workbook_is_refused(inbox, load):
    content = as_xlsx(("Sheet1", fund_rows(200)))
    [result] = load(put(inbox / "a.xlsx", content[: len(content) // 2]))
    assert result.status == "refused"
    assert result.reason


def test_a_day_without_a_year_is_held_back_unless_excel_holds_its_date(inbox, load, query):
    """顺丰 shows `06-03`: whole where the cell is a date, a text without a year elsewhere."""
    rows: list[list[object]] = [*golden_rows("courier_sf")[:5]]
    rows[3] = [date(2026, 6, 3), *rows[3][1:]]
    rows[4] = ["06-03", *rows[4][1:]]
    [result] = load(put(inbox / "sf.xlsx", as_xlsx(("账单明细", rows))))
    assert (result.status, result.rows_loaded, result.rows_quarantined) == ("loaded", 1, 1)
    assert str(result.period_start) == "2026-06-03"
    [held] = query("select line_number, reason_code, column_name from raw.quarantined_line")
    assert held == {"line_number": 5, "reason_code": "bad_date", "column_name": "日期"}


@pytest.mark.parametrize("number", [6920012345678901234, 69200123456789012, 9207199254740993])
def test_an_id_held_as_a_number_is_held_back_whatever_its_last_digits(number, inbox, load, query):
    rows: list[list[object]] = [list(row) for row in fund_rows(3)]
    rows[2][1] = number
    [result] = load(put(inbox / "a.xlsx", as_xlsx(("Sheet1", rows))))
    assert (result.rows_loaded, result.rows_quarantined) == (2, 1)
    [held] = query("select line_number, reason_code, column_name from raw.quarantined_line")
    assert held == {"line_number": 3, "reason_code": "rounded_id", "column_name": "动帐流水号"}


@pytest.mark.parametrize("extension", [".xlsx", ".csv"])
def test_a_row_with_more_cells_than_the_header_has_names(extension, inbox, load, query):
    """A comma too many shifts cells that may be of any type, so only the count tells."""
    rows = golden_rows("douyin_fund_short")
    rows[0].append("")
    rows = [row + [""] * (len(rows[0]) - len(row)) for row in rows]
    scene = rows[0].index("动账场景")
    rows[1] = [*rows[1][:scene], "其他", *rows[1][scene:-1]]
    content = as_xlsx(("Sheet1", rows)) if extension == ".xlsx" else as_csv(rows)
    [result] = load(put(inbox / f"a{extension}", content))
    assert (result.rows_loaded, result.rows_quarantined) == (len(rows) - 2, 1)
    [held] = query("select line_number, reason_code from raw.quarantined_line")
    assert held == {"line_number": 2, "reason_code": "too_many_fields"}


def rewritten(change: Callable[[bytes], bytes], **parts: bytes) -> bytes:
    """Return a workbook of two good rows with its sheet changed and other parts added."""
    whole, changed = io.BytesIO(as_xlsx(("Sheet1", fund_rows(2)))), io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name.endswith("sheet1.xml") else content)
        for name, content in parts.items():
            new.writestr(f"xl/{name}.xml", content)
    return changed.getvalue()


def with_row(xml: bytes) -> Callable[[bytes], bytes]:
    return lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>")


FAR = b"<v>1</v></c></row>"


@pytest.mark.parametrize(
    "xml",
    [
        b"<row r='1048576'><c r='ZZ1048576'>" + FAR,
        b'<row r="1048576"><c r="zz1048576">' + FAR,
        b'<row r="1048576"><c r ="ZZ1048576">' + FAR,
        b'<row r="1048576"><c s="0" r="ZZ1048576">' + FAR,
        b"<a-b:row r='1048576'><a-b:c r='ZZ1048576'>" + FAR,
        b'<row r="1048576">' + b"<c/>" * 600 + b"<c>" + FAR,
    ],
)
def test_cells_that_lie_far_apart_however_they_say_so(xml, inbox, load):
    [result] = load(put(inbox / "a.xlsx", rewritten(with_row(xml))))
    assert result.reason.startswith("workbook_too_large: ")


def test_cells_without_references_are_the_next_ones(inbox, load):
    def bare(sheet: bytes) -> bytes:
        return re.sub(rb'<(c|row) r="[A-Z0-9]+"', rb"<\1", sheet)

    [result] = load(put(inbox / "a.xlsx", rewritten(bare)))
    assert result.status in ("loaded", "refused")
    assert result.reason is None or not result.reason.startswith("workbook_too_large")


def test_a_workbook_that_lies_of_how_many_strings_it_has(inbox, load):
    lie = rewritten(bytes, sharedStrings=b'<sst uniqueCount="4294967295"><si><t>a</t></si></sst>')
    [result] = load(put(inbox / "a.xlsx", lie))
    assert result.reason.startswith("workbook_unreadable: 4294967295 strings")


def test_another_list_of_strings_does_not_hide_a_long_one(inbox, load):
    row = b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>'
    change = with_row(b"".join(row % (i, i) for i in range(9, 5000)))
    short, long = (b"<sst><si><t>" + b"a" * size + b"</t></si></sst>" for size in (1, 32_000))
    content = rewritten(change, decoy=short, sharedStrings=long)
    [result] = load(put(inbox / "a.xlsx", content))
    assert result.reason.startswith("workbook_too_large: its cells show ")


@pytest.mark.parametrize("text", ["sst", "<sst>", "sheetData", "<!DOCTYPE x>", 't="s"'])
def test_a_cell_whose_text_is_a_word_of_the_workbook_is_a_text(text, inbox, load, query):
    [result] = load(put(inbox / "a.xlsx", as_xlsx(("Sheet1", fund_rows(2, 备注=text)))))
    assert (result.status, result.reason) == ("loaded", None)
    assert query('select distinct "备注" as remark from raw.douyin_fund') == [{"remark": text}]


@pytest.mark.parametrize("blocks", [0, 2])
@pytest.mark.parametrize("doctype", [b"<!DOCTYPE x>", b"<!doctype x [<!ENTITY a 'b'>]>"])
def test_a_document_type_after_a_long_comment(doctype, blocks, inbox, load):
    comment = b"<!--" + b"< " * (blocks * workbook_guard._BLOCK // 2) + b"-->"
    change = rewritten(
        lambda sheet: sheet.replace(b"<worksheet", comment + doctype + b"<worksheet")
    )
    [result] = load(put(inbox / "a.xlsx", change))
    assert result.reason == "xml_with_doctype: xl/worksheets/sheet1.xml"


def renamed_sheet(change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook whose sheet is a part with another suffix."""
    whole, changed = io.BytesIO(rewritten(change)), io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"sheet1.xml", b"sheet1.dat")
            new.writestr(name.replace("sheet1.xml", "sheet1.dat"), content)
    return changed.getvalue()


def test_a_sheet_of_another_suffix_is_read_and_looked_at(inbox, load):
    [good] = load(put(inbox / "a.xlsx", renamed_sheet(bytes)))
    assert (good.status, good.rows_loaded) == ("loaded", 2)
    typed = renamed_sheet(lambda sheet: b"<!DOCTYPE x>" + sheet)
    [bad] = load(put(inbox / "b.xlsx", typed))
    assert bad.reason == "xml_with_doctype: xl/worksheets/sheet1.dat"


def test_a_picture_may_have_a_document_type(inbox, load):
    content = io.BytesIO(as_xlsx(("Sheet1", fund_rows(2))))
    with zipfile.ZipFile(content, "a") as book:
        book.writestr("xl/media/logo.svg", b"<!DOCTYPE svg><svg/>")
    [result] = load(put(inbox / "a.xlsx", content.getvalue()))
    assert (result.status, result.rows_loaded) == ("loaded", 2)


@pytest.mark.parametrize("strings", [False, True])
def test_each_part_of_a_workbook_is_unpacked_once(strings, inbox, load, monkeypatch):
    parts = {"sharedStrings": b"<sst><si><t>a</t></si></sst>"} if strings else {}
    content = rewritten(bytes, **parts)
    seen: list[str] = []
    blocks = workbook_guard.blocks

    def counted(archive, part):
        seen.append(part.filename)
        return blocks(archive, part)

    monkeypatch.setattr(workbook_guard, "blocks", counted)
    [result] = load(put(inbox / "a.xlsx", content))
    assert result.rows_loaded == 2
    assert sorted(seen) == sorted(zipfile.ZipFile(io.BytesIO(content)).namelist())


@pytest.mark.parametrize(
    "cell", [b' t="e"><v>#N/A</v></c>', b"><f>1+1</f></c>", b"><f>1</f><v/></c>"]
)
def test_a_cell_without_its_value_is_not_a_blank_one(cell, inbox, load):
    """Read as blank, an amount would be lost in silence."""
    change = with_row(b'<row r="4"><c r="Z4"' + cell + b"</row>")
    [result] = load(put(inbox / "a.xlsx", rewritten(change)))
    assert (result.status, result.reason.split(":")[0]) == ("refused", "cell_without_value")


@pytest.mark.parametrize("cut", [*range(20, 60), 4096])
def test_a_cell_without_its_value_is_seen_wherever_a_block_ends(cut, inbox, load, monkeypatch):
    monkeypatch.setattr(workbook_guard, "_BLOCK", cut)
    change = with_row(b'<row r="4"><c r="Z4"><f>1+1</f></c></row>')
    [result] = load(put(inbox / "a.xlsx", rewritten(change)))
    assert result.reason.startswith("cell_without_value: ")


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_sheet_that_the_workbook_hides_is_read_and_said(state, inbox, load):
    book = load_workbook(io.BytesIO(as_xlsx(("一", fund_rows(2)), ("二", fund_rows(3)))))
    book["二"].sheet_state = state
    book.save(inbox / "a.xlsx")
    [result] = load(inbox / "a.xlsx")
    assert (result.rows_loaded, result.reason) == (5, "hidden_sheets: 二")


def test_a_workbook_of_too_many_sheets(inbox, load):
    sheets = [(f"{number}", fund_rows(1)) for number in range(archive.MAX_PARTS + 2)]
    [result] = load(put(inbox / "a.xlsx", as_xlsx(*sheets)))
    assert result.reason == "workbook_too_large: 401 more sheets: over 400 files and sheets in one"


def test_files_and_sheets_of_an_archive_count_together(inbox, load, monkeypatch):
    monkeypatch.setattr(archive, "MAX_PARTS", 5)
    books = [as_xlsx(("一", fund_rows(n)), ("二", fund_rows(n))) for n in (1, 2, 3)]
    packed = zipped(**{f"{number}.xlsx": book for number, book in enumerate(books)})
    results = load(put(inbox / "a.zip", packed))
    assert [result.status for result in results] == ["loaded", "loaded", "refused"]
    assert results[2].reason == "workbook_too_large: 1 more sheets: over 5 files and sheets in one"


def test_workbooks_of_an_archive_unpack_by_one_allowance(inbox, load, monkeypatch):
    books = {f"{count}.xlsx": as_xlsx(("一", fund_rows(count))) for count in (201, 202)}
    parts = [part for book in books.values() for part in zipfile.ZipFile(io.BytesIO(book)).filelist]
    unpacked = sum(map(len, books.values())) + sum(part.file_size for part in parts)
    monkeypatch.setattr(archive, "_RATIO_MATTERS_FROM", unpacked - 1)
    monkeypatch.setattr(archive, "MAX_RATIO", 1)
    results = load(put(inbox / "a.zip", zipped(**books)))
    assert [result.status for result in results] == ["loaded", "refused"]
    assert results[1].reason == "archive_too_large: unpacks beyond 1 times its size"


GOLDEN_XLS = GOLDEN_FOLDER / "douyin_fund.xls"
# The type of a BIFF record with a text, with an error, and the code of #N/A, #VALUE! and #DIV/0!.
LABEL_SST, BOOL_ERR = 0x00FD, 0x0205
BIFF_ERRORS = [0x2A, 0x0F, 0x07]


def with_biff_error(row: int, column: int, code: int) -> bytes:
    """Return the golden workbook of the old format with an error in one cell, by 0-based place."""
    content = bytearray(GOLDEN_XLS.read_bytes())
    place = content.index(struct.pack("<HHHH", LABEL_SST, 10, row, column))
    struct.pack_into("<H", content, place, BOOL_ERR)
    struct.pack_into("<BB", content, place + 10, code, 1)
    return bytes(content)


@pytest.mark.parametrize("code", BIFF_ERRORS)
def test_an_error_in_a_workbook_of_the_old_format_is_not_a_blank_cell(code, inbox, load):
    """In a column that may be blank nothing else would tell."""
    [result] = load(put(inbox / "a.xls", with_biff_error(2, 38, code)))
    assert (result.status, result.rows_loaded) == ("refused", 0)
    assert result.reason == "cell_without_value: an error in row 3, column 39 of Sheet1"


def test_a_workbook_of_the_old_format_that_would_not_fit_into_memory(inbox, load, monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_XLS_BYTES", 1_000)
    [result] = load(put(inbox / "a.xls", GOLDEN_XLS.read_bytes()))
    reason = "workbook_too_large: an xls of more than 1000 bytes: save it as xlsx or csv"
    assert (result.status, result.reason) == ("refused", reason)


def xls_with(cell: str, old: str, new: bytes) -> bytes:
    """Return the golden .xls with one cell changed: its place, and what follows it, as hex."""
    whole, text = GOLDEN_XLS.read_bytes(), bytes.fromhex("fd000a00" + cell + old)
    assert whole.count(text) == 1
    assert len(text) == len(new)
    return whole.replace(text, new)


def test_an_error_that_a_formula_of_an_xls_gives(inbox, load):
    """The formula takes the room of two cells: the amount's, and that of the one after it."""
    amount = bytes.fromhex("fd000a00" + "040003001100" + "37000000")
    following = GOLDEN_XLS.read_bytes().split(amount)[1][: len(amount)]
    head, result = "06001800040003001100", "02002a000000ffff"
    formula = bytes.fromhex(head + result + "00000000000002001c2a")
    content = xls_with("040003001100", "37000000" + following.hex(), formula)
    [result] = load(put(inbox / "a.xls", content))
    assert result.status == "refused"
    assert result.reason == "cell_without_value: an error in row 5, column 4 of Sheet1"


def test_a_truth_value_in_an_xls_is_no_error(inbox, load):
    true = bytes.fromhex("05020a0005002600110001000000")
    [result] = load(put(inbox / "a.xls", xls_with("050026001100", "3c000000", true)))
    assert result.status == "loaded"


def test_a_workbook_that_counts_its_days_from_1904(inbox, load, query):
    rows: list[list[object]] = [list(row) for row in fund_rows(1)]
    rows[1][0] = datetime(2026, 6, 1, 10)
    book = load_workbook(io.BytesIO(as_xlsx(("Sheet1", rows))))
    book.epoch = CALENDAR_MAC_1904
    book.save(inbox / "a.xlsx")
    with zipfile.ZipFile(inbox / "a.xlsx") as saved:
        assert b'date1904="1"' in saved.read("xl/workbook.xml")
    [result] = load(inbox / "a.xlsx")
    assert str(result.period_start) == "2026-06-01"
    assert query('select "动账时间" as t from raw.douyin_fund') == [{"t": "2026-06-01 10:00:00"}]
