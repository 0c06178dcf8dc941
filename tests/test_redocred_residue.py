"""What gives a replaced entity away: by the builder and by the audit, on made-up documents."""

from __future__ import annotations

import json
from typing import Any

import pytest
from irrealis.builders.redocred_cf.articles import adjective_of
from irrealis.builders.redocred_cf.families import cannot_be_composed, without_accents
from irrealis.builders.redocred_cf.invented import can_invent, invent
from irrealis.builders.redocred_cf.kinds import Kind, kind_of
from irrealis.builders.redocred_cf.pool import usable
from irrealis.builders.redocred_cf.realize import new_names, with_family
from irrealis.builders.redocred_cf.shortened import content, is_short_for, letters_of
from irrealis.builders.redocred_cf.surfaces import analyze
from irrealis.schemas.redocred_cf_articles import coined
from irrealis.schemas.redocred_cf_residue import residue_faults

from irrealis.build import Row, record_rng
from tests.test_redocred_builder import SAMPLES, answers, donor, lines
from tests.test_redocred_documents import cleaned, document, entity, record

LABELS = [(0, "P17", 1)]


def lock_of(*sents: str, i: int = 0, title: str = "Untitled") -> str | None:
    return analyze(document(*sents, title=title, labels=LABELS)).locks[i]


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("OCLN", "Orland Committee on Lake Names"),
        ("NAVFOR", "Naval Forces Orland"),
        ("OrCom", "Orland Command"),
        ("B.G.&E", "Beyond Gold & Elsewhere"),
        ("LVP", "Lower Valley Party"),
    ],
)
def test_an_abbreviation_is_made_of_first_letters_in_their_order(short: str, name: str) -> None:
    assert is_short_for(short, name)


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("OCLN", "Committee on Names of Lakes in Orland"),
        ("BBC", "Orland Committee"),
        ("OL", "Orland"),
        ("Orland", "Or Land"),
        ("McLeod", "Max Leod"),
    ],
)
def test_other_words_are_no_abbreviations_of_a_name(short: str, name: str) -> None:
    assert not is_short_for(short, name)


@pytest.mark.parametrize(("words", "found"), [(30, False), (31, False), (2_000, False), (12, True)])
def test_a_name_in_which_one_letter_repeats_is_soon_looked_through(words: int, found: bool) -> None:
    # without memory of what was tried there are 30 over 12 ways
    assert is_short_for("AAAAAAAAAAAA" if found else "AAAAAAAAAAAB", "aa " * words) is found


def test_what_is_written_in_capitals_is_an_abbreviation() -> None:
    assert [letters_of(one) for one in ("EUCOM", "O.R.", "Oslo", "A", "DeVoe")] == [
        "EUCOM",
        "OR",
        "",
        "",
        "",
    ]


def test_the_words_of_a_title_are_compared_without_their_short_forms() -> None:
    assert content("The Rock 'n' Roll") == content("Rock and Roll") == ["rock", "and", "roll"]


@pytest.mark.parametrize(
    "sents",
    [
        # initials with another word before them, letters of several words, initials with "&"
        ("[0 ORG|Lake Names Committee] met in [1 LOC|Narnia] .", "It is the OR - LANACO ."),
        ("[0 ORG|Valley Transport Holdings] of [1 LOC|Narnia] .", "Trains of VATRHO run ."),
        ("[0 MISC|Beyond Gold & Elsewhere] , made in [1 LOC|Narnia] .", 'It was " BG&E " .'),
        # the long form of initials
        ("[0 ORG|VRF] of [1 LOC|Narnia] .", "The Valley Rowing Federation rows ."),
        # a title that goes on, in small letters, or with "and" for "&"
        ("[0 MISC|Rook n Pawn] of [1 LOC|Narnia] .", "She sings of rook and pawn ."),
        ("[0 MISC|Gold & Elsewhere] of [1 LOC|Narnia] .", "Gold and Elsewhere 2 came out ."),
        ("[0 MISC|Operation Quaint Gardenia] of [1 LOC|Narnia] .", "Quaint Gardenia began ."),
        # a second name of an entity that is annotated as another one
        ("[0 ORG|Ulmer Bund] , or [2 ORG|Odda Club] , of [1 LOC|Narnia] .",),
        ('" [0 MISC|Alle Gassen] " ( [2 MISC|All the lanes] ) of [1 LOC|Narnia] .',),
        ("[0 ORG|Ulmer Bund] or simply Bund , of [1 LOC|Narnia] .",),
        # a name of two persons
        ("[0 PER|Ada Berg] of [1 LOC|Narnia] .", "[0 PER|Zoe Berg] left ."),
    ],
)
def test_what_is_left_keeps_an_entity_as_it_is(sents: tuple[str, ...]) -> None:
    assert lock_of(*sents) is not None


