"""Run a command in a process of its own and say what it cost."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Cost:
    """What a process and its children used: CPU (user + system) and wall time in seconds."""

    cpu_seconds: float
    wall_seconds: float
    peak_megabytes: float

    def plus_cpu(self, seconds: float) -> "Cost":
        """Return the cost with CPU that another process spent for it."""
        return replace(self, cpu_seconds=self.cpu_seconds + seconds)


def cost_of(command: list[str], environment: Mapping[str, str], log: Path) -> Cost:
    """Run `python -m COMMAND`, its output in `log`; raise RuntimeError with the log on failure."""
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=os.environ | dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        tail = log.read_text(encoding="utf-8")[-5000:]
        raise RuntimeError(f"{' '.join(command)} failed:\n{tail}")
    return Cost(
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        wall_seconds=time.monotonic() - started,
        peak_megabytes=usage.ru_maxrss / 1024,
    )
