"""What comes next and what costs come from (预测与归因)."""

import pandas as pd

from reports.charts import line_chart, share_chart, waterfall_chart
from reports.model import Chart, Column, Frames, Kind, Section, Table, amount, cell, table, total
from reports.names import (
    DIMENSIONS,
    FORECASTS,
    MODELS,
    Words,
    dimension_names,
    named,
    read_names,
    worded,
)

FORECAST = "analysis.analysis_forecast_versus_actual"
SCORES = "analysis.analysis_forecast_score"
BRIDGE = "analysis.analysis_cost_bridge"
ATTRIBUTION = "analysis.analysis_cost_attribution"
FINDINGS = "analysis.analysis_cost_finding"
EFFECTS = {"volume": "销量", "mix": "结构", "price": "单位成本", "fixed": "无销量成本"}
EFFECT_COLUMNS = tuple(
    Column(f"{name}_effect_amount", f"{zh}影响", f"{name.capitalize()} effect", Kind.MONEY)
    for name, zh in EFFECTS.items()
)
DRIVERS = {
    "base": ("平均水平", "Average"),
    "category_name": ("类目", "Category"),
    "channel_id": ("渠道", "Channel"),
    "province_name": ("地区", "Region"),
    "unit_price": ("单价", "Unit price"),
    "discount_rate": ("折扣率", "Discount rate"),
    "refund_rate": ("退款率", "Refund rate"),
    "pieces_per_order": ("每单件数", "Pieces per order"),
    "month_number": ("月份", "Month"),
    "without_pieces": ("无销量成本", "Costs without pieces sold"),
    "unexplained": ("未解释", "Unexplained"),
}
ASSOCIATION = (
    "归因是关联而非因果。Shapley values are associations, not causes: they say what the cost goes "
    "with, not what a change would bring."
)


def outlook_sections(frames: Frames) -> list[Section]:
    """Forecast versus actual, and cost attribution with its bridge and findings."""
    channels = read_names(frames).channels
    return [
        _forecast(frames[FORECAST], frames[SCORES], channels),
        _attribution(frames, dimension_names(channels)),
    ]


def _forecast(frame: pd.DataFrame, scores: pd.DataFrame, channels: Words) -> Section:
    rows = frame.sort_values(["series_id", "date_day"])
    series = (
        Column("series_id", "序列", "Series"),
        Column("series_name", "序列名称", "Series in Chinese"),
    )
    columns = (
        *series,
        Column("date_day", "日期", "Day", Kind.DATE),
        Column("forecast_kind", "类型", "Kind"),
        Column("forecast_amount", "预测", "Forecast", Kind.MONEY),
        Column("lower_amount", "下限", "Lower", Kind.MONEY),
        Column("upper_amount", "上限", "Upper", Kind.MONEY),
        Column("actual_amount", "实际", "Actual", Kind.MONEY),
        Column("error_amount", "误差", "Error", Kind.MONEY),
        Column("model_name", "模型", "Model"),
    )
    score_columns = (
        *series,
        Column("model_name", "模型", "Model"),
        Column("wape_rate", "加权误差率", "WAPE", Kind.RATE),
        Column("naive_wape_rate", "季节朴素误差率", "Seasonal naive WAPE", Kind.RATE),
        Column("interval_coverage_rate", "区间覆盖率", "Interval coverage", Kind.RATE),
        Column("is_champion", "采用", "Champion"),
        Column("reason", "未建模原因", "Why not modelled"),
    )
    ordered = scores.sort_values(["series_id", "model_name"])
    whole = rows[rows["series_id"] == "total"]
    return Section(
        "forecast",
        "预测与实际",
        "Forecast vs actual",
        (
            table("回测评分", "Back-test scores", _in_words(ordered, channels), score_columns),
            table(
                "每日预测",
                "Daily forecast",
                worded(_in_words(_total_first(rows), channels), FORECASTS, "forecast_kind"),
                columns,
                page_rows=35,
            ),
        ),
        (Chart("营业收入：实际与预测", "Revenue: actual and forecast", forecast_chart(whole)),),
    )


def _in_words(rows: pd.DataFrame, channels: Words) -> pd.DataFrame:
    """The rows with the names of their series and models."""
    return worded(named(rows, channels, "series_id", "series_name"), MODELS, "model_name")


def _total_first(rows: pd.DataFrame) -> pd.DataFrame:
    """The days to come of the total on top, then everything in order."""
    ahead = (rows["series_id"] == "total") & (rows["forecast_kind"] == "forecast")
    return pd.concat([rows[ahead], rows[~ahead]])


def forecast_chart(whole: pd.DataFrame) -> str:
    """Actual and forecast of one series, its days in order, with the interval behind them."""
    columns = {
        name: [cell(value, Kind.MONEY) for value in whole[name]]
        for name in ("actual_amount", "forecast_amount", "lower_amount", "upper_amount")
    }
    return line_chart(
        [str(value)[5:10] for value in whole["date_day"]],
        [
            ("实际 actual", columns["actual_amount"]),
            ("预测 forecast", columns["forecast_amount"]),
        ],
        (columns["lower_amount"], columns["upper_amount"]),
    )


def _attribution(frames: Frames, names: dict[str, Words]) -> Section:
    findings = frames[FINDINGS].sort_values("finding_rank")
    sentences = tuple(zip(findings["sentence_zh"], findings["sentence_en"], strict=True))
    bridge = _account_bridge(frames[BRIDGE])
    return Section(
        "attribution",
        "成本归因",
        "Cost attribution",
        (
            *_bridge_tables(bridge),
            *_finding_tables(findings, names),
            *_driver_tables(frames[ATTRIBUTION], names),
        ),
        (*_bridge_charts(bridge), *_driver_charts(frames[ATTRIBUTION], names["channel"])),
        sentences=sentences,
        notes=(ASSOCIATION,),
    )


