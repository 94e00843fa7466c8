"""Order and sub-order numbers in the shape of each platform, as text columns."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.clock import DAY
from simulator.company import Company
from simulator.files.encode import by_group, compact_day, join, pick, text_frame_column, whole

EPOCH = 25_000_000  # minutes since 1970 that the numbers leave out
TAIL = 2_711  # a number that ends in zeros would look as if a spreadsheet had rounded it


@dataclass(frozen=True)
class Shape:
    """A number grows with the minute and the order; what tells an order's goods; its prefix."""

    first: int
    per_minute: int
    per_order: int
    goods: str
    lead: str = ""


SHAPES = {
    "douyin": Shape(6_900_000_000 * 10**9 + TAIL, 10**8, 10_000, "number"),
    "tmall": Shape(3_400_000_000 * 10**9 + TAIL, 10**8, 10_000, "number"),
    "wxshop": Shape(3_700_000_000 * 10**9 + TAIL, 10**8, 10_000, "sku"),
    "kuaishou": Shape(25 * 10**14, 10**7, 1, "order"),
    "xhs": Shape(7 * 10**17, 10**9, 1, "variant", lead="P"),
    "jd": Shape(28 * 10**10, 0, 1, "item"),
    "pdd": Shape(10**14, 0, 7_919, "order", lead="day"),
    "wxpay": Shape(26 * 10**14, 10**7, 1, "order", lead="S"),
    "youzan": Shape(26 * 10**14, 10**7, 1, "order", lead="E"),
}


def item_numbers(sku: np.ndarray) -> np.ndarray:
    """京东's own 14-digit number of each SKU."""
    return 10_160_070_000_000 + np.asarray(sku) * 4_513


def variants(sku: np.ndarray) -> pa.Array:
    """小红书's own 24-character number (规格ID) of each SKU."""
    return join("65f0000000000000000", whole(10_000 + np.asarray(sku) * 7))


def daily_batch(seconds: np.ndarray) -> pa.Array:
    """京东's number (商户订单号) of the wallet's movement that pays a day's bill lines."""
    return join(compact_day(seconds), "013136110068203001751774")


def shops_without_lines(company: Company) -> list[int]:
    """Shops whose bills tell the goods of an order by SKU: an order holds each SKU once."""
    platform = company.shop_values("platform").tolist()
    return [place for place, code in enumerate(platform) if SHAPES[code].goods in ("sku", "item")]


def number_lines(company: Company, line: pd.DataFrame) -> pd.DataFrame:
    """Adds order_id and sub_order_id; the number after an order's leaves room for its lines."""
    platform = company.shop_values("platform")[line["shop"].to_numpy()]
    minutes = (line["created"].to_numpy() // 60 - EPOCH) % 1_000_000_000
    order = line["order"].to_numpy()
    place = np.where(line["siblings"] > 1, line["place"] + 1, 0)

    def order_text(code: str, rows: np.ndarray, extra: np.ndarray | int = 0) -> pa.Array:
        shape = SHAPES[code]
        grown = minutes[rows] * shape.per_minute + order[rows] * shape.per_order
        digits = whole(shape.first + grown + extra)
        if shape.lead != "day":
            return join(shape.lead, digits)
        days = compact_day(line["created"].to_numpy()[rows] // DAY * DAY)
        return join(pa.compute.utf8_slice_codeunits(days, 2, 8), "-", digits)

    def sub_text(code: str, rows: np.ndarray) -> pa.Array:
        sku = line["sku"].to_numpy()[rows]
        goods = SHAPES[code].goods
        if goods == "number":
            return order_text(code, rows, place[rows])
        if goods == "sku":
            return join(order_text(code, rows), "-", pick(company.products["sku_code"], sku))
        if goods == "item":
            return join(order_text(code, rows), ":", whole(item_numbers(sku)))
        if goods == "variant":
            return join(order_text(code, rows), ":", variants(sku))
        return order_text(code, rows)

    return line.assign(
        order_id=text_frame_column(by_group(platform, order_text)),
        sub_order_id=text_frame_column(by_group(platform, sub_text)),
    )
