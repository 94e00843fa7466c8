"""Monthly bills of couriers: 中通 (total per parcel), 圆通 (surcharges per parcel), 顺丰, 菜鸟."""

import pandas as pd
import pyarrow as pa

from simulator.clock import DAY, month_of, month_start, month_text
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
    text_column,
    whole,
)
from simulator.files.inbox import Inbox
from simulator.files.parts import waybills
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


def sf_services(parcels: pd.DataFrame) -> pd.DataFrame:
    """A row per service of each parcel: carriage (运费) with its discount, and 保价."""
    insured = parcels[parcels["insured_fee"] > 0]
    carriage = parcels["fee"] - parcels["insured_fee"]
    rows = pd.concat(
        [
            parcels.assign(service="运费", due=carriage, discount=carriage // 4),
            insured.assign(service="保价", due=insured["insured_fee"], discount=0),
        ]
    )
    return rows.sort_values(["at", "waybill"], kind="stable", ignore_index=True)


def sf_cells(company: Company, parcels: pd.DataFrame) -> list[Cell]:
    """The 13 columns of the 顺丰 bill; 应付金额 = 费用 − 折扣."""
    rows = sf_services(parcels)
    cells = {
        "日期": day_text(rows["at"]),
        "运单号码": waybills(company, rows),
        "寄件地区": "杭州市",
        "到件地区": pick(company.regions["city"], rows["province"]),
        "计费重量": kilograms(rows["grams"]),
        "产品类型": "顺丰标快",
        "付款方式": "寄付月结",
        "费用（元）": money(rows["due"] + rows["discount"]),
        "折扣/促销": money(rows["discount"]),
        "应付金额": money(rows["due"]),
        "经手人": "100001",
        "服务": text_column(rows["service"]),
    }
    return in_order("courier_sf", cells)


def sf_frame(parcels: pd.DataFrame) -> dict[str, list[list[str]]]:
    """Title rows; below the services their totals and 月结权益优惠, which is information."""
    rows, month = sf_services(parcels), month_text(month_of(parcels["at"].iloc[:1])[0])
    sums = (rows["due"].sum() + rows["discount"].sum(), rows["discount"].sum(), rows["due"].sum())
    total = ["合计", *[""] * 7, *(f"{cents / 100:.2f}" for cents in sums)]
    return {
        "before": [["顺丰速运月结账单"], [f"月结账号：5710000001 账单周期：{month}"]],
        "after": [total, ["月结权益优惠"], ["权益名称", "使用日期", "说明", "数量", "金额"]],
    }


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


def cainiao_services(parcels: pd.DataFrame, line: pd.DataFrame) -> pd.DataFrame:
    """A row per day and SKU of what heavy parcels cost, a part of the day's payment."""
    sku = line.drop_duplicates("order_id").set_index("order_id")["sku"]
    heavy = parcels[parcels["heavy_fee"] > 0]
    heavy = heavy.assign(
        day=heavy["at"] // DAY * DAY, sku=sku.reindex(heavy["order_id"]).to_numpy()
    )
    sums = {"at": ("day", "first"), "fee": ("heavy_fee", "sum"), "count": ("at", "size")}
    return heavy.groupby(["day", "sku"]).agg(**sums).reset_index()


def cainiao_service_cells(company: Company, rows: pd.DataFrame) -> list[Cell]:
    """The 13 columns of 菜鸟's value-added services (增值服务)."""
    number, sku = join(compact_day(rows["at"]), whole(1_000 + rows["sku"])), rows["sku"]
    cells = {
        "支付流水号": cainiao_payments(rows),
        "支付时间": stamp(rows["at"] + DAY - 1),
        "支付金额": money(rows["fee"]),
        "增值服务单号": join("VAS", number),
        "关联单据号": join("LBX", number),
        "增值服务类型": "超重加固",
        "服务商": "菜鸟仓",
        "提交时间": stamp(rows["at"] + DAY // 2),
        "状态": "已完成",
        "商品编码": whole(600_000_000 + sku),
        "商品名称": pick(company.products["product_name"], sku),
        "计划操作数量": whole(rows["count"]),
        "实际操作数量": whole(rows["count"]),
    }
    return in_order("cainiao_value_added", cells)


FORMS = {
    "zto": ("中通账单", "courier_zto", zto_cells),
    "yto": ("圆通账单", "courier_yto", yto_cells),
    "sf": ("顺丰账单", "courier_sf", sf_cells),
    "cainiao": ("菜鸟订单费用", "cainiao_order_fee", cainiao_cells),
}


def write(world: World, inbox: Inbox, months: list[int]) -> None:
    """A workbook per courier and month; 菜鸟's payments and services of the last month."""
    for courier, parcels in world.parcels.groupby("courier"):
        title, code, cells_of = FORMS[courier]
        for month in months:
            span = month_start(month), month_start(month + 1)
            part = between(parcels, "at", *span).reset_index(drop=True)
            name = f"{title}_{month_text(month)}"
            frame = sf_frame(part) if courier == "sf" and len(part) else {}
            inbox.xlsx(courier, name, code, cells_of(world.company, part), **frame)
            if courier == "cainiao" and month == months[-1]:
                write_cainiao(world, inbox, month, part)


def write_cainiao(world: World, inbox: Inbox, month: int, parcels: pd.DataFrame) -> None:
    """What 菜鸟's payments of a month come to, and the services in them."""
    name = f"菜鸟销售费用_{month_text(month)}"
    inbox.xlsx("cainiao", name, "cainiao_sale_fee", cainiao_payment_cells(parcels))
    cells = cainiao_service_cells(world.company, cainiao_services(parcels, world.line))
    inbox.xlsx("cainiao", f"菜鸟增值服务费_{month_text(month)}", "cainiao_value_added", cells)
