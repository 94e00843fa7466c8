"""小红书 files: orders (72), settlement bill (23), other services (8) and wallet (7)."""

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.clock import HOUR, NEVER
from simulator.company import Company
from simulator.files.downloads import OrderDownload, ledger_downloads, order_downloads
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
from simulator.files.entries import FEE, numbered_entries, settled_entries
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
from simulator.ids import variants
from simulator.settlement import INCOME, REFUND
from simulator.world import World

STATUS = ("待付款", "待发货", "已发货", "已完成", "已取消")
AFTER_SALE = ("无售后", "售后处理中", "售后完成", "售后关闭")
SERVICES = {
    # scene: 业务款项, 备注
    "premium": ("运费险", "运费险保费"),
    "small_payment": ("小额打款", "补偿消费者"),
    "penalty": ("违规扣款", "发货超时"),
    "unknown": ("商家成长服务费", "商家成长服务费"),
}
SCENES = {
    # scene: 交易类型描述, 备注
    "settle": ("订单结算", ""),
    "settle_back": ("售后退款", ""),
    **dict.fromkeys(SERVICES, ("其他服务款", "")),
    "withdrawal": ("提现", "提现单号:"),
    "withdrawal_returned": ("提现退回", "提现退回，提现单号:"),
}
COMPONENTS = {
    "商品实付/实退": "payment",
    "运费实付/实退": "freight",
    "平台优惠补贴": "platform_subsidy",
    "佣金": "platform_fee",
    "支付渠道费": "payment_fee",
    "分销佣金": "commission",
    "代运营服务商佣金": "provider_fee",
}
BLANK_PARTS = (
    "平台运费补贴",
    "跨境税代缴",
    "商品税金",
    "运费税金",
    "代开发服务商佣金",
    "花呗分期手续费",
    "国补订单毛保金额",
)


def order_cells(company: Company, download: OrderDownload) -> list[Cell]:
    """The 72 columns of the order export, sheet 包裹详情: one row per order and SKU."""
    line, moment = download.line, download.moment
    shown, place, buyer = shown_times(line, moment), place_of(company, line), person(line)
    product = products_of(line, company)
    code, nick = influencer_of(line, "")
    parcel, paid = shown["shipped"] < moment, shown["paid"] < moment
    kilos = pick(company.products["kg"], line["sku"])
    cells = {
        "订单号": arrow(line["order_id"]),
        "订单状态": pick(STATUS, status_at(line, moment)),
        "售后状态": pick(AFTER_SALE, download.after_sale),
        "订单类型": "普通订单",
        "收件人姓名": buyer["name"],
        "收件人电话": buyer["phone"],
        "收件人地址": buyer["address"],
        "省": place["province"],
        "市": place["city"],
        "区": "高新区",
        "规格ID": variants(line["sku"].to_numpy()),
        "达人ID": code,
        "达人名称": nick,
        "SKU名称": product["title"],
        "SKU规格": "默认",
        "SKU件数": whole(line["quantity"]),
        "是否为赠品": "否",
        "商品总价(元)": money(line["list"]),
        "用户应付金额(元)": money(line["payable"]),
        "平台优惠(元)": money(line["platform_discount"]),
        "店铺优惠(元)": money(line["shop_discount"]),
        "支付渠道优惠(元)": "0.00",
        "SKU商家改价(元)": "0.00",
        "商家应收金额(元)（支付金额）": money(line["gross"]),
        "支付方式": when(paid, "微信", ""),
        "支付渠道订单号": when(paid, join("42000026", whole(line["order"] + 10**9)), ""),
        "支付时间": stamp(shown["paid"]),
        "sku净重(kg)": kilos,
        "包裹总净重(kg)": kilos,
        "包裹总运费(元)": money(line["freight"]),
        "快递公司": when(parcel, courier_of(company, line), ""),
        "快递单号": when(parcel, waybills(company, line), ""),
        "订单创建时间": stamp(line["created"]),
        "承诺发货时间": stamp(np.where(paid, line["paid"] + 48 * HOUR, NEVER)),
        "订单发货时间": stamp(shown["shipped"]),
        "订单完成时间": stamp(shown["completed"]),
        "发货仓库": "杭州仓",
        "确认收货类型": when(shown["completed"] < moment, "用户确认", ""),
        "是否延迟收货": "否",
        "店铺名称": pick(company.shop_values("name"), line["shop"]),
        "用户编号": join("u", whole(10**9 + line["customer"])),
        "商家编码": product["sku"],
        "商品ID": variants(line["sku"].to_numpy() + 500),
        "商品名称": product["title"],
    }
    return in_order("xhs_order", cells)


