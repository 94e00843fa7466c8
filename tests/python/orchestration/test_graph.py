"""The graph: its shape is pinned, it is one piece, and what must wait for the books waits.

After a wanted change: `python -m tests.python.orchestration.test_graph` renews the snapshot.
"""

import json
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from ingestion.declarations import declarations, read_declaration
from orchestration.definitions import defs
from orchestration.lib.manifest import read_manifest
from orchestration.lib.settings import PROJECT_ROOT
from orchestration.lib.snapshot import graph_shape

SNAPSHOT = Path(__file__).with_name("graph.json")
CODE_REFERENCES = "dagster/code_references"


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    """The code location as `dagster dev` loads it."""
    return defs()


@pytest.fixture(scope="module")
def shape(definitions: dg.Definitions) -> dict[str, Any]:
    """The graph as plain data."""
    return graph_shape(definitions)


def test_the_graph_is_the_one_that_was_reviewed(shape: dict[str, Any]) -> None:
    reviewed = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    for part in reviewed:
        assert shape[part] == reviewed[part], f"{part} changed; renew it if that was wanted"
    assert shape.keys() == reviewed.keys()


def upstream_of(shape: dict[str, Any], key: str) -> set[str]:
    """Return every asset that `key` depends on, directly or not."""
    found: set[str] = set()
    waiting = [key]
    while waiting:
        for parent in shape["assets"][waiting.pop()]["upstream"]:
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def test_files_reach_the_reports_through_every_stage(shape: dict[str, Any]) -> None:
    reached = upstream_of(shape, "reports/finance_report")
    assert "inbox/bill_files" in reached
    stages = {shape["assets"][key]["group"] for key in reached}
    assert stages == {
        "ingestion",
        "seeds",
        "staging",
        "intermediate",
        "star",
        "reconciliation",
        "accounting",
        "analysis",
        "ml",
    }


def test_the_graph_is_one_piece(definitions: dg.Definitions, shape: dict[str, Any]) -> None:
    links: dict[str, set[str]] = {key: set() for key in shape["assets"]}
    edges = {
        (key, parent) for key, asset in shape["assets"].items() for parent in asset["upstream"]
    }
    # Some seeds are there to be checked against: their link is the check.
    for assets in definitions.get_repository_def().asset_graph.assets_defs:
        for check in assets.check_specs:
            for dep in check.additional_deps:
                edges.add((check.asset_key.to_user_string(), dep.asset_key.to_user_string()))
    for key, parent in edges:
        links[key].add(parent)
        links[parent].add(key)
    seen, waiting = {"inbox/bill_files"}, ["inbox/bill_files"]
    while waiting:
        for near in links[waiting.pop()] - seen:
            seen.add(near)
            waiting.append(near)
    assert sorted(links.keys() - seen) == []


def test_every_raw_table_feeds_a_staging_view(shape: dict[str, Any]) -> None:
    raw = {key for key in shape["assets"] if key.startswith("raw/")}
    fed = {
        parent
        for asset in shape["assets"].values()
        if asset["group"] == "staging"
        for parent in asset["upstream"]
    }
    assert raw
    assert sorted(raw - fed) == []


def test_every_model_of_machine_learning_waits_for_the_books(shape: dict[str, Any]) -> None:
    claims = {
        key
        for key, asset in shape["assets"].items()
        if asset["group"] == "accounting"
        and any(check.startswith("assert_") and "warns" not in check for check in asset["checks"])
    }
    assert claims
    models = [key for key, asset in shape["assets"].items() if asset["group"] == "ml"]
    assert models
    assert {key: claims - upstream_of(shape, key) for key in models} == {
        key: set() for key in models
    }


def test_every_asset_has_a_group_an_owner_and_a_description(definitions: dg.Definitions) -> None:
    lacking = [
        spec.key.to_user_string()
        for spec in definitions.resolve_all_asset_specs()
        if not (spec.group_name and spec.owners and spec.description)
    ]
    assert lacking == []


@pytest.fixture(scope="module")
def links(definitions: dg.Definitions) -> dict[str, list[Path]]:
    """The files that each asset links to."""
    return {
        spec.key.to_user_string(): [
            Path(reference.file_path)
            for reference in spec.metadata[CODE_REFERENCES].code_references
        ]
        for spec in definitions.resolve_all_asset_specs()
        if CODE_REFERENCES in spec.metadata
    }


def test_every_asset_links_to_files_of_the_project(
    shape: dict[str, Any], links: dict[str, list[Path]]
) -> None:
    assert sorted(shape["assets"].keys() - {key for key, files in links.items() if files}) == []
    named = {path for files in links.values() for path in files}
    assert {path for path in named if not path.is_file()} == set()
    assert {path for path in named if not path.is_relative_to(PROJECT_ROOT)} == set()


def test_an_asset_links_to_what_declares_it(
    shape: dict[str, Any], links: dict[str, list[Path]]
) -> None:
    declared = {key: files[0] for key, files in links.items()}
    for code in declarations():
        assert read_declaration(declared[f"raw/{code}"]).code == code
    of_dbt = {
        key
        for key, asset in shape["assets"].items()
        if asset["group"] not in ("ingestion", "ml", "reports")
    }
    assert of_dbt
    assert {key for key in of_dbt if declared[key].stem != key.rpartition("/")[2]} == set()


def test_every_claim_about_a_table_is_a_check(shape: dict[str, Any]) -> None:
    claims = {
        node["name"]
        for node in read_manifest()["nodes"].values()
        if node["resource_type"] == "test"
        and node["name"].startswith("assert_")
        and node["depends_on"]["nodes"]
    }
    checks = {
        check.split(" ")[0] for asset in shape["assets"].values() for check in asset["checks"]
    }
    assert claims
    assert sorted(claims - checks) == []


def test_one_dbt_call_a_stage(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def("whole_road")
    calls = [node.name for node in job.nodes if node.name.startswith("dbt")]
    assert sorted(calls) == ["dbt_books", "dbt_marts"]


def test_whatever_opens_the_warehouse_shares_one_pool(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def("whole_road")
    assert {node.definition.pool for node in job.nodes} == {"warehouse"}


if __name__ == "__main__":
    text = json.dumps(graph_shape(defs()), ensure_ascii=False, indent=1)
    SNAPSHOT.write_text(text + "\n", encoding="utf-8")
