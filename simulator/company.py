"""The company: shops, products and economic parameters, read from company.yml."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from simulator.clock import DAY, day_number, month_start

REGION_COLUMNS = ("province", "city", "share", "is_far")
CHANNELS = ("live", "short_video", "shelf", "affiliate", "ads")
DEFAULT = Path(__file__).parent / "company.yml"


@dataclass(frozen=True)
class Platform:
    """How a platform settles with its shops and what its bills can say: see company.yml."""

    name: str
    style: str
    wallet: str
    settle_days: tuple[int, int]
    baskets: str
    carriage: bool
    presales: bool
    influencers: bool
    discounts: tuple[str, ...]
    never: tuple[str, ...]
    refunds: str
    fees: tuple[str, ...]
    incidentals: tuple[str, ...]
    double_fee: str
    payer: str
    payout_summary: str
    guarantee: bool = False
    returns_fees: bool = False
    halves: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether a settlement bill comes before the money."""
        return self.style == "settled"

    @property
    def proves_completion(self) -> bool:
        """Whether its exports say when an order was completed, money or not."""
        return max(self.settle_days) > 0


@dataclass(frozen=True)
class Shop:
    """One shop: where its files go and what it sells through."""

    id: str
    platform: str
    number: int
    name: str
    weight: float
    bank: str
    ad_share: float
    channels: dict[str, float]
    courier: str = "zto"
    wechat_share: float = 0.0
    older_forms: bool = False


