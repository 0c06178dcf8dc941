"""What tests of an audit share: small builds, and rows of which only the words are changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeAlias, cast

from irrealis.build import Build, build, read_rows
from irrealis.check import Audit
from irrealis.store import BuildRecord

Pair: TypeAlias = dict[str, Any]
Rows: TypeAlias = dict[str, list[Pair]]  # config -> its rows
Change: TypeAlias = Callable[[str], str]
ROOT = Path(__file__).parent.parent
MOST = 60  # rows on which one mutation is tried


class Mutation(NamedTuple):
    """A change of the words of a field alone, on the sides that have it; it may leave a text alone.

    `least` is how many rows of the build it must change for the test to say anything.
    """

    name: str
    field: str
    change: Change
    sides: tuple[str, ...] = ("original", "counterfactual")
    least: int = 20


def made(name: str, place: Path, *, size: int = 400, seed: int = 0) -> tuple[Build, list[Pair]]:
    """A small build of a dataset's training split, and its pairs."""
    done = build(
        name, root=ROOT, out=place / f"{name}-{seed}", splits=["train"], size=size, seed=seed
    )
    return done, list(read_rows(done.folder, done.record, config="pairs", split="train"))


def rows_of(made: Build, *configs: str, split: str = "train") -> Rows:
    """The rows of these configs of a split."""
    return {
        config: list(read_rows(made.folder, made.record, config=config, split=split))
        for config in configs
    }


def failures(audit: type[Audit], name: str, row: Pair, config: str = "pairs") -> list[Any]:
    """What the audit says of one row."""
    record = cast("BuildRecord", SimpleNamespace(dataset=name, counts={}))
    return list(audit(record, "train").see(config, row))


def kinds(audit: Audit, rows: Rows) -> set[str]:
    """The kinds of all failures that the audit of a split finds in these rows."""
    seen = [f for config, of in rows.items() for row in of for f in audit.see(config, row)]
    return {failure.kind for failure in (*seen, *audit.finish())}


def missed(audit: type[Audit], name: str, rows: list[Pair], one: Mutation) -> list[str]:
    """Texts of the rows that a mutation changes without a failure.

    Raises:
        AssertionError: it changes too few rows to say anything.
    """
    changed, passed = 0, []
    for row in rows:
        texts = {side: row[side][one.field] for side in one.sides}
        new = {side: one.change(text) for side, text in texts.items()}
        if new == texts:
            continue
        changed += 1
        if changed > MOST:
            break
        mutant = {**row, **{side: {**row[side], one.field: new[side]} for side in one.sides}}
        if not failures(audit, name, mutant):
            passed.append("\n".join(new.values()))
    assert changed >= one.least, f"{one.name} changes {changed} rows"
    return passed


def sub(pattern: str, to: str | Callable[[re.Match[str]], str]) -> Change:
    """Replace the first place that matches."""
    return lambda text: re.sub(pattern, to, text, count=1)


def changed(rows: Rows, change: Callable[[Rows], object]) -> Rows:
    """A copy of the rows, changed."""
    copy: Rows = json.loads(json.dumps(rows))
    change(copy)
    return copy


def swap(one: str, other: str, *, count: int = 0) -> Change:
    """Exchange two phrases, throughout a text or in the first so many places."""
    parts = {one: other, other: one}
    either = re.compile("|".join(map(re.escape, sorted(parts, key=len, reverse=True))))
    return lambda text: either.sub(lambda found: parts[found[0]], text, count=count)


def last(pattern: str, to: str | Callable[[re.Match[str]], str]) -> Change:
    """Replace the last place that matches."""

    def change(text: str) -> str:
        places = list(re.finditer(pattern, text))
        if not places:
            return text
        start, end = places[-1].span()
        new = places[-1].expand(to) if isinstance(to, str) else to(places[-1])
        return text[:start] + new + text[end:]

    return change


def bumped(found: re.Match[str]) -> str:
    """The next number; of 9 the one before, as digits stay digits."""
    number = int(found[0])
    return str(number - 1 if number == 9 else number + 1)


def more(found: re.Match[str]) -> str:
    """The number of the second group and one more, behind the first group."""
    return found[1] + str(int(found[2]) + 1)
