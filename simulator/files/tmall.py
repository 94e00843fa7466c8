"""天猫, 支付宝: order list (37), items (12), refunds (7), 账务明细 (16, 12), 聚合结算 (14, 8)."""

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.clock import NEVER, month_of
from simulator.company import Company
from simulator.files.downloads import age_of, between, ledger_downloads, order_downloads
from simulator.files.encode import (
    Cell,
    arrow,
    compact_day,
    day_text,
    ids,
    in_form,
    in_order,
    join,
    lookup,
    money,
    pick,
    stamp,
    when,
    whole,
)
from simulator.files.inbox import Inbox
from simulator.files.parts import (
    courier_of,
    order_of,
    payout_of,
    person,
    products_of,
    sold_line,
    status_at,
    waybills,
    words_of,
)
from simulator.world import World

STATUS = (
    "等待买家付款",
    "买家已付款，等待卖家发货",
    "卖家已发货，等待买家确认",
    "交易成功",
    "交易关闭",
)
ENCODING = "gb18030"
ITEM_STATES = ("没有申请退款", "退款中", "退款成功", "退款关闭")
LEDGER = {
    "payment": ("交易付款", "", "", "0010001|交易收款-交易收款"),
    "service_fee": (
        "交易分账",
        "天猫佣金（类目）{",
        "}扣款",
        "0530288T|技术&服务费-天猫佣金（类目）",
    ),
    "points": ("交易分账", "代扣返点积分", "", "0530289T|技术&服务费-返点积分"),
    "taoke": ("交易分账", "淘宝客佣金代扣款[", "]", "0530290T|推广费-淘宝客佣金"),
    "huabei": ("收费", "花呗支付服务费{", "}", "0530291T|支付服务费-花呗"),
    "premium": ("其它", "卖家版运费险{", "}", "0070003|保险支出-卖家版运费险"),
    "refund": ("交易退款", "售后退款", "", "0010002|交易退款-售后退款"),
    "guarantee_deposit": ("转账", "天猫保证金-充值（代扣）", "", "0080004|转账-天猫保证金充值"),
    "ad_top_up": ("转账", "万相台充值", "", "0080003|转账-万相台充值"),
    "withdrawal": ("提现", "提现单号:", "", "0060001|提现-提现至银行卡"),
    "withdrawal_returned": ("提现", "提现退回，提现单号:", "", "0060002|提现-提现退回"),
}
WECHAT_SCENES = {
    # scene: 入账类型, 业务描述, 备注
    "payment": ("交易收款", "交易收款", ""),
    "service_fee": ("服务费", "软件服务费", "天猫佣金"),
    "refund": ("交易退款(售后)", "售后退款", ""),
    "withdrawal": ("提现", "提现", "提现单号:"),
    "withdrawal_returned": ("提现", "提现退回", "提现退回，提现单号:"),
}
OF_ONE_EVENT = ("payment", "service_fee")
# Forms of a bill by the age of its month.
LEDGER_FORMS = ("alipay_ledger", "alipay_ledger", "alipay_ledger_v12")
WECHAT_FORMS = (*["tmall_wechat_settlement"] * 2, "tmall_wechat_settlement_v8")


def buyer_name(line: pd.DataFrame) -> pa.Array:
    """Member name (买家会员名)."""
    return join("tb", whole(20_000_000 + line["customer"].to_numpy() * 31))


