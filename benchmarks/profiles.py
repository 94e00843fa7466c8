"""Where the time goes, for a goal that is not reached."""

import json
import pstats
import shutil
from datetime import datetime
from io import StringIO
from pathlib import Path

from benchmarks.measure import cost_of
from benchmarks.places import Places
from benchmarks.plain_sql import executed_nodes

LINES = 15


def load_profile(places: Places) -> str:
    """Load once more into an empty warehouse under cProfile; return the dearest functions."""
    folder = places.folder / "profiled"
    folder.mkdir()
    statistics = folder / "load.prof"
    command = ["benchmarks.profiled", str(statistics), "ingestion", "load", str(places.inbox)]
    environment = places.environment() | {"STORELEDGER_DATA": str(folder)}
    cost_of(command, environment, folder / "load.log")
    text = dearest_functions(statistics)
    shutil.rmtree(folder)
    return text


def dearest_functions(statistics: Path) -> str:
    """Return the functions of a cProfile file that took longest themselves."""
    text = StringIO()
    pstats.Stats(str(statistics), stream=text).strip_dirs().sort_stats("tottime").print_stats(LINES)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()[2:] if line.strip())


def own_functions(statistics: Path, package: str) -> str:
    """Return the functions of a package that took longest with all that they call."""
    found = pstats.Stats(str(statistics)).stats.items()
    own = [
        (seconds, calls, f"{Path(path).name}:{line}({name})")
        for (path, line, name), (_, calls, _, seconds, _) in found
        if f"/{package}/" in path and "<" not in name
    ]
    longest = sorted(own, reverse=True)[: 2 * LINES]
    return "\n".join(
        [" seconds   calls  function", *(f"{s:8.3f}{n:8}  {name}" for s, n, name in longest)]
    )


def build_profile(target: Path) -> str:
    """Return what of a build is SQL, what is dbt around it, and the nodes that took longest."""
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
    nodes = executed_nodes(target)
    seconds = {result["unique_id"]: execution_seconds(result["timing"]) for result in nodes}
    heading = (
        f"the command's graph ran {results['elapsed_time']:.1f} s; its nodes executed for "
        f"{sum(seconds.values()):.1f} s in all, two at a time, {len(nodes)} nodes"
    )
    longest = sorted(seconds.items(), key=lambda item: -item[1])[:LINES]
    return "\n".join([heading, *(f"{taken:8.2f} s  {node}" for node, taken in longest)])


def execution_seconds(timing: list[dict[str, str]]) -> float:
    """Return the seconds of a node's last phase, `execute`."""
    started, ended = (
        datetime.fromisoformat(timing[-1][moment]) for moment in ("started_at", "completed_at")
    )
    return (ended - started).total_seconds()
