"""Find the header of a bill: score the first rows of a file against every declaration."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingestion.declarations import Declaration, header_key
from ingestion.results import RefusedFile

SEARCHED_ROWS = 30
# Excel's own limit is 16,384 columns; no bill has a tenth of this.
MAX_COLUMNS = 1_000
# A row that has this share of a format's required columns is that format with columns missing.
_NEAR_MISS = 0.7


@dataclass(frozen=True)
class Header:
    """A header found: the declaration, the row it stands on (0-based), and a name per column.

    `names` holds, by position, the declared column, or the header text of an unknown one, which
    goes to `_extra`. `declared` are the positions of declared columns.
    """

    declaration: Declaration
    row_index: int
    names: tuple[str, ...]
    declared: frozenset[int]

    @property
    def version(self) -> str:
        """The version of the format, by the set of its declared columns."""
        return self.declaration.version_of(self.names[position] for position in self.declared)

    @property
    def extra(self) -> list[int]:
        """Positions of the columns that nobody declared."""
        return [i for i in range(len(self.names)) if i not in self.declared]

    @property
    def nameless(self) -> list[int]:
        """Positions of the columns whose header is blank."""
        return [i for i in self.extra if self.names[i] == _nameless(i)]


@dataclass(frozen=True)
class _NearMiss:
    """A row that is a format's header but for the columns it lacks."""

    declaration: Declaration
    missing: list[str]
    positions: Mapping[int, str]

    @property
    def explained(self) -> int:
        """How many columns of the row are columns of the format."""
        return len(self.positions)

    @property
    def share(self) -> float:
        """The share of the format's required columns that the row has."""
        return 1 - len(self.missing) / len(self.declaration.required_columns)

    @property
    def score(self) -> tuple[int, int, int, float]:
        """Order near misses: columns explained, columns lacking, how much of the order is kept."""
        columns = list(self.declaration.columns)
        present = set(self.positions.values())
        absent = min(
            len(set(columns).difference(present, version.without))
            for version in self.declaration.versions.values()
        )
        places = [columns.index(name) for _, name in sorted(self.positions.items())]
        in_order = sum(left < right for left, right in pairwise(places))
        return self.explained, -absent, in_order, self.share

    def is_nearer_than(self, other: "_NearMiss") -> bool:
        """Say whether this one's score is higher; most have explained too little to be scored."""
        return self.explained >= other.explained and self.score > other.score


def _declared_positions(keys: Mapping[str, int], declaration: Declaration) -> dict[int, str]:
    """Return position → column; a column's own name wins over its aliases."""
    found: dict[str, int] = {}
    for key, name in declaration.by_header.items():
        if key in keys:
            found.setdefault(name, keys[key])
    return {position: name for name, position in found.items()}


def _nameless(position: int) -> str:
    return f"column_{position + 1}"


def _names(row: Sequence[str], positions: Mapping[int, str]) -> tuple[str, ...]:
    names: list[str] = []
    taken = set(positions.values())
    for position, cell in enumerate(row):
        name = positions.get(position) or cell.strip() or _nameless(position)
        while position not in positions and name in taken:
            name += "'"
        taken.add(name)
        names.append(name)
    return tuple(names)


def find_header(
    rows: Iterable[Sequence[str]], formats: Mapping[str, Declaration]
) -> Header | RefusedFile:
    """Return the header among the first rows, or why there is none.

    The row that has all required columns of a declaration and the most declared columns wins; ties
    go to the declaration with fewer columns, then to the first row. A row that lacks a required
    column of one format and still explains more of itself by that format than the best whole match
    does is a damaged header: the short form of a bill must not pass for the long one. So is one
    with two columns for one declared column: nothing tells which of them is meant.
    """
    best: tuple[int, int, Header | RefusedFile] | None = None
    nearest: _NearMiss | None = None
    for row_index, row in enumerate(rows):
        if not any(row):
            continue
        if len(row) > MAX_COLUMNS:
            return RefusedFile(
                "too_many_columns", f"{len(row)} in row {row_index + 1}, at most {MAX_COLUMNS}"
            )
        keys = {header_key(cell): position for position, cell in enumerate(row)}
        for declaration in formats.values():
            positions = _declared_positions(keys, declaration)
            if not positions:
                continue
            if missing := _missing(declaration, positions):
                miss = _NearMiss(declaration, missing, positions)
                if nearest is None or miss.is_nearer_than(nearest):
                    nearest = miss
                continue
            score = (len(positions), -len(declaration.columns))
            if best is None or score > best[:2]:
                names = _names(row, positions)
                header = Header(declaration, row_index, names, frozenset(positions))
                best = (*score, _twin_columns(row, declaration) or header)
        if best and best[0] == sum(map(bool, row)):
            break  # a row of nothing but known columns
    if nearest and (nearest.explained > best[0] if best else nearest.share >= _NEAR_MISS):
        missing = ", ".join(nearest.missing)
        return RefusedFile("missing_column", missing, format_code=nearest.declaration.code)
    if best:
        return best[2]
    return RefusedFile("no_header", f"no known header in the first {SEARCHED_ROWS} rows", "unknown")


def _twin_columns(row: Sequence[str], declaration: Declaration) -> RefusedFile | None:
    """Return the refusal of a header with two columns for one declared column, else null."""
    headers: dict[str, list[str]] = {}
    for number, cell in enumerate(row, 1):
        if name := declaration.by_header.get(header_key(cell)):
            headers.setdefault(name, []).append(f"{cell.strip()} in column {number}")
    twins = [" and ".join(cells) for cells in headers.values() if len(cells) > 1]
    if not twins:
        return None
    return RefusedFile("twin_columns", ", ".join(twins), format_code=declaration.code)


def _missing(declaration: Declaration, positions: Mapping[int, str]) -> list[str]:
    absent = declaration.required_columns.difference(positions.values())
    return [name for name in declaration.columns if name in absent] if absent else []
