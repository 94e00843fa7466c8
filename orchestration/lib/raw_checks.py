"""Checks on the raw tables: nothing was lost, and what Great Expectations said of each batch."""

from collections.abc import Iterable, Iterator

import dagster as dg
import pandas as pd

from orchestration.lib.keys import raw_key
from orchestration.lib.warehouse import open_warehouse

NOTHING_LOST = "nothing_lost"
EXPECTATIONS = "expectations_hold"

REGISTER = """
    select
        sum(rows_loaded) as registered,
        sum(case when rows_read = rows_loaded + rows_quarantined + rows_control then 0 else 1 end)
            as files_that_do_not_add_up
    from raw.bill_file
    where format_code = '{code}' and status = 'loaded'
"""
UNMET = """
    select expectation, column_name, count(*) as batches, sum(unexpected_count) as lines
    from raw.batch_validation
    where format_code = '{code}' and not is_success
    group by expectation, column_name
    order by expectation, column_name
"""


def check_specs(codes: Iterable[str]) -> list[dg.AssetCheckSpec]:
    """Return the two checks of each raw table."""
    return [
        spec
        for code in sorted(codes)
        for spec in (
            dg.AssetCheckSpec(
                NOTHING_LOST,
                asset=raw_key(code),
                blocking=True,
                description="Rows read = loaded + quarantined + control rows, file by file, and "
                "the table holds exactly the rows that the register says were loaded.",
            ),
            dg.AssetCheckSpec(
                EXPECTATIONS,
                asset=raw_key(code),
                description="Great Expectations on each loaded batch (raw.batch_validation).",
            ),
        )
    ]


def check_results(checks: Iterable[dg.AssetCheckKey]) -> Iterator[dg.AssetCheckResult]:
    """Read the register and the validations; yield the result of each check."""
    with open_warehouse() as warehouse:
        for check in sorted(checks):
            code = check.asset_key.path[-1]
            if check.name == NOTHING_LOST:
                rows = warehouse.read(f'select count(*) as rows from raw."{code}"')["rows"].item()
                register = warehouse.read(REGISTER.format(code=code)).iloc[0]
                yield nothing_lost(code, rows, register)
            else:
                yield expectations_hold(code, warehouse.read(UNMET.format(code=code)))


def nothing_lost(code: str, rows: int, register: pd.Series) -> dg.AssetCheckResult:
    """Compare a raw table's rows with what its files say was loaded."""
    registered = 0 if pd.isna(register["registered"]) else int(register["registered"])
    broken = register["files_that_do_not_add_up"]
    broken = 0 if pd.isna(broken) else int(broken)
    return dg.AssetCheckResult(
        asset_key=raw_key(code),
        check_name=NOTHING_LOST,
        passed=rows == registered and not broken,
        metadata={"rows": rows, "registered": registered, "files_that_do_not_add_up": broken},
    )


def expectations_hold(code: str, unmet: pd.DataFrame) -> dg.AssetCheckResult:
    """Show the expectations that some batch did not meet."""
    lines = [
        f"{row.expectation} on {row.column_name or 'the batch'}: {row.batches} batches"
        for row in unmet.itertuples()
    ]
    return dg.AssetCheckResult(
        asset_key=raw_key(code),
        check_name=EXPECTATIONS,
        passed=unmet.empty,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"unmet": lines[:20]},
    )
