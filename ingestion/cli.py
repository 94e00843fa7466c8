"""The command line: load, withdraw, formats, sources."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import psycopg2
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from ingestion import loader
from ingestion.declarations import DeclarationError, declarations
from ingestion.results import LoadResult
from ingestion.sinks import SinkError, UnknownTarget, open_sink
from ingestion.sources import write_sources
from ingestion.streams import print_utf8, stop_printing
from ingestion.withdrawal import NoSuchFile, withdraw

EXIT_OK, EXIT_NOT_ALL_LOADED, EXIT_USAGE = 0, 1, 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ingestion", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    load = commands.add_parser("load", help="load bill files and folders into the raw tables")
    load.add_argument("paths", nargs="+", type=_path, metavar="PATH")
    load.add_argument("--target", help="duckdb or postgres; default $STORELEDGER_TARGET or duckdb")
    load.add_argument("--json", action="store_true", help="one JSON object a file on stdout")
    out = commands.add_parser("withdraw", help="take the rows of a loaded file out again")
    out.add_argument("file_id", metavar="FILE_ID", help="sha256 of the file, or how it begins")
    out.add_argument("--because", required=True, help="why, kept in the register")
    out.add_argument("--target", help="duckdb or postgres; default $STORELEDGER_TARGET or duckdb")
    commands.add_parser("formats", help="list the formats known, one a line")
    commands.add_parser("sources", help="write models/staging/_raw__sources.yml")
    return parser


def _path(text: str) -> Path:
    if not text:
        # Else the path of an unset shell variable would be the current folder.
        raise argparse.ArgumentTypeError("an empty path")
    return Path(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when all is loaded, 1 when not, 2 for bad usage.

    It stops without a word when nobody reads its output any longer (`load … | head -1`): what is
    loaded stays, and the rest is not loaded.
    """
    print_utf8()
    try:
        return _run(_parser().parse_args(arguments))
    except BrokenPipeError:
        stop_printing()
        return EXIT_NOT_ALL_LOADED


def _run(options: argparse.Namespace) -> int:
    try:
        if options.command == "load":
            return _load(options.paths, options.target, options.json)
        if options.command == "withdraw":
            return _withdraw(options.file_id, options.because, options.target)
        if options.command == "formats":
            return _formats()
        _say(f"wrote {write_sources()}")
        return EXIT_OK
    except (UnknownTarget, FileNotFoundError, NoSuchFile) as error:
        _complain(str(error))
        return EXIT_USAGE
    except BrokenPipeError:
        raise
    except (SinkError, DeclarationError, OSError, duckdb.Error, psycopg2.Error) as error:
        _complain(str(error))
        return EXIT_NOT_ALL_LOADED


def _load(paths: list[Path], target: str | None, as_json: bool) -> int:
    if missing := [path for path in paths if not path.exists()]:
        raise FileNotFoundError(f"no such file or folder: {', '.join(map(str, missing))}")
    all_loaded = True
    with open_sink(target) as sink, _progress_bar() as on_progress:
        for result in loader.load_paths(paths, sink, on_progress=on_progress):
            _say(json.dumps(result.as_json(), ensure_ascii=False) if as_json else _line(result))
            all_loaded &= result.status in ("loaded", "duplicate", "withdrawn")
    return EXIT_OK if all_loaded else EXIT_NOT_ALL_LOADED


def _withdraw(file_id: str, because: str, target: str | None) -> int:
    with open_sink(target) as sink:
        _say(f"withdrawn: {withdraw(sink, file_id, because)}")
    return EXIT_OK


def _line(result: LoadResult) -> str:
    rows = f"{result.rows_loaded} rows" if result.status == "loaded" else ""
    held = f"{result.rows_quarantined} quarantined" if result.rows_quarantined else ""
    parts = [result.status, result.format or "", rows, held, result.reason or ""]
    return f"{result.file}: " + ", ".join(part for part in parts if part)


def _formats() -> int:
    for code, declaration in declarations().items():
        _say(f"{code}\t{declaration.platform}\t{declaration.title}")
    return EXIT_OK


@contextmanager
def _progress_bar() -> Iterator[Callable[[loader.Progress], None] | None]:
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda p: bar.update(
            task, description=p.file, completed=p.bytes_done, total=p.bytes_total
        )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _complain(text: str) -> None:
    sys.stderr.write(f"ingestion: {text}\n")
