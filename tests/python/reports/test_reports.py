"""Every figure of the workbook and of the page is the figure of its table."""

import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from ml.attribution.drivers import DRIVERS
from reports import REPORT_TABLES, build_report, write_reports
from reports.charts import bar_chart, line_chart, one_a_colour, share_chart, waterfall_chart
from reports.model import Column, Kind, amount, cell, table, with_total
from reports.names import (
    ALERTS,
    CHANNELS,
    OWNERS,
    PRODUCTS,
    RECONCILIATIONS,
    named,
    read_names,
    worded,
)
from reports.page import show
from reports.sections.outlook import ATTRIBUTION
from reports.sections.sales import MARGINS
from reports.sections.statements import INCOME
from tests.support.warehouse import ROOT

AS_OF = date(2026, 6, 30)
STAMP = {"model_version": "0123456789ab", "trained_through": AS_OF}


def yuan(text: str) -> Decimal:
    return Decimal(text)


def statement(lines: list[tuple[int, str, str, bool, list[str]]], column: str) -> pd.DataFrame:
    rows = [
        {
            "accounting_period": period,
            "statement_line_code": code,
            "line_number": number,
            "line_name": name,
            "line_name_en": code,
            "is_total": is_total,
            column: yuan(value),
            "year_to_date_amount": yuan(value) * 2,
        }
        for number, code, name, is_total, values in lines
        for period, value in zip(["2026-05", "2026-06"], values, strict=True)
    ]
    return pd.DataFrame(rows)


def income_statement() -> pd.DataFrame:
    return statement(
        [
            (1, "operating_revenue", "营业收入", False, ["153732.70", "201762.90"]),
            (2, "operating_costs", "营业成本", False, ["-65839.83", "-92913.71"]),
            (10, "net_profit", "净利润", True, ["87892.87", "108849.19"]),
        ],
        "period_amount",
    )


def balance_sheet() -> pd.DataFrame:
    lines = [(1, "monetary_funds", "货币资金", False, ["1.10", "441176.95"])]
    return statement(lines, "ending_amount").drop(columns="year_to_date_amount")


def account_balances() -> pd.DataFrame:
    rows = [("100201", "工商银行", "441176.95"), ("4001", "实收资本", "-441176.95")]
    return pd.DataFrame(
        [
            {
                "accounting_period": "2026-06",
                "account_code": code,
                "account_name": name,
                "is_leaf": True,
                "opening_balance": yuan("0.00"),
                "debit_amount": max(yuan(value), yuan("0.00")),
                "credit_amount": max(-yuan(value), yuan("0.00")),
                "ending_balance": yuan(value),
                "transaction_count": 3,
            }
            for code, name, value in rows
        ]
    )


def exceptions() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "exception_id": f"x{number}",
                "recon_type": "settlement_to_fund",
                "reason_code": "short_payment",
                "reason_name": "少付",
                "status_code": "difference",
                "platform_code": "douyin",
                "shop_id": "dy01",
                "order_id": "6918000000000000001",
                "sub_order_id": None,
                "match_key": f"flow-{number}",
                "record_date": date(2026, 6, 1),
                "difference_amount": yuan(value),
                "age_days": 29,
                "owner_name": "finance",
                "file_name": "资金流水_20260601.csv",
                "_file_id": "0" * 64,
                "_line_number": 17 + number,
            }
            for number, value in enumerate(["4.72", "-1234.05"])
        ]
    )


def quality() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "recon_type": "settlement_to_fund",
                "total_records": 897,
                "completed_records": 895,
                "success_count": 895,
                "failed_count": 2,
                "manual_count": 0,
                "ignored_count": 0,
                "pending_count": 0,
                "amount_difference": yuan("1238.77"),
            }
        ]
    )


