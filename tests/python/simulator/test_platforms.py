"""Bills of the five later platforms, read back: identities, ties, planted faults, truth."""

from decimal import Decimal

import pandas as pd
import pytest

from simulator.files.encode import headers
from tests.python.simulator.bills import amounts, forms_of, grid, read_all, read_forms
from tests.python.simulator.test_files import PATTERNS, running

LINE_KINDS = ("settlement_missing", "short_payment", "double_fee", "late_refund",
              "sku_cost_mismatch", "unknown_fee_scene")  # fmt: skip
KUAISHOU_INCOME = ("订单实付(元)", "政府补贴", "支付营销补贴", "平台补贴", "达人补贴")
KUAISHOU_COSTS = (
    "订单退款(元)",
    "支付营销回退（元）",
    "技术服务费(元)",
    "预售增收技术服务费（元）",
    "达人佣金(元)",
    "团长佣金(元)",
    "快赚客佣金(元)",
    "服务商佣金(元)",
    "其他收费",
)
PAYOUTS = {
    # format: (remark column, words)
    "kuaishou_fund": ("备注", "提现单号:"),
    "wxshop_fund": ("详情", "提现单号:"),
    "xhs_fund": ("备注", "提现单号:"),
    "jd_wallet": ("交易备注", "提现单号:"),
    "pdd_bill": ("备注", "提现单号:"),
}


def bills(company, code: str) -> pd.DataFrame:
    """Every row of a format once, however often it was downloaded; equal rows of a file stay."""
    patterns = [PATTERNS[form] for form in forms_of(code) if form in PATTERNS]
    rows = read_forms(company.inbox, code, *patterns)
    cells = [name for name in rows if not name.startswith("_")]
    rows["_copy"] = rows.groupby([*cells, "_folder", "_file"]).cumcount()
    return rows.drop_duplicates([*cells, "_copy"]).reset_index(drop=True)


def planted(company, code: str, platform: str) -> pd.DataFrame:
    """The planted faults of a kind on a platform."""
    fault = company.truth["fault"]
    return fault[(fault["fault_code"] == code) & (fault["platform_code"] == platform)]


@pytest.mark.parametrize("platform", ["douyin", "kuaishou", "wxshop", "tmall", "xhs", "jd", "pdd"])
def test_every_kind_of_fault_is_planted_on_every_platform(company, platform):
    known = set(LINE_KINDS) - ({"unknown_fee_scene"} if platform == "tmall" else set())
    fault = company.truth["fault"]
    found = set(fault.loc[fault["platform_code"] == platform, "fault_code"])
    assert known <= found


def test_kuaishou_settlements_add_up(company):
    rows = bills(company, "kuaishou_settlement")
    income = sum(amounts(rows[name]) for name in KUAISHOU_INCOME)
    spent = sum(amounts(rows[name]) for name in KUAISHOU_COSTS)
    assert (income == amounts(rows["合计收入(元)"])).all()
    assert (spent == amounts(rows["合计支出(元)"])).all()
    assert (income - spent == amounts(rows["实际结算金额(元)"])).all()
    back = rows["结算规则"] == "售后退款"
    assert 0 < back.sum() < len(rows)
    assert (amounts(rows["实际结算金额(元)"])[back] < 0).all()
    assert (amounts(rows["订单实付(元)"])[back] == 0).all()


def test_kuaishou_orders_add_up(company):
    rows = bills(company, "kuaishou_order")
    listed = amounts(rows["商品单价"]) * rows["成交数量"].map(Decimal)
    names = ("店铺优惠", "平台补贴", "主播补贴", "混资活动优惠", "支付优惠")
    discount = sum(amounts(rows[name]) for name in names)
    paid = amounts(rows["实付款"].str.removeprefix("¥"))
    assert rows["实付款"].str.startswith("¥").all()
    assert (listed + amounts(rows["快递费"]) - discount == paid).all()


