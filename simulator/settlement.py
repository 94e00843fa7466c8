"""Settlement (结算): one row per sub-order and settlement event, every component in cents.

Components are signed from the shop's side: what it receives is positive, the refund taken out
before settlement and the fees are negative. amount = Σ components. `batch` numbers the events of an
order: rows of one batch reach the wallet together.
"""

import numpy as np
import pandas as pd

from simulator.clock import NEVER
from simulator.company import CHANNELS, Company
from simulator.money import share, times_rate
from simulator.refunds import successful

INCOME = (
    "payment",
    "freight",
    "platform_subsidy",
    "influencer_subsidy",
    "payment_subsidy",
    "refund",
)
FEES = (
    "platform_fee",
    "commission",
    "provider_fee",
    "channel_fee",
    "recruiting_fee",
    "off_site_fee",
    "other_fee",
    "payment_fee",
    "alliance_fee",
)
COMPONENTS = INCOME + FEES
AGREED = {
    "commission": "commission_rate",
    "provider_fee": "provider_rate",
    "recruiting_fee": "recruiting_rate",
    "off_site_fee": "off_site_rate",
    "payment_fee": "payment_rate",
    "alliance_fee": "alliance_rate",
}
ORDINARY, DEPOSIT, FINAL, REFUND = "ordinary", "deposit", "final", "refund"


def add_fee_terms(company: Company, line: pd.DataFrame) -> pd.DataFrame:
    """Fee rates that were agreed when the sub-order was made."""
    generator = company.stream("fees")
    fees = company.parameters["fees"]
    size = len(line)
    commission = company.rate_at("commission", line["sku"].to_numpy(), line["created"].to_numpy())
    channel = line["channel"].to_numpy()

    def sometimes(choice: dict, allowed: np.ndarray) -> np.ndarray:
        return np.where(
            allowed & (generator.random(size) < choice["share_of_orders"]), choice["rate"], 0.0
        )

    line["commission_rate"] = np.where(line["influencer"] > 0, commission, 0.0)
    line["provider_rate"] = sometimes(fees["provider"], channel == CHANNELS.index("live"))
    line["recruiting_rate"] = sometimes(fees["recruiting"], channel == CHANNELS.index("affiliate"))
    line["off_site_rate"] = sometimes(fees["off_site"], channel == CHANNELS.index("ads"))
    line["fee_free"] = generator.random(size) < fees["free_share"]
    line["payment_rate"] = fees["payment_rate"]
    affiliate = channel == CHANNELS.index("affiliate")
    line["alliance_rate"] = np.where(affiliate, fees["alliance_rate"], 0.0)
    return line


def settle_orders(company: Company, line: pd.DataFrame, refund: pd.DataFrame) -> pd.DataFrame:
    """Settlement rows of completed sub-orders, then of their refunds after settlement."""
    settles = company.by_shop(lambda platform: platform.is_settled, line["shop"].to_numpy())
    due = (line["settled"] < NEVER) & (line["gross"] > 0) & line["is_exported"]
    index = np.flatnonzero(settles & due.to_numpy())
    whole = whole_settlements(company, line, refund, index)
    sold = pd.concat([ordinary_and_final(whole, line), deposits(whole, line)], ignore_index=True)
    rows = pd.concat([sold, refunds_after(company, whole, refund)], ignore_index=True)
    rows["amount"] = rows[list(COMPONENTS)].sum(axis=1)
    rows = rows.sort_values(["shop", "at", "line", "kind"], kind="stable", ignore_index=True)
    rows["order"] = line["order"].to_numpy()[rows["line"]]
    rows["batch"] = rows.groupby(["shop", "at", "order", "kind"], sort=True).ngroup()
    return rows


