"""The truth beside the bills: what every figure downstream must come to, as Parquet tables.

Amounts are yuan, decimal(18, 2). Everything is as seen after the last day of the bills.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from simulator.clock import NEVER, month_of, month_text
from simulator.company import CHANNELS, Company
from simulator.faults import COLUMNS as FAULT_COLUMNS
from simulator.files.encode import (
    arrow,
    by_group,
    day_text,
    join,
    lookup,
    pick,
    repeated,
    text_column,
    when,
    whole,
)
from simulator.files.entries import COLUMNS as ENTRY_COLUMNS
from simulator.files.entries import FEE, SALE
from simulator.files.platforms import WRITERS
from simulator.settlement import COMPONENTS, DEPOSIT, FEES, FINAL, REFUND
from simulator.wallet import LEDGER_FEES
from simulator.world import World, lost_goods, recognised, refunded_sales, sale_percent

STATUS = ("unpaid", "paid", "shipped", "completed", "closed")
CHARGE_SCENES = ("premium", "small_payment", "penalty", "inspection", *LEDGER_FEES)
FEE_SCENES = (*CHARGE_SCENES, "fee_return")
SETTLED_SCENES = ("settle", "settle_back")
PAYOUT, OWN = "payout", "own"
SCENE_LINKS = {
    **dict.fromkeys(("settle", "payment", "coupon"), SALE),
    **dict.fromkeys(
        (
            "settle_back",
            "refund_user",
            "refund_subsidy",
            "refund",
            "refund_coupon",
            "fee_return",
        ),
        REFUND,
    ),
    **dict.fromkeys((*CHARGE_SCENES, "unknown"), FEE),
    **dict.fromkeys(("withdrawal", "withdrawal_returned"), PAYOUT),
    **dict.fromkeys(("guarantee_deposit", "ad_top_up"), OWN),
}
TEXT = pd.ArrowDtype(pa.string())


def yuan(cents) -> pa.Array:
    """Whole cents as decimal(18, 2) yuan, by way of their exact bytes."""
    values = np.ascontiguousarray(cents, dtype=np.int64)
    wide = np.stack([values, values >> 63], axis=1)
    return pa.Array.from_buffers(
        pa.decimal128(18, 2), len(values), [None, pa.py_buffer(wide.tobytes())]
    )


def instant(seconds) -> pa.Array:
    """Instants as timestamps; NEVER as null."""
    values = np.asarray(seconds, dtype=np.int64)
    return pa.array(values, mask=values >= NEVER).cast(pa.timestamp("s"))


def shop_columns(company: Company, shop) -> dict[str, pa.Array]:
    """Platform and shop of each row."""
    return {
        "platform_code": pick(company.shop_values("platform"), shop),
        "shop_id": pick(company.shop_values("id"), shop),
    }


def order_columns(line: pd.DataFrame, number) -> dict[str, pa.Array]:
    """Order and sub-order of each row; empty where the row has none."""
    number = np.asarray(number)
    sale = line.iloc[np.maximum(number, 0)]
    return {
        "order_id": when(number >= 0, arrow(sale["order_id"]), ""),
        "sub_order_id": when(number >= 0, arrow(sale["sub_order_id"]), ""),
    }


def order_line(world: World) -> pa.Table:
    """Economics of every sub-order."""
    company, line = world.company, world.line
    end = company.end
    status = np.select(
        [line[step] < end for step in ("closed", "completed", "shipped", "paid")], [4, 3, 2, 1], 0
    )
    sale = recognised(company, line)
    recognised_part = {
        name: sale[name].reindex(line.index, fill_value=0) for name in ("vat", "cost")
    }
    shown = {
        step: np.where(line[step] < end, line[step], NEVER)
        for step in ("paid", "shipped", "completed", "settled")
    }
    return pa.table(
        {
            **shop_columns(company, line["shop"]),
            **order_columns(line, line.index),
            "sku_code": pick(company.products["sku_code"], line["sku"]),
            "channel_code": pick(CHANNELS, line["channel"]),
            "province_name": pick(company.regions["province"], line["province"]),
            "quantity": pa.array(line["quantity"]),
            "order_status_code": pick(STATUS, status),
            "is_presale": pa.array(line["presale"]),
            "is_caused_by_ads": pa.array(line["from_ads"]),
            **{
                f"{name}_amount": yuan(line[name])
                for name in (
                    "list",
                    "shop_discount",
                    "platform_discount",
                    "influencer_discount",
                    "payment_discount",
                    "freight",
                    "payable",
                    "gross",
                )
            },
            "vat_amount": yuan(recognised_part["vat"]),
            "cost_amount": yuan(recognised_part["cost"]),
            "ordered_at": instant(line["created"]),
            **{f"{name}_at": instant(values) for name, values in shown.items()},
        }
    )


def flow_text(world: World) -> pa.Array:
    """The flow number of each movement as its bill prints it; blank where the bill has none."""
    moves = world.moves
    platform = world.company.shop_values("platform")[moves["shop"].to_numpy()]
    return by_group(platform, lambda code, rows: WRITERS[code].flow_texts(moves.iloc[rows]))


def money_component(world: World) -> pa.Table:
    """Every signed component of every wallet movement."""
    moves = world.moves
    flow = flow_text(world)
    parts = []
    for component in COMPONENTS:
        rows = np.flatnonzero((moves[component] != 0).to_numpy())
        parts.append((rows, np.full(len(rows), component), moves[component].to_numpy()[rows]))
    rows = np.flatnonzero(~moves["scene"].isin(SETTLED_SCENES).to_numpy())
    parts.append((rows, np.full(len(rows), "line"), moves["amount"].to_numpy()[rows]))
    index = np.concatenate([part[0] for part in parts])
    return pa.table(
        {
            **shop_columns(world.company, moves["shop"].to_numpy()[index]),
            **order_columns(world.line, moves["line"].to_numpy()[index]),
            "flow_number": flow.take(pa.array(index)),
            "scene_code": text_column(moves["scene"].to_numpy()[index]),
            "component_code": text_column(np.concatenate([part[1] for part in parts])),
            "amount": yuan(np.concatenate([part[2] for part in parts])),
            "occurred_at": instant(moves["at"].to_numpy()[index]),
        }
    )


def bill_line_link(world: World) -> pa.Table:
    """Which order or payout each settlement, fund and bank line belongs to, and as what."""
    return pa.concat_tables([settlement_links(world), fund_links(world), bank_links(world)])


def settlement_links(world: World) -> pa.Table:
    """The order of every line of the bills that settle before the money comes."""
    company = world.company
    parts = [
        WRITERS[shop.platform].settlement_entries(world, place).assign(shop=place)
        for place, shop in enumerate(company.shops)
        if company.platforms[shop.platform].is_settled
    ]
    entry = pd.concat([*parts, pd.DataFrame(columns=[*ENTRY_COLUMNS, "shop"])], ignore_index=True)
    blank = repeated("", len(entry))
    return pa.table(
        {
            "bill_kind": repeated("settlement", len(entry)),
            "link_kind": text_column(entry["link_kind"]),
            "owner_id": pick(company.shop_values("id"), entry["shop"]),
            "flow_number": arrow(entry["flow_number"].astype(TEXT)),
            "item_name": text_column(entry["item_name"]),
            **order_columns(world.line, entry["line"].to_numpy(np.int64)),
            "payout_id": blank,
            "amount": yuan(entry["amount"].to_numpy(np.int64)),
            "occurred_at": instant(entry["at"].to_numpy(np.int64)),
        }
    )


def fund_links(world: World) -> pa.Table:
    """The order or payout of every wallet movement; what is the shop's alone has neither."""
    moves = world.moves
    staged = moves["kind"].isin([DEPOSIT, FINAL])
    kinds = moves["kind"].where(staged, moves["scene"].map(SCENE_LINKS.__getitem__))
    return pa.table(
        {
            "bill_kind": repeated("fund_flow", len(moves)),
            "link_kind": text_column(kinds),
            "owner_id": pick(world.company.shop_values("id"), moves["shop"]),
            "flow_number": flow_text(world),
            "item_name": repeated("", len(moves)),
            **order_columns(world.line, moves["line"]),
            "payout_id": lookup(world.payout["payout_id"], moves["payout"]),
            "amount": yuan(moves["amount"]),
            "occurred_at": instant(moves["at"]),
        }
    )


