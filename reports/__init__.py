"""Writes what finance reads: a workbook and a page, every figure as it stands in its table."""

from reports.write import REPORT_TABLES, build_report, write_reports

__all__ = ["REPORT_TABLES", "build_report", "write_reports"]
