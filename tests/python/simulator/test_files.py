"""Headers, quirks and identities of every bill file, read back from the bytes."""

from decimal import Decimal

import pandas as pd
import pytest

from simulator.files.encode import headers
from tests.python.simulator.bills import (
    OTHER_FORMS,
    amounts,
    form_in,
    forms_of,
    grid,
    read_all,
    read_forms,
)

PATTERNS = {
    "douyin_order": "dy*/订单导出_*",
    "douyin_after_sale": "dy*/售后单_*",
    "douyin_fund": "dy*/DL*",
    "douyin_settlement": "dy*/结算账单_*",
    "qianchuan_finance": "dy*/千川财务流水_*",
    "tmall_order": "tm*/ExportOrderList*",
    "tmall_order_item": "tm*/ExportItemlList*",
    "tmall_refund": "tm*/退款表*",
    "alipay_ledger": "tm*/2088*_账务明细[. ]*",
    "alipay_summary": "tm*/2088*账务明细(汇总)*",
    "alipay_merchant": "tm*/商家中心账务明细_*",
    "tmall_trade_income": "tm*/交易货款_*",
    "wanxiangtai_ledger": "tm*/0947_*",
    "alimama_daily": "tm*/阿里妈妈日账_*",
    "douyin_insurance": "dy*/运费险保费明细_*",
    "douyin_insurance_deduction": "dy*/保费支出_*",
    "douyin_fund_short": "dy*/动账流水_*",
    "douyin_wallet_ledger": "dy*/账户流水_*",
    "kuaishou_order": "ks*/快手订单_*",
    "kuaishou_settlement": "ks*/快手货款账单_*",
    "kuaishou_fund": "ks*/快手资金流水_*",
    "kuaishou_freight_insurance": "ks*/快手退货补运费_*",
    "wxshop_order": "wx*/微信小店订单_*",
    "wxshop_fund": "wx*/微信小店资金流水_*",
    "xhs_order": "xhs*/小红书订单_*",
    "xhs_settlement": "xhs*/小红书结算明细_*",
    "xhs_other_service": "xhs*/小红书其他服务款_*",
    "xhs_fund": "xhs*/小红书资金明细_*",
    "jd_order": "jd*/京东订单_*",
    "jd_bill": "jd*/京东日账单_*",
    "jd_bill_v22": "jd*/京东钱包_202604*",
    "jd_wallet": "jd*/京东钱包_*",
    "jd_jzt": "jd*/京准通消耗_*",
    "jd_reconciliation": "jd*/京东对账中心_*",
    "jd_promotion": "jd*/京东推广报表_*",
    "pdd_promotion": "pdd*/推广报表_*",
    "pdd_order": "pdd*/拼多多订单_*",
    "pdd_bill": "pdd*/pdd-mall-bill-detail-*",
    "pdd_promotion_wallet": "pdd*/推广财务流水_*",
    "bank_icbc": "icbc_0001/*.xlsx",
    "bank_icbc_statement_a": "icbc_0001/*2026-05-*.csv",
    "bank_icbc_statement_b": "icbc_0001/*2026-06.csv",
    "bank_cmb_personal": "private/招行借记卡流水_*",
    "bank_icbc_credit": "private/工行信用卡对账单_*",
    "wechat_personal": "private/微信支付账单_*",
    "douyin_order_v74": "dy*/旧版订单导出_*",
    "douyin_inspection": "dy*/供应链QIC费用_*",
    "wxshop_inspection": "wx*/质检仓费用_*",
    "pdd_marketing": "pdd*/pdd-mall-marketing-bill-detail-*",
    "tmall_wechat_settlement_v8": "tm*/聚合结算收支明细_202604*",
    "tmall_wechat_settlement": "tm*/聚合结算收支明细_20260[56]*",
    "tmall_deposit": "tm*/保证金账户明细_*",
    "tmall_income_flow": "tm*/淘宝联盟流水_*",
    "tmall_order_report": "tm*/订单报表_*",
    "wxpay_fund": "wp*/*Basic*",
    "wxpay_trade": "wp*/*All*",
    "wxpay_trade_success": "wp*/*Success*",
    "wxpay_trade_refund": "wp*/*Refund*",
    "youzan_ledger": "yz*/有赞账户流水_*",
    "courier_sf": "sf/*",
    "cainiao_value_added": "cainiao/菜鸟增值服务费_*",
    "bank_cmb": "cmb_0001/*",
    "bank_ccb": "ccb_0001/*",
    "bank_pingan": "pingan_0001/*",
    "bank_cmbc": "cmbc_0001/*",
    "courier_zto": "zto/*",
    "courier_yto": "yto/*",
    "cainiao_order_fee": "cainiao/菜鸟订单费用_*",
    "cainiao_sale_fee": "cainiao/菜鸟销售费用_*",
    "jst_order": "erp/聚水潭订单_*",
    "tax_invoice": "tax/*",
    "erp_product": "erp/product.csv",
    "erp_cost": "erp/cost.csv",
    "erp_purchase": "erp/purchase_*",
    "erp_stock_move": "erp/stock_move_*",
}
PERSONAL = "private/支付宝交易明细_*"
COUNTS = {
    "douyin_order": 75,
    "douyin_after_sale": 50,
    "douyin_fund": 39,
    "douyin_fund_v38": 38,
    "douyin_fund_v34": 34,
    "douyin_fund_v30": 30,
    "douyin_settlement": 44,
    "douyin_settlement_v34": 34,
    "tmall_order": 37,
    "alipay_ledger": 16,
    "alipay_ledger_v12": 12,
    "bank_icbc": 14,
    "bank_icbc_statement_a": 10,
    "bank_icbc_statement_a_voucher": 10,
    "bank_cmb": 31,
    "qianchuan_finance": 14,
    "courier_zto": 8,
    "kuaishou_order": 61,
    "kuaishou_settlement": 40,
    "kuaishou_fund": 9,
    "wxshop_order": 57,
    "wxshop_fund": 12,
    "wxshop_fund_v11": 11,
    "xhs_order": 72,
    "xhs_settlement": 23,
    "xhs_other_service": 8,
    "xhs_fund": 7,
    "jd_order": 9,
    "jd_bill": 23,
    "jd_bill_v22": 22,
    "jd_reconciliation": 22,
    "jd_reconciliation_v18": 18,
    "jd_wallet": 10,
    "jd_jzt": 6,
    "pdd_order": 23,
    "pdd_bill": 7,
    "pdd_promotion": 14,
    "pdd_promotion_v13": 13,
    "pdd_promotion_wallet": 8,
    "wxpay_trade": 27,
    "wxpay_trade_success": 20,
    "wxpay_trade_refund": 29,
    "wxpay_trade_legacy_all": 24,
    "wxpay_trade_legacy_success": 18,
    "wxpay_trade_legacy_refund": 26,
}
SUBSIDIES = [
    "平台补贴",
    "其他平台补贴",
    "政府补贴平台垫资",
    "达人补贴",
    "抖音支付补贴",
    "抖音月付营销补贴",
    "银行补贴",
    "以旧换新抵扣",
    "平台补贴运费",
]
FEES = ["平台服务费", "达人佣金", "服务商佣金", "渠道分成", "招商服务费", "站外推广费", "其他分成"]


