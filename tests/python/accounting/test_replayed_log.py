"""The books of a real order log hold its control totals to the cent, kind by kind.

A part of the month of the bad debts, which holds every kind of row, as far as the journal;
STORELEDGER_REPLAY=full takes the whole log, and every table and check. The totals come from the log
itself, by a query that shares no code with the road.
"""

import os
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.python.conftest import simulate
from tests.support.real_log import (
    BAD_DEBT,
    CANCELLED,
    DUPLICATES,
    GROSS,
    LOG,
    NET,
    ROWS,
    needs_log,
)
from tests.support.warehouse import Warehouse

pytestmark = needs_log

IS_FULL = os.environ.get("STORELEDGER_REPLAY") == "full"
SELECTION = () if IS_FULL else ("--select", "+journal")

# (rows, yuan) by the kind of the row
Totals = dict[str, tuple[int, Decimal]]

# Every fourth invoice of August 2011, and the rows of bad debt and of commission, which are rare.
PART = """
    copy (
        select * from '{log}'
        where
            InvoiceDate like '2011-08-%'
            and (
                cast(regexp_extract(InvoiceNo, '[0-9]+') as integer) % 4 = 2
                or StockCode in ('B', 'CRUK')
            )
    ) to '{part}' (format parquet)
"""
# Cancellations (C…) and bad debt below zero are refunds. DuckDB rounds a decimal half away from 0.
LINES = """
    select
        *,
        round(cast(Quantity as integer) * cast(UnitPrice as decimal(12, 4)), 2) as amount,
        InvoiceNo like 'C%' or (InvoiceNo like 'A%' and amount < 0) as is_refund,
        case
            when StockCode in ('POST', 'DOT', 'C2') then 'carriage'
            when StockCode = 'AMAZONFEE' then 'marketplace_fee'
            when StockCode = 'BANK CHARGES' then 'bank_charge'
            when StockCode = 'D' then 'discount'
            when StockCode = 'S' then 'sample'
            when StockCode in ('M', 'm') then 'manual'
            when StockCode = 'CRUK' then 'commission'
            when StockCode = 'B' then 'bad_debt'
            when StockCode like 'gift%' then 'voucher'
            else 'goods'
        end as kind
    from '{log}'
"""
KINDS = {
    "carriage",
    "marketplace_fee",
    "bank_charge",
    "discount",
    "sample",
    "manual",
    "commission",
    "bad_debt",
    "voucher",
    "goods",
}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows to replay."""
    if IS_FULL:
        return LOG
    part = tmp_path_factory.mktemp("log") / "part.parquet"
    duckdb.sql(PART.format(log=LOG, part=part))
    return part


@pytest.fixture(scope="module")
def books(log: Path, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The log as bills, loaded, and the books built from them with every check on the way."""
    folder = tmp_path_factory.mktemp("replay")
    company = simulate(folder, "--orders", str(log))
    warehouse = Warehouse.in_folder(folder / "data")
    warehouse.load([company.inbox])
    warehouse.dbt("build", *SELECTION, "--exclude-resource-type", "unit_test")
    return warehouse


def control_totals(log: Path, condition: str) -> Totals:
    """The totals of the log's rows that meet a condition."""
    lines = LINES.format(log=log)
    query = f"select kind, count(*), sum(amount) from ({lines}) where {condition} group by kind"
    return totals(duckdb.sql(query).fetchall())


def totals(rows: list[tuple[str, int, Decimal]]) -> Totals:
    return {kind: (count, amount) for kind, count, amount in rows}


def posted(books: Warehouse, voucher: str, fact: str, key: str) -> dict[str, Decimal]:
    """What vouchers of one type add to the receivables (应收账款), by the kind of their line."""
    query = f"""
        select fact.line_kind, sum(journal.debit_amount - journal.credit_amount)
        from accounting.journal as journal
        inner join star.{fact} as fact on journal.source_id = fact.{key}
        where journal.voucher_type_code = '{voucher}' and journal.account_code like '1122%'
        group by fact.line_kind
    """
    return dict(books.rows(query))


def test_the_control_query_gives_the_published_totals() -> None:
    (found,) = duckdb.sql(f"""
        select
            count(*),
            count(*) - (select count(*) from (select distinct * from '{LOG}')),
            sum(amount) filter (where InvoiceNo not like 'A%' and not is_refund),
            sum(amount) filter (where InvoiceNo like 'C%'),
            sum(amount) filter (where InvoiceNo like 'A%'),
            sum(amount)
        from ({LINES.format(log=LOG)})
    """).fetchall()
    assert found == (ROWS, DUPLICATES, GROSS, CANCELLED, BAD_DEBT, NET)


def test_the_part_holds_every_kind_of_row(log: Path) -> None:
    sold, returned = control_totals(log, "not is_refund"), control_totals(log, "is_refund")
    assert sold.keys() | returned.keys() == KINDS
    assert {"goods", "discount", "marketplace_fee", "bad_debt"} <= returned.keys()
    (copies,) = duckdb.sql(
        f"select count(*) - (select count(*) from (select distinct * from '{log}')) from '{log}'"
    ).fetchone()
    assert copies > 0


def test_order_lines_are_the_rows_sold(log: Path, books: Warehouse) -> None:
    query = "select line_kind, count(*), sum(gross_amount) from star.order_line_fact group by 1"
    assert totals(books.rows(query)) == control_totals(log, "not is_refund")


def test_refunds_are_the_rows_given_back(log: Path, books: Warehouse) -> None:
    query = "select line_kind, count(*), -sum(gross_refund_amount) from star.refund_fact group by 1"
    assert totals(books.rows(query)) == control_totals(log, "is_refund")


def test_receivables_posted_are_the_control_totals(log: Path, books: Warehouse) -> None:
    for condition, source in (
        ("not is_refund", ("sale", "order_line_fact", "order_line_id")),
        ("is_refund", ("refund", "refund_fact", "refund_id")),
    ):
        expected = control_totals(log, f"{condition} and amount <> 0")
        assert posted(books, *source) == {kind: amount for kind, (_, amount) in expected.items()}


def test_all_money_of_the_log_is_paid_and_received(books: Warehouse) -> None:
    query = """
        select sum(debit_amount - credit_amount) from accounting.journal
        where account_code like '1122%'
    """
    assert books.rows(query) == [(Decimal("0.00"),)]
