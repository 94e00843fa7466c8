"""The shape of the graph as plain data: what a reviewer should see change with the graph."""

from collections import defaultdict
from typing import Any

import dagster as dg


def graph_shape(definitions: dg.Definitions) -> dict[str, Any]:
    """Return keys, edges, groups, owners, checks, partitions, jobs, schedules and sensors."""
    repository = definitions.get_repository_def()
    graph = repository.asset_graph
    checks: dict[dg.AssetKey, list[str]] = defaultdict(list)
    for key in graph.asset_check_keys:
        blocking = graph.get(key).blocking
        checks[key.asset_key].append(f"{key.name}{'' if blocking else ' (warns)'}")
    return {
        "assets": {
            key.to_user_string(): {
                "group": graph.get(key).group_name,
                "owners": sorted(graph.get(key).owners),
                "upstream": sorted(
                    parent.to_user_string() for parent in graph.get(key).parent_keys
                ),
                "checks": sorted(checks[key]),
                "partitions": _partitions(graph.get(key).partitions_def),
            }
            for key in sorted(graph.get_all_asset_keys())
        },
        "jobs": {
            job.name: sorted(key.to_user_string() for key in job.asset_layer.executable_asset_keys)
            for job in sorted(repository.get_all_jobs(), key=lambda job: job.name)
            if not job.name.startswith("__")
        },
        "schedules": {
            schedule.name: {
                "job": schedule.job_name,
                "cron": schedule.cron_schedule,
                "timezone": schedule.execution_timezone,
                "status": schedule.default_status.value,
            }
            for schedule in repository.schedule_defs
        },
        "sensors": {
            sensor.name: {"job": sensor.job_name, "status": sensor.default_status.value}
            for sensor in repository.sensor_defs
        },
    }


def _partitions(definition: dg.PartitionsDefinition | None) -> str | None:
    """Return how an asset is partitioned, in words that do not change with the day."""
    if definition is None:
        return None
    if not isinstance(definition, dg.MonthlyPartitionsDefinition):
        raise TypeError(f"no words yet for {type(definition).__name__}")
    return f"monthly from {definition.start:%Y-%m} {definition.timezone}"
