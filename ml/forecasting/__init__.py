"""Forecasting of any panel of daily series, judged by a back-test before it is believed."""

from ml.forecasting.forecast import ForecastParameters, ForecastResult, forecast_panel
from ml.forecasting.panel import TOTAL

__all__ = ["TOTAL", "ForecastParameters", "ForecastResult", "forecast_panel"]
