"""千牛 exports that repeat orders and ledger: order report (19), 淘宝联盟 (12), 保证金 (12)."""

import numpy as np
import pandas as pd

from simulator.clock import NEVER, month_start, month_text
from simulator.files.downloads import between, ledger_downloads
from simulator.files.encode import (
    Cell,
    arrow,
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
from simulator.files.parts import order_of, products_of, sold_line
from simulator.files.tmall import ENCODING, flow_texts
from simulator.refunds import successful
from simulator.world import World


def refunded(world: World, orders: pd.Series) -> np.ndarray:
    """Cents that buyers got back by the last day, of each order."""
    done = successful(world.refund)
    done = done[done["finished"] < world.company.end]
    order = world.line["order"].to_numpy()[done["line"].to_numpy()]
    back = done["amount"].groupby(order).sum()
    return back.reindex(orders, fill_value=0).to_numpy()


def report_cells(line: pd.DataFrame, world: World) -> list[Cell]:
    """The 19 columns of the newer order report, as of the last day: one row per main order."""
    head = line.drop_duplicates("order").reset_index(drop=True)
    payable = line.groupby("order", sort=False)["payable"].sum().to_numpy()
    end, back = world.company.end, refunded(world, head["order"])
    is_paid, done = (head["paid"] < end).to_numpy(), (head["completed"] < end).to_numpy()
    paid = np.where(is_paid, payable, 0)
    by_wechat = (head["account"] > 0).to_numpy()
    number = when(by_wechat, "42000023", "22001400")
    channel = when(by_wechat, "微信支付", "支付宝支付")
    cells = {
        "订单编号": ids(head["order_id"], "'"),
        "支付单号": when(is_paid, join("'", number, arrow(head["order_id"])), ""),
        "支付详情": when(is_paid, join(channel, money(payable)), ""),
        "买家应付货款": money(payable),
        "总金额": money(payable),
        "买家实付金额": money(paid),
        "订单创建时间": stamp(head["created"]),
        "订单付款时间": stamp(np.where(is_paid, head["paid"], NEVER)),
        "商品标题": products_of(head, world.company)["title"],
        "退款金额": money(back),
        "是否主动赔付": "否",
        "商品属性SKU": "默认",
        "确认收货打款金额": money(np.where(done, payable, 0)),
        "总金额(旧版)": money(payable),
        **dict.fromkeys(
            ("买家应付邮费", "主动赔付金额", "C2B小额收款", "含应开票给个人红包"), "0.00"
        ),
    }
    return in_order("tmall_order_report", cells)


def alliance_cells(moves: pd.DataFrame, world: World, month: str) -> list[Cell]:
    """The 12 columns of the alliance's flow: what is frozen when an order is paid, and settled."""
    settled = moves[moves["scene"] == "taoke"]
    sale = world.line.loc[settled["line"]].reset_index(drop=True)
    frozen = settled.assign(at=sale["paid"].to_numpy(), step=0)
    rows = pd.concat([frozen, settled.assign(step=1)], ignore_index=True)
    rows = rows.sort_values(["at", "step"], kind="stable", ignore_index=True)
    _, sale = sold_line(rows, world.line)
    is_settled = (rows["step"] == 1).to_numpy()
    cells = {
        "账期": month.replace("-", ""),
        "资金方向": "支出",
        "账单大类": "淘宝联盟",
        "业务大类": "淘宝客",
        "业务小类": "淘宝客佣金",
        "交易主单号": order_of(rows, world.line),
        "支付流水号": join("FP1202_", flow_texts(rows)),
        "确认收货时间": when(is_settled, stamp(sale["completed"]), ""),
        "金额": money(rows["amount"]),
        "流水类型": when(is_settled, "结算解冻", "付款冻结"),
        "支付时间": stamp(rows["at"]),
        "结算渠道": "支付宝",
    }
    return in_order("tmall_income_flow", cells)


def deposit_cells(moves: pd.DataFrame) -> list[Cell]:
    """The 12 columns of the deposit account: both legs of each movement share a number."""
    paid = moves[moves["scene"] == "guarantee_deposit"]
    legs = pd.concat([paid, paid.assign(amount=-paid["amount"])], ignore_index=True)
    legs = legs.sort_values(["at", "number", "amount"], kind="stable", ignore_index=True)
    comes = (legs["amount"] > 0).to_numpy()
    cells = {
        "完成时间": stamp(legs["at"]),
        "操作类型": when(comes, "入账", "出账"),
        "原因": "充值",
        "币种": "CNY",
        "收支金额(元)": money(legs["amount"]),
        "来源账户": "支付宝账户",
        "去向账户": "天猫保证金账户",
        "出资类型": "自有资金",
        "业务描述": "保证金充值",
        "业务编号": join("BZJ", compact_day(legs["at"]), whole(legs["number"])),
        "备注": "天猫保证金-充值（代扣）",
    }
    return in_order("tmall_deposit", cells)


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """The last month's order report and alliance flow; every month's deposits."""
    folder, last = world.company.shops[shop].id, months[-1]
    line = world.line[(world.line["shop"] == shop) & world.line["is_exported"]]
    line = between(line, "created", month_start(last), month_start(last + 1))
    name = month_text(last).replace("-", "")
    cells = report_cells(line.reset_index(drop=True), world)
    inbox.xlsx(folder, f"订单报表_{name}", "tmall_order_report", cells)
    _, _, _, moves = next(ledger_downloads(world.moves, world, shop, months[-1:]))
    cells = alliance_cells(moves, world, month_text(last))
    title = f"淘宝联盟流水_{name}"
    inbox.csv(folder, title, "tmall_income_flow", cells, encoding=ENCODING)
    for period, _, _, rows in ledger_downloads(world.moves, world, shop, months):
        if len(period) == 6:
            inbox.csv(folder, f"保证金账户明细_{period}", "tmall_deposit", deposit_cells(rows))