def order_cells(company: Company, line: pd.DataFrame, moment: int) -> list[Cell]:
    """The 37 columns of ExportOrderList as downloaded at a moment, one row per main order."""
    grouped = line.groupby("order", sort=False)
    head = line.drop_duplicates("order").reset_index(drop=True)
    payable = grouped["payable"].sum().to_numpy()
    status = status_at(head, moment)
    person_cells = person(head)
    paid = np.where(head["paid"] < moment, head["paid"], NEVER)
    shipped = ((head["shipped"] < moment) & (head["waybill"] > 0)).to_numpy()
    products = products_of(head, company)
    cells = {
        "订单编号": ids(head["order_id"], "'"),
        "买家会员名": buyer_name(head),
        "买家支付宝账号": "***",
        "买家应付货款": money(payable),
        "买家应付邮费": "0.00",
        "买家支付积分": "0",
        "总金额": money(payable),
        "返点积分": "0",
        "买家实际支付金额": money(np.where(paid < NEVER, payable, 0)),
        "买家实际支付积分": "0",
        "订单状态": pick(STATUS, status),
        "收货人姓名": person_cells["name"],
        "收货地址": join(
            pick(company.regions["province"], head["province"]),
            " ",
            pick(company.regions["city"], head["province"]),
            " 高新区 ",
            person_cells["address"],
        ),
        "运送方式": "快递",
        "联系手机": join("'", person_cells["phone"]),
        "订单创建时间": stamp(head["created"]),
        "订单付款时间": stamp(paid),
        "宝贝标题": products["title"],
        "宝贝种类": whole(grouped["sku"].nunique().to_numpy()),
        "物流单号": when(shipped, join("No:", waybills(company, head)), ""),
        "物流公司": when(shipped, courier_of(company, head), ""),
        "宝贝总数量": whole(grouped["quantity"].sum().to_numpy()),
        "店铺Id": "0",
        "店铺名称": shop_names(company, head),
        "订单关闭原因": when(
            status == 4, when(paid < NEVER, "买家申请退款", "买家未付款"), "订单未关闭"
        ),
        "卖家服务费": "0.00",
        "买家服务费": "0.00",
        "是否手机订单": "手机订单",
        "修改后的收货地址": "null",
    }
    return in_order("tmall_order", cells)


def shop_names(company: Company, frame: pd.DataFrame) -> pa.Array:
    """Name of each row's shop."""
    return pick(company.shop_values("name"), frame["shop"])


def item_cells(
    company: Company, line: pd.DataFrame, after_sale: np.ndarray, moment: int
) -> list[Cell]:
    """The 12 columns of ExportItemList."""
    shipped = ((line["shipped"] < moment) & (line["waybill"] > 0)).to_numpy()
    products = products_of(line, company)
    cells = {
        "子订单编号": ids(line["sub_order_id"], "'"),
        "主订单编号": ids(line["order_id"], "'"),
        "商品标题": products["title"],
        "商品属性": "默认",
        "商家编码": products["sku"],
        "外部系统编号": products["sku"],
        "购买数量": whole(line["quantity"]),
        "价格": money(line["unit_price"]),
        "买家实付金额": money(line["payable"]),
        "退款状态": pick(ITEM_STATES, after_sale),
        "物流单号": when(shipped, join("No:", waybills(company, line)), ""),
        "物流公司": when(shipped, courier_of(company, line), ""),
    }
    return in_order("tmall_order_item", cells)


def refund_cells(refund: pd.DataFrame, line: pd.DataFrame, moment: int) -> list[Cell]:
    """The 7 columns of the refund table; 订单编号 is the sub-order's number."""
    sale = line.loc[refund["line"]].reset_index(drop=True)
    ended = (refund["finished"] < moment).to_numpy()
    success = ended & (refund["status"] == "success").to_numpy()
    cells = {
        "退款编号": ids(refund["case_number"], "'"),
        "订单编号": ids(sale["sub_order_id"], "'"),
        "退款总额": money(refund["amount"]),
        "退给买家金额": money(refund["amount"]),
        "退给平台金额": "0.00",
        "退款完结时间": stamp(np.where(ended, refund["finished"], NEVER)),
        "退款状态": when(success, "退款成功", when(ended, "退款关闭", "退款中")),
    }
    return in_order("tmall_refund", cells)


