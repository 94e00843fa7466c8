"""抖音 files: orders (75, 74), after-sales (50), settlement (44, 34), fund (39 … 30), 千川 (14)."""

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.clock import DAY, HOUR, NEVER, month_of, month_text
from simulator.company import CHANNELS, Company, Shop
from simulator.files.downloads import age_of, between, ledger_downloads, order_downloads
from simulator.files.encode import (
    Cell,
    day_text,
    headers,
    ids,
    in_form,
    in_order,
    join,
    lookup,
    money,
    pick,
    quoted,
    stamp,
    text_column,
    when,
    whole,
)
from simulator.files.entries import settled_entries
from simulator.files.inbox import Inbox
from simulator.files.parts import (
    by_channel,
    courier_of,
    influencer_of,
    person,
    products_of,
    status_at,
    waybills,
)
from simulator.refunds import REASONS
from simulator.settlement import DEPOSIT, FEES, FINAL, ORDINARY, REFUND
from simulator.world import World

SOURCES = {
    "live": "小店自卖",
    "short_video": "小店自卖",
    "shelf": "小店自卖",
    "affiliate": "精选联盟",
    "ads": "鲁班广告",
}
GENRES = {
    "live": "直播",
    "short_video": "短视频",
    "shelf": "商品卡",
    "affiliate": "直播",
    "ads": "短视频",
}
SCENES = {
    "settle": ("货款结算入账", ""),
    "refund_user": ("退款-结算后退款-退用户", ""),
    "refund_subsidy": ("退款-订单退款触发-退补贴", ""),
    "fee_return": ("退款-订单退款触发-退分账", "服务费返还"),
    "premium": ("权益保险", "运费险保费"),
    "small_payment": ("小额打款", "补偿消费者"),
    "penalty": ("判罚扣款", "发货超时"),
    "inspection": ("供应链QIC费用", "质检服务费"),
    "guarantee_deposit": ("充值保证金", "店铺保证金充值"),
    "ad_top_up": ("", "划扣电商货款充值巨量千川"),
    "withdrawal": ("提现", "提现单号:"),
    "withdrawal_returned": ("提现退票", "提现单号:"),
    "unknown": ("星图任务代扣费", "任务服务费代扣"),
}
ROW_TYPES = {
    ORDINARY: "普通订单",
    DEPOSIT: "定金(尾款已支付)",
    FINAL: "尾款(已支付)",
    REFUND: "普通订单",
    "": "",
}
PARTS = {
    "payment": "订单实付应结",
    "freight": "运费实付",
    "platform_subsidy": "实际平台补贴",
    "influencer_subsidy": "实际达人补贴",
    "payment_subsidy": "实际抖音支付补贴",
    "refund": "订单退款",
    "platform_fee": "平台服务费",
    "commission": "佣金",
    "provider_fee": "服务商佣金",
    "channel_fee": "渠道分成",
    "recruiting_fee": "招商服务费",
    "off_site_fee": "站外推广费",
    "other_fee": "其他分成",
}
BLANK_PARTS = (
    "实际平台补贴_运费",
    "其他平台补贴",
    "以旧换新抵扣",
    "政府补贴平台垫资",
    "实际抖音月付营销补贴",
    "银行补贴",
)
EXPLANATION = "字段说明：{}"
ORDER_TITLES = {"douyin_order": "订单导出", "douyin_order_v74": "旧版订单导出"}
# Forms of each bill by the age of its month; a shop with older forms had another one at first.
FORMS = {
    "order": ("douyin_order",) * 3,
    "settlement": ("douyin_settlement",) * 3,
    "fund": ("douyin_fund", "douyin_fund_v38", "douyin_fund_v34"),
}
OLDEST = {
    "order": "douyin_order_v74",
    "settlement": "douyin_settlement_v34",
    "fund": "douyin_fund_v30",
}


def form_of(bill: str, shop: Shop, month: int, months: list[int]) -> str:
    """The form in which a shop's bill of a month was downloaded."""
    age = age_of(month, months)
    oldest = age == len(FORMS[bill]) - 1 and shop.older_forms
    return OLDEST[bill] if oldest else FORMS[bill][age]