def whole_settlements(company, line, refund, index) -> pd.DataFrame:
    """The sub-order's whole settlement, pre-sale deposit and final payment together."""
    sale = line.iloc[index]
    early = successful(refund)[lambda frame: frame["before_settlement"]].set_index("line")
    taken = early["amount"].reindex(index, fill_value=0).to_numpy()
    rows = pd.DataFrame(
        {"line": index, "shop": sale["shop"].to_numpy(), "at": sale["settled"].to_numpy()}
    )
    rows["payment"] = (sale["payable"] - sale["freight"]).to_numpy()
    rows["freight"] = sale["freight"].to_numpy()
    rows["platform_subsidy"] = sale["platform_discount"].to_numpy()
    rows["influencer_subsidy"] = sale["influencer_discount"].to_numpy()
    rows["payment_subsidy"] = sale["payment_discount"].to_numpy()
    rows["refund"] = -taken
    base = rows[list(INCOME)].sum(axis=1).to_numpy()
    shop, sku = sale["shop"].to_numpy(), sale["sku"].to_numpy()
    platform = times_rate(base, company.service_rate(shop, sku, sale["settled"].to_numpy()))
    rows["waived"] = np.where(sale["fee_free"], platform, 0)
    rows["platform_fee"] = -np.where(sale["fee_free"], 0, platform)
    for fee, column in AGREED.items():
        charged = company.by_shop(lambda platform, fee=fee: fee in platform.fees, shop)
        rows[fee] = -times_rate(base, np.where(charged, sale[column], 0.0))
    rows["channel_fee"] = 0
    rows["other_fee"] = 0
    rows["case"] = -1
    return rows


def deposits(whole: pd.DataFrame, line: pd.DataFrame) -> pd.DataFrame:
    """The deposit row (定金) of each pre-sale: its part of the payment and of every fee."""
    deposit = line["deposit"].to_numpy()[whole["line"]]
    rows = whole[deposit > 0].assign(kind=DEPOSIT)
    deposit = deposit[deposit > 0]
    income = rows[list(INCOME)].sum(axis=1).to_numpy()
    for component in INCOME:
        rows[component] = deposit if component == "payment" else 0
    for fee in FEES:
        rows[fee] = -share(-rows[fee].to_numpy(), deposit, income)
    rows["waived"] = 0
    return rows


def ordinary_and_final(whole: pd.DataFrame, line: pd.DataFrame) -> pd.DataFrame:
    """Ordinary rows, and final-payment rows (尾款) of pre-sales: the whole less the deposit."""
    rows = whole.assign(
        kind=np.where(line["deposit"].to_numpy()[whole["line"]] > 0, FINAL, ORDINARY)
    )
    first = deposits(whole, line)
    rows.loc[first.index, list(COMPONENTS)] -= first[list(COMPONENTS)]
    return rows


def refunds_after(company: Company, whole: pd.DataFrame, refund: pd.DataFrame) -> pd.DataFrame:
    """Rows of refunds after settlement (结算后退款): payment, subsidies and fees go back."""
    cases = successful(refund)[lambda frame: frame["after_settlement"]]
    shop = cases["shop"].to_numpy()
    cases = cases[company.by_shop(lambda platform: platform.is_settled, shop)]
    amounts = whole.set_index("line")[list(COMPONENTS)]
    sold = amounts.reindex(cases["line"], fill_value=0).reset_index(drop=True)
    rows = cases[["line", "shop"]].reset_index(drop=True)
    rows = rows.assign(at=cases["refunded"].to_numpy(), kind=REFUND)
    rows["case"] = cases.index.to_numpy()
    full = cases["is_full"].to_numpy()
    rows["payment"] = -cases["goods_amount"].to_numpy()
    rows["freight"] = -cases["freight_amount"].to_numpy()
    for subsidy in ("platform_subsidy", "influencer_subsidy", "payment_subsidy"):
        rows[subsidy] = np.where(full, -sold[subsidy], 0)
    rows["refund"] = 0
    income = sold[list(INCOME)].sum(axis=1).to_numpy()
    back = cases["amount"].to_numpy()
    for fee in FEES:
        part = share(-sold[fee].to_numpy(), back, income)
        rows[fee] = np.where(full, -sold[fee].to_numpy(), part)
    rows["waived"] = 0
    return rows
