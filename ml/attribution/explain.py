"""A gradient-boosted model of the cost of a piece and its exact Shapley values.

Source: Lundberg et al., From local explanations to global understanding with explainable AI for
trees (Nature Machine Intelligence, 2020). An explanation is an association, not a cause.
"""

import lightgbm as lgb
import numpy as np
import pandas as pd
import shap

from ml.attribution.drivers import DIMENSIONS, DRIVERS, PERIOD

TOLERANCE = 1e-6
SEED = 20240618
LIGHTGBM_PARAMETERS = {
    "objective": "regression",
    "n_estimators": 200,
    "learning_rate": 0.08,
    "num_leaves": 15,
    "min_child_samples": 10,
    "cat_smooth": 5.0,
    "cat_l2": 5.0,
    "random_state": SEED,
    "n_jobs": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


class AdditivityError(ValueError):
    """The base and the Shapley values do not add up to the prediction."""


def explain_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Shapley values of the cost of each cell, in yuan: `base_value` (what its pieces would cost at
    the mean), one column a driver, and `prediction`, with base + Σ drivers = prediction.

    The model predicts the cost of a piece; every value is multiplied by the pieces of the cell, so
    that cells add up. `cells` as `read_cells` gives them; same index. Raises AdditivityError.
    """
    model = lgb.LGBMRegressor(**LIGHTGBM_PARAMETERS)
    model.fit(cells[DRIVERS], cells["unit_cost"], sample_weight=cells["quantity"])
    explainer = shap.TreeExplainer(model.booster_)
    values = np.asarray(explainer.shap_values(cells[DRIVERS]))
    base = float(np.ravel(explainer.expected_value)[0])
    predicted = np.asarray(model.predict(cells[DRIVERS]))
    require_additivity(base, values, predicted)
    pieces = cells["quantity"].to_numpy()
    explained = pd.DataFrame(values * pieces[:, None], columns=DRIVERS, index=cells.index)
    return explained.assign(base_value=base * pieces, prediction=predicted * pieces)


def require_additivity(base: float | np.ndarray, values: np.ndarray, predicted: np.ndarray) -> None:
    """Raise AdditivityError unless base + Σ values = predicted to one part in a million."""
    gap = np.abs(base + values.sum(axis=1) - predicted) / np.maximum(1.0, np.abs(predicted))
    if gap.size and not gap.max() <= TOLERANCE:
        raise AdditivityError(
            f"base + Σ SHAP differs from the prediction by {gap.max():.3g} of it, "
            f"more than {TOLERANCE:g}"
        )


def explain_dimensions(cells: pd.DataFrame, explained: pd.DataFrame) -> pd.DataFrame:
    """Shapley values summed over the cells of each period and value of each dimension, long:
    `period`, `dimension_type`, `dimension_value`, `driver_name`, `shap_value`, `base_value`,
    `prediction` (yuan). Dimension type `company` has the one value `all`.
    """
    parts = [
        _sum_by(cells[PERIOD], cells[column].astype(str), explained).assign(dimension_type=name)
        for name, column in DIMENSIONS.items()
    ]
    everything = pd.Series("all", index=cells.index)
    parts.append(_sum_by(cells[PERIOD], everything, explained).assign(dimension_type="company"))
    wide = pd.concat(parts, ignore_index=True)
    require_additivity(
        wide["base_value"].to_numpy(), wide[DRIVERS].to_numpy(), wide["prediction"].to_numpy()
    )
    keys = ["period", "dimension_type", "dimension_value"]
    long = wide.melt(
        id_vars=[*keys, "base_value", "prediction"], var_name="driver_name", value_name="shap_value"
    )
    return long.sort_values([*keys, "driver_name"], ignore_index=True)


def _sum_by(period: pd.Series, value: pd.Series, explained: pd.DataFrame) -> pd.DataFrame:
    return (
        explained.groupby([period.rename("period"), value.rename("dimension_value")])
        .sum()
        .reset_index()
    )
