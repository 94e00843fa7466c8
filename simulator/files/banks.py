"""Corporate statements of 工商, 招商, 建设, 平安 and 民生银行; 贷 (credit) is money in."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulator.clock import DAY, month_start, month_text
from simulator.files.downloads import between
from simulator.files.encode import (
    Cell,
    compact_day,
    day_text,
    grouped,
    in_form,
    in_order,
    join,
    money,
    stamp,
    text_column,
    when,
    whole,
)
from simulator.files.inbox import Inbox
from simulator.world import World

HALF = 15 * DAY
WITH_VOUCHERS = "bank_icbc_statement_a_voucher"
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


def voucher_numbers(lines: pd.DataFrame) -> pa.Array:
    """凭证号 of each line of ICBC."""
    return join("0", whole(100_000_000 + lines["number"]))


def icbc_cells(lines: pd.DataFrame) -> list[Cell]:
    """The 14 columns of the ICBC statement; 贷 is money in."""
    summary = summary_of(lines)
    cells = {
        "凭证号": voucher_numbers(lines),
        "对方账号": other_account(lines),
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


def statement_a_cells(lines: pd.DataFrame, code: str) -> list[Cell]:
    """The 10 columns of the ICBC csv statement without 借贷标志, in one of its two orders."""
    sides = {"转入金额": lines["amount"].clip(lower=0), "转出金额": -lines["amount"].clip(upper=0)}
    cells = {
        "凭证号": voucher_numbers(lines),
        "对方账号": other_account(lines),
        "交易时间": stamp(lines["at"]),
        "对方单位": text_column(lines["counterparty"]),
        "用途": text_column(lines["purpose"]),
        "摘要": summary_of(lines),
        "附言": text_column(lines["remark"]),
        "余额": grouped(money(lines["balance"])),
        **{name: when(side > 0, grouped(money(side)), "") for name, side in sides.items()},
    }
    return in_form(code, cells, WITH_VOUCHERS)


def statement_b_cells(lines: pd.DataFrame) -> list[Cell]:
    """The 11 columns of the ICBC csv statement whose 借贷标志 signs 发生额; 贷 is money in."""
    cells = {
        "对方账号": other_account(lines),
        "交易时间": stamp(lines["at"]),
        "借贷标志": when(lines["amount"] > 0, "贷", "借"),
        "对方单位": text_column(lines["counterparty"]),
        "对方行号": "102331000001",
        "用途": text_column(lines["purpose"]),
        "摘要": summary_of(lines),
        "附言": text_column(lines["remark"]),
        "发生额": grouped(money(lines["amount"].abs())),
        "余额": grouped(money(lines["balance"])),
        "币种": "人民币",
    }
    return in_order("bank_icbc_statement_b", cells)


def cmb_cells(lines: pd.DataFrame) -> list[Cell]:
    """The 31 columns of the CMB statement; 贷方 is money in."""
    day, time = compact_day(lines["at"]), pc.utf8_slice_codeunits(stamp(lines["at"]), 11, 19)
    summary = summary_of(lines)
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


def summary_of(lines: pd.DataFrame) -> pa.Array:
    """The bank's word for each line."""
    return text_column(lines["event"].map(EVENTS))


def other_account(lines: pd.DataFrame) -> pa.Array:
    """Masked account of the other party, blank where there is none."""
    return when((lines["counterparty"] != "").to_numpy(), "6222****0001", "")


def ccb_cells(lines: pd.DataFrame) -> list[Cell]:
    """The 14 columns of the CCB statement; the side without money shows 0."""
    compact = join(
        compact_day(lines["at"]), " ", pc.utf8_slice_codeunits(stamp(lines["at"]), 11, 19)
    )
    cells = {
        "账号": "33050161000000000001",
        "账户名称": "杭州某某电子商务有限公司",
        "交易时间": compact,
        "借方发生额（支取）": when(lines["amount"] < 0, either(lines["amount"], False), "0"),
        "贷方发生额（收入）": when(lines["amount"] > 0, either(lines["amount"], True), "0"),
        "余额": money(lines["balance"]),
        "币种": "人民币元",
        "对方户名": text_column(lines["counterparty"]),
        "对方账号": other_account(lines),
        "记账日期": compact_day(lines["at"]),
        "摘要": summary_of(lines),
        "备注": join(text_column(lines["purpose"]), text_column(lines["remark"])),
        "账户明细编号-交易流水号": join(
            whole(lines["number"]), "-", compact_day(lines["at"]), whole(10**6 + lines["number"])
        ),
    }
    return in_order("bank_ccb", cells)


