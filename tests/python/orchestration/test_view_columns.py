"""The analysis views have at least the columns that their readers were promised."""

import csv

import pytest

from orchestration.lib.manifest import prepare_manifest, read_manifest
from orchestration.lib.settings import PROJECT_ROOT
from tests.support.real_log import SHARED

PROMISED = SHARED / "design" / "analysis_view_columns.csv"
MODELS = {
    "2.1.1": "analysis_sales_revenue_trend",
    "2.1.2": "analysis_platform_sales_comparison",
    "2.3.1": "analysis_expense_structure",
    "2.4.1": "analysis_reconciliation_quality",
    "2.6.2": "analysis_account_balance",
    "2.8.2": "analysis_gross_profit",
    "4.2.1": "detail_sales_revenue",
    "4.2.2": "detail_expense",
}


@pytest.mark.skipif(not PROMISED.exists(), reason=f"the promised columns are not there: {PROMISED}")
@pytest.mark.parametrize("section", sorted(MODELS))
def test_a_view_has_the_columns_promised(section: str) -> None:
    prepare_manifest(PROJECT_ROOT)
    nodes = read_manifest()["nodes"]
    [columns] = [n["columns"].keys() for n in nodes.values() if n["name"] == MODELS[section]]
    with PROMISED.open(encoding="utf-8") as file:
        promised = {row["column"] for row in csv.DictReader(file) if row["section"] == section}
    assert promised
    assert promised <= columns
