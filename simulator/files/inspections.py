"""Fees of inspection warehouses (质检仓), as the fund bills tell: 抖音 (19), 视频号 (22)."""

import pandas as pd

from simulator.clock import HOUR
from simulator.files.douyin import flow_texts
from simulator.files.downloads import ledger_downloads
from simulator.files.encode import (
    Cell,
    arrow,
    compact_day,
    in_order,
    join,
    money,
    stamp,
    whole,
)
from simulator.files.inbox import Inbox
from simulator.files.parts import sold_line, waybills
from simulator.world import World


def qic_cells(moves: pd.DataFrame, world: World) -> list[Cell]:
    """The 19 columns of 抖音's export: a fee item of a parcel."""
    _, sale = sold_line(moves, world.line)
    number = join(compact_day(moves["at"]), whole(moves["number"]))
    price = money(-moves["amount"])
    cells = {
        "结算单号": join("QJS", number),
        "订单码": join("QC", whole(10**9 + moves["number"])),
        "关联订单号": arrow(sale["order_id"]),
        "关联运单号": waybills(world.company, sale),
        "费用项": "质检服务费",
        "服务商": "某某检测",
        "QIC仓": "深圳水贝QIC仓",
        "结算金额": price,
        "计费参数": join("单价", price, "*1件"),
        "计费完成时间": stamp(moves["at"] - HOUR),
        "业务节点": "质检完成",
        "业务发生时间": stamp(sale["shipped"]),
        "结算时间": stamp(moves["at"]),
        "状态": "已结算",
        "动账账户": "聚合账户",
        "动账流水号": flow_texts(moves),
        "是否木带宝": "否",
        "是否子单": "否",
    }
    return in_order("douyin_inspection", cells)


def wxshop_cells(moves: pd.DataFrame, world: World) -> list[Cell]:
    """The 22 columns of 视频号's export: what was held back for an order, and charged."""
    _, sale = sold_line(moves, world.line)
    fee = money(-moves["amount"])
    cells = {
        "订单编号": arrow(sale["order_id"]),
        "质检仓": "番禺质检仓",
        "质检机构": "某某检测",
        "质检状态": "质检通过",
        "结算状态": "已结算",
        **dict.fromkeys(("预扣质检费", "预扣合计", "实扣质检费", "实扣合计"), fee),
    }
    return in_order("wxshop_inspection", cells, "0.00")


EXPORTS = {
    "douyin": ("供应链QIC费用", "douyin_inspection", qic_cells),
    "wxshop": ("质检仓费用", "wxshop_inspection", wxshop_cells),
}


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """The last month's workbook."""
    owner = world.company.shops[shop]
    title, code, cells_of = EXPORTS[owner.platform]
    name, _, _, moves = next(ledger_downloads(world.moves, world, shop, months[-1:]))
    fees = moves[moves["scene"] == "inspection"].reset_index(drop=True)
    inbox.xlsx(owner.id, f"{title}_{name}", code, cells_of(fees, world))
