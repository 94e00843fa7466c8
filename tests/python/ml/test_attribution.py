"""Attributions that add up to the cost, and findings that say what the bridge says."""

import itertools
import re
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from ml.attribution import AdditivityError, AttributionParameters, attribute_costs
from ml.attribution.drivers import DRIVERS, read_cells
from ml.attribution.explain import explain_cells, require_additivity
from ml.attribution.narrative import EFFECTS, Change, sentence_en, sentence_zh
from ml.versioning import model_version
from tests.support.warehouse import ROOT

CHANNELS = ["live", "shelf", "ads"]
CATEGORIES = ["女装", "美妆"]
PROVINCES = ["浙江", "广东", "四川"]


def make_cells(seed: int = 1) -> pd.DataFrame:
    """Cells of four months; a piece costs 30, on `live` 10 more; the last month is not complete."""
    rng = np.random.default_rng(seed)
    keys = itertools.product(
        ["2025-01", "2025-02", "2025-03", "2025-04"], CHANNELS, CATEGORIES, PROVINCES
    )
    rows = []
    for period, channel, category, province in keys:
        quantity = int(rng.integers(50, 200))
        cost = quantity * (30 + 10 * (channel == "live")) + rng.normal(0, 20)
        rows.append(
            {
                "accounting_period": period,
                "channel_id": channel,
                "category_name": category,
                "province_name": province,
                "quantity": quantity,
                "order_count": quantity - 3,
                "revenue_amount": Decimal(quantity * 80),
                "shop_discount_amount": Decimal(quantity * 5),
                "refund_amount": Decimal(quantity * 2),
                "total_cost_amount": Decimal(str(round(cost, 2))),
                "is_complete": period != "2025-04",
                "as_of_date": pd.Timestamp("2025-04-15").date(),
            }
        )
    rent = rows[0] | {
        "channel_id": "untagged",
        "category_name": "untagged",
        "province_name": "untagged",
        "quantity": 0,
        "order_count": 0,
        "total_cost_amount": Decimal("5000.00"),
    }
    return pd.DataFrame([*rows, rent])


def make_bridge() -> pd.DataFrame:
    """Two accounts over two channels, in cents that floats cannot hold."""
    names = [
        "accounting_period", "base_period", "is_complete", "account_name", "channel_id",
        "category_name", "province_name", "base_cost_amount", "change_amount",
        "volume_effect_amount", "mix_effect_amount", "price_effect_amount", "fixed_effect_amount",
    ]  # fmt: skip
    rows = [
        ("快递费", "live", "1000.10", "100.30", "80.10", "0.10", "20.10", "0.00"),
        ("快递费", "shelf", "500.20", "-40.10", "-50.20", "0.10", "10.00", "0.00"),
        ("租金", "untagged", "18000.00", "0.00", "0.00", "0.00", "0.00", "0.00"),
        ("广告费", "ads", "0.00", "7.70", "0.00", "0.00", "0.00", "7.70"),
    ]
    last = [
        ("2025-03", "2025-02", True, account, channel, "女装", "浙江", *map(Decimal, amounts))
        for account, channel, *amounts in rows
    ]
    partial = ("2025-04", "2025-03", False, "快递费", "live", "女装", "浙江")
    unfinished = (*partial, *map(Decimal, ("1", "-1", "-1", "0", "0", "0")))
    return pd.DataFrame([*last, unfinished], columns=names)


@pytest.fixture(scope="module")
def result():
    return attribute_costs(make_cells(), make_bridge())


def test_base_and_drivers_add_up_to_the_prediction_of_every_group(result):
    shap = result.shap
    groups = shap.groupby(["period", "dimension_type", "dimension_value"])
    explained = groups["base_value"].first() + groups["shap_value"].sum()
    prediction = groups["prediction"].first()
    assert len(prediction) == 3 * (1 + 3 + 2 + 3)
    assert np.abs(explained / prediction - 1).max() < 1e-6


def test_every_dimension_holds_the_same_whole(result):
    one = result.shap.drop_duplicates(["period", "dimension_type", "dimension_value"])
    whole = one.groupby(["period", "dimension_type"])["prediction"].sum().unstack()
    assert np.allclose(whole.sub(whole["company"], axis=0), 0)


def test_only_complete_months_and_cells_with_pieces_are_explained(result):
    assert set(result.shap["period"]) == {"2025-01", "2025-02", "2025-03"}
    assert "untagged" not in set(result.shap["dimension_value"])


def test_the_planted_driver_is_found(result):
    channel = result.shap[
        (result.shap["dimension_type"] == "channel") & (result.shap["driver_name"] == "channel_id")
    ]
    values = channel.groupby("dimension_value")["shap_value"].sum()
    pieces = make_cells().query("is_complete").groupby("channel_id")["quantity"].sum()
    per_piece = values / pieces
    assert per_piece["live"] - per_piece["shelf"] == pytest.approx(10, abs=1)
    assert per_piece["ads"] - per_piece["shelf"] == pytest.approx(0, abs=1)


def test_any_order_of_rows_gives_the_same_tables(result):
    again = attribute_costs(
        make_cells().sample(frac=1, random_state=5), make_bridge().sample(frac=1, random_state=5)
    )
    assert_frame_equal(result.shap, again.shap)
    assert_frame_equal(result.finding, again.finding)