def sales_trend() -> pd.DataFrame:
    rows = [
        ("month", date(2026, 6, 1), "douyin", "dy01", "150664.28"),
        ("month", date(2026, 6, 1), "tmall", "tm01", "51098.62"),
        ("month", date(2026, 6, 1), "company", "company", "0.00"),
        ("day", date(2026, 6, 1), "douyin", "dy01", "77.77"),
    ]
    measures = ["gross", "subsidy", "fee", "net", "settlement", "vat", "revenue"]
    return pd.DataFrame(
        [
            {
                "period_type": kind,
                "date_period": day,
                "platform": platform,
                "account_id": shop,
                "order_count": 271,
                "order_amount_avg": yuan("211.90"),
                **{f"{name}_amount": yuan(value) for name in measures},
            }
            for kind, day, platform, shop, value in rows
        ]
    )


def platforms() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "period_type": period_type,
                "date_period": date(2026, month, 1),
                "platform": "tmall",
                "total_revenue": yuan("51098.62"),
                "revenue_growth_rate": None,
                "market_share": yuan("0.253261"),
                "order_count": 271,
                "customer_unit_price": yuan("211.90"),
                "fee_rate": yuan("0.070610"),
                "profit_margin": yuan("-0.432336"),
            }
            for period_type, month in [("month", 6), ("quarter", 4), ("quarter", 10), ("year", 1)]
        ]
    )


def margins() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "analysis_date": date(2026, 6, 1),
                "dimension_type": kind,
                "dimension_value": value,
                "gross_revenue": yuan("201762.90"),
                "total_cost": yuan("92913.71"),
                "gross_profit": yuan("108849.19"),
                "gross_margin": yuan("0.539491"),
                "benchmark_margin": None,
                "margin_variance": None,
                "margin_alert_level": "no_benchmark",
                "improvement_suggestion": None,
            }
            for kind, value in [("platform", "douyin"), ("category", "女装"), ("product", "SKU-1")]
        ]
    )


def expenses() -> pd.DataFrame:
    rows = [
        ("6401", "主营业务成本", "92913.71", "99.7691"),
        ("660302", "利息收入", "215.29", "0.2309"),
    ]
    return pd.DataFrame(
        [
            {
                "date_period": date(2026, 6, 1),
                "accounting_item_id": code,
                "accounting_item_name": name,
                "accounting_item_name_en": name,
                "total_amount": yuan(value),
                "amount_percentage": yuan(share),
                "month_over_month": yuan("0.411208"),
                "year_over_year": None,
                "budget_amount": None,
                "budget_usage_rate": None,
            }
            for code, name, value, share in rows
        ]
    )


def forecasts() -> pd.DataFrame:
    rows = [
        ("backtest", date(2026, 6, 30), "6300.00", yuan("6100.00"), yuan("-200.00")),
        ("forecast", date(2026, 7, 1), "6303.12", None, None),
        ("forecast", date(2026, 7, 2), "5205.33", None, None),
    ]
    return pd.DataFrame(
        [
            {
                "series_id": "total",
                "date_day": day,
                "forecast_kind": kind,
                "forecast_amount": yuan(value),
                "lower_amount": yuan("2331.48"),
                "upper_amount": yuan("10274.76"),
                "actual_amount": actual,
                "error_amount": error,
                "model_name": "bottom_up",
                **STAMP,
            }
            for kind, day, value, actual, error in rows
        ]
    )


def scores() -> pd.DataFrame:
    rates = {"wape_rate": yuan("0.093498"), "naive_wape_rate": yuan("0.285039")}
    name = {"series_id": "total", "model_name": "bottom_up", "is_champion": True, "reason": None}
    return pd.DataFrame([name | rates | {"interval_coverage_rate": yuan("0.775"), **STAMP}])


EFFECTS = {
    "volume_effect_amount": yuan("80.10"),
    "mix_effect_amount": yuan("0.10"),
    "price_effect_amount": yuan("20.10"),
    "fixed_effect_amount": yuan("0.00"),
    "change_amount": yuan("100.30"),
}


def bridge() -> pd.DataFrame:
    row = {
        "accounting_period": "2026-06",
        "base_period": "2026-05",
        "is_complete": True,
        "account_code": "660105",
        "account_name": "快递费",
        "base_cost_amount": yuan("1000.10"),
        "cost_amount": yuan("1100.40"),
        **EFFECTS,
    }
    return pd.DataFrame([row, row, row | {"is_complete": False, "accounting_period": "2026-07"}])


