"""The yardstick of the build: the SQL that dbt compiled, executed by DuckDB alone.

usage: python -m benchmarks.plain_sql TARGET RAW.duckdb BUILT.duckdb
TARGET holds the artifacts of a `dbt build`; RAW has the raw tables; BUILT the rest.
"""

import json
import sys
from pathlib import Path
from typing import Any

import duckdb


def executed_nodes(target: Path) -> list[dict[str, Any]]:
    """Return what the build compiled and executed, in the order in which it started."""
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    ran = [
        result
        for result in results
        if result["unique_id"].startswith(("model.", "test."))
        and result["compiled_code"]
        and result["timing"]
    ]
    return sorted(ran, key=lambda result: result["timing"][-1]["started_at"])


def statement_of(result: dict[str, Any], node: dict[str, Any]) -> str:
    """Return the bare statement of a model (a table or a view) or of a test (a count)."""
    code = result["compiled_code"]
    if node["resource_type"] == "model":
        kind = node["config"]["materialized"]
        select = as_contracted(code, node["columns"]) if node["contract"]["enforced"] else code
        return f"create or replace {kind} {result['relation_name']} as (\n{select}\n)"
    return f"select count(*) from (\n{code}\n) as failures"


def as_contracted(code: str, columns: dict[str, dict[str, Any]]) -> str:
    """Return the query with the columns of a contract, in its order and of its types."""
    casts = [
        f'cast("{name}" as {column["data_type"]}) as "{name}"' for name, column in columns.items()
    ]
    return f"select {', '.join(casts)} from (\n{code}\n)"


def run(target: Path, raw: Path, built: Path) -> int:
    """Execute every statement; return how many there were."""
    nodes = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    executed = executed_nodes(target)
    with duckdb.connect(str(raw)) as connection:
        copy_given(connection, built)
        for schema in sorted({node["schema"] for node in nodes.values()}):
            connection.execute(f'create schema if not exists "{schema}"')
        for result in executed:
            connection.execute(statement_of(result, nodes[result["unique_id"]])).fetchall()
    return len(executed)


def copy_given(connection: duckdb.DuckDBPyConnection, built: Path) -> None:
    """Copy what the SQL finds given, seeds and the models' output, from the built warehouse."""
    connection.execute(f"attach '{built}' as built (read_only)")
    given = connection.execute(
        "select table_schema, table_name from information_schema.tables"
        " where table_catalog = 'built' and table_schema in ('seeds', 'ml')"
    ).fetchall()
    for schema, name in given:
        connection.execute(f"create schema if not exists {schema}")
        connection.execute(f"create or replace table {schema}.{name} as from built.{schema}.{name}")
    connection.execute("detach built")


if __name__ == "__main__":
    print(f"{run(*map(Path, sys.argv[1:4]))} statements")
