"""ERP and couriers: purchases, stock moves, unit costs and parcels."""

import numpy as np
import pandas as pd

from simulator.clock import DAY, HOUR, NEVER, month_of, month_start
from simulator.company import Company
from simulator.money import vat_on_net
from simulator.refunds import successful


def sales_out(company: Company, line: pd.DataFrame) -> pd.DataFrame:
    """One movement per shipped sub-order, at the cost card of the day."""
    out = line[(line["shipped"] < company.end) & line["is_stocked"]]
    return pd.DataFrame(
        {
            "kind": "sale_out",
            "line": out.index,
            "sku": out["sku"],
            "quantity": out["quantity"],
            "unit_cost": company.cost_at(out["sku"].to_numpy(), out["shipped"].to_numpy()),
            "at": out["shipped"],
        }
    )


def returns_in(company: Company, line: pd.DataFrame, refund: pd.DataFrame) -> pd.DataFrame:
    """One movement per returned sub-order, at the unit cost with which it left."""
    back = successful(refund)[lambda frame: frame["returned_at"] < company.end]
    sold = line.loc[back["line"]]
    cost = company.cost_at(sold["sku"].to_numpy(), sold["shipped"].to_numpy())
    return pd.DataFrame(
        {
            "kind": "return_in",
            "line": back["line"],
            "sku": sold["sku"].to_numpy(),
            "quantity": back["returned_quantity"],
            "unit_cost": cost,
            "at": back["returned_at"],
        }
    )


def make_purchases(company: Company, out: pd.DataFrame) -> pd.DataFrame:
    """A receipt per SKU and month that covers the month's shipments and a small safety stock."""
    month = month_of(out["at"].to_numpy())
    need = out.assign(month=month).groupby(["month", "sku"])["quantity"].sum().reset_index()
    # Goods that return stay a reserve: each month buys what it ships, plus a twentieth, plus one.
    need["quantity"] += need["quantity"] // 20 + 1
    start = {value: month_start(value) for value in need["month"].unique().tolist()}
    at = np.array([start[value] for value in need["month"].tolist()], dtype=np.int64)
    at = np.maximum(at, company.first_day * DAY) + HOUR
    sku = need["sku"].to_numpy()
    quantity = need["quantity"].to_numpy()
    unit_cost = company.cost_at(sku, at)
    net = quantity * unit_cost
    vat_percent = company.tax_percent(sku, at)
    vat = vat_on_net(net, vat_percent)
    suppliers = np.array(company.parameters["suppliers"])
    category = company.products["category"].to_numpy()[sku]
    return pd.DataFrame(
        {
            "at": at,
            "sku": sku,
            "supplier": suppliers[category],
            "quantity": quantity,
            "unit_cost": unit_cost,
            "net": net,
            "vat_percent": vat_percent,
            "vat": vat,
            "gross": net + vat,
        }
    )


def stock_moves(purchase: pd.DataFrame, out: pd.DataFrame, back: pd.DataFrame) -> pd.DataFrame:
    """All movements in time order, numbered."""
    receipt = purchase[["sku", "quantity", "unit_cost", "at"]].assign(
        kind="purchase_receipt", line=-1
    )
    moves = pd.concat([receipt, out, back], ignore_index=True)
    moves = moves.sort_values(["at", "kind", "line", "sku"], kind="stable", ignore_index=True)
    moves["number"] = np.arange(len(moves)) + 1
    return moves


def courier_parcels(company: Company, line: pd.DataFrame) -> pd.DataFrame:
    """One billed parcel per shipped main order, billed on the ship day by weight and province.

    中通 charges a first kilogram and each next one; 圆通 bills what exceeds 3 kg and surcharges, as
    the label was paid beforehand; 顺丰 insures (保价) dear parcels.
    """
    settings = company.parameters["courier"]
    kilos = company.products["kg"].to_numpy()
    goods = line[(line["shipped"] < NEVER) & (line["waybill"] > 0)]
    grams = (
        np.rint(kilos[goods["sku"].to_numpy()] * 1000).astype(np.int64)
        * goods["quantity"].to_numpy()
    )
    parcel = (
        goods.assign(grams=grams)
        .groupby("order")
        .agg(
            at=("shipped", "first"),
            shop=("shop", "first"),
            waybill=("waybill", "first"),
            order_id=("order_id", "first"),
            province=("province", "first"),
            grams=("grams", "sum"),
            value=("payable", "sum"),
            line=("place", "first"),
        )
    )
    parcel = parcel[parcel["at"] < company.end]
    province = parcel["province"].to_numpy()
    kilos = -(-parcel["grams"].to_numpy() // 1000)
    parcel["courier"] = company.shop_values("courier")[parcel["shop"].to_numpy()]
    listed = (parcel["courier"] == "yto").to_numpy()
    allowed = np.where(listed, 3, 1)
    parcel["far_fee"] = settings["far"] * company.regions["is_far"].to_numpy()[province]
    parcel["heavy_fee"] = np.maximum(kilos - allowed, 0) * settings["next_kg"]
    shanghai = (company.regions["province"] == "上海市").to_numpy()[province]
    parcel["city_fee"] = settings["city"] * (shanghai & listed)
    dear = (parcel["courier"] == "sf") & (parcel["value"] > settings["insured_above"])
    parcel["insured_fee"] = settings["insured"] * dear
    surcharges = parcel[["far_fee", "heavy_fee", "city_fee", "insured_fee"]].sum(axis=1)
    parcel["fee"] = surcharges + np.where(listed, 0, settings["first_kg"])
    return parcel.sort_values(["at", "waybill"], kind="stable").reset_index()