def attribution() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "accounting_period": "2026-06",
                "dimension_type": kind,
                "dimension_value": value,
                "driver_name": driver,
                "attribution_amount": yuan(part),
                "cost_amount": yuan("184295.31"),
            }
            for kind, value in [("company", "all"), ("channel", "douyin:dy01:live")]
            for driver, part in [("base", "116265.48"), ("unexplained", "68029.83")]
        ]
    )


def findings() -> pd.DataFrame:
    texts = {
        "sentence_en": "Company: cost rose <by> ¥100.30.",
        "sentence_zh": "成本上升 100.30 元。",
    }
    row = {"finding_rank": 1, "dimension_type": "company", "dimension_value": "all"}
    return pd.DataFrame([row | {"base_amount": yuan("1000.10")} | EFFECTS | texts])


def channels() -> pd.DataFrame:
    shops = [
        ("douyin", "抖音", "dy01", "抖音旗舰店"),
        ("tmall", "天猫", "tm01", "旗舰店"),
        ("douyin", "抖音", "unknown", "未知"),
    ]
    return pd.DataFrame(
        [
            {
                "channel_id": f"{platform}:{shop}:{source}",
                "platform_code": platform,
                "platform_name": platform_name,
                "shop_id": shop,
                "shop_name": shop_name,
                "traffic_source_name": source_name,
            }
            for platform, platform_name, shop, shop_name in shops
            for source, source_name in [("live", "直播"), ("unknown", "未知")]
        ]
    )


def products() -> pd.DataFrame:
    return pd.DataFrame([{"product_key": "SKU-1", "product_name": "连衣裙 01 号"}])


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    tables = [
        income_statement(),
        balance_sheet(),
        income_statement(),
        account_balances(),
        exceptions(),
        quality(),
        sales_trend(),
        platforms(),
        margins(),
        expenses(),
        forecasts(),
        scores(),
        bridge(),
        attribution(),
        findings(),
        channels(),
        products(),
    ]
    return dict(zip(REPORT_TABLES, tables, strict=True))


@pytest.fixture(scope="module")
def written(frames, tmp_path_factory) -> list[Path]:
    return write_reports(frames, tmp_path_factory.mktemp("reports"), AS_OF)


@pytest.fixture(scope="module")
def workbook(written):
    return load_workbook(written[0])


def column_sum(sheet, heading: str, title: str) -> Decimal:
    """Σ of the figures under a heading of the table with this title, total rows left out."""
    rows = list(sheet.iter_rows(values_only=True))
    headings = [[str(name).split("\n")[0] for name in row if name] for row in rows]
    # A sheet's own title may read like its table's: the table's is the one above the headings.
    start = next(
        at
        for at, row in enumerate(rows[:-1])
        if str(row[0]).startswith(title) and heading in headings[at + 1]
    )
    position = headings[start + 1].index(heading)
    total = Decimal(0)
    for row in rows[start + 2 :]:
        if row[0] is None:
            break
        if not str(row[0]).startswith("合计") and row[position] is not None:
            total += Decimal(str(row[position]))
    return total


def test_files_are_named_by_the_day_they_are_seen_from(written):
    names = [path.name for path in written]
    assert names == ["storeledger_2026-06-30.xlsx", "storeledger_2026-06-30.html"]
    assert sorted(path.name for path in written[0].parent.iterdir()) == sorted(names)


