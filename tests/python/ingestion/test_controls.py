"""Control totals: what a file states about itself is compared with its rows, to the cent."""

import json

import pytest

from ingestion import sheet_reader
from ingestion.declarations import declarations
from tests.python.ingestion.bills import (
    as_csv,
    as_xlsx,
    golden_bytes,
    golden_rows,
    golden_text,
    put,
)


def alipay(old: str, new: str) -> bytes:
    text = golden_text("alipay_ledger")
    assert old in text
    return text.replace(old, new).encode("gb18030")


def test_footer_totals_agree(inbox, load, query):
    [result] = load(put(inbox / "a.csv", golden_bytes("alipay_ledger", "gb18030")))
    assert result.control_totals == {
        "out_count": {"stated": "2", "computed": "2", "is_match": True},
        "out_amount": {"stated": "2.91", "computed": "2.91", "is_match": True},
        "in_count": {"stated": "1", "computed": "1", "is_match": True},
        "in_amount": {"stated": "621.99", "computed": "621.99", "is_match": True},
    }
    [file] = query("select control_totals, reason from raw.bill_file")
    assert json.loads(file["control_totals"]) == result.control_totals
    assert file["reason"] is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("共2.91元", "共2.92元"), "out_amount stated 2.92, rows say 2.91"),
        (("支出合计：2笔", "支出合计：3笔"), "out_count stated 3, rows say 2"),
        ((",621.99,0.00,", ",621.98,0.00,"), "in_amount stated 621.99, rows say 621.98"),
    ],
)
def test_a_difference_marks_the_file_and_is_kept(change, reason, inbox, load, query):
    [result] = load(put(inbox / "a.csv", alipay(*change)))
    assert (result.status, result.reason) == ("loaded", f"control_total_mismatch: {reason}")
    [file] = query("select status, reason from raw.bill_file")
    assert file == {"status": "loaded", "reason": result.reason}


@pytest.mark.parametrize("kept", [0, 1, 3])
def test_the_end_is_asked_of_a_file_with_its_whole_beginning(kept, inbox, load):
    lines = golden_text("alipay_ledger").splitlines(keepends=True)
    rows = [line for line in lines[4:] if not line.startswith("#")]
    [short] = load(put(inbox / "a.csv", "".join(lines[:kept] + rows).encode("gb18030")))
    assert (short.status, short.rows_loaded) == ("loaded", len(rows) - 1)
    [whole] = load(put(inbox / "b.csv", "".join(lines[:4] + rows).encode("gb18030")))
    assert (whole.status, whole.reason) == ("refused", "cut_off: no line #导出时间…")


@pytest.mark.parametrize("stated", ["2.91", "-2.91"])
def test_an_outgo_total_comes_with_or_without_its_minus(stated, inbox, load):
    [result] = load(put(inbox / "a.csv", alipay("共2.91元", f"共{stated}元")))
    assert (result.status, result.reason) == ("loaded", None)
    assert result.control_totals["out_amount"]["is_match"]


def test_a_quarantined_row_is_missed_by_the_totals(inbox, load):
    [result] = load(put(inbox / "a.csv", alipay("2026-06-30 07:18:32", "?")))
    assert result.rows_quarantined == 1
    assert "in_amount stated 621.99, rows say 0" in (result.reason or "")


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_footer_lines_padded_to_the_width_of_the_table(extension, inbox, load):
    """A ledger that was opened and saved again by a spreadsheet."""
    rows = [row + [""] * (16 - len(row)) for row in golden_rows("alipay_ledger")]
    content = as_csv(rows, "gb18030") if extension == "csv" else as_xlsx(("Sheet1", rows))
    [result] = load(put(inbox / f"a.{extension}", content))
    assert (result.status, result.reason) == ("loaded", None)
    assert (result.rows_loaded, result.rows_control) == (3, 4)
    assert len(result.control_totals) == 4


def test_total_rows_are_no_data(inbox, load, query):
    rows = golden_rows("qianchuan_finance")
    total = rows[1]
    [result] = load(put(inbox / "a.csv", as_csv([rows[0], *rows[2:], total])))
    assert (result.rows_loaded, result.rows_control, result.reason) == (2, 1, None)
    assert result.control_totals["余额总消耗(元)"] == {
        "stated": "751.3",
        "computed": "751.3",
        "is_match": True,
    }
    wrong = [cell.replace("751.30", "751.31") for cell in total]
    [result] = load(put(inbox / "b.csv", as_csv([rows[0], wrong, *rows[2:]])))
    assert result.reason == "control_total_mismatch: 余额总消耗(元) stated 751.31, rows say 751.3"