def settlement_cells(rows: pd.DataFrame, world: World) -> list[Cell]:
    """The 23 columns of the settlement bill; every component has its own sign."""
    sale = world.line.loc[rows["line"]].reset_index(drop=True)
    back = (rows["kind"] == REFUND).to_numpy()
    cells = {
        "订单号": arrow(sale["order_id"]),
        "售后单号": case_of(rows, world.refund),
        "下单时间": stamp(sale["created"]),
        "结算时间": stamp(rows["at"]),
        "交易类型": when(back, "退款", "结算入账"),
        "结算账户": "店铺余额",
        "动账金额": money(rows["amount"]),
        "计佣基数": money(rows[list(INCOME)].sum(axis=1)),
        **{column: money(rows[part]) for column, part in COMPONENTS.items()},
        **dict.fromkeys(BLANK_PARTS, "0.00"),
    }
    return in_order("xhs_settlement", cells)


def service_cells(moves: pd.DataFrame, world: World) -> list[Cell]:
    """The 8 columns of 其他服务款; amounts are signed."""
    kind, remark = words_of(SERVICES, moves)
    cells = {
        "业务款项": kind,
        "订单号": order_of(moves, world.line),
        "业务单据号": flow_texts(moves),
        "结算时间": stamp(moves["at"]),
        "结算账户": "店铺余额",
        "交易类型": "支出",
        "动账金额": money(moves["amount"]),
        "备注": remark,
    }
    return in_order("xhs_other_service", cells)


def settlement_entries(world: World, shop: int) -> pd.DataFrame:
    """Every line of 结算明细 and of 其他服务款, which the wallet pays under the same number."""
    moves = world.moves[world.moves["shop"] == shop]
    services = moves[moves["scene"].isin(list(SERVICES))].assign(kind="", item="")
    charged = numbered_entries(services, flow_texts(services), {"": FEE})
    return pd.concat([settled_entries(world, shop), charged], ignore_index=True)


def wallet_cells(moves: pd.DataFrame, world: World) -> list[Cell]:
    """The 7 columns of the wallet; what a line belongs to is named by 业务单号."""
    kind, remark = words_of(SCENES, moves)
    cells = {
        "创建时间": stamp(moves["at"]),
        "交易类型描述": kind,
        "收入（元）": money(moves["amount"].clip(lower=0)),
        "支出（元）": money(-moves["amount"].clip(upper=0)),
        "账户余额（元）": money(moves["balance"]),
        "业务单号": join(subject_of(moves, world), payout_of(moves, world.payout)),
        "备注": join(remark, payout_of(moves, world.payout)),
    }
    return in_order("xhs_fund", cells)


def subject_of(moves: pd.DataFrame, world: World) -> pa.Array:
    """The order of a settlement, the document of another service, nothing for a payout."""
    settled = moves["scene"].isin(["settle", "settle_back"])
    return when(settled, order_of(moves, world.line), flow_texts(moves))


def flow_texts(moves: pd.DataFrame) -> pa.Array:
    """Document numbers of other services; no other movement has a number of its own."""
    document = join("QT", compact_day(moves["at"]), whole(10**6 + moves["number"]))
    return when(moves["scene"].isin(list(SERVICES)), document, "")


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """Orders, settlements, other services and wallet of one 小红书 shop."""
    company = world.company
    folder = company.shops[shop].id
    for download in order_downloads(world, shop, months):
        cells = order_cells(company, download)
        inbox.xlsx(folder, f"小红书订单_{download.name}", "xhs_order", cells, sheet="包裹详情")
    for name, _, _, rows in ledger_downloads(world.settlement, world, shop, months):
        cells = settlement_cells(rows, world)
        if len(name) == 6:
            inbox.xlsx(
                folder, f"小红书结算明细_{name}", "xhs_settlement", cells, sheet="商品结算明细"
            )
        else:
            inbox.csv(folder, f"小红书结算明细_{name}", "xhs_settlement", cells)
    for name, _, _, moves in ledger_downloads(world.moves, world, shop, months):
        services = moves[moves["scene"].isin(list(SERVICES))].reset_index(drop=True)
        cells = service_cells(services, world)
        inbox.csv(folder, f"小红书其他服务款_{name}", "xhs_other_service", cells)
        inbox.csv(folder, f"小红书资金明细_{name}", "xhs_fund", wallet_cells(moves, world))
