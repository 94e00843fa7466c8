"""Bill sources as the graph shows them: which raw tables a source feeds, what a load did."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from ingestion.declarations import Declaration, declarations
from ingestion.reader import formats_of
from ingestion.results import LoadResult
from orchestration.lib.inbox import InboxFile


def sources() -> Mapping[str, list[Declaration]]:
    """Return the declarations of each source (platform), both in alphabetical order."""
    found: dict[str, list[Declaration]] = defaultdict(list)
    for declaration in declarations().values():
        found[declaration.platform].append(declaration)
    return dict(sorted(found.items()))


def _formats_of(inbox: Path, file: InboxFile) -> frozenset[str | None]:
    """Return what a file holds; one that cannot be read is no format's: its load says why."""
    try:
        return _recognised(inbox, file)
    except OSError as error:
        if error.filename != str(inbox / file.path):
            raise  # it is not the file that fails
        return frozenset({None})


@lru_cache(maxsize=100_000)
def _recognised(inbox: Path, file: InboxFile) -> frozenset[str | None]:
    """Recognise a file once in the life of the process, for as long as it stays the same."""
    return formats_of(inbox / file.path)


def files_of(inbox: Path, files: Iterable[InboxFile], codes: set[str]) -> list[Path]:
    """Return the files that hold a bill of one of the formats, a zip with such a member too."""
    return [inbox / file.path for file in files if _formats_of(inbox, file) & codes]


def strangers(inbox: Path, files: Iterable[InboxFile]) -> list[Path]:
    """Return the files that hold something no format knows."""
    return [inbox / file.path for file in files if None in _formats_of(inbox, file)]


def load_counts(results: Sequence[LoadResult]) -> dict[str, int]:
    """Return what a load did, as figures: files by status, rows loaded and quarantined."""
    statuses = Counter(f"files_{result.status}" for result in results)
    return {
        **dict(sorted(statuses.items())),
        "rows_loaded": sum(result.rows_loaded for result in results),
        "rows_quarantined": sum(result.rows_quarantined for result in results),
    }


def bill_months(results: Iterable[LoadResult]) -> list[str]:
    """Return the months (`YYYY-MM`) that the files loaded now have rows of, sorted."""
    months = set()
    for result in results:
        if result.status == "loaded" and result.period_start and result.period_end:
            month = result.period_start.replace(day=1)
            while month <= result.period_end:
                months.add(f"{month:%Y-%m}")
                month = month.replace(
                    year=month.year + month.month // 12, month=month.month % 12 + 1
                )
    return sorted(months)
