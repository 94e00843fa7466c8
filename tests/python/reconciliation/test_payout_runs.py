"""Merged deposits: the SQL finds what trying every set finds, in any order, amid other lines."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, combinations, product
from pathlib import Path
from typing import TypeVar

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.warehouse import Warehouse

FIRST_DAY = datetime(2026, 3, 1)
WINDOW_DAYS = 3
# Of each shop its bank account and its platform.
SHOPS = {
    "shop_a": ("bank_1", "douyin"),
    "shop_b": ("bank_1", "douyin"),
    "shop_c": ("bank_1", "kuaishou"),
    "shop_d": ("bank_2", "douyin"),
}
MODELS = ("recon_payout_candidates", "recon_payout_sets", "recon_payout_runs")
TABLES = f"""
attach ':memory:' as storeledger;
create schema storeledger.reconciliation;
create schema storeledger.star;
create schema storeledger.seeds;
create table storeledger.reconciliation.recon_payouts (
    platform_code text, payout_key text, shop_id text, bank_account_id text, paid_out_date date,
    payout_amount decimal(18, 2)
);
create table storeledger.star.bank_transaction_fact (
    bank_transaction_id text, bank_account_id text, bank_event_code text, platform_code text,
    payout_id text, occurred_date date, amount decimal(18, 2)
);
create table storeledger.seeds.reconciliation_rules as
select
    'payout_to_bank' as recon_type, '*' as platform_code, {WINDOW_DAYS} as window_days,
    date '2000-01-01' as valid_from, date '9999-12-31' as valid_to;
"""


@dataclass(frozen=True)
class Payout:
    """A payout of a shop, `day` days after the first day, in whole yuan."""

    key: str
    shop: str
    day: int
    amount: int


@dataclass(frozen=True)
class Deposit:
    """A bank line that names no payout; `platform` is None where it does not tell it."""

    key: str
    account: str
    day: int
    amount: int
    platform: str | None = "douyin"


@dataclass(frozen=True)
class Solution:
    """A set of payouts and a set of deposits, one of them of one, of the same sum."""

    payouts: frozenset[Payout]
    deposits: frozenset[Deposit]


Line = TypeVar("Line", Payout, Deposit)
Found = Counter[tuple[str, str, bool]]

# Few amounts and few days, so that several sets often have the same sum.
payout_rows = st.tuples(st.sampled_from(sorted(SHOPS)), st.integers(0, 8), st.integers(1, 3))
deposit_rows = st.tuples(
    st.sampled_from(["bank_1", "bank_2"]),
    st.integers(0, 11),
    st.integers(1, 7),
    st.sampled_from(["douyin", "kuaishou", None]),
)
payout_lists = st.lists(payout_rows, max_size=8).map(
    lambda rows: [Payout(f"TX{number}", *row) for number, row in enumerate(rows)]
)
deposit_lists = st.lists(deposit_rows, max_size=4).map(
    lambda rows: [Deposit(f"D{number}", *row) for number, row in enumerate(rows)]
)


@pytest.fixture(scope="module")
def connection(duckdb_warehouse: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a database with the tables that the models read, empty, and the models as views."""
    manifest = Path(duckdb_warehouse.environment["DBT_TARGET_PATH"]) / "manifest.json"
    nodes = json.loads(manifest.read_text())["nodes"]
    with closing(duckdb.connect()) as database:
        database.execute(TABLES)
        for model in MODELS:
            compiled = nodes[f"model.storeledger.{model}"]["compiled_code"]
            database.execute(f"create view storeledger.reconciliation.{model} as {compiled}")
        yield database