def order_cells(
    company: Company, line: pd.DataFrame, after_sale: np.ndarray, moment: int, code: str
) -> list[Cell]:
    """The 75 (or older 74) columns of the order export, as downloaded at a moment."""
    status = status_at(line, moment)
    shown = {
        step: np.where(line[step] < moment, line[step], NEVER)
        for step in ("paid", "shipped", "completed")
    }
    product, buyer = products_of(line, company), person(line)
    influencer, nick = influencer_of(line, "-")
    subsidies = (line["platform_discount"], line["influencer_discount"], line["payment_discount"])
    parcel = (shown["shipped"] < NEVER) & (line["waybill"] > 0)
    brand, affiliate = courier_of(company, line), line["channel"] == CHANNELS.index("affiliate")
    cells = {
        "主订单编号": ids(line["order_id"]),
        "子订单编号": ids(line["sub_order_id"]),
        "支付方式": when(shown["paid"] < NEVER, "抖音支付", "-"),
        "选购商品": product["title"],
        "商品ID": ids(3_500_000_000_000_000_000 + line["sku"].to_numpy() * 1000 + 7),
        "货号": product["sku"],
        "商家编码": product["sku"],
        "商品数量": whole(line["quantity"]),
        "商品金额": money(line["list"]),
        "订单提交时间": stamp(line["created"]),
        "支付完成时间": stamp(shown["paid"]),
        "订单完成时间": stamp(shown["completed"]),
        "承诺发货时间": stamp(np.where(line["paid"] < moment, line["paid"] + 48 * HOUR, NEVER)),
        "旗帜颜色": "灰色",
        "APP渠道": "抖音",
        "订单状态": pick(["待支付", "备货中", "已发货", "已完成", "已关闭"], status),
        "取消原因": when(status == 4, when(line["paid"] < moment, "售后退款", "超时未支付"), ""),
        "售后状态": pick(["-", "售后处理中", "退款成功", "售后关闭"], after_sale),
        "订单类型": when(line["presale"], "预售订单", "普通订单"),
        "发货时间": stamp(shown["shipped"]),
        "是否是以旧换新": "否",
        "换新额外补贴": "0.00",
        "订单应付金额": money(line["payable"]),
        "运费": money(line["freight"]),
        "优惠总金额": money(sum(subsidies) + line["shop_discount"]),
        "平台优惠": money(subsidies[0]),
        "商家优惠": money(line["shop_discount"]),
        "达人优惠": money(subsidies[1]),
        "商家改价": "0.00",
        "支付优惠": money(subsidies[2]),
        "手续费": "0.00",
        "红包抵扣": "0.00",
        "降价类优惠": "0.00",
        "平台实际承担优惠金额": money(subsidies[0]),
        "商家实际承担优惠金额": money(line["shop_discount"]),
        "达人实际承担优惠金额": money(subsidies[1]),
        "收件人": buyer["name"],
        "收件人手机号": buyer["phone"],
        "省": pick(company.regions["province"], line["province"]),
        "市": pick(company.regions["city"], line["province"]),
        "区": "高新区",
        "街道": "科技街道",
        "详细地址": buyer["address"],
        "是否修改过地址": "否",
        "快递信息": quoted(when(parcel, join(waybills(company, line), "-", brand, ",商品1;"), "-")),
        "达人ID": influencer,
        "达人昵称": nick,
        "商品单价是否含税": "是",
        "税费": "0.00",
        "流量来源": by_channel(SOURCES, line),
        "是否安心购": "否",
        "广告渠道": when(line["channel"] == CHANNELS.index("ads"), "千川", "-"),
        "流量类型": when(affiliate, "达人", "自营"),
        "流量体裁": by_channel(GENRES, line),
        "流量渠道": "推荐feed",
        "发货主体": "商家",
        "发货主体明细": "杭州仓",
        "是否平台仓自流转": "否",
        "是否是渠道商品": "否",
    }
    if code == "douyin_order_v74":
        cells |= {"商品单价": money(line["unit_price"]), "商品规格": "默认"}
    return in_form(code, cells, "douyin_order")


