"""Sales, platforms, margins and expenses (收入、平台、毛利、费用)."""

from datetime import date
from decimal import Decimal

import pandas as pd

from reports.charts import bar_chart, line_chart, one_a_colour, share_chart
from reports.model import Chart, Column, Frames, Kind, Section, amount, table, total
from reports.names import ALERTS, MEMBERS, PERIODS, Names, Words, named, read_names, worded

TREND = "analysis.analysis_sales_revenue_trend"
PLATFORMS = "analysis.analysis_platform_sales_comparison"
MARGINS = "analysis.analysis_gross_profit"
EXPENSES = "analysis.analysis_expense_structure"


def sales_sections(frames: Frames) -> list[Section]:
    """Sales trend, platform comparison, gross profit and expense structure."""
    names = read_names(frames)
    return [
        _trend(frames[TREND], names),
        _platforms(frames[PLATFORMS], names),
        _margins(frames[MARGINS], names),
        _expenses(frames[EXPENSES]),
    ]


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _period(period_type: str, day: date) -> str:
    """The period that begins on `day`: 2026-06, 2026-Q2 or 2026."""
    names = {"month": _month(day), "quarter": f"{day:%Y}-Q{day.month // 3 + 1}"}
    return {**names, "year": f"{day:%Y}"}[period_type]


def _trend(frame: pd.DataFrame, names: Names) -> Section:
    months = frame[(frame["period_type"] == "month") & (frame["platform"] != "company")]
    months = months.assign(month=months["date_period"].map(_month))
    months = months.sort_values(["month", "platform", "account_id"])
    months = named(months, names.platforms, "platform", "platform_name")
    months = named(months, names.shops, "account_id", "shop_name")
    columns = (
        Column("month", "月份", "Month"),
        Column("platform", "平台代码", "Platform"),
        Column("platform_name", "平台", "Platform in Chinese"),
        Column("account_id", "店铺代码", "Shop"),
        Column("shop_name", "店铺", "Shop's name"),
        Column("gross_amount", "总收入", "Gross", Kind.MONEY),
        Column("subsidy_amount", "补贴收入", "Subsidies", Kind.MONEY),
        Column("fee_amount", "总费用", "Fees", Kind.MONEY),
        Column("net_amount", "净收入", "Net", Kind.MONEY),
        Column("settlement_amount", "实际结算", "Settled", Kind.MONEY),
        Column("vat_amount", "销项税额", "VAT", Kind.MONEY),
        Column("revenue_amount", "营业收入", "Revenue", Kind.MONEY),
        Column("order_count", "订单数", "Orders", Kind.COUNT),
        Column("order_amount_avg", "客单价", "Average order", Kind.MONEY),
    )
    zh, en = "收入趋势", "Sales trend"
    note = "净收入 = 总收入 + 补贴收入 − 总费用（含税）；营业收入不含税，与利润表一致。"
    return Section(
        "sales_trend",
        zh,
        en,
        (table(zh, en, months, columns),),
        (Chart("营业收入（不含税）", "Revenue without VAT", _revenue_chart(months)),),
        notes=(
            note,
            "Net = gross + subsidies − fees, with VAT; revenue is the income statement's.",
        ),
    )


def _revenue_chart(months: pd.DataFrame) -> str:
    labels = sorted(set(months["month"]))
    stacks = []
    for (_, shop), rows in months.groupby(["account_id", "shop_name"], sort=True):
        by_month = rows.groupby("month")["revenue_amount"].agg(total)
        stacks.append((str(shop), [by_month.get(label) for label in labels]))
    return bar_chart(labels, one_a_colour(stacks))


def _platforms(frame: pd.DataFrame, names: Names) -> Section:
    periods = map(_period, frame["period_type"], frame["date_period"])
    rows = frame.assign(period=list(periods)).sort_values(["period_type", "period", "platform"])
    rows = named(rows, names.platforms, "platform", "platform_name")
    rows = worded(rows, PERIODS, "period_type")
    columns = (
        Column("period_type", "期间类型", "Period type"),
        Column("period", "期间", "Period"),
        Column("platform", "平台代码", "Platform"),
        Column("platform_name", "平台", "Platform in Chinese"),
        Column("total_revenue", "营业收入", "Revenue", Kind.MONEY),
        Column("revenue_growth_rate", "同比", "Year on year", Kind.RATE),
        Column("market_share", "占比", "Share of own platforms", Kind.RATE),
        Column("order_count", "订单数", "Orders", Kind.COUNT),
        Column("customer_unit_price", "客单价", "Average order", Kind.MONEY),
        Column("fee_rate", "费率", "Fee rate", Kind.RATE),
        Column("profit_margin", "利润率", "Margin", Kind.RATE),
    )
    zh, en = "平台对比", "Platform comparison"
    return Section("platforms", zh, en, (table(zh, en, rows, columns),))