def _account_bridge(frame: pd.DataFrame) -> pd.DataFrame:
    """The bridge of the last complete month, summed by account in exact decimals."""
    complete = frame[frame["is_complete"].astype(bool)]
    last = complete[complete["accounting_period"] == complete["accounting_period"].max()]
    amounts = [
        "base_cost_amount",
        *(c.name for c in EFFECT_COLUMNS),
        "change_amount",
        "cost_amount",
    ]
    keys = ["accounting_period", "base_period", "account_code", "account_name"]
    return last.groupby(keys, as_index=False, sort=True)[amounts].agg(total)


def _bridge_tables(bridge: pd.DataFrame) -> tuple[Table, ...]:
    columns = (
        Column("account_code", "科目代码", "Account"),
        Column("account_name", "科目", "Name"),
        Column("base_cost_amount", "上月成本", "Cost before", Kind.MONEY),
        *EFFECT_COLUMNS,
        Column("change_amount", "变动", "Change", Kind.MONEY),
        Column("cost_amount", "本月成本", "Cost now", Kind.MONEY),
    )
    if bridge.empty:
        return ()
    span = f"{bridge['base_period'].iloc[0]} → {bridge['accounting_period'].iloc[0]}"
    sums = {column.name: total(bridge[column.name]) for column in columns[2:]}
    rows = pd.concat(
        [bridge, pd.DataFrame([{"account_code": "合计 Total", "account_name": None, **sums}])]
    )
    strong = frozenset({len(bridge)})
    return (
        table(f"价量结构桥 {span}", "Price, volume and mix bridge", rows, columns, strong=strong),
    )


def _bridge_charts(bridge: pd.DataFrame) -> tuple[Chart, ...]:
    if bridge.empty:
        return ()
    effects = [(zh, total(bridge[f"{name}_effect_amount"])) for name, zh in EFFECTS.items()]
    steps = [
        (str(bridge["base_period"].iloc[0]), total(bridge["base_cost_amount"])),
        *effects,
        (str(bridge["accounting_period"].iloc[0]), total(bridge["cost_amount"])),
    ]
    return (Chart("成本变动", "Change of the costs", waterfall_chart(steps)),)


def _finding_tables(findings: pd.DataFrame, names: dict[str, Words]) -> tuple[Table, ...]:
    pairs = zip(findings["dimension_type"], findings["dimension_value"], strict=True)
    rows = findings.assign(dimension_name=[names[kind].get(value, value) for kind, value in pairs])
    columns = (
        Column("finding_rank", "序号", "Rank", Kind.COUNT),
        Column("dimension_type", "维度", "Dimension"),
        Column("dimension_value", "维度值", "Value"),
        Column("dimension_name", "名称", "Name"),
        Column("base_amount", "上月成本", "Cost before", Kind.MONEY),
        *EFFECT_COLUMNS,
        Column("change_amount", "变动", "Change", Kind.MONEY),
        Column("sentence_zh", "结论", "Finding in Chinese"),
        Column("sentence_en", "", "Finding in English"),
    )
    return (table("归因结论", "Findings", worded(rows, DIMENSIONS, "dimension_type"), columns),)


def _driver_tables(frame: pd.DataFrame, names: dict[str, Words]) -> tuple[Table, ...]:
    """What the cost of the last explained month goes with, by dimension; a column a driver."""
    last = frame[frame["accounting_period"] == frame["accounting_period"].max()]
    titles = {"company": "全公司", "channel": "按渠道", "category": "按类目", "region": "按地区"}
    tables = []
    for dimension, zh in titles.items():
        rows = last[last["dimension_type"] == dimension]
        wide = named(_drivers_across(rows), names[dimension], "dimension_value", "dimension_name")
        drivers = sorted(rows["driver_name"].unique(), key=list(DRIVERS).index)
        columns = (
            Column("dimension_value", "维度值", "Value"),
            Column("dimension_name", "名称", "Name"),
            Column("cost_amount", "账面成本", "Cost in the books", Kind.MONEY),
            *(Column(name, *DRIVERS[name], Kind.MONEY) for name in drivers),
        )
        tables.append(table(f"成本归因 {zh}", f"Attribution by {dimension}", wide, columns))
    return tuple(tables)


def _drivers_across(rows: pd.DataFrame) -> pd.DataFrame:
    wide = [
        {
            "dimension_value": value,
            "cost_amount": amount(own["cost_amount"].iloc[0]),
            **dict(zip(own["driver_name"], map(amount, own["attribution_amount"]), strict=True)),
        }
        for value, own in rows.groupby("dimension_value", sort=True)
    ]
    columns = ["dimension_value", "cost_amount", *sorted(rows["driver_name"].unique())]
    return pd.DataFrame(wide, columns=columns)


def _driver_charts(frame: pd.DataFrame, channels: Words) -> tuple[Chart, ...]:
    last = frame[
        (frame["accounting_period"] == frame["accounting_period"].max())
        & (frame["dimension_type"] == "channel")
    ]
    costs = [
        (channels.get(value, str(value)), amount(own["cost_amount"].iloc[0]))
        for value, own in last.groupby("dimension_value", sort=True)
    ]
    if not costs:
        return ()
    ordered = sorted(costs, key=lambda pair: (-pair[1], pair[0]))
    return (Chart("各渠道账面成本", "Cost in the books by channel", share_chart(ordered)),)
