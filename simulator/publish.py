"""Every bill file of a simulated world: which download holds what, in which format."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from simulator import erp
from simulator.clock import DAY, month_of, month_start, month_text
from simulator.faults import how_many
from simulator.files import douyin, others, tmall
from simulator.files.encode import compact_day
from simulator.files.inbox import Inbox, snapshots
from simulator.world import World


def write_files(
    world: World, root: Path, report: Callable[[str], None] = lambda name: None
) -> Inbox:
    """Write the inbox; `report` is told each finished part."""
    inbox = Inbox(root)
    months = np.unique(month_of(world.company.days * DAY)).tolist()
    for number, shop in enumerate(world.company.shops):
        if shop.platform == "douyin":
            write_douyin(world, inbox, number, months)
        else:
            write_tmall(world, inbox, number, months)
        report(shop.id)
    write_banks(world, inbox, months)
    report("bank")
    write_ads(world, inbox, months)
    write_courier(world, inbox, months)
    report("courier")
    write_erp(world, inbox, months)
    deliver_twice(world, inbox)
    report("erp")
    return inbox


def between(frame: pd.DataFrame, column: str, first: int, stop: int) -> pd.DataFrame:
    """Rows with first <= column < stop."""
    return frame[(frame[column] >= first) & (frame[column] < stop)]


def compact(seconds: int) -> str:
    """YYYYMMDD of an instant."""
    return compact_day([seconds])[0].as_py()


def periods(months: list[int], end: int) -> Iterator[tuple[str, int, int]]:
    """Downloads of a ledger: every month, then ten days and single days that overlap the last."""
    for month in months:
        yield (
            month_text(month).replace("-", ""),
            month_start(month),
            min(month_start(month + 1), end),
        )
    yield f"{compact(end - 12 * DAY)}-{compact(end - 3 * DAY)}", end - 12 * DAY, end - 2 * DAY
    for back in range(5, 0, -1):
        yield compact(end - back * DAY), end - back * DAY, end - (back - 1) * DAY


def write_douyin(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """Orders, after-sales, settlements and fund bills of one 抖音 shop."""
    company = world.company
    folder, end = company.shops[shop].id, company.end
    line = world.line[(world.line["shop"] == shop) & world.line["is_exported"]]
    refund = world.refund[world.refund["shop"] == shop]
    for place, month in enumerate(months):
        for label, first, stop, moment in snapshots(month, end, company.parameters["downloads"]):
            part = between(line, "created", first, stop)
            state = douyin.after_sale_at(refund, len(world.line), moment)[part.index.to_numpy()]
            inbox.csv(
                folder,
                f"订单导出_{month_text(month)}{label}",
                "douyin_order",
                douyin.order_cells(company, part.reset_index(drop=True), state, moment),
            )
            cases = between(refund, "applied", first, min(stop, moment)).reset_index(drop=True)
            cells = douyin.after_sale_cells(company, cases, world.line, moment)
            write = inbox.xlsx if place % 3 == 2 else inbox.csv
            write(folder, f"售后单_{month_text(month)}{label}", "douyin_after_sale", cells)
    settled = world.settlement[world.settlement["shop"] == shop]
    moves = world.moves[world.moves["shop"] == shop]
    older = set(months[: len(months) // 3])
    for name, first, stop in periods(months, end):
        rows = between(settled, "at", first, stop).reset_index(drop=True)
        cells = douyin.settlement_cells(company, rows, world.line)
        inbox.csv(
            folder, f"结算账单_{name}", "douyin_settlement", cells, second=douyin.explanatory_row()
        )
        part = between(moves, "at", first, stop).reset_index(drop=True)
        code = "douyin_fund_v34" if month_of(first) in older else "douyin_fund"
        cells = douyin.fund_cells(company, part, world.line, world.refund, world.payout, code=code)
        write = inbox.zipped_csv if first // DAY % 3 == 0 else inbox.csv
        write(folder, f"DL{name}_动账明细", code, cells)


def write_tmall(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """Order list, item list, refunds and 账务明细 of one 天猫 shop."""
    company = world.company
    folder, end = company.shops[shop].id, company.end
    line = world.line[(world.line["shop"] == shop) & world.line["is_exported"]]
    refund = world.refund[world.refund["shop"] == shop]
    for month in months:
        for label, first, stop, moment in snapshots(month, end, company.parameters["downloads"]):
            part = between(line, "created", first, stop)
            state = douyin.after_sale_at(refund, len(world.line), moment)[part.index.to_numpy()]
            part = part.reset_index(drop=True)
            cells = tmall.order_cells(company, part, moment)
            name = f"{month_text(month).replace('-', '')}{label}"
            inbox.csv(folder, f"ExportOrderList{name}", "tmall_order", cells, encoding="gb18030")
            cells = tmall.item_cells(company, part, state, moment)
            inbox.csv(
                folder,
                f"ExportItemlList{name}",
                "tmall_order_item",
                cells,
                encoding="gb18030",
            )
            cases = between(refund, "applied", first, min(stop, moment)).reset_index(drop=True)
            cells = tmall.refund_cells(cases, world.line, moment)
            inbox.csv(folder, f"退款表{name}", "tmall_refund", cells)
    moves = world.moves[world.moves["shop"] == shop]
    for name, first, stop in periods(months, end):
        part = between(moves, "at", first, stop).reset_index(drop=True)
        cells = tmall.ledger_cells(part, world.line, world.refund, world.payout)
        write = inbox.csv if len(name) > 6 else inbox.zipped_csv
        write(
            folder,
            f"20885011365400330156_{name}_账务明细",
            "alipay_ledger",
            cells,
            encoding="gb18030",
            **tmall.ledger_frame(part, first, stop),
        )


def write_banks(world: World, inbox: Inbox, months: list[int]) -> None:
    """ICBC workbooks; CMB csv (header row 5) and workbooks (header row 12) by turns."""
    for bank, lines in world.bank.groupby("bank"):
        for place, month in enumerate(months):
            part = between(lines, "at", month_start(month), month_start(month + 1)).reset_index(
                drop=True
            )
            name = month_text(month)
            if bank.startswith("icbc"):
                inbox.xlsx(bank, f"historydetail_{name}", "bank_icbc", others.icbc_cells(part))
            elif place % 2:
                before = others.cmb_preamble(month_start(month), 11)
                inbox.xlsx(
                    bank,
                    f"招行交易明细_{name}",
                    "bank_cmb",
                    others.cmb_cells(part),
                    before=before,
                )
            else:
                top = [",".join(row) for row in others.cmb_preamble(month_start(month), 4)]
                inbox.csv(
                    bank,
                    f"招行交易明细_{name}",
                    "bank_cmb",
                    others.cmb_cells(part),
                    before="\r\n".join(top) + "\r\n",
                )


def write_ads(world: World, inbox: Inbox, months: list[int]) -> None:
    """千川 finance of the shops that advertise: months with a 总计 row, last days once more."""
    end = world.company.end
    for shop, own in world.ads.groupby("shop"):
        folder = world.company.shops[int(shop)].id
        for name, first, stop in periods(months, end):
            part = between(own, "day", first // DAY, stop // DAY).reset_index(drop=True)
            second = others.ads_total_row(part) if len(name) == 6 else ""
            inbox.csv(
                folder,
                f"千川财务流水_{name}",
                "qianchuan_finance",
                others.ads_cells(part),
                second=second,
            )


def write_courier(world: World, inbox: Inbox, months: list[int]) -> None:
    """The courier's monthly workbook."""
    for month in months:
        part = between(world.parcels, "at", month_start(month), month_start(month + 1)).reset_index(
            drop=True
        )
        inbox.xlsx(
            "zto",
            f"中通账单_{month_text(month)}",
            "courier_zto",
            others.courier_cells(world.company, part),
        )