def matched(
    database: duckdb.DuckDBPyConnection, payouts: list[Payout], deposits: list[Deposit]
) -> Found:
    """Run the models on the lines in the order given; count its (deposit, payout, is_accepted)."""
    database.execute("delete from storeledger.reconciliation.recon_payouts")
    database.execute("delete from storeledger.star.bank_transaction_fact")
    for payout in payouts:
        account, platform = SHOPS[payout.shop]
        day = (FIRST_DAY + timedelta(days=payout.day)).date()
        database.execute(
            "insert into storeledger.reconciliation.recon_payouts values (?, ?, ?, ?, ?, ?)",
            [platform, payout.key, payout.shop, account, day, payout.amount],
        )
    for deposit in deposits:
        day = (FIRST_DAY + timedelta(days=deposit.day)).date()
        database.execute(
            "insert into storeledger.star.bank_transaction_fact"
            " values (?, ?, 'payout', ?, null, ?, ?)",
            [deposit.key, deposit.account, deposit.platform, day, deposit.amount],
        )
    columns = "bank_transaction_id, payout_key, is_accepted"
    found = f"select {columns} from storeledger.reconciliation.recon_payout_runs"
    return Counter(database.execute(found).fetchall())


def accepted(found: Found) -> dict[str, frozenset[str]]:
    """Return the payouts of each deposit that was matched."""
    matches: dict[str, frozenset[str]] = {}
    for deposit, payout, is_accepted in found:
        if is_accepted:
            matches[deposit] = matches.get(deposit, frozenset()) | {payout}
    return matches


def may_be_of(payout: Payout, deposit: Deposit) -> bool:
    """Tell whether a deposit is of the payout's account and platform, as far as it tells."""
    account, platform = SHOPS[payout.shop]
    return account == deposit.account and deposit.platform in (None, platform)


def every_subset(lines: list[Line]) -> Iterator[tuple[Line, ...]]:
    """Yield every set of lines that has a member."""
    for count in range(1, len(lines) + 1):
        yield from combinations(lines, count)


def is_solution(solution: Solution) -> bool:
    """Tell whether the sums agree, the lines may be of each other, and lie within the window."""
    left_days = [payout.day for payout in solution.payouts]
    arrived_days = [deposit.day for deposit in solution.deposits]
    return (
        sum(payout.amount for payout in solution.payouts)
        == sum(deposit.amount for deposit in solution.deposits)
        and all(may_be_of(*pair) for pair in product(solution.payouts, solution.deposits))
        and max(left_days) - min(left_days) <= WINDOW_DAYS
        and all(0 <= day - max(left_days) <= WINDOW_DAYS for day in arrived_days)
    )


def every_solution(payouts: list[Payout], deposits: list[Deposit]) -> set[Solution]:
    """Try every set of payouts against every deposit, and the other way round, one by one."""
    merged = product(every_subset(payouts), ([deposit] for deposit in deposits))
    split = product(([payout] for payout in payouts), every_subset(deposits))
    tried = (Solution(frozenset(some), frozenset(others)) for some, others in chain(merged, split))
    return {solution for solution in tried if is_solution(solution)}


def every_set_tried(payouts: list[Payout], deposits: list[Deposit]) -> Found:
    """Judge every solution: its members are in no other, one deposit of one shop's payouts."""
    solutions = every_solution(payouts, deposits)
    claims = Counter(
        line.key for solution in solutions for line in (*solution.payouts, *solution.deposits)
    )
    return Counter(
        (
            deposit.key,
            payout.key,
            len(solution.deposits) == 1
            and len({member.shop for member in solution.payouts}) == 1
            and all(claims[line.key] == 1 for line in (*solution.payouts, *solution.deposits)),
        )
        for solution in solutions
        for deposit in solution.deposits
        for payout in solution.payouts
    )


anything = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@anything
@given(payouts=payout_lists, deposits=deposit_lists, seed=st.integers(0, 9))
def test_the_model_finds_what_trying_every_set_finds(
    payouts: list[Payout],
    deposits: list[Deposit],
    seed: int,
    connection: duckdb.DuckDBPyConnection,
) -> None:
    expected = every_set_tried(payouts, deposits)
    assert matched(connection, payouts, deposits) == expected
    shuffled = random.Random(seed)
    arrived = shuffled.sample(payouts, len(payouts)), shuffled.sample(deposits, len(deposits))
    assert matched(connection, *arrived) == expected