def bank_links(world: World) -> pa.Table:
    """The payout, or the payouts joined by `+`, that each bank line brings."""
    payout, lines = world.payout, world.bank
    group = payout.groupby("merge")["payout_id"].agg("+".join)
    single, merge = (
        lines[name].fillna(-1).astype(np.int64).to_numpy() for name in ("payout", "merge")
    )
    blank = repeated("", len(lines))
    merged = lookup(group, np.where(merge >= 0, group.index.get_indexer(merge), -1))
    return pa.table(
        {
            "bill_kind": repeated("bank", len(lines)),
            "link_kind": text_column(np.where((single >= 0) | (merge >= 0), PAYOUT, OWN)),
            "owner_id": text_column(lines["bank"]),
            "flow_number": whole(lines["number"]),
            "item_name": blank,
            "order_id": blank,
            "sub_order_id": blank,
            "payout_id": join(lookup(payout["payout_id"], single), merged),
            "amount": yuan(lines["amount"]),
            "occurred_at": instant(lines["at"]),
        }
    )


def monthly(frame: pd.DataFrame, column: str, amount: str) -> pd.Series:
    """Σ amount by (month, shop)."""
    keys = [month_of(frame[column].to_numpy()), frame["shop"].to_numpy()]
    return frame.groupby(keys)[amount].sum()


