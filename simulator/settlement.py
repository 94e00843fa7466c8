"""抖音 settlement (结算): one row per sub-order and settlement event, every component in cents.

Components are signed as in the fund bill: what the shop receives is positive, the refund taken out
before settlement and the fees are negative. amount = Σ components.
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
)
COMPONENTS = INCOME + FEES
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
    return line


def settle_orders(company: Company, line: pd.DataFrame, refund: pd.DataFrame) -> pd.DataFrame:
    """Settlement rows of completed 抖音 sub-orders, then of their refunds after settlement."""
    douyin = company.is_douyin(line["shop"].to_numpy())
    due = (line["settled"] < NEVER) & (line["gross"] > 0) & line["is_exported"]
    index = np.flatnonzero(douyin & due.to_numpy())
    whole = whole_settlements(company, line, refund, index)
    sold = pd.concat([ordinary_and_final(whole, line), deposits(whole, line)], ignore_index=True)
    rows = pd.concat([sold, refunds_after(company, whole, refund)], ignore_index=True)
    rows["amount"] = rows[list(COMPONENTS)].sum(axis=1)
    return rows.sort_values(["shop", "at", "line", "kind"], kind="stable", ignore_index=True)


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
    rate = company.rate_at("platform", sale["sku"].to_numpy(), sale["settled"].to_numpy())
    platform = times_rate(base, rate)
    rows["waived"] = np.where(sale["fee_free"], platform, 0)
    rows["platform_fee"] = -np.where(sale["fee_free"], 0, platform)
    for fee, column in (
        ("commission", "commission_rate"),
        ("provider_fee", "provider_rate"),
        ("recruiting_fee", "recruiting_rate"),
        ("off_site_fee", "off_site_rate"),
    ):
        rows[fee] = -times_rate(base, sale[column].to_numpy())
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
    cases = cases[company.is_douyin(cases["shop"].to_numpy())]
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
