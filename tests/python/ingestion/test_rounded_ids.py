"""Ids whose ends a spreadsheet has lost: told from the good ones that end so by chance."""

import math
import random

import numpy as np
import pyarrow as pa
import pytest

from ingestion.rounded_ids import HELD_BELOW, REFUSED_BELOW, ends_in_zeros, log_chances
from tests.python.ingestion.bills import as_csv, as_xlsx, fund_rows, put


def good_ids(count: int, seed: int = 1, digits: int = 19) -> list[str]:
    """Return ids of random digits, none of which ends in zeros from the 16th digit on."""
    chance = random.Random(seed)
    ids = [f"69{chance.randrange(10 ** (digits - 2)):0{digits - 2}d}" for _ in range(count)]
    return [one if one[15:].strip("0") else one[:-1] + "1" for one in ids]


def rounded(one: str) -> str:
    return one[:15] + "0" * (len(one) - 15)


def with_rounded(count: int, lost: int, digits: int = 19) -> list[str]:
    ids = good_ids(count, digits=digits)
    return [rounded(one) for one in ids[:lost]] + ids[lost:]


def chance_of(ids: list[str]) -> float:
    cells = pa.array(ids)
    return float(log_chances(cells, ends_in_zeros(cells)).min(initial=0.0))


@pytest.mark.parametrize(
    ("count", "lost", "digits"),
    [(10_000, 1, 19), (10_000, 4, 19), (1_000, 3, 18), (100, 14, 16), (5, 1, 18), (50_000, 12, 19)],
)
def test_what_chance_explains_is_good(count, lost, digits):
    assert chance_of(with_rounded(count, lost, digits)) >= HELD_BELOW


@pytest.mark.parametrize(
    ("count", "lost", "digits"), [(5, 1, 19), (100, 2, 19), (1_000, 7, 18), (10_000, 7, 19)]
)
def test_what_chance_hardly_explains_is_held(count, lost, digits):
    assert REFUSED_BELOW <= chance_of(with_rounded(count, lost, digits)) < HELD_BELOW


@pytest.mark.parametrize(
    ("count", "lost", "digits"), [(5, 5, 19), (8, 3, 19), (10_000, 20, 19), (1_000, 15, 18)]
)
def test_what_chance_cannot_explain_is_refused(count, lost, digits):
    assert chance_of(with_rounded(count, lost, digits)) < REFUSED_BELOW


def test_the_chance_is_that_of_true_ids():
    """Of 2,000 draws of 1,000 ids, about as many end so twice and more as is said."""
    chance = random.Random(7)
    often = sum(sum(chance.randrange(10_000) == 0 for _ in range(1_000)) >= 2 for _ in range(2_000))
    said = math.exp(chance_of(with_rounded(1_000, 2)))
    assert said == pytest.approx(0.0047, rel=0.05)
    assert often / 2_000 == pytest.approx(said, abs=0.004)


