"""Cost attribution: Shapley values of the cost of a piece, and findings from the exact bridge."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from ml.attribution.drivers import DIMENSIONS, PERIOD, read_cells
from ml.attribution.explain import explain_cells, explain_dimensions
from ml.attribution.narrative import EFFECTS, Change, sentence_en, sentence_zh
from ml.versioning import model_version

STAMP = ["model_version", "trained_through"]
SHAP_COLUMNS = [
    "period", "dimension_type", "dimension_value", "driver_name", "shap_value", "base_value",
    "prediction", *STAMP,
]  # fmt: skip
FINDING_COLUMNS = [
    "finding_id", "finding_rank", "period", "base_period", "dimension_type", "dimension_value",
    "driver_name", "base_amount", "amount", "volume_amount", "mix_amount", "price_amount",
    "fixed_amount", "sentence_en", "sentence_zh", *STAMP,
]  # fmt: skip
Names = Mapping[str, Mapping[str, str]]
BRIDGE_DIMENSIONS = {"account": "account_name", **DIMENSIONS}


@dataclass(frozen=True)
class AttributionParameters:
    """`least_cells`: fewer cells than this are not modelled. `findings`: sentences a dimension."""

    least_cells: int = 40
    findings: int = 5


@dataclass(frozen=True)
class AttributionResult:
    """`shap`: Shapley values by period, dimension and driver, in yuan (float).
    `finding`: one row a finding, largest first, in yuan with two places (Decimal).
    `refusal` says why nothing was explained; `shap` is then empty.
    """

    shap: pd.DataFrame
    finding: pd.DataFrame
    model_version: str
    trained_through: pd.Timestamp | None
    refusal: str | None = None


def attribute_costs(
    features: pd.DataFrame,
    bridge: pd.DataFrame,
    parameters: AttributionParameters | None = None,
    names: Names | None = None,
) -> AttributionResult:
    """Explain the cost cells of complete months and word the change between the last two of them.

    `features`: the mart analysis_feature_cost (a cell each row, `is_complete` marks whole months,
    `as_of_date` the day the books are seen from). `bridge`: the mart analysis_cost_bridge (effects
    in Decimal yuan that add up to the change). Any order of rows gives the same tables. `names`:
    what the sentences in Chinese call a value, by dimension; a value without a name keeps its own.
    Raises AdditivityError when SHAP values do not add up, ValueError when the bridge does not.
    """
    given = parameters or AttributionParameters()
    version = model_version(given)
    finding = _findings(bridge, given, names or {})
    if features.empty:
        return _result(_no_shap(), finding, version, None, "there are no costs to attribute")
    through = pd.to_datetime(features["as_of_date"]).max()
    cells = read_cells(features[features["is_complete"].astype(bool)])
    if len(cells) < given.least_cells:
        reason = f"{len(cells)} cells of complete months; {given.least_cells} are needed"
        return _result(_no_shap(), finding, version, through, reason)
    shap = explain_dimensions(cells, explain_cells(cells))
    return _result(shap, finding, version, through, None)


def _result(
    shap: pd.DataFrame,
    finding: pd.DataFrame,
    version: str,
    through: pd.Timestamp | None,
    refusal: str | None,
) -> AttributionResult:
    stamp = {
        "model_version": version,
        "trained_through": None if through is None else through.date(),
    }
    return AttributionResult(
        shap=shap.assign(**stamp)[SHAP_COLUMNS],
        finding=finding.assign(**stamp)[FINDING_COLUMNS],
        model_version=version,
        trained_through=through,
        refusal=refusal,
    )


def _no_shap() -> pd.DataFrame:
    return pd.DataFrame(columns=SHAP_COLUMNS[: -len(STAMP)])


def _findings(bridge: pd.DataFrame, given: AttributionParameters, names: Names) -> pd.DataFrame:
    """The company's change first, then the largest changes of each dimension, largest first."""
    complete = bridge[bridge["is_complete"].astype(bool)]
    if complete.empty:
        return pd.DataFrame(columns=FINDING_COLUMNS[: -len(STAMP)])
    rows = complete[complete[PERIOD] == complete[PERIOD].max()]
    changes = _changes(rows.assign(everything="all"), "company", "everything", names)
    for dimension, column in BRIDGE_DIMENSIONS.items():
        found = [change for change in _changes(rows, dimension, column, names) if change.amount]
        changes += sorted(found, key=_order)[: given.findings]
    ranked = sorted(
        changes, key=lambda change: (change.dimension_type != "company", _order(change))
    )
    return pd.DataFrame([_finding_row(rank, change) for rank, change in enumerate(ranked, 1)])


def _order(change: Change) -> tuple[Decimal, str, str]:
    return (-abs(change.amount), change.dimension_type, change.dimension_value)


def _changes(rows: pd.DataFrame, dimension: str, column: str, names: Names) -> list[Change]:
    """The bridge summed over each value of one dimension, in exact decimals."""
    amounts = ["base_cost_amount", "change_amount", *(f"{name}_effect_amount" for name in EFFECTS)]
    exact = rows[[PERIOD, "base_period", column]].assign(
        **{name: [Decimal(str(value)) for value in rows[name]] for name in amounts}
    )
    summed = exact.groupby([PERIOD, "base_period", column], as_index=False, sort=True).agg(
        {name: lambda values: sum(values, Decimal("0.00")) for name in amounts}
    )
    named = names.get(dimension, {})
    return [
        Change(
            period=row[PERIOD],
            base_period=row["base_period"],
            dimension_type=dimension,
            dimension_value=row[column],
            name_zh=named.get(row[column], row[column]),
            base_amount=row["base_cost_amount"],
            amount=row["change_amount"],
            effects={name: row[f"{name}_effect_amount"] for name in EFFECTS},
        )
        for row in summed.to_dict("records")
    ]


def _finding_row(rank: int, change: Change) -> dict[str, object]:
    return {
        "finding_id": f"{change.period}:{change.dimension_type}:{change.dimension_value}",
        "finding_rank": rank,
        "period": change.period,
        "base_period": change.base_period,
        "dimension_type": change.dimension_type,
        "dimension_value": change.dimension_value,
        "driver_name": change.driver,
        "base_amount": change.base_amount,
        "amount": change.amount,
        **{f"{name}_amount": change.effects[name] for name in EFFECTS},
        "sentence_en": sentence_en(change),
        "sentence_zh": sentence_zh(change),
    }