def month_total(world: World) -> pa.Table:
    """Revenue, VAT, cost of sales, fees and refunds by month and shop, as books must show."""
    company, line, refund = world.company, world.line, world.refund
    sale, back, lost = (
        recognised(company, line),
        refunded_sales(company, line, refund),
        lost_goods(company, line, refund),
    )
    moves = world.moves.assign(fee=-world.moves[list(FEES)].sum(axis=1))
    flat = moves["scene"].isin(FEE_SCENES)
    moves.loc[flat, "fee"] = -moves.loc[flat, "amount"]
    sums = {
        "sale_gross": monthly(sale, "completed", "gross"),
        "sale_vat": monthly(sale, "completed", "vat"),
        "sale_cost": monthly(sale, "completed", "cost"),
        "refund_gross": monthly(back, "refunded", "gross"),
        "refund_vat": monthly(back, "refunded", "vat"),
        "refund_cost": monthly(back, "refunded", "cost"),
        "lost_cost": monthly(lost, "refunded", "cost"),
        "fees": monthly(moves, "at", "fee"),
    }
    table = pd.DataFrame(sums).fillna(0).astype(np.int64).sort_index()
    net = table["sale_gross"] - table["refund_gross"]
    vat = table["sale_vat"] - table["refund_vat"]
    columns = {
        "revenue_gross": net,
        "vat": vat,
        "revenue_net": net - vat,
        "cost": table["sale_cost"] - table["refund_cost"] + table["lost_cost"],
        "fees": table["fees"],
        "refunds_gross": table["refund_gross"],
        "refunds_net": table["refund_gross"] - table["refund_vat"],
        "sales_gross": table["sale_gross"],
    }
    months, shops = table.index.get_level_values(0), table.index.get_level_values(1)
    return pa.table(
        {
            "accounting_period": text_column([month_text(month) for month in months]),
            **shop_columns(company, shops),
            **{name: yuan(values) for name, values in columns.items()},
        }
    )


def invoice(world: World) -> pa.Table:
    """发票 by month and VAT rate: one for every recognised sale, red ones for its refunds."""
    company = world.company
    sale = recognised(company, world.line).rename(columns={"completed": "on"})
    sale = sale.assign(percent=sale_percent(company, sale.rename(columns={"on": "completed"})))
    back = refunded_sales(company, world.line, world.refund)
    red = pd.DataFrame(
        {
            "on": back["refunded"].to_numpy(),
            "percent": sale_percent(company, world.line.loc[back["line"]]),
            "gross": -back["gross"].to_numpy(),
            "vat": -back["vat"].to_numpy(),
        }
    )
    rows = pd.concat([sale[["on", "percent", "gross", "vat"]], red], ignore_index=True)
    sums = rows.groupby([month_of(rows["on"].to_numpy()), "percent"])[["gross", "vat"]].sum()
    months = sums.index.get_level_values(0)
    return pa.table(
        {
            "accounting_period": text_column([month_text(month) for month in months]),
            "vat_percent": pa.array(sums.index.get_level_values(1).to_numpy()),
            "gross_amount": yuan(sums["gross"]),
            "vat_amount": yuan(sums["vat"]),
        }
    )


