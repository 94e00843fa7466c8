"""What is told twice is told alike: statements in other forms, memo exports, bills of services."""

from decimal import Decimal

import pandas as pd

from simulator.files.encode import headers
from tests.python.simulator.bills import amounts, read_all, read_forms
from tests.python.simulator.test_files import PATTERNS, fund
from tests.python.simulator.test_platforms import bills, planted

OLDER_NAMES = ("淘宝订单编号", "入账类型", "收入金额（元）", "支出金额")
NEWER_NAMES = ("主订单id", "入帐类型", "收入金额(元)", "支出金额(元)")


def plain(cells: pd.Series) -> pd.Series:
    """Amounts without the commas between thousands and the backtick before them."""
    return amounts(cells.str.replace(",", "").str.lstrip("`"))


def test_an_account_runs_on_through_three_forms_of_statements(company):
    first, second, third = (
        read_forms(company.inbox, code, PATTERNS[code])
        for code in ("bank_icbc", "bank_icbc_statement_a", "bank_icbc_statement_b")
    )
    side = third["借贷标志"].map({"贷": Decimal(1), "借": Decimal(-1)})
    moved = pd.concat(
        [
            *(amounts(rows["转入金额"].str.replace(",", ""))
              - amounts(rows["转出金额"].str.replace(",", "")) for rows in (first, second)),
            plain(third["发生额"]) * side,
        ],
        ignore_index=True,
    )  # fmt: skip
    balance = pd.concat([plain(rows["余额"]) for rows in (first, second, third)], ignore_index=True)
    assert (moved.cumsum() == balance).all()
    assert third["余额"].str.contains(",").any()


def test_orders_paid_by_wechat_are_in_no_alipay_ledger(company):
    forms = ("tmall_wechat_settlement_v8", "tmall_wechat_settlement")
    older, newer = (read_all(company.inbox, PATTERNS[code], headers()[code]) for code in forms)
    names = dict(zip(OLDER_NAMES, NEWER_NAMES, strict=True))
    older = older.rename(columns=names)
    rows = pd.concat([older, newer], ignore_index=True)
    paid = rows[rows["入帐类型"] == "交易收款"]
    assert paid["主订单id"].is_unique
    ledger = bills(company, "alipay_ledger")
    others = ledger.loc[ledger["业务类型"] == "交易付款", "业务订单号"]
    assert len(paid) > 0
    assert not set(paid["主订单id"]) & set(others)
    fee = rows[rows["入帐类型"] == "服务费"].drop_duplicates("支付流水号")
    assert set(fee["支付流水号"]) <= set(rows["支付流水号"])
    left = sum(amounts(rows["收入金额(元)"])) - sum(amounts(rows["支出金额(元)"]).map(abs))
    assert left >= 0


def test_inspections_are_lines_of_the_fund_bills(company):
    lines = fund(company)
    lines = lines[(lines["动账场景"] == "供应链QIC费用") & (lines["动账时间"] >= "2026-06")]
    taken = lines.drop_duplicates("动帐流水号").set_index("动帐流水号")["动账金额"]
    fees = bills(company, "douyin_inspection").set_index("动账流水号")["结算金额"]
    assert fees.sort_index().to_dict() == taken.sort_index().to_dict() != {}
    lines = bills(company, "wxshop_fund")
    lines = lines[(lines["动帐类型"] == "质检费") & (lines["记账时间"] >= "2026-06")]
    fees = bills(company, "wxshop_inspection")
    assert sorted(fees["订单编号"]) == sorted(lines["关联订单号"]) != []
    assert sum(amounts(fees["实扣合计"])) == sum(amounts(lines["收支金额"]))


def test_the_marketing_account_pays_on_what_the_goods_account_gets(company):
    rows, ledger = bills(company, "pdd_marketing"), bills(company, "pdd_bill")
    coupons = ledger[ledger["业务描述"] == "0010005|交易收入-优惠券结算"]
    coupons = coupons[coupons["发生时间"] >= "2026-06"]
    income = sum(amounts(rows["收入金额（+元）"]))
    assert income == -sum(amounts(rows["支出金额（-元）"]))
    assert income == sum(amounts(coupons["收入金额（+元）"])) > 0


def test_reports_of_tmall_repeat_its_orders_and_fees(company):
    report, order = bills(company, "tmall_order_report"), bills(company, "tmall_order")
    order = order.drop_duplicates("订单编号", keep="last").set_index("订单编号")
    assert report["订单编号"].is_unique
    assert (report["总金额"] == order["总金额"].reindex(report["订单编号"]).array).all()
    flow, ledger = bills(company, "tmall_income_flow"), bills(company, "alipay_ledger")
    fees = ledger[ledger["备注"].str.startswith("淘宝客佣金") & (ledger["发生时间"] >= "2026-06")]
    settled = flow[flow["流水类型"] == "结算解冻"]
    assert sum(amounts(settled["金额"])) == sum(amounts(fees["支出金额（-元）"])) < 0
    deposit = bills(company, "tmall_deposit")
    assert sum(amounts(deposit["收支金额(元)"])) == 0
    assert (deposit.groupby("业务编号").size() == 2).all()


def test_heavy_parcels_of_cainiao_are_part_of_its_payments(company):
    services, payments = bills(company, "cainiao_value_added"), bills(company, "cainiao_sale_fee")
    part = amounts(services["支付金额"]).groupby(services["支付流水号"]).sum()
    paid = amounts(payments.set_index("支付流水号")["支出金额"])
    assert (part <= paid.reindex(part.index)).all()
    assert services["增值服务单号"].is_unique


def test_the_trade_bill_repeats_the_fund_bill(company):
    rows, trades = bills(company, "wxpay_fund"), bills(company, "wxpay_trade")
    rows = rows[rows["资金流水单号"].str.len() > 20].drop_duplicates("资金流水单号")
    by_kind = plain(rows["收支金额(元)"]).groupby(rows["业务类型"].str.lstrip("`")).sum()
    trades = trades[trades["交易状态"].isin(["`SUCCESS", "`REFUND"])]
    assert sum(plain(trades["应结订单金额"])) == by_kind["交易"]
    assert sum(plain(trades["退款金额"])) == by_kind["退款"]
    fees = by_kind["扣除交易手续费"] - by_kind["退还交易手续费"]
    twice = sum(planted(company, "double_fee", "wxpay")["amount"])
    assert sum(plain(trades["手续费"])) == fees - twice
    back = trades[trades["交易状态"] == "`REFUND"]
    assert len(back) > 0
    assert (plain(back["手续费"]) <= 0).all()
    for kind, rows in (("success", trades.drop(back.index)), ("refund", back)):
        own = bills(company, f"wxpay_trade_{kind}")
        told = [own[name].tolist() for name in ("交易时间", "微信订单号", "手续费")]
        assert told == [rows[name].tolist() for name in ("交易时间", "微信订单号", "手续费")]


def test_a_ledger_of_youzan_runs(company):
    rows = read_all(company.inbox, PATTERNS["youzan_ledger"], headers()["youzan_ledger"])
    rows = rows.drop_duplicates("支付流水号").sort_values(["支付流水号"], ignore_index=True)
    moved = amounts(rows["收入(元)"]) - amounts(rows["支出(元)"])
    balance = amounts(rows["余额(元)"])
    assert (moved.cumsum() == balance).all()
    assert (balance >= 0).all()
