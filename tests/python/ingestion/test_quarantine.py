"""Rows that cannot be trusted: held with their reason, line and text; the others are loaded."""

from datetime import datetime

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion import declarations, sheet_reader
from ingestion.archive import Allowance
from ingestion.cells import check
from ingestion.declarations import Column, Declaration, DirectionSign, SignedAmount, header_key
from ingestion.reader import open_bills
from ingestion.rows import RowSorter
from tests.python.ingestion.bills import as_csv, as_xlsx, fund_rows, golden_rows, put

# damage to a good row → the reason code and the column it must be held for
CELL_DAMAGE = {
    ("动账金额", "12.5O"): "bad_number",
    ("动账金额", "131.77(已退款89.84)"): "bad_number",
    ("动账金额", "1,23.00"): "bad_number",
    ("动账金额", "1.5E+03"): "bad_number",
    ("动账金额", "-¥5.00"): "bad_number",
    ("动账金额", "12."): "bad_number",
    ("动账金额", "1234567890123456.00"): "bad_number",
    ("动账金额", ""): "blank_cell",
    ("订单退款", "--1"): "bad_number",
    ("动账时间", "2026-02-30 10:00:00"): "bad_date",
    ("动账时间", "1492-08-64"): "bad_date",
    ("动账时间", "昨天"): "bad_date",
    ("动账时间", "1999-12-31 23:59:59"): "bad_date",
    ("动账时间", "2101-01-01"): "bad_date",
    ("下单时间", "0000-01-01 00:00:00"): "bad_date",
    ("下单时间", "202606011"): "bad_date",
    ("动账时间", "-"): "blank_cell",
    ("动帐流水号", "7.1E+18"): "rounded_id",
    ("动帐流水号", "7100000000000000000.0"): "rounded_id",
    ("订单号", "6.90046E+18"): "rounded_id",
    ("动账方向", "转账"): "unknown_direction",
    ("动账方向", ""): "blank_cell",
}


@pytest.mark.parametrize(("damage", "reason"), CELL_DAMAGE.items())
def test_a_damaged_cell(damage, reason, inbox, load, query):
    column, cell = damage
    rows = fund_rows(4)
    rows[3][rows[0].index(column)] = cell
    content = as_csv(rows)
    [result] = load(put(inbox / "a.csv", content))
    assert (result.rows_read, result.rows_loaded, result.rows_quarantined) == (4, 3, 1)
    [held] = query("select * from raw.quarantined_line")
    assert (held["line_number"], held["reason_code"], held["column_name"]) == (4, reason, column)
    assert held["line_text"] == content.decode("utf-8-sig").splitlines()[3]
    assert held["detail"] == (cell or "blank")
    assert 4 not in {r["_line_number"] for r in query("select _line_number from raw.douyin_fund")}


@pytest.mark.parametrize(
    ("line", "reason"),
    [("a,b,c", "too_few_fields"), (",".join("x" * 40), "too_many_fields")],
)
def test_a_row_that_does_not_fit_the_header(line, reason, inbox, load, query):
    lines = as_csv(fund_rows(3)).decode("utf-8-sig").splitlines()
    lines.insert(2, line)
    [result] = load(put(inbox / "a.csv", "\n".join(lines).encode()))
    assert (result.rows_read, result.rows_quarantined) == (4, 1)
    [held] = query("select * from raw.quarantined_line")
    assert (held["line_number"], held["reason_code"], held["line_text"]) == (3, reason, line)
    assert held["column_name"] is None


def test_a_stray_quote_does_not_swallow_lines_in_silence(inbox, load, query):
    lines = as_csv(fund_rows(4)).decode("utf-8-sig").splitlines()
    lines[2] = lines[2].rsplit(",", 1)[0] + ',"第2笔'
    lines[3] = lines[3].rsplit(",", 1)[0] + ',第3笔"'
    [result] = load(put(inbox / "a.csv", "\n".join(lines).encode()))
    assert (result.rows_loaded, result.rows_quarantined) == (2, 1)
    [held] = query("select * from raw.quarantined_line")
    assert (held["line_number"], held["reason_code"]) == (3, "swallowed_lines")
    assert held["line_text"] == "\n".join(lines[2:4])


def test_numbers_and_dates_in_all_accepted_forms_are_loaded(inbox, load, query):
    forms = ["1,234.50", "¥12", "￥0.5", "-3.00", "+3", "12元", ".50", "0.12345678901"]
    dates = ["2026-06-01 10:00:00", "2026/6/1 9:05", "2026-06-01", "20260601", "46174.5"]
    dates += ["20260601 10:00:00", "20260601 100000", "2026/06/01 09:05:01"]
    rows = fund_rows(len(forms))
    for row, amount, date in zip(rows[1:], forms, dates, strict=True):
        row[3], row[0] = amount, date
    [result] = load(put(inbox / "a.csv", as_csv(rows)))
    assert (result.rows_loaded, result.rows_quarantined) == (len(forms), 0)
    assert str(result.period_start) == str(result.period_end) == "2026-06-01"
    stored = query('select "动账金额" as amount from raw.douyin_fund order by _line_number')
    assert [row["amount"] for row in stored] == forms


