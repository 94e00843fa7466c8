"""Every bill file of a simulated world: which download holds what, in which format."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from simulator.clock import DAY, month_of
from simulator.faults import how_many
from simulator.files import banks, couriers, erp, invoices, private
from simulator.files.inbox import Inbox
from simulator.files.platforms import BESIDE, WRITERS
from simulator.world import World


def write_files(
    world: World, root: Path, report: Callable[[str], None] = lambda name: None
) -> Inbox:
    """Write the inbox; `report` is told each finished part."""
    inbox = Inbox(root)
    months = np.unique(month_of(world.company.days * DAY)).tolist()
    for number, shop in enumerate(world.company.shops):
        for module in (WRITERS[shop.platform], *BESIDE.get(shop.platform, ())):
            module.write(world, inbox, number, months)
        report(shop.id)
    banks.write(world, inbox, months)
    private.write(world, inbox, months)
    report("bank")
    couriers.write(world, inbox, months)
    report("courier")
    erp.write(world, inbox, months)
    invoices.write(world, inbox, months)
    deliver_twice(world, inbox)
    report("erp")
    return inbox


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
