"""The whole simulation: from demand to every ledger, as frames in cents and seconds."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator import bank, erp, faults, orders, refunds, settlement, wallet
from simulator.ads import AdPlan, plan_ads
from simulator.clock import DAY, month_of
from simulator.company import Company
from simulator.money import vat_in_gross
from simulator.seasons import base_demand


@dataclass
class World:
    """Every frame a bill file or a truth table is written from."""

    company: Company
    line: pd.DataFrame
    refund: pd.DataFrame
    settlement: pd.DataFrame
    moves: pd.DataFrame
    payout: pd.DataFrame
    bank: pd.DataFrame
    ads: pd.DataFrame
    plan: AdPlan
    out: pd.DataFrame
    back: pd.DataFrame
    purchase: pd.DataFrame
    parcels: pd.DataFrame
    faults: faults.Faults


def simulate(company: Company) -> World:
    """A company's invented life."""
    plan = plan_ads(company, base_demand(company.days, company.parameters))
    order = orders.add_rings(company, orders.make_orders(company, plan))
    line = orders.make_lines(company, order)
    line = orders.add_parcels(company, orders.add_life(company, line))
    line = settlement.add_fee_terms(company, line)
    line["account"] = wallet.paid_into(company, line)
    line["settled"] = refunds.settle_instant(company, line)
    line["fate"] = refunds.start_quietly(line)
    planted = faults.choose_lines(company, line)
    line = faults.confirm_automatically(company, line, planted)
    refund = faults.plant_late_refunds(company, line, refunds.make_refunds(company, line), planted)
    return keep_books(company, plan, line, refund, planted)


def keep_books(company, plan: AdPlan, line, refund, planted: faults.Faults) -> World:
    """Settlements, wallets, stock and banks that follow from orders and refunds."""
    settled = settlement.settle_orders(company, line, refund)
    settled = faults.plant_in_settlement(settled, line, planted)
    moves = pd.concat(
        [
            wallet.settled_movements(company, settled),
            wallet.incidentals(company, line),
            wallet.ledger_movements(company, line, refund),
        ],
        ignore_index=True,
    )
    moves = faults.plant_in_wallet(company, moves, line, planted)
    moves = wallet.name_accounts(line, wallet.bundle_days(company, moves))
    moves, ads = wallet.add_top_ups(company, moves, plan)
    moves, payout = wallet.add_payouts(company, moves)
    payout = faults.plant_in_payouts(company, payout, planted, int(line["order"].max()) + 1)
    moves = wallet.close_books(company, moves)
    out = faults.plant_in_stock(company, erp.sales_out(company, line), planted)
    back = erp.returns_in(company, line, refund)
    purchase = erp.make_purchases(company, out)
    parcels = erp.courier_parcels(company, line)
    flows = pd.concat(
        [
            bank.deposits(company, payout),
            bank.expenses(company, purchase, parcels, vat_due(company, line, refund, purchase)),
        ],
        ignore_index=True,
    )
    settled = settled[settled["at"] < company.end].reset_index(drop=True)
    return World(
        company,
        line,
        refund,
        settled,
        moves,
        payout,
        bank.bank_statements(company, flows),
        ads,
        plan,
        out,
        back,
        purchase,
        parcels,
        planted,
    )


def recognised(company: Company, line: pd.DataFrame) -> pd.DataFrame:
    """Completed sub-orders with their VAT and cost of sales."""
    sale = line[(line["completed"] < company.end) & line["is_exported"]].copy()
    sale["vat"] = vat_in_gross(sale["gross"].to_numpy(), sale_percent(company, sale))
    sku, shipped = sale["sku"].to_numpy(), sale["shipped"].to_numpy()
    sale["cost"] = company.cost_at(sku, shipped) * sale["quantity"] * sale["is_stocked"]
    return sale


def sale_percent(company: Company, line: pd.DataFrame) -> np.ndarray:
    """VAT per cent of each completed sub-order: that of the day of completion."""
    return company.tax_percent(line["sku"].to_numpy(), line["completed"].to_numpy())


def refunded_sales(company: Company, line: pd.DataFrame, refund: pd.DataFrame) -> pd.DataFrame:
    """Successful refunds of recognised sales: gross, VAT and cost that go back.

    Ledgers pay the buyer's money and subsidies back in lines of their own, each with its VAT.
    """
    case = refunds.successful(refund)
    case = case[~case["is_early"] & (case["refunded"] < company.end)].copy()
    sold = line.loc[case["line"]]
    case["gross"] = case["amount"] + case["subsidy_amount"]
    percent = sale_percent(company, sold)
    case["vat"] = vat_in_gross(case["gross"].to_numpy(), percent)
    by_lines = company.by_shop(lambda platform: not platform.is_settled, case["shop"].to_numpy())
    paid, given = case["amount"].to_numpy(), case["subsidy_amount"].to_numpy()
    in_parts = vat_in_gross(paid, percent) + vat_in_gross(given, percent)
    case["vat"] = np.where(by_lines, in_parts, case["vat"])
    unit = company.cost_at(sold["sku"].to_numpy(), sold["shipped"].to_numpy())
    case["cost"] = unit * case["returned_quantity"]
    return case


def lost_goods(company: Company, line: pd.DataFrame, refund: pd.DataFrame) -> pd.DataFrame:
    """Refund-only cases of shipped, never completed sub-orders: their cost is an expense."""
    case = refunds.successful(refund)
    lost = case["is_early"] & case["was_shipped"] & (case["returned_quantity"] == 0)
    case = case[lost & (case["refunded"] < company.end)].copy()
    sold = line.loc[case["line"]]
    unit = company.cost_at(sold["sku"].to_numpy(), sold["shipped"].to_numpy())
    case["cost"] = unit * sold["quantity"].to_numpy()
    return case


def vat_due(company: Company, line, refund, purchase) -> dict[int, int]:
    """VAT to pay per month: output less input, a surplus of input is carried forward."""
    sale, back = recognised(company, line), refunded_sales(company, line, refund)
    output = sale.groupby(month_of(sale["completed"].to_numpy()))["vat"].sum()
    red = back.groupby(month_of(back["refunded"].to_numpy()))["vat"].sum()
    paid = purchase.groupby(month_of(purchase["at"].to_numpy()))["vat"].sum()
    due, credit = {}, 0
    for month in np.unique(month_of(company.days * DAY)).tolist():
        balance = (
            int(output.get(month, 0)) - int(red.get(month, 0)) - int(paid.get(month, 0)) - credit
        )
        due[month] = max(balance, 0)
        credit = max(-balance, 0)
    return due
