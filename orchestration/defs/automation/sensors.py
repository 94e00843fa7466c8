"""The inbox sensor: a new file reaches the marts without anyone asking."""

import dagster as dg

from orchestration.lib.inbox import Seen, list_inbox, listing_hash, run_is_due
from orchestration.lib.keys import INBOX_KEY, LISTING_METADATA
from orchestration.lib.settings import inbox_folder


def loaded_listing(instance: dg.DagsterInstance) -> str | None:
    """Return the listing that the last load of the whole inbox began with, None before it."""
    observations = instance.fetch_observations(INBOX_KEY, limit=1).records
    if not observations:
        return None
    return str(observations[0].asset_observation.metadata[LISTING_METADATA].value)


@dg.sensor(
    name="inbox",
    job_name="whole_road",
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Runs the whole road once the inbox holds something new and has stopped changing.",
)
def inbox(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Ask for a run when the inbox is new and settled."""
    seen = Seen.from_cursor(context.cursor)
    listing = listing_hash(list_inbox(inbox_folder()))
    if not run_is_due(seen, listing, loaded_listing(context.instance)):
        cursor = Seen(listing, seen.requested).to_cursor()
        return dg.SensorResult(skip_reason="nothing new has settled in the inbox", cursor=cursor)
    return dg.SensorResult(
        run_requests=[dg.RunRequest(run_key=listing)],
        cursor=Seen(listing, listing).to_cursor(),
    )
