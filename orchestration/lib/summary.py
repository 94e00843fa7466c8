"""What a run of the road came to, in a few figures that a person can check."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table

from orchestration.lib.warehouse import Warehouse

QUERIES = {
    "files": """
        select
            count(*) as files,
            sum(case when file_status = 'loaded' then 1 else 0 end) as loaded_files,
            sum(case when delivery_count > 1 then 1 else 0 end) as duplicate_files,
            sum(read_count) as lines,
            sum(quarantined_count) as quarantined
        from star.bill_file_dim
    """,
    # The same figure as in the report: of the records that are due, and that need a match at all.
    "matches": """
        select
            sum(success_count + manual_count) as matched,
            sum(success_count + manual_count + failed_count) as due,
            sum(pending_count) as waiting
        from analysis.analysis_reconciliation_quality
    """,
    "unexplained": """
        select sum(abs(difference_amount)) as difference
        from reconciliation.reconciliation_record
        where status_code not in ('success', 'manual', 'timing', 'pending', 'ignored')
            and reason_code is null
    """,
    "exceptions": """
        select reason_code, count(*) as exceptions, sum(difference_amount) as difference
        from reconciliation.recon_exceptions
        group by reason_code
        order by reason_code
    """,
    "journal": """
        select
            count(distinct voucher_id) as vouchers,
            sum(debit_amount) as debit,
            sum(debit_amount) - sum(credit_amount) as difference
        from accounting.journal
    """,
    "forecast": """
        select model_name, wape, naive_wape
        from ml.forecast_score
        where series_id = 'total' and is_champion
    """,
}


def read_figures(warehouse: Warehouse) -> dict[str, pd.DataFrame]:
    """Return the rows of each query by its name."""
    return {name: warehouse.read(query) for name, query in QUERIES.items()}


def summary_table(figures: dict[str, pd.DataFrame], reports: list[Path]) -> Table:
    """Return the summary of a run. An empty warehouse gives zeros, never an error."""
    table = Table(title="Summary", title_justify="left", show_header=False)
    table.add_column(no_wrap=True)
    # A path is folded where it is too long, never cut: it must lead to the file.
    table.add_column(overflow="fold")
    for label, value in [
        *_file_rows(figures["files"].iloc[0]),
        *_match_rows(figures["matches"].iloc[0], figures["exceptions"]),
        ("unexplained difference", _money(figures["unexplained"].iloc[0].difference)),
        *_journal_rows(figures["journal"].iloc[0]),
        ("forecast error (WAPE)", _forecast_text(figures["forecast"])),
        ("reports", "\n".join(str(path) for path in reports) or "none"),
    ]:
        table.add_row(label, value)
    return table


def _file_rows(files: Any) -> list[tuple[str, str]]:
    return [
        (
            "files",
            f"{_count(files.files)} ({_count(files.loaded_files)} loaded, "
            f"{_count(files.duplicate_files)} delivered more than once)",
        ),
        ("lines", _count(files.lines)),
        ("quarantined lines", _count(files.quarantined)),
    ]


def _match_rows(matches: Any, exceptions: pd.DataFrame) -> list[tuple[str, str]]:
    due = _whole(matches.due)
    share = Decimal(_whole(matches.matched)) / due if due else Decimal(0)
    reasons = "\n".join(
        f"{row.reason_code}: {_count(row.exceptions)} ({_money(row.difference)})"
        for row in exceptions.itertuples()
    )
    return [
        (
            "matched",
            f"{100 * share:.2f} % of {_count(due)} records "
            f"({_count(matches.waiting)} more are not due yet)",
        ),
        ("exceptions by reason", reasons or "none"),
    ]


def _journal_rows(journal: Any) -> list[tuple[str, str]]:
    return [
        ("vouchers", f"{_count(journal.vouchers)} ({_money(journal.debit)} debited)"),
        ("trial balance difference", _money(journal.difference)),
    ]


def _forecast_text(forecast: pd.DataFrame) -> str:
    if forecast.empty or pd.isna(forecast.iloc[0].wape):
        return "not enough history to judge a forecast"
    best = forecast.iloc[0]
    return f"{best.wape:.1%} ({best.model_name}) against {best.naive_wape:.1%} of seasonal naive"


def _whole(value: Any) -> int:
    """Return a count of the warehouse; the sum of no rows is null there."""
    return 0 if pd.isna(value) else int(value)


def _count(value: Any) -> str:
    return f"{_whole(value):,}"


def _money(value: Any) -> str:
    return f"{Decimal(0) if pd.isna(value) else Decimal(str(value)):,.2f}"
