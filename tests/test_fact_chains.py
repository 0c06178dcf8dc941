"""fact-chains: answers are computed anew, and no word of a question can change unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from irrealis.builders.families.facts.chains import FIRST, World, question
from irrealis.builders.families.facts.pararel import Triple
from irrealis.builders.families.facts.tables import relations
from irrealis.schemas.fact_chains import FactChainsAudit, _question
from irrealis.schemas.families.facts.reading import PROPERTIES

from irrealis.build import Build, build
from irrealis.store import BuildRecord
from tests.wording import Rows, changed, kinds, rows_of

ROOT = Path(__file__).parent.parent
NAME = "fact-chains"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(NAME, root=ROOT, out=tmp_path_factory.mktemp("chains") / "out")


@pytest.fixture(scope="module")
def rows(made: Build) -> Rows:
    return rows_of(made, "native", "pairs", "probes", "rejects")


def _asked(before: str, after: str) -> Callable[[Rows], None]:
    def apply(rows: Rows) -> None:
        row = next(row for row in rows["pairs"] if before in row["query"])
        row["query"] = row["query"].replace(before, after)

    return apply


def _probed(role: str, before: str, after: str) -> Callable[[Rows], None]:
    def apply(rows: Rows) -> None:
        row = next(row for row in rows["probes"] if row["role"] == role and before in row["prompt"])
        row["prompt"] = row["prompt"].replace(before, after)

    return apply


MUTATIONS: dict[str, Callable[[Rows], Any]] = {
    "another subject": _asked("Ada", "Ida"),
    "another subject that is known": _asked("Ada Abendroth", "Bruno Brillat"),
    "another property of the subject": _asked("was born", "died"),
    "another hop": _asked("The official or main language of", "The continent of"),
    "a hop less": _asked("The official or main language of the country", "The country"),
    "a hop more": _asked("The capital of", "The official or main language of the capital of"),
    "a country called a city": _asked("the country where", "the city where"),
    "a negated hop": _asked("whose capital is", "whose capital is not"),
    "no question": _asked("The ", "Some "),
    "an answer": lambda rows: rows["pairs"][0].update(label_counterfactual="Japan"),
    "the answer that holds without the edit": lambda rows: rows["pairs"][0].update(
        label_counterfactual=rows["pairs"][0]["label_original"]
    ),
    "an effect": lambda rows: rows["pairs"][0].update(label_effect="keep"),
    "a path": lambda rows: rows["pairs"][0]["evidence"]["facts"]["path_after"].pop(),
    "a fact on the way": lambda rows: next(
        row for row in rows["native"] if row["relation"] == "P1376"
    ).update(object="Japan"),
    "a condition of another subject": _probed(
        "locality", "The capital of Japan", "The capital of Peru"
    ),
    "a condition that is not on the way": _probed(
        "locality",
        "The official or main language of Denmark",
        "The official or main language of Austria",
    ),
    "another question as a probe": _probed(
        "portability", "The official or main language", "The continent"
    ),
    "a question without a probe": lambda rows: rows["probes"].remove(
        next(row for row in rows["probes"] if row["role"] == "portability")
    ),
    "a condition without a probe": lambda rows: rows["probes"].remove(
        next(row for row in rows["probes"] if row["prompt"].startswith("The official"))
    ),
}


def test_nothing_is_wrong_with_the_sample(rows: Rows, made: Build) -> None:
    assert kinds(FactChainsAudit(made.record, "train"), rows) == set()


@pytest.mark.parametrize("change", MUTATIONS.values(), ids=list(MUTATIONS))
def test_words_cannot_change_unnoticed(
    change: Callable[[Rows], Any], rows: Rows, made: Build
) -> None:
    assert kinds(FactChainsAudit(made.record, "train"), changed(rows, change))


def test_a_fact_that_the_table_of_states_does_not_have_is_not_followed() -> None:
    def fact(number: int, relation: str, subject: str, of: str) -> Triple:
        return Triple(str(number), relation, subject, of, ())

    world = World.of(
        [
            fact(1, "P36", "France", "Lyon"),
            fact(2, "P36", "Japan", "Tokyo"),
            fact(3, "P37", "Spain", "Spanish"),
            fact(4, "P37", "Spain", "Catalan"),
        ]
    )
    assert world.hops["P36"] == {"Japan": "Tokyo"}
    assert world.hops["P37"] == {}


def test_a_country_is_not_called_a_city() -> None:
    world = World.of([Triple("1", "P36", "Japan", "Tokyo", ())])
    assert not world.begins(Triple("2", "P159", "Quist Ltd", "Japan", ()))
    assert world.begins(Triple("2", "P17", "Quist Ltd", "Japan", ()))


def test_every_first_hop_is_read_as_its_own_property() -> None:
    for relation in FIRST:
        triple = Triple("1", relation, "Nora Quist", "Peru", ())
        for hops in (("P36",), ("P1376", "P37")):
            assert _question(question(triple, hops)) == (
                relations()[relation].property,
                "Nora Quist",
                list(hops),
            )
        assert PROPERTIES[relation] == relations()[relation].property


def test_a_limited_build_takes_what_it_does_not_know_as_right(rows: Rows) -> None:
    parameters = {"paraphrases": 2, "neighbors": 3, "attributes": 3}
    record = SimpleNamespace(dataset=NAME, limit=1, parameters=parameters)
    group = rows["pairs"][0]["group"]
    first: Rows = {
        "native": rows["native"][:1],
        "pairs": [row for row in rows["pairs"] if row["group"] == group],
        "probes": [row for row in rows["probes"] if row["group"] == group],
    }
    assert kinds(FactChainsAudit(cast("BuildRecord", record), "train"), first) == set()
