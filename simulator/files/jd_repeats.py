"""京东 exports that repeat the daily bill and 京准通: 对账中心 (22, 18), promotion report (10)."""

import numpy as np
import pandas as pd

from simulator.clock import DAY
from simulator.files.downloads import ledger_downloads
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
    stamp,
    text_column,
    when,
    whole,
)
from simulator.files.inbox import Inbox
from simulator.files.jd import ENCODING, payment_remark, shop_lines
from simulator.files.parts import case_of, products_of
from simulator.ids import daily_batch, item_numbers
from simulator.world import World

CLICK_CENTS = 120  # what a click costs, about
VIEWS_PER_CLICK = 25
# The form of 对账中心 and the note above its header: of the last month, and of the month before.
RECONCILIATIONS = (("jd_reconciliation_v18", ""), ("jd_reconciliation", "对账明细\r\n"))


def reconciliation_cells(lines: pd.DataFrame, world: World, code: str) -> list[Cell]:
    """The 22 (or newer 18) columns of 对账中心: the bill's lines with the orders they belong to."""
    company = world.company
    sale = world.line.iloc[lines["line"].to_numpy()].reset_index(drop=True)
    sku = sale["sku"].to_numpy()
    rate = company.service_rate(sale["shop"].to_numpy(), sku, sale["settled"].to_numpy())
    returned = (lines["case"] >= 0).to_numpy()
    case = case_of(lines, world.refund)
    cells = {
        "订单编号": formula(arrow(sale["order_id"])),
        "父单号": formula("0"),
        "订单状态": "完成",
        "订单下单时间": stamp(sale["created"]),
        "订单完成时间": stamp(sale["completed"]),
        "售后服务单号": when(returned, formula(case), ""),
        "售后退款时间": when(returned, stamp(lines["arose"]), ""),
        "商品编号": formula(whole(item_numbers(sku))),
        "商品名称": products_of(sale, company)["title"],
        "商品数量": whole(sale["quantity"]),
        "扣点类型": "类目扣点",
        "佣金比例": join(money(np.rint(rate * 10_000).astype(np.int64)), "%"),
        "费用名称": text_column(lines["item"]),
        "应结金额": money(lines["amount"]),
        "币种": "CNY",
        "收支方向": when(lines["amount"] > 0, "收入", "支出"),
        "结算状态": "已结算",
        "预计结算时间": day_text(lines["at"]),
        "账单生成时间": stamp(lines["arose"]),
        "到账时间": stamp(lines["at"]),
        "商户订单号": formula(daily_batch(lines["at"])),
        "资金动账备注": payment_remark(lines["at"]),
    }
    if code == "jd_reconciliation_v18":
        document = when(returned, case, arrow(sale["order_id"]))
        cells |= {
            "商品单价": money(sale["unit_price"]),
            "结算时间": cells["到账时间"],
            "费用分类": cells["收支方向"],
            "结算单类型": when(returned, "售后结算", "订单结算"),
            "结算单号": formula(join("JS", document)),
            "结算主体": pick(company.shop_values("name"), sale["shop"]),
        }
    return in_form(code, cells, "jd_reconciliation")


def promotion_cells(days: pd.DataFrame, world: World) -> list[Cell]:
    """The 10 columns of the promotion report: a month's spend on the SKUs that share it."""
    sku = np.arange(5)
    spent = int(days["cash"].sum())
    parts = np.diff(spent * np.arange(len(sku) + 1) // len(sku))
    clicks = np.maximum(parts // CLICK_CENTS, 1)
    views = clicks * VIEWS_PER_CLICK
    first, last = (
        compact_day([day * DAY])[0].as_py() for day in (days["day"].min(), days["day"].max())
    )
    cells = {
        "日期": f"{first}~{last}",
        "跟单SKU ID": whole(item_numbers(sku)),
        "跟单SKU名称": pick(world.company.products["product_name"], sku),
        "SPU ID": whole(10_050_000 + sku),
        "展现数": whole(views),
        "点击数": whole(clicks),
        "点击率(%)": money(np.full(len(sku), 10_000 // VIEWS_PER_CLICK)),
        "花费": money(parts),
        "千次展现成本": money(parts * 1_000 // views),
        "平均点击成本": money(parts // clicks),
    }
    return in_order("jd_promotion", cells)


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """Lines of the last two months, the last month's promotion report."""
    folder = world.company.shops[shop].id
    dated = shop_lines(world, shop).assign(shop=shop)
    for month, (code, note) in zip(reversed(months[-2:]), RECONCILIATIONS, strict=False):
        name, _, _, rows = next(ledger_downloads(dated, world, shop, [month]))
        cells = reconciliation_cells(rows, world, code)
        inbox.csv(folder, f"京东对账中心_{name}", code, cells, encoding=ENCODING, before=note)
    ads = world.ads.assign(at=world.ads["day"] * DAY)
    name, _, _, days = next(ledger_downloads(ads, world, shop, months[-1:]))
    if days["cash"].sum() > 0:
        inbox.csv(folder, f"京东推广报表_{name}", "jd_promotion", promotion_cells(days, world))
