"""抖音 exports that repeat lines of the fund bill: premiums, short form, wallet with balance."""

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.clock import DAY
from simulator.files.douyin import SCENES, SOURCES, flow_texts
from simulator.files.downloads import ledger_downloads
from simulator.files.encode import (
    Cell,
    compact_day,
    ids,
    in_order,
    join,
    money,
    stamp,
    when,
    whole,
)
from simulator.files.inbox import Inbox
from simulator.files.parts import by_channel, case_of, payout_of, sold_line, words_of
from simulator.world import World


def policies(sale: pd.DataFrame) -> pa.Array:
    """Policy number of each insured sub-order."""
    return join("TB", compact_day(sale["shipped"]), whole(sale["waybill"] * 10 + sale["place"]))


def insurance_cells(moves: pd.DataFrame, world: World) -> list[Cell]:
    """The 18 columns of the insurance export: a policy per premium."""
    _, sale = sold_line(moves, world.line)
    policy = policies(sale)
    ended = np.minimum(sale["closed"], sale["shipped"] + 90 * DAY)
    cells = {
        "投保单号": join("\t", policy),
        "订单编号": ids(sale["order_id"]),
        "下单时间": stamp(sale["created"]),
        "承保时间": stamp(sale["shipped"]),
        "保险名称": "退货运费险",
        "承保保司": "某某财产保险",
        "保费来源": "商家",
        "支付保费": money(-moves["amount"]),
        "保费状态": "已支付",
        "动账时间": stamp(moves["at"]),
        "动账流水号": join("\t", flow_texts(moves)),
        "保险交易单号": join("\tIN", policy),
        "保障额度": "12.00",
        "保障状态": when(ended < world.company.end, "保障结束", "保障中"),
        **dict.fromkeys(("平台优惠【营销补贴】", "平台优惠【特殊活动】", "平台优惠"), "0.00"),
    }
    return in_order("douyin_insurance", cells)


def deduction_cells(moves: pd.DataFrame, world: World) -> list[Cell]:
    """The 6 columns of 保费支出; amounts are negative."""
    _, sale = sold_line(moves, world.line)
    cells = {
        "保险单号": policies(sale),
        "动账流水号": flow_texts(moves),
        "关联子订单号": ids(sale["sub_order_id"], ""),
        "摘要描述": "退换货运费险",
        "动账时间": stamp(moves["at"]),
        "金额(元)": money(moves["amount"]),
    }
    return in_order("douyin_insurance_deduction", cells)


def short_cells(moves: pd.DataFrame, world: World) -> list[Cell]:
    """The 11 columns of the fund bill's short form; 出账 amounts are absolute."""
    has_line, sale = sold_line(moves, world.line)
    scene, remark = words_of(SCENES, moves)
    cells = {
        "动账时间": stamp(moves["at"]),
        "动账流水号": join("'", flow_texts(moves)),
        "动账方向": when(moves["amount"] > 0, "入账", "出账"),
        "动账金额(元)": money(moves["amount"].abs()),
        "动账账户": "聚合账户",
        "动账场景": scene,
        "计费类型": when(has_line, by_channel(SOURCES, sale), ""),
        "关联子订单号": when(has_line, ids(sale["sub_order_id"], "'"), ""),
        "关联订单号": when(has_line, ids(sale["order_id"], "'"), ""),
        "售后编号": case_of(moves, world.refund),
        "备注": join(remark, payout_of(moves, world.payout)),
    }
    return in_order("douyin_fund_short", cells)


def wallet_cells(moves: pd.DataFrame, world: World) -> list[Cell]:
    """The 9 columns of the wallet ledger; 支出 amounts carry a minus."""
    has_line, sale = sold_line(moves, world.line)
    scene, remark = words_of(SCENES, moves)
    cells = {
        "动账流水号": flow_texts(moves),
        "关联订单号": when(has_line, ids(sale["order_id"], ""), ""),
        "关联子订单号": when(has_line, ids(sale["sub_order_id"], ""), ""),
        "动账时间": stamp(moves["at"]),
        "账户方向": when(moves["amount"] > 0, "收入", "支出"),
        "动账金额(元)": money(moves["amount"]),
        "动账场景": scene,
        "账户余额(元)": money(moves["balance"]),
        "备注": join(remark, payout_of(moves, world.payout)),
    }
    return in_order("douyin_wallet_ledger", cells)


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """The last month's policies, premiums and wallet; the last days' short form."""
    folder = world.company.shops[shop].id
    for name, _, _, moves in ledger_downloads(world.moves, world, shop, months[-1:]):
        if len(name) == 8:
            cells = short_cells(moves, world)
            inbox.csv(folder, f"动账流水_{name}", "douyin_fund_short", cells)
        if len(name) == 6:
            premiums = moves[moves["scene"] == "premium"].reset_index(drop=True)
            cells = insurance_cells(premiums, world)
            inbox.csv(folder, f"运费险保费明细_{name}", "douyin_insurance", cells)
            cells = deduction_cells(premiums, world)
            inbox.csv(folder, f"保费支出_{name}", "douyin_insurance_deduction", cells)
            cells = wallet_cells(moves, world)
            inbox.xlsx(folder, f"账户流水_{name}", "douyin_wallet_ledger", cells)