def ledger_cells(
    moves: pd.DataFrame, line: pd.DataFrame, refund, payout, *, code: str
) -> list[Cell]:
    """The 16 (or older 12) columns of 账务明细, oldest first; money out is negative."""
    number = moves["line"].to_numpy()
    sale = line.iloc[np.maximum(number, 0)].reset_index(drop=True)
    scene = moves["scene"].map(list(LEDGER).index).to_numpy()
    kind, before, after, detail = (
        pick(words, scene) for words in zip(*LEDGER.values(), strict=True)
    )
    order = arrow(sale["order_id"])
    is_order = number >= 0
    # The older form has no other column that names the sub-order of a fee.
    subject = join(
        lookup(refund["case_number"], moves["case"]),
        lookup(payout["payout_id"], moves["payout"]),
        when(is_order & (moves["case"] < 0), arrow(sale["sub_order_id"]), ""),
    )
    amount = moves["amount"]
    trade = np.isin(moves["scene"], ["payment", "refund"])
    serial = flow_numbers(moves)
    cells = {
        "账务流水号": join(whole(serial), "\t"),
        "业务流水号": join(compact_day(moves["at"]), whole(serial * 3), "\t"),
        "商户订单号": when(trade & is_order, join("T200P", order, "\t"), "\t"),
        "商品名称": when(is_order, products_title(sale), ""),
        "发生时间": stamp(moves["at"]),
        "对方账号": when(trade, "***(***@***.com)", ""),
        "收入金额（+元）": money(amount.clip(lower=0)),
        "支出金额（-元）": money(amount.clip(upper=0)),
        "账户余额（元）": money(moves["balance"]),
        "交易渠道": "支付宝",
        "业务类型": kind,
        "备注": when(moves["scene"] == "payment", "", join(before, subject, after)),
        "业务描述": detail,
        "业务账单来源": "商家中心",
        "业务基础订单号": when(is_order, arrow(sale["sub_order_id"]), ""),
        "业务订单号": when(is_order, order, ""),
    }
    return in_form(code, cells, "alipay_ledger")


def flow_numbers(moves: pd.DataFrame) -> np.ndarray:
    """16-digit flow numbers of 支付宝."""
    return 2_088_000_000_000_000 + moves["number"].to_numpy() * 7


def wechat_numbers(moves: pd.DataFrame) -> pa.Array:
    """28-digit numbers of 微信支付; a payment and the fee taken from it share one."""
    together = moves["scene"].isin(OF_ONE_EVENT)
    number = np.where(together, moves["line"], 5 * 10**11 + moves["number"])
    running = pa.compute.utf8_lpad(whole(number), 12, "0")
    return join("42000023", compact_day(moves["arose"]), running)


def flow_texts(moves: pd.DataFrame) -> pa.Array:
    """Flow numbers as the bills print them."""
    return when(moves["account"] > 0, wechat_numbers(moves), whole(flow_numbers(moves)))


def wechat_cells(moves: pd.DataFrame, world: World, code: str) -> list[Cell]:
    """The 14 (or older 8) columns of what was paid by 微信; only the older show a minus."""
    kind, detail, remark = words_of(WECHAT_SCENES, moves)
    has_line, sale = sold_line(moves, world.line)
    order, at = order_of(moves, world.line), stamp(moves["at"])
    outgo = moves["amount"].clip(upper=0)
    shared = {
        "支付流水号": flow_texts(moves),
        "业务描述": detail,
        "备注": join(remark, payout_of(moves, world.payout)),
    }
    if code == "tmall_wechat_settlement_v8":
        cells = {
            "入账时间": at,
            "淘宝订单编号": order,
            "入账类型": kind,
            "收入金额（元）": money(moves["amount"].clip(lower=0)),
            "支出金额": money(outgo),
        }
        return in_order(code, {**shared, **cells})
    cells = {
        "商家昵称": shop_names(world.company, moves),
        "入帐日期": day_text(moves["at"]),
        "入帐时间": pa.compute.utf8_slice_codeunits(at, 11, 19),
        "主订单id": order,
        "子订单id": when(has_line, arrow(sale["sub_order_id"]), ""),
        "入帐类型": kind,
        "收入金额(元)": money(moves["amount"].clip(lower=0)),
        "支出金额(元)": money(-outgo),
        "收/付渠道": "微信",
        "数据创建时间": stamp(moves["at"] + 2),
        "数据修改时间": stamp(moves["at"] + 2),
    }
    return in_order(code, {**shared, **cells})


