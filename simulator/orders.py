"""Orders and their sub-orders: demand → baskets → prices, discounts and the fate of each line."""

import numpy as np
import pandas as pd

from simulator.ads import AdPlan
from simulator.clock import DAY, HOUR, NEVER
from simulator.company import CHANNELS, Company
from simulator.ids import number_lines, shops_without_lines
from simulator.money import times_rate
from simulator.seasons import base_demand, is_festival, presale_final_instant

FATES = (
    "kept",
    "unpaid",
    "cancelled",
    "returned_before_completion",
    "lost_before_completion",
    "partial_before_settlement",
    "returned_after_settlement",
    "refund_only_after_settlement",
    "partial_after_settlement",
    "withdrawn_case",
)
(
    KEPT,
    UNPAID,
    CANCELLED,
    RETURNED_EARLY,
    LOST_EARLY,
    PARTIAL_EARLY,
    RETURNED,
    REFUND_ONLY,
    PARTIAL,
    WITHDRAWN,
) = range(10)
ADS = CHANNELS.index("ads")
LIVE, AFFILIATE = CHANNELS.index("live"), CHANNELS.index("affiliate")


def make_orders(company: Company, plan: AdPlan) -> pd.DataFrame:
    """One row per main order: shop, channel shown, whether ads caused it, when it was made."""
    generator = company.stream("orders")
    days = company.days
    demand = base_demand(days, company.parameters)
    weight = company.shop_values("weight")
    organic = company.orders_per_day - plan.orders.sum(axis=1).mean()
    base = demand / demand.mean() * organic
    frames = []
    for index, shop in enumerate(company.shops):
        for channel, share in shop.channels.items():
            rate = base * weight[index] * share
            frames.append((index, CHANNELS.index(channel), False, generator.poisson(rate)))
        frames.append((index, ADS, True, generator.poisson(plan.orders[:, index])))
    counts = np.concatenate([frame[3] for frame in frames])
    size = len(days)
    total = int(counts.sum())
    order = pd.DataFrame(
        {
            "shop": np.repeat(np.repeat([frame[0] for frame in frames], size), counts),
            "channel": np.repeat(np.repeat([frame[1] for frame in frames], size), counts),
            "from_ads": np.repeat(np.repeat([frame[2] for frame in frames], size), counts),
            "created": np.repeat(np.tile(days, len(frames)), counts) * DAY,
        }
    )
    hour = np.array([1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 5, 5, 5, 5, 5, 6, 8, 10, 10, 7, 3.0])
    order["created"] += generator.choice(24, size=total, p=hour / hour.sum()) * HOUR
    order["created"] += generator.integers(0, HOUR, size=total)
    leak = order["from_ads"].to_numpy() & (
        generator.random(total) >= company.parameters["ads"]["shown_as_ads"]
    )
    organic_channel = np.where(generator.random(total) < 0.6, LIVE, CHANNELS.index("short_video"))
    has_live = np.array(["live" in shop.channels for shop in company.shops])[order["shop"]]
    organic_channel = np.where(has_live, organic_channel, CHANNELS.index("shelf"))
    order["channel"] = np.where(leak, organic_channel, order["channel"])
    order["customer"] = generator.integers(0, max(int(total * 0.55), 1), size=total)
    order["ring"] = -1
    return order.sort_values(["created", "shop", "channel"], kind="stable", ignore_index=True)


