"""`python -m orchestration ui`: the UI opens on the graph, and what is asked for there is done."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from orchestration.lib.settings import target_folder
from tests.support.warehouse import ROOT, Company, Warehouse

START_SECONDS = 240
RUN_SECONDS = 240

LOCATIONS = """
    query { workspaceOrError { ... on Workspace { locationEntries {
        name
        locationOrLoadError {
            __typename
            ... on RepositoryLocation { name repositories { name } }
            ... on PythonError { message }
        }
    } } } }
"""
LAUNCH = """
    mutation ($params: ExecutionParams!) { launchRun(executionParams: $params) {
        __typename
        ... on LaunchRunSuccess { run { runId } }
        ... on PythonError { message }
        ... on RunConfigValidationInvalid { errors { message } }
    } }
"""
STATUS = """
    query ($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }
"""


class Ui:
    """The GraphQL endpoint of a running UI."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/graphql"

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Return the data that answers a query."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = {"Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(self._url, body, headers)) as answer:
            found = json.load(answer)
        assert "errors" not in found, found["errors"]
        return found["data"]

    def location(self) -> dict[str, Any]:
        """Return the loaded code location, once it is there."""
        for _ in range(START_SECONDS):
            try:
                entries = self.ask(LOCATIONS)["workspaceOrError"]["locationEntries"]
            except (urllib.error.URLError, ConnectionError):
                entries = []
            if entries and entries[0]["locationOrLoadError"]:
                return entries[0]["locationOrLoadError"]
            time.sleep(1)
        raise AssertionError(f"the code location did not load in {START_SECONDS} seconds")

    def finished(self, run_id: str) -> str:
        """Return how a run ended."""
        for _ in range(RUN_SECONDS):
            status = self.ask(STATUS, id=run_id)["runOrError"]["status"]
            if status in ("SUCCESS", "FAILURE", "CANCELED"):
                return status
            time.sleep(1)
        raise AssertionError(f"the run did not end in {RUN_SECONDS} seconds")


@contextmanager
def open_ui(warehouse: Warehouse, log: Path) -> Iterator[Ui]:
    """Open the UI as `make ui` does, on a free port; stop it and its children at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # A shell lets its background jobs ignore the signal that ends this one.
    heeding = ["env", "--default-signal=INT"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*heeding, sys.executable, "-m", "orchestration", "ui", "--port", str(port)],
            cwd=ROOT,
            env=os.environ | warehouse.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Ui(port)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def warehouse(small_company: Company, tmp_path: Path) -> Warehouse:
    """An empty warehouse whose inbox holds the ERP's files; the project is read already."""
    shutil.copytree(small_company.inbox / "erp", tmp_path / "inbox" / "erp")
    return Warehouse.in_folder(tmp_path, DBT_TARGET_PATH=str(target_folder()))


def test_a_materialisation_asked_for_in_the_ui_loads_the_bills(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    with open_ui(warehouse, tmp_path / "ui.log") as ui:
        location = ui.location()
        assert location["__typename"] == "RepositoryLocation", location
        params = {
            "selector": {
                "repositoryLocationName": location["name"],
                "repositoryName": location["repositories"][0]["name"],
                "jobName": "whole_road",
                "assetSelection": [
                    {"path": ["raw", table]}
                    for table in ("erp_cost", "erp_product", "erp_purchase", "erp_stock_move")
                ],
            },
            "mode": "default",
        }
        launched = ui.ask(LAUNCH, params=params)["launchRun"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        assert ui.finished(launched["run"]["runId"]) == "SUCCESS", (tmp_path / "ui.log").read_text()
    assert warehouse.rows("select count(*) from raw.erp_product")[0][0] > 0