def fund(company) -> pd.DataFrame:
    """Fund bills of 抖音 in every form."""
    return read_forms(company.inbox, "douyin_fund", PATTERNS["douyin_fund"])


def running(frame: pd.DataFrame, income: str, outgo: str, balance: str) -> pd.Series:
    """Balance of the line before plus the movement, less the printed balance."""
    moved = amounts(frame[income]) - amounts(frame[outgo]).map(abs)
    printed = amounts(frame[balance])
    return (printed.shift(1).iloc[1:] + moved.iloc[1:]) - printed.iloc[1:]


def test_header_lengths():
    assert {code: len(headers()[code]) for code in COUNTS} == COUNTS


@pytest.mark.parametrize("code", PATTERNS)
def test_every_file_has_the_exact_header(company, code):
    paths = sorted(company.inbox.glob(PATTERNS[code]))
    assert paths
    for path in paths:
        rows = grid(path)
        assert any(list(headers()[form]) in rows for form in forms_of(code)), path.name


@pytest.mark.parametrize("code", OTHER_FORMS)
def test_bills_come_in_every_form(company, code):
    patterns = [PATTERNS[form] for form in forms_of(code) if form in PATTERNS]
    paths = [path for pattern in patterns for path in company.inbox.glob(pattern)]
    assert {form_in(path, code) for path in paths} == set(forms_of(code))


def test_alipay_fills_its_personal_bill_with_spaces(company):
    [path] = company.inbox.glob(PERSONAL)
    header, *rows = grid(path)[24:]
    assert header == [*(f"{name:20}" for name in headers()["alipay_personal"]), ""]
    assert len(rows) > 0
    assert {len(row) for row in rows} == {13}


