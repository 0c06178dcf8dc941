"""How many edits of ParaRel's facts there could be at most, relation by relation.

    python benchmarks/facts.py

Counts what can be counted without a table of ours: an edit needs a fact whose subject does not name
its object, ten other such subjects with the same object, and a subject that no other edit of the
relation has. `relation` wants the ten to be of the same relation, as CounterFact's neighbors are;
`family` also takes those of a relation that asks for the same sort of thing (born in, died in).
Wordings, kinds of objects and other names of an object only make it fewer. `edits` are what
counterfact-style makes (its kept figures).
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from irrealis.builders.families.facts.pararel import Triple, read_triples
from irrealis.builders.families.facts.tables import relations

from irrealis.evaluate.figures import read_upstream
from irrealis.inputs import fetch, open_input
from irrealis.manifest import Manifest, load_manifest
from irrealis.text.repeats import same

ROOT = Path(__file__).parent.parent
NAME = "counterfact-style"
NEIGHBORS = 10


def triples(manifest: Manifest) -> Iterator[Triple]:
    """All of upstream's triples."""
    with ExitStack() as stack:
        files = []
        for split, pinned in manifest.upstream_files():
            path = fetch(pinned, dataset=NAME, split=split)
            files.append((pinned.url, stack.enter_context(open_input(pinned, path))))
        yield from read_triples(files)


def ceiling(known: list[Triple], *, by_family: bool) -> Counter[str]:
    """Relation -> subjects that have a fact with enough neighbors."""

    def pool(triple: Triple) -> tuple[str, str]:
        of = relations().get(triple.relation)
        return (of.family if of and by_family else triple.relation), triple.object

    free = [
        triple
        for triple in known
        if not re.search(rf"(?<!\w){re.escape(triple.object)}(?!\w)", triple.subject, re.IGNORECASE)
    ]
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for triple in free:
        holders[pool(triple)].add(same(triple.subject))
    edited = {
        (triple.relation, same(triple.subject))
        for triple in free
        if len(holders[pool(triple)]) > NEIGHBORS
    }
    return Counter(relation for relation, _ in edited)


def main() -> None:
    """Print the table."""
    manifest = load_manifest(NAME, root=ROOT)
    known = list(triples(manifest))
    counts = Counter(triple.relation for triple in known)
    columns = [counts, *(ceiling(known, by_family=by_family) for by_family in (False, True))]
    upstream = read_upstream(manifest)
    made = upstream.metrics["train"]["cases"] if upstream else 0
    write = sys.stdout.write
    write(
        "| relation | property | triples | relation | family |\n| :-- | :-- | --: | --: | --: |\n"
    )
    for relation in sorted(counts, key=lambda name: int(name[1:])):
        of = relations().get(relation)
        cells = [
            relation,
            of.property if of else "",
            *(f"{column[relation]:,}" for column in columns),
        ]
        write(f"| {' | '.join(cells)} |\n")
    write(f"| all | | {' | '.join(f'{column.total():,}' for column in columns)} |\n\n")
    write(f"edits: {made:,.0f}\n")


if __name__ == "__main__":
    main()
