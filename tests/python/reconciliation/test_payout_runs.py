"""Merged deposits: the SQL finds what trying every set finds, in any order, amid other lines."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.warehouse import Warehouse

FIRST_DAY = datetime(2026, 3, 1)
WINDOW_DAYS = 3
ACCOUNTS = {"shop_a": "bank_1", "shop_b": "bank_1", "shop_c": "bank_2"}
MODELS = ("recon_payout_candidates", "recon_payout_sets", "recon_payout_runs")
TABLES = f"""
attach ':memory:' as storeledger;
create schema storeledger.reconciliation;
create schema storeledger.star;
create schema storeledger.seeds;
create table storeledger.reconciliation.recon_payouts (
    platform_code text, payout_key text, shop_id text, bank_account_id text,
    paid_out_at timestamp, paid_out_date date, payout_amount decimal(18, 2)
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
    """A payout of a shop, `hour` hours after the first day, in whole yuan."""

    key: str
    shop: str
    hour: int
    amount: int


@dataclass(frozen=True)
class Deposit:
    """A bank line of a platform that names no payout."""

    key: str
    account: str
    day: int
    amount: int


# Few amounts and few days, so that several sets often have the same sum.
payout_lists = st.lists(
    st.tuples(st.sampled_from(sorted(ACCOUNTS)), st.integers(0, 200), st.integers(1, 3)),
    max_size=9,
).map(lambda rows: [Payout(f"TX{number}", *row) for number, row in enumerate(rows)])
deposit_lists = st.lists(
    st.tuples(
        st.sampled_from(sorted(set(ACCOUNTS.values()))), st.integers(0, 11), st.integers(1, 7)
    ),
    max_size=4,
).map(lambda rows: [Deposit(f"D{number}", *row) for number, row in enumerate(rows)])


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
) -> Counter[tuple[str, str, bool]]:
    """Run the models on the lines in the order given; count its (deposit, payout, is_accepted)."""
    database.execute("delete from storeledger.reconciliation.recon_payouts")
    database.execute("delete from storeledger.star.bank_transaction_fact")
    for payout in payouts:
        at = FIRST_DAY + timedelta(hours=payout.hour)
        database.execute(
            "insert into storeledger.reconciliation.recon_payouts values ('p', ?, ?, ?, ?, ?, ?)",
            [payout.key, payout.shop, ACCOUNTS[payout.shop], at, at.date(), payout.amount],
        )
    for deposit in deposits:
        day = (FIRST_DAY + timedelta(days=deposit.day)).date()
        database.execute(
            "insert into storeledger.star.bank_transaction_fact"
            " values (?, ?, 'payout', 'p', null, ?, ?)",
            [deposit.key, deposit.account, day, deposit.amount],
        )
    columns = "bank_transaction_id, payout_key, is_accepted"
    found = f"select {columns} from storeledger.reconciliation.recon_payout_runs"
    return Counter(database.execute(found).fetchall())


def every_set_tried(
    payouts: list[Payout], deposits: list[Deposit]
) -> Counter[tuple[str, str, bool]]:
    """Try every set of the payouts of an account against every deposit, one by one."""
    solutions: dict[str, list[tuple[Payout, ...]]] = {deposit.key: [] for deposit in deposits}
    for deposit in deposits:
        own = [payout for payout in payouts if ACCOUNTS[payout.shop] == deposit.account]
        for count in range(1, len(own) + 1):
            for chosen in combinations(own, count):
                days = [payout.hour // 24 for payout in chosen]
                fits = (
                    deposit.amount == sum(payout.amount for payout in chosen)
                    and max(days) - min(days) <= WINDOW_DAYS
                    and 0 <= deposit.day - max(days) <= WINDOW_DAYS
                )
                if fits:
                    solutions[deposit.key].append(chosen)
    claims = Counter(payout.key for sets in solutions.values() for one in sets for payout in one)
    return Counter(
        (
            deposit,
            payout.key,
            len(sets) == 1
            and len({member.shop for member in chosen}) == 1
            and all(claims[member.key] == 1 for member in chosen),
        )
        for deposit, sets in solutions.items()
        for chosen in sets
        for payout in chosen
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
    own_payouts = [payout for payout in payouts if ACCOUNTS[payout.shop] == "bank_1"]
    own_deposits = [deposit for deposit in deposits if deposit.account == "bank_1"]
    own_keys = {deposit.key for deposit in own_deposits}
    amid_others = matched(connection, payouts, deposits)
    assert matched(connection, own_payouts, own_deposits) == Counter(
        {row: count for row, count in amid_others.items() if row[0] in own_keys}
    )


def test_two_sets_with_the_sum_of_a_deposit_are_ambiguous(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    payouts = [Payout("TX1", "shop_a", 1, 2), Payout("TX2", "shop_b", 2, 2)]
    deposits = [Deposit("D1", "bank_1", 1, 2)]
    assert matched(connection, payouts, deposits) == Counter(
        [("D1", "TX1", False), ("D1", "TX2", False)]
    )


def test_a_set_around_another_payout_is_a_second_solution(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    amounts = (4444, 4000, 17, 444)
    payouts = [Payout(f"TX{n}", "shop_a", n, amount) for n, amount in enumerate(amounts)]
    deposits = [Deposit("D1", "bank_1", 1, 4444)]
    found = matched(connection, payouts, deposits)
    assert found == Counter({("D1", key, False): 1 for key in ("TX0", "TX1", "TX3")})


def test_a_deposit_with_too_many_candidates_is_ambiguous(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    payouts = [Payout(f"TX{n:02}", "shop_a", n, 100 + n) for n in range(17)]
    found = matched(connection, payouts, [Deposit("D1", "bank_1", 1, 116)])
    assert found == Counter({("D1", payout.key, False): 1 for payout in payouts})