@pytest.mark.parametrize(
    "sents",
    [
        ("[0 ORG|Lake Names Committee] met in [1 LOC|Narnia] .", "It is the BBC ."),
        ("[0 MISC|Rook n Pawn] of [1 LOC|Narnia] .", "She sings of a rook ."),
        ("[0 PER|Ada Berg] of [1 LOC|Narnia] .", "[0 PER|A. Berg] left ."),
        ("[0 ORG|Ulmer Bund] or [2 PER|Odda Vik] , of [1 LOC|Narnia] .",),
    ],
)
def test_what_is_no_trace_of_it_does_not(sents: tuple[str, ...]) -> None:
    assert lock_of(*sents) is None


def test_a_nickname_before_a_surname_keeps_the_person() -> None:
    sents = "[0 PER|Peter Orlandson] lives in [1 LOC|Narnia] .", "Pete [0 PER|Orlandson] sings ."
    assert "nickname" in str(lock_of(*sents))
    assert "title" in str(lock_of(sents[0], title="Pete Orlandson"))
    assert lock_of(sents[0], "Mr. [0 PER|Orlandson] sings .") is None


@pytest.mark.parametrize("left", ["USAF", "UKUSA", "Confederate"])
def test_abbreviations_that_begin_with_a_state_s_keep_it(left: str) -> None:
    sents = "[0 ORG|Union] is in the [1 LOC|United States] .", f"The {left} flew ."
    assert left in str(lock_of(*sents, i=1))


def test_a_part_of_a_name_in_the_title_keeps_the_thing() -> None:
    sent = "[0 MISC|Ronaak : Talks of Rhyme] is from [1 LOC|Narnia] ."
    assert "title" in str(lock_of(sent, title="Ronaak (album)"))
    assert lock_of(sent, title="Odda (album)") is None


def test_a_name_with_two_letters_exchanged_is_still_that_name() -> None:
    assert lock_of("[0 PER|Ada Orlandsen] of [1 LOC|Narnia] .", "Orladnsen sang .") is not None


def test_a_name_is_not_composed_to_one_with_a_word_twice() -> None:
    one = document("[0 ORG|Odda] owns the [1 ORG|Odda Media Group] .", labels=LABELS)
    assert with_family(analyze(one), {0: {"Odda": "Voss Media"}}) is None


def test_half_of_a_state_s_name_stays() -> None:
    assert "half" in str(lock_of("[0 ORG|Union] is in Bosnia and [1 LOC|Herzegovina] .", i=1))


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("Belize River", True),
        ("Italian Peninsula", True),
        ("Belize Museum", False),
        ("Italian Museum", False),
    ],
)
def test_a_place_named_with_a_state_keeps_it(name: str, stays: bool) -> None:
    state = name.split(" ")[0]
    one = document(f"[0 LOC|{state}] has the [1 LOC|{name}] .", labels=[(1, "P17", 0)])
    (part,) = analyze(one).parts[1][name]
    assert cannot_be_composed(name, part) is stays


def test_accents_hide_no_name() -> None:
    assert without_accents("Órlándsen") == "Orlandsen"
    assert lock_of("[0 PER|Ada Orlandsen] of [1 LOC|Narnia] .", "Órlándsen sang .") is not None


def test_a_chamber_of_a_parliament_is_one() -> None:
    one = document("The [0 ORG|House of Lords] sat in [1 LOC|Narnia] .", labels=LABELS)
    assert kind_of(one, one.entities[0], sport="").name in ("", "parliament")