@pytest.mark.parametrize(
    ("place", "figure", "keep"),
    [
        (
            ("利润表", "利润表 Income", "2026-06"),
            (0, "period_amount"),
            ("accounting_period", "2026-06"),
        ),
        (
            ("资产负债表", "资产负债表 B", "2026-06"),
            (1, "ending_amount"),
            ("accounting_period", "2026-06"),
        ),
        (("科目余额表", "科目余额表 T", "借方发生额"), (3, "debit_amount"), None),
        (("科目余额表", "科目余额表 T", "期末余额"), (3, "ending_balance"), None),
        (("对账差异", "差异清单", "差异金额"), (4, "difference_amount"), None),
        (("对账差异", "按原因", "差异金额"), (4, "difference_amount"), None),
        (("平台对比", "平台对比 P", "营业收入"), (7, "total_revenue"), None),
        (("毛利分析", "按类目", "毛利润"), (8, "gross_profit"), ("dimension_type", "category")),
        (("费用结构", "费用结构 E", "金额"), (9, "total_amount"), None),
        (("预测与实际", "每日预测", "预测"), (10, "forecast_amount"), None),
        (("成本归因", "价量结构桥", "变动"), (12, "change_amount"), ("is_complete", True)),
        (("成本归因", "价量结构桥", "结构影响"), (12, "mix_effect_amount"), ("is_complete", True)),
        (("成本归因", "归因结论", "变动"), (14, "change_amount"), None),
    ],
)
def test_control_totals_of_the_workbook_are_those_of_the_tables(
    workbook, frames, place, figure, keep
):
    sheet, title, heading = place
    source, column = figure
    frame = frames[REPORT_TABLES[source]]
    if keep is not None:
        frame = frame[frame[keep[0]] == keep[1]]
    name = next(name for name in workbook.sheetnames if name.startswith(sheet))
    assert column_sum(workbook[name], heading, title) == sum(frame[column], Decimal(0))


def test_sales_trend_holds_the_months_of_the_shops_alone(workbook):
    name = next(name for name in workbook.sheetnames if name.startswith("收入趋势"))
    assert column_sum(workbook[name], "营业收入", "收入趋势 Sales") == yuan("201762.90")


@pytest.mark.parametrize(
    ("place", "heading", "shown"),
    [
        ("收入趋势", "月份", {"2026-06"}),
        ("平台对比", "期间", {"2026-06", "2026-Q2", "2026-Q4", "2026"}),
        ("毛利分析", "月份", {"2026-06"}),
        ("费用结构", "月份", {"2026-06"}),
    ],
)
def test_periods_are_named_as_finance_names_them(workbook, written, place, heading, shown):
    name = next(name for name in workbook.sheetnames if name.startswith(place))
    rows = list(workbook[name].iter_rows(values_only=True))
    found, position = set(), None
    for row in rows:
        headings = [str(value).split("\n")[0] for value in row]
        if heading in headings:
            position = headings.index(heading)
        elif row[0] is None:
            position = None
        elif position is not None:
            found.add(row[position])
    assert found == shown
    page = written[1].read_text(encoding="utf-8")
    assert all(f">{period}</td>" in page for period in shown)


def test_amounts_are_numbers_with_a_format_and_headings_stay_in_sight(workbook):
    sheet = workbook["利润表 Income statement"]
    assert sheet.freeze_panes is not None
    figures = [
        one for row in sheet.iter_rows() for one in row if isinstance(one.value, int | float)
    ]
    assert figures
    assert all(one.number_format.startswith("#,##0.00") for one in figures)


def test_an_exception_names_its_file_and_line(workbook, written):
    sheet = workbook["对账差异 Exceptions"]
    rows = [row for row in sheet.iter_rows(values_only=True) if "flow-1" in row]
    place = rows[0].index("flow-1")
    assert rows[0][place - 2 : place] == ("资金流水_20260601.csv", 18)
    assert "6918000000000000001" in rows[0]
    page = written[1].read_text(encoding="utf-8")
    assert "资金流水_20260601.csv" in page


class Cells(HTMLParser):
    """The texts of all table cells, and every tag that would load something."""

    def __init__(self):
        super().__init__()
        self.cells: list[str] = []
        self.outside: list[str] = []
        self.inside_cell = False

    def handle_starttag(self, tag, attrs):
        self.inside_cell = tag == "td"
        if tag in ("script", "link", "img", "iframe") or dict(attrs).get("src"):
            self.outside.append(tag)

    def handle_endtag(self, tag):
        self.inside_cell = False

    def handle_data(self, data):
        if self.inside_cell:
            self.cells.append(data)


