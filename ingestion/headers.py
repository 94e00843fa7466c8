"""Find the header of a bill: score the first rows of a file against every declaration."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingestion.declarations import Declaration, header_key
from ingestion.results import RefusedFile

SEARCHED_ROWS = 30
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


def _declared_positions(keys: Mapping[str, int], declaration: Declaration) -> dict[int, str]:
    """Return position → column; a column's own name wins over its aliases."""
    found: dict[str, int] = {}
    for key, name in declaration.by_header.items():
        if key in keys:
            found.setdefault(name, keys[key])
    return {position: name for name, position in found.items()}


def _names(row: Sequence[str], positions: Mapping[int, str]) -> tuple[str, ...]:
    names: list[str] = []
    for position, cell in enumerate(row):
        name = positions.get(position) or cell.strip() or f"column_{position + 1}"
        while position not in positions and (name in names or name in positions.values()):
            name += "'"
        names.append(name)
    return tuple(names)


def find_header(
    rows: Iterable[Sequence[str]], formats: Mapping[str, Declaration]
) -> Header | RefusedFile:
    """Return the header among the first rows, or why there is none.

    The row that has all required columns of a declaration and the most declared columns wins; ties
    go to the declaration with fewer columns, then to the first row.
    """
    best: tuple[int, int, Header] | None = None
    nearest: tuple[float, str, list[str]] = (0.0, "", [])
    for row_index, row in enumerate(rows):
        if not any(row):
            continue
        # Reversed, so that of two equal headers the first one counts.
        keys = {header_key(row[i]): i for i in reversed(range(len(row)))}
        for declaration in formats.values():
            positions = _declared_positions(keys, declaration)
            required = declaration.required_columns
            absent = required.difference(positions.values())
            missing = [name for name in declaration.columns if name in absent]
            share = 1 - len(missing) / len(required)
            if missing:
                if share > nearest[0]:
                    nearest = (share, declaration.code, missing)
                continue
            header = Header(declaration, row_index, _names(row, positions), frozenset(positions))
            score = (len(positions), -len(declaration.columns), header)
            if best is None or score[:2] > best[:2]:
                best = score
        if best and len(best[2].declared) == sum(map(bool, row)):
            break  # a row of nothing but known columns
    if best:
        return best[2]
    share, code, missing = nearest
    if share >= _NEAR_MISS:
        return RefusedFile(f"missing required column: {', '.join(missing)}", "refused", code)
    return RefusedFile("no known header in the first 30 rows", "unknown")
