"""Monthly bills of couriers: 中通 (total per parcel), 圆通 (surcharges per parcel), 菜鸟."""

import pandas as pd
import pyarrow as pa

from simulator.clock import DAY, month_start, month_text
from simulator.company import Company
from simulator.files.downloads import between
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
    whole,
)
from simulator.files.inbox import Inbox
from simulator.world import World


def zto_cells(company: Company, parcels: pd.DataFrame) -> list[Cell]:
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


def yto_cells(company: Company, parcels: pd.DataFrame) -> list[Cell]:
    """The 13 columns of the 圆通 bill: surcharges; the label of a parcel was paid beforehand."""
    place = pick(company.regions["province"], parcels["province"])
    cells = {
        "运单号码": whole(parcels["waybill"]),
        "账单结算对象编码": "571001",
        "账单结算对象名称": "杭州某某电子商务有限公司",
        "分表格": "全国",
        "计费重量（kg）": kilograms(parcels["grams"]),
        "计费省份": place,
        "计费目的地名称": join(place, pick(company.regions["city"], parcels["province"])),
        "扫描时间": stamp(parcels["at"]),
        "新西费用": money(parcels["far_fee"]),
        "3KG以上费用": money(parcels["heavy_fee"]),
        "上海加收费用": money(parcels["city_fee"]),
    }
    return in_order("courier_yto", cells)


def cainiao_payments(parcels: pd.DataFrame) -> pa.Array:
    """Number of the payment of each parcel's fee: one a day."""
    return join("CN", compact_day(parcels["at"]), "0001")


def cainiao_cells(company: Company, parcels: pd.DataFrame) -> list[Cell]:
    """The 6 columns of 菜鸟's order fees; a day's fees share a payment."""
    cells = {
        "支付时间": stamp(parcels["at"]),
        "费用项": "配送费",
        "支付金额": money(parcels["fee"]),
        "支付流水号": cainiao_payments(parcels),
        "交易订单号": arrow(parcels["order_id"]),
        "运单号": whole(parcels["waybill"]),
    }
    return in_order("cainiao_order_fee", cells)


def cainiao_payment_cells(parcels: pd.DataFrame) -> list[Cell]:
    """The 4 columns of 菜鸟's sale fees: what its payments come to."""
    parcels = parcels.assign(day=parcels["at"] // DAY * DAY)
    paid = parcels.groupby("day", as_index=False)["fee"].sum().rename(columns={"day": "at"})
    cells = {
        "支付流水号": cainiao_payments(paid),
        "支出时间": stamp(paid["at"] + DAY - 1),
        "支出金额": money(paid["fee"]),
        "费用项": "配送费",
    }
    return in_order("cainiao_sale_fee", cells)


FORMS = {
    "zto": ("中通账单", "courier_zto", zto_cells),
    "yto": ("圆通账单", "courier_yto", yto_cells),
    "cainiao": ("菜鸟订单费用", "cainiao_order_fee", cainiao_cells),
}


def write(world: World, inbox: Inbox, months: list[int]) -> None:
    """A workbook per courier and month; 菜鸟's payments of the last month."""
    for courier, parcels in world.parcels.groupby("courier"):
        title, code, cells_of = FORMS[courier]
        for month in months:
            span = month_start(month), month_start(month + 1)
            part = between(parcels, "at", *span).reset_index(drop=True)
            inbox.xlsx(courier, f"{title}_{month_text(month)}", code, cells_of(world.company, part))
            if courier == "cainiao" and month == months[-1]:
                name = f"菜鸟销售费用_{month_text(month)}"
                inbox.xlsx(courier, name, "cainiao_sale_fee", cainiao_payment_cells(part))
