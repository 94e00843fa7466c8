"""A part of the dbt project as one stage of the graph."""

from dataclasses import dataclass

from dagster.components.utils.defs_state import DefsStateConfig
from dagster_dbt import DbtProjectComponent


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