@pytest.mark.parametrize(
    ("platform", "settlement", "order", "due"),
    [
        ("kuaishou", "kuaishou_settlement", "订单号", "实际结算金额(元)"),
        ("xhs", "xhs_settlement", "订单号", "动账金额"),
    ],
)
def test_settlements_reach_the_wallet_order_by_order(company, platform, settlement, order, due):
    rows = bills(company, settlement)
    owed = amounts(rows[due]).groupby(rows[order]).sum()
    if platform == "kuaishou":
        fund = bills(company, "kuaishou_fund")
        fund = fund[fund["业务类型"].isin(["货款结算", "退款"])]
        sign = fund["账务方向"].map({"收入": 1, "支出": -1})
        paid = (amounts(fund["发生额（元）"]) * sign).groupby(fund["关联业务单号"]).sum()
    else:
        fund = bills(company, "xhs_fund")
        fund = fund[fund["交易类型描述"].isin(["订单结算", "售后退款"])]
        moved = amounts(fund["收入（元）"]) - amounts(fund["支出（元）"])
        paid = moved.groupby(fund["业务单号"]).sum()
    gap = (owed - paid.reindex(owed.index))[lambda values: values != 0]
    short = planted(company, "short_payment", platform)
    assert gap.to_dict() == dict(zip(short["order_id"], short["amount"], strict=True))
    assert set(paid.index) == set(owed.index)


def test_xhs_components_add_up(company):
    rows = bills(company, "xhs_settlement")
    header = headers()["xhs_settlement"]
    parts = header[header.index("商品实付/实退") : header.index("备注")]
    assert (sum(amounts(rows[name]) for name in parts) == amounts(rows["动账金额"])).all()
    back = rows["交易类型"] == "退款"
    assert 0 < back.sum() < len(rows)
    assert (rows["售后单号"] != "").equals(back)
    assert (amounts(rows["佣金"])[back] >= 0).all()
    assert (amounts(rows["佣金"])[~back] <= 0).all()


def test_xhs_services_are_paid_from_the_wallet(company):
    service, fund = bills(company, "xhs_other_service"), bills(company, "xhs_fund")
    paid = fund[fund["交易类型描述"] == "其他服务款"].set_index("业务单号")["支出（元）"]
    owed = service.set_index("业务单据号")["动账金额"]
    assert owed.index.is_unique
    assert (-amounts(owed) == amounts(paid).reindex(owed.index)).all()
    assert {"运费险", "商家成长服务费"} <= set(service["业务款项"])


def test_jd_days_are_paid_in_one_row(company):
    lines, wallet = bills(company, "jd_bill"), bills(company, "jd_wallet")
    signed = amounts(lines["金额"])
    assert ((signed > 0) == (lines["收支方向"] == "收入")).all()
    income = signed.clip(lower=0).groupby(lines["商户订单号"]).sum()
    outgo = -signed.clip(upper=0).groupby(lines["商户订单号"]).sum()
    days = wallet[wallet["交易备注"].str.endswith("京东支付货款")].set_index("商户订单号")
    assert days.index.is_unique
    assert set(days.index) == set(income.index)
    assert (amounts(days["支出金额(元)"]) == outgo.reindex(days.index)).all()
    gap = (income.reindex(days.index) - amounts(days["收入金额(元)"]))[lambda values: values != 0]
    short = planted(company, "short_payment", "jd").groupby("group_keys")["amount"].sum()
    assert gap.to_dict() == short.to_dict()


def test_jd_ids_and_dates_keep_excel_from_rounding_them(company):
    path = next(company.inbox.glob("jd*/京东日账单_*"))
    first = list(grid(path))[1]
    assert first[0].startswith('="')
    serial = Decimal(bills(company, "jd_wallet")["日期"].iloc[0])
    assert Decimal(45_000) < serial < Decimal(47_000)


@pytest.mark.parametrize(
    ("code", "income", "outgo", "balance"),
    [
        ("xhs_fund", "收入（元）", "支出（元）", "账户余额（元）"),
        ("jd_wallet", "收入金额(元)", "支出金额(元)", "账户余额(元)"),
    ],
)
def test_balances_run(company, code, income, outgo, balance):
    for path in sorted(company.inbox.glob(PATTERNS[code])):
        rows = read_all(company.inbox, str(path.relative_to(company.inbox)), headers()[code])
        assert (running(rows, income, outgo, balance) == 0).all()
        assert (amounts(rows[balance]) >= 0).all()


def test_wxshop_fund_lines(company):
    rows = bills(company, "wxshop_fund")
    order = bills(company, "wxshop_order").drop_duplicates("订单号").set_index("订单号")
    paid = rows[rows["动帐类型"] == "订单支付"].set_index("关联订单号")
    assert paid.index.is_unique
    due = amounts(order["订单实际支付金额"]).reindex(paid.index)
    gap = (due - amounts(paid["收支金额"]))[lambda values: values != 0]
    short = planted(company, "short_payment", "wxshop")
    assert gap.to_dict() == dict(zip(short["order_id"], short["amount"], strict=True))
    fee = rows[rows["动帐类型"] == "技术服务费"]
    twice = fee.groupby("关联订单号").size()
    doubled = planted(company, "double_fee", "wxshop")["order_id"]
    assert set(twice.index[twice > 1]) == set(doubled)
    once = fee[~fee["关联订单号"].isin(doubled)]
    assert set(once["流水单号"]) <= set(paid["流水单号"])
    assert (amounts(rows["收支金额"]) > 0).all()
    assert not rows.duplicated(["流水单号", "记账时间", "动帐类型", "关联订单号"]).any()