def _margins(frame: pd.DataFrame, names: Names) -> Section:
    rows = frame.assign(month=frame["analysis_date"].map(_month)).sort_values(
        ["dimension_type", "month", "dimension_value"], ascending=[True, False, True]
    )
    rows = worded(rows, ALERTS, "margin_alert_level")
    columns = (
        Column("month", "月份", "Month"),
        Column("dimension_value", "维度值", "Value"),
        Column("dimension_name", "名称", "Name"),
        Column("gross_revenue", "营业收入", "Revenue", Kind.MONEY),
        Column("total_cost", "营业成本", "Cost of sales", Kind.MONEY),
        Column("gross_profit", "毛利润", "Gross profit", Kind.MONEY),
        Column("gross_margin", "毛利率", "Margin", Kind.RATE),
        Column("benchmark_margin", "基准毛利率", "Benchmark", Kind.RATE),
        Column("margin_variance", "偏差", "Variance", Kind.RATE),
        Column("margin_alert_level", "预警级别", "Alert"),
        Column("improvement_suggestion", "改善建议", "Suggestion"),
    )
    dimensions: dict[str, tuple[str, Words]] = {
        "platform": ("按平台", names.platforms),
        "category": ("按类目", MEMBERS),
        "product": ("按商品", names.products),
    }
    parts = {
        key: named(rows[rows["dimension_type"] == key], words, "dimension_value", "dimension_name")
        for key, (_, words) in dimensions.items()
    }
    tables = tuple(
        table(zh, f"By {key}", parts[key], columns, page_rows=24)
        for key, (zh, _) in dimensions.items()
    )
    charts = _margin_charts(parts["category"])
    return Section("gross_profit", "毛利分析", "Gross profit", tables, charts)


def _margin_charts(rows: pd.DataFrame) -> tuple[Chart, ...]:
    categories = rows[(rows["gross_revenue"] != 0) | (rows["gross_profit"] != 0)]
    labels = sorted(set(categories["month"]))
    lines = []
    for (_, name), own in categories.groupby(["dimension_value", "dimension_name"], sort=True):
        profit = own.set_index("month")["gross_profit"]
        lines.append((str(name), [profit.get(label) for label in labels]))
    drawing = line_chart(labels, one_a_colour(lines))
    return (Chart("各类目毛利润", "Gross profit by category", drawing),)


def _expenses(frame: pd.DataFrame) -> Section:
    rows = frame.assign(month=frame["date_period"].map(_month))
    rows = rows.sort_values(["month", "accounting_item_id"], ascending=[False, True])
    columns = (
        Column("month", "月份", "Month"),
        Column("accounting_item_id", "科目代码", "Account"),
        Column("accounting_item_name", "费用科目", "Expense"),
        Column("accounting_item_name_en", "", "Expense in English"),
        Column("total_amount", "金额", "Amount", Kind.MONEY),
        Column("share", "占比", "Share", Kind.RATE),
        Column("month_over_month", "环比", "Month on month", Kind.RATE),
        Column("year_over_year", "同比", "Year on year", Kind.RATE),
        Column("budget_amount", "预算", "Budget", Kind.MONEY),
        Column("budget_usage_rate", "预算使用率", "Budget used", Kind.RATE),
    )
    share = [
        None if pd.isna(value) else Decimal(str(value)) / 100 for value in rows["amount_percentage"]
    ]
    zh, en = "费用结构", "Expense structure"
    last = rows[rows["month"] == rows["month"].max()]
    largest = sorted(
        zip(last["accounting_item_name"], map(amount, last["total_amount"]), strict=True),
        key=lambda pair: (-pair[1], pair[0]),
    )
    chart = Chart("最近月份的费用", "Expenses of the last month", share_chart(largest))
    return Section(
        "expenses", zh, en, (table(zh, en, rows.assign(share=share), columns),), (chart,)
    )
