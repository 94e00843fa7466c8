"""Replay of a real order log (UCI Online Retail columns) as bills, dealt to shops by a fixed rule.

Every row of the log stays: its own sub-order or its own after-sale case.
* An invoice of plain goods goes to shop (invoice number mod shops) of 抖音 and 天猫, the platforms
  with orders of many lines and exports of after-sales; cancellations (C…), bad debt (A…) and
  invoices with a row that is not goods go to 抖音 shop (invoice number mod 抖音 shops), whose
  exports name the item.
* Rows of money ≥ 0 are sub-orders: paid, shipped, completed and settled without fees. Rows without
  money whose quantity is negative are write-offs of stock: closed sub-orders.
* Rows of cancellations, and bad debt below zero, are successful after-sale cases.
* A row's amount is Quantity × UnitPrice, rounded half away from zero to the cent.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from simulator.ads import AdPlan
from simulator.clock import DAY, HOUR, NEVER
from simulator.company import (
    CHANNELS,
    DEFAULT,
    Company,
    Shop,
    read_parameters,
    read_platforms,
)
from simulator.faults import LINE_FAULTS, Faults
from simulator.ids import number_lines
from simulator.orders import KEPT, UNPAID
from simulator.world import World, keep_books

COLUMNS = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)
PLATFORMS = ("douyin", "tmall")
PLAIN_SHOP = {"ad_share": 0.0, "wechat_share": 0.0, "older_forms": False}
TAXED_EXTRAS = ("POST", "DOT", "C2", "D", "M", "m")
OTHER_EXTRAS = ("AMAZONFEE", "BANK CHARGES", "S", "CRUK", "B")
VOUCHER_PREFIX = "gift_"
COST_SHARE = 0.45
SHIP, COMPLETE, SETTLE, REFUND, TAIL = DAY, 6 * DAY, 9 * DAY, 12 * DAY, 21
AUTOMATIC = 10 * DAY
DETAIL_COLUMNS = (
    "shop_discount",
    "platform_discount",
    "influencer_discount",
    "payment_discount",
    "freight",
    "deposit",
    "premium",
    "influencer",
    "waybill",
    "commission_rate",
    "provider_rate",
    "recruiting_rate",
    "off_site_rate",
    "payment_rate",
    "alliance_rate",
    "account",
)


def read_log(path: Path) -> pd.DataFrame:
    """The log with typed columns: quantity, price (1/10000), amount (cents), created (seconds)."""
    table = pq.read_table(path, columns=list(COLUMNS))
    quantity = table["Quantity"].cast(pa.int64()).to_numpy()
    price = np.rint(table["UnitPrice"].cast(pa.float64()).to_numpy() * 10_000).astype(np.int64)
    exact = quantity * price
    amount = np.sign(exact) * ((np.abs(exact) + 50) // 100)
    created = (
        pc.strptime(table["InvoiceDate"], "%Y-%m-%d %H:%M:%S", "s").cast(pa.int64()).to_numpy()
    )
    text = {
        name: table[name].fill_null("").to_pandas().astype(str)
        for name in ("InvoiceNo", "StockCode", "Description", "CustomerID", "Country")
    }
    return pd.DataFrame(
        {
            "invoice": text["InvoiceNo"],
            "stock_code": text["StockCode"],
            "description": text["Description"],
            "customer_text": text["CustomerID"],
            "country": text["Country"],
            "quantity": quantity,
            "price": price,
            "amount": amount,
            "created": created,
        }
    )


def is_goods(stock_code: pd.Series) -> np.ndarray:
    """Whether a stock code is merchandise; the others are carriage, fees, discounts, vouchers …"""
    extra = stock_code.isin(TAXED_EXTRAS + OTHER_EXTRAS) | stock_code.str.startswith(VOUCHER_PREFIX)
    return ~extra.to_numpy()


def make_replay_company(log: pd.DataFrame, seed: int, path: Path) -> Company:
    """The shops that can replay with the log's products, countries and days, and no fees."""
    parameters = read_parameters(path)
    shops = [entry for entry in parameters["shops"] if entry["platform"] in PLATFORMS]
    platforms = {
        code: replace(platform, guarantee=False)
        for code, platform in read_platforms(parameters).items()
    }
    parameters["fees"].update(small_payment_share=0, penalty_share=0, points_rate=0, taoke_rate=0)
    for fee in ("huabei", "inspection"):
        parameters["fees"][fee]["share_of_orders"] = 0
    parameters["payouts"]["returned_share"] = 0
    parameters["expenses"] = dict.fromkeys(parameters["expenses"], 0)
    parameters["faults"] = {code: {"per_10k": 0, "least": 0} for code in parameters["faults"]}
    parameters["suppliers"] = ["General Trading Ltd"]
    parameters["downloads"] = 1
    first, last = int(log["created"].min()) // DAY, int(log["created"].max()) // DAY
    products = replay_products(log)
    countries = sorted(log["country"].str.replace(" ", "-").unique())
    regions = pd.DataFrame(
        {"province": countries, "city": countries, "share": 1.0, "is_far": False}
    )
    return Company(
        seed=seed,
        first_day=first,
        last_day=last + TAIL,
        orders_per_day=0,
        shops=tuple(Shop(**{**shop, **PLAIN_SHOP}) for shop in shops),
        platforms=platforms,
        regions=regions,
        products=products,
        cost_days=np.array([first]),
        unit_costs=products["base_cost"].to_numpy()[:, None],
        parameters=parameters,
    )


