"""Run a module under cProfile, each of its threads too, which `python -m cProfile` leaves out.

For Python 3.11: later ones allow one profile at a time.

usage: python -m benchmarks.profiled FILE MODULE [ARGUMENT …]
"""

import cProfile
import pstats
import runpy
import sys
import threading


def main(statistics: str, module: str, arguments: list[str]) -> None:
    """Run the module as the main one; write the statistics of all threads together."""
    profiles = [cProfile.Profile()]
    run = threading.Thread.run

    def profiled(thread: threading.Thread) -> None:
        own = cProfile.Profile()
        profiles.append(own)
        own.runcall(run, thread)

    threading.Thread.run = profiled
    sys.argv = [module, *arguments]
    try:
        profiles[0].runcall(runpy.run_module, module, run_name="__main__", alter_sys=True)
    finally:
        pstats.Stats(*profiles).dump_stats(statistics)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
