"""The code location: everything below defs/, run in one process, since DuckDB has one writer."""

import dagster as dg

from orchestration.lib.history import keep_history_quickly
from orchestration.lib.manifest import prepare_manifest
from orchestration.lib.settings import PROJECT_ROOT

keep_history_quickly()


@dg.definitions
def defs() -> dg.Definitions:
    """Return the definitions of every stage, with an up-to-date dbt manifest under them."""
    prepare_manifest(PROJECT_ROOT)
    stages = dg.load_from_defs_folder(path_within_project=PROJECT_ROOT)
    return dg.Definitions.merge(stages, dg.Definitions(executor=dg.in_process_executor))
