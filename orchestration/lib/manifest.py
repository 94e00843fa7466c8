"""The dbt manifest that the graph is read from."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from orchestration.lib.settings import target_folder

PARTS = ("models", "seeds", "macros", "tests/dbt")
SETTINGS = ("dbt_project.yml", "profiles.yml")


def project_files(root: Path) -> Iterator[Path]:
    """Yield the files that the manifest is made from, and their folders, where removals show."""
    for part in PARTS:
        yield root / part
        yield from (root / part).rglob("*")
    for setting in SETTINGS:
        yield root / setting


def prepare_manifest(root: Path) -> Path:
    """Run `dbt parse` where the manifest is missing or older than the project; return its path."""
    manifest = target_folder() / "manifest.json"
    newest = max(path.stat().st_mtime for path in project_files(root))
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        parse = [str(Path(sys.executable).with_name("dbt")), "parse", "--quiet"]
        folders = ["--project-dir", str(root), "--profiles-dir", str(root)]
        subprocess.run([*parse, *folders], check=True, cwd=root, stdin=subprocess.DEVNULL)
    return manifest


def read_manifest() -> Mapping[str, Any]:
    """Return the manifest as dbt wrote it."""
    return json.loads((target_folder() / "manifest.json").read_text(encoding="utf-8"))


def source_columns(manifest: Mapping[str, Any], source: str, table: str) -> dict[str, str]:
    """Return the SQL type of each declared column of a dbt source table, in declared order."""
    for node in manifest["sources"].values():
        if (node["source_name"], node["name"]) == (source, table):
            return {name: column["data_type"] for name, column in node["columns"].items()}
    raise KeyError(f"no dbt source {source}.{table}")


def models_with_claims(manifest: Mapping[str, Any], folder: str) -> list[str]:
    """Return the models of a folder that a blocking singular test (`assert_<claim>`) speaks for."""
    claims = (
        node["config"]["meta"]["dagster"]["ref"]["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        and node["name"].startswith("assert_")
        and node["config"]["severity"].lower() == "error"
        and "dagster" in node["config"]["meta"]
    )
    folders = {
        node["name"]: node["fqn"][1]
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
    }
    return sorted({name for name in claims if folders[name] == folder})
