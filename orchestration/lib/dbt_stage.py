"""A part of the dbt project as one stage of the graph."""

from collections.abc import Iterator
from dataclasses import dataclass

import dagster as dg
from dagster.components.utils.defs_state import DefsStateConfig
from dagster_dbt import DbtCliResource, DbtProjectComponent

from orchestration.lib.settings import target_folder


@dataclass
class DbtStage(DbtProjectComponent):
    """A `DbtProjectComponent` that may stand beside others of the same project.

    Dagster keys a component's state by the project's folder; the op's name tells the stages apart.
    """

    @property
    def defs_state_config(self) -> DefsStateConfig:
        """Return the state configuration under a key of this stage's own."""
        config = super().defs_state_config
        name = self.op.name if self.op else ""
        return DefsStateConfig(
            key=f"{config.key}[{name}]",
            management_type=config.management_type,
            refresh_if_dev=config.refresh_if_dev,
        )

    def execute(self, context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator:
        """Call dbt in the stage's own target folder: each run would leave 20 MB in a new one."""
        folder = target_folder() / context.op_execution_context.op.name
        yield from dbt.cli(self.get_cli_args(context), context=context, target_path=folder).stream()