def after_sale_cells(
    company: Company, refund: pd.DataFrame, line: pd.DataFrame, moment: int
) -> list[Cell]:
    """The 50 columns of the after-sale export, as downloaded at a moment."""
    sale = line.loc[refund["line"]].reset_index(drop=True)
    product = products_of(sale, company)
    ended = (refund["finished"] < moment).to_numpy()
    success = ended & (refund["status"] == "success").to_numpy()
    done = np.where(success, refund["finished"], NEVER)
    goods_back = (refund["returned_quantity"] > 0).to_numpy()
    cells = {
        "售后单号": ids(refund["case_number"]),
        "订单号": ids(sale["order_id"]),
        "商品单号": ids(sale["sub_order_id"]),
        "商品名称": product["title"],
        "商品ID": product["id"],
        "应付金额（元）": money(sale["payable"]),
        "商品运费（元）": money(sale["freight"]),
        "支付优惠（元）": money(sale["payment_discount"]),
        "商品税费（元）": "0.00",
        "商品发货状态": when(refund["was_shipped"], "已发货", "未发货"),
        "售后类型": text_column(refund["case_type"]),
        "退商品金额（元）": money(refund["goods_amount"]),
        "退运费金额（元）": money(refund["freight_amount"]),
        "退支付优惠（元）": money(np.where(refund["is_full"], sale["payment_discount"], 0)),
        "退税费金额（元）": "0.00",
        "售后状态": when(success, "同意退款，退款成功", when(ended, "售后关闭", "售后处理中")),
        "售后申请时间": stamp(refund["applied"]),
        "退款方式": "原路退回",
        "是否已上传退款凭证": "否",
        "售后原因": pick(REASONS, refund["reason"]),
        "商家退款时间": stamp(done),
        "用户到账时间": stamp(done),
        "售后关闭时间": stamp(np.where(ended & ~success, refund["finished"], NEVER)),
        "售后完结时间": stamp(np.where(ended, refund["finished"], NEVER)),
        "同意售后申请时间": stamp(np.where(success, refund["applied"], NEVER)),
        "退货物流公司": when(goods_back, "中通快递", "-"),
        "退货物流单号": when(goods_back, join("R", whole(refund["case_number"])), "-"),
        "是否极速退款": "否",
        "是否拒签后退款": "否",
        "操作人": "商家客服",
        "商家编码": product["sku"],
        "仲裁状态": "-",
    }
    return in_order("douyin_after_sale", cells)


