"""Statements (财务报表): as accounting made them, a column a month."""

from collections.abc import Sequence

import pandas as pd

from reports.model import Column, Frames, Kind, Section, Table, table, with_total

INCOME = "accounting.income_statement"
BALANCE = "accounting.balance_sheet"
CASH = "accounting.cash_flow_statement"
ACCOUNTS = "analysis.analysis_account_balance"
MONTHS = 13


def statement_sections(frames: Frames) -> list[Section]:
    """Income statement, balance sheet, cash flow statement and trial balance."""
    return [
        _statement(
            frames[INCOME], "income_statement", "利润表", "Income statement", "period_amount"
        ),
        _statement(
            frames[BALANCE], "balance_sheet", "资产负债表", "Balance sheet", "ending_amount"
        ),
        _statement(frames[CASH], "cash_flow", "现金流量表", "Cash flow", "period_amount"),
        _trial_balance(frames[ACCOUNTS]),
    ]


def _statement(frame: pd.DataFrame, key: str, zh: str, en: str, amount: str) -> Section:
    """Statement lines down; the last month, its year to date if any, and the months before."""
    known = sorted(frame["accounting_period"].unique(), reverse=True)
    periods = known[:MONTHS]
    lines = ["line_number", "line_name", "line_name_en", "is_total"]
    wide = frame[lines].drop_duplicates("line_number").sort_values("line_number")
    columns = [Column("line_name", "项目", "Item"), Column("line_name_en", "", "Item in English")]
    for period in periods:
        month = frame[frame["accounting_period"] == period].set_index("line_number")[amount]
        wide = wide.assign(**{period: wide["line_number"].map(month)})
        columns.append(Column(period, period, "", Kind.MONEY))
    if periods and "year_to_date_amount" in frame.columns:
        last = frame[frame["accounting_period"] == periods[0]].set_index("line_number")
        wide = wide.assign(ytd=wide["line_number"].map(last["year_to_date_amount"]))
        columns.insert(3, Column("ytd", "本年累计", "Year to date", Kind.MONEY))
    strong = frozenset(
        position for position, is_total in enumerate(wide["is_total"]) if bool(is_total)
    )
    notes = _earlier(known[MONTHS:])
    return Section(key, zh, en, (table(zh, en, wide, columns, strong=strong),), notes=notes)


def _earlier(periods: Sequence[str]) -> tuple[str, ...]:
    """What the reader is told of the months that have no column, the latest first."""
    if not periods:
        return ()
    span = f"{periods[-1]} – {periods[0]}"
    return (
        f"最近 {MONTHS} 个月；更早的 {span} 见数仓 accounting。"
        f"The last {MONTHS} months; {span} stand in the schema accounting.",
    )


def _trial_balance(frame: pd.DataFrame) -> Section:
    """Leaf accounts of the last period; the balances add up to nothing (试算平衡)."""
    last = frame["accounting_period"].max()
    rows = frame[(frame["accounting_period"] == last) & frame["is_leaf"].astype(bool)]
    columns = (
        Column("account_code", "科目代码", "Account"),
        Column("account_name", "科目名称", "Name"),
        Column("opening_balance", "期初余额", "Opening", Kind.MONEY),
        Column("debit_amount", "借方发生额", "Debit", Kind.MONEY),
        Column("credit_amount", "贷方发生额", "Credit", Kind.MONEY),
        Column("ending_balance", "期末余额", "Ending", Kind.MONEY),
        Column("transaction_count", "笔数", "Lines", Kind.COUNT),
    )
    zh, en = "科目余额表", "Trial balance"
    given: Table = table(zh, en, rows.sort_values("account_code"), columns)
    note = f"{last}：余额为借减贷，合计应为零。Balances are debit minus credit and add up to zero."
    return Section("trial_balance", zh, en, (with_total(given),), notes=(note,))
