"""The kinds of damage that real files come with. Each is done to a draft by its own name."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ingestion.declarations import DirectionSign
from tests.support.fuzz.bills import Draft, Line

Change = Callable[[Draft, random.Random], None]


class NotApplicable(Exception):
    """The format has nothing that could be damaged so."""


@dataclass(frozen=True)
class Damage:
    """One kind of damage; after a `harmless` one every row must still be loaded."""

    name: str
    change: Change
    harmless: bool


DAMAGES: dict[str, Damage] = {}


def _damage(name: str, *, harmless: bool = False) -> Callable[[Change], Change]:
    def note(change: Change) -> Change:
        DAMAGES[name] = Damage(name, change, harmless)
        return change

    return note


def _set(name: str, *, harmless: bool = True, **settings: object) -> None:
    """Note a damage that is a setting of the whole file."""

    def change(draft: Draft, chance: random.Random) -> None:
        if settings.get("encoding", "utf-8") not in _readable(draft):
            raise NotApplicable
        for setting, value in settings.items():
            setattr(draft, setting, value)

    DAMAGES[name] = Damage(name, change, harmless)


def _readable(draft: Draft) -> set[str]:
    """Return the encodings of Python that the format is read in."""
    known = set(draft.declaration.encodings)
    return known | ({"utf-16-le", "utf-16-be"} if "utf-16" in known else set())


def _one(chance: random.Random, choices: list) -> object:
    if not choices:
        raise NotApplicable
    return chance.choice(choices)


def _filled(draft: Draft, *types: str) -> list[tuple[Line, int]]:
    """Return the cells of the types that hold something."""
    positions = draft.column(*types)
    return [(line, i) for line in draft.data() for i in positions if line.cells[i]]


def _rewrite(name: str, types: tuple[str, ...], form: Callable[[str], str], *, harmless: bool):
    """Note two damages of cells of some types: one cell, and every cell."""

    def one(draft: Draft, chance: random.Random) -> None:
        line, position = _one(chance, _filled(draft, *types))
        line.cells[position] = form(line.cells[position])

    def every(draft: Draft, chance: random.Random) -> None:
        cells = _filled(draft, *types)
        _one(chance, cells)
        for line, position in cells:
            line.cells[position] = form(line.cells[position])

    DAMAGES[f"one {name}"] = Damage(f"one {name}", one, harmless)
    DAMAGES[f"every {name}"] = Damage(f"every {name}", every, harmless)


_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")


def _parts(cell: str) -> str:
    whole, point, rest = cell.lstrip("-").partition(".")
    return f"{'-' * (cell[0] == '-')}{int(whole):,}{point}{rest}"


def _serial(cell: str) -> float:
    gone = datetime.fromisoformat(cell) - datetime(1899, 12, 30)
    return gone.days + gone.seconds / 86400


# Whole files.
_set("as it is")
_set("utf-8 without a mark", encoding="utf-8")
_set("gb18030", encoding="gb18030")
_set("utf-16 little-endian", encoding="utf-16-le")
_set("utf-16 big-endian", encoding="utf-16-be")
_set("LF", newline="\n")
_set("CR", newline="\r")
_set("tabs for commas", delimiter="\t")
_set("semicolons for commas", harmless=False, delimiter=";")
_set("every cell quoted", quotes_all=True)
_set("a workbook", container="xlsx")
_set("a workbook of numbers and times", container="xlsx", is_typed=True)
_set("a workbook of two sheets", harmless=False, container="two sheets")
_set("a pivot sheet before the bill", container="second sheet")
_set("a web page", container="html")
_set("a zip file", container="zip")
_set("a zip file in a zip file", container="zip in zip")
_set("a gzip file", container="gzip")

# Amounts, ids and dates in other forms.
AMOUNTS, IDS, TIMES = ("amount", "decimal"), ("id",), ("timestamp",)
_rewrite("amount with thousands commas", AMOUNTS, lambda c: f"{_parts(c)}", harmless=True)
_rewrite(
    "amount with a currency sign",
    AMOUNTS,
    lambda c: f"¥{c.lstrip('-')}" if c[0] != "-" else c,
    harmless=True,
)
_rewrite("amount with 元", AMOUNTS, lambda c: f"{c}元", harmless=True)
_rewrite("amount with five decimals", AMOUNTS, lambda c: f"{c}000", harmless=True)
_rewrite("amount between spaces", AMOUNTS, lambda c: f" {c}\xa0", harmless=True)
_rewrite("amount of full-width digits", AMOUNTS, lambda c: c.translate(_WIDE), harmless=False)
_rewrite("amount with the letter O", AMOUNTS, lambda c: f"{c[:-1]}O", harmless=False)
_rewrite("amount with words", AMOUNTS, lambda c: f"{c}(已退款1.00)", harmless=False)
_rewrite("amount in scientific notation", AMOUNTS, lambda c: f"{float(c):.2E}", harmless=False)
_rewrite("amount in brackets", AMOUNTS, lambda c: f"({c})", harmless=False)
_rewrite("amount with a minus of typography", AMOUNTS, lambda c: f"\u2212{c}", harmless=False)
_rewrite("amount with two points", AMOUNTS, lambda c: f"{c}.0", harmless=False)
_rewrite(
    "amount with a comma for its point", AMOUNTS, lambda c: c.replace(".", ","), harmless=False
)
_rewrite("amount with a space in it", AMOUNTS, lambda c: f"{c[0]} {c[1:]}", harmless=False)
_rewrite("id behind an apostrophe", IDS, lambda c: f"'{c}", harmless=True)
_rewrite("id behind a backtick", IDS, lambda c: f"`{c}", harmless=True)
_rewrite("id behind a wide backtick", IDS, lambda c: f"｀{c}", harmless=True)
_rewrite("id with a tab", IDS, lambda c: f"{c}\t", harmless=True)
_rewrite("id as a formula of text", IDS, lambda c: f'="{c}"', harmless=True)
_rewrite("id behind No:", IDS, lambda c: f"No:{c}", harmless=True)
_rewrite("id in scientific notation", IDS, lambda c: f"{float(c):.5E}", harmless=False)
_rewrite("id as a float", IDS, lambda c: f"{c}.0", harmless=False)
_rewrite("id of full-width digits", IDS, lambda c: c.translate(_WIDE), harmless=False)
_rewrite("time with slashes", TIMES, lambda c: c.replace("-", "/"), harmless=True)
_rewrite("time without separators", TIMES, lambda c: c.replace("-", ""), harmless=True)
_rewrite("time as a serial", TIMES, lambda c: f"{_serial(c):.8f}", harmless=True)
_rewrite("time with an offset", TIMES, lambda c: f"{c}+08", harmless=False)
_rewrite(
    "time in Chinese", TIMES, lambda c: f"{c[:4]}年{c[5:7]}月{c[8:10]}日{c[10:]}", harmless=False
)
_rewrite(
    "time with the day first",
    TIMES,
    lambda c: f"{c[8:10]}/{c[5:7]}/{c[:4]}{c[10:]}",
    harmless=False,
)
_rewrite("time of its month only", TIMES, lambda c: c[:7], harmless=False)
_rewrite("time of no day", TIMES, lambda c: f"{c[:4]}-02-30{c[10:]}", harmless=False)


@_damage("ids of which a spreadsheet kept 15 digits")
def _rounded_ids(draft: Draft, chance: random.Random) -> None:
    cells = _filled(draft, "id")
    _one(chance, cells)
    for line, position in cells:
        cell = line.cells[position]
        line.cells[position] = cell[:15] + "0" * (len(cell) - 15)


@_damage("a blank that must be filled")
def _blank(draft: Draft, chance: random.Random) -> None:
    columns = draft.declaration.columns
    filled = [i for i, name in enumerate(draft.names) if columns[name].filled]
    line = _one(chance, draft.data())
    line.cells[_one(chance, filled)] = chance.choice(["", "-", "--", "/"])


@_damage("an unknown direction")
def _direction(draft: Draft, chance: random.Random) -> None:
    sign = draft.declaration.sign
    if not sign or not sign.direction:
        raise NotApplicable
    line = _one(chance, draft.data())
    line.cells[draft.names.index(sign.direction.column)] = chance.choice(["转账", "", "?"])


@_damage("money on the side that its direction denies")
def _denied(draft: Draft, chance: random.Random) -> None:
    sign = draft.declaration.sign
    if not sign or not sign.direction or isinstance(sign, DirectionSign):
        raise NotApplicable
    line, direction = _one(chance, draft.data()), sign.direction
    position = draft.names.index(direction.column)
    goes_in = line.cells[position] in direction.in_values
    line.cells[position] = chance.choice(direction.out_values if goes_in else direction.in_values)


# Lines.
@_damage("a title and blank lines before the header", harmless=True)
def _preamble(draft: Draft, chance: random.Random) -> None:
    count = chance.randint(1, 20)
    draft.before += [
        Line([chance.choice(["", "某某旗舰店", "导出时间：2026-07-01"])]) for _ in range(count)
    ]


@_damage("a header below the thirtieth row")
def _deep_header(draft: Draft, chance: random.Random) -> None:
    draft.before += [Line(["某某旗舰店"])] * 40


@_damage("blank lines among the rows", harmless=True)
def _blank_lines(draft: Draft, chance: random.Random) -> None:
    for _ in range(3):
        line = Line(chance.choice([[""], [""] * len(draft.names)]))
        draft.lines.insert(chance.randint(0, len(draft.lines)), line)
    if draft.declaration.tail or draft.declaration.explanatory_rows:
        draft.lines = [line for line in draft.lines if any(line.cells)]


@_damage("rows in reverse", harmless=True)
def _reversed_rows(draft: Draft, chance: random.Random) -> None:
    data = draft.data()
    first = draft.lines.index(data[0])
    draft.lines[first : first + len(data)] = data[::-1]


@_damage("one row twice")
def _twice(draft: Draft, chance: random.Random) -> None:
    line = _one(chance, draft.data())
    draft.lines.insert(draft.lines.index(line), Line(list(line.cells), line.row))


@_damage("a block pasted twice")
def _pasted(draft: Draft, chance: random.Random) -> None:
    data = draft.data()
    end = draft.lines.index(data[-1]) + 1
    draft.lines[end:end] = [Line(list(line.cells), line.row) for line in data]


@_damage("the header again among the rows")
def _second_header(draft: Draft, chance: random.Random) -> None:
    draft.lines.insert(draft.lines.index(draft.data()[1]), Line(list(draft.header.cells)))


@_damage("a comma that nobody quoted")
def _shifted(draft: Draft, chance: random.Random) -> None:
    line = _one(chance, draft.data())
    line.cells.insert(chance.randrange(1, len(line.cells)), chance.choice(["红色", "", "1"]))


@_damage("a cell that is gone")
def _short(draft: Draft, chance: random.Random) -> None:
    line = _one(chance, draft.data())
    del line.cells[chance.randrange(len(line.cells))]


@_damage("every row ends with a comma", harmless=True)
def _all_trailing(draft: Draft, chance: random.Random) -> None:
    for line in draft.table():
        line.cells.append("")


@_damage("the rows end with a comma, the header does not", harmless=True)
def _data_trailing(draft: Draft, chance: random.Random) -> None:
    for line in draft.table()[1:]:
        line.cells.append("")


@_damage("the header ends with a comma, the rows do not", harmless=True)
def _header_trailing(draft: Draft, chance: random.Random) -> None:
    draft.header.cells.append("")


@_damage("one row ends with a comma")
def _one_trailing(draft: Draft, chance: random.Random) -> None:
    _one(chance, draft.data()).cells.append("")


@_damage("two rows on one line")
def _merged_lines(draft: Draft, chance: random.Random) -> None:
    _one(chance, draft.data()[:-1]).has_end = False


@_damage("a row broken over two lines")
def _broken(draft: Draft, chance: random.Random) -> None:
    line = _one(chance, draft.data())
    at = chance.randrange(1, len(line.cells))
    rest = Line(line.cells[at:])
    line.cells = line.cells[:at]
    draft.lines.insert(draft.lines.index(line) + 1, rest)


@_damage("a quote that nobody closed")
def _open_quote(draft: Draft, chance: random.Random) -> None:
    line = _one(chance, draft.data())
    raw = ",".join(cell.replace(",", " ").replace('"', "") for cell in line.cells[:-1])
    line.cells, line.is_raw = [f'"{raw},x'], True


@_damage("quotes that swallow lines")
def _swallowed(draft: Draft, chance: random.Random) -> None:
    first, last = draft.data()[0], draft.data()[1]
    for line in (first, last):
        line.cells = [cell.replace(",", " ").replace('"', "") for cell in line.cells]
    first.cells = [",".join([*first.cells[:-1], '"x'])]
    last.cells = [",".join([*last.cells[:-1], 'x"'])]
    first.is_raw = last.is_raw = True


@_damage("lines inside a cell", harmless=True)
def _multiline(draft: Draft, chance: random.Random) -> None:
    sign = draft.declaration.sign
    kept = sign.columns() if sign else ()
    texts = [i for i in draft.column("text") if draft.names[i] not in kept]
    first = 0 if draft.declaration.total_rows or draft.declaration.footer else -1
    position = _one(chance, [i for i in texts if i != first])
    line = _one(chance, draft.data())
    line.cells[position] = draft.rows[line.row][draft.names[position]] = "第一行\n第二行"


@_damage("cut in the middle of a row")
def _cut(draft: Draft, chance: random.Random) -> None:
    draft.cut = _one(chance, draft.data()[1:])


@_damage("cut in the last row")
def _cut_last(draft: Draft, chance: random.Random) -> None:
    draft.cut = draft.data()[-1]


@_damage("cut in the middle of a character")
def _cut_character(draft: Draft, chance: random.Random) -> None:
    draft.cut, draft.cuts_characters = _one(chance, draft.data()[1:]), True


@_damage("cut at the end of a row")
def _cut_whole(draft: Draft, chance: random.Random) -> None:
    draft.last = _one(chance, draft.data())


@_damage("no line end after the last row")
def _unended(draft: Draft, chance: random.Random) -> None:
    draft.lines[-1].has_end = False


# Columns.
@_damage("columns in another order")
def _shuffled(draft: Draft, chance: random.Random) -> None:
    order = list(range(len(draft.names)))
    chance.shuffle(order)
    for line in draft.table():
        line.cells = [line.cells[i] for i in order]
    draft.names = [draft.names[i] for i in order]


@_damage("columns nobody knows", harmless=True)
def _unknown(draft: Draft, chance: random.Random) -> None:
    for number in range(chance.randint(1, 3)):
        table = draft.table()
        draft.header.cells.append(f"新列{number}")
        for line in table[1:]:
            line.cells.append(chance.choice(["", "甲", "1.00"]))


@_damage("a required column that is gone")
def _no_required(draft: Draft, chance: random.Random) -> None:
    _drop(draft, _one(chance, sorted(draft.declaration.required_columns)))


@_damage("another column that is gone")
def _no_optional(draft: Draft, chance: random.Random) -> None:
    required = draft.declaration.required_columns
    _drop(draft, _one(chance, [name for name in draft.names if name not in required]))


def _drop(draft: Draft, name: str) -> None:
    position = draft.names.index(name)
    for line in draft.table():
        del line.cells[position]
    draft.names.remove(name)


@_damage("a header that is renamed")
def _renamed(draft: Draft, chance: random.Random) -> None:
    name = _one(chance, sorted(draft.declaration.required_columns))
    draft.header.cells[draft.names.index(name)] = "别的"


@_damage("a header twice")
def _doubled(draft: Draft, chance: random.Random) -> None:
    position = chance.randrange(len(draft.names))
    draft.header.cells.append(draft.header.cells[position])
    for line in draft.data():
        line.cells.append("9.99")


@_damage("a header in other characters", harmless=True)
def _wide_header(draft: Draft, chance: random.Random) -> None:
    other = str.maketrans("()帐账", "（）账帐")
    draft.header.cells = [f"\u200b{cell.translate(other)} " for cell in draft.header.cells]


@_damage("a row without its header")
def _no_header(draft: Draft, chance: random.Random) -> None:
    draft.header = Line([""])


# Bytes.
@_damage("a byte that is of no character")
def _bad_byte(draft: Draft, chance: random.Random) -> None:
    at = chance.random()
    draft.byte_changes.append(lambda content: _replaced(content, at, b"\xff"))


@_damage("a NUL byte")
def _nul(draft: Draft, chance: random.Random) -> None:
    at = chance.random()
    draft.byte_changes.append(lambda content: _replaced(content, at, b"\0"))


def _replaced(content: bytes, at: float, byte: bytes) -> bytes:
    position = int(at * len(content))
    return content[:position] + byte + content[position + 1 :]


@_damage("two encodings in one file")
def _mixed(draft: Draft, chance: random.Random) -> None:
    for line in draft.data()[1:]:
        line.encoding = "gb18030"


@_damage("random bytes")
def _noise(draft: Draft, chance: random.Random) -> None:
    noise = chance.randbytes(2_000)
    draft.byte_changes.append(lambda content: noise)