@pytest.mark.parametrize(("total", "reason"), [("1,000.00", None), ("999.00", "stated 999")])
def test_the_total_row_of_a_statement_is_compared(total, reason, inbox, load):
    rows = golden_rows("bank_ccb")
    stated = {"账号": "合计", "借方发生额（支取）": "200.00", "贷方发生额（收入）": total}
    last = [stated.get(name, "") for name in rows[0]]
    [result] = load(put(inbox / "a.csv", as_csv([*rows, last])))
    assert (result.rows_loaded, result.rows_control) == (2, 1)
    mark = f"control_total_mismatch: 贷方发生额(收入) {reason}, rows say 1000" if reason else None
    assert result.reason == mark


# 拼多多's total can exceed its rows; the others total amounts whose sign or meaning varies by row.
NOT_COMPARED = {
    "bank_icbc_statement_b",
    "cainiao_value_added",
    "pdd_promotion",
    "wanxiangtai_ledger",
}


def test_total_rows_are_compared_but_where_a_total_says_nothing():
    total_rows = {code: format_.total_rows for code, format_ in declarations().items()}
    assert {code for code, t in total_rows.items() if t and not t.compare} == NOT_COMPARED


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_a_section_after_the_data_is_no_data(extension, inbox, load, monkeypatch):
    """顺丰 closes the details with another table: its rows may look like data."""
    monkeypatch.setattr(sheet_reader, "CHUNK_ROWS", 1)
    rows = golden_rows("courier_sf")
    like_data = rows[3]
    ragged = [[cell for cell in row if cell] for row in rows[8:]] + [like_data]
    second = [*rows[:5], *ragged]
    if extension == "csv":
        content = as_csv([*rows[:8], *ragged])
    else:
        content = as_xlsx(("1", [*rows, like_data]), ("2", second))
    [result] = load(put(inbox / f"a.{extension}", content))
    sheets = 1 if extension == "csv" else 2
    assert (result.status, result.rows_quarantined) == ("loaded", 0)
    assert result.rows_loaded == 4 + 2 * (sheets - 1)
    assert result.rows_control == 6 + 5 * (sheets - 1)
    assert result.control_totals["应付金额"]["stated"] == "48.8"


def test_the_tail_names_totals_and_states_them(inbox, load):
    """微信支付 closes a bill with a line of names and a line of values."""
    [result] = load(put(inbox / "a.csv", golden_bytes("wxpay_fund", "utf-8")))
    assert (result.rows_loaded, result.rows_control, result.reason) == (3, 2, None)
    assert result.control_totals == {
        "资金流水总笔数": {"stated": "3", "computed": "3", "is_match": True},
        "收入笔数": {"stated": "1", "computed": "1", "is_match": True},
        "收入金额": {"stated": "199", "computed": "199", "is_match": True},
        "支出笔数": {"stated": "2", "computed": "2", "is_match": True},
        "支出金额": {"stated": "50.89", "computed": "50.89", "is_match": True},
    }


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("`262.50", "`262.51"), "订单总金额 stated 262.51, rows say 262.5"),
        (("`1.24000", "`1.24001"), "手续费总金额 stated 1.24001, rows say 1.24"),
        (("\n`3,", "\n`4,"), "总交易单数 stated 4, rows say 3"),
        (("`58.50,`5.00", "`58.49,`5.00"), "应结订单总金额 stated 257.5, rows say 257.49"),
    ],
)
def test_a_tail_that_disagrees_marks_the_file(change, reason, inbox, load):
    text = golden_text("wxpay_trade")
    assert change[0] in text
    [result] = load(put(inbox / "a.csv", text.replace(*change).encode()))
    assert (result.status, result.reason) == ("loaded", f"control_total_mismatch: {reason}")


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_a_tail_padded_to_the_width_of_the_table(extension, inbox, load, monkeypatch):
    """The lines of the tail may also come in different chunks of the file."""
    monkeypatch.setattr(sheet_reader, "CHUNK_ROWS", 1)
    rows = [row + [""] * (27 - len(row)) for row in golden_rows("wxpay_trade")]
    content = as_csv(rows) if extension == "csv" else as_xlsx(("Sheet1", rows))
    [result] = load(put(inbox / f"a.{extension}", content))
    assert (result.status, result.reason) == ("loaded", None)
    assert (result.rows_loaded, result.rows_control, len(result.control_totals)) == (3, 2, 7)


