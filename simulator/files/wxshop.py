"""视频号 (微信小店) files: orders (57) and fund bills (12, older 11)."""

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.clock import month_of
from simulator.company import CHANNELS, Company
from simulator.files.downloads import OrderDownload, age_of, ledger_downloads, order_downloads
from simulator.files.encode import (
    Cell,
    arrow,
    compact_day,
    in_order,
    join,
    money,
    pick,
    stamp,
    when,
    whole,
)
from simulator.files.inbox import Inbox
from simulator.files.parts import (
    case_of,
    courier_of,
    influencer_of,
    order_of,
    payout_of,
    person,
    place_of,
    products_of,
    shown_times,
    status_at,
    waybills,
    words_of,
)
from simulator.money import times_rate
from simulator.world import World

STATUS = ("待付款", "待发货", "待收货", "已完成", "已取消")
AFTER_SALE = ("无售后", "售后处理中", "退款完成", "售后关闭")
SCENES = {
    # scene: 动帐类型, 详情
    "payment": ("订单支付", "订单支付"),
    "service_fee": ("技术服务费", "技术服务费"),
    "influencer_fee": ("达人服务费", "达人服务费"),
    "refund": ("订单退款", "订单退款"),
    "premium": ("运费险", "运费险"),
    "inspection": ("质检费", "质检费"),
    "withdrawal": ("提现", "提现单号:"),
    "withdrawal_returned": ("提现退回", "提现退回，提现单号:"),
    "unknown": ("商家成长服务费", "商家成长服务费"),
}
OF_ONE_EVENT = ("payment", "service_fee", "influencer_fee")
FUND_FORMS = ("wxshop_fund", "wxshop_fund", "wxshop_fund_v11")  # by the age of their month


def order_cells(company: Company, download: OrderDownload) -> list[Cell]:
    """The 57 columns of the order export; amounts of the order stand on each of its rows."""
    line, moment = download.line, download.moment
    shown, place, buyer = shown_times(line, moment), place_of(company, line), person(line)
    product = products_of(line, company)
    whole_order = line.groupby("order")[["list", "shop_discount", "payable"]].transform("sum")
    rate = company.service_rate(
        line["shop"].to_numpy(), line["sku"].to_numpy(), line["created"].to_numpy()
    )
    expected = pd.DataFrame(
        {
            "service": times_rate(line["payable"].to_numpy(), rate),
            "influencer": times_rate(line["payable"].to_numpy(), line["commission_rate"]),
            "premium": line["premium"],
        }
    )
    expected = expected.groupby(line["order"].to_numpy()).transform("sum")
    sold, parcel = line["influencer"].to_numpy() > 0, shown["shipped"] < moment
    refunded = np.where(download.after_sale == 2, line["payable"], 0)
    item = 10_000_000_000_000 + line["sku"].to_numpy() * 101
    cells = {
        "订单号": arrow(line["order_id"]),
        "订单下单时间": stamp(line["created"]),
        "订单发货时间": stamp(shown["shipped"]),
        "订单确认收货时间": stamp(shown["completed"]),
        "订单完成结算时间": stamp(shown["settled"]),
        "订单状态": pick(STATUS, status_at(line, moment)),
        "发货方式": "快递",
        "收件人姓名": buyer["name"],
        "收件人地址": buyer["address"],
        "省": place["province"],
        "市": place["city"],
        "区": "高新区",
        "收件人手机": buyer["phone"],
        "商品总价": money(whole_order["list"]),
        "订单实际支付金额": money(whole_order["payable"]),
        "订单实际收款金额": money(whole_order["payable"]),
        "商品优惠": money(whole_order["shop_discount"]),
        "支付方式": "微信支付",
        "支付时间": stamp(shown["paid"]),
        "交易单号": when(line["paid"] < moment, join("42000026", arrow(line["order_id"])), ""),
        "物流公司": when(parcel, courier_of(company, line), ""),
        "快递单号": when(parcel, waybills(company, line), ""),
        "技术服务费": money(expected["service"]),
        "运费险预计投保费用": money(expected["premium"]),
        "带货方式": when(sold, "达人带货", ""),
        "带货账号类型": when(sold, "视频号", ""),
        "带货账号昵称": influencer_of(line, "")[1],
        "带货费用渠道": when(line["channel"] == CHANNELS.index("affiliate"), "联盟", ""),
        "带货费用类型": when(sold, "达人服务费", ""),
        "带货费用": money(expected["influencer"]),
        "商品名称": product["title"],
        "商品编码(平台)": whole(item),
        "商品编码(自定义)": product["sku"],
        "SKU编码(自定义)": product["sku"],
        "商品属性": "默认",
        "商品价格(单件)": money(line["unit_price"]),
        "商品实际价格(单件)": money(line["payable"] // line["quantity"]),
        "商品实际价格(总共)": money(line["payable"]),
        "是否预售": "否",
        "商品数量": whole(line["quantity"]),
        "商品发货": when(parcel, "已发货", "未发货"),
        "商品售后": pick(AFTER_SALE, download.after_sale),
        "商品已退款金额": money(refunded),
        **dict.fromkeys(
            ("订单运费", "跨店优惠", "商品改价", "积分抵扣", "商品平台券优惠", "商品平均运费",
             "技术服务费（将以人气卡形式返还）"), "0.00",
        ),
    }  # fmt: skip
    return in_order("wxshop_order", cells)


def fund_cells(moves: pd.DataFrame, world: World, code: str) -> list[Cell]:
    """The 12 (or older 11) columns of the fund bill; 收支金额 is absolute."""
    kind, detail = words_of(SCENES, moves)
    payout, premium = payout_of(moves, world.payout), moves["scene"] == "premium"
    cells = {
        "流水单号": flow_texts(moves),
        "记账时间": stamp(moves["at"]),
        "动帐类型": kind,
        "收支类型": when(moves["amount"] > 0, "收入", "支出"),
        "收支金额": money(moves["amount"].abs()),
        "账户余额": money(moves["balance"]),
        "关联订单号": order_of(moves, world.line),
        "关联售后单号": case_of(moves, world.refund),
        "关联提现单号": payout,
        "关联保单号": when(premium, join("BX", whole(moves["number"])), ""),
        "详情": join(detail, payout),
    }
    return in_order(code, cells)


def flow_texts(moves: pd.DataFrame) -> pa.Array:
    """Flow numbers; a payment and the fees taken from it share one."""
    together = moves["scene"].isin(OF_ONE_EVENT)
    number = np.where(together, moves["line"], 500_000_000 + moves["number"])
    running = pa.compute.utf8_lpad(whole(number), 9, "0")
    return join("10", compact_day(moves["arose"]), running)


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """Orders and fund bills of one 视频号 shop."""
    company = world.company
    folder = company.shops[shop].id
    for place, download in enumerate(order_downloads(world, shop, months)):
        write_file = inbox.xlsx if place % 3 == 2 else inbox.csv
        cells = order_cells(company, download)
        write_file(folder, f"微信小店订单_{download.name}", "wxshop_order", cells)
    for name, first, _, moves in ledger_downloads(world.moves, world, shop, months):
        code = FUND_FORMS[age_of(month_of(first), months)]
        write_file = inbox.xlsx if len(name) == 6 else inbox.csv
        write_file(folder, f"微信小店资金流水_{name}", code, fund_cells(moves, world, code))
