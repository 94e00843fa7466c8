"""The summary of a run says in full where the reports are, and the same figures as they do."""

import io
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from orchestration.lib.summary import QUERIES, summary_table
from reports.page import show
from reports.sections.exceptions import EXCEPTIONS, QUALITY
from reports.sections.summary import reconciliation_figures

OUTCOMES = ("success", "failed", "manual", "ignored", "pending")


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that the summary reads, empty."""
    with duckdb.connect() as connection:
        for statement in (
            "create schema star",
            "create schema reconciliation",
            "create schema accounting",
            "create schema analysis",
            "create schema ml",
            "create table star.bill_file_dim (file_status text, delivery_count int,"
            " read_count int, quarantined_count int)",
            "create table reconciliation.reconciliation_record (status_code text,"
            " reason_code text, difference_amount decimal(18, 2))",
            f"create table {EXCEPTIONS} (reason_code text, difference_amount decimal(18, 2))",
            f"create table {QUALITY} (recon_type text, "
            + ", ".join(f"{outcome}_count bigint" for outcome in OUTCOMES)
            + ")",
            "create table accounting.journal (voucher_id text, debit_amount decimal(18, 2),"
            " credit_amount decimal(18, 2))",
            "create table ml.forecast_score (series_id text, model_name text, wape double,"
            " naive_wape double, is_champion boolean)",
        ):
            connection.execute(statement)
        yield connection


def printed(warehouse: duckdb.DuckDBPyConnection, reports: list[Path], width: int) -> str:
    """Return the summary as a console of this width shows it."""
    figures = {name: warehouse.execute(query).df() for name, query in QUERIES.items()}
    console = Console(file=io.StringIO(), width=width)
    console.print(summary_table(figures, reports))
    return console.file.getvalue()


def test_a_long_path_is_never_cut_on_a_narrow_console(warehouse) -> None:
    path = Path("/home/finance/一家公司/storeledger/data/reports/storeledger_2026-06-30.html")
    shown = printed(warehouse, [path], 60)
    cells = [line.split("│")[2].strip() for line in shown.splitlines() if line.count("│") == 3]
    assert "…" not in shown
    assert str(path) in "".join(cells)


@pytest.mark.parametrize(
    ("rows", "share"),
    [([], None), ([(0, 0, 0, 7, 5)], None), ([(9, 1, 0, 7, 5), (8, 0, 2, 0, 100)], "95.00")],
)
def test_the_summary_and_the_report_say_one_matched_share(warehouse, rows, share) -> None:
    for row in rows:
        warehouse.execute(
            f"insert into {QUALITY} values ('order_to_settlement', ?, ?, ?, ?, ?)", row
        )
    frames = [warehouse.execute(f"select * from {name}").df() for name in (EXCEPTIONS, QUALITY)]
    matched = reconciliation_figures(*frames)[0]
    assert show(matched.value, matched.kind) == (f"{share}%" if share else "–")
    waiting = f"{sum(row[4] for row in rows):,}"
    assert f"未到期 {waiting} " in matched.note
    text = printed(warehouse, [], 100)
    assert f"{share or '0.00'} % of " in text
    assert f"({waiting} more are not due yet)" in text