def add_rings(company: Company, order: pd.DataFrame) -> pd.DataFrame:
    """Fake-order rings (刷单): bursts of orders that share an address, a phone and a device."""
    generator = company.stream("rings")
    settings = company.parameters["ring"]
    months = max(len(company.days) // 30, 1)
    ring = order["ring"].to_numpy().copy()
    customer = order["customer"].to_numpy().copy()
    created = order["created"].to_numpy()
    for number in range(settings["per_month"] * months):
        day = int(company.days[generator.integers(0, len(company.days))])
        size = int(generator.integers(settings["orders"][0], settings["orders"][1] + 1))
        shop = int(generator.integers(0, len(company.shops)))
        window = (created >= day * DAY) & (created < (day + 3) * DAY)
        members = np.flatnonzero(window & (order["shop"].to_numpy() == shop) & (ring < 0))[:size]
        ring[members] = number
        customer[members] = customer[members[0]] if len(members) else 0
    return order.assign(ring=ring, customer=customer)


def make_lines(company: Company, order: pd.DataFrame) -> pd.DataFrame:
    """One row per sub-order with SKU, quantity and every amount of the price in cents."""
    generator = company.stream("lines")
    count = generator.choice([1, 2, 3], size=len(order), p=[0.84, 0.13, 0.03])
    baskets = company.by_shop(lambda platform: platform.baskets, order["shop"].to_numpy())
    parent = np.repeat(np.arange(len(order)), np.where(baskets == "none", 1, count))
    line = order.iloc[parent].reset_index(drop=True)
    line["order"] = parent
    popularity = company.products["popularity"].to_numpy()
    size = len(line)
    line["sku"] = generator.choice(len(popularity), size=size, p=popularity / popularity.sum())
    line["quantity"] = generator.choice([1, 2, 3, 4], size=size, p=[0.8, 0.14, 0.04, 0.02])
    again = line.duplicated(["order", "sku"]) & line["shop"].isin(shops_without_lines(company))
    line = line[~again].reset_index(drop=True)
    line["place"] = line.groupby("order").cumcount()
    line["siblings"] = line.groupby("order")["place"].transform("size")
    line = number_lines(company, line)
    line["unit_price"] = company.products["price"].to_numpy()[line["sku"].to_numpy()]
    line["list"] = line["unit_price"] * line["quantity"]
    odds = company.regions["share"].to_numpy()
    customers = int(order["customer"].max()) + 1
    by_customer = generator.choice(len(odds), size=customers, p=odds / odds.sum())
    line["province"] = by_customer[line["customer"].to_numpy()]
    line["influencer"] = choose_influencers(company, line, generator)
    return add_prices(company, line, generator)


def choose_influencers(company: Company, line: pd.DataFrame, generator: np.random.Generator):
    """Number of the influencer (达人) who sold each order; 0 for none."""
    share = company.parameters["fees"]["influencer_live_share"]
    orders = int(line["order"].max()) + 1
    parent = line["order"].to_numpy()
    who = generator.integers(1, 60, size=orders)[parent]
    live_seller = (generator.random(orders) < share)[parent]
    sold = (line["channel"] == AFFILIATE) | ((line["channel"] == LIVE) & live_seller)
    allowed = company.by_shop(lambda platform: platform.influencers, line["shop"].to_numpy())
    return np.where(sold & allowed, who, 0)


def add_prices(company: Company, line: pd.DataFrame, generator: np.random.Generator):
    """Discounts by who pays them, carriage, and what the buyer pays."""
    settings = company.parameters["discounts"]
    shop = line["shop"].to_numpy()
    festival = is_festival(company.days)[line["created"].to_numpy() // DAY - company.first_day]
    size = len(line)

    def between(choice: dict) -> np.ndarray:
        usual = generator.uniform(*choice["usual"], size=size)
        deep = generator.uniform(*choice["festival"], size=size)
        return np.where(festival, deep, usual)

    def sometimes(choice: dict) -> np.ndarray:
        rate = generator.uniform(*choice["range"], size=size)
        return np.where(generator.random(size) < choice["share_of_orders"], rate, 0.0)

    def given(payer: str) -> np.ndarray:
        return company.by_shop(lambda platform: payer in platform.discounts, shop)

    gross = line["list"].to_numpy()
    sold = line["influencer"].to_numpy() > 0
    line["shop_discount"] = times_rate(gross, between(settings["shop"]))
    platform = times_rate(gross, between(settings["platform"]))
    line["platform_discount"] = platform * given("platform")
    influencer = times_rate(gross, sometimes(settings["influencer"]))
    line["influencer_discount"] = influencer * (sold & given("influencer"))
    payment = times_rate(gross, sometimes(settings["payment"]))
    line["payment_discount"] = payment * given("payment")
    carriage = generator.random(size) < company.parameters["freight"]["share_of_orders"]
    first = line["place"].to_numpy() == 0
    shown = company.by_shop(lambda platform: platform.carriage, shop)
    line["freight"] = company.parameters["freight"]["cents"] * (carriage & first & shown)
    discount = line[
        ["shop_discount", "platform_discount", "influencer_discount", "payment_discount"]
    ]
    line["payable"] = gross + line["freight"] - discount.sum(axis=1)
    line["gross"] = gross + line["freight"] - line["shop_discount"]
    return line


def draw_fates(company: Company, line: pd.DataFrame, generator: np.random.Generator) -> np.ndarray:
    """What becomes of each sub-order; where after-sales go by the order, it ends as a whole."""
    shares = company.parameters["fates"]
    returns = np.array([entry["returns"] for entry in company.categories])
    factor = returns[company.products["category"].to_numpy()[line["sku"].to_numpy()]]
    odds = np.array([shares[name] for name in FATES[1:]])
    edges = np.stack([odds[0] * np.ones(len(line)), *(odds[1:, None] * factor)]).cumsum(axis=0)
    by_line = generator.random(len(line))
    by_order = generator.random(int(line["order"].max()) + 1)[line["order"].to_numpy()]
    fate_line = (by_line[None, :] >= edges).sum(axis=0)
    fate_order = (by_order[None, :] >= edges).sum(axis=0)
    names = np.array([*range(1, len(FATES)), KEPT])
    fate, whole = names[fate_line], names[fate_order]
    early = np.isin(whole, [UNPAID, CANCELLED, RETURNED_EARLY])
    first = line["place"].to_numpy() == 0
    head = pd.Series(np.where(first & early, whole, KEPT)).groupby(line["order"].to_numpy())
    head = head.transform("max").to_numpy()
    by_lines = end_by_lines(company, line)
    fate = np.where(np.isin(fate, [UNPAID]), KEPT, fate)
    fate = np.where(~by_lines & np.isin(fate, [CANCELLED, RETURNED_EARLY]), KEPT, fate)
    fate = np.where(by_lines & (head == UNPAID), UNPAID, fate)
    fate = np.where(~by_lines & (head != KEPT), head, fate)
    fate = np.where(cannot_show(company, line, fate), KEPT, fate)
    return np.where(
        line["presale"] & ~np.isin(fate, [UNPAID, RETURNED_EARLY, RETURNED]), KEPT, fate
    )


def end_by_lines(company: Company, line: pd.DataFrame) -> np.ndarray:
    """Whether a line of an order may end before completion without the others."""
    return company.by_shop(lambda platform: platform.baskets == "lines", line["shop"].to_numpy())


def cannot_show(company: Company, line: pd.DataFrame, fate: np.ndarray) -> np.ndarray:
    """Whether the platform's exports could not show such an end of such a line."""
    shop = line["shop"].to_numpy()
    hidden = np.zeros(len(line), dtype=bool)
    for number, name in enumerate(FATES):
        never = company.by_shop(lambda platform, name=name: name in platform.never, shop)
        hidden |= never & (fate == number)
    refunded = np.isin(fate, [RETURNED, REFUND_ONLY, PARTIAL])
    names_order = company.by_shop(lambda platform: platform.refunds == "orders", shop)
    return hidden | (refunded & names_order & (line["siblings"].to_numpy() > 1))


def add_life(company: Company, line: pd.DataFrame) -> pd.DataFrame:
    """When each sub-order was paid, shipped, completed, closed; deposits of pre-sales."""
    generator = company.stream("life")
    orders = int(line["order"].max()) + 1
    parent = line["order"].to_numpy()
    created = line["created"].to_numpy()
    due = presale_final_instant(created // DAY)
    wants = generator.random(orders)[parent] < 0.35
    allowed = company.by_shop(lambda platform: platform.presales, line["shop"].to_numpy())
    line["presale"] = (due > 0) & wants & allowed
    line["deposit"] = np.where(line["presale"], times_rate(line["payable"].to_numpy(), 0.15), 0)
    fate = draw_fates(company, line, generator)
    late = generator.integers(60, 4 * HOUR, size=orders)[parent]
    quick = generator.integers(8, 600, size=orders)[parent]
    paid = np.where(line["presale"], due + late, created + quick)
    shipped = paid + generator.integers(4 * HOUR, 40 * HOUR, size=orders)[parent]
    signed = generator.integers(2 * DAY, 6 * DAY, size=orders)[parent]
    confirm = generator.integers(0, 6 * DAY, size=orders)[parent]
    completed = shipped + signed + confirm
    cancel = paid + (generator.random(len(line)) * (shipped - paid - HOUR)).astype(np.int64) + 600
    early = (
        shipped + signed + (generator.random(len(line)) * (confirm + HOUR)).astype(np.int64) - HOUR
    )
    by_lines = end_by_lines(company, line)
    whole = pd.Series(cancel).groupby(parent).transform("min").to_numpy()
    cancel = np.where(by_lines, cancel, whole)
    early = np.where(by_lines, early, pd.Series(early).groupby(parent).transform("min").to_numpy())
    unpaid = fate == UNPAID
    refund_at = np.select(
        [fate == CANCELLED, np.isin(fate, [RETURNED_EARLY, LOST_EARLY])], [cancel, early], NEVER
    )
    closed = np.where(unpaid, created + 30 * 60 + DAY * (due > 0), refund_at)
    line["fate"] = fate
    line["paid"] = np.where(unpaid, NEVER, paid)
    line["shipped"] = np.where(unpaid | (fate == CANCELLED), NEVER, shipped)
    line["completed"] = np.where(closed < NEVER, NEVER, completed)
    line["closed"] = closed
    return line


def add_parcels(company: Company, line: pd.DataFrame) -> pd.DataFrame:
    """One parcel per shipped main order; whether freight insurance was bought for the line.

    Where bills name no lines of an order, the order is insured as a whole, on its first line.
    """
    generator = company.stream("parcels")
    fees = company.parameters["fees"]
    line["is_exported"], line["is_stocked"] = True, True
    line["waybill"] = 75_000_000_000_000 + line["order"].to_numpy() * 7 + 11
    low, high = fees["premium_cents"]
    premium = generator.integers(low, high + 1, size=len(line))
    insured = generator.random(len(line)) < fees["insured_share"]
    by_order = line["shop"].isin(shops_without_lines(company)).to_numpy()
    insured &= ~by_order | (line["place"] == 0).to_numpy()
    line["premium"] = np.where(insured & (line["shipped"] < NEVER), premium, 0)
    return line
