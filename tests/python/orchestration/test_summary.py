"""The summary of a run says in full where the reports are."""

import io
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from orchestration.lib.summary import QUERIES, summary_table


@pytest.fixture(scope="module")
def nothing() -> dict:
    """What the queries of the summary say of empty tables."""
    with duckdb.connect() as connection:
        for statement in (
            "create schema star",
            "create schema reconciliation",
            "create schema accounting",
            "create schema ml",
            "create table star.bill_file_dim (file_status text, delivery_count int,"
            " read_count int, quarantined_count int)",
            "create table reconciliation.reconciliation_record (status_code text,"
            " reason_code text, difference_amount decimal(18, 2))",
            "create table reconciliation.recon_exceptions (reason_code text,"
            " difference_amount decimal(18, 2))",
            "create table accounting.journal (voucher_id text, debit_amount decimal(18, 2),"
            " credit_amount decimal(18, 2))",
            "create table ml.forecast_score (series_id text, model_name text, wape double,"
            " naive_wape double, is_champion boolean)",
        ):
            connection.execute(statement)
        return {name: connection.execute(query).df() for name, query in QUERIES.items()}


def test_a_long_path_is_never_cut_on_a_narrow_console(nothing: dict) -> None:
    path = Path("/home/finance/一家公司/storeledger/data/reports/storeledger_2026-06-30.html")
    console = Console(file=io.StringIO(), width=60)
    console.print(summary_table(nothing, [path]))
    shown = console.file.getvalue()
    cells = [line.split("│")[2].strip() for line in shown.splitlines() if line.count("│") == 3]
    assert "…" not in shown
    assert str(path) in "".join(cells)
