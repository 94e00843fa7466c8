"""Write the dbt sources file of the raw tables from the declarations."""

from pathlib import Path

import yaml

from ingestion.raw_tables import RawTable, raw_tables

SOURCES_PATH = Path(__file__).parents[1] / "models" / "staging" / "_raw__sources.yml"

_HEADING = (
    "# Written by `python -m ingestion sources` from ingestion/formats: change the declarations.\n"
)


def _source_table(table: RawTable) -> dict:
    return {
        "name": table.name,
        "description": table.about,
        "columns": [
            {
                "name": column.name,
                "description": column.about,
                "data_type": column.data_type,
                "quote": True,
            }
            for column in table.columns
        ],
    }


def sources_text() -> str:
    """Return the text of models/staging/_raw__sources.yml."""
    source = {
        "name": "raw",
        "schema": "raw",
        "description": "Bill files as downloaded, one table per format, and the register of files.",
        "tables": [_source_table(table) for table in raw_tables().values()],
    }
    document = {"version": 2, "sources": [source]}
    return _HEADING + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)


def write_sources(path: Path = SOURCES_PATH) -> Path:
    """Write the sources file and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(sources_text(), encoding="utf-8")
    return path