def in_steps(count: int, step: int, digits: int = 16) -> list[str]:
    """Return ids that are multiples of `step`."""
    chance, lowest = random.Random(step), 25 * 10 ** (digits - 2)
    return [str(lowest + step * chance.randrange(lowest // step)) for _ in range(count)]


@pytest.mark.parametrize(
    ("count", "step", "digits"),
    [(10_000, 1, 16), (10_000, 2, 16), (527, 4, 16), (3_000, 4, 17), (10_000, 4096, 19)],
)
def test_ids_that_go_up_in_steps_are_good(count, step, digits):
    """Also beside others that do not: what a column expects is by length, and of numbers alone."""
    ids = in_steps(count, step, digits)
    assert chance_of(ids) >= HELD_BELOW
    others = [one[:-1] + "X" for one in ids[:50]] + good_ids(5_000, digits=18)
    assert chance_of(ids + others) >= HELD_BELOW
    assert chance_of([*ids, ids[0][:-1] + "7"] if step > 1 else ids) >= HELD_BELOW


@pytest.mark.parametrize("step", [1, 2, 4])
def test_ids_that_go_up_in_steps_and_are_rounded_are_refused(step):
    ids = in_steps(2_000, step)
    assert chance_of([rounded(one) for one in ids[:700]] + ids[700:]) < REFUSED_BELOW


@pytest.mark.parametrize("end", ["2", "5", "7"])
def test_a_last_digit_that_never_changes_is_no_step(end):
    ids = [one[:-1] + end for one in good_ids(1_000, digits=16)]
    assert chance_of([rounded(one) for one in ids[:300]] + ids[300:]) < REFUSED_BELOW


def test_words_say_nothing_of_the_numbers_beside_them():
    numbers = [rounded(one) for one in good_ids(60, digits=16)]
    words = [f"SP{number:012d}00" for number in range(60)]
    assert chance_of(numbers + words) < REFUSED_BELOW


def test_one_account_on_many_lines_says_nothing_of_the_ids_beside_it():
    lost = with_rounded(2_960, 40)
    assert chance_of(lost + ["2512345678901232"] * 100) < REFUSED_BELOW


def test_many_ids_of_one_length_do_not_excuse_a_few_of_another():
    """Of 5,000 ids of 16 digits 500 end in zero; they say nothing of two of 19 digits."""
    short, long = in_steps(5_000, 1), with_rounded(20, 2)
    cells = pa.array(short + long)
    chances = log_chances(cells, ends_in_zeros(cells))
    assert chances[:5_000].min() >= HELD_BELOW
    assert np.flatnonzero(chances < HELD_BELOW).tolist() == [5_000, 5_001]


def test_a_number_of_any_length_has_a_chance():
    assert chance_of(["1" + "0" * 400, "2" * 401]) < REFUSED_BELOW


def test_an_id_that_is_repeated_counts_once():
    buyer = rounded(good_ids(1)[0])
    assert chance_of(good_ids(1_000, seed=2) + [buyer] * 40) >= HELD_BELOW


def test_short_ids_and_other_ids_are_not_looked_at():
    cells = pa.array(["100000000000000", "DY0000000000000000000", None, "7100000000000000000"])
    assert ends_in_zeros(cells).tolist() == [False, False, False, True]


def bill(flow_numbers: list[str]) -> list[list[str]]:
    header, row = fund_rows(1)
    return [header, *([row[0], number, *row[2:]] for number in flow_numbers)]


def test_the_refusal_names_the_first_line(inbox, load, query):
    ids = good_ids(200)
    lost = [rounded(one) if 40 <= number < 60 else one for number, one in enumerate(ids)]
    [result] = load(put(inbox / "a.csv", as_csv(bill(lost))))
    assert result.status == "refused"
    assert result.reason == (
        "rounded_ids: 动帐流水号 of line 42, one of 20 with zeros after 15 digits"
    )
    assert query("select count(*) as n from raw.douyin_fund") == [{"n": 0}]


def test_one_among_few_is_held_and_one_among_many_is_good(inbox, load, query):
    [few] = load(put(inbox / "few.csv", as_csv(bill(with_rounded(5, 1)))))
    assert (few.rows_loaded, few.rows_quarantined) == (4, 1)
    held = query("select line_number, reason_code, column_name from raw.quarantined_line")
    assert held == [{"line_number": 2, "reason_code": "rounded_id", "column_name": "动帐流水号"}]
    [many] = load(put(inbox / "many.csv", as_csv(bill(with_rounded(3_000, 1)))))
    assert (many.rows_loaded, many.rows_quarantined) == (3_000, 0)


def test_one_account_on_all_lines_is_good(inbox, load):
    [result] = load(put(inbox / "a.csv", as_csv(fund_rows(5, 订单号="6900000000000000000"))))
    assert (result.rows_loaded, result.rows_quarantined) == (5, 0)


def test_a_workbook_of_text_is_refused_only_beyond_chance(inbox, load):
    [one] = load(put(inbox / "one.xlsx", as_xlsx(("S", bill(with_rounded(5, 1))))))
    assert (one.rows_loaded, one.rows_quarantined) == (5, 0)
    [all_of_them] = load(put(inbox / "all.xlsx", as_xlsx(("S", bill(with_rounded(5, 5))))))
    assert all_of_them.reason.startswith("rounded_ids: 动帐流水号 of line 2, one of 5 ")
