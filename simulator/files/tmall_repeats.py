"""千牛 and 支付宝 exports that repeat the ledgers: trade income, merchant centre, summary."""

import numpy as np
import pandas as pd

from simulator.clock import month_text
from simulator.files.downloads import ledger_downloads
from simulator.files.encode import (
    Cell,
    arrow,
    compact_day,
    day_text,
    ids,
    in_order,
    join,
    money,
    stamp,
    text_column,
    when,
    whole,
)
from simulator.files.inbox import Inbox
from simulator.files.parts import case_of, order_of, payout_of, products_of, sold_line
from simulator.files.tmall import LEDGER, flow_numbers, flow_texts, ledger_frame
from simulator.world import World

KINDS = {"交易付款": "在线支付", "交易退款": "退款（交易退款）", "提现": "提现", "转账": "转账"}


def trade_lines(moves: pd.DataFrame, world: World) -> pd.DataFrame:
    """A row per sub-order of each paid order, and one per refund: line, case, at, income, back."""
    line = world.line
    paid = moves[moves["scene"] == "payment"]
    order = pd.DataFrame({"order": line["order"].to_numpy()[paid["line"]], "at": paid["at"]})
    own = line.loc[line["order"].isin(order["order"]), ["order", "payable"]]
    sold = own.assign(line=own.index).merge(order, on="order").rename(columns={"payable": "income"})
    refunds = moves[moves["scene"] == "refund"]
    back = refunds[["line", "case", "at"]].assign(back=-refunds["amount"])
    rows = pd.concat([sold.assign(case=-1, back=0), back.assign(income=0)], ignore_index=True)
    return rows.sort_values(["at", "line"], kind="stable", ignore_index=True)


def trade_cells(rows: pd.DataFrame, world: World, month: str) -> list[Cell]:
    """The 22 columns of 交易货款; the last cell of a row ends in a tab."""
    sale = world.line.iloc[rows["line"].to_numpy()].reset_index(drop=True)
    product, returned = products_of(sale, world.company), rows["case"] >= 0
    order = arrow(sale["order_id"])
    cells = {
        "账期": month.replace("-", ""),
        "账单大类": "交易货款",
        "业务大类": "货款",
        "业务小类": when(returned, "货款退款", "货款收入"),
        "订单号": order,
        "子订单号": ids(sale["sub_order_id"], ""),
        "下单时间": stamp(sale["created"]),
        "确认收货时间": stamp(sale["completed"]),
        "商品ID": whole(710_000_000_000 + sale["sku"]),
        "sku": product["sku"],
        "商品名称": product["title"],
        "数量": whole(sale["quantity"]),
        "单价（元）": money(sale["unit_price"]),
        "订单实际金额（元）": money(rows["income"]),
        "退款单号": case_of(rows, world.refund),
        "退款金额（元）": money(rows["back"]),
        "收/付渠道": when(sale["account"] > 0, "微信", "支付宝"),
        "业务流水号": join(compact_day(rows["at"]), "22001400", order),
        "商户订单号": join("T200P", order),
        "打款时间": stamp(rows["at"]),
        "打款更新时间": stamp(rows["at"]),
        "备注": when(returned, "售后\t", "\t"),
    }
    return in_order("tmall_trade_income", cells)


def merchant_cells(moves: pd.DataFrame, world: World) -> list[Cell]:
    """The 22 columns of the merchant centre's ledger."""
    _, sale = sold_line(moves, world.line)
    order = order_of(moves, world.line)
    kinds = moves["scene"].map({scene: words[0] for scene, words in LEDGER.items()})
    trade = np.isin(moves["scene"], ["payment", "refund"])
    has_order = (moves["line"] >= 0).to_numpy()
    cells = {
        "序号": whole(np.arange(1, len(moves) + 1)),
        "入账时间": stamp(moves["at"]),
        "支付宝交易号": join(compact_day(moves["at"]), "22001400", whole(flow_numbers(moves) * 3)),
        "支付宝流水号": flow_texts(moves),
        "商户订单号": when(trade & has_order, join("T200P", order), ""),
        "账务类型": text_column(kinds.map(KINDS).fillna("收费")),
        "收入（+元）": money(moves["amount"].clip(lower=0)),
        "支出（-元）": money(moves["amount"].clip(upper=0)),
        "账户余额（元）": money(moves["balance"]),
        "服务费（元）": "0.00",
        "支付渠道": "支付宝",
        "对方账户": when(trade, "***@***.com", ""),
        "对方名称": when(trade, "***", ""),
        "备注": payout_of(moves, world.payout),
        "业务基础订单号": when(has_order, arrow(sale["sub_order_id"]), ""),
        "业务订单号": order,
        "业务账单来源": "商家中心",
        "业务描述": text_column(moves["scene"].map({s: words[3] for s, words in LEDGER.items()})),
    }
    return in_order("alipay_merchant", cells)


def summary_table(moves: pd.DataFrame) -> pd.DataFrame:
    """Number and cents of movements in and out by kind, and the 合计 row below them."""
    kind = moves["scene"].map({scene: words[0] for scene, words in LEDGER.items()})
    table = pd.DataFrame(
        {
            "in_count": moves["amount"] > 0,
            "income": moves["amount"].clip(lower=0),
            "out_count": moves["amount"] < 0,
            "outgo": moves["amount"].clip(upper=0),
        }
    )
    table = table.astype(np.int64).groupby(kind).sum()
    table.loc["合计"] = table.sum()
    return table


def summary_cells(moves: pd.DataFrame) -> list[Cell]:
    """The 5 columns of the ledger's summary."""
    table = summary_table(moves)
    cells = {
        "类型": text_column(table.index),
        "收入笔数": whole(table["in_count"]),
        "收入金额（+元）": money(table["income"]),
        "支出笔数": whole(table["out_count"]),
        "支出金额（-元）": money(table["outgo"]),
    }
    return in_order("alipay_summary", cells)


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """The last month's trade income, merchant centre ledger and summary."""
    folder = world.company.shops[shop].id
    month = month_text(months[-1])
    _, first, stop, moves = next(ledger_downloads(world.moves, world, shop, months[-1:]))
    name = month.replace("-", "")
    cells = trade_cells(trade_lines(moves, world), world, month)
    moves = moves[moves["account"] == 0].reset_index(drop=True)
    inbox.csv(folder, f"交易货款_{name}", "tmall_trade_income", cells, encoding="gb18030")
    days = " 至 ".join(day_text([moment])[0].as_py() for moment in (first, stop - 1))
    before = [["账务明细"], [f"账号：20885011365400330156 时间：{days}"]]
    cells = merchant_cells(moves, world)
    inbox.xlsx(folder, f"商家中心账务明细_{name}", "alipay_merchant", cells, before=before)
    frame = {
        place: text.replace("账务明细", "账务汇总") for place, text in
        ledger_frame(moves, first, stop).items()
    }  # fmt: skip
    cells = summary_cells(moves)
    title = f"20885011365400330156_{name}_账务明细(汇总)"
    inbox.csv(folder, title, "alipay_summary", cells, encoding="gb18030", **frame)