def write_erp(world: World, inbox: Inbox, months: list[int]) -> None:
    """Products, cost cards, purchases and stock moves."""
    company = world.company
    plain = {"encoding": "utf-8"}
    inbox.csv(
        "erp",
        "product",
        "erp_product",
        others.product_cells(company),
        **plain,
    )
    cells = others.cost_cells(company)
    inbox.csv("erp", "cost", "erp_cost", cells, **plain)
    stock = erp.stock_moves(world.purchase, world.out, world.back)
    for month in months:
        span = month_start(month), month_start(month + 1)
        part = between(world.purchase, "at", *span)
        inbox.csv(
            "erp",
            f"purchase_{month_text(month)}",
            "erp_purchase",
            others.purchase_cells(company, part),
            **plain,
        )
        part = between(stock, "at", *span).reset_index(drop=True)
        inbox.csv(
            "erp",
            f"stock_move_{month_text(month)}",
            "erp_stock_move",
            others.stock_cells(company, part, world.line),
            **plain,
        )


def deliver_twice(world: World, inbox: Inbox) -> None:
    """Planted fault duplicate_download: the same bytes under the browser's second name."""
    generator = world.company.stream("duplicates")
    shops = {shop.id for shop in world.company.shops}
    downloads = sorted(entry for entry in inbox.files if entry[0] in shops)
    count = how_many(world.company, "duplicate_download", int(world.line["order"].max()) + 1)
    for place in np.sort(generator.permutation(len(downloads))[:count]).tolist():
        folder, name = downloads[place]
        stem, suffix = name.rsplit(".", 1)
        copy = f"{stem} (1).{suffix}"
        inbox.put(folder, copy, (inbox.root / folder / name).read_bytes())
        world.faults.add(
            "duplicate_download",
            amount=0,
            at=world.company.end - DAY,
            file_name=f"{folder}/{name}",
            group=f"{folder}/{copy}|{folder}/{stem}.csv",
        )
