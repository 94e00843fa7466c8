"""Loads in processes of their own, which may be killed at any step or run out of disk."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import ingestion
from ingestion.raw_tables import raw_tables
from tests.support.warehouse import ROOT

# Times of the machine, not of the business: two loads of the same bills differ in them.
LOAD_TIMES = ("_loaded_at", "loaded_at", "delivered_at", "validated_at")
# argv: folder of bills, step to be killed at, size beyond which no file may grow, whether to
# validate. Blocks are small, so that a bill has several. What it prints: each step as it comes to
# it, then the results. Who gives up says after how many seconds.
_LOAD = """
import json, os, resource, signal, sys, time
from pathlib import Path
import ingestion
from ingestion import loader, text_reader

text_reader.BLOCK_BYTES = 1_000
folder, wanted, disk = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
if sys.argv[4] == "0":
    loader.has_pending = lambda sink: False

def on_step(step):
    print(step, flush=True)
    if step == wanted:
        os.kill(os.getpid(), signal.SIGKILL)

begun = time.monotonic()
try:
    with ingestion.open_sink() as sink:
        if disk:
            resource.setrlimit(resource.RLIMIT_FSIZE, (disk, disk))
        results = [r.as_json() for r in ingestion.load_paths([folder], sink, on_step=on_step)]
except (ingestion.SinkError, OSError) as error:
    sys.exit(f"{type(error).__name__}: {error}\\nafter {time.monotonic() - begun:.1f} s")
print(json.dumps(results))
"""


def start(
    folder: Path,
    environment: dict[str, str],
    *,
    killed_at: str = "",
    disk: int = 0,
    validates: bool = True,
) -> subprocess.Popen:
    """Start a load of a folder that is killed when it comes to a step.

    `disk` is the size in bytes beyond which no file may grow. Great Expectations takes seconds
    that a load which does not validate saves.
    """
    arguments = [str(folder), killed_at, str(disk), str(int(validates))]
    return subprocess.Popen(
        [sys.executable, "-c", _LOAD, *arguments],
        cwd=ROOT,
        env=os.environ | {"GX_ANALYTICS_ENABLED": "false"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def results(process: subprocess.Popen) -> list[dict]:
    """Return what a load that came to its end says of each bill."""
    output, errors = process.communicate()
    assert process.returncode == 0, errors[-2000:]
    return json.loads(output.splitlines()[-1])


def contents(environment: dict[str, str]) -> dict[str, list[tuple]]:
    """Return the rows of every raw table of a warehouse, sorted, without the machine's times."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in environment.items():
            patch.setenv(variable, value)
        with ingestion.open_sink() as sink:
            for table in raw_tables().values():
                names = [name for name in table.column_names if name not in LOAD_TIMES]
                listed = ", ".join(f'"{name}"' for name in names)
                rows = sink.query(f'select {listed} from raw."{table.name}"')
                found[table.name] = sorted(rows, key=repr)
    return found