def test_initials_stand_for_initials() -> None:
    surfaces = {"Ada May Berg": "full", "A. M. Berg": "full", "Berg": "single"}
    found = new_names(surfaces, donor("Eva Lind Holm", kind="PER", single="Holm"))
    assert found == {"Ada May Berg": "Eva Lind Holm", "A. M. Berg": "E. L. Holm", "Berg": "Holm"}


def test_a_donor_is_one_person() -> None:
    role = ("t", "P175")
    assert usable(entity("Eva Holm", "Holm", kind="PER", role=role))
    assert not usable(entity("Eva Holm", "Eva Lind", kind="PER", role=role))
    assert not usable(entity("Eva Holm", "Fritz", kind="PER", role=role))


def test_a_sentence_that_ended_with_an_abbreviation_keeps_its_full_stop() -> None:
    to = {0: {"the U.S.": "Peru"}}
    assert lines("They all came home to [0 LOC|the U.S.]", to=to) == [
        "They all came home to Peru ."
    ]
    assert lines("In [0 LOC|the U.S.] it rained a lot .", to={0: {"the U.S.": "Peru"}}) == [
        "In Peru it rained a lot ."
    ]


# The audit's own look


def findings(sent: str, *more: str, to: dict[int, str]) -> set[str]:
    """What the audit finds where the names of these entities are replaced, and nothing else."""
    before = record(sent, *more)
    after = record(sent, *more)
    for i, name in to.items():
        for mention in after["vertexSet"][i]:
            start, end = mention["pos"]
            tokens = name.split(" ")
            assert end - start == len(tokens), "the test's names have as many words as the old ones"
            after["sents"][mention["sent_id"]][start:end] = tokens
            mention["name"] = name
    cleaned(before)
    rows: list[dict[str, Any]] = [before, after]
    return {kind for kind, *_ in residue_faults(rows[0], rows[1], sorted(to))}


@pytest.mark.parametrize(
    ("kind", "sents", "name"),
    [
        (
            "initials-left",
            ("[0 ORG|Lake Names Committee] met .", "The LNC left ."),
            "Hill Trees Club",
        ),
        ("initials-left", ("[0 LOC|America] is far .", "The USAF left ."), "Peru"),
        ("kindred-left", ("[0 LOC|France] is far .", "The Franco - Prussian war ."), "Peru"),
        ("kindred-left", ("[0 LOC|America] is far .", "The Confederate army ."), "Peru"),
        ("words-left", ("[0 MISC|Rook n Pawn] won .", "A song of rook and pawn ."), "Hill n Dale"),
        ("stop-lost", ("They all came home to the far [0 LOC|U.S.]",), "Peru"),
        ("nickname-left", ("[0 PER|Peter] sings .", "So old Pete [0 PER|Peter] sings ."), "Omar"),
    ],
)
def test_the_audit_finds_what_is_left(kind: str, sents: tuple[str, ...], name: str) -> None:
    if kind == "nickname-left":
        before = record("[0 PER|Peter Orland] sings .", "So old Pete [0 PER|Orland] sings .")
        after = record("[0 PER|Omar Odda] sings .", "So old Pete [0 PER|Odda] sings .")
        assert kind in {found for found, *_ in residue_faults(before, after, [0])}
    else:
        assert kind in findings(*sents, to={0: name})


def test_the_audit_finds_one_person_who_became_two() -> None:
    before = record("[0 PER|Ada Berg] or [0 PER|Adele Berg] left .")
    after = record("[0 PER|Eva Holm] or [0 PER|Eva Lind] left .")
    assert {found for found, *_ in residue_faults(before, after, [0])} == {"two-people"}


@pytest.mark.parametrize(
    ("kind", "sent", "old", "new"),
    [
        ("initials-left", "Tales of A.B. [0 PER|{}] .", "Orland", "Holm"),
        ("initials-left", "Tales of [1 PER|A.B.] [0 PER|{}] .", "Orland", "Holm"),
        ("half-left", "Tales of [1 PER|Alma] [0 PER|{}] .", "Orland", "Holm"),
        ("relatives-parted", "[0 PER|{}] and [1 PER|Prince Oh Sul] .", "Oh Rin", "Eva Holm"),
        ("relatives-parted", "[0 PER|{}] of the [1 ORG|House of Oh] .", "Oh Rin", "Eva Holm"),
        ("relatives-parted", "[0 PER|{}] of the Oh dynasty .", "Oh Rin", "Eva Holm"),
    ],
)
def test_the_audit_finds_another_part_of_the_name(kind: str, sent: str, old: str, new: str) -> None:
    before, after = record(sent.format(old)), record(sent.format(new))
    assert {found for found, *_ in residue_faults(before, after, [0])} == {kind}


