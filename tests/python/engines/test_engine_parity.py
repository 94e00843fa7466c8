"""The same bills give the same tables on DuckDB and on PostgreSQL, row by row."""

import pytest

from tests.support.warehouse import Contents, Warehouse, differences

# The tables that the small company leaves empty, and why.
EMPTY = {
    "analysis.analysis_platform_growth": "no month of three has the same month a year before",
    "reconciliation.recon_broken_identities": "every simulated line adds up",
    "reconciliation.recon_contested_lines": "no simulated bill is issued anew",
    "reconciliation.recon_held_refunds": "every word and shop is known",
    "reconciliation.recon_held_sales": "every word and shop is known",
    "reconciliation.recon_held_stock_movements": "every SKU has a cost card",
    "reconciliation.recon_incomplete_files": "no simulated download is cut",
    "reconciliation.recon_mismatched_files": "every stated total is that of the rows",
    "star.quarantined_line_fact": "every simulated line can be read",
}


@pytest.fixture(scope="module")
def on_duckdb(duckdb_warehouse: Warehouse) -> dict[str, Contents]:
    """Every public table of the small company on DuckDB."""
    return duckdb_warehouse.contents()


@pytest.fixture(scope="module")
def on_postgres(postgres_warehouse: Warehouse) -> dict[str, Contents]:
    """Every public table of the small company on PostgreSQL."""
    return postgres_warehouse.contents()


def test_both_engines_have_the_same_tables(
    duckdb_warehouse: Warehouse, postgres_warehouse: Warehouse
) -> None:
    assert duckdb_warehouse.tables() == postgres_warehouse.tables()
    assert len(duckdb_warehouse.tables()) > 20


def test_every_public_table_is_the_same_on_both_engines(
    on_duckdb: dict[str, Contents], on_postgres: dict[str, Contents]
) -> None:
    assert differences(on_duckdb, on_postgres) == {}


def test_every_other_compared_table_has_rows(on_duckdb: dict[str, Contents]) -> None:
    assert {table for table in on_duckdb if not on_duckdb[table].rows} == set(EMPTY)


def test_the_compared_marts_of_the_models_have_rows(on_duckdb: dict[str, Contents]) -> None:
    marts = ["analysis.analysis_forecast_versus_actual", "analysis.analysis_cost_attribution"]
    assert [mart for mart in marts if not on_duckdb[mart].rows] == []
