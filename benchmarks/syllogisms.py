"""Syllogisms of reasoning-gym and of belief-logic, side by side: speed, labels, seeds.

    python benchmarks/syllogisms.py [--size N] [--json]

Labels are tried in every model of up to seven kinds of
individuals, from the words of each question: once where every class has members, and once where it
need not. An answer counts as wrong if it is wrong in both readings. belief-logic says that classes
have members, so its answers are tried in that reading alone.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from itertools import product
from typing import Any, NamedTuple

SEEDS = (42, 43)
STATEMENTS = (
    ("O", r"Some (.+) are not (.+)"),
    ("A", r"All (.+) are (.+)"),
    ("E", r"No (.+) are (.+)"),
    ("I", r"Some (.+) are (.+)"),
)
QUESTION = re.compile(
    r"Consider these statements:\n1\. (.+)\n2\. (.+)\n\n"
    r"Does it logically follow that:\n(.+)\?\n\(Answer Yes or No\)"
)
INSTALL = "python -m pip install reasoning-gym==0.1.25"
Parsed = tuple[str, str, str]  # quantifier, subject, predicate


class Asked(NamedTuple):
    """A question as it reads, and the answer that is given for it."""

    premises: tuple[Parsed, ...]
    conclusion: Parsed
    words: str
    answer: bool  # that the conclusion follows


def compare(size: int) -> list[dict[str, Any]]:
    """Figures of both suites at this many questions.

    Raises:
        SystemExit: reasoning-gym is not installed; the message says how to.
    """
    makers = {"reasoning-gym": _theirs(), "belief-logic": _ours()}
    results = []
    for name, make in makers.items():
        next(make(0, 2))  # what is loaded at first use is no part of it
        started = time.process_time()
        asked = list(make(SEEDS[0], size))
        seconds = time.process_time() - started
        other = {each.words for each in make(SEEDS[1], size)}
        wrong = [each for each in asked if not _is_right(each, stated=name == "belief-logic")]
        results.append(
            {
                "name": name,
                "questions": len(asked),
                "per second": len(asked) / seconds,
                "distinct": len({each.words for each in asked}) / len(asked),
                "wrong": len(wrong) / len(asked),
                "yes": sum(each.answer for each in asked) / len(asked),
                "shared": sum(each.words in other for each in asked) / len(asked),
            }
        )
    return results


def table(results: Sequence[dict[str, Any]]) -> str:
    """The figures for a reader."""
    lines = [
        f"{'':<16}{'questions':>10}{'/s':>8}{'distinct':>10}{'wrong':>8}{'yes':>8}{'shared':>8}"
    ]
    lines += [
        f"{one['name']:<16}{one['questions']:>10}{one['per second']:>8.0f}{one['distinct']:>10.3f}"
        f"{one['wrong']:>8.3f}{one['yes']:>8.3f}{one['shared']:>8.3f}"
        for one in results
    ]
    return "\n".join(lines)


def _theirs() -> Any:
    try:
        logic = import_module("reasoning_gym.logic")
    except ImportError as error:
        raise SystemExit(f"reasoning-gym is not installed ({error}): {INSTALL}") from error

    def make(seed: int, size: int) -> Iterator[Asked]:
        for item in logic.SyllogismDataset(logic.SyllogismConfig(seed=seed, size=size)):
            found = QUESTION.fullmatch(item["question"])
            if found is None:
                raise SystemExit(f"reasoning-gym words it otherwise by now: {item['question']!r}")
            *premises, conclusion = (_statement(text) for text in found.groups())
            yield Asked(tuple(premises), conclusion, item["question"], item["answer"] == "Yes")

    return make


def _ours() -> Any:
    from irrealis.schemas.families.rules.argument_reading import read_argument

    from irrealis.build import Row, load_builder, record_rng

    def make(seed: int, size: int) -> Iterator[Asked]:
        builder = load_builder("belief_logic", dataset="belief-logic", parameters={}, seed=seed)
        made = 0
        # every other record is a syllogism, and each has two questions
        for item in builder.generate("train", size):
            if item.wanted.kind != "syllogism":
                continue
            rng = record_rng(dataset="belief-logic", seed=seed, original_id="")
            rows = builder.edit(item, context=None, rng=rng)
            (pair,) = (r.values for r in rows if isinstance(r, Row) and r.config == "pairs")
            for side in ("original", "counterfactual"):
                texts = pair[side]
                given = read_argument(texts["premises"], texts["question"])
                yes = pair[f"label_{side}"] == "yes"
                words = f"{texts['premises']} {texts['question']}"
                follows = yes == (given.asked == "valid")
                yield Asked(_three(given.premises), _three([given.conclusion])[0], words, follows)
                made += 1
                if made == size:
                    return

    return make


def _three(parsed: Sequence[Any]) -> tuple[Parsed, ...]:
    return tuple((one[0], one[1], one[2]) for one in parsed)


def _statement(text: str) -> Parsed:
    for quantifier, pattern in STATEMENTS:
        if found := re.fullmatch(pattern, text):
            return quantifier, found[1], found[2]
    raise SystemExit(f"reasoning-gym words it otherwise by now: {text!r}")


def _is_right(asked: Asked, *, stated: bool) -> bool:
    """Whether the answer is right, where classes have members or, unless stated, need not."""
    classes = list(dict.fromkeys(name for one in asked.premises for name in one[1:]))
    places = [
        (quantifier, classes.index(one), classes.index(other))
        for quantifier, one, other in (*asked.premises, asked.conclusion)
    ]
    readings = (True,) if stated else (True, False)
    return asked.answer in [_follows(tuple(places), members=members) for members in readings]


@cache
def _follows(places: tuple[tuple[str, int, int], ...], *, members: bool) -> bool:
    """Whether the last statement holds in every model in which the others do."""
    *premises, conclusion = places
    kinds = list(product((False, True), repeat=3))
    for chosen in product((False, True), repeat=len(kinds)):
        model = [kind for kind, there in zip(kinds, chosen, strict=True) if there]
        if members and not all(any(kind[at] for kind in model) for at in range(3)):
            continue
        if all(_in(model, p) for p in premises) and not _in(model, conclusion):
            return False
    return True


def _in(model: Sequence[tuple[bool, ...]], statement: tuple[str, int, int]) -> bool:
    quantifier, subject, predicate = statement
    inside = [kind[predicate] for kind in model if kind[subject]]
    return {
        "A": all(inside),
        "E": not any(inside),
        "I": any(inside),
        "O": not all(inside),
    }[quantifier]


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--size", type=int, default=10_000, help="questions of each")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    args = parser.parse_args()
    results = compare(args.size)
    print(json.dumps(results, indent=2) if args.json else table(results))


if __name__ == "__main__":
    main()