def test_a_file_of_which_no_row_can_be_read_is_refused(inbox, load, query):
    [result] = load(put(inbox / "a.csv", as_csv(fund_rows(3, 动账方向="?"))))
    assert result.status == "refused"
    assert result.reason == "no_good_row: none of its 3 rows can be read, line 2: unknown_direction"
    assert query("select count(*) as n from raw.quarantined_line") == [{"n": 0}]
    assert query("select count(*) as n from raw.douyin_fund") == [{"n": 0}]


def test_explanatory_row_is_told_from_data(inbox, load, query):
    rows = golden_rows("douyin_settlement")
    [result] = load(put(inbox / "with.csv", as_csv(rows)))
    assert (result.rows_loaded, result.rows_control) == (2, 1)
    [result] = load(put(inbox / "without.csv", as_csv([rows[0], *rows[2:]])))
    assert (result.rows_loaded, result.rows_control) == (2, 0)
    assert query("select count(*) as n from raw.quarantined_line") == [{"n": 0}]


def test_a_first_row_with_one_bad_cell_is_held_and_explains_nothing(inbox, load, query):
    header, _, first, second = golden_rows("douyin_settlement")
    first[header.index("平台服务费")] = "1.2O"
    [result] = load(put(inbox / "a.csv", as_csv([header, first, second])))
    assert (result.rows_loaded, result.rows_control, result.rows_quarantined) == (1, 0, 1)
    [held] = query("select line_number, reason_code from raw.quarantined_line")
    assert held == {"line_number": 2, "reason_code": "bad_number"}


def test_only_the_first_row_explains(inbox, load, monkeypatch):
    """Nor does the first row of a later chunk of the file."""
    monkeypatch.setattr(sheet_reader, "CHUNK_ROWS", 1)
    rows = golden_rows("douyin_settlement")
    [result] = load(put(inbox / "a.xlsx", as_xlsx(("1", [*rows, rows[1]]))))
    assert (result.rows_loaded, result.rows_control, result.rows_quarantined) == (2, 1, 1)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("month", "2000-01", "1999-12"),
        ("month", "2100年12月", "2101年1月"),
        ("date_range", "20000101~21001231", "19991231~20000101"),
        ("date_range", "2026-06-01至2026-06-30", "2026-06-01至2126-06-30"),
        ("date", "2000-01-01", "1999-12-31"),
        ("timestamp", "2100-12-31 23:59:59", "2101-01-01 00:00:00"),
        ("timestamp", "36526", "36525.99"),
        ("time", "23:59:59", "1999-12-31 23:59:59"),
    ],
)
def test_dates_of_other_centuries_are_none(kind, good, bad):
    engine = duckdb.connect()
    column = Column(type=kind, about="a test")
    for cells in ([good, bad], [good, None, bad, good]):
        found = check(pa.array(cells), column, engine)
        assert [bool(is_bad.as_py()) for is_bad in found.is_bad] == [c == bad for c in cells]


def test_a_range_of_days_that_ends_before_it_begins(inbox, load, query):
    rows = golden_rows("jd_promotion")
    rows[2][rows[0].index("日期")] = "20260630~20260601"
    [result] = load(put(inbox / "a.csv", as_csv(rows)))
    assert (result.rows_loaded, result.rows_quarantined) == (1, 1)
    [held] = query("select line_number, reason_code, column_name from raw.quarantined_line")
    assert held == {"line_number": 3, "reason_code": "bad_date", "column_name": "日期"}


