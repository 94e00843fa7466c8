"""From tables to the files that finance opens."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from reports.model import Report
from reports.names import CHANNELS, PRODUCTS
from reports.page import render_page
from reports.sections import exceptions, outlook, sales, statements, summary
from reports.workbook import write_workbook

REPORT_TABLES = (
    statements.INCOME,
    statements.BALANCE,
    statements.CASH,
    statements.ACCOUNTS,
    exceptions.EXCEPTIONS,
    exceptions.QUALITY,
    sales.TREND,
    sales.PLATFORMS,
    sales.MARGINS,
    sales.EXPENSES,
    outlook.FORECAST,
    outlook.SCORES,
    outlook.BRIDGE,
    outlook.ATTRIBUTION,
    outlook.FINDINGS,
    CHANNELS,
    PRODUCTS,
)


def build_report(frames: Mapping[str, pd.DataFrame], as_of: date) -> Report:
    """The report of `frames`, keyed by `schema.table`, one for each of REPORT_TABLES.

    Raises KeyError naming the tables that are not given. Empty tables give empty chapters.
    """
    missing = [name for name in REPORT_TABLES if name not in frames]
    if missing:
        raise KeyError(f"the report needs the tables {missing}")
    return Report(
        as_of,
        (
            summary.summary_section(frames, as_of),
            *statements.statement_sections(frames),
            exceptions.exception_section(frames),
            *sales.sales_sections(frames),
            *outlook.outlook_sections(frames),
        ),
    )


def write_reports(frames: Mapping[str, pd.DataFrame], out_dir: Path, as_of: date) -> list[Path]:
    """Write `storeledger_<as_of>.xlsx` and `.html` into `out_dir` and return their paths.

    Each file is written beside its place and moved there whole, so a reader never sees half of it.
    """
    report = build_report(frames, as_of)
    out_dir.mkdir(parents=True, exist_ok=True)
    workbook = out_dir / f"storeledger_{as_of:%Y-%m-%d}.xlsx"
    page = out_dir / f"storeledger_{as_of:%Y-%m-%d}.html"
    half_workbook, half_page = (
        path.with_suffix(f"{path.suffix}.part") for path in (workbook, page)
    )
    write_workbook(report, half_workbook)
    half_page.write_text(render_page(report), encoding="utf-8")
    half_workbook.replace(workbook)
    half_page.replace(page)
    return [workbook, page]
