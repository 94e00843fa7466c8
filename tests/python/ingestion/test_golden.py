"""Every declared format: a real-shaped file in its real encoding reads to exactly its cells."""

import hashlib
import hmac

import pytest

from ingestion import declarations
from tests.python.ingestion.bills import (
    Golden,
    column_name,
    golden_bytes,
    golden_rows,
    put,
)
from tests.python.ingestion.conftest import KEY

GOLDEN = {
    "alipay_ledger": Golden("gb18030", "v16", 5, (6, 7, 8), 4, ("2026-06-30", "2026-06-30")),
    "bank_cmb": Golden("utf-8-sig", "v31", 5, (6, 7, 8), 0, ("2026-05-01", "2026-05-11")),
    "bank_icbc": Golden("xlsx", "v14", 1, (2, 3, 4), 0, ("2026-05-01", "2026-05-10")),
    "courier_zto": Golden("xlsx", "v8", 1, (2, 3, 4), 0, ("2026-05-02", "2026-05-02")),
    "douyin_after_sale": Golden("utf-8-sig", "v50", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-17")),
    "douyin_fund": Golden("utf-8-sig", "v39", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-01")),
    "douyin_order": Golden("utf-8-sig", "v75", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-01")),
    "douyin_settlement": Golden("utf-8-sig", "v44", 1, (3, 4), 1, ("2026-06-01", "2026-06-01")),
    "erp_cost": Golden("utf-8", "v1", 1, (2, 3, 4), 0, None),
    "erp_product": Golden("utf-8", "v1", 1, (2, 3, 4), 0, None),
    "erp_purchase": Golden("utf-8", "v1", 1, (2, 3, 4), 0, ("2026-05-01", "2026-05-01")),
    "erp_stock_move": Golden("utf-8", "v1", 1, (2, 3, 4), 0, ("2026-05-01", "2026-05-01")),
    "jd_bill": Golden("gb18030", "v23", 1, (2, 3, 4), 0, ("2026-06-10", "2026-06-10")),
    "jd_order": Golden("gb18030", "v9", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-02")),
    "jd_wallet": Golden("xlsx", "v10", 1, (2, 3), 0, ("2021-10-31", "2021-11-01")),
    "pdd_bill": Golden("gb18030", "v7", 5, (6, 7, 8), 1, ("2026-06-05", "2026-06-07")),
    "pdd_order": Golden("utf-8-sig", "v23", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-02")),
    "qianchuan_finance": Golden("utf-8-sig", "v14", 1, (3, 4), 1, ("2026-06-01", "2026-06-02")),
    "tmall_order": Golden("gb18030", "v37", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-01")),
    "tmall_order_item": Golden("gb18030", "v12", 1, (2, 3, 4), 0, None),
    "tmall_refund": Golden("utf-8-sig", "v7", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-04")),
    "xhs_fund": Golden("xlsx", "v7", 1, (2, 3, 4), 0, ("2026-06-13", "2026-06-15")),
    "xhs_order": Golden("xlsx", "v72", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-01")),
    "xhs_other_service": Golden("utf-8-sig", "v8", 1, (2, 3), 0, ("2026-06-10", "2026-06-11")),
    "xhs_settlement": Golden("xlsx", "v23", 1, (2, 3, 4), 0, ("2026-06-13", "2026-06-20")),
}


def test_every_format_has_a_golden_file():
    assert set(GOLDEN) == set(declarations())


@pytest.mark.parametrize("code", sorted(GOLDEN))
def test_reads_exactly_the_cells(code, inbox, load, query):
    golden, rows = GOLDEN[code], golden_rows(code)
    content = golden_bytes(code, golden.encoding)
    [result] = load(put(inbox / f"bill{golden.extension}", content))

    assert result.status == "loaded", result.reason
    assert result.reason is None
    assert result.format == code
    assert result.sha256 == hashlib.sha256(content).hexdigest()
    assert result.rows_loaded == len(golden.data_lines)
    assert result.rows_control == golden.control_rows
    assert result.rows_read == result.rows_loaded + result.rows_control

    [registered] = query("select * from raw.bill_file")
    assert registered["format_version"] == golden.version
    assert registered["encoding"] == golden.encoding
    days = (registered["period_start"], registered["period_end"])
    assert tuple(str(day) for day in days if day) == (golden.period or ())

    stored = query(f'select * from raw."{code}" order by _line_number')
    assert [row["_line_number"] for row in stored] == list(golden.data_lines)
    header = [column_name(cell) for cell in rows[golden.header_line - 1]]
    for row in stored:
        cells = rows[row["_line_number"] - 1]
        assert [row[name] for name in header] == [cell or None for cell in cells]
        assert row["_file_id"] == result.sha256
        assert row["_occurrence"] == 1
        assert row["_extra"] is None


def test_row_hash_is_of_the_canonical_cells(inbox, load, query):
    """The hash outlives versions: rows loaded years apart must still be told to be the same."""
    load(put(inbox / "item.csv", golden_bytes("tmall_order_item", "gb18030")))
    cells = ["3400467140100008290", "3400467140100008290", "女装 01 号", "默认", "SKU-0101"]
    cells += ["SKU-0101", "1.00", "254.90", "190.66", "没有申请退款", "75000000005814", "中通快递"]
    expected = hashlib.md5("\x1f".join(cells).encode()).hexdigest()
    [row] = query("select _row_hash from raw.tmall_order_item where _line_number = 2")
    assert row["_row_hash"] == expected


def test_customer_key_is_a_keyed_hash_of_the_personal_ids(inbox, load, query):
    load(put(inbox / "order.csv", golden_bytes("douyin_order", "utf-8-sig")))
    person = "1914030****\x1f吴**"
    expected = hmac.new(KEY.encode(), person.encode(), "sha256").hexdigest()
    [row] = query("select _customer_key from raw.douyin_order where _line_number = 2")
    assert row["_customer_key"] == expected
