"""Forecasts and attributions: pure functions over frames, no database or scheduler."""
