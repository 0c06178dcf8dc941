"""What no other entity can stand for: by the builder and by the audit, on made-up documents."""

from __future__ import annotations

import pytest
from irrealis.builders.redocred_cf.articles import attributive
from irrealis.builders.redocred_cf.invented import EITHER, invent
from irrealis.builders.redocred_cf.kinds import Kind, kind_of
from irrealis.builders.redocred_cf.surfaces import analyze
from irrealis.builders.redocred_cf.tables import rows
from irrealis.schemas.redocred_cf_stays import stays_faults

from irrealis.build import record_rng
from irrealis.text.persons import name_gender
from tests.test_redocred_documents import document, record

LABELS = [(0, "P17", 1)]


def reason(*sents: str, i: int = 0, title: str = "Untitled") -> str:
    return str(analyze(document(*sents, title=title, labels=LABELS)).locks[i])


@pytest.mark.parametrize(
    ("said", "sents", "i"),
    [
        ("age", ("[0 ORG|Odda Guild] of [1 LOC|Norway] rose in AD 51 .",), 1),
        ("age", ("In ancient Rome [0 MISC|Odda] was played .", "[1 LOC|Ulm] fell ."), 0),
        ("sea", ("The [0 LOC|Odda Sea] lies off [1 LOC|Norway] .",), 0),
        ("sea", ("The [0 LOC|Odda sea] lies off [1 LOC|Norway] .",), 0),
        ("became", ("[0 LOC|Soviet] ships left [1 LOC|Russia] .",), 1),
        ("slip", ("[0 PER|Ada Orlandski] of [1 LOC|Ulm] met [2 PER|Orlandksi] .",), 0),
        ("speaks", ("[0 LOC|Odda] is a Sami word meaning yam in [1 LOC|Ulm] .",), 0),
        ("relative", ("[0 PER|Eva Berg] of [1 LOC|Ulm] , sister of [2 PER|Ada May Berg] .",), 0),
        ("family", ("[0 PER|Lin Po] ( [0 PER|Lin] ) of [1 LOC|Ulm] met [2 PER|Lin Ren] .",), 0),
        ("given name", ("[0 PER|Lin Po] ( [0 PER|Lin] ) of [1 LOC|Ulm] , a [2 ORG|Lin] .",), 0),
        ("word before", ("[0 ORG|Odda Guild] is in the contiguous [1 LOC|United States] .",), 1),
        ("word before", ("[0 ORG|Odda Guild] is for African - [1 LOC|American] women .",), 1),
        ("number", ("[0 LOC|Ulm] of [1 LOC|Norway] is in the 3 .", "[2 ORG|Liga] ."), 2),
        ("one form", ("[0 LOC|Odda] is in [1 LOC|Maldives] , the [2 LOC|Maldive Islands] .",), 1),
        ("scriptures", ("[0 PER|Ada] of [1 LOC|Ulm] was a sister of the Prophet .",), 0),
        ("known place", ("[0 LOC|Tunisia] and [1 LOC|Ulm] .", "She was born in Tunis ."), 0),
        ("known place", ("[0 LOC|Canada] , [1 LOC|Ulm] .", "A [2 ORG|Guild of Toronto] ."), 0),
        ("two places", ("[0 LOC|New York] has [0 LOC|New York City] of [1 LOC|Ulm] .",), 0),
        ("borders", ("[0 LOC|Odda] is at the [1 LOC|Utah] and [2 LOC|Idaho] state line .",), 1),
    ],
)  # fmt: skip
def test_what_nothing_else_can_stand_for_stays(said: str, sents: tuple[str, ...], i: int) -> None:
    assert said in reason(*sents, i=i)


@pytest.mark.parametrize(
    ("sents", "i"),
    [
        (("[0 ORG|Odda Guild] of [1 LOC|Norway] rose in 1951 .",), 1),
        (("They live in [0 LOC|Odda] , BC , near [1 LOC|Ulm] .",), 0),
        (("[0 PER|Ada Orlandski] of [1 LOC|Ulm] met [2 PER|Eva Holm] .",), 0),
        (("[0 LOC|Odda] is a town of [1 LOC|Ulm] .",), 0),
        (("[0 PER|Eva Berg] of [1 LOC|Ulm] , sister of [2 PER|Ada Berg] .",), 0),
    ],
)
def test_what_another_can_stand_for_does_not(sents: tuple[str, ...], i: int) -> None:
    assert reason(*sents, i=i) == "None"


