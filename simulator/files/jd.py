"""京东 files: orders (9), daily bill (23), wallet (10) with 结算表 (22), 京准通 (6); csv in GBK."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.clock import DAY, month_of
from simulator.company import Company
from simulator.files.downloads import OrderDownload, age_of, ledger_downloads, order_downloads
from simulator.files.encode import (
    Cell,
    arrow,
    compact_day,
    day_text,
    formula,
    in_form,
    in_order,
    join,
    money,
    pick,
    serial,
    stamp,
    text_column,
    when,
    whole,
)
from simulator.files.entries import FEE, SALE, numbered_entries
from simulator.files.inbox import Inbox
from simulator.files.parts import case_of, payout_of, products_of, shown_times, status_at
from simulator.ids import daily_batch, item_numbers
from simulator.settlement import INCOME, REFUND
from simulator.world import World

STATUS = ("等待付款", "等待出库", "等待确认收货", "完成", "已取消")
ITEMS = {
    "income": "货款",
    "platform_fee": "佣金",
    "payment_fee": "交易服务费",
    "alliance_fee": "京东联盟",
}
SERVICES = {
    "premium": "运费保险服务费",
    "small_payment": "售后卖家赔付费",
    "penalty": "综合违约金",
    "unknown": "商家成长服务费",
}
OWN_SCENES = {
    # scene: lead of the number, 交易备注
    "withdrawal": ("", "提现单号:"),
    "withdrawal_returned": ("TH", "提现退回，提现单号:"),
    "ad_top_up": ("JZT", "京准通充值"),
}
DOCUMENTS = {"订单": SALE, "售后服务单": REFUND, "其他": FEE}
ENCODING = "gb18030"
NUMBERS = ("订单编号", "单据编号", "商品编号", "商户订单号", "店铺号")
BILL_FORMS = ("jd_bill", "jd_bill", "jd_bill_v22")  # by the age of their month
LINE_COLUMNS = ("line", "case", "document", "kind", "item", "amount", "arose", "at")


def order_cells(company: Company, download: OrderDownload) -> list[Cell]:
    """The 9 columns of the order export: one row per order and SKU."""
    line, moment = download.line, download.moment
    product = products_of(line, company)
    cells = {
        "订单号": formula(arrow(line["order_id"])),
        "商品ID": formula(whole(item_numbers(line["sku"]))),
        "商品名称": product["title"],
        "订购数量": whole(line["quantity"]),
        "商家应收": money(line["gross"]),
        "订单状态": pick(STATUS, status_at(line, moment)),
        "商家SKUID": product["sku"],
        "下单时间": stamp(line["created"]),
        "付款确认时间": stamp(shown_times(line, moment)["paid"]),
    }
    return in_order("jd_order", cells)


def bill_lines(rows: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Settlement rows item by item, and services; all are paid in the last second of their day."""
    lines = pd.concat([*settled_items(rows), service_lines(moves)], ignore_index=True)
    lines["at"] = lines["arose"] // DAY * DAY + DAY - 1
    return lines.sort_values(
        ["arose", "line", "document", "item"], kind="stable", ignore_index=True
    )


def shop_lines(world: World, shop: int) -> pd.DataFrame:
    """Every line of a shop's daily bills."""
    rows, moves = (frame[frame["shop"] == shop] for frame in (world.settlement, world.moves))
    return bill_lines(rows, moves)


