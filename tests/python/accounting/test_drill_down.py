"""Every amount that BI and finance read is followed down by a check, or the check says why not."""

import yaml

from tests.support.warehouse import ROOT

# Checks that follow the amounts of a view down; the first says what is not followed, and why.
CHECKS = (
    "assert_analysis_amounts_drill_down",
    "assert_account_balances_hold_every_shop",
    "assert_cost_attribution_adds_up",
    "assert_forecast_panel_equals_income_statement",
    "assert_sales_details_are_complete",
)
NO_SUM_OF_BILL_LINES = {"analysis_cost_finding", "analysis_forecast_versus_actual"}


def test_every_view_with_amounts_is_followed_down() -> None:
    properties = ROOT / "models" / "analysis" / "_analysis__models.yml"
    with_amounts = {
        model["name"]
        for model in yaml.safe_load(properties.read_text(encoding="utf-8"))["models"]
        if any(column["data_type"] == "decimal(18, 2)" for column in model["columns"])
    }
    text = "".join(
        (ROOT / "tests" / "dbt" / f"{check}.sql").read_text(encoding="utf-8") for check in CHECKS
    )
    assert {name for name in with_amounts if f"'{name}'" not in text} == NO_SUM_OF_BILL_LINES
