"""Private accounts of staff who buy in the company's own shops: no account of the company.

支付宝 (12), 微信 (11), a debit card of 招商银行 (7), a credit card of 工商银行 (13).
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from simulator.clock import DAY, month_start, month_text
from simulator.files.downloads import between
from simulator.files.encode import (
    Cell,
    arrow,
    compact_day,
    csv_bytes,
    day_text,
    headers,
    in_order,
    join,
    money,
    pick,
    stamp,
    when,
    whole,
)
from simulator.files.inbox import Inbox
from simulator.refunds import successful
from simulator.world import World

EVERY = 12  # one order of so many is bought by staff
OPENING = 5_000_000  # cents on the debit card
FOLDER = "private"
PAD = 20  # 支付宝 fills names and cells with spaces


def purchases(world: World, platforms: tuple[str, ...], month: int) -> pd.DataFrame:
    """What staff paid for orders on some platforms and got back, oldest first: out is negative."""
    line, company = world.line, world.company
    on = np.isin(company.shop_values("platform")[line["shop"].to_numpy()], platforms)
    own = line[on & (line["order"] % EVERY == 0) & line["is_exported"]]
    order = own.groupby("order").agg(
        at=("paid", "first"), shop=("shop", "first"), order_id=("order_id", "first"),
        amount=("payable", "sum"),
    )  # fmt: skip
    case = successful(world.refund)
    case = case[case["line"].isin(own.index)]
    sold = own.loc[case["line"]]
    back = pd.DataFrame(
        {"at": case["refunded"].to_numpy(), "shop": sold["shop"].to_numpy(),
         "order_id": sold["order_id"].array, "amount": -case["amount"].to_numpy()}
    )  # fmt: skip
    rows = pd.concat([order, back], ignore_index=True)
    rows = rows.assign(amount=-rows["amount"]).sort_values(["at", "order_id"], kind="stable")
    rows = between(rows, "at", month_start(month), month_start(month + 1)).reset_index(drop=True)
    return rows.assign(balance=rows["amount"].cumsum(), number=np.arange(len(rows)) + 1)


def span(month: int) -> tuple[str, str]:
    """First and last day of a month."""
    first, last = month_start(month), month_start(month + 1) - DAY
    return day_text([first])[0].as_py(), day_text([last])[0].as_py()


def totals(rows: pd.DataFrame, sides: dict[str, pd.Series]) -> str:
    """Number and sum of the rows of each side, as the lines above a header tell them."""
    sums = [
        f"{name}：{int(side.sum())}笔 {rows.loc[side, 'amount'].abs().sum() / 100:.2f}元\r\n"
        for name, side in sides.items()
    ]
    return f"共{len(rows)}笔记录\r\n{''.join(sums)}"


def padded(cell: Cell) -> Cell:
    """A cell filled with spaces."""
    return cell.ljust(PAD) if isinstance(cell, str) else pc.utf8_rpad(cell, PAD)


def write_alipay(world: World, inbox: Inbox, rows: pd.DataFrame, month: int) -> None:
    """GB18030, header in line 25; a line ends in a comma, a refund counts for neither side."""
    returned = rows["amount"] > 0
    number, first_last = join(compact_day(rows["at"]), whole(10**9 + rows["number"])), span(month)
    cells = {
        "交易时间": stamp(rows["at"]),
        "交易分类": when(returned, "退款", "日用百货"),
        "交易对方": pick(world.company.shop_values("name"), rows["shop"]),
        "对方账号": "/",
        "商品说明": when(returned, "退款-网购商品", "网购商品"),
        "收/支": when(returned, "不计收支", "支出"),
        "金额": money(rows["amount"].abs()),
        "收/付款方式": "余额",
        "交易状态": when(returned, "退款成功", "交易成功"),
        "交易订单号": join(number, "\t"),
        "商家订单号": join("T200P", arrow(rows["order_id"]), "\t"),
    }
    sides = {"收入": rows["amount"].isna(), "支出": ~returned, "不计收支": returned}
    before = (
        f"{'-' * 84}\r\n导出信息：\r\n姓名：某人\r\n支付宝账户：s***@example.com\r\n"
        f"起始时间：[{first_last[0]} 00:00:00]    终止时间：[{first_last[1]} 23:59:59]\r\n"
        f"导出交易类型：[全部]\r\n导出时间：[{first_last[1]} 23:59:59]\r\n{totals(rows, sides)}\r\n"
        + "特别提示：\r\n" * 10
        + f"\r\n{'-' * 24}支付宝（中国）网络技术有限公司  电子客户回单{'-' * 24}\r\n"
    )
    header = [*(padded(name) for name in headers()["alipay_personal"]), ""]
    body = [padded(cell) for cell in in_order("alipay_personal", cells)]
    content = csv_bytes(header, [*body, ""], encoding="gb18030", before=before)
    inbox.put(FOLDER, f"支付宝交易明细_{month_text(month)}.csv", content)


def write_wechat(world: World, inbox: Inbox, rows: pd.DataFrame, month: int) -> None:
    """Text with its header in line 17; `/` is an empty cell."""
    returned = rows["amount"] > 0
    cells = {
        "交易时间": stamp(rows["at"]),
        "交易类型": when(returned, "退款", "商户消费"),
        "交易对方": pick(world.company.shop_values("name"), rows["shop"]),
        "商品": "网购商品",
        "收/支": when(returned, "收入", "支出"),
        "金额(元)": join("¥", money(rows["amount"].abs())),
        "支付方式": "零钱",
        "当前状态": when(returned, "已全额退款", "支付成功"),
        "交易单号": join("42000024", compact_day(rows["at"]), whole(10**11 + rows["number"]), "\t"),
        "商户单号": join(arrow(rows["order_id"]), "\t"),
        "备注": "/",
    }
    first, last = span(month)
    sides = {"收入": returned, "支出": ~returned, "中性交易": rows["amount"].isna()}
    notes = "注：\r\n1. 充值/提现将计入中性交易\r\n2. 不包括已删除的记录\r\n3. 仅供个人对账使用\r\n"
    before = (
        "微信支付账单明细\r\n微信昵称：[某人]\r\n"
        f"起始时间：[{first} 00:00:00] 终止时间：[{last} 23:59:59]\r\n"
        f"导出类型：[全部]\r\n导出时间：[{last} 23:59:59]\r\n\r\n{totals(rows, sides)}{notes}\r\n"
        f"{'-' * 22}微信支付账单明细列表{'-' * 20}\r\n"
    )
    code = "wechat_personal"
    inbox.csv(
        FOLDER, f"微信支付账单_{month_text(month)}", code, in_order(code, cells), before=before
    )


def write_debit(world: World, inbox: Inbox, rows: pd.DataFrame, month: int) -> None:
    """The converted statement: signed amounts and a balance."""
    cells = {
        "记账日期": day_text(rows["at"]),
        "货币": "CNY",
        "交易金额": money(rows["amount"]),
        "联机余额": money(OPENING + rows["balance"]),
        "交易摘要": when(rows["amount"] > 0, "快捷退款", "快捷支付"),
        "对手信息": pick(world.company.shop_values("name"), rows["shop"]),
    }
    code = "bank_cmb_personal"
    cells = in_order(code, cells)
    inbox.csv(FOLDER, f"招行借记卡流水_{month_text(month)}", code, cells, encoding="utf-8")


def write_credit(world: World, inbox: Inbox, rows: pd.DataFrame, month: int) -> None:
    """GBK, header in line 7: what is owed is a balance below zero."""
    returned, (first, last) = rows["amount"] > 0, span(month)
    income = when(returned, money(rows["amount"]), "")
    outgo = when(returned, "", money(-rows["amount"]))
    cells = {
        "交易日期": day_text(rows["at"]),
        "记账日期": day_text(rows["at"]),
        "摘要": when(returned, "退货", "消费"),
        "交易场所": pick(world.company.shop_values("name"), rows["shop"]),
        "交易国家或地区简称": "CHN",
        **dict.fromkeys(("交易金额(收入)", "记账金额(收入)"), income),
        **dict.fromkeys(("交易金额(支出)", "记账金额(支出)"), outgo),
        **dict.fromkeys(("交易币种", "记账币种"), "人民币"),
        "余额": money(rows["balance"]),
    }
    code, name = "bank_icbc_credit", f"工行信用卡对账单_{month_text(month)}"
    before = f"卡号:,6222****0001\r\n\r\n起始日期:,{first}\r\n截止日期:,{last}\r\n\r\n\r\n"
    inbox.csv(FOLDER, name, code, in_order(code, cells), encoding="gb18030", before=before)


WRITERS: tuple[tuple[Callable[..., None], tuple[str, ...]], ...] = (
    (write_alipay, ("tmall",)),
    (write_wechat, ("wxshop", "kuaishou")),
    (write_debit, ("douyin", "pdd")),
    (write_credit, ("jd", "xhs")),
)


def write(world: World, inbox: Inbox, months: list[int]) -> None:
    """The last month of each account."""
    for write_account, platforms in WRITERS:
        rows = purchases(world, platforms, months[-1])
        if len(rows):
            write_account(world, inbox, rows, months[-1])
