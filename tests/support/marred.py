"""Marred bills: what a simulated company's bills never hold, written into them by hand."""

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from tests.python.simulator.bills import decode
from tests.support.warehouse import Company

Row = dict[str, str]
# A word that is in no mapping.
WORD = "交易完结"
NO_COST_CARD = "SKU-0103"
IN_TOTAL = re.compile(r"(?<=#收入合计：)(\d+笔，共)([0-9.]+)")


def read(path: Path) -> tuple[list[str], list[tuple[int, Row]]]:
    """The header of a csv file, and its rows with the line on which each ends."""
    reader = csv.DictReader(io.StringIO(decode(path.read_bytes()), newline=""))
    rows = [(reader.line_num, row) for row in reader]
    return list(reader.fieldnames), rows


def write(path: Path, header: list[str], rows: list[Row]) -> None:
    """Write a csv file."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)


def forget(path: Path, sku: str) -> None:
    """Take the rows of an SKU out of an ERP file."""
    header, rows = read(path)
    kept = [row for _, row in rows if row["sku_code"] != sku]
    assert len(kept) < len(rows)
    write(path, header, kept)


def change(
    path: Path, column: str, told: Callable[[Row], bool], cell: Callable[[str], str]
) -> None:
    """Change a cell in the middle one of the rows that `told` picks."""
    header, rows = read(path)
    picked = [row for _, row in rows if told(row)]
    row = picked[len(picked) // 2]
    row[column] = cell(row[column])
    write(path, header, [row for _, row in rows])


def a_yuan_more(cell: str) -> str:
    """An amount, one yuan greater."""
    return str(Decimal(cell) + 1)


def mar(company: Company) -> None:
    """Mar a company's bills so that lines are held, contested, damaged, or do not add up."""
    inbox = company.inbox
    forget(inbox / "erp" / "cost.csv", NO_COST_CARD)
    first_after_sales = min((inbox / "dy01").glob("售后单_*.csv"))
    change(first_after_sales, "售后状态", lambda row: "成功" in row["售后状态"], lambda _: WORD)
    first_settled = min((inbox / "dy01").glob("结算账单_*.csv"))
    change(first_settled, "收入合计", lambda row: row["结算单类型"] == "已结算", a_yuan_more)
    # Ten days that the bill of the month tells too: it has the line that cannot be read here.
    (ten_days,) = (inbox / "dy01").glob("DL*-*_动账明细.csv")
    change(ten_days, "动账金额", lambda row: row["动账场景"] == "权益保险", a_yuan_more)
    change(ten_days, "动账金额", lambda row: row["动账场景"] == "提现", lambda _: "1.2.3")
    (totalled,) = (inbox / "pdd01").glob("pdd-mall-bill-detail-*-*.csv")
    text = decode(totalled.read_bytes())
    stated = IN_TOTAL.sub(lambda total: total[1] + a_yuan_more(total[2]), text)
    assert stated != text
    totalled.write_bytes(stated.encode("gb18030"))
