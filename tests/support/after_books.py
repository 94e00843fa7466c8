"""Run the part of the graph that follows the books: models, their marts, the reports.

usage: python -m tests.support.after_books   (on the warehouse that the environment names)
"""

import dagster as dg

from orchestration.__main__ import prepare_environment
from orchestration.definitions import defs


def main() -> None:
    """Materialise what depends on the books in this process; raise what a step raises."""
    prepare_environment()
    definitions = defs()
    job = definitions.resolve_job_def("whole_road")
    models = dg.AssetSelection.groups("ml").downstream()
    keys = models.resolve(definitions.get_repository_def().asset_graph)
    with dg.DagsterInstance.ephemeral() as instance:
        job.execute_in_process(instance=instance, asset_selection=sorted(keys))


if __name__ == "__main__":
    main()