def test_wxshop_repeats_amounts_of_the_order_on_its_rows(company):
    rows = bills(company, "wxshop_order")
    rows = rows[rows["_file"] == rows["_file"].iloc[0]]
    several = rows.groupby("订单号").filter(lambda own: len(own) > 1)
    assert len(several) > 0
    assert (several.groupby("订单号")["订单实际支付金额"].nunique() == 1).all()
    of_rows = amounts(rows["商品实际价格(总共)"]).groupby(rows["订单号"]).sum()
    of_orders = amounts(rows.drop_duplicates("订单号").set_index("订单号")["订单实际支付金额"])
    assert (of_rows == of_orders.reindex(of_rows.index)).all()


def test_pdd_lines_and_tail(company):
    for path in sorted(company.inbox.glob(PATTERNS["pdd_bill"])):
        name = str(path.relative_to(company.inbox))
        rows = read_all(company.inbox, name, headers()["pdd_bill"])
        income, out = amounts(rows["收入金额（+元）"]), amounts(rows["支出金额（-元）"])
        assert (out <= 0).all()
        assert ((income > 0) ^ (out < 0)).all()
        text = "\n".join(",".join(row) for row in grid(path))
        assert f"#支出合计：{(out < 0).sum()}笔，共{-out.sum():.2f}元" in text
    rows, order = bills(company, "pdd_bill"), bills(company, "pdd_order")
    gross = amounts(order.drop_duplicates("订单号").set_index("订单号")["商家实收金额(元)"])
    sales = rows[
        rows["业务描述"].isin(["0010002|交易收入-订单收入", "0010005|交易收入-优惠券结算"])
    ]
    paid = amounts(sales["收入金额（+元）"]).groupby(sales["商户订单号"]).sum()
    gap = (gross.reindex(paid.index) - paid)[lambda values: values != 0]
    short = planted(company, "short_payment", "pdd")
    assert gap.to_dict() == dict(zip(short["order_id"], short["amount"], strict=True))


def test_pdd_small_payments_are_two_equal_rows(company):
    rows = bills(company, "pdd_bill")
    small = rows[rows["业务描述"] == "0040001|售后费用-小额打款"]
    assert len(small) > 0
    assert (small.groupby("商户订单号").size() == 2).all()
    assert (small.groupby("商户订单号")["支出金额（-元）"].nunique() == 1).all()


def test_pdd_orders_add_up(company):
    rows = bills(company, "pdd_order")
    gross = (
        amounts(rows["商品总价(元)"])
        + amounts(rows["邮费(元)"])
        - amounts(rows["店铺优惠折扣(元)"])
    )
    assert (gross == amounts(rows["商家实收金额(元)"])).all()
    support = amounts(rows["平台优惠折扣(元)"]) + amounts(rows["多多支付立减金额(元)"])
    assert (gross - support == amounts(rows["用户实付金额(元)"])).all()
    assert rows["订单号"].str.fullmatch(r"\d{6}-\d{15}").all()


@pytest.mark.parametrize("code", PAYOUTS)
def test_payouts_are_named_in_the_wallets(company, code):
    rows = bills(company, code)
    column, words = PAYOUTS[code]
    named = rows[column][rows[column].str.startswith(words)].str.removeprefix(words)
    platform = code.split("_")[0]
    shops = {shop.id for shop in company.world.company.shops if shop.platform == platform}
    link = company.truth["bill_line_link"]
    fund = link[(link["bill_kind"] == "fund_flow") & link["owner_id"].isin(shops)]
    paid = fund[(fund["payout_id"] != "") & (fund["amount"] < 0)]
    assert len(paid) > 0
    assert sorted(named) == sorted(paid["payout_id"])


