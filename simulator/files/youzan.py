"""有赞 file of a shop: account ledger (20)."""

import pandas as pd
import pyarrow as pa

from simulator.files.downloads import ledger_downloads
from simulator.files.encode import (
    Cell,
    compact_day,
    in_order,
    join,
    money,
    stamp,
    when,
    whole,
)
from simulator.files.inbox import Inbox
from simulator.files.parts import order_of, payout_of, person, products_of, sold_line, words_of
from simulator.world import World

SCENES = {
    # scene: 类型, 名称, 备注
    "payment": ("订单入账", "", ""),
    "service_fee": ("服务费", "交易手续费", "技术服务费"),
    "refund": ("退款", "订单退款", ""),
    "withdrawal": ("提现", "提现到银行卡", "提现单号:"),
    "withdrawal_returned": ("提现", "提现退回", "提现退回，提现单号:"),
}


def flow_texts(moves: pd.DataFrame) -> pa.Array:
    """Numbers of the movements (支付流水号)."""
    return join(compact_day(moves["at"]), whole(10**9 + moves["number"]))


def ledger_cells(moves: pd.DataFrame, world: World) -> list[Cell]:
    """The 20 columns of the ledger; 业务单号 names a payment's order, 关联单号 that of the rest."""
    kind, title, remark = words_of(SCENES, moves)
    has_line, sale = sold_line(moves, world.line)
    order, paid = order_of(moves, world.line), (moves["scene"] == "payment").to_numpy()
    cells = {
        "类型": kind,
        "名称": when(paid, products_of(sale, world.company)["title"], title),
        "业务单号": when(paid, order, join("F", flow_texts(moves))),
        "支付流水号": flow_texts(moves),
        "关联单号": when(paid, "", order),
        "交易来源地": "有赞微商城",
        "账务主体": "杭州某某电子商务有限公司",
        "账户": "店铺余额",
        "收入(元)": when(moves["amount"] > 0, money(moves["amount"]), ""),
        "支出(元)": when(moves["amount"] < 0, money(-moves["amount"]), ""),
        "余额(元)": money(moves["balance"]),
        "支付方式": when(paid, "微信支付-代销", ""),
        "交易对手": when(has_line, person(sale)["name"], ""),
        "渠道": "微商城",
        "下单时间": when(has_line, stamp(sale["created"]), ""),
        "入账时间": stamp(moves["at"]),
        "操作人": "system",
        "备注": join(remark, payout_of(moves, world.payout)),
        "来源": "有赞",
    }
    return in_order("youzan_ledger", cells)


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """The ledger of every period, months as workbooks."""
    for name, _, _, moves in ledger_downloads(world.moves, world, shop, months):
        write_file = inbox.xlsx if len(name) == 6 else inbox.csv
        folder, cells = world.company.shops[shop].id, ledger_cells(moves, world)
        write_file(folder, f"有赞账户流水_{name}", "youzan_ledger", cells)