@pytest.mark.parametrize(
    ("sents", "needs"),
    [
        (("[0 LOC|Milwaukee] .", "[1 LOC|United States] ."), True),  # by the tables
        (("[0 LOC|Oddaville] .", "[1 LOC|United States] ."), False),  # nobody knows where it is
        (("They met in [0 LOC|Bergen] , [1 LOC|Vestmark] .",), False),  # of no known kind
        (("They met in [0 LOC|Dresden] , [1 LOC|Hesse] .",), True),
    ],
)
def test_a_state_or_division_goes_with_its_known_cities(
    sents: tuple[str, ...], needs: bool
) -> None:
    found = analyze(document(*sents, labels=[(1, "P1", 0)]))
    assert (0 in found.needs[1]) == needs


@pytest.mark.parametrize(
    ("sent", "placed"),
    [
        ("They met in [0 LOC|Dresden] , [1 LOC|Hesse] .", True),
        ("They met in the northern province of [0 LOC|Dresden] in [1 LOC|Norway] .", True),
        ("They met in [0 LOC|Dresden] by the [1 LOC|Odda River] .", False),
    ],
)
def test_no_other_known_city_lies_in_the_division_that_is_told(sent: str, placed: bool) -> None:
    assert (0 in analyze(document(sent, labels=[(0, "P1", 1)])).placed) == placed


@pytest.mark.parametrize(
    ("sents", "i"),
    [
        (("The tales of A.B. [0 PER|Orland] of [1 LOC|Ulm] .",), 0),
        (("The tales of A. B. [0 PER|Orland] of [1 LOC|Ulm] .",), 0),
        (("The tales of B . [0 PER|Orland] of [1 LOC|Ulm] .",), 0),
        (("The tales of [2 PER|A.B.] [0 PER|Orland] of [1 LOC|Ulm] .",), 0),
        (("The tales of [2 PER|A.B.] [0 PER|Orland] of [1 LOC|Ulm] .",), 2),
        (("The tales of [2 PER|A.B.]", "[0 PER|Orland] of [1 LOC|Ulm] ."), 0),
        (("The tales of A.B.", "[0 PER|Orland] of [1 LOC|Ulm] ."), 0),
    ],
)
def test_who_is_named_before_the_mention_too_stays(sents: tuple[str, ...], i: int) -> None:
    assert "stands before it" in reason(*sents, i=i)


@pytest.mark.parametrize(
    "sent",
    [
        "The tales of the poet [0 PER|Orland] of [1 LOC|Ulm] .",
        "A tale of [2 PER|Eva Holm] and [0 PER|Orland] of [1 LOC|Ulm] .",
        "She left . [0 PER|Orland] stayed in [1 LOC|Ulm] .",
    ],
)
def test_who_is_named_by_the_mention_alone_does_not(sent: str) -> None:
    assert "stands before it" not in reason(sent)


@pytest.mark.parametrize(
    ("sents", "stays"),
    [
        (("[0 PER|Oh Rin] of [1 LOC|Ulm] .", "A son of Prince [2 PER|Prince Oh Sul] ."), True),
        (("[0 PER|Oh Rin] of [1 LOC|Ulm] leads the [2 ORG|House of Oh] .",), True),
        (("[0 PER|Oh Rin] of [1 LOC|Ulm] , of the Oh dynasty .",), True),
        (("[0 PER|Oh Rin] of [1 LOC|Ulm] met [2 PER|Wu Sul] .",), False),
    ],
)
def test_a_family_whose_name_comes_first_stays_with_its_house(
    sents: tuple[str, ...], stays: bool
) -> None:
    assert ("family comes first" in reason(*sents)) == stays


@pytest.mark.parametrize(
    ("sent", "stays"),
    [
        ("[0 ORG|Odda Guild] met the envoy to the [1 LOC|US] [2 PER|Ada Berg] .", True),
        ("[0 ORG|Odda Guild] met the envoy to the [1 LOC|United States] Edward Berg .", True),
        ("[0 ORG|Odda Guild] met the [1 LOC|US] envoy [2 PER|Ada Berg] .", False),
        ("[0 ORG|Odda Guild] met the envoy to [1 LOC|Norway] [2 PER|Ada Berg] .", False),
    ],
)
def test_a_short_name_of_a_state_before_a_person_stays(sent: str, stays: bool) -> None:
    assert ("noun or an adjective" in reason(sent, i=1)) == stays


