"""拼多多 exports that repeat bills: promotion report (14, 13), marketing account (7)."""

import numpy as np
import pandas as pd

from simulator.clock import DAY
from simulator.files.downloads import ledger_downloads
from simulator.files.encode import (
    Cell,
    day_text,
    headers,
    in_form,
    in_order,
    join,
    money,
    pick,
    stamp,
    when,
    whole,
)
from simulator.files.inbox import Inbox
from simulator.files.parts import order_of
from simulator.world import World

CLICK_CENTS = 90  # what a click costs, about
VIEWS_PER_CLICK = 30
REPORTS = ("pdd_promotion_v13", "pdd_promotion")  # of the last month, and of the month before
RETURN = 3  # the sales that the report claims, as a multiple of the spend


def report_cells(days: pd.DataFrame, world: World, code: str) -> list[Cell]:
    """The 14 (or newer 13) columns of the report: each day's spend on the SKU it went to."""
    sku = days["day"].to_numpy() % len(world.company.products)
    spent = (days["cash"] + days["grant"]).to_numpy()
    clicks = spent // CLICK_CENTS
    title = pick(world.company.products["product_name"], sku)
    cells = {
        "日期": day_text(days["day"] * DAY),
        "商品ID": whole(700_000_000_000 + sku),
        "商品名称": title,
        "推广场景": "全站推广",
        "推广名称": join(title, "_全站"),
        "出价方式": "目标投产比",
        "分组": "默认分组",
        "是否已删除": "否",
        "成交花费(元)": money(spent),
        "交易额(元)": money(spent * RETURN),
        "实际投产比": money(np.full(len(days), RETURN * 100)),
        "总花费(元)": money(spent),
        "曝光量": whole(clicks * VIEWS_PER_CLICK),
        "点击量": whole(clicks),
    }
    return in_form(code, cells, "pdd_promotion")


def total_row(days: pd.DataFrame, code: str) -> str:
    """The 总计 row below the days, which doubles the spend for whoever adds it up."""
    spent = int((days["cash"] + days["grant"]).sum())
    clicks = int(((days["cash"] + days["grant"]) // CLICK_CENTS).sum())
    claimed, views = spent * RETURN, clicks * VIEWS_PER_CLICK
    sums = [f"{spent / 100:.2f}", f"{claimed / 100:.2f}", f"{RETURN}.00", f"{spent / 100:.2f}"]
    blank = [""] * (headers()[code].index("成交花费(元)") - 1)
    return ",".join(["总计", *blank, *sums, str(views), str(clicks)]) + "\r\n"


def marketing_cells(moves: pd.DataFrame, world: World) -> list[Cell]:
    """The 7 columns of the marketing account: what it gets for a coupon it pays on at once."""
    coupons = moves[moves["scene"] == "coupon"]
    paid_on = coupons.assign(amount=-coupons["amount"], at=coupons["at"] + 1)
    lines = pd.concat([coupons, paid_on]).sort_values("at", kind="stable", ignore_index=True)
    income = lines["amount"] > 0
    cells = {
        "商户订单号": order_of(lines, world.line),
        "入账时间": stamp(lines["at"]),
        "账务类型": "跨店日常满返",
        "收入金额（+元）": when(income, money(lines["amount"]), "0"),
        "支出金额（-元）": when(income, "0", money(lines["amount"])),
        "备注": "-",
        "业务描述": "跨店日常满返",
    }
    return in_order("pdd_marketing", cells)


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """Reports of the last two months, the last month's marketing account."""
    folder, ads = world.company.shops[shop].id, world.ads.assign(at=world.ads["day"] * DAY)
    for month, code in zip(reversed(months[-2:]), REPORTS, strict=False):
        name, _, _, days = next(ledger_downloads(ads, world, shop, [month]))
        spent = days[(days["cash"] + days["grant"]) > 0].reset_index(drop=True)
        cells = report_cells(spent, world, code)
        inbox.csv(folder, f"推广报表_{name}", code, cells, after=total_row(spent, code))
    name, _, _, moves = next(ledger_downloads(world.moves, world, shop, months[-1:]))
    title, cells = f"pdd-mall-marketing-bill-detail-{name}", marketing_cells(moves, world)
    end = "#导出结束\r\n"
    inbox.csv(folder, title, "pdd_marketing", cells, encoding="gb18030", after=end)