def test_the_page_shows_every_money_cell_of_the_report_and_loads_nothing(written, frames):
    parser = Cells()
    parser.feed(written[1].read_text(encoding="utf-8"))
    assert parser.outside == []
    shown = set(parser.cells)
    for section in build_report(frames, AS_OF).sections:
        for one in section.tables:
            for row in one.rows[: one.page_rows]:
                for value, column in zip(row, one.columns, strict=True):
                    assert show(value, column.kind) in shown


def test_the_page_escapes_what_it_is_given(written):
    page = written[1].read_text(encoding="utf-8")
    assert "cost rose &lt;by&gt; ¥100.30" in page
    assert "cost rose <by>" not in page


def test_headline_figures_are_those_of_the_tables(frames):
    summary = build_report(frames, AS_OF).sections[0]
    figures = {figure.en: figure.value for figure in summary.figures}
    assert figures["Operating revenue"] == yuan("201762.90")
    assert figures["Net profit, year to date"] == yuan("217698.38")
    assert figures["Cash and wallets"] == yuan("441176.95")
    assert figures["Trial balance difference"] == 0
    assert figures["Matched, of those due"] == yuan("0.9978")
    assert figures["Open exceptions"] == 2
    assert figures["Absolute amount at stake"] == yuan("1238.77")
    assert figures["Forecast revenue"] == yuan("11508.45")
    assert figures["Forecast WAPE"] == yuan("0.093498")


def test_every_driver_of_the_costs_has_a_chinese_and_an_english_name(frames):
    rows = frames[ATTRIBUTION]
    company = rows[rows["dimension_type"] == "company"].head(1)
    names = [*DRIVERS, "base", "without_pieces", "unexplained"]
    every = pd.concat([company.assign(driver_name=name) for name in names])
    report = build_report({**frames, ATTRIBUTION: every}, AS_OF)
    tables = [table for section in report.sections for table in section.tables]
    table = next(table for table in tables if table.en == "Attribution by company")
    drivers = {column.name: column for column in table.columns if column.name in names}
    assert drivers.keys() == set(names)
    assert all(column.zh and column.en for column in drivers.values())


def cells_of(frames, title: str) -> list[dict[str, object]]:
    """The rows of the table with this English title, by column."""
    sections = build_report(frames, AS_OF).sections
    found = next(one for section in sections for one in section.tables if one.en == title)
    names = [column.name for column in found.columns]
    return [dict(zip(names, row, strict=True)) for row in found.rows]


@pytest.mark.parametrize(
    ("title", "code", "name", "shown"),
    [
        ("Sales trend", "platform", "platform_name", {"douyin": "抖音", "tmall": "天猫"}),
        ("Sales trend", "account_id", "shop_name", {"dy01": "抖音旗舰店", "tm01": "天猫 旗舰店"}),
        ("Platform comparison", "platform", "platform_name", {"tmall": "天猫"}),
        ("By platform", "dimension_value", "dimension_name", {"douyin": "抖音"}),
        ("By category", "dimension_value", "dimension_name", {"女装": "女装"}),
        ("By product", "dimension_value", "dimension_name", {"SKU-1": "连衣裙 01 号"}),
        ("Daily forecast", "series_id", "series_name", {"total": "合计"}),
        ("Back-test scores", "series_id", "series_name", {"total": "合计"}),
        ("Findings", "dimension_value", "dimension_name", {"all": "全公司"}),
        (
            "Attribution by channel",
            "dimension_value",
            "dimension_name",
            {"douyin:dy01:live": "抖音旗舰店·直播"},
        ),
        ("List of exceptions", "platform_code", "platform_name", {"douyin": "抖音"}),
        ("List of exceptions", "shop_id", "shop_name", {"dy01": "抖音旗舰店"}),
        (
            "List of exceptions",
            "recon_type",
            "recon_name",
            {"settlement_to_fund": "结算 ↔ 资金流水"},
        ),
        (
            "Reconciliation quality",
            "recon_type",
            "recon_name",
            {"settlement_to_fund": "结算 ↔ 资金流水"},
        ),
    ],
)
def test_a_code_has_its_chinese_name_beside_it(frames, title, code, name, shown):
    assert {row[code]: row[name] for row in cells_of(frames, title)} == shown


