"""Bank statements, 千川 daily finance, 中通 bills and the ERP's plain csv files."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulator.clock import DAY
from simulator.company import Company
from simulator.files.encode import (
    Cell,
    arrow,
    compact_day,
    day_text,
    in_order,
    join,
    kilograms,
    money,
    pick,
    stamp,
    text_column,
    when,
    whole,
)

EVENTS = {
    "capital": "投资款",
    "payout": "提现",
    "supplier_payment": "货款",
    "courier_payment": "快递费",
    "wage": "工资",
    "rent": "房租",
    "packaging": "包装费",
    "tax_payment": "增值税",
    "interest": "结息",
    "bank_charge": "手续费",
}


def either(cents: pd.Series, positive: bool) -> pa.Array:
    """One side of a two-column amount; the other side is blank."""
    side = cents if positive else -cents
    return when(side > 0, money(side.clip(lower=0)), "")


def icbc_cells(lines: pd.DataFrame) -> list[Cell]:
    """The 14 columns of the ICBC statement; 贷 is money in."""
    summary = text_column(lines["event"].map(EVENTS))
    named = (lines["counterparty"] != "").to_numpy()
    cells = {
        "凭证号": join("0", whole(100_000_000 + lines["number"])),
        "对方账号": when(named, "6222****0001", ""),
        "交易时间": stamp(lines["at"]),
        "借贷标志": when(lines["amount"] > 0, "贷", "借"),
        "对方单位": text_column(lines["counterparty"]),
        "用途": text_column(lines["purpose"]),
        "摘要": summary,
        "附言": text_column(lines["remark"]),
        "转入金额": either(lines["amount"], True),
        "转出金额": either(lines["amount"], False),
        "余额": money(lines["balance"]),
    }
    return in_order("bank_icbc", cells)


def cmb_cells(lines: pd.DataFrame) -> list[Cell]:
    """The 31 columns of the CMB statement; 贷方 is money in."""
    day, time = compact_day(lines["at"]), pc.utf8_slice_codeunits(stamp(lines["at"]), 11, 19)
    summary = text_column(lines["event"].map(EVENTS))
    cells = {
        "交易流水号": join("C", day, whole(100_000 + lines["number"])),
        "交易日期": day,
        "交易时间": time,
        "起息日": day,
        "交易类型": "企业网银",
        "借方金额": either(lines["amount"], False),
        "贷方金额": either(lines["amount"], True),
        "余额": money(lines["balance"]),
        "用途": text_column(lines["purpose"]),
        "业务名称": summary,
        "业务摘要": summary,
        "收(付)方名称": text_column(lines["counterparty"]),
        "信息标志": "付",
        "有否附件信息": "N",
        "冲账标志": "",
        "扩展摘要": text_column(lines["remark"]),
    }
    return in_order("bank_cmb", cells)


def cmb_preamble(first: int, rows: int) -> list[list[str]]:
    """`rows` lines that stand above the header of a CMB statement."""
    day = day_text([first])[0].as_py()
    known = [
        ["招商银行交易明细"],
        ["账号", "571900000010901"],
        ["账户名称", "杭州某某电子商务有限公司"],
        ["币种", "人民币"],
        ["起始日期", day],
        ["查询方式", "按日期"],
        ["制表人", "财务"],
        ["备注", ""],
    ]
    return (known + [[""]] * rows)[:rows]


def courier_cells(company: Company, parcels: pd.DataFrame) -> list[Cell]:
    """The 8 columns of the 中通 monthly bill."""
    cells = {
        "运单号": whole(parcels["waybill"]),
        "账单日期": day_text(parcels["at"]),
        "结算重量": kilograms(parcels["grams"]),
        "目的省": pick(company.regions["province"], parcels["province"]),
        "目的市": pick(company.regions["city"], parcels["province"]),
        "运单发放": "杭州滨江网点",
        "结算对象": "杭州某某电子商务有限公司",
        "合计": money(parcels["fee"]),
    }
    return in_order("courier_zto", cells)


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
