"""发票 as the tax bureau exports them: one for every recognised sale, a red one for its refund."""

import numpy as np
import pandas as pd

from simulator.clock import month_start, month_text
from simulator.files.downloads import between
from simulator.files.encode import Cell, in_order, join, money, pick, stamp, when, whole
from simulator.files.inbox import Inbox
from simulator.files.parts import products_of
from simulator.world import World, recognised, refunded_sales, sale_percent

TAX_CODES = {
    "goods_13": "1080422990000000000",
    "agri_9": "1010115010100000000",
    "service_6": "3070401000000000000",
}


def invoices(world: World) -> pd.DataFrame:
    """A row per invoice: at, line, number, quantity, gross, vat, percent; red ones are negative."""
    company, line = world.company, world.line
    sale = recognised(company, line)
    blue = pd.DataFrame(
        {"at": sale["completed"], "line": sale.index, "number": sale.index, "sign": 1,
         "gross": sale["gross"], "vat": sale["vat"]}
    )  # fmt: skip
    back = refunded_sales(company, line, world.refund)
    red = pd.DataFrame(
        {"at": back["refunded"], "line": back["line"], "number": len(line) + back.index, "sign": -1,
         "gross": -back["gross"], "vat": -back["vat"]}
    )  # fmt: skip
    rows = pd.concat([blue, red], ignore_index=True).sort_values(["at", "number"], kind="stable")
    rows["percent"] = sale_percent(company, line.loc[rows["line"]])
    return rows.reset_index(drop=True)


def invoice_cells(rows: pd.DataFrame, world: World) -> list[Cell]:
    """The 27 columns of the export: 金额 (without tax) + 税额 = 价税合计."""
    sale = world.line.loc[rows["line"]].reset_index(drop=True)
    company, is_blue = world.company, (rows["sign"] > 0).to_numpy()
    tax_class = company.products["tax_class_code"].to_numpy()[sale["sku"]]
    codes = [TAX_CODES.get(name, "") for name in tax_class.tolist()]
    product = products_of(sale, company)
    cells = {
        "序号": whole(np.arange(1, len(rows) + 1)),
        "数电发票号码": join("26332000", whole(10**11 + rows["number"])),
        "销方识别号": "91330100MA00000001",
        "销方名称": "杭州某某电子商务有限公司",
        "购买方名称": "个人",
        "开票日期": stamp(rows["at"]),
        "税收分类编码": pick(codes, np.arange(len(codes))),
        "货物或应税劳务名称": join("*", product["title"], "*", product["title"]),
        "规格型号": product["sku"],
        "单位": "件",
        "数量": whole(sale["quantity"] * rows["sign"]),
        "金额": money(rows["gross"] - rows["vat"]),
        "税率": join(whole(rows["percent"]), "%"),
        "税额": money(rows["vat"]),
        "价税合计": money(rows["gross"]),
        "发票来源": "电子发票服务平台",
        "发票票种": "数电发票（普通发票）",
        "发票状态": "正常",
        "是否正数发票": when(is_blue, "是", "否"),
        "发票风险等级": "正常",
        "开票人": "财务",
    }
    return in_order("tax_invoice", cells)


def write(world: World, inbox: Inbox, months: list[int]) -> None:
    """The last month's workbook."""
    span = month_start(months[-1]), month_start(months[-1] + 1)
    rows = between(invoices(world), "at", *span).reset_index(drop=True)
    name = f"全量发票查询导出结果_{month_text(months[-1])}"
    inbox.xlsx("tax", name, "tax_invoice", invoice_cells(rows, world), sheet="信息汇总表")