@pytest.mark.parametrize("missing", ["both lines", "the line of values", "the end of the values"])
def test_a_bill_without_its_whole_tail_is_refused(missing, inbox, load, query):
    rows = golden_rows("wxpay_trade")
    kept = {"both lines": rows[:-2], "the line of values": rows[:-1]}.get(missing)
    content = as_csv(kept or [*rows[:-1], rows[-1][:4]])
    [result] = load(put(inbox / "a.csv", content))
    assert (result.status, result.reason) == ("refused", "cut_off: no totals under 总交易单数")
    assert query("select * from raw.wxpay_trade") == []


def test_a_day_without_movements_has_a_tail_too(inbox, load):
    header, names = (golden_rows("wxpay_fund")[i] for i in (0, -2))
    [result] = load(
        put(inbox / "a.csv", as_csv([header, names, ["`0", "`0", "`0.00"] + ["`0"] * 2]))
    )
    assert (result.status, result.reason, result.rows_loaded) == ("loaded", None, 0)


def test_rows_pasted_twice_disagree_with_the_tail(inbox, load):
    """Two rows of a bill without numbers may be two movements: the tail says that they are not."""
    rows = golden_rows("wxpay_fund")
    [result] = load(put(inbox / "a.csv", as_csv([*rows[:4], *rows[1:3], *rows[4:]])))
    assert result.rows_loaded == 5
    assert "资金流水总笔数 stated 3, rows say 5" in (result.reason or "")


def test_totals_above_the_header_are_compared(inbox, load):
    text = golden_text("wechat_personal")
    [result] = load(put(inbox / "a.csv", text.encode("utf-8-sig")))
    assert result.control_totals["out_amount"]["stated"] == "28.16"
    assert len(result.control_totals) == 5
    text = text.replace("共3笔记录", "共4笔记录").replace("1笔 28.16元", "1笔 28.17元")
    [result] = load(put(inbox / "b.csv", text.encode("utf-8-sig")))
    assert result.reason == (
        "control_total_mismatch: row_count stated 4, rows say 3; "
        "out_amount stated 28.17, rows say 28.16"
    )


@pytest.mark.parametrize("value", ["`--", "`", "`1.2.3", "`1-2", "9" * 200_000])
def test_a_total_that_is_no_number_marks_the_file(value, inbox, load):
    text = golden_text("wxpay_trade")
    assert "`262.50" in text
    [result] = load(put(inbox / "a.csv", text.replace("`262.50", value).encode()))
    assert result.status == "loaded"
    assert result.reason.startswith("control_total_mismatch: 订单总金额 stated ")


def test_a_tail_whose_cells_are_no_csv(inbox, load):
    rows: list[list[object]] = [*golden_rows("wxpay_trade")]
    rows[-1] = ["1\n2", *rows[-1][1:]]
    [result] = load(put(inbox / "a.xlsx", as_xlsx(("Sheet1", rows))))
    assert (result.status, result.control_totals["总交易单数"]["is_match"]) == ("loaded", False)


def test_a_short_total_row_with_an_endless_cell(inbox, load):
    content = golden_text("pdd_promotion") + "总计," + "9" * 200_000 + "\n"
    [result] = load(put(inbox / "a.csv", content.encode()))
    assert (result.status, result.rows_quarantined) == ("loaded", 0)


def test_a_preamble_that_excel_has_quoted_asks_for_the_footer_too(inbox, load):
    lines = golden_text("alipay_ledger").splitlines()
    assert lines[0].startswith("#支付宝账务明细查询")
    lines[0] = f'"{lines[0]}",,,'
    kept = [line for line in lines if not line.startswith("#导出时间")]
    [result] = load(put(inbox / "a.csv", "\n".join(kept).encode("gb18030")))
    assert (result.status, result.reason) == ("refused", "cut_off: no line #导出时间…")
