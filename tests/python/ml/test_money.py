"""Exact cents out of floats, and versions that change with what makes a model."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.forecasting import ForecastParameters
from ml.money import from_cents, to_cents, to_rate
from ml.versioning import model_version


@given(st.integers(-(10**12), 10**12))
def test_cents_survive_the_way_through_floats(cents):
    assert to_cents([cents / 100])[0] == cents
    assert from_cents([cents]) == [Decimal(cents) / 100]


@given(st.decimals(0, 10**7, places=3, allow_nan=False))
def test_half_a_cent_goes_up(amount):
    expected = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert from_cents(to_cents([float(amount)])) == [expected]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_an_amount_that_is_none_is_refused(value):
    with pytest.raises(ValueError, match="not finite"):
        to_cents([value])


def test_a_rate_without_a_denominator_is_none():
    assert to_rate(float("nan")) is None
    assert to_rate(None) is None
    assert to_rate(0.8) == Decimal("0.800000")


def test_a_version_names_parameters_and_code(tmp_path):
    source = tmp_path / "model.py"
    source.write_text("a = 1\n")
    first = model_version(ForecastParameters(), tmp_path)
    assert model_version(ForecastParameters(), tmp_path) == first
    assert model_version(ForecastParameters(folds=3), tmp_path) != first
    source.write_text("a = 2\n")
    assert model_version(ForecastParameters(), tmp_path) != first
    with pytest.raises(TypeError):
        model_version([1], tmp_path)