@pytest.mark.parametrize(
    ("sent", "old", "new"),
    [
        ("Tales of the poet [0 PER|{}] .", "Orland", "Holm"),
        ("Tales of [1 ORG|F.C.] [0 PER|{}] .", "Orland", "Holm"),
        ("[0 PER|{}] and [1 PER|Prince Oh Sul] .", "Oh Rin", "Oh Lan"),
        ("[0 PER|{}] and [1 PER|John Berg] .", "John Orland", "Peter Holm"),
        ("[0 PER|{}] and [1 PER|King Olaf] .", "King Haakon", "Duke Harald"),
    ],
)
def test_the_audit_finds_no_part_of_a_name_that_is_not_there(sent: str, old: str, new: str) -> None:
    before, after = record(sent.format(old)), record(sent.format(new))
    assert {found for found, *_ in residue_faults(before, after, [0])} == set()


def test_the_audit_finds_initials_behind_which_a_sentence_was_ended() -> None:
    before, after = (record("Tales of A.B.", f"[0 PER|{name}] .") for name in ("Orland", "Holm"))
    assert {found for found, *_ in residue_faults(before, after, [0])} == {"initials-left"}


def test_the_audit_finds_the_beginning_of_a_name_in_the_title() -> None:
    before = record("[0 MISC|Ronaak : Talks of Rhyme] sold .", title="Ronaak (album)")
    after = record("[0 MISC|Silver Gardens] sold .", title="Ronaak (album)")
    assert {found for found, *_ in residue_faults(before, after, [0])} == {"words-left"}


def test_the_audit_finds_nothing_where_nothing_is_left() -> None:
    assert (
        findings("[0 ORG|Lake Names Committee] met .", "The BBC left .", to={0: "Hill Trees Club"})
        == set()
    )


# Names that nobody has


def test_a_state_is_made_with_its_adjective_and_its_people() -> None:
    one = document("[0 LOC|Norway] and [1 LOC|Norwegian] .", labels=[(1, "P17", 0)])
    surfaces = {"Norway": "name", "Norwegian": "adjective", "Norwegians": "people"}
    kind, what = Kind("country", "", "table"), one.entities[0]
    assert can_invent(kind, what, surfaces, states=True)
    assert not can_invent(kind, what, surfaces)
    made = invent(what, kind, surfaces, gender=None, rng=rng_of(1), known=_none)
    assert made is not None
    names = new_names(surfaces, made)
    assert names is not None
    state = names["Norway"]
    assert state.endswith("ia")
    assert (names["Norwegian"], names["Norwegians"]) == (f"{state}n", f"{state}ns")
    assert adjective_of(state) == f"{state}n"
    assert [coined(names[old]) for old in surfaces] == [None, "adjective", "people"]


def rng_of(seed: int) -> Any:
    return record_rng(dataset="redocred-cf", seed=seed, original_id="Odda")


def _none(name: str) -> bool:
    return name == ""


def test_a_name_that_somebody_has_is_not_made() -> None:
    one = document("[0 PER|Ada Berg] of [1 LOC|Narnia] .", labels=LABELS)
    made = [
        invent(
            one.entities[0],
            Kind("person"),
            {"Ada Berg": "full"},
            gender="female",
            rng=rng_of(seed),
            known=lambda name: not name.startswith("z"),
        )
        for seed in range(3)
    ]
    assert all(found is None or found.main.startswith("Z") for found in made)


def test_every_name_is_made_where_only_such_are_wanted() -> None:
    records = json.loads(SAMPLES["validation"].read_text(encoding="utf-8"))[:6]
    found = answers(records, donors="invented")
    sources = {
        change["source"]
        for rows in found.values()
        for row in rows
        if isinstance(row, Row) and row.config == "pairs"
        for change in row.values["intervention"]
    }
    assert sources == {"invented"}
