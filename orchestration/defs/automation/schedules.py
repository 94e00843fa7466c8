"""The nightly run."""

import dagster as dg


@dg.definitions
def schedules() -> dg.Definitions:
    """Return the schedule: 03:30 in Shanghai, when the platforms' daily bills are out."""
    nightly = dg.ScheduleDefinition(
        name="nightly",
        job_name="whole_road",
        cron_schedule="30 3 * * *",
        execution_timezone="Asia/Shanghai",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Every night: take in what the inbox holds and build everything after it.",
    )
    return dg.Definitions(schedules=[nightly])