@pytest.mark.parametrize(
    ("following", "adjective"),
    [("senator", True), ("Senate", True), ("undertook", False), ("shortly", False)],
)
def test_a_short_name_of_a_state_is_an_adjective_before_nouns_alone(
    following: str, adjective: bool
) -> None:
    assert attributive("United States", following) == adjective


def test_a_language_stays() -> None:
    sents = ("[0 MISC|Danish] songs of [1 LOC|Ulm] .", "Some of [2 PER|Ada Berg] .")
    found = analyze(document(*sents, labels=[(2, "P1412", 0), (2, "P19", 1)]))
    assert found.kinds[0].name == "language"
    assert found.locks[0] is not None


@pytest.mark.parametrize("name", ["Oddaceae", "Oddidae", "Oddism", "Oddology", "Axis", "Pacific"])
def test_what_is_known_to_everybody_is_of_no_kind(name: str) -> None:
    one = document(f"The [0 MISC|{name}] of [1 LOC|Ulm] .", labels=LABELS)
    assert kind_of(one, one.entities[0], sport="").name == ""


def test_the_title_names_a_state_as_the_text_does() -> None:
    sent = "The [0 ORG|United States Odda Ship Program] is of the [1 LOC|U.S.] navy ."
    assert "title" in reason(sent, i=1, title="U.S. Odda Ship Program")
    assert "title" not in reason(sent, i=1, title="Odda Ship Program")


def test_a_state_goes_with_the_names_that_have_its_adjective() -> None:
    sents = (
        "[0 LOC|Odda] is in [1 LOC|China] .",
        "The [2 MISC|Chinese] , the [3 ORG|Chinese Guild] .",
    )
    held = analyze(document(*sents, labels=LABELS))
    assert held.locks[1] is not None or 2 in held.needs[1]


def test_america_in_the_name_of_the_continent_is_not_the_state() -> None:
    one = document(
        "The [0 ORG|Odda Guild of North America] is in the [1 LOC|America] .", labels=LABELS
    )
    assert analyze(one).parts[0] == {}
    two = document("The [0 ORG|Odda Guild of America] is in [1 LOC|America] .", labels=LABELS)
    assert analyze(two).parts[0] != {}


@pytest.mark.parametrize(
    ("name", "kind"), [("Ulm Fado", ""), ("Odda Fado", ""), ("Ada Berg", "person")]
)
def test_a_music_is_no_person(name: str, kind: str) -> None:
    one = document(f"[0 PER|{name}] is from [1 LOC|Ulm] .", labels=LABELS)
    assert kind_of(one, one.entities[0], sport="").name == kind


def test_a_party_that_is_called_by_its_views_is_not_made_to_a_firm() -> None:
    one = document("[0 ORG|Liberal] of [1 LOC|Ulm] , [2 ORG|Orlandix] .", labels=LABELS)
    found = [kind_of(one, one.entities[i], sport="").name for i in (0, 2)]
    assert found == ["", "untold"]


@pytest.mark.parametrize(
    ("kind", "name"), [("party", "Orlandista Party"), ("club", "Orland Football Club")]
)
def test_a_party_and_a_club_are_not_called_like_a_brand(kind: str, name: str) -> None:
    one = document(f"[0 ORG|{name}] of [1 LOC|Ulm] .", labels=LABELS)
    for seed in range(20):
        made = invent(
            one.entities[0],
            Kind(kind, sport="rugby"),
            {name: "name"},
            gender=None,
            rng=record_rng(dataset="redocred-cf", seed=seed, original_id="Odda"),
            known=lambda _: False,
        )
        assert made is not None
        assert made.main.endswith(name.split(" ", 1)[1])
        assert not _found(f"[0 ORG|{name}] won .", f"[0 ORG|{made.main}] won .")


def test_a_title_keeps_its_article() -> None:
    one = document("[0 MISC|The Odda Club] is a book of [1 LOC|Ulm] .", labels=LABELS)
    rng = record_rng(dataset="redocred-cf", seed=1, original_id="Odda")
    made = invent(
        one.entities[0],
        Kind("book"),
        {"The Odda Club": "name"},
        gender=None,
        rng=rng,
        known=lambda _: False,
    )
    assert made is not None
    assert made.main.startswith("The ")


# The audit's own look


