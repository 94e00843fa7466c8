"""The ERP's files: products, costs, purchases and stock moves as plain csv of our own."""

import numpy as np
import pandas as pd

from simulator.clock import DAY, month_start, month_text
from simulator.company import Company
from simulator.erp import stock_moves
from simulator.files.downloads import between
from simulator.files.encode import (
    Cell,
    arrow,
    day_text,
    in_order,
    join,
    money,
    pick,
    stamp,
    text_column,
    when,
    whole,
)
from simulator.files.inbox import Inbox
from simulator.world import World


def erp_products(company: Company) -> pd.DataFrame:
    """The merchandise: what the ERP keeps stock of."""
    return company.products[company.products["is_goods"]]


def product_cells(company: Company) -> list[Cell]:
    """The ERP's product list."""
    table = erp_products(company)
    cells = {
        name: text_column(table[name])
        for name in ("sku_code", "product_name", "category_name", "tax_class_code")
    }
    return in_order("erp_product", {**cells, "unit_price": money(table["price"])})


def cost_cells(company: Company) -> list[Cell]:
    """The ERP's cost cards: one row per SKU and change of its unit cost."""
    size, cards = company.unit_costs.shape
    costs = company.unit_costs.ravel()
    changed = np.ones((size, cards), dtype=bool)
    changed[:, 1:] = company.unit_costs[:, 1:] != company.unit_costs[:, :-1]
    keep = (changed & company.products["is_goods"].to_numpy()[:, None]).ravel()
    sku = np.repeat(np.arange(size), cards)[keep]
    day = np.tile(company.cost_days, size)[keep]
    cells = {
        "sku_code": pick(company.products["sku_code"], sku),
        "valid_from": day_text(day * DAY),
        "unit_cost": money(costs[keep]),
    }
    return in_order("erp_cost", cells)


def purchase_cells(company: Company, purchase: pd.DataFrame) -> list[Cell]:
    """The ERP's purchase receipts."""
    cells = {
        "purchase_line_id": join("PO", whole(1_000_001 + purchase.index.to_numpy())),
        "supplier_name": text_column(purchase["supplier"]),
        "sku_code": pick(company.products["sku_code"], purchase["sku"]),
        "quantity": whole(purchase["quantity"]),
        "unit_cost": money(purchase["unit_cost"]),
        "taxable_amount": money(purchase["net"]),
        "vat_rate": money(purchase["vat_percent"]),
        "vat_amount": money(purchase["vat"]),
        "received_date": day_text(purchase["at"]),
    }
    return in_order("erp_purchase", cells)


def stock_cells(company: Company, stock: pd.DataFrame, line: pd.DataFrame) -> list[Cell]:
    """The ERP's stock moves; quantities are unsigned, the type tells the direction."""
    number = stock["line"].to_numpy()
    sold = number >= 0
    sale = line.iloc[np.maximum(number, 0)].reset_index(drop=True)
    platform = pick(company.shop_values("platform"), sale["shop"])
    cells = {
        "movement_id": join("SM", whole(10_000_000 + stock["number"])),
        "movement_type": text_column(stock["kind"]),
        "sku_code": pick(company.products["sku_code"], stock["sku"]),
        "quantity": whole(stock["quantity"]),
        "unit_cost": money(stock["unit_cost"]),
        "moved_at": stamp(stock["at"]),
        "platform_code": when(sold, platform, ""),
        "order_id": when(sold, arrow(sale["order_id"]), ""),
        "sub_order_id": when(sold, arrow(sale["sub_order_id"]), ""),
        "waybill_number": when(sold & (sale["waybill"] > 0), whole(sale["waybill"]), ""),
    }
    return in_order("erp_stock_move", cells)


def write(world: World, inbox: Inbox, months: list[int]) -> None:
    """Products, cost cards, purchases and stock moves."""
    company = world.company
    plain = {"encoding": "utf-8"}
    inbox.csv("erp", "product", "erp_product", product_cells(company), **plain)
    inbox.csv("erp", "cost", "erp_cost", cost_cells(company), **plain)
    stock = stock_moves(world.purchase, world.out, world.back)
    for month in months:
        span = month_start(month), month_start(month + 1)
        cells = purchase_cells(company, between(world.purchase, "at", *span))
        inbox.csv("erp", f"purchase_{month_text(month)}", "erp_purchase", cells, **plain)
        part = between(stock, "at", *span).reset_index(drop=True)
        cells = stock_cells(company, part, world.line)
        inbox.csv("erp", f"stock_move_{month_text(month)}", "erp_stock_move", cells, **plain)
