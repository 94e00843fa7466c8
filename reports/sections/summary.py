"""The first page (摘要): the figures that everybody asks for first."""

from datetime import date
from decimal import Decimal

import pandas as pd

from reports.charts import line_chart
from reports.model import Cell, Chart, Figure, Frames, Kind, Section, amount, cell, total
from reports.sections.exceptions import EXCEPTIONS, QUALITY
from reports.sections.outlook import FORECAST, SCORES, forecast_chart
from reports.sections.statements import ACCOUNTS, BALANCE, INCOME


def summary_section(frames: Frames, as_of: date) -> Section:
    """Headline figures of the last month, of reconciliation and of the forecast."""
    figures = (
        *_profit(frames[INCOME]),
        *_position(frames[BALANCE], frames[ACCOUNTS]),
        *reconciliation_figures(frames[EXCEPTIONS], frames[QUALITY]),
        *_forecast(frames[FORECAST], frames[SCORES]),
    )
    note = f"截止日 {as_of:%Y-%m-%d}。As of {as_of:%Y-%m-%d}. 金额单位：元。Amounts in yuan."
    charts = (*_profit_chart(frames[INCOME]), *_forecast_chart(frames[FORECAST]))
    return Section("summary", "摘要", "Summary", charts=charts, figures=figures, notes=(note,))


def _line(frame: pd.DataFrame, code: str, period: str, column: str) -> Cell:
    rows = frame[(frame["statement_line_code"] == code) & (frame["accounting_period"] == period)]
    return cell(rows[column].iloc[0], Kind.MONEY) if len(rows) else None


def _profit(frame: pd.DataFrame) -> list[Figure]:
    if frame.empty:
        return []
    last = frame["accounting_period"].max()
    lines = [
        ("operating_revenue", "营业收入", "Operating revenue"),
        ("net_profit", "净利润", "Net profit"),
    ]
    return [
        figure
        for code, zh, en in lines
        for figure in (
            Figure(zh, en, _line(frame, code, last, "period_amount"), Kind.MONEY, last),
            Figure(
                f"{zh}（本年累计）",
                f"{en}, year to date",
                _line(frame, code, last, "year_to_date_amount"),
                Kind.MONEY,
                last[:4],
            ),
        )
    ]


def _profit_chart(frame: pd.DataFrame) -> list[Chart]:
    if frame.empty:
        return []
    periods = sorted(frame["accounting_period"].unique())
    lines = [
        (label, [_line(frame, code, period, "period_amount") for period in periods])
        for code, label in (
            ("operating_revenue", "营业收入 revenue"),
            ("net_profit", "净利润 net profit"),
        )
    ]
    return [Chart("收入与利润", "Revenue and profit by month", line_chart(periods, lines))]


def _forecast_chart(forecast: pd.DataFrame) -> list[Chart]:
    whole = forecast[forecast["series_id"] == "total"].sort_values("date_day")
    if whole.empty:
        return []
    return [Chart("每日营业收入", "Daily revenue: actual and forecast", forecast_chart(whole))]


def _position(balance: pd.DataFrame, accounts: pd.DataFrame) -> list[Figure]:
    if balance.empty or accounts.empty:
        return []
    last = balance["accounting_period"].max()
    leaves = accounts[
        (accounts["accounting_period"] == accounts["accounting_period"].max())
        & accounts["is_leaf"].astype(bool)
    ]
    cash = _line(balance, "monetary_funds", last, "ending_amount")
    return [
        Figure("货币资金", "Cash and wallets", cash, Kind.MONEY, last),
        Figure(
            "试算差额",
            "Trial balance difference",
            total(leaves["ending_balance"]),
            Kind.MONEY,
            last,
        ),
    ]


def reconciliation_figures(exceptions: pd.DataFrame, quality: pd.DataFrame) -> list[Figure]:
    """The share matched of the records that are due, and the exceptions. No share where none is."""
    outcomes = ("success", "manual", "failed", "pending")
    success, manual, failed, pending = (int(quality[f"{name}_count"].sum()) for name in outcomes)
    matched, due = success + manual, success + manual + failed
    rate = (Decimal(matched) / due).quantize(Decimal("0.0001")) if due else None
    note = f"{matched:,} / {due:,}；未到期 {pending:,} not due yet"
    stake = sum((abs(amount(v)) for v in exceptions["difference_amount"]), Decimal("0.00"))
    return [
        Figure("对平率（已到期）", "Matched, of those due", rate, Kind.RATE, note),
        Figure("待处理差异", "Open exceptions", len(exceptions), Kind.COUNT),
        Figure("差异金额（绝对值）", "Absolute amount at stake", stake, Kind.MONEY),
    ]


def _forecast(forecast: pd.DataFrame, scores: pd.DataFrame) -> list[Figure]:
    ahead = forecast[(forecast["series_id"] == "total") & (forecast["forecast_kind"] == "forecast")]
    champion = scores[(scores["series_id"] == "total") & scores["is_champion"].astype(bool)]
    figures = []
    if len(ahead):
        note = f"{len(ahead)} 天 days"
        value = total(ahead["forecast_amount"])
        figures.append(Figure("未来收入预测", "Forecast revenue", value, Kind.MONEY, note))
    if len(champion):
        naive = cell(champion["naive_wape_rate"].iloc[0], Kind.RATE)
        note = "" if naive is None else f"季节朴素 seasonal naive {Decimal(naive):.1%}"
        value = cell(champion["wape_rate"].iloc[0], Kind.RATE)
        figures.append(Figure("预测误差率", "Forecast WAPE", value, Kind.RATE, note))
    return figures
