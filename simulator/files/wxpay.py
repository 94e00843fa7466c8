"""微信支付 files of a merchant, every cell after a backtick: fund bill (11) and trade bills.

A trade bill is asked for with all trades (27 columns), payments (20) or refunds (29); the older
forms have 24, 18 and 26.
"""

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.clock import month_of
from simulator.files.downloads import age_of, ledger_downloads
from simulator.files.encode import (
    Cell,
    arrow,
    compact_day,
    headers,
    in_form,
    in_order,
    join,
    money,
    stamp,
    when,
    whole,
)
from simulator.files.inbox import Inbox
from simulator.files.parts import case_of, order_of, payout_of, products_of, sold_line, words_of
from simulator.world import World

MERCHANT = "1601959334"
SCENES = {
    # scene: 业务名称, 业务类型, 备注
    "payment": ("交易", "交易", ""),
    "service_fee": ("交易", "扣除交易手续费", ""),
    "refund": ("退款", "退款", "退款总金额"),
    "fee_return": ("退款", "退还交易手续费", ""),
    "withdrawal": ("充值/提现", "提现", "提现单号:"),
    "withdrawal_returned": ("充值/提现", "提现", "提现退回，提现单号:"),
}
OF_ONE_EVENT = ("payment", "service_fee")
FUND_TAIL = ("资金流水总笔数", "收入笔数", "收入金额", "支出笔数", "支出金额")
TRADE_TAIL = (
    "总交易单数", "应结订单总金额", "退款总金额", "充值券退款总金额", "手续费总金额", "订单总金额",
    "申请退款总金额",
)  # fmt: skip
PAYMENT_TAIL = ("总交易单数", "应结订单总金额", "手续费总金额", "订单总金额")
OLDER_TAIL = ("总交易单数", "总交易额", "总退款金额", "总代金券或立减优惠退款金额", "手续费总金额")
OLDER_NAMES = {
    "子商户号": "特约商户号",
    "总金额": "应结订单金额",
    "代金券或立减优惠金额": "代金券金额",
    "代金券或立减优惠退款金额": "充值券退款金额",
}
KINDS = {
    # title of the bill: its scenes, its form, the form it had first
    "All": (("payment", "refund"), "wxpay_trade", "wxpay_trade_legacy_all"),
    "Success": (("payment",), "wxpay_trade_success", "wxpay_trade_legacy_success"),
    "Refund": (("refund",), "wxpay_trade_refund", "wxpay_trade_legacy_refund"),
}
REFUND_TAKES = 30  # seconds from the acceptance of a refund to its success


def backticked(cells: list[Cell]) -> list[Cell]:
    """Every cell after a backtick, which keeps a spreadsheet from rounding numbers."""
    return [join("`", cell) if isinstance(cell, pa.Array) else f"`{cell}" for cell in cells]


def tail(names: tuple[str, ...], values: list[str]) -> str:
    """The two lines below the rows: names of the totals, and the totals."""
    return f"{','.join(names)}\r\n{','.join(f'`{value}' for value in values)}\r\n"


def yuan(cents: int) -> str:
    """Whole cents as yuan."""
    return money([cents])[0].as_py()


def event_numbers(moves: pd.DataFrame) -> pa.Array:
    """Number of the event at 微信支付; a payment or refund shares it with its fee."""
    paid = moves["scene"].isin(OF_ONE_EVENT)
    number = np.where(moves["case"] >= 0, moves["case"], np.where(paid, moves["line"], 0))
    number = np.where(moves["payout"] >= 0, moves["payout"], number)
    lead = when(moves["case"] >= 0, "50300806", when(paid, "42000009", "10000000"))
    return join(lead, compact_day(moves["arose"]), whole(10**11 + number))


def flow_texts(moves: pd.DataFrame) -> pa.Array:
    """Numbers of the movements."""
    return join("1900009231", compact_day(moves["at"]), whole(10**9 + moves["number"]))


def fund_cells(moves: pd.DataFrame, world: World) -> list[Cell]:
    """The 11 columns of the fund bill; 收支金额 is absolute."""
    name, kind, remark = words_of(SCENES, moves)
    cells = {
        "记账时间": stamp(moves["at"]),
        "微信支付业务单号": event_numbers(moves),
        "资金流水单号": flow_texts(moves),
        "业务名称": name,
        "业务类型": kind,
        "收支类型": when(moves["amount"] > 0, "收入", "支出"),
        "收支金额(元)": money(moves["amount"].abs()),
        "账户结余(元)": money(moves["balance"]),
        "资金变更提交申请人": "system",
        "备注": join(remark, payout_of(moves, world.payout)),
        "业务凭证号": order_of(moves, world.line),
    }
    return backticked(in_order("wxpay_fund", cells))


