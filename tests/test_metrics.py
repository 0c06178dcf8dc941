from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from irrealis.measure import PairFigures, metrics, plots
from irrealis.measure.metrics import ARTIFACTS, DIVERSITY
from irrealis.text.words import tokenize

BLANK: Any = spacy.blank("en").tokenizer
# no ":" or ";": see the docstring of `tokenize` for emoticons
RULES = sorted(rule for rule in BLANK.rules if rule.isalpha())
PIECES = st.sampled_from(
    [*RULES, *"ab1 .,()'\"-/$!?", "n't", "'s", "U.S.", "e.g.", "Dr.", " ", "  ", "\n"]
)


def row(
    before: str,
    after: str,
    *,
    group: int = 0,
    labels: tuple[object, object] = ("no", "yes"),
    edits: list[tuple[int, int, str]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A pair of one field; without `edits` all of it is replaced."""
    spans = [(0, len(before), after)] if edits is None else edits
    return {
        "id": hashlib.sha256(f"{before}|{after}".encode()).hexdigest()[:16],
        "group": f"{group:016x}",
        "original": {"text": before},
        "counterfactual": {"text": after},
        "edits": [
            {"field": "text", "start": a, "end": b, "before": before[a:b], "after": new}
            for a, b, new in spans
        ],
        "intervention": [{"kind": "word", "target": "tone", "from": "a", "to": "b"}],
        "label_original": labels[0],
        "label_counterfactual": labels[1],
        "label_effect": "keep" if labels[0] == labels[1] else "flip",
        **more,
    }


def seen(*rows: dict[str, Any]) -> PairFigures:
    figures = PairFigures()
    for one in rows:
        figures.see(one)
    return figures


def figures(*rows: dict[str, Any]) -> dict[str, float]:
    return seen(*rows).figures()


@settings(deadline=None)  # the first call loads spaCy
@given(st.lists(PIECES, max_size=20).map("".join))
def test_tokens_are_those_of_a_blank_spacy_pipeline(text: str) -> None:
    assert tokenize(text) == [token.text for token in BLANK(text)]


def test_distances_of_a_pair_counted_by_hand() -> None:
    # is/was replaced, "not" inserted, "." stays: 2 of 4 tokens; i -> wa, and " not" is 4 characters
    found = figures(row("It is good.", "It was not good.", edits=[(3, 5, "was not")]))
    assert found["edit_distance.tokens.mean"] == found["edit_distance.tokens.p90"] == 2
    assert found["edit_distance.characters.median"] == 6
    assert found["kept.mean"] == pytest.approx(9 / 11)
    assert found["kept.p10"] == 0.818
    assert (found["hunks.mean"], found["hunks.single"]) == (1, 1)
    assert found["distinct.1"] == found["distinct.2"] == 1
    assert "distinct.3" not in found


def test_a_percentile_is_the_least_value_that_so_many_pairs_do_not_exceed() -> None:
    rows = [row("a", " ".join(["b"] * n), group=n) for n in range(1, 11)]
    found = figures(*rows)
    names = ("p10", "median", "p90")
    assert [found[f"edit_distance.tokens.{name}"] for name in names] == [1, 5, 9]


def test_diversity_compares_the_counterfactuals_of_one_original_alone() -> None:
    texts = ["a b c", "a b d", "x y z"]
    rows = [row("a b", text, group=1) for text in texts]
    found = figures(*rows, row("q", "r", group=2))
    first, second = (
        one["counterfactual"]["text"] for one in sorted(rows, key=lambda r: r["id"])[:2]
    )
    assert found["diversity.groups"] == 1
    assert found["diversity.all"] == pytest.approx((1 + 3 + 3) / 3)
    assert found["diversity.two"] == (1 if {first, second} == set(texts[:2]) else 3)
    assert (found["groups"], found["group_size.max"]) == (2, 3)


def test_the_order_of_the_counterfactuals_changes_no_figure() -> None:
    rows = [row("a b", f"a {n} {n % 3}", group=1) for n in range(30)]
    assert figures(*rows) == figures(*reversed(rows))


def test_distinct_and_overlap_of_inserted_text_counted_by_hand() -> None:
    found = figures(
        row("x", "very good", group=1), row("y", "very bad", group=2), row("z", "so so", group=3)
    )
    assert found["distinct.1"] == pytest.approx(4 / 6)  # very, good, bad, so
    assert found["self_overlap.1"] == pytest.approx(2 / 5)  # "very", of 2 + 2 + 1 different words
    assert (found["distinct.2"], found["self_overlap.2"]) == (1, 0)


def test_overlap_is_between_originals_not_within_one() -> None:
    assert figures(row("x", "w", group=1), row("x", "w .", group=1))["self_overlap.1"] == 0


def test_balance_is_one_where_all_are_equally_frequent() -> None:
    even = figures(
        row("a", "b", group=1, labels=("no", "yes")), row("c", "d", group=2, labels=("yes", "no"))
    )
    assert even["labels.original.entropy"] == even["labels.counterfactual.entropy"] == 1
    assert even["labels.original.largest"] == 0.5
    uneven = figures(*(row("a", f"b{n}", labels=("no", "yes" if n else "no")) for n in range(4)))
    assert uneven["labels.counterfactual.largest"] == 0.75
    assert uneven["labels.counterfactual.entropy"] == pytest.approx(
        -(0.75 * math.log2(0.75) + 0.25 * math.log2(0.25))
    )
    assert uneven["label_effect.keep"] == 0.25


def planted(*, texts: int) -> Iterator[dict[str, Any]]:
    """Half of the counterfactuals are "yes", and all of these say "indeed"; nothing else tells."""
    for number in range(texts):
        yes = number % 2 == 0
        after = f"word{number // 2 % 4} {'indeed' if yes else 'stays'} {number}"
        labels = ("no", "yes") if yes else ("yes", "no")
        yield row(f"word{number // 2 % 4} here {number}", after, group=number, labels=labels)


def test_z_of_a_token_that_always_comes_with_a_label() -> None:
    figures = seen(*planted(texts=200))
    found = figures.figures()
    # 100 texts with "indeed", all "yes", of which half of all are: (1 - .5) / sqrt(.25 / 100)
    assert found["z.counterfactual.max"] == found["z.all.max"] == pytest.approx(10)
    assert found["z.original.max"] == pytest.approx(0)
    assert (found["z.introduced"], found["z.removed"], found["z.texts"]) == (2, 0, 200)
    assert {(t.token, t.label) for t in figures.top_tokens(2)} == {
        ("indeed", "yes"),
        ("stays", "no"),
    }
    # "here" is in all 200 originals and no counterfactual
    assert found["z.edited.max"] == pytest.approx(0.5 / math.sqrt(0.25 / 200))
    first = figures.edited_tokens(1)[0]
    assert (first.token, first.label, first.count) == ("here", "original", 200)


def test_z_is_at_matched_size_one_counterfactual_of_each_original() -> None:
    twice = [
        row(
            one["original"]["text"],
            one["counterfactual"]["text"] + tail,
            group=int(one["group"], 16),
            labels=(one["label_original"], one["label_counterfactual"]),
        )
        for one in planted(texts=200)
        for tail in ("", " again")
    ]
    found = figures(*twice)
    assert found["z.counterfactual.max"] == pytest.approx(10)
    assert found["z.all.max"] == pytest.approx(10 * math.sqrt(2))


def test_noise_is_hardly_ever_beyond_the_bound() -> None:
    chance = random.Random(1)  # noqa: S311 not for secrets
    words = [f"w{number}" for number in range(200)]
    rows = (
        row(
            " ".join(chance.choices(words, k=20)),
            " ".join(chance.choices(words, k=20)),
            group=n,
            labels=(chance.choice(("no", "yes")), chance.choice(("no", "yes"))),
        )
        for n in range(2_000)
    )
    found = figures(*rows)
    assert found["z.texts"] == 2_000
    assert (
        found["z.original.beyond"] + found["z.counterfactual.beyond"] + found["z.edited.beyond"]
        <= 1
    )
    assert 2 < found["z.all.max"] < 5


def test_a_struct_has_the_class_that_the_intervention_set() -> None:
    label = {"tone": {"majority": "x"}, "other": None}
    found = figures(row("a", "b", labels=(label, {**label, "other": 1})))
    assert found["labels.classes"] == 2


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([row("a", "b", labels=([1], [2]))], "list"),
        (
            [row("a", f"b {n}", group=n, labels=("x", f"answer {n}")) for n in range(60)],
            "more than 50",
        ),
    ],
)
def test_labels_that_are_no_classes_have_no_z_and_it_says_why(
    rows: list[dict[str, Any]], why: str
) -> None:
    figures = seen(*rows)
    found = figures.figures()
    assert not [name for name in found if name.startswith("labels.") or name == "z.original.max"]
    assert why in figures.left_out[ARTIFACTS]
    assert figures.top_tokens(5) == []


def test_pairs_of_a_few_originals_may_alternate() -> None:
    rows = [row(f"a {n}", f"b {n} {side}", group=n) for n in range(30) for side in range(3)]
    mixed = sorted(rows, key=lambda one: one["id"])
    assert figures(*mixed) == figures(*rows)
    assert "diversity.two" in figures(*mixed)


def test_a_group_that_comes_back_later_leaves_out_what_compares_its_members() -> None:
    between = [row("c", f"d {n}", group=n) for n in range(2, metrics.OPEN + 2)]
    found = seen(row("a", "b", group=1), *between, row("a", "e", group=1))
    figures_ = found.figures()
    assert figures_["hunks.mean"] == 1
    assert not [name for name in figures_ if name.startswith(("diversity", "groups", "z."))]
    assert "far from one another" in found.left_out[DIVERSITY]


def test_no_pairs_have_no_figures() -> None:
    assert figures() == {}
    assert plots([PairFigures()]) == {"edit_distance": [], "hunks": [], "interventions": []}


def test_plots_are_of_all_splits_together() -> None:
    one, other = seen(row("a", "b c d")), seen(row("a", "b"), row("a", "c"), row("a", "d"))
    drawn = plots([one, other])
    assert drawn["edit_distance"][0] == {"percentile": 0, "tokens": 1}
    assert drawn["edit_distance"][-1] == {"percentile": 100, "tokens": 3}
    assert drawn["hunks"] == [{"edits": 1, "share": 1.0}]


def test_every_figure_of_pairs_is_defined() -> None:
    found = figures(*planted(texts=200))
    assert all(metrics.definition(name) for name in found)


def test_the_documentation_is_what_the_definitions_say(root: Path) -> None:
    told = (root / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert told == metrics.documentation(), "python -m irrealis.measure.metrics > docs/metrics.md"


def test_counts_keep_all_digits_and_other_figures_four() -> None:
    assert [metrics.rounded(value) for value in (123_456, 1 / 3, 12345.6)] == [
        123456,
        0.3333,
        12350,
    ]
