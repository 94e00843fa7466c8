"""The same bills give the same tables on DuckDB and on PostgreSQL, row by row."""

from tests.support.warehouse import Warehouse, differences


def test_both_engines_have_the_same_tables(
    duckdb_warehouse: Warehouse, postgres_warehouse: Warehouse
) -> None:
    assert duckdb_warehouse.tables() == postgres_warehouse.tables()
    assert len(duckdb_warehouse.tables()) > 20


def test_every_public_table_is_the_same_on_both_engines(
    duckdb_warehouse: Warehouse, postgres_warehouse: Warehouse
) -> None:
    found = {
        table: differences(duckdb_warehouse, postgres_warehouse, table)
        for table in duckdb_warehouse.tables()
    }
    assert {table: lines for table, lines in found.items() if lines} == {}


def test_the_compared_facts_have_rows(duckdb_warehouse: Warehouse) -> None:
    facts = [table for table in duckdb_warehouse.tables(["star"]) if table.endswith("_fact")]
    empty = [table for table in facts if not duckdb_warehouse.contents(table)]
    # The company's bills can all be read: what is quarantined is the tests' of ingestion to show.
    assert empty == ["star.quarantined_line_fact"]


def test_the_compared_marts_of_the_models_have_rows(duckdb_warehouse: Warehouse) -> None:
    marts = ["analysis.analysis_forecast_versus_actual", "analysis.analysis_cost_attribution"]
    assert [mart for mart in marts if not duckdb_warehouse.contents(mart)] == []
