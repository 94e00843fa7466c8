"""Declarations of bill formats: the schema of `formats/<platform>/<name>.yml` and its reader.

A declaration is all that ingestion knows about a bill format. The schema is strict: an unknown key,
a column that does not exist or two columns under one header are errors that name file and key.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

FORMATS_FOLDER = Path(__file__).parent / "formats"

ColumnType = Literal[
    "text",
    "id",
    "amount",
    "decimal",
    "rate",
    "integer",
    "date",
    "time",
    "timestamp",
    "month",
    "date_range",
]
NUMBER_TYPES = ("amount", "decimal", "rate", "integer")
# A "time" is a time of day where the date stands in a column of its own, else a whole timestamp.
TIME_TYPES = ("date", "time", "timestamp", "month", "date_range")

# One character, two spellings in the same bill family: 动帐/动账, 店铺劵/店铺券.
_SPELLINGS = str.maketrans({"帐": "账", "劵": "券"})
_HEADER_NOISE = " \t\r\n\xa0\u3000\ufeff\u200b'\"`｀="


class DeclarationError(ValueError):
    """A declaration file that does not follow the schema."""


def header_key(text: str) -> str:
    """Return the form in which a header cell is compared: NFKC, no decoration, one spelling."""
    folded = unicodedata.normalize("NFKC", text).translate(_SPELLINGS)
    return "".join(character for character in folded if character not in _HEADER_NOISE)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Column(_Strict):
    """One column of a bill: what its cells must look like and what they mean."""

    type: ColumnType = "text"
    required: bool = False
    filled: bool = False
    personal: bool = False
    period: bool = False
    aliases: tuple[str, ...] = ()
    about: str


class Version(_Strict):
    """One known header of the format: how many columns, and which of the declared ones it lacks."""

    columns: int
    without: tuple[str, ...] = ()


class Direction(_Strict):
    """The closed vocabulary that tells money in from money out, and rows that move none."""

    column: str
    in_values: tuple[str, ...] = Field(alias="in")
    out_values: tuple[str, ...] = Field(alias="out")
    neutral_values: tuple[str, ...] = Field(alias="neutral", default=())

    @property
    def values(self) -> tuple[str, ...]:
        """Return every word of the vocabulary."""
        return self.in_values + self.out_values + self.neutral_values


class DirectionSign(_Strict):
    """The direction column decides the sign of an absolute amount."""

    kind: Literal["direction"]
    amount: str
    direction: Direction

    def columns(self) -> tuple[str, ...]:
        """Return the columns that the rule names."""
        return self.amount, self.direction.column


class TwoColumnSign(_Strict):
    """Money in and money out stand in two columns; a direction column may confirm them."""

    kind: Literal["two_columns"]
    in_column: str = Field(alias="in")
    out_column: str = Field(alias="out")
    direction: Direction | None = None

    def columns(self) -> tuple[str, ...]:
        """Return the columns that the rule names."""
        direction = (self.direction.column,) if self.direction else ()
        return self.in_column, self.out_column, *direction


class SignedAmount(_Strict):
    """The amount carries its own sign; a direction column may confirm it."""

    kind: Literal["signed"]
    amount: str
    direction: Direction | None = None

    def columns(self) -> tuple[str, ...]:
        """Return the columns that the rule names."""
        direction = (self.direction.column,) if self.direction else ()
        return self.amount, *direction


Sign = Annotated[DirectionSign | TwoColumnSign | SignedAmount, Field(discriminator="kind")]


class Preamble(_Strict):
    """Lines before the header: how they start, and what the first and the last of them say."""

    prefix: str
    first: str
    last: str | None = None


class Footer(_Strict):
    """Lines after the data. A file that has the whole preamble and lacks the last line is cut off.

    With `to_end` the first of them ends the data: all that follows on the sheet belongs to it.
    """

    prefix: str
    last: str | None = None
    to_end: bool = False


class Condition(_Strict):
    """Rows whose column holds one of the values."""

    column: str
    values: tuple[str, ...]


class Comparison(_Strict):
    """What a stated total is compared with: exactly one figure, of the rows that `when` picks.

    `rows` counts rows, `count` cells that are not zero, `sum` and `absolute_sum` add up a column.
    """

    rows: Literal[True] | None = None
    count: str | None = None
    sum: str | None = None
    absolute_sum: str | None = None
    when: Condition | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "Comparison":
        if [self.rows, self.count, self.sum, self.absolute_sum].count(None) != 3:
            raise ValueError("give exactly one of rows, count, sum, absolute_sum")
        return self

    @property
    def column(self) -> str | None:
        """Return the column counted or added up; null where rows are counted."""
        return self.count or self.sum or self.absolute_sum

    def columns(self) -> tuple[str, ...]:
        """Return the columns that the comparison names."""
        condition = (self.when.column,) if self.when else ()
        return (self.column, *condition) if self.column else condition


class ControlTotal(_Strict):
    """A line before or after the data with named groups, and what each group must equal."""

    pattern: str
    compare: Mapping[str, Comparison]


class Tail(_Strict):
    """The last two lines of every file: names of totals, then the totals themselves.

    The line of names begins with `first`. A file without the two lines is cut off; totals that
    `compare` does not name are not compared.
    """

    first: str
    compare: Mapping[str, Comparison]


class TotalRows(_Strict):
    """Rows among the data that are totals: their label, by default in the file's first column."""

    labels: tuple[str, ...]
    column: str | None = None
    compare: tuple[str, ...] = ()


