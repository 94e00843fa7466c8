"""Forecasting of any panel of daily series, judged by a back-test before it is believed."""

import logging

# At its import Prophet complains that there is no plotly; nobody here asks it for a plot.
logging.getLogger("prophet.plot").setLevel(logging.CRITICAL)

from ml.forecasting.forecast import (  # noqa: E402
    ForecastParameters,
    ForecastResult,
    forecast_panel,
)
from ml.forecasting.panel import TOTAL  # noqa: E402

__all__ = ["TOTAL", "ForecastParameters", "ForecastResult", "forecast_panel"]