def replay_products(log: pd.DataFrame) -> pd.DataFrame:
    """One row per stock code; its unit cost is a fixed share of the median price it sold at."""
    sold = log[(log["price"] > 0) & (log["quantity"] > 0)]
    price = (sold.groupby("stock_code")["price"].median() / 100).round().astype(np.int64)
    named = log[log["description"] != ""].groupby("stock_code")["description"].first()
    codes = pd.Index(sorted(log["stock_code"].unique()))
    price = price.reindex(codes, fill_value=0).to_numpy()
    goods = is_goods(pd.Series(codes))
    name = named.reindex(codes).fillna("").str.replace(",", " ").str.replace('"', "″").str.strip()
    taxed = goods | codes.isin(TAXED_EXTRAS)
    return pd.DataFrame(
        {
            "sku_code": codes,
            "product_name": name.to_numpy(),
            "category_name": "礼品",
            "category": -1,
            "tax_class_code": np.where(taxed, "goods_13", "none_0"),
            "price": price,
            "base_cost": np.maximum(np.rint(price * COST_SHARE).astype(np.int64), 1),
            "kg": 0.0,
            "is_goods": goods,
        }
    )


def deal(company: Company, log: pd.DataFrame) -> np.ndarray:
    """Shop index of each row by the fixed rule."""
    number = log["invoice"].str.extract(r"(\d+)")[0].astype(np.int64).to_numpy()
    special = ~is_goods(log["stock_code"]) | ~log["invoice"].str.match(r"\d").to_numpy()
    mixed = (
        pd.Series(special).groupby(log["invoice"].to_numpy()).transform("max").to_numpy(dtype=bool)
    )
    douyin = np.flatnonzero(company.shop_values("platform") == "douyin")
    return np.where(mixed, douyin[number % len(douyin)], number % len(company.shops))


