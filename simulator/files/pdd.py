"""拼多多 files: orders (23), bill of the goods account (7) and promotion wallet (8)."""

import pandas as pd
import pyarrow as pa

from simulator.clock import DAY
from simulator.company import Company
from simulator.files.downloads import OrderDownload, ledger_downloads, order_downloads
from simulator.files.encode import (
    Cell,
    arrow,
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
from simulator.files.parts import (
    courier_of,
    order_of,
    payout_of,
    products_of,
    shown_times,
    status_at,
    waybills,
    words_of,
)
from simulator.world import World

STATUS = ("待付款", "待发货", "已发货，待签收", "已收货", "已取消")
AFTER_SALE = ("无售后或售后取消", "售后处理中", "退款成功", "无售后或售后取消")
SCENES = {
    # scene: 账务类型, 备注, 业务描述
    "payment": ("交易收入", "-", "0010002|交易收入-订单收入"),
    "coupon": ("优惠券结算", "-", "0010005|交易收入-优惠券结算"),
    "service_fee": ("技术服务费", "-", "0030002|技术服务费-基础技术服务费"),
    "taoke": ("多多进宝", "-", "0060001|营销费用-多多进宝"),
    "refund": ("交易退款", "-", "0020002|交易退款-订单退款"),
    "refund_coupon": ("优惠券结算", "-", "0020005|交易退款-优惠券结算"),
    "fee_return": ("技术服务费", "-", "0030002|技术服务费-基础技术服务费"),
    "premium": ("其他", "-", "0050002|服务支出-消费者体验提升计划"),
    "small_payment": ("扣款", "-", "0040001|售后费用-小额打款"),
    "penalty": ("扣款", "-", "0040003|售后费用-延迟发货"),
    "ad_top_up": ("转账", "-", "0070004|转账-广告账户"),
    "withdrawal": ("提现", "提现单号:", "0080001|提现-提现申请"),
    "withdrawal_returned": ("提现", "提现退回，提现单号:", "0080001|提现-提现申请"),
    "unknown": ("其他", "-", "0050099|服务支出-商家成长服务"),
}


def order_cells(company: Company, download: OrderDownload) -> list[Cell]:
    """The 23 columns of the order export: one row per order."""
    line, moment = download.line, download.moment
    shown, product = shown_times(line, moment), products_of(line, company)
    sku, parcel = line["sku"].to_numpy(), shown["shipped"] < moment
    status = pick(STATUS, status_at(line, moment))
    refunded = (download.after_sale == 2) & (line["paid"] < moment)
    state = when(refunded, when(parcel, "已发货，退款成功", "未发货，退款成功"), status)
    cells = {
        "商品": product["title"],
        "订单号": arrow(line["order_id"]),
        "订单状态": when(status_at(line, moment) == 4, state, status),
        "商品总价(元)": money(line["list"]),
        "邮费(元)": money(line["freight"]),
        "店铺优惠折扣(元)": money(line["shop_discount"]),
        "平台优惠折扣(元)": money(line["platform_discount"]),
        "多多支付立减金额(元)": money(line["payment_discount"]),
        "用户实付金额(元)": money(line["payable"]),
        "商家实收金额(元)": money(line["gross"]),
        "商品数量(件)": whole(line["quantity"]),
        "发货时间": stamp(shown["shipped"]),
        "确认收货时间": stamp(shown["completed"]),
        "商品id": whole(700_000_000_000 + sku),
        "商品规格": "默认",
        "样式ID": whole(1_500_000_000_000 + sku * 3),
        "商家编码-规格维度": product["sku"],
        "商家编码-商品维度": product["sku"],
        "售后状态": pick(AFTER_SALE, download.after_sale),
        "快递单号": when(parcel, join(waybills(company, line), "\t"), ""),
        "快递公司": when(parcel, courier_of(company, line), ""),
        "订单成交时间": stamp(shown["paid"]),
    }
    return in_order("pdd_order", cells)


def bill_cells(moves: pd.DataFrame, world: World) -> list[Cell]:
    """The 7 columns of the goods account's bill: money out is negative, no number of a line."""
    kind, remark, detail = words_of(SCENES, moves)
    income, outgo = moves["amount"].clip(lower=0), moves["amount"].clip(upper=0)
    cells = {
        "商户订单号": order_of(moves, world.line),
        "发生时间": stamp(moves["at"]),
        "收入金额（+元）": when(income > 0, money(income), "0"),
        "支出金额（-元）": when(outgo < 0, money(outgo), "0"),
        "账务类型": kind,
        "备注": join(remark, payout_of(moves, world.payout)),
        "业务描述": detail,
    }
    return in_order("pdd_bill", cells)


def bill_frame(moves: pd.DataFrame, first: int, stop: int) -> dict[str, str]:
    """Preamble and tail with the control totals of the period (its end is inclusive)."""
    income, outgo = moves["amount"].clip(lower=0), -moves["amount"].clip(upper=0)
    start, last, seen = (stamp([moment])[0].as_py() for moment in (first, stop - 1, stop))
    return {
        "before": f"拼多多店铺账务明细查询\r\n\r\n起始时间：{start}  终止时间：{last}\r\n"
        "----------交易记录明细列表---------\r\n",
        "after": "#----------交易记录明细列表结束---------\r\n"
        f"#支出合计：{int((outgo > 0).sum())}笔，共{outgo.sum() / 100:.2f}元\r\n"
        f"#收入合计：{int((income > 0).sum())}笔，共{income.sum() / 100:.2f}元\r\n"
        f"#导出时间：[{seen}]\r\n",
    }


def flow_texts(moves: pd.DataFrame) -> pa.Array:
    """The bill numbers nothing."""
    return pa.array([""] * len(moves), pa.string())


def promotion_lines(ads: pd.DataFrame) -> pd.DataFrame:
    """Movements of the promotion wallet, cash and red packets (红包): signed, with balances."""
    parts = []
    for fund, coming, going, word in (
        ("现金", "deposit", "cash", "充值"),
        ("红包", "granted", "grant", "赠送"),
    ):
        for place, (kind, amount) in enumerate(((word, ads[coming]), ("消费", -ads[going]))):
            at = ads["day"] * DAY + (9 + 14 * place) * 3_600
            own = pd.DataFrame({"at": at, "fund": fund, "kind": kind, "amount": amount})
            parts.append(own[amount != 0])
    lines = pd.concat(parts).sort_values(["at", "fund", "kind"], kind="stable", ignore_index=True)
    return lines.assign(balance=lines.groupby("fund")["amount"].cumsum())


def promotion_cells(lines: pd.DataFrame, shop_name: str) -> list[Cell]:
    """The 8 columns of the promotion wallet; only 现金 spent is a cost in cash."""
    cells = {
        "时间": stamp(lines["at"]),
        "资金类型": text_column(lines["fund"]),
        "流水类型": text_column(lines["kind"]),
        "是否计入": "是",
        "店铺名称": shop_name,
        "交易金额": money(lines["amount"]),
        "余额": money(lines["balance"]),
        "交易摘要": join("推广", text_column(lines["kind"])),
    }
    return in_order("pdd_promotion_wallet", cells)


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """Orders, goods account and promotion wallet of one 拼多多 shop."""
    company = world.company
    folder = company.shops[shop].id
    for download in order_downloads(world, shop, months):
        cells = order_cells(company, download)
        inbox.csv(folder, f"拼多多订单_{download.name}", "pdd_order", cells)
    for name, first, stop, moves in ledger_downloads(world.moves, world, shop, months):
        write_file = inbox.zipped_csv if len(name) == 6 else inbox.csv
        write_file(
            folder,
            f"pdd-mall-bill-detail-{name}",
            "pdd_bill",
            bill_cells(moves, world),
            encoding="gb18030",
            **bill_frame(moves, first, stop),
        )
    lines = promotion_lines(world.ads[world.ads["shop"] == shop]).assign(shop=shop)
    for name, _, _, rows in ledger_downloads(lines, world, shop, months):
        cells = promotion_cells(rows, company.shops[shop].name)
        inbox.csv(folder, f"推广财务流水_{name}", "pdd_promotion_wallet", cells)
