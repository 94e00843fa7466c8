"""Bill sources as the graph shows them: which raw tables a source feeds, what a load did."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from ingestion.declarations import Declaration, declarations
from ingestion.reader import formats_of
from ingestion.results import LoadResult
from orchestration.lib.inbox import InboxFile

_MANY_FILES = 100
_KNOWN: dict[tuple[Path, InboxFile], frozenset[str | None]] = {}


def sources() -> Mapping[str, list[Declaration]]:
    """Return the declarations of each source (platform), both in alphabetical order."""
    found: dict[str, list[Declaration]] = defaultdict(list)
    for declaration in declarations().values():
        found[declaration.platform].append(declaration)
    return dict(sorted(found.items()))


def files_of(inbox: Path, files: Iterable[InboxFile], codes: set[str]) -> list[Path]:
    """Return the files that hold a bill of one of the formats, a zip with such a member too."""
    return [inbox / file.path for file, found in _recognised(inbox, files).items() if found & codes]


def strangers(inbox: Path, files: Iterable[InboxFile]) -> list[Path]:
    """Return the files that hold something no format knows."""
    return [inbox / file.path for file, found in _recognised(inbox, files).items() if None in found]


def _recognised(inbox: Path, files: Iterable[InboxFile]) -> dict[InboxFile, frozenset[str | None]]:
    """Return what each file holds; one that cannot be read is no format's: its load says why.

    A process looks into a file once, for as long as it is the same. Many files are shared out among
    the cores: opening workbooks takes a while.
    """
    listed = list(files)
    new = [file for file in listed if (inbox, file) not in _KNOWN]
    paths = [inbox / file.path for file in new]
    if len(new) < _MANY_FILES:
        found = list(map(_formats_of, paths))
    else:
        with ProcessPoolExecutor(mp_context=get_context("forkserver")) as beside:
            found = list(beside.map(_formats_of, paths, chunksize=16))
    read = {(inbox, file): codes for file, codes in zip(new, found, strict=True) if codes}
    _KNOWN.update(read)
    return {file: _KNOWN.get((inbox, file), frozenset({None})) for file in listed}


def _formats_of(path: Path) -> frozenset[str | None] | None:
    """Return what a file holds, null for one that cannot be read now."""
    try:
        return formats_of(path)
    except OSError as error:
        if error.filename != str(path):
            raise  # it is not the file that fails
        return None


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
