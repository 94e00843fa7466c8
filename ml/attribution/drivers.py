"""From the cells of the cost mart to what may drive the cost of a piece."""

import numpy as np
import pandas as pd

DIMENSIONS = {"channel": "channel_id", "category": "category_name", "region": "province_name"}
PERIOD = "accounting_period"
MEASURES = [
    "quantity", "order_count", "revenue_amount", "shop_discount_amount", "refund_amount",
    "total_cost_amount",
]  # fmt: skip
DRIVERS = [
    *DIMENSIONS.values(), "unit_price", "discount_rate", "refund_rate", "pieces_per_order",
    "month_number",
]  # fmt: skip


def read_cells(features: pd.DataFrame) -> pd.DataFrame:
    """Cells (period × channel × category × province) that sold something, with their drivers.

    Adds `unit_cost` (yuan a piece) and DRIVERS: the three dimensions as categories, the rest as
    floats. No part of the cost is a driver of it. Cells without a sold piece carry costs that no
    piece explains; they are left to the bridge. Sorted by key, so any order in gives the same out.
    """
    keys = [PERIOD, *DIMENSIONS.values()]
    missing = [name for name in (*keys, *MEASURES) if name not in features.columns]
    if missing:
        raise ValueError(f"the cost features lack the columns {missing}")
    cells = features[[*keys, *MEASURES]].astype(dict.fromkeys(MEASURES, float))
    if cells.duplicated(keys).any():
        raise ValueError("the cost features hold a cell more than once")
    cells = cells[(cells["quantity"] > 0) & (cells["order_count"] > 0)]
    cells = cells.sort_values(keys, ignore_index=True)
    listed = cells["revenue_amount"] + cells["shop_discount_amount"]
    return cells.assign(
        unit_cost=cells["total_cost_amount"] / cells["quantity"],
        unit_price=cells["revenue_amount"] / cells["quantity"],
        discount_rate=(cells["shop_discount_amount"] / listed).where(listed > 0, 0.0),
        refund_rate=_ratio(cells["refund_amount"], cells["revenue_amount"]),
        pieces_per_order=cells["quantity"] / cells["order_count"],
        month_number=cells[PERIOD].str.slice(5, 7).astype(int),
    ).astype(dict.fromkeys(DIMENSIONS.values(), "category"))


def _ratio(part: pd.Series, whole: pd.Series) -> pd.Series:
    return (part / whole.where(whole > 0, np.nan)).fillna(0.0)