def settlement_cells(
    company: Company, rows: pd.DataFrame, line: pd.DataFrame, code: str
) -> list[Cell]:
    """The 44 (or older 34) columns of the settlement bill; fees are positive here.

    收入合计 = 用户实付 + Σ补贴 − 结算前退款金额; 支出合计 = Σ fees; 结算金额 = 收入合计 − 支出合计.
    A refund after settlement carries every one of these with the opposite sign.
    """
    sale = line.loc[rows["line"]].reset_index(drop=True)
    product = products_of(sale, company)
    influencer, nick = influencer_of(sale, "")
    back = (rows["kind"] == REFUND).to_numpy()
    income = rows[
        [
            "payment",
            "freight",
            "platform_subsidy",
            "influencer_subsidy",
            "payment_subsidy",
            "refund",
        ]
    ]
    fees = -rows[list(FEES)]
    kinds = pick(list(ROW_TYPES.values()), rows["kind"].map(list(ROW_TYPES).index))
    cells = {
        "结算时间": stamp(rows["at"]),
        "订单号": ids(sale["order_id"], "'"),
        "子订单号": ids(sale["sub_order_id"], "'"),
        "结算金额": money(rows["amount"]),
        "结算账户": "聚合账户",
        "结算单类型": when(back, "结算后退款-原路退回", "已结算"),
        "有结算前退款": when(rows["refund"] < 0, "是", "否"),
        "下单时间": stamp(sale["created"]),
        "商品ID": product["id"],
        "商品名称": product["title"],
        "商品数量": whole(sale["quantity"]),
        "达人ID": influencer,
        "达人名称": nick,
        "业务类型": by_channel(SOURCES, sale),
        "订单类型": kinds,
        "订单总价": money(sale["gross"]),
        "商品总价": money(sale["list"]),
        "运费": money(sale["freight"]),
        "店铺劵": money(sale["shop_discount"]),
        "结算前退款金额": money(-rows["refund"]),
        "平台补贴": money(rows["platform_subsidy"]),
        "达人补贴": money(rows["influencer_subsidy"]),
        "抖音支付补贴": money(rows["payment_subsidy"]),
        "用户实付": money(rows["payment"] + rows["freight"]),
        "收入合计": money(income.sum(axis=1)),
        "平台服务费": money(fees["platform_fee"]),
        "达人佣金": money(fees["commission"]),
        "服务商佣金": money(fees["provider_fee"]),
        "渠道分成": money(fees["channel_fee"]),
        "招商服务费": money(fees["recruiting_fee"]),
        "站外推广费": money(fees["off_site_fee"]),
        "其他分成": money(fees["other_fee"]),
        "支出合计": money(fees.sum(axis=1)),
        "是否免佣": when(rows["waived"] > 0, "是", "否"),
        "免佣金额": money(rows["waived"]),
        **dict.fromkeys(
            (
                "政府补贴商家垫资",
                "其他平台补贴",
                "政府补贴平台垫资",
                "抖音月付营销补贴",
                "银行补贴",
                "以旧换新抵扣",
                "平台补贴运费",
            ),
            "0.00",
        ),
    }
    if code == "douyin_settlement_v34":
        cells |= {
            "佣金": cells["达人佣金"],
            "其他分成": money(fees["other_fee"] + fees["provider_fee"]),
            "其他分成说明": when(fees["provider_fee"] != 0, "服务商佣金", ""),
        }
    return in_form(code, cells, "douyin_settlement")


def settlement_entries(world: World, shop: int) -> pd.DataFrame:
    """Every line of the shop's settlement bill."""
    return settled_entries(world, shop)


def explanatory_row(code: str) -> str:
    """The second row of the settlement export: a description of every column."""
    return ",".join(EXPLANATION.format(name) for name in headers()[code]) + "\r\n"


def fund_cells(
    company: Company, moves: pd.DataFrame, line: pd.DataFrame, refund, payout, *, code: str
) -> list[Cell]:
    """The columns of a form of the fund bill; 出账 amounts are absolute, fees negative."""
    mark = "'" if code in ("douyin_fund_v34", "douyin_fund_v30") else "\t"
    number = moves["line"].to_numpy()
    has_line = number >= 0
    sale = line.iloc[np.maximum(number, 0)].reset_index(drop=True)
    product = products_of(sale, company)
    scene = moves["scene"].map(list(SCENES).index).to_numpy()
    remark = pick([words[1] for words in SCENES.values()], scene)
    case = lookup(refund["case_number"], moves["case"])
    nick = influencer_of(sale, "")
    cells = {
        "动账时间": stamp(moves["at"]),
        "动帐流水号": join(mark, flow_texts(moves)),
        "动账方向": when(moves["amount"] > 0, "入账", "出账"),
        "动账金额": money(moves["amount"].abs()),
        "动账账户": "聚合账户",
        "动账场景": pick([words[0] for words in SCENES.values()], scene),
        "计费类型": when(has_line, by_channel(SOURCES, sale), ""),
        "子订单号": when(has_line, ids(sale["sub_order_id"], mark), ""),
        "订单号": when(has_line, ids(sale["order_id"], mark), ""),
        "售后编号": when(moves["case"] >= 0, join(mark, case), ""),
        "下单时间": when(has_line, stamp(sale["created"]), ""),
        "商品ID": when(has_line, product["id"], ""),
        "商品名称": when(has_line, product["title"], ""),
        "达人ID": when(has_line, nick[0], ""),
        "达人名称": when(has_line, nick[1], ""),
        "订单类型": pick(list(ROW_TYPES.values()), moves["kind"].map(list(ROW_TYPES).index)),
        **{column: money(moves[part]) for part, column in PARTS.items()},
        **dict.fromkeys(BLANK_PARTS, "0.00"),
        "是否免佣": "否",
        "免佣金额": "0.00",
        "商户主体名称": "杭州某某电子商务有限公司",
        "备注": join(remark, lookup(payout["payout_id"], moves["payout"])),
    }
    if code == "douyin_fund_v30":
        cells["其他分成"] = money(moves["other_fee"] + moves["provider_fee"])
    return in_form(code, cells, "douyin_fund")


