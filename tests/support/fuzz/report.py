"""The report of a fuzzer's run, in Markdown: what became of the files, by platform, by damage."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import ingestion
from tests.support.fuzz.damage import DAMAGES
from tests.support.fuzz.run import Outcome

FATES = ("loaded whole", "rows quarantined", "refused", "silently wrong", "unhandled")
# Bills that are of no platform that sells, by what they are of.
_GROUPS = {
    "wallets": ("alipay", "wxpay", "wechat"),
    "ads": ("alimama", "qianchuan", "wanxiangtai"),
    "banks": ("ccb", "cmb", "cmbc", "icbc", "pingan"),
    "carriers": ("sf", "yto", "zto", "cainiao"),
    "company": ("erp", "jst", "tax"),
}
# What stands in the report from here on is written by hand.
_KEPT_FROM = "## Killed and crowded loads"
_HEAD = """# Damaged bill files

Written by `make fuzz`. The same files again, and one of them alone:

```
python -m tests.support.fuzz --count {count} --seed {seed} --report docs/fuzz.md
python -m tests.support.fuzz --format CODE --damage NAME --seed N --keep FOLDER
```

{shown} files, {formats} formats, {kinds} kinds of damage, seed {seed}. A file is *silently wrong*
when a row or a cell that its writer knows is neither loaded as written nor in quarantine, and the
file is not refused with a reason code either. The judge is the writer's own truth
(`tests/support/fuzz/judge.py`), never the loader.
"""


def fate(outcome: Outcome) -> str:
    """Return what became of a file, in the words of the report."""
    if outcome.status == "unhandled":
        return "unhandled"
    if outcome.wrong:
        return "silently wrong"
    if outcome.status == "loaded":
        return "rows quarantined" if outcome.held else "loaded whole"
    return "refused"


def group(outcome: Outcome) -> str:
    """Return the platform of a file, or the group that its platform belongs to."""
    platform = ingestion.declarations()[outcome.case.format_code].platform
    return next((name for name, own in _GROUPS.items() if platform in own), platform)


def write_report(path: Path, outcomes: Sequence[Outcome], seed: int) -> None:
    """Write the report of a run; what was written by hand below it stays."""
    written = path.read_text("utf-8") if path.exists() else ""
    _, heading, kept = written.partition(_KEPT_FROM)
    path.write_text(report_text(outcomes, seed) + "\n" * bool(heading) + heading + kept, "utf-8")


def report_text(outcomes: Sequence[Outcome], seed: int) -> str:
    """Return the report of a run."""
    groups = sorted(set(map(group, outcomes)), key=lambda name: (name in _GROUPS, name))
    tried = {outcome.case.damage for outcome in outcomes}
    kinds = [kind for kind in DAMAGES if kind in tried]
    head = _HEAD.format(
        count=len(outcomes),
        seed=seed,
        shown=f"{len(outcomes):,}",
        formats=len({outcome.case.format_code for outcome in outcomes}),
        kinds=len(kinds),
    )
    lines = [
        *_table("platform", groups, group, outcomes, []),
        "",
        "The same by damage, with the files of each platform.",
        "",
        *_table("damage", kinds, lambda outcome: outcome.case.damage, outcomes, groups),
    ]
    wrong = [f"* `{o.case}`: {o.wrong[0]}" for o in outcomes if o.wrong]
    return "\n".join([head, *lines, *([""] if wrong else []), *wrong, ""])


def _table(
    title: str,
    names: Sequence[str],
    name_of: Callable[[Outcome], str],
    outcomes: Sequence[Outcome],
    groups: Sequence[str],
) -> list[str]:
    """Return the lines of a table: a row a name, with its files by fate and by group."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in (*names, "all")}
    for outcome in outcomes:
        for name in (name_of(outcome), "all"):
            counts[name].update(("files", fate(outcome), group(outcome)))
    columns = ["files", *FATES, *groups]
    rows = [[name, *(f"{found[column]:,}" for column in columns)] for name, found in counts.items()]
    lines = [[title, *columns], ["---", *["---:"] * len(columns)], *rows]
    return [f"| {' | '.join(line)} |" for line in lines]
