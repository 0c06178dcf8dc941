"""Traces of an entity in other names, in other tongues and times, on made-up documents."""

from __future__ import annotations

import json
from typing import Any

import pytest
from irrealis.builders.redocred_cf.invented import can_invent, invent
from irrealis.builders.redocred_cf.kinds import Kind
from irrealis.builders.redocred_cf.places import regions, state_of
from irrealis.builders.redocred_cf.surfaces import analyze
from irrealis.builders.redocred_cf.tables import rows
from irrealis.builders.redocred_cf.years import movable, moves
from irrealis.schemas.redocred_cf_years import moved_faults

from irrealis.build import record_rng
from tests.test_redocred_builder import donor, drawn, search_in
from tests.test_redocred_documents import document, record
from tests.test_redocred_residue import LABELS, findings, lock_of

Labels = list[tuple[int, str, int]]


# Traces that go with another entity


def test_a_trace_in_another_s_name_makes_the_two_go_together() -> None:
    labels: Labels = [(1, "P17", 0), (2, "P17", 0)]
    sents = "[0 LOC|Orlandia] has the [1 ORG|Bund] .", "[2 ORG|Orlandix] plays ."
    one = document(*sents, labels=labels)
    found = analyze(one)
    assert found.locks[0] is None
    assert (sorted(found.needs[0]), sorted(found.gone[0])) == ([2], ["Orlandix"])
    names = {0: [donor("Odda", "LOC")], 2: [donor("Voss", "ORG")]}
    assert search_in(one, {0: names[0]}).blocked() is not None
    (choices, *_) = drawn(search_in(one, names))
    assert sorted(choices) == [0, 2]


def test_a_trace_in_plain_words_keeps_the_entity() -> None:
    sents = "[0 LOC|Orlandia] has the [1 LOC|Bund] .", "An Orlandix , [1 LOC|Bund] or not ."
    assert "Orlandix" in str(lock_of(*sents))


def test_a_full_name_is_not_composed_of_who_is_called_by_a_part_of_it() -> None:
    sents = "[0 PER|Ada Berg] of [1 LOC|Narnia] sang .", "[2 PER|Berg] left ."
    labels: Labels = [(0, "P27", 1), (2, "P27", 1)]
    found = analyze(document(*sents, labels=labels))
    assert (found.kin[2], found.composed[0]) == (0, False)


# What keeps an entity as it is


@pytest.mark.parametrize(
    ("sents", "i"),
    [
        # a genitive without its apostrophe, as a name and outside of names
        (
            (
                "[0 PER|Ada Gorlan] of [1 LOC|Narnia] .",
                "[0 PER|Gorlan] and [0 PER|Gorlans] songs .",
            ),
            0,
        ),
        (("[0 PER|Gorlan Berg] of [1 LOC|Narnia] .", "Many of Gorlans songs ."), 0),
        # relatives whose surname is spelled in two ways
        (("[0 PER|Ada Næss] of [1 LOC|Narnia] .", "Her father is [2 PER|Odd Naess] ."), 0),
        # one word that is a surname here and a given name there
        (("[0 PER|Ada Leonard] of [1 LOC|Narnia] .", "She met [2 PER|Leonard Berg] ."), 0),
        # words of the old tongue, and what an organization of the state is called
        (("[0 ORG|Bund] is in [1 LOC|Germany] .", "It is a Verein für Ulmer ."), 1),
        (("[0 ORG|TRX] is in [1 LOC|Turkey] .", "The TRX met ."), 1),
        (("[0 ORG|Bund] is in [1 LOC|Panama] .", "The Panameñista left ."), 1),
        # law reports, another name of a city
        (("[0 ORG|Bund] , 388 [1 LOC|U.S.] 14 .",), 1),
        (("[0 ORG|Bund] is in [1 LOC|Warsaw] .", "It is the Teatr Warszawa ."), 1),
        # a title in another tongue, and one that the prose takes up
        (('" [0 MISC|Die Gasse] " ( [0 MISC|The Lane] ) is of [1 LOC|Narnia] .',), 0),
        (('" [0 MISC|Lantern Song] " of [1 LOC|Narnia] is about a lantern .',), 0),
        (('" [0 MISC|Lantern Song] " of [1 LOC|Narnia] .', "The title refers to a ship ."), 0),
    ],
)
def test_what_still_tells_of_it_keeps_an_entity(sents: tuple[str, ...], i: int) -> None:
    assert lock_of(*sents, i=i) or analyze(document(*sents, labels=LABELS)).needs[i]


@pytest.mark.parametrize(
    ("sents", "i"),
    [
        (("[0 PER|Ada Gorlan] of [1 LOC|Narnia] .", "The Gorlanders left ."), 1),
        (("[0 ORG|Bund] is in [1 LOC|Germany] .", "[2 PER|Ada von und zu Berg] left ."), 1),
        (("[0 ORG|QRX] is in [1 LOC|Turkey] .", "The QRX met ."), 1),
        (("[0 ORG|Bund] is in [1 LOC|Warsaw] .", "It is a theater ."), 1),
        (('" [0 MISC|Lantern Song] " of [1 LOC|Narnia] sold well .',), 0),
        # the name of another thing, which only stands beside a mention
        (("In [1 LOC|Norway] the club is known as [0 ORG|Bund] .",), 1),
    ],
)
def test_what_tells_of_something_else_does_not(sents: tuple[str, ...], i: int) -> None:
    assert lock_of(*sents, i=i) is None


