"""Charts as SVG text: drawn with numbers alone, so the reader's own fonts write the Chinese."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

WIDTH, HEIGHT = 760, 280
LEFT, RIGHT, TOP, BOTTOM = 64, 30, 14, 34
PALETTE = ("#2f6f9f", "#e08e45", "#5b9a68", "#a4547c", "#8a7f52", "#5f6b7a", "#b7bfc8")
INK, MUTED, GRID, UP, DOWN = "#1f2933", "#6b7785", "#e3e7eb", "#b4443c", "#3d8361"
Value = Decimal | float | None
Series = tuple[str, Sequence[Value]]


def line_chart(
    labels: Sequence[str],
    lines: Sequence[Series],
    band: tuple[Sequence[Value], Sequence[Value]] | None = None,
) -> str:
    """Lines over one axis of labels; `band` is a lower and an upper bound, drawn behind them.

    A None breaks a line. Amounts in yuan. Raises ValueError for more lines than colours.
    """
    values = [float(v) for _, line in lines for v in line if v is not None]
    values += [float(v) for bound in band or () for v in bound if v is not None]
    axis = _scale(values)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(labels) - 1)
    xs = [LEFT + step * position for position in range(len(labels))]
    body = [_grid(axis), _labels(labels, xs)]
    if band is not None:
        body.append(_band(xs, band, axis))
    for (name, line), colour in zip(lines, PALETTE[: len(lines)], strict=True):
        body += [
            f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{points}">'
            f"<title>{escape(name)}</title></polyline>"
            for points in _runs(xs, line, axis)
        ]
    return _svg(body, [name for name, _ in lines])


def bar_chart(labels: Sequence[str], stacks: Sequence[Series]) -> str:
    """Stacked columns, one a label. Negative parts hang below the axis. Amounts in yuan.

    Raises ValueError for more stacks than colours.
    """
    columns = [
        [float(v or 0) for v in column] for column in zip(*(s for _, s in stacks), strict=True)
    ]
    highs = [sum(v for v in column if v > 0) for column in columns]
    lows = [sum(v for v in column if v < 0) for column in columns]
    axis = _scale([*highs, *lows, 0.0])
    step = (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    xs = [LEFT + step * (position + 0.5) for position in range(len(labels))]
    body = [_grid(axis), _labels(labels, xs)]
    for label, column, x in zip(labels, columns, xs, strict=True):
        above = below = 0.0
        colours = PALETTE[: len(stacks)]
        for (name, _), value, colour in zip(stacks, column, colours, strict=True):
            start = above if value >= 0 else below
            body.append(
                _rectangle(axis, x, step * 0.62, (start, start + value), colour)
                + f"<title>{escape(f'{name} {label}: {value:,.2f}')}</title></rect>"
            )
            above, below = (above + value, below) if value >= 0 else (above, below + value)
    return _svg(body, [name for name, _ in stacks])


def one_a_colour(series: Sequence[Series]) -> Sequence[Series]:
    """The series; of more than there are colours the largest, and the rest added up as one.

    The largest have the largest Σ |amount|. The rest is missing only where all of it is.
    """
    if len(series) <= len(PALETTE):
        return series
    most = len(PALETTE) - 1
    ordered = sorted(series, key=lambda one: (-sum(abs(float(v or 0)) for v in one[1]), one[0]))
    rest = [values for _, values in ordered[most:]]
    others = [_sum(values) for values in zip(*rest, strict=True)]
    return [*ordered[:most], (f"其他 {len(rest)} others", others)]


def _sum(values: Sequence[Value]) -> Value:
    known = [float(value) for value in values if value is not None]
    return sum(known) if known else None


def waterfall_chart(steps: Sequence[tuple[str, Value]]) -> str:
    """From the first amount over signed changes to the last; first and last stand on the axis."""
    amounts = [float(value or 0) for _, value in steps]
    level, spans = 0.0, []
    for position, value in enumerate(amounts):
        whole = position in (0, len(amounts) - 1)
        spans.append((0.0, value) if whole else (level, level + value))
        level = value if whole else level + value
    axis = _scale([end for span in spans for end in span])
    step = (WIDTH - LEFT - RIGHT) / max(1, len(steps))
    xs = [LEFT + step * (position + 0.5) for position in range(len(steps))]
    body = [_grid(axis), _labels([name for name, _ in steps], xs, len(steps))]
    for position, ((start, end), x) in enumerate(zip(spans, xs, strict=True)):
        whole = position in (0, len(spans) - 1)
        colour = PALETTE[0] if whole else UP if end > start else DOWN
        name = f"{steps[position][0]}: {amounts[position]:,.2f}"
        body.append(
            _rectangle(axis, x, step * 0.6, (start, end), colour)
            + f"<title>{escape(name)}</title></rect>"
        )
    return _svg(body, [])


def share_chart(shares: Sequence[tuple[str, Value]]) -> str:
    """Horizontal bars, the largest first, each with its amount."""
    rows = [(name, float(value or 0)) for name, value in shares]
    largest = max((abs(value) for _, value in rows), default=1.0) or 1.0
    height = TOP + 24 * len(rows) + 6
    body = []
    for position, (name, value) in enumerate(rows):
        y = TOP + 24 * position
        width = (WIDTH - 320) * abs(value) / largest
        body.append(
            f'<text x="200" y="{y + 12}" text-anchor="end" fill="{INK}">{escape(name)}</text>'
            f'<rect x="210" y="{y}" width="{width:.1f}" height="16" rx="2" '
            f'fill="{PALETTE[0] if value >= 0 else DOWN}"/>'
            f'<text x="{216 + width:.1f}" y="{y + 12}" fill="{MUTED}">{value:,.2f}</text>'
        )
    return _svg(body, [], height)


@dataclass(frozen=True)
class Axis:
    """A vertical axis: its ticks, the lowest first, in yuan."""

    ticks: tuple[float, ...]

    def y(self, value: float) -> float:
        """Where `value` stands on the drawing."""
        low, high = self.ticks[0], self.ticks[-1]
        return TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM)


def _scale(values: Sequence[float]) -> Axis:
    """A round axis that holds `values` and 0."""
    least, most = min([0.0, *values]), max([0.0, *values])
    rough = max(most - least, 1.0) / 4
    power = 10.0 ** (len(str(int(rough))) - 1)
    step = next(power * factor for factor in (1, 1.5, 2, 2.5, 5, 10) if power * factor >= rough)
    first, last = math.floor(least / step), max(math.ceil(most / step), 1)
    return Axis(tuple(step * position for position in range(first, last + 1)))


def _grid(axis: Axis) -> str:
    return "".join(
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{axis.y(tick):.1f}" '
        f'y2="{axis.y(tick):.1f}" stroke="{MUTED if tick == 0 else GRID}"/>'
        f'<text x="{LEFT - 8}" y="{axis.y(tick) + 4:.1f}" text-anchor="end" '
        f'fill="{MUTED}">{_short(tick)}</text>'
        for tick in axis.ticks
    )


def _short(value: float) -> str:
    """A tick in yuan, or in 万 (ten thousand) from there on."""
    if abs(value) >= 10_000:
        return f"{value / 10_000:,.4g}万"
    return f"{value:,.4g}"


def _labels(labels: Sequence[str], xs: Sequence[float], most: int = 10) -> str:
    every = max(1, -(-len(labels) // most))
    return "".join(
        f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" '
        f'fill="{MUTED}">{escape(label)}</text>'
        for position, (label, x) in enumerate(zip(labels, xs, strict=True))
        if position % every == 0
    )


def _runs(xs: Sequence[float], line: Sequence[Value], axis: Axis) -> list[str]:
    """The unbroken stretches of a line, as point lists."""
    runs: list[list[str]] = [[]]
    for x, value in zip(xs, line, strict=True):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{x:.1f},{axis.y(float(value)):.1f}")
    return [" ".join(points) for points in runs if points]


def _band(xs: Sequence[float], band: tuple[Sequence[Value], Sequence[Value]], axis: Axis) -> str:
    known = [
        (x, float(lower), float(upper))
        for x, lower, upper in zip(xs, *band, strict=True)
        if lower is not None and upper is not None
    ]
    there = [f"{x:.1f},{axis.y(upper):.1f}" for x, _, upper in known]
    back = [f"{x:.1f},{axis.y(lower):.1f}" for x, lower, _ in reversed(known)]
    return f'<polygon fill="{PALETTE[1]}" opacity="0.18" points="{" ".join(there + back)}"/>'


def _rectangle(axis: Axis, x: float, width: float, span: tuple[float, float], colour: str) -> str:
    """An open `<rect>` between two values; the caller closes it after its title."""
    top, bottom = axis.y(max(span)), axis.y(min(span))
    return (
        f'<rect x="{x - width / 2:.1f}" y="{top:.1f}" width="{width:.1f}" '
        f'height="{max(bottom - top, 0.5):.1f}" rx="1.5" fill="{colour}">'
    )


def _svg(body: Sequence[str], legend: Sequence[str], height: int = HEIGHT) -> str:
    step = min(150, (WIDTH - LEFT) // max(1, len(legend)))
    keys = "".join(
        f'<rect x="{LEFT + step * position}" y="{height + 4}" width="10" height="10" rx="2" '
        f'fill="{colour}"/><text x="{LEFT + 16 + step * position}" y="{height + 13}" '
        f'fill="{INK}">{escape(name)}</text>'
        for position, (name, colour) in enumerate(zip(legend, PALETTE[: len(legend)], strict=True))
    )
    full = height + (22 if legend else 0)
    return (
        f'<svg viewBox="0 0 {WIDTH} {full}" role="img" xmlns="http://www.w3.org/2000/svg" '
        f'font-size="13">{"".join(body)}{keys}</svg>'
    )