def test_every_file_is_of_a_known_kind(company):
    known = set()
    for pattern in (*PATTERNS.values(), PERSONAL):
        known |= set(company.inbox.glob(pattern))
    unknown = sorted(
        path for path in company.inbox.rglob("*") if path.is_file() and path not in known
    )
    assert not unknown, f"no pattern of PATTERNS in this module matches {unknown}"


def test_quirks(company):
    path = next(company.inbox.glob("dy01/订单导出_*"))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert grid(path)[1][0].startswith("\t")
    ledger = next(company.inbox.glob("tm01/*账务明细.csv"))
    lines = ledger.read_bytes().decode("gb18030").splitlines()
    assert [line[0] for line in lines[:4]] == ["#"] * 4
    assert lines[-1].startswith("#导出时间")
    settlement = grid(next(company.inbox.glob("dy01/结算账单_*")))
    assert settlement[1][0].startswith("字段说明")
    rows = {path.suffix: grid(path).index(list(headers()["bank_cmb"])) + 1
            for path in company.inbox.glob("cmb_0001/*")}  # fmt: skip
    assert rows == {".csv": 5, ".xlsx": 12}
    assert {path.suffix for path in company.inbox.rglob("*.*")} == {".csv", ".xlsx", ".zip"}


def test_order_amounts(company):
    order = read_all(company.inbox, PATTERNS["douyin_order"], headers()["douyin_order"])
    names = ["平台优惠", "商家优惠", "达人优惠", "支付优惠"]
    discount = sum(amounts(order[name]) for name in names)
    assert (amounts(order["优惠总金额"]) == discount).all()
    assert (
        amounts(order["商品金额"]) + amounts(order["运费"]) - discount
        == amounts(order["订单应付金额"])
    ).all()
    assert (amounts(order["订单应付金额"]) > 0).all()


def test_orders_are_downloaded_again_with_a_later_status(company):
    order = read_all(company.inbox, PATTERNS["douyin_order"], headers()["douyin_order"])
    rank = order["订单状态"].map(["待支付", "备货中", "已发货", "已完成", "已关闭"].index)
    spread = rank.groupby(order["子订单编号"]).agg(["nunique", "size"])
    assert (spread["size"] > 1).any()
    assert (spread["nunique"] > 1).any()


def test_settlement_identities(company):
    rows = read_forms(company.inbox, "douyin_settlement", PATTERNS["douyin_settlement"])
    income = amounts(rows["用户实付"]) + sum(amounts(rows[name]) for name in SUBSIDIES)
    assert (income - amounts(rows["结算前退款金额"]) == amounts(rows["收入合计"])).all()
    assert (sum(amounts(rows[name]) for name in FEES) == amounts(rows["支出合计"])).all()
    assert (
        amounts(rows["收入合计"]) - amounts(rows["支出合计"]) == amounts(rows["结算金额"])
    ).all()
    assert {"普通订单", "定金(尾款已支付)", "尾款(已支付)"} == set(rows["订单类型"])
    assert {"已结算", "结算后退款-原路退回"} == set(rows["结算单类型"])
    assert {"是", "否"} == set(rows["有结算前退款"])


def test_fund_identity_and_signs(company):
    rows = fund(company)
    header = headers()["douyin_fund"]
    parts = list(header[header.index("订单实付应结") : header.index("是否免佣")])
    total = sum(amounts(rows[part].fillna("")) for part in parts)
    settled = rows["动账场景"] == "货款结算入账"
    assert settled.any()
    assert (total[settled] == amounts(rows["动账金额"])[settled]).all()
    assert (total[~settled] == 0).all()
    assert (amounts(rows["动账金额"]) > 0).all()
    assert set(rows["动账方向"]) == {"入账", "出账"}


def test_settlements_tie_to_the_wallet_but_for_the_planted_faults(company):
    fault = company.truth["fault"]
    settled = read_forms(company.inbox, "douyin_settlement", PATTERNS["douyin_settlement"])
    settled = settled.drop_duplicates([name for name in settled if not name.startswith("_")])
    moved = fund(company).drop_duplicates("动帐流水号")
    scenes = [
        "货款结算入账",
        "退款-结算后退款-退用户",
        "退款-订单退款触发-退补贴",
        "退款-订单退款触发-退分账",
    ]
    moved = moved[moved["动账场景"].isin(scenes)]
    signed = amounts(moved["动账金额"]) * moved["动账方向"].map({"入账": 1, "出账": -1})
    by_line = signed.groupby(moved["子订单号"]).sum()
    due = amounts(settled["结算金额"]).groupby(settled["子订单号"]).sum()
    gap = (due - by_line)[lambda values: values != 0]
    short = fault[(fault["fault_code"] == "short_payment") & (fault["platform_code"] == "douyin")]
    assert gap.to_dict() == dict(zip(short["sub_order_id"], short["amount"], strict=True))


