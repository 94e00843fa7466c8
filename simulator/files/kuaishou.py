"""快手 files: orders (61), settlement bill (40), fund bill (9) and return-freight cover (6)."""

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.clock import HOUR
from simulator.company import CHANNELS, Company
from simulator.files.downloads import OrderDownload, ledger_downloads, order_downloads
from simulator.files.encode import (
    Cell,
    compact_day,
    ids,
    in_order,
    join,
    money,
    pick,
    stamp,
    when,
    whole,
)
from simulator.files.entries import settled_entries
from simulator.files.inbox import Inbox
from simulator.files.parts import (
    by_channel,
    case_of,
    courier_of,
    influencer_of,
    order_of,
    payout_of,
    person,
    place_of,
    products_of,
    shown_times,
    sold_line,
    status_at,
    waybills,
    words_of,
)
from simulator.settlement import REFUND
from simulator.world import World

STATUS = ("待付款", "待发货", "已发货", "交易成功", "交易关闭")
CARRIERS = {
    "live": "直播",
    "short_video": "短视频",
    "shelf": "商品卡",
    "affiliate": "直播",
    "ads": "短视频",
}
SCENES = {
    # scene: 业务类型, 描述, 备注
    "settle": ("货款结算", "订单结算", ""),
    "settle_back": ("退款", "售后退款扣回", "退款快手电商订单编号"),
    "premium": ("退货补运费", "退货补运费服务费", ""),
    "small_payment": ("小额打款", "小额打款", "补偿消费者"),
    "penalty": ("赔付", "违约金", "晚发立赔违约金扣款"),
    "guarantee_deposit": ("保证金充值", "店铺保证金充值", ""),
    "withdrawal": ("提现", "提现到银行卡", "提现单号:"),
    "withdrawal_returned": ("提现退回", "提现失败退回", "提现退回，提现单号:"),
    "unknown": ("商家成长服务费", "商家成长服务费", ""),
}


def order_cells(company: Company, download: OrderDownload) -> list[Cell]:
    """The 61 columns of the order export; 实付款 carries its currency sign."""
    line, moment = download.line, download.moment
    shown, place, buyer = shown_times(line, moment), place_of(company, line), person(line)
    product = products_of(line, company)
    code, nick = influencer_of(line, "")
    parcel = shown["shipped"] < moment
    commission = line["payable"] * line["commission_rate"]
    cells = {
        "订单号": ids(line["order_id"]),
        "订单创建时间": stamp(line["created"]),
        "订单支付时间": stamp(shown["paid"]),
        "订单状态": pick(STATUS, status_at(line, moment)),
        "实付款": join("¥", money(line["payable"])),
        "快递费": money(line["freight"]),
        "店铺优惠": money(line["shop_discount"]),
        "平台补贴": money(line["platform_discount"]),
        "主播补贴": money(line["influencer_discount"]),
        "混资活动优惠": "0.00",
        "支付优惠": money(line["payment_discount"]),
        "支付方式": when(line["paid"] < moment, "微信支付", ""),
        "成交数量": whole(line["quantity"]),
        "售后状态": pick(["", "售后处理中", "退款成功", "售后关闭"], download.after_sale),
        "活动订单": "否",
        "预售/承诺发货时间": stamp(
            np.where(line["paid"] < moment, line["paid"] + 48 * HOUR, 2**60)
        ),
        "订单载体": by_channel(CARRIERS, line),
        "商品名称": product["title"],
        "商品ID": ids(21_000_000_000 + line["sku"].to_numpy() * 17),
        "商品规格": "默认",
        "SKU编码": product["sku"],
        "商品单价": money(line["unit_price"]),
        "渠道": when(line["channel"] == CHANNELS.index("affiliate"), "分销", "自营"),
        "CPS达人ID": code,
        "CPS达人昵称": nick,
        "预估推广佣金": money(commission.round().astype(np.int64)),
        "收货人姓名": buyer["name"],
        "收货人电话": buyer["phone"],
        "收货地址-省": place["province"],
        "收货地址-市": place["city"],
        "收货地址-区": "高新区",
        "收货地址-街道": "科技街道",
        "收货地址": buyer["address"],
        "发货时间": stamp(shown["shipped"]),
        "快递公司": when(parcel, courier_of(company, line), ""),
        "快递单号": when(parcel, join("\t", waybills(company, line)), ""),
        "仓库名称": "杭州仓",
    }
    return in_order("kuaishou_order", cells)