def products_title(sale: pd.DataFrame) -> pa.Array:
    """Short goods title of a ledger row."""
    return join("订单商品", whole(sale["place"] + 1))


def ledger_frame(moves: pd.DataFrame, first: int, stop: int) -> dict[str, str]:
    """Preamble and footer with the control totals of the period (its end is exclusive)."""
    income, outgo = moves["amount"].clip(lower=0), -moves["amount"].clip(upper=0)
    start, end = (
        f"{day_text([moment])[0].as_py()[:4]}年{day_text([moment])[0].as_py()[5:7]}月"
        f"{day_text([moment])[0].as_py()[8:]}日 00:00:00"
        for moment in (first, stop)
    )
    rule = "#" + "-" * 41 + "账务明细列表"
    return {
        "before": f"#支付宝账务明细查询\r\n#账号：[20885011365400330156]\r\n"
        f"#起始日期：[{start}]   终止日期：[{end}]\r\n{rule}{'-' * 40}\r\n",
        "after": f"{rule}结束{'-' * 36}\r\n"
        f"#支出合计：{int((outgo > 0).sum())}笔，共{outgo.sum() / 100:.2f}元\r\n"
        f"#收入合计：{int((income > 0).sum())}笔，共{income.sum() / 100:.2f}元\r\n"
        f"#导出时间：[{end}]\r\n",
    }


def write(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """Order list, item list, refunds and 账务明细 of one 天猫 shop."""
    company = world.company
    folder = company.shops[shop].id
    refund = world.refund[world.refund["shop"] == shop]
    for download in order_downloads(world, shop, months):
        line, moment, name = download.line, download.moment, download.name
        cells = order_cells(company, line, moment)
        inbox.csv(folder, f"ExportOrderList{name}", "tmall_order", cells, encoding=ENCODING)
        cells = item_cells(company, line, download.after_sale, moment)
        inbox.csv(folder, f"ExportItemlList{name}", "tmall_order_item", cells, encoding=ENCODING)
        until = min(download.stop, moment)
        cases = between(refund, "applied", download.first, until).reset_index(drop=True)
        cells = refund_cells(cases, world.line, moment)
        inbox.csv(folder, f"退款表{name}", "tmall_refund", cells)
    write_wechat(world, inbox, shop, months)
    wallet = world.moves[world.moves["account"] == 0]
    for name, first, stop, moves in ledger_downloads(wallet, world, shop, months):
        code = LEDGER_FORMS[age_of(month_of(first), months)]
        cells = ledger_cells(moves, world.line, world.refund, world.payout, code=code)
        write_file = inbox.csv if len(name) > 6 else inbox.zipped_csv
        write_file(
            folder,
            f"20885011365400330156_{name}_账务明细",
            code,
            cells,
            encoding=ENCODING,
            **ledger_frame(moves, first, stop),
        )


def write_wechat(world: World, inbox: Inbox, shop: int, months: list[int]) -> None:
    """Months of the account of orders paid by 微信, the first third in the older form."""
    folder = world.company.shops[shop].id
    paid = world.moves[world.moves["account"] > 0]
    for name, first, _, moves in ledger_downloads(paid, world, shop, months):
        if len(name) == 6:
            code = WECHAT_FORMS[age_of(month_of(first), months)]
            cells = wechat_cells(moves, world, code)
            inbox.csv(folder, f"聚合结算收支明细_{name}", code, cells, encoding=ENCODING)