def test_alipay_balance_chain_and_footers(company):
    for path in sorted(company.inbox.glob(PATTERNS["alipay_ledger"])):
        name = str(path.relative_to(company.inbox))
        rows = read_forms(company.inbox, "alipay_ledger", name)
        assert (running(rows, "收入金额（+元）", "支出金额（-元）", "账户余额（元）") == 0).all()
        out = amounts(rows["支出金额（-元）"])
        assert (out <= 0).all()
        text = "\n".join(",".join(row) for row in grid(path))
        assert f"#支出合计：{(out < 0).sum()}笔，共{-out.sum():.2f}元" in text


@pytest.mark.parametrize(
    ("code", "income", "outgo"),
    [("bank_icbc", "转入金额", "转出金额"), ("bank_cmb", "贷方金额", "借方金额")],
)
def test_bank_balance_chain(company, code, income, outgo):
    rows = read_all(company.inbox, PATTERNS[code], headers()[code])
    key = "交易时间" if code == "bank_icbc" else "交易流水号"
    rows = rows.sort_values([key, "凭证号"] if code == "bank_icbc" else key, ignore_index=True)
    assert (running(rows, income, outgo, "余额") == 0).all()
    assert (amounts(rows["余额"]) > 0).all()


def test_ad_account_rolls_forward(company):
    rows = read_all(company.inbox, PATTERNS["qianchuan_finance"], headers()["qianchuan_finance"])
    days = (
        rows[rows["日期"] != "总计"]
        .drop_duplicates(["_folder", "日期"])
        .sort_values(["_folder", "日期"])
    )
    for _, own in days.groupby("_folder"):
        own = own.reset_index(drop=True)  # noqa: PLW2901
        assert (running(own, "总存入(元)", "非赠款消耗(元)", "非赠款余额(元)") == 0).all()
        assert (amounts(own["非赠款余额(元)"]) >= 0).all()
        assert (
            amounts(own["余额总消耗(元)"])
            == amounts(own["非赠款消耗(元)"]) + amounts(own["赠款消耗(元)"])
        ).all()


def test_stock_never_goes_negative(company):
    rows = read_all(company.inbox, PATTERNS["erp_stock_move"], headers()["erp_stock_move"])
    sign = rows["movement_type"].map({"purchase_receipt": 1, "return_in": 1, "sale_out": -1})
    rows["signed"] = rows["quantity"].astype(int) * sign
    rows = rows.sort_values(["moved_at", "movement_id"])
    assert (rows.groupby("sku_code")["signed"].cumsum() >= 0).all()


def test_purchases_carry_their_vat(company):
    rows = read_all(company.inbox, PATTERNS["erp_purchase"], headers()["erp_purchase"])
    net = rows["quantity"].astype(int).map(Decimal) * amounts(rows["unit_cost"])
    assert (net == amounts(rows["taxable_amount"])).all()
    exact = net * amounts(rows["vat_rate"])
    assert ((exact - amounts(rows["vat_amount"])).map(abs) <= Decimal("0.005")).all()


def test_every_parcel_is_billed_once(company):
    zto = read_all(company.inbox, PATTERNS["courier_zto"], headers()["courier_zto"])["运单号"]
    yto = read_all(company.inbox, PATTERNS["courier_yto"], headers()["courier_yto"])["运单号码"]
    pattern, header = PATTERNS["cainiao_order_fee"], headers()["cainiao_order_fee"]
    cainiao = read_all(company.inbox, pattern, header)["运单号"]
    services = read_all(company.inbox, PATTERNS["courier_sf"], headers()["courier_sf"])
    sf = services.loc[services["服务"] == "运费", "运单号码"]
    assert set(services.loc[services["服务"] == "保价", "运单号码"]) < set(sf)
    bill = pd.concat([zto, yto, sf, cainiao])
    moves = read_all(company.inbox, PATTERNS["erp_stock_move"], headers()["erp_stock_move"])
    shipped = moves.loc[moves["movement_type"] == "sale_out", "waybill_number"]
    assert min(len(zto), len(yto), len(sf), len(cainiao)) > 0
    assert bill.is_unique
    assert set(bill) == set(shipped)
