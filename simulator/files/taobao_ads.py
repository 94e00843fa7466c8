"""Advertising of 天猫 shops: 万相台 account ledger (7) and 阿里妈妈 days (14)."""

import pandas as pd

from simulator.clock import DAY
from simulator.files.downloads import ledger_downloads
from simulator.files.encode import (
    Cell,
    day_text,
    in_order,
    money,
    stamp,
    text_column,
    when,
)
from simulator.files.inbox import Inbox
from simulator.world import World


def account_lines(ads: pd.DataFrame) -> pd.DataFrame:
    """Cash movements: top-ups at nine, a day's spend ten minutes after the day has ended."""
    top_ups = ads.assign(at=ads["day"] * DAY + 9 * 3_600 + 300, amount=ads["deposit"], kind="充值")
    spend = ads.assign(at=ads["day"] * DAY + DAY + 600, amount=-ads["cash"], kind="扣款")
    lines = pd.concat([top_ups, spend], ignore_index=True)
    lines = lines[lines["amount"] != 0].sort_values("at", kind="stable", ignore_index=True)
    return lines.assign(balance=lines["amount"].cumsum())


def account_cells(lines: pd.DataFrame) -> list[Cell]:
    """The 7 columns of the account ledger; 操作金额 is absolute."""
    income = (lines["amount"] > 0).to_numpy()
    cells = {
        "记账时间": stamp(lines["at"]),
        "交易日期": day_text(lines["day"] * DAY),
        "收支类型": when(income, "收入", "支出"),
        "交易类型": text_column(lines["kind"]),
        "操作金额(元)": money(lines["amount"].abs()),
        "操作后余额(元)": money(lines["balance"]),
        "备注": when(income, "支付宝充值", "关键词推广"),
    }
    return in_order("wanxiangtai_ledger", cells)


def day_cells(ads: pd.DataFrame, shop_name: str) -> list[Cell]:
    """The 14 columns of the account's days; grants are vouchers (代金券)."""
    cells = {
        "日期": day_text(ads["day"] * DAY),
        "品牌": shop_name,
        "投放账户ID": "100020003",
        "投放账户名称": f"{shop_name}推广",
        "总消耗": money(ads["cash"] + ads["grant"]),
        "现金消耗": money(ads["cash"]),
        "代金券消耗": money(ads["grant"]),
        "总转入": money(ads["deposit"]),
        "代金券总入账": money(ads["granted"]),
        "日终结余总额": money(ads["cash_balance"] + ads["grant_balance"]),
    }
    return in_order("alimama_daily", cells, "0.00")


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """The account ledger of every period; the days of the last month."""
    folder, name = world.company.shops[shop].id, world.company.shops[shop].name
    ads = world.ads[world.ads["shop"] == shop]
    lines = account_lines(ads)
    for period, _, _, rows in ledger_downloads(lines, world, shop, months):
        cells = account_cells(rows)
        title = f"0947_万相台流水_{period}"
        inbox.csv(folder, title, "wanxiangtai_ledger", cells, encoding="gb18030")
    days = ads.assign(at=ads["day"] * DAY)
    period, _, _, rows = next(ledger_downloads(days, world, shop, months[-1:]))
    inbox.csv(folder, f"阿里妈妈日账_{period}", "alimama_daily", day_cells(rows, name))