@pytest.mark.parametrize(
    ("platform", "code", "parts"),
    [
        ("kuaishou", "kuaishou_order", ("订单号",)),
        ("wxshop", "wxshop_order", ("订单号", "-", "SKU编码(自定义)")),
        ("xhs", "xhs_order", ("订单号", ":", "规格ID")),
        ("jd", "jd_order", ("订单号", ":", "商品ID")),
        ("pdd", "pdd_order", ("订单号",)),
    ],
)
def test_order_files_name_the_truths_sub_orders(company, platform, code, parts):
    rows = bills(company, code)
    cells = [rows[part] if part in rows else pd.Series(part, index=rows.index) for part in parts]
    names = cells[0].str.cat(cells[1:]) if len(cells) > 1 else cells[0]
    truth = company.truth["order_line"]
    assert set(names) == set(truth.loc[truth["platform_code"] == platform, "sub_order_id"])
    moves = read_all(company.inbox, PATTERNS["erp_stock_move"], headers()["erp_stock_move"])
    out = moves[(moves["platform_code"] == platform) & (moves["movement_type"] == "sale_out")]
    assert set(out["sub_order_id"]) <= set(names)


def test_ad_accounts_roll_forward(company):
    rows = bills(company, "pdd_promotion_wallet")
    cash = rows[rows["资金类型"] == "现金"].sort_values("时间", kind="stable", ignore_index=True)
    assert (amounts(cash["交易金额"]).cumsum() == amounts(cash["余额"])).all()
    topped = rows[rows["流水类型"] == "充值"]
    paid = bills(company, "pdd_bill")
    paid = paid[paid["业务描述"] == "0070004|转账-广告账户"]
    assert sum(amounts(topped["交易金额"])) == -sum(amounts(paid["支出金额（-元）"])) > 0
    spent = bills(company, "jd_jzt")
    assert (amounts(spent["支出"]) > 0).all()
    assert spent["流水单号"].is_unique


def test_invoices_come_to_the_truth(company):
    rows = bills(company, "tax_invoice")
    gross = amounts(rows["价税合计"])
    assert (amounts(rows["金额"]) + amounts(rows["税额"]) == gross).all()
    assert ((gross < 0) == (rows["是否正数发票"] == "否")).all()
    assert rows["数电发票号码"].str.fullmatch(r"\d{20}").all()
    truth = company.truth["invoice"]
    last = truth[truth["accounting_period"] == truth["accounting_period"].max()]
    sums = gross.groupby(rows["税率"].str.removesuffix("%").astype(int)).sum()
    assert sums.to_dict() == last.set_index("vat_percent")["gross_amount"].to_dict()


def test_repeats_say_what_the_bills_say(company):
    trade, ledger = bills(company, "tmall_trade_income"), bills(company, "alipay_ledger")
    last = ledger[ledger["发生时间"].str.startswith(trade["账期"].iloc[0][:4] + "-06")]
    back = last[last["业务类型"] == "交易退款"]
    assert sum(amounts(trade["退款金额（元）"])) == -sum(amounts(back["支出金额（-元）"]))
    wallet, premium = bills(company, "douyin_wallet_ledger"), bills(company, "douyin_insurance")
    taken = wallet[wallet["动账场景"] == "权益保险"].set_index(["_folder", "动账流水号"])
    paid = premium.set_index(["_folder", "动账流水号"])["支付保费"]
    assert len(paid) > 0
    assert (-amounts(taken["动账金额(元)"]) == amounts(paid).reindex(taken.index)).all()
    fees, days = bills(company, "cainiao_order_fee"), bills(company, "cainiao_sale_fee")
    sums = amounts(fees["支付金额"]).groupby(fees["支付流水号"]).sum()
    paid = amounts(days.set_index("支付流水号")["支出金额"])
    assert (sums.reindex(paid.index) == paid).all()


def test_reports_spend_what_the_accounts_spent(company):
    spent, report = bills(company, "jd_jzt"), bills(company, "jd_promotion")
    last = spent[spent["投放日期"].str.startswith("2026-06")]
    assert sum(amounts(report["花费"])) == sum(amounts(last["支出"])) > 0
    wallet, report = bills(company, "pdd_promotion_wallet"), bills(company, "pdd_promotion")
    used = wallet[(wallet["流水类型"] == "消费") & (wallet["时间"] >= "2026-05")]
    days, total = report[report["日期"] != "总计"], report[report["日期"] == "总计"]
    assert sum(amounts(days["总花费(元)"])) == -sum(amounts(used["交易金额"])) > 0
    assert sum(amounts(total["总花费(元)"])) == sum(amounts(days["总花费(元)"]))
    assert (days["推广场景"] == "").equals(days["日期"] >= "2026-06")
    lines, again = bills(company, "jd_bill"), bills(company, "jd_reconciliation")
    month = lines[lines["费用结算时间"] >= "2026-05"]
    assert sorted(amounts(again["应结金额"])) == sorted(amounts(month["金额"]))