def pingan_cells(lines: pd.DataFrame) -> list[Cell]:
    """The 13 columns of the Ping An statement."""
    number = join("P", compact_day(lines["at"]), whole(10**6 + lines["number"]))
    cells = {
        "交易时间": stamp(lines["at"]),
        "账号": "15000100000001",
        "收入": either(lines["amount"], True),
        "支出": either(lines["amount"], False),
        "账户余额": money(lines["balance"]),
        "对方户名": text_column(lines["counterparty"]),
        "对方账号": other_account(lines),
        "摘要": summary_of(lines),
        "交易流水号": number,
        "核心唯一流水号": join(number, "0"),
        "交易用途": join(text_column(lines["purpose"]), text_column(lines["remark"])),
        "币种": "RMB",
    }
    return in_order("bank_pingan", cells)


def cmbc_cells(lines: pd.DataFrame) -> list[Cell]:
    """The 10 columns of the Minsheng statement; it has no summary but the payer's message."""
    words = join(
        summary_of(lines), " ", text_column(lines["purpose"]), text_column(lines["remark"])
    )
    cells = {
        "交易时间": stamp(lines["at"]),
        "交易流水号": join("M", compact_day(lines["at"]), whole(10**6 + lines["number"])),
        "借方发生额": either(lines["amount"], False),
        "贷方发生额": either(lines["amount"], True),
        "账户余额": money(lines["balance"]),
        "客户附言": words,
        "对方账号": other_account(lines),
        "对方账号名称": text_column(lines["counterparty"]),
    }
    return in_order("bank_cmbc", cells)


def write_icbc(inbox: Inbox, account: str, month: int, lines: pd.DataFrame) -> None:
    """A workbook."""
    inbox.xlsx(account, f"historydetail_{month_text(month)}", "bank_icbc", icbc_cells(lines))


def put_statement(inbox: Inbox, account: str, period: str, code: str, cells: list[Cell]) -> None:
    """A csv file in GBK below a line of its own; its name alone tells the account."""
    name = f"historydetail（0001账号）_{period}"
    inbox.csv(account, name, code, cells, encoding="gb18030", before="[HISTORYDETAIL]\r\n")


def write_statement_a(inbox: Inbox, account: str, month: int, lines: pd.DataFrame) -> None:
    """The first half of a month with vouchers (凭证号), the second without."""
    is_first = lines["at"] < month_start(month) + HALF
    halves = ((is_first, WITH_VOUCHERS, "01"), (~is_first, "bank_icbc_statement_a", "16"))
    for chosen, code, day in halves:
        cells = statement_a_cells(lines[chosen].reset_index(drop=True), code)
        put_statement(inbox, account, f"{month_text(month)}-{day}", code, cells)


def write_statement_b(inbox: Inbox, account: str, month: int, lines: pd.DataFrame) -> None:
    """A whole month."""
    cells = statement_b_cells(lines)
    put_statement(inbox, account, month_text(month), "bank_icbc_statement_b", cells)


def write_cmb(inbox: Inbox, account: str, month: int, lines: pd.DataFrame) -> None:
    """A csv file with its header in row 5 and a workbook with its header in row 12 by turns."""
    name, cells = f"招行交易明细_{month_text(month)}", cmb_cells(lines)
    if month % 2:
        before = cmb_preamble(month_start(month), 11)
        inbox.xlsx(account, name, "bank_cmb", cells, before=before)
    else:
        top = [",".join(row) for row in cmb_preamble(month_start(month), 4)]
        inbox.csv(account, name, "bank_cmb", cells, before="\r\n".join(top) + "\r\n")


def write_ccb(inbox: Inbox, account: str, month: int, lines: pd.DataFrame) -> None:
    """A csv file in GBK."""
    name = f"建行明细_{month_text(month)}"
    inbox.csv(account, name, "bank_ccb", ccb_cells(lines), encoding="gb18030")


def write_pingan(inbox: Inbox, account: str, month: int, lines: pd.DataFrame) -> None:
    """A workbook."""
    inbox.xlsx(account, f"平安明细_{month_text(month)}", "bank_pingan", pingan_cells(lines))


def write_cmbc(inbox: Inbox, account: str, month: int, lines: pd.DataFrame) -> None:
    """A csv file in GBK with the account above its header."""
    before = "账户名称:,杭州某某电子商务有限公司\r\n账号:,600000001\r\n币种:,人民币\r\n"
    name = f"民生明细_{month_text(month)}"
    inbox.csv(account, name, "bank_cmbc", cmbc_cells(lines), encoding="gb18030", before=before)


WRITERS = {
    "icbc": write_icbc,
    "icbc_statement_a": write_statement_a,
    "icbc_statement_b": write_statement_b,
    "cmb": write_cmb,
    "ccb": write_ccb,
    "pingan": write_pingan,
    "cmbc": write_cmbc,
}


def write(world: World, inbox: Inbox, months: list[int]) -> None:
    """A statement per account and month: its bank's form, or the account's own by turns."""
    own = world.company.parameters["statements"]
    for account, lines in world.bank.groupby("bank"):
        forms = own.get(account, [account.split("_")[0]])
        for place, month in enumerate(months):
            span = month_start(month), month_start(month + 1)
            part = between(lines, "at", *span).reset_index(drop=True)
            WRITERS[forms[place % len(forms)]](inbox, account, month, part)