def settlement_cells(company: Company, rows: pd.DataFrame, world: World) -> list[Cell]:
    """The 40 columns of the settlement bill; fees and refunds are positive costs.

    合计收入 = 订单实付 + Σ补贴; 合计支出 = 订单退款 + 支付营销回退 + Σ fees; 实际结算金额 =
    合计收入 − 合计支出.
    On a refund after settlement 订单实付 is nothing, subsidies and fees have the opposite sign.
    """
    sale = world.line.loc[rows["line"]].reset_index(drop=True)
    back = (rows["kind"] == REFUND).to_numpy()
    product = products_of(sale, company)
    paid = rows["payment"] + rows["freight"]
    bought, refunded = np.where(back, 0, paid), np.where(back, -paid, 0) - rows["refund"]
    support = np.where(back, 0, rows["payment_subsidy"])
    support_back = np.where(back, -rows["payment_subsidy"], 0)
    subsidies = rows["platform_subsidy"] + rows["influencer_subsidy"]
    fees = {
        "技术服务费(元)": -rows["platform_fee"],
        "达人佣金(元)": -rows["commission"],
        "团长佣金(元)": -rows["recruiting_fee"],
        "服务商佣金(元)": -rows["provider_fee"],
    }
    spent = refunded + support_back + sum(fees.values())
    cells = {
        "商家ID": "880001",
        "订单号": ids(sale["order_id"]),
        "商品ID": ids(21_000_000_000 + sale["sku"].to_numpy() * 17),
        "商品名称": product["title"],
        "商品数量": whole(sale["quantity"]),
        "订单创建时间": stamp(sale["created"]),
        "订单实付(元)": money(bought),
        "支付营销补贴": money(support),
        "平台补贴": money(rows["platform_subsidy"]),
        "商家补贴(元)": money(sale["shop_discount"]),
        "达人补贴": money(rows["influencer_subsidy"]),
        "达人补贴明细": "",
        "合计收入(元)": money(bought + support + subsidies),
        "订单退款(元)": money(refunded),
        "支付营销回退（元）": money(support_back),
        **{name: money(cents) for name, cents in fees.items()},
        "达人ID": influencer_of(sale, "")[0],
        "佣金模式": when(sale["influencer"] > 0, "普通佣金", ""),
        "分账基数": money(np.where(back, -paid, paid) + subsidies),
        "合计支出(元)": money(spent),
        "实际结算金额(元)": money(rows["amount"]),
        "实际结算时间": stamp(rows["at"]),
        "结算规则": when(back, "售后退款", "确认收货后结算"),
        "资金渠道": "微信",
        "账户名称": "快手货款",
        "结算商户号": "KS880001",
        "备注": when(back, join("退款单号", case_of(rows, world.refund)), ""),
        **dict.fromkeys(
            ("政府补贴", "预售增收技术服务费（元）", "快赚客佣金(元)", "其他收费"), "0.00"
        ),
    }
    return in_order("kuaishou_settlement", cells)


def settlement_entries(world: World, shop: int) -> pd.DataFrame:
    """Every line of the shop's settlement bill."""
    return settled_entries(world, shop)


def fund_cells(moves: pd.DataFrame, world: World) -> list[Cell]:
    """The 9 columns of the fund bill; 发生额 is absolute, 账务方向 tells its sign."""
    kind, detail, remark = words_of(SCENES, moves)
    order, payout = order_of(moves, world.line), payout_of(moves, world.payout)
    subject = when(moves["scene"] == "settle_back", order, "")
    cells = {
        "账务流水号": join("\t", flow_texts(moves)),
        "关联业务单号": join("\t", order, payout),
        "入账时间": stamp(moves["at"]),
        "账务方向": when(moves["amount"] > 0, "收入", "支出"),
        "发生额（元）": money(moves["amount"].abs()),
        "期末余额（元）": money(moves["balance"]),
        "业务类型": kind,
        "描述": detail,
        "备注": join(remark, subject, payout),
    }
    return in_order("kuaishou_fund", cells)


def cover_cells(moves: pd.DataFrame, world: World) -> list[Cell]:
    """The 6 columns of the return-freight cover: what 退货补运费 in the fund bill is made of."""
    _, sale = sold_line(moves, world.line)
    cells = {
        "订单编号": ids(sale["order_id"]),
        "服务费用（元）": money(-moves["amount"]),
        "商家承担服务费用（元）": money(-moves["amount"]),
        "平台补贴费用（元）": "0.00",
        "生效时间": stamp(sale["shipped"]),
        "收费编号": join("SF", flow_texts(moves)),
    }
    return in_order("kuaishou_freight_insurance", cells)


def flow_texts(moves: pd.DataFrame) -> pa.Array:
    """Flow numbers: 9, the day and a running number."""
    running = pa.compute.utf8_lpad(whole(moves["number"]), 9, "0")
    return join("9", compact_day(moves["at"]), running)


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """Orders, settlement bills, fund bills and return-freight cover of one 快手 shop."""
    company = world.company
    folder = company.shops[shop].id
    for download in order_downloads(world, shop, months):
        cells = order_cells(company, download)
        inbox.csv(folder, f"快手订单_{download.name}", "kuaishou_order", cells)
    for name, _, _, rows in ledger_downloads(world.settlement, world, shop, months):
        cells = settlement_cells(company, rows, world)
        inbox.csv(folder, f"快手货款账单_{name}", "kuaishou_settlement", cells)
    for place, (name, _, _, moves) in enumerate(ledger_downloads(world.moves, world, shop, months)):
        write_file = inbox.xlsx if place % 2 else inbox.csv
        write_file(folder, f"快手资金流水_{name}", "kuaishou_fund", fund_cells(moves, world))
        covers = moves[moves["scene"] == "premium"].reset_index(drop=True)
        cells = cover_cells(covers, world)
        inbox.csv(folder, f"快手退货补运费_{name}", "kuaishou_freight_insurance", cells)
