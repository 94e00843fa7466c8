"""The warehouse as the models see it: marts in, tables of schema `ml` out."""

import pandas as pd

from orchestration.lib.manifest import read_manifest, source_columns
from orchestration.lib.warehouse import open_warehouse


def read_model(table: str) -> pd.DataFrame:
    """Return every row of a mart, `schema.table`."""
    with open_warehouse() as warehouse:
        return warehouse.read(f"select * from {table}")


def write_ml_table(table: str, frame: pd.DataFrame) -> None:
    """Put `frame` in the place of `ml.<table>`, with the types that the dbt source declares."""
    columns = source_columns(read_manifest(), "ml", table)
    with open_warehouse() as warehouse:
        warehouse.replace(f"ml.{table}", columns, frame)