def replay_lines(company: Company, log: pd.DataFrame) -> pd.DataFrame:
    """A sub-order per row of the log; rows that are after-sales appear in no order export."""
    order, _ = pd.factorize(log["invoice"], sort=False)
    # A long invoice may have rows of the next minute; its order is made once.
    created = log.groupby("invoice")["created"].transform("min")
    line = pd.DataFrame({"order": order, "shop": deal(company, log), "created": created})
    line["place"] = line.groupby("order").cumcount()
    line["siblings"] = line.groupby("order")["place"].transform("size")
    codes = pd.Index(company.products["sku_code"])
    line["sku"] = codes.get_indexer(log["stock_code"])
    line = number_lines(company, line)
    line["quantity"] = log["quantity"].abs()
    line["unit_price"] = (log["price"].abs() + 50) // 100
    line["list"] = line["payable"] = line["gross"] = log["amount"].abs()
    provinces = pd.Index(company.regions["province"])
    line["province"] = provinces.get_indexer(log["country"].str.replace(" ", "-"))
    customers, _ = pd.factorize(log["customer_text"], sort=True)
    line["customer"] = customers
    refunded = log["invoice"].str.startswith("C") | (log["amount"] < 0)
    written_off = ~refunded & (log["quantity"] < 0)
    line["is_exported"] = ~refunded
    goods = company.products["is_goods"].to_numpy()[line["sku"]]
    line["is_stocked"] = goods & ~refunded & ~written_off
    line["channel"] = CHANNELS.index("shelf")
    line["from_ads"], line["presale"], line["fee_free"] = False, False, False
    line["ring"] = -1
    line["fate"] = np.where(written_off, UNPAID, KEPT)
    for column in DETAIL_COLUMNS:
        line[column] = 0
    return add_moments(company, line, written_off.to_numpy())


def add_moments(company: Company, line: pd.DataFrame, written_off: np.ndarray) -> pd.DataFrame:
    """Fixed lags; 天猫 itself confirms an order without money ten days after shipping."""
    created = line["created"].to_numpy()
    paid = line.groupby("order")["payable"].transform("sum").to_numpy() > 0
    proven = company.by_shop(lambda platform: platform.proves_completion, line["shop"].to_numpy())
    completed = np.where(~proven & ~paid, created + SHIP + AUTOMATIC, created + COMPLETE)
    line["paid"] = np.where(written_off, NEVER, created + 60)
    line["shipped"] = np.where(written_off, NEVER, created + SHIP)
    line["completed"] = np.where(written_off, NEVER, completed)
    line["closed"] = np.where(written_off, created + HOUR, NEVER)
    line["settled"] = np.where(written_off, NEVER, np.where(proven, created + SETTLE, completed))
    return line


def replay_refunds(company: Company, line: pd.DataFrame) -> pd.DataFrame:
    """An after-sale case per row of the log that gives money back."""
    case = line[~line["is_exported"]]
    goods = company.products["is_goods"].to_numpy()[case["sku"]]
    refunded = case["created"] + REFUND
    return pd.DataFrame(
        {
            "line": case.index,
            "shop": case["shop"],
            "case_number": 150_000_000_000_000_000 + case.index,
            "applied": case["created"],
            "refunded": refunded,
            "finished": refunded,
            "status": "success",
            "case_type": np.where(goods, "退货退款", "仅退款"),
            "goods_amount": case["payable"],
            "freight_amount": 0,
            "amount": case["payable"],
            "subsidy_amount": 0,
            "is_full": True,
            "was_shipped": True,
            "is_early": False,
            "before_settlement": False,
            "after_settlement": True,
            "returned_at": np.where(goods, refunded - 2 * HOUR, NEVER),
            "returned_quantity": np.where(goods, case["quantity"], 0),
            "reason": 4,
        }
    ).reset_index(drop=True)


def replay(path: Path, seed: int, description: Path = DEFAULT) -> World:
    """The world of a real order log."""
    log = read_log(path)
    company = make_replay_company(log, seed, description)
    line = replay_lines(company, log)
    nothing = np.zeros((len(company.days), len(company.shops)))
    plan = AdPlan(nothing.astype(np.int64), nothing, nothing)
    planted = Faults({code: np.array([], dtype=np.int64) for code in LINE_FAULTS})
    return keep_books(company, plan, line, replay_refunds(company, line), planted)