def settled_items(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """A line per settlement row and fee item (费用项) that is not zero."""
    back = rows["kind"] == REFUND
    rows = rows.assign(income=rows[list(INCOME)].sum(axis=1))
    for part, item in ITEMS.items():
        own = rows.assign(
            item=item,
            amount=rows[part],
            arose=rows["at"],
            document=np.where(back, rows["case"], -1),
            kind=np.where(back, "售后服务单", "订单"),
        )
        yield own.loc[own["amount"] != 0, list(LINE_COLUMNS)]


def service_lines(moves: pd.DataFrame) -> pd.DataFrame:
    """A line per movement that is a service; its document is the movement itself."""
    own = moves[moves["scene"].isin(list(SERVICES))]
    own = own.assign(item=own["scene"].map(SERVICES), document=own["number"], kind="其他")
    return own[list(LINE_COLUMNS)]


def document_texts(lines: pd.DataFrame, order: pa.Array, world: World) -> pa.Array:
    """单据编号: the order itself, the after-sale case, or a service's own number."""
    service = join("99", whole(10**10 + lines["document"]))
    case = case_of(lines, world.refund)
    return when(lines["kind"] == "订单", order, when(lines["kind"] == "其他", service, case))


def bill_cells(lines: pd.DataFrame, world: World, code: str) -> list[Cell]:
    """The 23 columns of the daily bill, or the 22 of 结算表; 金额 agrees with 收支方向 in sign."""
    sale = world.line.iloc[lines["line"].to_numpy()].reset_index(drop=True)
    order, income = arrow(sale["order_id"]), (lines["amount"] > 0).to_numpy()
    cells = {
        "订单编号": order,
        "单据编号": document_texts(lines, order, world),
        "单据类型": text_column(lines["kind"]),
        "商品编号": whole(item_numbers(sale["sku"])),
        "商户订单号": daily_batch(lines["at"]),
        "商品名称": products_of(sale, world.company)["title"],
        "结算状态": "已结算",
        "费用发生时间": stamp(lines["arose"]),
        "费用计费时间": stamp(lines["arose"]),
        "费用结算时间": stamp(lines["at"]),
        "费用项": text_column(lines["item"]),
        "金额": money(lines["amount"]),
        "币种": "人民币",
        "商家应收/应付": when(income, "应收", "应付"),
        "钱包结算备注": payment_remark(lines["at"]),
        "店铺号": "100001",
        "收支方向": when(income, "收入", "支出"),
        "商品数量": whole(sale["quantity"]),
        "对账日期": day_text(lines["at"]),
    }
    if code == "jd_bill":
        cells |= {name: formula(cells[name]) for name in NUMBERS}
    else:
        cells["账单日期"] = day_text(lines["at"])
    return in_form(code, cells, "jd_bill")


def settlement_entries(world: World, shop: int) -> pd.DataFrame:
    """Every line of the shop's daily bills; an order has a line per 费用项."""
    lines = shop_lines(world, shop)
    order = arrow(world.line.iloc[lines["line"].to_numpy()]["order_id"])
    return numbered_entries(lines, document_texts(lines, order, world), DOCUMENTS)


def payment_remark(seconds) -> pa.Array:
    """What the wallet says of a day's payment."""
    return pa.compute.strftime(
        pa.array(seconds).cast(pa.timestamp("s")), "%Y年%m月%d日京东支付货款"
    )


def wallet_lines(world: World, shop: int, lines: pd.DataFrame) -> pd.DataFrame:
    """The wallet as its bill shows it: a day's bill lines are one row with income and outgo."""
    moves = world.moves[world.moves["shop"] == shop].copy()
    own = moves["scene"].isin(list(OWN_SCENES))
    moves["row"] = np.where(own, moves["number"], -(moves["at"] // DAY))
    rows = moves.groupby("row", as_index=False).agg(
        at=("at", "first"),
        scene=("scene", "first"),
        number=("number", "first"),
        payout=("payout", "first"),
        amount=("amount", "sum"),
    )
    spent = -lines["amount"].clip(upper=0).groupby(lines["at"]).sum()
    alone = -rows["amount"].clip(upper=0)
    rows["outgo"] = np.where(rows["row"] < 0, rows["at"].map(spent).fillna(0), alone)
    rows["outgo"] = rows["outgo"].astype(np.int64)
    rows["income"] = rows["amount"] + rows["outgo"]
    rows = rows.sort_values(["at", "number"], kind="stable", ignore_index=True)
    return rows.assign(shop=shop, balance=rows["amount"].cumsum())


def wallet_cells(rows: pd.DataFrame, world: World) -> list[Cell]:
    """The 10 columns of the wallet, sheet 资金表; its dates are Excel's day numbers."""
    own = rows["scene"].isin(list(OWN_SCENES)).to_numpy()
    remarks = {scene: words[1] for scene, words in OWN_SCENES.items()}
    remark = text_column(rows["scene"].map(remarks).fillna(""))
    cells = {
        "商户号": pick(world.company.shop_values("name"), rows["shop"]),
        "账户代码": "2832622504181",
        "账户名称": "杭州某某电子商务有限公司的账户",
        "日期": serial(rows["at"]),
        "商户订单号": flow_texts(rows),
        "账户余额(元)": money(rows["balance"]),
        "收入金额(元)": money(rows["income"]),
        "支出金额(元)": money(rows["outgo"]),
        "交易备注": when(
            own,
            join(remark, payout_of(rows, world.payout)),
            payment_remark(rows["at"]),
        ),
        "账单日期": join(whole(rows["at"] // DAY + 25_569), ".0"),
    }
    return in_order("jd_wallet", cells)


def flow_texts(moves: pd.DataFrame) -> pa.Array:
    """商户订单号: the day's number, or one's own for top-ups and payouts."""
    own = moves["scene"].isin(list(OWN_SCENES))
    lead = text_column(moves["scene"].map({s: w[0] for s, w in OWN_SCENES.items()}).fillna(""))
    number = join(lead, compact_day(moves["at"]), whole(2 * 10**9 + moves["number"]))
    return when(own, number, daily_batch(moves["at"]))


def ad_cells(ads: pd.DataFrame, shop_name: str) -> list[Cell]:
    """The 6 columns of 京准通: cash spend by day."""
    day = ads["day"] * DAY
    cells = {
        "流水单号": formula(join(compact_day(day), whole(30_000_000 + ads["day"]))),
        "账号": shop_name,
        "投放日期": day_text(day),
        "交易类型": "快车扣费",
        "计划ID": formula(whole(70_000_000 + ads["day"] % 5)),
        "支出": money(ads["cash"]),
    }
    return in_order("jd_jzt", cells)


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """Orders, bills, wallet and advertising of one 京东 shop."""
    company = world.company
    folder = company.shops[shop].id
    for download in order_downloads(world, shop, months):
        cells = order_cells(company, download)
        inbox.csv(folder, f"京东订单_{download.name}", "jd_order", cells, encoding=ENCODING)
    write_wallet(world, inbox, shop, months)
    ads = world.ads[(world.ads["shop"] == shop) & (world.ads["cash"] > 0)]
    dated = ads.assign(at=ads["day"] * DAY)
    for name, _, _, rows in ledger_downloads(dated, world, shop, months):
        cells = ad_cells(rows, company.shops[shop].name)
        inbox.csv(folder, f"京准通消耗_{name}", "jd_jzt", cells, encoding=ENCODING)


def write_wallet(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """The wallet and the lines that it pays: a sheet of its workbook at first, then daily bills."""
    folder, lines = world.company.shops[shop].id, shop_lines(world, shop)
    bills = ledger_downloads(lines.assign(shop=shop), world, shop, months)
    wallet = ledger_downloads(wallet_lines(world, shop, lines), world, shop, months)
    for (name, first, _, own), (*_, rows) in zip(bills, wallet, strict=True):
        sheets = {"资金表": ("jd_wallet", wallet_cells(rows, world))}
        code = BILL_FORMS[age_of(month_of(first), months)]
        cells = bill_cells(own, world, code)
        if code == "jd_bill":
            inbox.csv(folder, f"京东日账单_{name}", code, cells, encoding=ENCODING)
        else:
            sheets["结算表"] = (code, cells)
        inbox.workbook(folder, f"京东钱包_{name}", sheets)
