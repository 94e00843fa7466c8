"""Where one scale of a benchmark keeps its things."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Cost, cost_of


@dataclass(frozen=True)
class Places:
    """The things of one scale, all below one folder, and the steps that run on them."""

    folder: Path

    @property
    def inbox(self) -> Path:
        """Return the bills."""
        return self.folder / "inbox"

    @property
    def target(self) -> Path:
        """Return dbt's target folder."""
        return self.folder / "target"

    @property
    def warehouse(self) -> Path:
        """Return the warehouse that is loaded and built."""
        return self.folder / "storeledger.duckdb"

    @property
    def raw_only(self) -> Path:
        """Return the copy with raw tables alone; the SQL names the database by its file."""
        return self.folder / "plain" / "storeledger.duckdb"

    def environment(self) -> dict[str, str]:
        """Return the variables that point the project here."""
        return {
            "STORELEDGER_DATA": str(self.folder),
            "STORELEDGER_TARGET": "duckdb",
            "STORELEDGER_PII_KEY": "benchmark",
            "DBT_TARGET_PATH": str(self.target),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "GX_ANALYTICS_ENABLED": "false",
        }

    def cost(self, name: str, *command: str) -> Cost:
        """Run a step and print what it cost."""
        print(f"  {name} …", flush=True)
        found = cost_of(list(command), self.environment(), self.folder / f"{name}.log")
        print(f"    {found.cpu_seconds:.1f} s CPU, {found.wall_seconds:.1f} s wall", flush=True)
        return found
