"""The ERP's files: products, costs, purchases and stock moves as plain csv of our own; 聚水潭."""

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
from simulator.files.parts import products_of, status_at, waybills
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
        "waybill_number": when(sold & (sale["waybill"] > 0), waybills(company, sale), ""),
    }
    return in_order("erp_stock_move", cells)


def item_cells(company: Company, line: pd.DataFrame, moment: int) -> list[Cell]:
    """The 24 columns of 聚水潭's order export; amounts of the order stand on each of its items."""
    status = status_at(line, moment)
    number, parcel = whole(1_000_000 + line["order"]), (line["shipped"] < moment).to_numpy()
    payable = line.groupby("order")["payable"].transform("sum").to_numpy()
    paid = np.where(line["paid"] < moment, line["payable"], 0)
    shops, product = line["shop"], products_of(line, company)
    names = {code: platform.name for code, platform in company.platforms.items()}
    cells = {
        "内部订单号": number,
        "线上订单号": arrow(line["order_id"]),
        "店铺名称": pick(company.shop_values("name"), shops),
        "下单时间": stamp(line["created"]),
        "应付金额": money(payable),
        "已付金额": money(np.where(line["paid"] < moment, payable, 0)),
        "状态": pick(["待付款", "待发货", "已发货", "已发货", "已取消"], status),
        "快递单号": when(parcel, waybills(company, line), ""),
        "订单类型": "普通订单",
        "平台站点": pick([names[shop.platform] for shop in company.shops], shops),
        "子订单编号": join(number, "-", whole(line["place"] + 1)),
        "线上子订单编号": arrow(line["sub_order_id"]),
        "商品编码": product["sku"],
        "商品名称": product["title"],
        "数量": whole(line["quantity"]),
        "商品单价": money(line["unit_price"]),
        "商品金额": money(line["list"]),
        "原价": money(line["unit_price"]),
        "买家实付": money(paid),
        "收入运费": money(line["freight"]),
        "支出运费": "0.00",
        "成本价": money(company.cost_at(line["sku"].to_numpy(), line["created"].to_numpy())),
    }
    return in_order("jst_order", cells)


def write_items(world: World, inbox: Inbox, month: int) -> None:
    """聚水潭's export of a month's orders of all shops."""
    span = month_start(month), month_start(month + 1)
    line = world.line[world.line["is_exported"]]
    part = between(line, "created", *span).reset_index(drop=True)
    cells = item_cells(world.company, part, world.company.end)
    inbox.csv("erp", f"聚水潭订单_{month_text(month)}", "jst_order", cells)


def write(world: World, inbox: Inbox, months: list[int]) -> None:
    """Products, cost cards, purchases and stock moves; 聚水潭's orders of the last month."""
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
    write_items(world, inbox, months[-1])
