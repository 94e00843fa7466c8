"""Run the whole road, or open the Dagster UI.

usage: python -m orchestration run | ui [--port PORT]
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console

from orchestration.lib.inbox import list_inbox
from orchestration.lib.settings import PROJECT_ROOT, dagster_home, data_folder, inbox_folder


def prepare_environment() -> None:
    """Make the folders, go to the project, and point Dagster, dbt and their children at both."""
    programs = str(Path(sys.executable).parent)
    # Before the working directory changes: a relative data folder is below where we started.
    data, home = data_folder(), dagster_home()
    home.mkdir(parents=True, exist_ok=True)
    inbox_folder().mkdir(parents=True, exist_ok=True)
    shutil.copyfile(Path(__file__).with_name("dagster.yaml"), home / "dagster.yaml")
    os.chdir(PROJECT_ROOT)
    os.environ.update(
        PATH=os.pathsep.join([programs, os.environ.get("PATH", os.defpath)]),
        STORELEDGER_DATA=str(data),
        DAGSTER_HOME=str(home),
        DBT_SEND_ANONYMOUS_USAGE_STATS="false",
        GX_ANALYTICS_ENABLED="false",
    )
    # Not the project's: a `dbt build` by hand knows the data folder by another name, and dbt reads
    # the whole project anew wherever a name has changed.
    os.environ.setdefault("DBT_TARGET_PATH", str(home / "target"))


def write_demo_company(console: Console) -> None:
    """Fill an empty inbox with the bills of the default simulated company."""
    if list_inbox(inbox_folder()):
        return
    console.print(f"The inbox {inbox_folder()} is empty: writing the demo company's bills into it.")
    places = ["--out", str(inbox_folder()), "--truth", str(data_folder() / "truth")]
    subprocess.run([sys.executable, "-m", "simulator", *places], check=True)


def run() -> int:
    """Run the whole road on the inbox and print its summary; return 0 when the books hold."""
    started = time.monotonic()
    console = Console(file=os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8"))
    console.print("Reading the project …")
    with ThreadPoolExecutor(max_workers=1) as beside:
        written = beside.submit(write_demo_company, console)
        from ingestion.validation import load_library  # noqa: PLC0415
        from orchestration.lib.road import read_road, walk  # noqa: PLC0415 — takes seconds

        road = read_road()
        if not written.done():
            load_library()  # while the bills are being written; the first load would wait for it
        written.result()
    if not walk(road, console):
        return 1
    seconds = time.monotonic() - started
    console.print(f"Done in {seconds:.0f} seconds. `make ui` shows the graph.")
    return 0


def open_ui(port: int) -> int:
    """Open the Dagster UI and its daemon until they are stopped."""
    command = ["dagster", "dev", "--module-name", "orchestration.definitions", "--port", str(port)]
    os.execvp(command[0], command)


def main(arguments: list[str]) -> int:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(prog="python -m orchestration", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="whole road in this process, then a summary")
    ui = commands.add_parser("ui", help="the Dagster UI")
    ui.add_argument("--port", type=int, default=3000)
    options = parser.parse_args(arguments)
    prepare_environment()
    from orchestration.lib.runs import join_processes  # noqa: PLC0415 — after the environment is set

    join_processes(dagster_home())
    return run() if options.command == "run" else open_ui(options.port)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
