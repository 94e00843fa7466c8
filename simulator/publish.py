"""Every bill file of a simulated world: which download holds what, in which format."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from simulator import erp
from simulator.clock import DAY, month_of, month_start, month_text
from simulator.faults import how_many
from simulator.files import others
from simulator.files.downloads import between
from simulator.files.inbox import Inbox
from simulator.files.platforms import WRITERS
from simulator.world import World


def write_files(
    world: World, root: Path, report: Callable[[str], None] = lambda name: None
) -> Inbox:
    """Write the inbox; `report` is told each finished part."""
    inbox = Inbox(root)
    months = np.unique(month_of(world.company.days * DAY)).tolist()
    for number, shop in enumerate(world.company.shops):
        WRITERS[shop.platform].write(world, inbox, number, months)
        report(shop.id)
    write_banks(world, inbox, months)
    report("bank")
    write_courier(world, inbox, months)
    report("courier")
    write_erp(world, inbox, months)
    deliver_twice(world, inbox)
    report("erp")
    return inbox


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
