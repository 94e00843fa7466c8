"""The report as one page that needs nothing beside it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.model import Cell, Kind, Report

TEMPLATES = Path(__file__).parent / "templates"


def render_page(report: Report) -> str:
    """`report` as self-contained HTML: styles and drawings inside, no script, no outside file."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["show"] = show
    environment.filters["drawing"] = Markup
    return environment.get_template("report.html.j2").render(report=report, Kind=Kind)


def show(value: Cell, kind: Kind) -> str:
    """A cell as text: money with two places, a rate in per cent, a missing value as a dash."""
    if value is None:
        return "–"
    if kind is Kind.MONEY:
        return f"{Decimal(value):,.2f}"
    if kind is Kind.RATE:
        return f"{Decimal(value):.2%}"
    if kind is Kind.COUNT:
        return f"{value:,}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