Damage = st.sampled_from([None, None, None, *CELL_DAMAGE, "short", "long", "blank line"])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    damages=st.lists(Damage, min_size=1, max_size=30),
    encoding=st.sampled_from(["utf-8-sig", "gb18030"]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_rows_read_is_loaded_plus_quarantined_whatever_is_damaged(
    damages, encoding, newline, tmp_path
):
    rows = fund_rows(len(damages))
    header = rows[0]
    expected: dict[int, str] = {}
    lines: list[str] = [",".join(header)]
    for line, (row, damage) in enumerate(zip(rows[1:], damages, strict=True), start=2):
        row[0] = "2026-06-01 10:00:00"
        if isinstance(damage, tuple):
            column, cell = damage
            row[header.index(column)] = cell
            expected[line] = CELL_DAMAGE[damage]
        text = as_csv([row], "utf-8", "").decode()
        if damage == "short":
            text, expected[line] = "only,three,fields", "too_few_fields"
        if damage == "long":
            text, expected[line] = text + ",more", "too_many_fields"
        lines.append("" if damage == "blank line" else text)
    path = put(tmp_path / "a.csv", newline.join(lines).encode(encoding))

    [opened] = open_bills(path, Allowance(path.stat().st_size))
    sorter = RowSorter(opened.header, "id", datetime(2026, 7, 1), b"key", duckdb.connect())
    chunks = [sorter.sort(chunk) for chunk in opened.chunks]
    loaded = {n for c in chunks for n in c.table["_line_number"].to_pylist()}
    held = {q.line_number: q.reason_code for c in chunks for q in c.quarantined}
    blank = {i for i, damage in enumerate(damages, start=2) if damage == "blank line"}
    everything = set(range(2, len(damages) + 2)) - blank
    assert held == expected
    assert loaded == everything - set(expected)
    assert not any(c.control for c in chunks)


@pytest.mark.parametrize(
    ("code", "neutral"), [("wechat_personal", "/"), ("alipay_personal", "不计收支")]
)
def test_a_row_that_moves_no_money_has_a_known_direction(code, neutral, inbox, load, query):
    """微信 writes `/`, 支付宝 writes 不计收支; an empty direction says nothing and is held."""
    rows = golden_rows(code)
    header = next(row for row in rows if row and row[0].strip() == "交易时间")
    position = [cell.strip() for cell in header].index("收/支")
    row = next(row for row in rows if row[position:] and row[position].strip() == neutral)
    for cell, held in ((neutral, 0), ("", 1), ("冻结", 1)):
        row[position] = cell
        [result] = load(put(inbox / f"{held}{len(cell)}.csv", as_csv(rows)))
        assert (result.rows_loaded, result.rows_quarantined) == (3 - held, held)
    held = query("select column_name, reason_code from raw.quarantined_line")
    assert {row["column_name"] for row in held} == {"收/支"}
    assert "unknown_direction" in {row["reason_code"] for row in held}


@pytest.mark.parametrize("time", ["25:00:00", "10:61", "2026-06-31 10:00:00", "早上"])
def test_a_time_of_day_that_is_none(time, inbox, load, query):
    rows = golden_rows("tmall_wechat_settlement")
    rows[2][rows[0].index("入帐时间")] = time
    [result] = load(put(inbox / "a.csv", as_csv(rows)))
    assert (result.rows_loaded, result.rows_quarantined) == (2, 1)
    [held] = query("select line_number, reason_code, column_name from raw.quarantined_line")
    assert held == {"line_number": 3, "reason_code": "bad_date", "column_name": "入帐时间"}


def says_it_twice(declaration: Declaration) -> bool:
    """Whether a word stands beside a sign or a column that says where the money went, too."""
    sign = declaration.sign
    return bool(sign and sign.direction and not isinstance(sign, DirectionSign))


SAID_TWICE = [code for code, found in declarations().items() if says_it_twice(found)]


def test_the_bills_that_say_twice_where_money_went():
    assert {"jd_bill", "jd_reconciliation", "bank_icbc", "wxpay_trade"} <= set(SAID_TWICE)


def denied_amounts(code: str) -> list[tuple[str, bool, str]]:
    """The amounts that each direction denies: in a column of the other side, of either sign."""
    if isinstance(declarations()[code].sign, SignedAmount):
        return [(code, True, "-5.00"), (code, False, "5.00")]
    return [(code, goes_in, cell) for goes_in in (True, False) for cell in ("5.00", "-5.00")]


@pytest.mark.parametrize("denied", [d for code in SAID_TWICE for d in denied_amounts(code)])
def test_money_on_the_side_that_its_direction_denies(denied, inbox, load, query):
    """A sign or a column says in, the word says out: neither is believed."""
    code, goes_in, amount = denied
    declaration, rows = declarations()[code], golden_rows(code)
    sign, direction = declaration.sign, declaration.sign.direction
    headers = [[header_key(cell) for cell in row] for row in rows]
    start = next(i for i, row in enumerate(headers) if header_key(direction.column) in row)
    names = [declaration.by_header[key] for key in headers[start] if key]
    cells = {direction.column: (direction.in_values if goes_in else direction.out_values)[0]}
    if isinstance(sign, SignedAmount):
        column = sign.amount
        cells[column] = amount
    else:
        column = sign.out_column if goes_in else sign.in_column
        cells |= {sign.in_column: "", sign.out_column: "", column: amount}
    for name, cell in cells.items():
        rows[start + 1][names.index(name)] = cell
    [result] = load(put(inbox / "a.csv", as_csv(rows)))
    assert (result.status, result.rows_quarantined) == ("loaded", 1), result.reason
    [held] = query("select line_number, reason_code, column_name from raw.quarantined_line")
    reason = {"reason_code": "direction_conflict", "column_name": column}
    assert held == {"line_number": start + 2, **reason}
