"""The same bills give the same tables on DuckDB and on PostgreSQL, row by row."""

import pytest

from tests.support.warehouse import Contents, Warehouse, differences


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


def test_the_compared_facts_have_rows(on_duckdb: dict[str, Contents]) -> None:
    facts = [table for table in on_duckdb if table.startswith("star.") and table.endswith("_fact")]
    empty = [table for table in facts if not on_duckdb[table].rows]
    # The company's bills can all be read: what is quarantined is the tests' of ingestion to show.
    assert empty == ["star.quarantined_line_fact"]


def test_the_compared_marts_of_the_models_have_rows(on_duckdb: dict[str, Contents]) -> None:
    marts = ["analysis.analysis_forecast_versus_actual", "analysis.analysis_cost_attribution"]
    assert [mart for mart in marts if not on_duckdb[mart].rows] == []
