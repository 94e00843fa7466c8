"""What the books of the small company say is what its simulator knows to be true."""

import re

import pyarrow.parquet as pq

from tests.support.warehouse import Company, Warehouse

# The small company is too short for no kind of fault.
KINDS = {
    "settlement_missing",
    "short_payment",
    "double_fee",
    "late_refund",
    "deposit_missing",
    "merged_deposit",
    "sku_cost_mismatch",
    "duplicate_download",
    "unknown_fee_scene",
}


def test_every_planted_fault_is_found_and_nothing_else_on_both_engines(
    small_company: Company, duckdb_warehouse: Warehouse, postgres_warehouse: Warehouse
) -> None:
    """Also every month total and every settlement line; the command fails where one differs."""
    planted = pq.read_table(small_company.truth / "fault.parquet")
    assert set(planted["fault_code"].to_pylist()) >= KINDS
    for warehouse in (duckdb_warehouse, postgres_warehouse):
        shown = warehouse.run("simulator", "check", "--truth", str(small_company.truth))
        assert re.search(r"month totals, 0 differ", shown), shown
