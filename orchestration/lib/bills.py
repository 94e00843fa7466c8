"""What a load of bills did, as the graph shows it: figures, and the months it brought rows of."""

from collections import Counter
from collections.abc import Iterable, Sequence

from ingestion.results import LoadResult


def load_counts(results: Sequence[LoadResult]) -> dict[str, int]:
    """Return what a load did, as figures: files by status, rows loaded and quarantined."""
    statuses = Counter(f"files_{result.status}" for result in results)
    return {
        **dict(sorted(statuses.items())),
        "rows_loaded": sum(result.rows_loaded for result in results),
        "rows_quarantined": sum(result.rows_quarantined for result in results),
    }


def bill_months(results: Iterable[LoadResult]) -> list[tuple[str, str]]:
    """Return format and month (`YYYY-MM`) of whatever the files loaded now have rows of, sorted."""
    found = set()
    for result in results:
        if result.status == "loaded" and result.period_start and result.period_end:
            month = result.period_start.replace(day=1)
            while month <= result.period_end:
                found.add((result.format, f"{month:%Y-%m}"))
                month = month.replace(
                    year=month.year + month.month // 12, month=month.month % 12 + 1
                )
    return sorted(found)