@dataclass(frozen=True)
class Company:
    """Everything that shapes a simulation; `parameters` is company.yml as read."""

    seed: int
    first_day: int
    last_day: int
    orders_per_day: float
    shops: tuple[Shop, ...]
    platforms: dict[str, Platform]
    regions: pd.DataFrame
    products: pd.DataFrame
    cost_days: np.ndarray
    unit_costs: np.ndarray
    parameters: dict = field(repr=False)

    @property
    def end(self) -> int:
        """First second after the last day: the state of the world is seen from here."""
        return (self.last_day + 1) * DAY

    @property
    def days(self) -> np.ndarray:
        """Day numbers of the horizon."""
        return np.arange(self.first_day, self.last_day + 1)

    def stream(self, name: str) -> np.random.Generator:
        """Random numbers of one named stream: adding a stream never disturbs another."""
        return np.random.default_rng(np.random.SeedSequence([self.seed, *name.encode()]))

    @property
    def wallets(self) -> list[tuple[int, int]]:
        """(shop index, account) of every wallet: account 1 holds what was paid by 微信."""
        accounts = ((0, 1) if shop.wechat_share else (0,) for shop in self.shops)
        return [(shop, account) for shop, own in enumerate(accounts) for account in own]

    def shop_values(self, attribute: str) -> np.ndarray:
        """One attribute of every shop, in shop order."""
        return np.array([getattr(shop, attribute) for shop in self.shops])

    def by_shop(self, say: Callable[[Platform], object], shop: np.ndarray) -> np.ndarray:
        """What `say` says of the platform of each shop index."""
        return np.array([say(self.platforms[entry.platform]) for entry in self.shops])[shop]

    def cost_at(self, sku: np.ndarray, seconds: np.ndarray) -> np.ndarray:
        """Unit cost in cents of each SKU index on the cost card of that instant's day."""
        column = np.searchsorted(self.cost_days, np.asarray(seconds) // DAY, side="right") - 1
        return self.unit_costs[sku, np.maximum(column, 0)]

    def rate_at(self, name: str, sku: np.ndarray, seconds: np.ndarray) -> np.ndarray:
        """Rate `name` of each SKU's category on that day; 0 for a SKU without a category."""
        return self._dated_rate([entry[name] for entry in self.categories], sku, seconds)

    def service_rate(self, shop: np.ndarray, sku: np.ndarray, seconds: np.ndarray) -> np.ndarray:
        """The platform's own fee on each SKU's category on that day, by shop index."""
        platform = self.shop_values("platform")[shop]
        rate = np.zeros(len(platform))
        for code in np.unique(platform).tolist():
            own = platform == code
            steps = [entry["service"][code] for entry in self.categories]
            rate[own] = self._dated_rate(steps, sku[own], seconds[own])
        return rate

    @property
    def categories(self) -> list[dict]:
        """The product categories of company.yml."""
        return self.parameters["categories"]

    def _dated_rate(self, steps: list[dict], sku: np.ndarray, seconds: np.ndarray) -> np.ndarray:
        """Rate of each SKU from {first day: rate} of every category."""
        category = self.products["category"].to_numpy()[sku]
        day = np.asarray(seconds) // DAY
        rate = np.zeros(len(category))
        for number, own in enumerate(steps):
            for first, value in sorted(own.items()):
                rate = np.where((category == number) & (day >= day_number(first)), value, rate)
        return rate

    def tax_percent(self, sku: np.ndarray, seconds: np.ndarray) -> np.ndarray:
        """VAT per cent of each SKU's tax class on that day."""
        tax_class = self.products["tax_class_code"].to_numpy()[sku]
        day = np.asarray(seconds) // DAY
        percent = np.zeros(len(tax_class), dtype=np.int64)
        for name, rates in self.parameters["tax_rates"].items():
            for first, value in sorted(rates.items()):
                percent = np.where((tax_class == name) & (day >= day_number(first)), value, percent)
        return percent


def read_parameters(path: Path = DEFAULT) -> dict:
    """A company's description as a dictionary."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def read_platforms(parameters: dict) -> dict[str, Platform]:
    """The platforms of a company's description by code."""
    return {code: Platform(**entry) for code, entry in parameters["platforms"].items()}


def make_products(parameters: dict, generator: np.random.Generator) -> pd.DataFrame:
    """One row per SKU: code, name, category, tax, list price (cents), base cost share, weight."""
    rows = []
    for category in parameters["categories"]:
        low, high = category["price"]
        for number in range(1, category["skus"] + 1):
            price = int(generator.integers(low, high + 1)) * 100 - 10
            rows.append(
                {
                    "sku_code": f"SKU-{category['code']:02d}{number:02d}",
                    "product_name": f"{category['name']} {number:02d} 号",
                    "category_name": category["name"],
                    "category": category["code"] - 1,
                    "tax_class_code": category["tax"],
                    "price": price,
                    "base_cost": max(round(price * category["cost"]), 1),
                    "kg": category["kg"],
                    "is_goods": True,
                    "popularity": category["weight"] * float(generator.gamma(2.0, 0.5) + 0.1),
                }
            )
    return pd.DataFrame(rows)


def make_costs(
    products: pd.DataFrame, first_day: int, last_day: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """First days of the cost cards (a card per quarter) and cents per SKU × card."""
    months = np.arange(
        np.datetime64(first_day, "D").astype("datetime64[M]"),
        np.datetime64(last_day, "D").astype("datetime64[M]") + 1,
    )
    quarter_days = months[::3].astype("datetime64[D]").astype(np.int64)
    steps = 1 + generator.uniform(-0.03, 0.04, size=(len(products), len(quarter_days)))
    steps[:, 0] = 1.0
    walk = np.cumprod(steps, axis=1) * products["base_cost"].to_numpy()[:, None]
    return quarter_days, np.maximum(np.rint(walk).astype(np.int64), 1)


def make_company(
    seed: int, months: int | None, orders_per_day: float | None, path: Path = DEFAULT
) -> Company:
    """The described company over `months` calendar months that end on its fixed last day."""
    parameters = read_parameters(path)
    end: date = parameters["end"]
    span = months or parameters["months"]
    first = (np.datetime64(end, "M") - (span - 1)).astype("datetime64[D]").astype(np.int64)
    blank = Company(
        seed=seed,
        first_day=int(first),
        last_day=day_number(end),
        orders_per_day=orders_per_day or parameters["orders_per_day"],
        shops=tuple(Shop(**shop) for shop in parameters["shops"]),
        platforms=read_platforms(parameters),
        regions=pd.DataFrame(parameters["regions"], columns=list(REGION_COLUMNS)),
        products=pd.DataFrame(),
        cost_days=np.array([]),
        unit_costs=np.array([]),
        parameters=parameters,
    )
    products = make_products(parameters, blank.stream("products"))
    cost_days, unit_costs = make_costs(
        products, blank.first_day, blank.last_day, blank.stream("costs")
    )
    return replace(blank, products=products, cost_days=cost_days, unit_costs=unit_costs)


def closing_instant(months: np.ndarray) -> np.ndarray:
    """First second of the day a month is closed: the 15th of the next month."""
    table = {month: month_start(month + 1) + 14 * DAY for month in np.unique(months).tolist()}
    return np.array([table[month] for month in np.asarray(months).tolist()], dtype=np.int64)
