"""Whatever opens the DuckDB file waits while another process holds its one writer."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from orchestration.lib.warehouse import open_warehouse
from tests.support.warehouse import ROOT

HOLD = """
import sys, time, duckdb
with duckdb.connect(sys.argv[1]) as connection:
    print("held", flush=True)
    time.sleep(2)
"""


def test_a_model_waits_for_a_warehouse_that_is_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORELEDGER_DATA", str(tmp_path))
    monkeypatch.setenv("STORELEDGER_TARGET", "duckdb")
    command = [sys.executable, "-c", HOLD, str(tmp_path / "storeledger.duckdb")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with open_warehouse() as warehouse:
            assert warehouse.read("select 1 as one")["one"].item() == 1


def test_dbt_waits_for_a_warehouse_that_is_in_use() -> None:
    profiles = yaml.safe_load((ROOT / "profiles.example.yml").read_text(encoding="utf-8"))
    assert profiles["storeledger"]["outputs"]["duckdb"]["retries"]["connect_attempts"] > 1