def _found(before: str, after: str, *, title: str = "Untitled") -> set[str]:
    one, other = record(before, title=title), record(after, title=title)
    changed = [
        i
        for i, (old, new) in enumerate(zip(one["vertexSet"], other["vertexSet"], strict=True))
        if [m["name"] for m in old] != [m["name"] for m in new]
    ]
    return {kind for kind, *_ in stays_faults(one, other, changed)}


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("era", "[0 LOC|Norway] rose in AD 51 .", "[0 LOC|Peru] rose in AD 51 ."),
        ("other-sea", "The [0 LOC|Odda Sea] .", "The [0 LOC|Ulm Sea] ."),
        (
            "two-countries",
            "[0 LOC|Soviet Union] , [1 LOC|Russia] .",
            "[0 LOC|Peru] , [1 LOC|Chad] .",
        ),
        (
            "kindred-left",
            "[0 LOC|China] , [1 ORG|Chinese Guild] .",
            "[0 LOC|Chad] , [1 ORG|Chinese Guild] .",
        ),
        ("continent-cut", "[0 ORG|Guild of North America] .", "[0 ORG|Guild of North Peru] ."),
        ("no-person", "[0 PER|Ulm Fado] was born .", "[0 PER|Ada Berg] was born ."),
        ("like-a-brand", "[0 ORG|Ulm Party] .", "[0 ORG|Wexolux Party] ."),
        (
            "gloss-left",
            "[0 LOC|Odda] is a Sami word meaning yam .",
            "[0 LOC|Ulm] is a Sami word meaning yam .",
        ),
        ("noun-twice", "The [0 LOC|Odda] is a river .", "The [0 LOC|Ulm River] is a river ."),
        (
            "article-lost",
            "Books in [0 MISC|The Odda Club] series .",
            "Books in [0 MISC|Silver Gardens] series .",
        ),
        (
            "derived-left",
            "[0 PER|Orlandski] and Orlandksi sang .",
            "[0 PER|Holm] and Orlandksi sang .",
        ),
        ("given-left", "[0 PER|Ada May Berg] sang .", "[0 PER|Ada May Holm] sang ."),
    ],
)  # fmt: skip
def test_the_audit_finds_what_was_replaced_anyway(kind: str, before: str, after: str) -> None:
    assert kind in _found(before, after)


def test_the_audit_finds_nothing_where_another_fits() -> None:
    assert _found("[0 LOC|Norway] rose in 1951 .", "[0 LOC|Peru] rose in 1951 .") == set()
    assert _found("[0 ORG|Ulm Party] .", "[0 ORG|Civic Renewal Party] .") == set()
    assert _found("The [0 LOC|Odda] is a river .", "The [0 LOC|Ulm] is a river .") == set()
    assert _found("[0 PER|Ada Berg] sang .", "[0 PER|Eva Holm] sang .") == set()


def invented(kind: str, name: str, type_: str, *, state: str, gender: str | None = None) -> str:
    one = document(f"[0 {type_}|{name}] of [1 LOC|Ulm] .", labels=LABELS)
    made = invent(
        one.entities[0],
        Kind(kind),
        {name: "full" if type_ == "PER" else "name"},
        gender=gender,
        rng=record_rng(dataset="redocred-cf", seed=3, original_id="Odda"),
        known=lambda _: False,
        state=state,
    )
    assert made is not None
    return made.main


def elements() -> dict[str, list[list[str]]]:
    return {
        tongue: [states.split("|"), *map(str.split, lists)]
        for tongue, states, *lists in rows("tongues_of_names.tsv")
    }


def test_invented_names_are_of_the_tongue_of_their_state() -> None:
    for states, heads, tails, families, endings, men, women in elements().values():
        towns = {head + tail for head in heads for tail in tails}
        people = {head + tail for head in families for tail in endings}
        for state in states:
            assert invented("city", "Odda", "LOC", state=state) in towns
            assert invented("city", "Odda", "LOC", state="") not in towns
            for gender, given in (("male", men), ("female", women)) if people else ():
                first, last = invented(
                    "person", "Ada Berg", "PER", state=state, gender=gender
                ).split(" ")
                assert first in given
                assert last in people


def test_who_may_be_of_either_gender_has_an_english_name() -> None:
    names = {
        invented("person", "Ada Berg", "PER", state=state, gender=EITHER)
        for state in ("Poland", "")
    }
    assert len(names) == 1


def test_elements_of_names_are_of_known_states_and_of_the_right_gender() -> None:
    known = {name for name, *_ in rows("states.tsv")}
    states = [state for found in elements().values() for state in found[0]]
    assert len(states) == len(set(states))
    assert set(states) <= known
    for *_, men, women in elements().values():
        for gender, names in (("male", men), ("female", women)):
            assert len(names) == len(set(names))
            assert {name_gender(name) for name in names} <= {gender, None}
