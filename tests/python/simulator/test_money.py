"""Cents: rounding against exact decimal arithmetic."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.files.encode import money
from simulator.money import share, times_rate, vat_in_gross, vat_on_net

CENTS = st.integers(0, 10**11)


def whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


@given(CENTS, st.integers(0, 1_000_000))
def test_times_rate(cents, millionths):
    expected = whole(Decimal(cents) * millionths / 1_000_000)
    assert times_rate(np.array([cents]), np.array([millionths / 1_000_000]))[0] == expected


@given(CENTS, st.sampled_from([0, 6, 9, 13]))
def test_vat(cents, percent):
    rate = Decimal(percent) / 100
    amounts, percents = np.array([cents]), np.array([percent])
    assert vat_in_gross(amounts, percents)[0] == whole(Decimal(cents) * rate / (1 + rate))
    assert vat_on_net(amounts, percents)[0] == whole(Decimal(cents) * rate)


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(1, 10**7))
def test_share(amount, part, whole_amount):
    expected = whole(Decimal(amount) * part / whole_amount)
    assert share(np.array([amount]), np.array([part]), np.array([whole_amount]))[0] == expected


def test_share_of_nothing_is_nothing():
    assert share(np.array([5]), np.array([1]), np.array([0]))[0] == 0


@given(st.lists(st.integers(-(10**14), 10**14), min_size=1, max_size=20))
def test_money_text_is_exact(cents):
    assert [Decimal(text) for text in money(cents).to_pylist()] == [Decimal(c) / 100 for c in cents]
