"""Monthly bills of couriers: 中通 (total per parcel) and 圆通 (surcharges per parcel)."""

import pandas as pd

from simulator.clock import month_start, month_text
from simulator.company import Company
from simulator.files.downloads import between
from simulator.files.encode import (
    Cell,
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


FORMS = {
    "zto": ("中通账单", "courier_zto", zto_cells),
    "yto": ("圆通账单", "courier_yto", yto_cells),
}


def write(world: World, inbox: Inbox, months: list[int]) -> None:
    """A workbook per courier and month."""
    for courier, parcels in world.parcels.groupby("courier"):
        title, code, cells_of = FORMS[courier]
        for month in months:
            span = month_start(month), month_start(month + 1)
            part = between(parcels, "at", *span).reset_index(drop=True)
            inbox.xlsx(courier, f"{title}_{month_text(month)}", code, cells_of(world.company, part))