def fault(world: World) -> pa.Table:
    """Every planted fault with the keys under which it must be found."""
    company = world.company
    rows = pd.DataFrame(world.faults.rows, columns=list(FAULT_COLUMNS)).sort_values(
        ["fault_code", "at", "line", "payout"], kind="stable"
    )
    number = rows["line"].to_numpy(dtype=np.int64)
    paid = rows["payout"].to_numpy(dtype=np.int64)
    on_line = world.line["shop"].reindex(number, fill_value=0).to_numpy()
    shop = np.where(number >= 0, on_line, world.payout["shop"].reindex(paid, fill_value=0))
    order = order_columns(world.line, number)
    payout_id = lookup(world.payout["payout_id"], paid)
    on_payout = paid >= 0
    is_file = (rows["file_name"] != "").to_numpy()
    key = when(
        is_file, text_column(rows["file_name"]), when(on_payout, payout_id, order["sub_order_id"])
    )
    shops = shop_columns(company, shop)
    return pa.table(
        {
            "fault_code": text_column(rows["fault_code"]),
            "platform_code": when(is_file, "", shops["platform_code"]),
            "shop_id": when(is_file, "", shops["shop_id"]),
            **order,
            "match_key": key,
            "group_keys": text_column(rows["group"]),
            "file_name": text_column(rows["file_name"]),
            "amount": yuan(rows["amount"].to_numpy(dtype=np.int64)),
            "happened_on": day_text(rows["at"].to_numpy(dtype=np.int64)),
        }
    )


def ring(world: World) -> pa.Table:
    """Orders of the fake-order rings with the address, telephone and device they share."""
    line = world.line[(world.line["ring"] >= 0) & (world.line["place"] == 0)]
    customer = whole(line["customer"])
    return pa.table(
        {
            "ring_id": join("RING", whole(line["ring"])),
            **shop_columns(world.company, line["shop"]),
            "order_id": arrow(line["order_id"]),
            "customer_number": customer,
            "address": join("幸福路", whole(line["customer"] % 997 + 1), "号***"),
            "device": join("device-", whole(line["ring"] * 7919 % 100_003)),
            "ordered_at": instant(line["created"]),
        }
    )


def ad_contribution(world: World) -> pa.Table:
    """By day and shop: spend, adstock, orders expected and revenue realised because of ads."""
    company, line = world.company, world.line
    days = company.days
    caused = line[line["from_ads"] & (line["paid"] < NEVER)]
    keys = [caused["created"].to_numpy() // 86_400, caused["shop"].to_numpy()]
    realised = caused.groupby(keys)["gross"].sum()
    index = pd.MultiIndex.from_product([days, range(len(company.shops))])
    gross = realised.reindex(index, fill_value=0).to_numpy()
    return pa.table(
        {
            "date": day_text(index.get_level_values(0).to_numpy() * 86_400),
            **shop_columns(company, index.get_level_values(1).to_numpy()),
            "spend_amount": yuan(world.plan.spend.ravel()),
            "adstock": pa.array(world.plan.adstock.ravel()),
            "expected_order_count": pa.array(world.plan.orders.ravel()),
            "incremental_gross_amount": yuan(gross),
        }
    )


def tables(world: World) -> Iterator[tuple[str, pa.Table]]:
    """Every truth table by name."""
    for make in (
        order_line,
        money_component,
        bill_line_link,
        month_total,
        invoice,
        fault,
        ring,
        ad_contribution,
    ):
        yield make.__name__, make(world)


def write_truth(world: World, folder: Path) -> None:
    """Write every table as Parquet."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables(world):
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
