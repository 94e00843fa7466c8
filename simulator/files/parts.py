"""Cells that several platforms' exports share: products, influencers, states, masked buyers."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulator.clock import NEVER
from simulator.company import CHANNELS, Company
from simulator.files.encode import arrow, ids, join, lookup, pick, when, whole

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗"


def products_of(line: pd.DataFrame, company: Company) -> dict[str, pa.Array]:
    """Product cells of sub-orders: id, title, merchant SKU."""
    sku = line["sku"].to_numpy()
    return {
        "id": ids(3_500_000_000_000_000_000 + sku * 1000 + 7, ""),
        "title": pick(company.products["product_name"], sku),
        "sku": pick(company.products["sku_code"], sku),
    }


def by_channel(words: dict[str, str], line: pd.DataFrame) -> pa.Array:
    """A word per sub-order by its channel."""
    return pick([words[name] for name in CHANNELS], line["channel"])


def influencer_of(line: pd.DataFrame, blank: str) -> tuple[pa.Array, pa.Array]:
    """Id and nickname of the influencer (达人) who sold each sub-order."""
    number = line["influencer"].to_numpy()
    code = when(number > 0, whole(71_000_000_000 + number * 97), blank)
    return code, when(number > 0, join("达人", whole(number)), blank)


def status_at(line: pd.DataFrame, moment: int) -> np.ndarray:
    """0 unpaid, 1 paid, 2 shipped, 3 completed, 4 closed, as seen at a moment."""
    reached = [
        (line[step] < moment).to_numpy() for step in ("closed", "completed", "shipped", "paid")
    ]
    return np.select(reached, [4, 3, 2, 1], 0)


def after_sale_at(refund: pd.DataFrame, size: int, moment: int) -> np.ndarray:
    """0 none, 1 processing, 2 refunded, 3 closed for each sub-order, as seen at a moment."""
    state = np.zeros(size, dtype=np.int64)
    seen = refund[refund["applied"] < moment]
    ended = (seen["finished"] < moment).to_numpy()
    word = np.where(ended, np.where(seen["status"] == "success", 2, 3), 1)
    state[seen["line"].to_numpy()] = word
    return state


def person(line: pd.DataFrame) -> dict[str, pa.Array]:
    """Masked name, telephone and address of the buyer."""
    customer = line["customer"].to_numpy()
    digits = whole(10_000_000 + customer * 7919 % 90_000_000)
    phone = join("1", pick("35789", customer % 5), pc.utf8_slice_codeunits(digits, 0, 5), "****")
    return {
        "name": join(pick(SURNAMES, customer % 20), "**"),
        "phone": phone,
        "address": join("幸福路", whole(customer % 997 + 1), "号***"),
    }


def shown_times(line: pd.DataFrame, moment: int) -> dict[str, np.ndarray]:
    """When each sub-order was paid, shipped, completed and settled, as known at a moment."""
    steps = ("paid", "shipped", "completed", "settled")
    return {step: np.where(line[step] < moment, line[step], NEVER) for step in steps}


def place_of(company: Company, line: pd.DataFrame) -> dict[str, pa.Array]:
    """Province and city of each buyer."""
    return {name: pick(company.regions[name], line["province"]) for name in ("province", "city")}


def courier_of(company: Company, line: pd.DataFrame) -> pa.Array:
    """The brand that carries each sub-order."""
    brands = [company.parameters["couriers"][shop.courier]["brand"] for shop in company.shops]
    return pick(brands, line["shop"])


def waybills(company: Company, line: pd.DataFrame) -> pa.Array:
    """Number of the parcel of each sub-order; those of 顺丰 begin with SF."""
    couriers = company.parameters["couriers"]
    prefixes = [couriers[shop.courier].get("prefix", "") for shop in company.shops]
    return join(pick(prefixes, line["shop"]), whole(line["waybill"]))


def sold_line(moves: pd.DataFrame, line: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """Whether each movement belongs to a sub-order, and that sub-order."""
    number = moves["line"].to_numpy()
    return number >= 0, line.iloc[np.maximum(number, 0)].reset_index(drop=True)


def order_of(moves: pd.DataFrame, line: pd.DataFrame) -> pa.Array:
    """Order number of each movement, blank where it belongs to none."""
    has_line, sale = sold_line(moves, line)
    return when(has_line, arrow(sale["order_id"]), "")


def case_of(moves: pd.DataFrame, refund: pd.DataFrame) -> pa.Array:
    """After-sale number of each movement, blank where it belongs to none."""
    return lookup(refund["case_number"], moves["case"])


def payout_of(moves: pd.DataFrame, payout: pd.DataFrame) -> pa.Array:
    """Payout number of each movement, blank where it is no payout."""
    return lookup(payout["payout_id"], moves["payout"])


def words_of(scenes: dict[str, tuple[str, ...]], moves: pd.DataFrame) -> list[pa.Array]:
    """The printed words of each movement's scene, a column per word."""
    place = moves["scene"].map(list(scenes).index).to_numpy(dtype=np.int64)
    return [pick(words, place) for words in zip(*scenes.values(), strict=True)]