def test_every_state_of_a_region_is_in_the_table_of_states() -> None:
    listed = {state for _, states in regions() for state in states}
    known = {name for name, *_ in rows("states.tsv")}
    assert listed <= known


def test_a_state_has_to_have_existed_in_all_years_of_its_document() -> None:
    sents = "[0 PER|Ada Berg] was born in 1840 .", "She was a citizen of [1 LOC|Norway] in 1950 ."
    assert analyze(document(*sents, labels=LABELS)).years[1] == (1840, 1950)
    sents = "[0 PER|Ada Berg] sang .", "In the 19th century [1 LOC|Norway] was poor ."
    assert analyze(document(*sents, labels=LABELS)).years[1] == (1850, 1850)


# Initials alone


def test_initials_alone_are_made_anew() -> None:
    one = document("The [0 ORG|TRX] met in [1 LOC|Narnia] .", labels=LABELS)
    surfaces = {"TRX": "name"}
    assert can_invent(Kind(""), one.entities[0], surfaces)
    assert not can_invent(Kind(""), one.entities[0], {**surfaces, "Trix": "name"})
    made = invent(
        one.entities[0],
        Kind(""),
        surfaces,
        gender=None,
        rng=record_rng(dataset="t", seed=0, original_id="x"),
        known=lambda name: name == "trx",
    )
    assert made is not None
    assert (len(made.made["TRX"]), made.made["TRX"].isupper()) == (3, True)


# Years that move together

LIFE = (
    "[0 PER|Ada Berg] ( [1 TIME|4 May 1921] – [2 TIME|1998] ) sang .",
    "She wed in [3 TIME|June 1944] and left after [4 TIME|two years] .",
)
DATED: Labels = [(0, "P569", 1), (0, "P570", 2)]


def test_all_years_move_by_one_number() -> None:
    one = document(*LIFE, labels=DATED)
    found = analyze(one)
    assert found.dated == movable(one, found.kinds) == (1, 2, 3)
    for made in moves(one, found.dated):
        by = {int(new[-4:]) - int(old[-4:]) for old, new in made.items()}
        assert len(by) == 1
        assert by != {0}
        assert not {new[-4:] for new in made.values()} & {"1921", "1998", "1944"}


@pytest.mark.parametrize(
    "more",
    [
        "It was 1950 .",
        "It was a Sunday .",
        "[5 MISC|Ulm War] began .",
        "Then came [5 TIME|the 1950s] .",
        "On [5 TIME|29 February 1952] .",
        "In the 19th century .",
    ],
)
def test_years_stay_where_something_else_tells_them(more: str) -> None:
    one = document(*LIFE, more, labels=DATED)
    assert movable(one, analyze(one).kinds) == ()


def test_a_state_that_did_not_exist_yet_keeps_years_from_moving() -> None:
    one = document("[0 PER|Ada] of [1 LOC|Slovenia] wed in [2 TIME|1992] .", labels=LABELS)
    since = state_of("Slovenia")
    assert since is not None
    years = [int(made["1992"]) for made in moves(one, (2,))]
    assert years
    assert min(years) >= since.since


def moved(**changes: str) -> tuple[dict[str, Any], dict[str, Any]]:
    before, after = record(*LIFE), record(*LIFE)
    text = json.dumps(after)
    for old, new in changes.items():
        text = text.replace(old.strip("_"), new)
    return before, json.loads(text)


def test_the_audit_finds_years_that_moved_apart_or_stayed() -> None:
    def kinds(pair: tuple[dict[str, Any], dict[str, Any]]) -> set[str]:
        return {kind for kind, *_ in moved_faults(*pair)}

    assert kinds(moved(_1921="1924", _1998="2001", _1944="1947")) == set()
    assert "years-apart" in kinds(moved(_1921="1924", _1998="2001"))
    before, after = moved(_1921="1924", _1998="2001", _1944="1947")
    after["sents"][1][0] = "1944"
    assert kinds((before, after)) == {"year-left"}
    assert kinds((before, before)) == set()


# The audit's own look


@pytest.mark.parametrize(
    ("kind", "sents", "name"),
    [
        ("derived-left", ("[0 PER|Gorlan] sang .", "Gorlans songs ."), "Odda"),
        ("tongue-left", ("[0 LOC|Germany] is far .", "A Bund für Ulmer ."), "Peru"),
        ("region-left", ("[0 LOC|Kenya] is in Africa .",), "Norway"),
        ("era", ("In 1900 [0 LOC|Norway] was poor .",), "Slovenia"),
        ("kindred-left", ("[0 LOC|Warsaw] is far .", "It is in Warszawa ."), "Ulm"),
        ("initials-left", ("[0 LOC|Turkey] is far .", "The TFF met ."), "Peru"),
        ("title-told", ("[0 MISC|Lantern Song] is about a lantern .",), "Silver Bells"),
    ],
)
def test_the_audit_finds_what_is_left(kind: str, sents: tuple[str, ...], name: str) -> None:
    assert kind in findings(*sents, to={0: name})


@pytest.mark.parametrize(
    ("sents", "name"),
    [
        (("[0 LOC|Kenya] is in Africa .",), "Ghana"),
        (("In 1995 [0 LOC|Norway] was rich .",), "Slovenia"),
        (("[0 MISC|Lantern Song] is about a ship .",), "Silver Bells"),
        (("[0 LOC|Germany] is far .", "[1 PER|Ada von dem Berg] left ."), "Peru"),
    ],
)
def test_the_audit_leaves_what_is_right(sents: tuple[str, ...], name: str) -> None:
    assert findings(*sents, to={0: name}) == set()
