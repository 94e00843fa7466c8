"""Where things are: the project, and the company's data folder."""

import os
from pathlib import Path

import ingestion

PROJECT_ROOT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """Return $STORELEDGER_DATA, `data` where it is not set; absolute.

    A relative one is below the working directory, as for every command of the project.
    """
    return ingestion.data_folder().resolve()


def inbox_folder() -> Path:
    """Return the folder that bill files are dropped into."""
    return data_folder() / "inbox"


def reports_folder() -> Path:
    """Return the folder that reports are written to."""
    return data_folder() / "reports"


def dagster_home() -> Path:
    """Return the folder of Dagster's own records: runs, events, schedules."""
    return data_folder() / "dagster"


def target_folder() -> Path:
    """Return dbt's target folder, $DBT_TARGET_PATH or `target/` in the project; absolute."""
    return (PROJECT_ROOT / os.environ.get("DBT_TARGET_PATH", "target")).resolve()