@pytest.mark.parametrize(
    ("title", "column", "shown"),
    [
        ("Platform comparison", "period_type", {"月 month", "季 quarter", "年 year"}),
        ("By category", "margin_alert_level", {"无基准 no_benchmark"}),
        ("Daily forecast", "forecast_kind", {"回测 backtest", "预测 forecast"}),
        ("Back-test scores", "model_name", {"自下而上汇总 bottom_up"}),
        ("Findings", "dimension_type", {"全公司 company"}),
        ("List of exceptions", "owner_name", {"财务 finance"}),
    ],
)
def test_a_kind_is_shown_in_both_languages(frames, title, column, shown):
    assert {row[column] for row in cells_of(frames, title)} == shown


def test_the_charts_name_shops_and_channels(frames):
    drawings = "".join(
        chart.svg for section in build_report(frames, AS_OF).sections for chart in section.charts
    )
    assert "<title>抖音旗舰店 2026-06: 150,664.28</title>" in drawings
    assert ">抖音旗舰店·直播</text>" in drawings


def test_a_code_that_nothing_names_keeps_itself():
    names = read_names({CHANNELS: channels(), PRODUCTS: products()})
    assert names.channels["douyin:unknown:unknown"] == "抖音 未知·未知"
    assert names.channels["untagged"] == "未归属"
    assert names.platforms["company"] == "公司"
    assert (names.shops["unknown"], names.products["unknown"]) == ("未知", "未知")
    frame = pd.DataFrame({"code": ["tm01", "tm99", None]}, dtype=object)
    assert list(named(frame, names.shops, "code", "name")["name"].head(2)) == [
        "天猫 旗舰店", "tm99"
    ]  # fmt: skip
    assert list(worded(frame, {"tm01": "旗舰店"}, "code")["code"].head(2)) == [
        "旗舰店 tm01", "tm99"
    ]  # fmt: skip
    assert named(frame, names.shops, "code", "name")["name"].isna().sum() == 1
    assert worded(frame, names.shops, "code")["code"].isna().sum() == 1


def test_every_code_of_the_seeds_has_a_word():
    def column(seed: str, name: str) -> set[str]:
        return set(pd.read_csv(ROOT / "seeds" / f"{seed}.csv")[name])

    assert column("reconciliation_reasons", "owner_name") <= OWNERS.keys()
    assert column("reconciliation_rules", "recon_type") <= RECONCILIATIONS.keys()
    assert column("margin_alert_levels", "margin_alert_level") <= ALERTS.keys()


def test_empty_tables_give_an_empty_report(frames, tmp_path):
    empty = {name: frame.head(0) for name, frame in frames.items()}
    paths = write_reports(empty, tmp_path, AS_OF)
    assert all(path.stat().st_size > 0 for path in paths)
    assert "无数据 no rows" in paths[1].read_text(encoding="utf-8")


def test_a_missing_table_is_named(frames):
    without = {name: frame for name, frame in frames.items() if name != REPORT_TABLES[0]}
    with pytest.raises(KeyError, match=r"accounting\.income_statement"):
        build_report(without, AS_OF)


def test_a_total_row_adds_up_money_and_counts():
    columns = (
        Column("name", "名称", "Name"),
        Column("amount", "金额", "Amount", Kind.MONEY),
        Column("count", "笔数", "Count", Kind.COUNT),
    )
    rows = pd.DataFrame({"name": ["a", "b"], "amount": [0.1, 0.2], "count": [1, 2]})
    total = with_total(table("表", "Table", rows, columns))
    assert total.rows[-1] == ("合计 Total", Decimal("0.3"), 3)
    assert total.strong == {2}


