"""Exceptions (对账差异): what somebody must act on, with the file and the line to look at."""

import pandas as pd

from reports.model import Column, Frames, Kind, Section, Table, amount, table
from reports.names import OWNERS, RECONCILIATIONS, Names, named, read_names, worded

EXCEPTIONS = "reconciliation.recon_exceptions"
QUALITY = "analysis.analysis_reconciliation_quality"
OUTCOMES = (
    Column("total_records", "记录数", "Records", Kind.COUNT),
    Column("success_count", "成功", "Matched", Kind.COUNT),
    Column("manual_count", "人工确认", "By hand", Kind.COUNT),
    Column("ignored_count", "无需对账", "Not needed", Kind.COUNT),
    Column("pending_count", "未到期", "Pending", Kind.COUNT),
    Column("failed_count", "失败", "Failed", Kind.COUNT),
)


def exception_section(frames: Frames) -> Section:
    """Counts and amounts by reason, the completion of each reconciliation, then every exception."""
    return Section(
        "exceptions",
        "对账差异",
        "Exceptions",
        (
            _reasons(frames[EXCEPTIONS]),
            _quality(frames[QUALITY]),
            _exceptions(frames[EXCEPTIONS], read_names(frames)),
        ),
    )


def _reasons(frame: pd.DataFrame) -> Table:
    counted = [
        {
            "reason_code": code,
            "reason_name": rows["reason_name"].iloc[0],
            "exception_count": len(rows),
            "difference_amount": sum(amount(value) for value in rows["difference_amount"]),
        }
        for code, rows in frame.groupby("reason_code", sort=True)
    ]
    names = ["reason_code", "reason_name", "exception_count", "difference_amount"]
    columns = (
        Column("reason_code", "原因代码", "Reason"),
        Column("reason_name", "原因", "Reason in Chinese"),
        Column("exception_count", "笔数", "Count", Kind.COUNT),
        Column("difference_amount", "差异金额", "Amount", Kind.MONEY),
    )
    return table("按原因", "By reason", pd.DataFrame(counted, columns=names), columns)


def _quality(frame: pd.DataFrame) -> Table:
    counts = [column.name for column in OUTCOMES]
    summed = frame.groupby("recon_type", as_index=False, sort=True)[counts].sum()
    differences = frame.groupby("recon_type")["amount_difference"].agg(
        lambda values: sum(amount(value) for value in values)
    )
    rows = summed.assign(amount_difference=summed["recon_type"].map(differences))
    rows = named(rows, RECONCILIATIONS, "recon_type", "recon_name")
    columns = (
        Column("recon_type", "对账类型代码", "Reconciliation"),
        Column("recon_name", "对账类型", "Reconciliation in Chinese"),
        *OUTCOMES,
        Column("amount_difference", "差异金额（绝对值）", "Absolute difference", Kind.MONEY),
    )
    return table("对账质量", "Reconciliation quality", rows, columns)


def _exceptions(frame: pd.DataFrame, names: Names) -> Table:
    columns = (
        Column("reason_name", "原因", "Reason in Chinese"),
        Column("recon_name", "对账类型", "Reconciliation in Chinese"),
        Column("platform_name", "平台", "Platform in Chinese"),
        Column("shop_name", "店铺", "Shop's name"),
        Column("order_id", "订单号", "Order"),
        Column("sub_order_id", "子订单号", "Sub-order"),
        Column("record_date", "日期", "Date", Kind.DATE),
        Column("difference_amount", "差异金额", "Difference", Kind.MONEY),
        Column("age_days", "账龄（天）", "Age in days", Kind.COUNT),
        Column("owner_name", "负责人", "Owner"),
        Column("file_name", "账单文件", "Bill file"),
        Column("_line_number", "行号", "Line", Kind.COUNT),
        Column("match_key", "对账键", "Key"),
        Column("reason_code", "原因代码", "Reason"),
        Column("recon_type", "对账类型代码", "Reconciliation"),
        Column("platform_code", "平台代码", "Platform"),
        Column("shop_id", "店铺代码", "Shop"),
    )
    rows = frame.sort_values(["reason_code", "record_date", "exception_id"])
    rows = named(rows, RECONCILIATIONS, "recon_type", "recon_name")
    rows = named(rows, names.platforms, "platform_code", "platform_name")
    rows = named(rows, names.shops, "shop_id", "shop_name")
    rows = worded(rows, OWNERS, "owner_name")
    return table("差异清单", "List of exceptions", rows, columns, page_rows=100)