def test_no_part_of_the_cost_is_a_driver_of_it():
    cells = read_cells(make_cells())
    dearer = read_cells(
        make_cells().assign(total_cost_amount=lambda rows: rows["total_cost_amount"] * 3)
    )
    assert_frame_equal(cells[DRIVERS], dearer[DRIVERS])
    assert not cells["unit_cost"].equals(dearer["unit_cost"])


def test_values_that_do_not_add_up_are_refused():
    cells = read_cells(make_cells())
    explained = explain_cells(cells)
    base, prediction = explained["base_value"].to_numpy(), explained["prediction"].to_numpy()
    values = explained[DRIVERS].to_numpy(copy=True)
    require_additivity(base, values, prediction)
    values[3, 2] += 0.01 * prediction[3]
    with pytest.raises(AdditivityError, match="differs from the prediction"):
        require_additivity(base, values, prediction)
    values[3, 2] = np.nan
    with pytest.raises(AdditivityError):
        require_additivity(base, values, prediction)


def test_findings_are_the_bridge_largest_first(result):
    finding = result.finding
    company = finding.iloc[0]
    assert (company["dimension_type"], company["amount"]) == ("company", Decimal("67.90"))
    assert company["base_amount"] == Decimal("19500.30")
    rest = [abs(value) for value in finding["amount"][1:]]
    assert rest == sorted(rest, reverse=True)
    assert list(finding["finding_rank"]) == list(range(1, len(finding) + 1))
    assert set(finding["period"]) == {"2025-03"}
    assert "租金" not in set(finding["dimension_value"])
    effects = [f"{name}_amount" for name in EFFECTS]
    assert (finding[effects].sum(axis=1) == finding["amount"]).all()


def test_sentences_name_the_change_and_its_effects(result):
    courier = result.finding.set_index("finding_id").loc["2025-03:account:快递费"]
    assert courier["sentence_en"] == (
        "Account 快递费: cost rose by ¥60.20 (+4.0%) from 2025-02 to 2025-03 "
        "(unit cost +30.10, volume +29.90, mix +0.20)."
    )
    assert courier["sentence_zh"] == (
        "费用科目“快递费”成本由 2025-02 到 2025-03 上升 60.20 元（+4.0%）："
        "单位成本 +30.10，销量 +29.90，结构 +0.20。"
    )
    assert courier["driver_name"] == "price"


def test_sentences_in_chinese_use_the_names_given():
    names = {"channel": {"live": "直播", "untagged": "未归属"}, "category": {"live": "not this"}}
    findings = attribute_costs(make_cells(), make_bridge(), names=names).finding
    sentences = findings.set_index("dimension_value")[["sentence_zh", "sentence_en"]]
    assert sentences.loc["live", "sentence_zh"].startswith("渠道“直播”成本由 ")
    assert sentences.loc["live", "sentence_en"].startswith("Channel live: ")
    assert sentences.loc["shelf", "sentence_zh"].startswith("渠道“shelf”成本由 ")
    assert sentences.loc["浙江", "sentence_zh"].startswith("地区“浙江”成本由 ")


money = st.decimals(-(10**9), 10**9, places=2, allow_nan=False, allow_infinity=False)


@given(effects=st.tuples(money, money, money, money), base=money)
def test_the_figures_of_any_sentence_add_up(effects, base):
    named = dict(zip(EFFECTS, effects, strict=True))
    amount = sum(effects, Decimal("0.00"))
    change = Change("2025-03", "2025-02", "region", "浙江", "浙江", base, amount, named)
    for sentence in (sentence_en(change), sentence_zh(change)):
        signed = re.findall(r" ([+-][\d,]+\.\d\d)(?!%)", sentence)
        assert sum((Decimal(text.replace(",", "")) for text in signed), Decimal(0)) == amount
    assert ("rose" in sentence_en(change)) == (amount > 0)
    assert ("下降" in sentence_zh(change)) == (amount < 0)


def test_effects_that_do_not_add_up_are_refused():
    effects = dict(zip(EFFECTS, map(Decimal, ("1.00", "2.00", "3.00", "0.00")), strict=True))
    with pytest.raises(ValueError, match=r"add up to 6\.00, not to the change 6\.01"):
        Change("2025-03", "2025-02", "company", "all", "", Decimal(0), Decimal("6.01"), effects)


def test_too_few_cells_are_refused_with_the_reason():
    result = attribute_costs(make_cells().head(10), make_bridge())
    assert result.refusal == "10 cells of complete months; 40 are needed"
    assert result.shap.empty
    assert len(result.finding) > 0


def test_every_module_of_the_package_makes_the_version(result):
    assert result.model_version == model_version(AttributionParameters(), ROOT / "ml")


def test_no_costs_give_empty_tables():
    result = attribute_costs(make_cells().head(0), make_bridge().head(0))
    assert result.refusal == "there are no costs to attribute"
    assert result.shap.empty
    assert result.finding.empty


def test_a_cell_that_stands_twice_is_refused():
    cells = make_cells()
    with pytest.raises(ValueError, match="a cell more than once"):
        attribute_costs(pd.concat([cells, cells.head(1)]), make_bridge())