def flow_texts(moves: pd.DataFrame) -> pa.Array:
    """19-digit flow numbers, unique, that grow with the day."""
    days = moves["at"].to_numpy() // DAY
    number = moves["number"].to_numpy()
    return whole(7_000_000_000_000_000_000 + days * 10_000_000_000_000 + number * 13)


def ads_cells(ads: pd.DataFrame) -> list[Cell]:
    """The 14 columns of 千川 daily finance."""
    total = ads["cash_balance"] + ads["grant_balance"]
    cells = {
        "日期": day_text(ads["day"] * DAY),
        "余额总消耗(元)": money(ads["cash"] + ads["grant"]),
        "非赠款消耗(元)": money(ads["cash"]),
        "赠款消耗(元)": money(ads["grant"]),
        "总存入(元)": money(ads["deposit"]),
        "总余额(元)": money(total),
        "赠款余额(元)": money(ads["grant_balance"]),
        "非赠款余额(元)": money(ads["cash_balance"]),
    }
    return in_order("qianchuan_finance", cells, "0.00")


def ads_total_row(ads: pd.DataFrame) -> str:
    """The 总计 row above the days: sums of flows; balances are not summed."""
    sums = (ads["cash"] + ads["grant"], ads["cash"], ads["grant"])
    flows = [f"{value.sum() / 100:.2f}" for value in sums]
    return (
        ",".join(
            [
                "总计",
                *flows,
                *["0.00"] * 4,
                f"{ads['deposit'].sum() / 100:.2f}",
                *["0.00"] * 2,
                "",
                "",
                "",
            ]
        )
        + "\r\n"
    )


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """Orders, after-sales, settlements, fund bills and 千川 of one 抖音 shop."""
    write_orders(world, inbox, shop, months)
    company = world.company
    folder = company.shops[shop].id
    for name, first, _, rows in ledger_downloads(world.settlement, world, shop, months):
        code = form_of("settlement", company.shops[shop], month_of(first), months)
        cells = settlement_cells(company, rows, world.line, code)
        inbox.csv(folder, f"结算账单_{name}", code, cells, second=explanatory_row(code))
    for name, first, _, moves in ledger_downloads(world.moves, world, shop, months):
        code = form_of("fund", company.shops[shop], month_of(first), months)
        cells = fund_cells(company, moves, world.line, world.refund, world.payout, code=code)
        write_file = inbox.zipped_csv if first // DAY % 3 == 0 else inbox.csv
        write_file(folder, f"DL{name}_动账明细", code, cells)
    ads = world.ads.assign(at=world.ads["day"] * DAY)
    for name, _, _, days in ledger_downloads(ads, world, shop, months):
        second = ads_total_row(days) if len(name) == 6 else ""
        cells = ads_cells(days)
        inbox.csv(folder, f"千川财务流水_{name}", "qianchuan_finance", cells, second=second)


def write_orders(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """Orders and after-sales; every third month's after-sales as xlsx."""
    company = world.company
    folder = company.shops[shop].id
    refund = world.refund[world.refund["shop"] == shop]
    for download in order_downloads(world, shop, months):
        moment, name = download.moment, f"{month_text(download.month)}{download.label}"
        code = form_of("order", company.shops[shop], download.month, months)
        cells = order_cells(company, download.line, download.after_sale, moment, code)
        inbox.csv(folder, f"{ORDER_TITLES[code]}_{name}", code, cells)
        until = min(download.stop, moment)
        cases = between(refund, "applied", download.first, until).reset_index(drop=True)
        cells = after_sale_cells(company, cases, world.line, moment)
        write_file = inbox.xlsx if months.index(download.month) % 3 == 2 else inbox.csv
        write_file(folder, f"售后单_{name}", "douyin_after_sale", cells)
