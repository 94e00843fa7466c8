"""Control totals: what a file states about itself is compared with its rows, to the cent."""

import json

import pytest

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
