"""Every declared format: a real-shaped file in its real encoding reads to exactly its cells."""

import hashlib
import hmac

import pytest

from ingestion import declarations
from ingestion.declarations import header_key
from ingestion.headers import find_header
from tests.python.ingestion.bills import (
    Golden,
    as_csv,
    golden_bytes,
    golden_rows,
    golden_text,
    put,
)
from tests.python.ingestion.conftest import KEY

GOLDEN = {
    "alimama_daily": Golden("xlsx", "v14", 1, (3, 4), 1, ("2026-06-01", "2026-06-02")),
    "alipay_ledger": Golden("gb18030", "v16", 5, (6, 7, 8), 4, ("2026-06-30", "2026-06-30")),
    "alipay_merchant": Golden("xlsx", "v22", 3, (4, 5, 6), 0, ("2026-06-29", "2026-06-30")),
    "alipay_personal": Golden("gb18030", "v12", 25, (26, 27, 28), 0, ("2026-06-02", "2026-06-12")),
    "alipay_summary": Golden("gb18030", "v5", 5, (6, 7, 8), 2, None),
    "bank_ccb": Golden("utf-8-sig", "v14", 1, (2, 3), 0, ("2026-04-10", "2026-04-11")),
    "bank_cmb": Golden("utf-8-sig", "v31", 5, (6, 7, 8), 0, ("2026-05-01", "2026-05-11")),
    "bank_cmb_personal": Golden("utf-8", "v7", 1, (2, 3), 0, ("2026-05-01", "2026-05-02")),
    "bank_cmbc": Golden("utf-8", "v10", 4, (5, 6), 0, ("2026-05-01", "2026-05-02")),
    "bank_icbc": Golden("xlsx", "v14", 1, (2, 3, 4), 0, ("2026-05-01", "2026-05-10")),
    "bank_icbc_credit": Golden("gb18030", "v13", 7, (8, 9), 0, ("2026-05-01", "2026-05-10")),
    "bank_icbc_statement_a": Golden("gb18030", "v10", 2, (3, 4), 0, ("2026-05-01", "2026-05-05")),
    "bank_icbc_statement_b": Golden("gb18030", "v11", 2, (3, 4), 0, ("2026-05-01", "2026-05-05")),
    "bank_pingan": Golden("xlsx", "v13", 1, (2, 3), 0, ("2026-05-01", "2026-05-02")),
    "cainiao_order_fee": Golden("xlsx", "v6", 1, (2, 3), 0, ("2026-06-01", "2026-06-01")),
    "cainiao_sale_fee": Golden("xlsx", "v4", 1, (2, 3), 0, ("2026-06-02", "2026-06-03")),
    "cainiao_value_added": Golden("xlsx", "v13", 1, (2,), 0, ("2026-06-04", "2026-06-04")),
    "courier_sf": Golden("xlsx", "v13", 3, (4, 5, 6, 7), 5, ("2026-06-03", "2026-06-30")),
    "courier_yto": Golden("xlsx", "v13", 1, (2, 3), 0, ("2026-06-01", "2026-06-02")),
    "courier_zto": Golden("xlsx", "v8", 1, (2, 3, 4), 0, ("2026-05-02", "2026-05-02")),
    "douyin_after_sale": Golden("utf-8-sig", "v50", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-17")),
    "douyin_fund": Golden("utf-8-sig", "v39", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-01")),
    "douyin_fund_short": Golden("utf-8-sig", "v11", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-02")),
    "douyin_inspection": Golden("xlsx", "v19", 1, (2, 3, 4), 0, ("2026-06-03", "2026-06-03")),
    "douyin_insurance": Golden("utf-8-sig", "v18", 1, (2, 3, 4), 0, ("2026-05-16", "2026-06-02")),
    "douyin_insurance_deduction": Golden(
        "utf-8-sig", "v6", 1, (2, 3), 0, ("2026-06-01", "2026-06-01")
    ),
    "douyin_order": Golden("utf-8-sig", "v75", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-01")),
    "douyin_settlement": Golden("utf-8-sig", "v44", 1, (3, 4), 1, ("2026-06-01", "2026-06-01")),
    "douyin_wallet_ledger": Golden("xlsx", "v9", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-03")),
    "erp_cost": Golden("utf-8", "v1", 1, (2, 3, 4), 0, None),
    "erp_product": Golden("utf-8", "v1", 1, (2, 3, 4), 0, None),
    "erp_purchase": Golden("utf-8", "v1", 1, (2, 3, 4), 0, ("2026-05-01", "2026-05-01")),
    "erp_stock_move": Golden("utf-8", "v1", 1, (2, 3, 4), 0, ("2026-05-01", "2026-05-01")),
    "jd_bill": Golden("gb18030", "v23", 1, (2, 3, 4), 0, ("2026-06-10", "2026-06-10")),
    "jd_jzt": Golden("xlsx", "v6", 1, (2, 3), 0, ("2021-08-01", "2021-08-02")),
    "jd_order": Golden("gb18030", "v9", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-02")),
    "jd_promotion": Golden("utf-8-sig", "v10", 1, (2, 3), 0, ("2026-06-01", "2026-06-30")),
    "jd_reconciliation": Golden("gb18030", "v22", 2, (3, 4, 5), 0, ("2026-06-08", "2026-06-08")),
    "jd_wallet": Golden("xlsx", "v10", 1, (2, 3), 0, ("2021-10-31", "2021-11-01")),
    "jst_order": Golden("xlsx", "v24", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-02")),
    "kuaishou_freight_insurance": Golden("xlsx", "v6", 1, (2, 3), 0, ("2026-06-02", "2026-06-02")),
    "kuaishou_fund": Golden("utf-8-sig", "v9", 1, (2, 3, 4), 0, ("2026-06-12", "2026-06-13")),
    "kuaishou_order": Golden("utf-8-sig", "v61", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-02")),
    "kuaishou_settlement": Golden("gb18030", "v40", 1, (2, 3, 4), 0, ("2026-06-12", "2026-06-20")),
    "pdd_bill": Golden("gb18030", "v7", 5, (6, 7, 8), 2, ("2026-06-05", "2026-06-07")),
    "pdd_marketing": Golden("gb18030", "v7", 1, (2, 3), 1, ("2026-06-05", "2026-06-06")),
    "pdd_order": Golden("utf-8-sig", "v23", 1, (2, 3, 4), 1, ("2026-06-01", "2026-06-02")),
    "pdd_promotion": Golden("xlsx", "v14", 1, (2, 3), 1, ("2026-06-01", "2026-06-02")),
    "pdd_promotion_wallet": Golden(
        "utf-8-sig", "v8", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-02")
    ),
    "qianchuan_finance": Golden("utf-8-sig", "v14", 1, (3, 4), 1, ("2026-06-01", "2026-06-02")),
    "tax_invoice": Golden("xlsx", "v27", 1, (2, 3, 4), 0, ("2026-06-30", "2026-06-30")),
    "tmall_deposit": Golden("utf-8-sig", "v12", 1, (2, 3, 4), 0, ("2026-06-02", "2026-06-28")),
    "tmall_income_flow": Golden("gb18030", "v12", 1, (2, 3, 4), 0, ("2026-06-03", "2026-06-04")),
    "tmall_order": Golden("gb18030", "v37", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-01")),
    "tmall_order_item": Golden("gb18030", "v12", 1, (2, 3, 4), 0, None),
    "tmall_order_report": Golden("xlsx", "v19", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-01")),
    "tmall_refund": Golden("utf-8-sig", "v7", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-04")),
    "tmall_trade_income": Golden("gb18030", "v22", 1, (2, 3, 4), 0, ("2026-06-03", "2026-06-05")),
    "tmall_wechat_settlement": Golden(
        "gb18030", "v14", 1, (2, 3, 4), 0, ("2026-06-03", "2026-06-05")
    ),
    "wanxiangtai_ledger": Golden("gb18030", "v7", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-03")),
    "wechat_personal": Golden(
        "utf-8-sig", "v11", 17, (18, 19, 20), 0, ("2026-06-02", "2026-06-26")
    ),
    "wxpay_fund": Golden("utf-8", "v11", 1, (2, 3, 4), 2, ("2026-06-01", "2026-06-01")),
    "wxpay_trade": Golden("utf-8-sig", "all", 1, (2, 3, 4), 2, ("2026-06-01", "2026-06-01")),
    "wxshop_fund": Golden("xlsx", "v12", 1, (2, 3, 4), 0, ("2026-06-08", "2026-06-10")),
    "wxshop_inspection": Golden("xlsx", "v22", 1, (2, 3), 0, None),
    "wxshop_order": Golden("xlsx", "v57", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-03")),
    "xhs_fund": Golden("xlsx", "v7", 1, (2, 3, 4), 0, ("2026-06-13", "2026-06-15")),
    "xhs_order": Golden("xlsx", "v72", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-01")),
    "xhs_other_service": Golden("utf-8-sig", "v8", 1, (2, 3), 0, ("2026-06-10", "2026-06-11")),
    "xhs_settlement": Golden("xlsx", "v23", 1, (2, 3, 4), 0, ("2026-06-13", "2026-06-20")),
    "youzan_ledger": Golden("xlsx", "v20", 1, (2, 3, 4), 0, ("2026-06-04", "2026-06-05")),
}
# Golden files of other versions of a format: `<format>_<version>`.
GOLDEN_VERSIONS = {
    "alipay_ledger_v12": Golden("gb18030", "v12", 5, (6, 7), 4, ("2026-06-30", "2026-06-30")),
    "bank_icbc_statement_a_voucher": Golden(
        "gb18030", "voucher", 2, (3, 4), 1, ("2026-05-01", "2026-05-05")
    ),
    "douyin_fund_v30": Golden("utf-8-sig", "v30", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-01")),
    "douyin_fund_v34": Golden("xlsx", "v34", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-01")),
    "douyin_fund_v38": Golden("utf-8-sig", "v38", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-01")),
    "douyin_order_v74": Golden("utf-8-sig", "v74", 1, (2, 3, 4), 0, ("2026-06-01", "2026-06-01")),
    "douyin_settlement_v34": Golden("utf-8-sig", "v34", 1, (3, 4), 1, ("2026-06-01", "2026-06-01")),
    "jd_bill_v22": Golden("xlsx", "v22", 1, (2, 3), 0, ("2026-06-10", "2026-06-10")),
    "jd_reconciliation_v18": Golden("utf-8-sig", "v18", 1, (2, 3), 0, ("2026-08-08", "2026-08-08")),
    "tmall_wechat_settlement_v8": Golden(
        "utf-8-sig", "v8", 1, (2, 3), 0, ("2026-06-03", "2026-06-05")
    ),
    "wxpay_trade_legacy_all": Golden(
        "utf-8", "legacy_all", 1, (2, 3), 2, ("2026-06-01", "2026-06-01")
    ),
    "wxpay_trade_refund": Golden("utf-8-sig", "refund", 1, (2,), 2, ("2026-06-01", "2026-06-01")),
    "wxpay_trade_success": Golden("xlsx", "success", 1, (2, 3), 2, ("2026-06-01", "2026-06-01")),
    "wxshop_fund_v11": Golden("utf-8-sig", "v11", 1, (2, 3), 0, ("2026-06-08", "2026-06-11")),
}
# What other exports call a column.
OTHER_NAMES = {
    "jd_reconciliation": {"收支方向": "费用分类"},
    "kuaishou_fund": {"账务方向": "财务方式"},
    "kuaishou_settlement": {
        "平台补贴": "平台补贴(元)",
        "达人补贴": "主播补贴(元)",
        "实际结算时间": "结算时间",
        "实际结算金额(元)": "结算金额(元)",
    },
    "xhs_settlement": {"佣金": "佣金总额"},
}


def test_every_format_has_a_golden_file():
    missing = sorted(set(declarations()) - set(GOLDEN))
    assert not missing, f"add golden/<format>.csv and a line of GOLDEN for {missing}"
    assert set(GOLDEN) <= set(declarations())


@pytest.mark.parametrize("name", sorted(GOLDEN | GOLDEN_VERSIONS))
def test_reads_exactly_the_cells(name, inbox, load, query):
    golden, rows = (GOLDEN | GOLDEN_VERSIONS)[name], golden_rows(name)
    code = name.removesuffix(f"_{golden.version}") if name in GOLDEN_VERSIONS else name
    content = golden_bytes(name, golden.encoding)
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
    by_header = declarations()[code].by_header
    header = [by_header[header_key(cell)] for cell in rows[golden.header_line - 1] if cell]
    for row in stored:
        cells = rows[row["_line_number"] - 1]
        assert [row[name] for name in header] == [cell or None for cell in cells[: len(header)]]
        assert row["_file_id"] == result.sha256
        assert row["_occurrence"] == 1
        assert row["_extra"] is None


@pytest.mark.parametrize("code", sorted(declarations()))
def test_every_version_is_told_from_every_other_format(code):
    declaration = declarations()[code]
    for version, details in declaration.versions.items():
        names = [name for name in declaration.columns if name not in details.without]
        header = find_header([names], declarations())
        assert (header.declaration.code, header.version) == (code, version)


@pytest.mark.parametrize("code", sorted(OTHER_NAMES))
def test_other_names_of_columns_are_known(code):
    names = list(declarations()[code].columns)
    header = find_header([[OTHER_NAMES[code].get(name, name) for name in names]], declarations())
    assert header.declaration.code == code
    assert list(header.names) == names


def test_row_hash_is_of_the_canonical_cells(inbox, load, query):
    """The hash outlives versions: rows loaded years apart must still be told to be the same."""
    load(put(inbox / "item.csv", golden_bytes("tmall_order_item", "gb18030")))
    cells = ["3400467140100008290", "3400467140100008290", "女装 01 号", "默认", "SKU-0101"]
    cells += ["SKU-0101", "1.00", "254.90", "190.66", "没有申请退款", "75000000005814", "中通快递"]
    expected = hashlib.md5("\x1f".join(cells).encode()).hexdigest()
    [row] = query("select _row_hash from raw.tmall_order_item where _line_number = 2")
    assert row["_row_hash"] == expected


def test_blank_cells_at_the_end_leave_no_trace_in_the_hash(inbox, load, query):
    """A column that a later version adds changes no hash of the rows without it."""
    header, row, *_ = golden_rows("erp_product")
    row[-1] = ""
    load(put(inbox / "a.csv", as_csv([header, row])))
    expected = hashlib.md5("\x1f".join(row[:-1]).encode()).hexdigest()
    assert query("select _row_hash from raw.erp_product") == [{"_row_hash": expected}]


@pytest.mark.parametrize("key", [KEY, "a key that is longer than a block of the hash " * 2])
def test_customer_key_is_a_keyed_hash_of_the_personal_ids(key, inbox, load, query, monkeypatch):
    monkeypatch.setenv("STORELEDGER_PII_KEY", key)
    load(put(inbox / "order.csv", golden_bytes("douyin_order", "utf-8-sig")))
    person = "1914030****\x1f吴**"
    expected = hmac.new(key.encode(), person.encode(), "sha256").hexdigest()
    [row] = query("select _customer_key from raw.douyin_order where _line_number = 2")
    assert row["_customer_key"] == expected


def test_backticks_before_words_leave_no_trace_in_the_hash(inbox, load, query):
    """The same bill from the platform's page and from its API: with and without the backticks."""
    text = golden_text("wxpay_fund")
    load(
        put(inbox / "page.csv", text.encode()),
        put(inbox / "api.csv", text.replace("`", "").encode()),
    )
    hashes = query("select count(distinct _row_hash) as n from raw.wxpay_fund")
    assert hashes == [{"n": 3}]
    assert query("select count(*) as n from raw.wxpay_fund") == [{"n": 6}]
