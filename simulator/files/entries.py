"""The lines of settlement bills as the truth names them: of which sub-order, when, for how much.

A frame of entries has a row per line: line, at, amount (signed cents), link_kind, item_name and
flow_number (what the bill itself calls the line; blank where it prints no such thing).
"""

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa

from simulator.files.encode import text_frame_column
from simulator.settlement import DEPOSIT, FINAL, ORDINARY, REFUND
from simulator.world import World

SALE, FEE = "sale", "fee"
SETTLED_LINKS = {ORDINARY: SALE, DEPOSIT: DEPOSIT, FINAL: FINAL, REFUND: REFUND}
COLUMNS = ("line", "at", "amount", "link_kind", "item_name", "flow_number")


def settled_entries(world: World, shop: int) -> pd.DataFrame:
    """Entries of a bill that prints a line per settlement row and no number of it."""
    rows = world.settlement[world.settlement["shop"] == shop]
    kinds = rows["kind"].map(SETTLED_LINKS)
    return rows.assign(link_kind=kinds, item_name="", flow_number="")[list(COLUMNS)]


def numbered_entries(rows: pd.DataFrame, flow_number: pa.Array, kinds: Mapping[str, str]):
    """Entries of bill lines that have a number, an item and a kind of document (`kind`)."""
    number = text_frame_column(flow_number)
    return rows.assign(
        link_kind=rows["kind"].map(kinds), item_name=rows["item"], flow_number=number
    )[list(COLUMNS)]