@anything
@given(payouts=payout_lists, deposits=deposit_lists)
def test_lines_of_another_account_change_no_match(
    payouts: list[Payout],
    deposits: list[Deposit],
    connection: duckdb.DuckDBPyConnection,
) -> None:
    own_payouts = [payout for payout in payouts if SHOPS[payout.shop][0] == "bank_1"]
    own_deposits = [deposit for deposit in deposits if deposit.account == "bank_1"]
    own_keys = {deposit.key for deposit in own_deposits}
    amid_others = matched(connection, payouts, deposits)
    assert matched(connection, own_payouts, own_deposits) == Counter(
        {row: count for row, count in amid_others.items() if row[0] in own_keys}
    )


@anything
@given(
    payouts=payout_lists,
    deposits=deposit_lists,
    later_payouts=st.lists(payout_rows, max_size=3),
    later_deposits=st.lists(deposit_rows, max_size=2),
)
def test_more_lines_make_a_match_ambiguous_or_leave_it(
    payouts: list[Payout],
    deposits: list[Deposit],
    later_payouts: list[tuple[str, int, int]],
    later_deposits: list[tuple[str, int, int, str | None]],
    connection: duckdb.DuckDBPyConnection,
) -> None:
    before = accepted(matched(connection, payouts, deposits))
    more_payouts = [Payout(f"TY{number}", *row) for number, row in enumerate(later_payouts)]
    more_deposits = [Deposit(f"E{number}", *row) for number, row in enumerate(later_deposits)]
    found = matched(connection, [*payouts, *more_payouts], [*deposits, *more_deposits])
    after = accepted(found)
    for deposit, members in before.items():
        assert after.get(deposit, members) == members
        assert {(deposit, payout) for payout in members} <= {row[:2] for row in found}


def test_two_sets_with_the_sum_of_a_deposit_are_ambiguous(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    payouts = [Payout("TX1", "shop_a", 0, 2), Payout("TX2", "shop_b", 0, 2)]
    found = matched(connection, payouts, [Deposit("D1", "bank_1", 1, 2)])
    assert found == Counter([("D1", "TX1", False), ("D1", "TX2", False)])


def test_a_set_around_another_payout_is_a_second_solution(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    amounts = (4444, 4000, 17, 444)
    payouts = [Payout(f"TX{n}", "shop_a", 0, amount) for n, amount in enumerate(amounts)]
    found = matched(connection, payouts, [Deposit("D1", "bank_1", 1, 4444)])
    assert found == Counter({("D1", key, False): 1 for key in ("TX0", "TX1", "TX3")})


def test_the_platform_of_a_bank_line_decides(connection: duckdb.DuckDBPyConnection) -> None:
    payouts = [Payout("TX1", "shop_a", 0, 5555), Payout("TX2", "shop_c", 0, 5555)]
    deposits = [
        Deposit("D1", "bank_1", 1, 5555, "douyin"),
        Deposit("D2", "bank_1", 1, 5555, "kuaishou"),
    ]
    assert accepted(matched(connection, payouts, deposits)) == {"D1": {"TX1"}, "D2": {"TX2"}}
    deposits = [Deposit(f"D{n}", "bank_1", 1, 5555, None) for n in (1, 2)]
    assert accepted(matched(connection, payouts, deposits)) == {}


def test_payouts_of_two_shops_in_one_deposit_are_candidates(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    payouts = [Payout("TX1", "shop_a", 0, 600), Payout("TX2", "shop_b", 0, 701)]
    found = matched(connection, payouts, [Deposit("D1", "bank_1", 1, 1301)])
    assert found == Counter([("D1", "TX1", False), ("D1", "TX2", False)])


def test_two_deposits_of_one_payout_are_candidates(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    deposits = [Deposit("D1", "bank_1", 1, 1000), Deposit("D2", "bank_1", 1, 1222)]
    found = matched(connection, [Payout("TX1", "shop_a", 0, 2222)], deposits)
    assert found == Counter([("D1", "TX1", False), ("D2", "TX1", False)])


def test_a_deposit_with_too_many_candidates_is_ambiguous(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    payouts = [Payout(f"TX{n:02}", "shop_a", n // 8, 100 + n) for n in range(17)]
    found = matched(connection, payouts, [Deposit("D1", "bank_1", 3, 116)])
    assert found == Counter({("D1", payout.key, False): 1 for payout in payouts})