class Identity(_Strict):
    """An identity inside a row: result = product + Σ plus − Σ minus − Σ |minus_absolute|.

    A column that a file lacks counts as zero, but a file without one of `needs` is not looked at.
    """

    about: str
    result: str
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    minus_absolute: tuple[str, ...] = ()
    product: tuple[str, str] | None = None
    when: Condition | None = None
    needs: tuple[str, ...] = ()

    def columns(self) -> tuple[str, ...]:
        """Return the columns that the identity names."""
        condition = (self.when.column,) if self.when else ()
        terms = (*self.plus, *self.minus, *self.minus_absolute, *(self.product or ()))
        return self.result, *terms, *condition, *self.needs


class Assumption(_Strict):
    """A fact that could not be made sure, and the day it was last looked at.

    It steers nothing: what an assumption makes of a row is the rest of the declaration, staging and
    the seeds.
    """

    about: str
    as_of: date


class Declaration(_Strict):
    """One bill format; `columns` is in the order of the newest header, later finds at the end.

    `no_identity` is why its rows have no identity.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    platform: str
    kind: str
    title: str
    grain: str
    basis: str
    versions: Mapping[str, Version]
    columns: Mapping[str, Column]
    encodings: tuple[str, ...] = ("utf-8-sig", "utf-8", "gb18030", "utf-16")
    delimiter: Literal[",", "\t"] = ","
    preamble: Preamble | None = None
    footer: Footer | None = None
    explanatory_rows: int = 0
    natural_key: tuple[str, ...] = ()
    customer_key: tuple[str, ...] = ()
    sign: Sign | None = None
    control_totals: tuple[ControlTotal, ...] = ()
    tail: Tail | None = None
    total_rows: TotalRows | None = None
    identities: tuple[Identity, ...] = ()
    no_identity: str | None = None
    assumptions: tuple[Assumption, ...] = ()

    @model_validator(mode="after")
    def _names_exist(self) -> "Declaration":
        named = [*self.natural_key, *self.customer_key]
        named += self.sign.columns() if self.sign else ()
        named += [column for identity in self.identities for column in identity.columns()]
        named += [column for comparison in self.comparisons for column in comparison.columns()]
        named += [self.total_rows.column] if self.total_rows and self.total_rows.column else []
        named += [column for version in self.versions.values() for column in version.without]
        if unknown := sorted(set(named) - set(self.columns)):
            raise ValueError(f"no such column: {', '.join(unknown)}")
        return self

    @model_validator(mode="after")
    def _identities_or_why_none(self) -> "Declaration":
        if bool(self.identities) == bool(self.no_identity):
            raise ValueError("give identities, or in no_identity why there are none")
        return self

    @model_validator(mode="after")
    def _versions_add_up(self) -> "Declaration":
        for name, version in self.versions.items():
            count = len(self.columns) - len(version.without)
            if count != version.columns:
                raise ValueError(f"version {name} says {version.columns} columns, has {count}")
            if missing := self.required_columns & set(version.without):
                raise ValueError(f"version {name} lacks required {', '.join(sorted(missing))}")
        return self

    @model_validator(mode="after")
    def _columns_are_told_apart(self) -> "Declaration":
        names = [n for name, column in self.columns.items() for n in (name, *column.aliases)]
        keys = [header_key(name) for name in names]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"header used twice: {', '.join(twice)}")
        if changed := [n for n in self.columns if unicodedata.normalize("NFKC", n) != n]:
            raise ValueError(f"column names are NFKC: {', '.join(changed)}")
        if not self.required_columns:
            raise ValueError("no required column: nothing tells this format from another")
        return self

    @cached_property
    def required_columns(self) -> frozenset[str]:
        """The columns without which a file is not of this format."""
        return frozenset(name for name, column in self.columns.items() if column.required)

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """What the totals that a file may state are compared with."""
        stated = [*self.control_totals, self.tail] if self.tail else self.control_totals
        found = [comparison for total in stated for comparison in total.compare.values()]
        added_up = self.total_rows.compare if self.total_rows else ()
        return tuple(dict.fromkeys(found + [Comparison(sum=name) for name in added_up]))

    @cached_property
    def by_header(self) -> Mapping[str, str]:
        """Column name by the compared form of each of its headers."""
        return {
            header_key(header): name
            for name, column in self.columns.items()
            for header in (name, *column.aliases)
        }

    @cached_property
    def period_columns(self) -> tuple[str, ...]:
        """The columns whose first and last day are the period of a file."""
        return tuple(name for name, column in self.columns.items() if column.period)

    def version_of(self, names: Iterable[str]) -> str:
        """Return the version whose header has exactly these columns, else `unlisted_<count>`."""
        found = frozenset(names)
        for version, details in self.versions.items():
            if found == self.columns.keys() - set(details.without):
                return version
        return f"unlisted_{len(found)}"


def read_declaration(path: Path) -> Declaration:
    """Read one declaration; raise DeclarationError naming the file and each wrong key."""
    try:
        text = path.read_text(encoding="utf-8")
        return Declaration.model_validate(yaml.load(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        raise DeclarationError(f"{path}: not YAML: {error}") from error
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors()]
        raise DeclarationError(f"{path}: " + "; ".join(lines)) from error


@lru_cache
def _read_folder(folder: Path) -> Mapping[str, tuple[Path, Declaration]]:
    """Return every declaration below the folder with its file, by its code, sorted by code."""
    found: dict[str, tuple[Path, Declaration]] = {}
    for path in sorted(folder.rglob("*.yml")):
        declaration = read_declaration(path)
        if declaration.code in found:
            raise DeclarationError(f"{path}: format code {declaration.code} is declared twice")
        found[declaration.code] = path, declaration
    return dict(sorted(found.items()))


@lru_cache
def declarations(folder: Path = FORMATS_FOLDER) -> Mapping[str, Declaration]:
    """Return every declaration below the folder by its code, sorted by code."""
    return {code: declaration for code, (_, declaration) in _read_folder(folder).items()}


def declaration_files(folder: Path = FORMATS_FOLDER) -> Mapping[str, Path]:
    """Return the file of every declaration below the folder by its code, sorted by code."""
    return {code: path for code, (path, _) in _read_folder(folder).items()}