def fund_tail(moves: pd.DataFrame) -> str:
    """Number and sum of what came and went."""
    income, outgo = moves["amount"].clip(lower=0), -moves["amount"].clip(upper=0)
    sides = [str(text) for side in (income, outgo) for text in ((side > 0).sum(), yuan(side.sum()))]
    return tail(FUND_TAIL, [str(len(moves)), *sides])


def trades(moves: pd.DataFrame) -> pd.DataFrame:
    """A row per payment and refund with its fee in cents: below zero where it is given back."""
    fees = moves[moves["scene"].isin(("service_fee", "fee_return"))]
    fee = -fees.drop_duplicates(["line", "case"]).set_index(["line", "case"])["amount"]
    rows = moves[moves["scene"].isin(("payment", "refund"))].reset_index(drop=True)
    key = pd.MultiIndex.from_frame(rows[["line", "case"]])
    return rows.assign(fee=fee.reindex(key, fill_value=0).to_numpy())


def trade_cells(rows: pd.DataFrame, world: World, code: str) -> list[Cell]:
    """The columns of a form of the trade bill: a refund repeats the numbers of its payment."""
    _, sale = sold_line(rows, world.line)
    returned, order = (rows["scene"] == "refund").to_numpy(), arrow(sale["order_id"])
    paid, back = rows["amount"].clip(lower=0), -rows["amount"].clip(upper=0)
    payment = rows.assign(scene="payment", case=-1, arose=sale["settled"].to_numpy())
    cells = {
        "交易时间": stamp(rows["at"]),
        "公众账号ID": "wx81be3101902f7cb2",
        "商户号": MERCHANT,
        "特约商户号": "0",
        "微信订单号": event_numbers(payment),
        "商户订单号": order,
        "用户标识": join("ofyak5", whole(10**9 + sale["customer"])),
        "交易类型": "JSAPI",
        "交易状态": when(returned, "REFUND", "SUCCESS"),
        "付款银行": "OTHERS",
        "货币种类": "CNY",
        **dict.fromkeys(("应结订单金额", "订单金额"), money(paid)),
        **dict.fromkeys(("代金券金额", "充值券退款金额"), "0.00"),
        "微信退款单号": when(returned, event_numbers(rows), "0"),
        "商户退款单号": when(returned, case_of(rows, world.refund), "0"),
        **dict.fromkeys(("退款金额", "申请退款金额"), money(back)),
        "退款类型": when(returned, "ORIGINAL", ""),
        "退款状态": when(returned, "SUCCESS", ""),
        "商品名称": products_of(sale, world.company)["title"],
        "手续费": join(money(rows["fee"]), "000"),
        "费率": "0.60%",
    }
    own = headers()[code]
    if "退款申请时间" in own:
        cells["退款申请时间"] = stamp(rows["at"])
        cells["退款成功时间"] = stamp(rows["at"] + REFUND_TAKES)
    cells |= {older: cells[name] for older, name in OLDER_NAMES.items() if older in own}
    return backticked(in_form(code, cells, "wxpay_trade"))


def trade_tail(rows: pd.DataFrame, code: str) -> str:
    """The totals of payments, refunds and fees, by the names of the form."""
    paid, back = (
        yuan(rows["amount"].clip(lower=0).sum()),
        yuan(-rows["amount"].clip(upper=0).sum()),
    )
    count, fee = str(len(rows)), f"{yuan(rows['fee'].sum())}000"
    totals = dict(zip(TRADE_TAIL, (count, paid, back, "0.00", fee, paid, back), strict=True))
    if "legacy" in code:
        return tail(OLDER_TAIL, list(totals.values())[: len(OLDER_TAIL)])
    names = TRADE_TAIL if "退款金额" in headers()[code] else PAYMENT_TAIL
    return tail(names, [totals[name] for name in names])


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """Fund bill of every period, trade bills of every month of one merchant."""
    folder = world.company.shops[shop].id
    for name, first, _, moves in ledger_downloads(world.moves, world, shop, months):
        cells = fund_cells(moves, world)
        title = f"{MERCHANT}Basic{name}"
        inbox.csv(folder, title, "wxpay_fund", cells, encoding="utf-8", after=fund_tail(moves))
        if len(name) == 6:
            rows, age = trades(moves), age_of(month_of(first), months)
            for title, (scenes, newer, older) in KINDS.items():
                own = rows[rows["scene"].isin(scenes)].reset_index(drop=True)
                code = (newer, newer, older)[age]
                cells, after = trade_cells(own, world, code), trade_tail(own, code)
                inbox.csv(folder, f"{MERCHANT}{title}{name}", code, cells, after=after)