@given(st.decimals(-(10**13), 10**13, places=2, allow_nan=False))
def test_an_amount_is_the_same_as_a_decimal_and_as_a_float(value):
    assert amount(value) == amount(float(value)) == value
    assert cell(float("nan"), Kind.MONEY) is None
    assert cell(pd.NaT, Kind.DATE) is None


values = st.lists(
    st.one_of(st.none(), st.decimals(-(10**9), 10**9, places=2, allow_nan=False)),
    min_size=1,
    max_size=40,
)


def test_a_column_of_more_shops_than_colours_stays_whole():
    shops = [(f"shop{number}", [Decimal(number), Decimal(10 * number)]) for number in range(1, 10)]
    drawing = bar_chart(["2026-05", "2026-06"], one_a_colour(shops))
    titles = re.findall(r"<title>([^<]+) (2026-0\d): ([\d.,]+)</title>", drawing)
    drawn = {"2026-05": 0.0, "2026-06": 0.0}
    for _, month, value in titles:
        drawn[month] += float(value.replace(",", ""))
    assert drawn == {"2026-05": 45.0, "2026-06": 450.0}
    assert [name for name, month, _ in titles if month == "2026-05"] == [
        "shop9", "shop8", "shop7", "shop6", "shop5", "shop4", "其他 3 others"
    ]  # fmt: skip
    with pytest.raises(ValueError, match="zip"):
        bar_chart(["2026-05", "2026-06"], shops)


def test_the_largest_categories_have_a_line_and_the_rest_one_together(frames):
    category = margins().query("dimension_type == 'category'")
    every = pd.concat(
        category.assign(dimension_value=f"类目{number}", gross_profit=yuan(f"{number}.00"))
        for number in range(1, 10)
    )
    sections = build_report({**frames, MARGINS: every}, AS_OF).sections
    chart = next(section for section in sections if section.key == "gross_profit").charts[0]
    drawn = re.findall("<title>([^<]+)</title>", chart.svg)
    assert drawn == ["类目9", "类目8", "类目7", "类目6", "类目5", "类目4", "其他 3 others"]
    assert one_a_colour([(str(n), [n, None, None if n else 2]) for n in range(9)])[-1] == (
        "其他 3 others", [3, None, 2]
    )  # fmt: skip


def test_a_statement_says_which_months_have_no_column(frames):
    june = income_statement().query("accounting_period == '2026-06'")
    months = [f"{2025 + number // 12}-{number % 12 + 1:02}" for number in range(16)]
    for shown, missing in ((months[3:], "2025-01 – 2025-03"), (months[:13], "")):
        every = pd.concat([june.assign(accounting_period=m) for m in {*shown, *months[:3]}])
        sections = build_report({**frames, INCOME: every}, AS_OF).sections
        section = next(one for one in sections if one.key == "income_statement")
        columns = [column.name for column in section.tables[0].columns if column.name in months]
        assert columns == shown[::-1]
        assert [missing in note for note in section.notes] == [True] * bool(missing)


def test_every_sheet_has_a_name_that_excel_takes(workbook, frames):
    sections = build_report(frames, AS_OF).sections
    assert workbook.sheetnames == [f"{section.zh} {section.en}" for section in sections]
    assert max(map(len, workbook.sheetnames)) <= 31


@given(values)
def test_any_figures_can_be_drawn_inside_the_picture(figures):
    labels = [f"<{position}&" for position in range(len(figures))]
    drawings = [
        line_chart(labels, [("实际", figures)], (figures, figures)),
        bar_chart(labels, [("a", figures), ("b", figures)]),
        waterfall_chart(list(zip(labels, figures, strict=True))),
        share_chart(list(zip(labels, figures, strict=True))),
    ]
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        height = float(root.attrib["viewBox"].split()[3])
        for shape in root.iter("{http://www.w3.org/2000/svg}rect"):
            top = float(shape.attrib["y"])
            assert -0.1 <= top <= top + float(shape.attrib["height"]) <= height + 0.6
