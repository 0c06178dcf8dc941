from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from itertools import islice, permutations
from math import cos, radians, sin
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from irrealis.builders.families.documents.reading import (
    BrokenDocument,
    Document,
    RawDocument,
    clean,
)
from irrealis.builders.redocred_cf import RedocredParameters
from irrealis.builders.redocred_cf.pool import Donor, Limits, Pool, context_lines
from irrealis.builders.redocred_cf.realize import (
    Realized,
    collapsed,
    fits_between,
    new_names,
    realize,
    text_of,
    with_family,
)
from irrealis.builders.redocred_cf.search import Choices, Search
from irrealis.builders.redocred_cf.similarity import (
    SCALE,
    UNIT,
    ContrieverSimilarity,
    StaticSimilarity,
    Vectors,
    load_similarity,
)
from irrealis.builders.redocred_cf.surfaces import analyze, form_of

from irrealis.build import Drop, Repair, Row, build, load_builder, record_rng
from irrealis.contract import replay
from irrealis.errors import IrrealisError, Unavailable
from irrealis.manifest import load_manifest
from tests.test_redocred_documents import LabelIn, document, record

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = {
    split: ROOT / "datasets/redocred-cf/sample" / f"{split}.json"
    for split in ("train", "validation")
}


class Angles:
    """Similarity as the angle between two texts: the cosine can be read off the test."""

    def __init__(self, **degrees: float) -> None:
        self._degrees = {name.replace("_", " "): value for name, value in degrees.items()}

    def embed(self, texts: Sequence[str]) -> Vectors:
        turned = [radians(self._degrees.get(text, 0.0)) for text in texts]
        return np.rint([[SCALE * cos(a), SCALE * sin(a)] for a in turned]).astype(np.float32)

    def model(self) -> dict[str, str]:
        return {"name": "angles", "version": "1"}


LIMITS = Limits(entity=(-1.0, 1.1), context=-1.0, other=1.1, candidates=100)


def limits(**changed: Any) -> Limits:
    given = {name: getattr(LIMITS, name) for name in ("entity", "context", "other", "candidates")}
    return Limits(**(given | changed))


def pool_of(*documents: Document, similarity: Angles | None = None) -> Pool:
    pairs = [(one, analyze(one)) for one in documents]
    return Pool(pairs, similarity=similarity or Angles(), window=1)


def donors(
    wanted: Document,
    *others: Document,
    similarity: Angles | None = None,
    bounds: Limits = LIMITS,
    entity: int = 0,
) -> list[str]:
    """Main names of the donors for an entity of `wanted`, from a pool of all these documents."""
    similarity = similarity or Angles()
    pool = pool_of(wanted, *others, similarity=similarity)
    found = pool.candidates(wanted, analyze(wanted), similarity=similarity, limits=bounds)
    assert len(found) == len(wanted.entities)
    return [donor.main for donor in found[entity] if donor.title != "tables of places"]


def town(name: str, *, title: str = "", relations: Sequence[str] = ("P131",)) -> Document:
    """A document with a town that is the head of these relations."""
    labels: list[LabelIn] = [(0, relation, 1) for relation in relations]
    text = f"In [0 LOC|{name}] , a village , [1 ORG|{name}ia] ."
    return document(text, title=title or name, labels=labels)


def person(name: str, *, kind: str = "PER", role: str = "P19", text: str = "") -> Document:
    return document(
        f"[0 {kind}|{name}] of [1 LOC|Place of {name}] . {text}", title=name, labels=[(0, role, 1)]
    )


# -- the pool ----------------------------------------------------------------------------------


def test_who_leads_a_state_is_no_donor_anywhere() -> None:
    text = "[0 PER|{}] of [1 LOC|Place of {}] , [2 LOC|Ulm] ."
    plain, leading = (
        document(text.format("Eva Holm", title), title=title, labels=[(0, "P19", 1), (2, role, 0)])
        for title, role in (("Odda", "P138"), ("Orland", "P6"))
    )
    ada, ida = person("Ada Berg"), person("Ida Lund")
    assert donors(ada, ida, plain) == ["Eva Holm", "Ida Lund"]
    assert donors(ada, ida, plain, leading) == ["Ida Lund"]


def test_donors_share_the_type_and_a_relation_in_the_same_role() -> None:
    assert donors(
        person("Ada"),
        person("Bea"),
        person("Cea", kind="ORG"),
        person("Dea", role="P20"),
        document("[0 LOC|Eea] to [1 PER|Fea] .", title="reversed", labels=[(0, "P19", 1)]),
        document("[0 PER|Gea] .", title="without relations"),
    ) == ["Bea"]


def test_donors_come_from_another_document() -> None:
    twice = document(
        "[0 LOC|Odda] , a village , and [1 LOC|Voss] , a village , in [2 ORG|Union] .",
        title="both",
        labels=[(0, "P131", 2), (1, "P131", 2)],
    )
    assert donors(twice, town("Bodo")) == ["Bodo"]


def test_a_document_of_the_same_title_gives_no_donors() -> None:
    assert donors(town("Odda", title="x"), town("Voss", title="x"), town("Bodo")) == ["Bodo"]


def test_a_quarter_is_no_donor_for_a_town_nor_the_reverse() -> None:
    def quarter(name: str) -> Document:
        return document(
            f"[0 LOC|{name}] , a quarter , in [1 ORG|Union] .", title=name, labels=[(0, "P131", 1)]
        )

    everywhere = [town("Voss"), quarter("Lom")]
    assert donors(town("Odda"), *everywhere) == ["Voss"]
    assert donors(quarter("Odda"), *everywhere) == ["Lom"]


def test_a_donor_shares_no_name_not_even_in_other_letters() -> None:
    alias = document(
        "[0 LOC|Voss] , a village , or [0 LOC|ODDA] in [1 ORG|Union] .",
        title="alias",
        labels=[(0, "P131", 1)],
    )
    assert donors(town("Odda"), alias, town("Odda", title="again"), town("Bodo")) == ["Bodo"]


def test_a_donor_s_name_holds_no_name_of_the_document() -> None:
    found = donors(town("Odda"), town("Nye Oddaia"), town("New Oddaia Bay"), town("Oddaias"))
    assert found == ["Oddaias"]


def test_a_donor_is_neither_too_like_nor_too_unlike() -> None:
    angles = Angles(Odda=0, Voss=10, Bodo=60, Lom=85)
    everywhere = [town("Odda"), town("Voss"), town("Bodo"), town("Lom")]
    found = donors(*everywhere, similarity=angles, bounds=limits(entity=(0.2, 0.8)))
    assert found == ["Bodo"]
    found = donors(*everywhere, similarity=angles, bounds=limits(entity=(-1, 1.1)))
    assert found == ["Voss", "Bodo", "Lom"]


def test_the_most_alike_names_of_two_entities_count() -> None:
    many = document(
        "[0 LOC|Lom] , a village , or [0 LOC|Lommen] , [1 ORG|Union] .",
        title="many",
        labels=[(0, "P131", 1)],
    )
    angles = Angles(Odda=0, Lom=90, Lommen=10)
    assert donors(town("Odda"), many, similarity=angles, bounds=limits(entity=(0.2, 0.8))) == []


def test_a_donor_stands_in_a_like_context() -> None:
    angles = Angles(**{"In Odda ,": 0, "In Voss ,": 30, "In Bodo ,": 80})
    found = donors(
        town("Odda"), town("Voss"), town("Bodo"), similarity=angles, bounds=limits(context=0.4)
    )
    assert found == ["Voss"]


def test_a_donor_is_not_like_another_entity_of_the_document() -> None:
    angles = Angles(Odda=0, Oddaia=90, Voss=30, Bodo=50)
    everywhere = [town("Odda"), town("Voss"), town("Bodo")]
    assert donors(*everywhere, similarity=angles, bounds=limits(other=0.7)) == ["Voss"]
    assert donors(*everywhere, similarity=angles, bounds=limits(other=0.8)) == ["Voss", "Bodo"]


def test_donors_are_ranked_by_shared_roles_and_then_by_likeness() -> None:
    angles = Angles(Odda=0, Voss=20, Bodo=40, Lom=60)
    everywhere = [
        town("Odda", relations=("P131", "P17")),
        town("Bodo"),
        town("Voss"),
        town("Lom", relations=("P17", "P131")),
    ]
    assert donors(*everywhere, similarity=angles) == ["Lom", "Voss", "Bodo"]
    assert donors(*everywhere, similarity=angles, bounds=limits(candidates=2)) == ["Lom", "Voss"]


def test_the_best_donors_are_found_behind_many_in_unlike_contexts() -> None:
    far = [town(f"Far{chr(97 + i // 26)}{chr(97 + i % 26)}") for i in range(150)]
    names = {f"In {one.entities[0].names[0]} ,": 85.0 for one in far}
    angles = Angles(Odda=0, Lom=30, **names)
    found = donors(town("Odda"), *far, town("Lom"), similarity=angles, bounds=limits(context=0.9))
    assert found == ["Lom"]


def test_donors_do_not_depend_on_the_order_of_the_documents() -> None:
    everywhere = [town(name, title=f"{name} {i}") for i in range(2) for name in ("Voss", "Bodo")]
    everywhere += [town("Lom", relations=("P131", "P17")), person("Ada"), person("Bea")]
    wanted = town("Odda", relations=("P131", "P17"))
    expected = donors(wanted, *everywhere, bounds=limits(candidates=2))
    assert expected == ["Lom", "Bodo"]
    for order in islice(permutations(everywhere), 0, None, 1000):
        pool = pool_of(*order, wanted)
        found = pool.candidates(
            wanted, analyze(wanted), similarity=Angles(), limits=limits(candidates=2)
        )
        assert [(donor.main, donor.title) for donor in found[0]] == [
            ("Lom", "Lom"),
            ("Bodo", "Bodo 0"),
        ]


def test_a_document_that_is_not_in_the_pool_finds_donors_there() -> None:
    wanted, pool = town("Odda"), pool_of(town("Voss"), town("Bodo"))
    found = pool.candidates(wanted, analyze(wanted), similarity=Angles(), limits=LIMITS)
    assert [donor.main for donor in found[0]] == ["Bodo", "Voss"]


def test_a_locked_entity_and_one_without_relations_have_no_donors() -> None:
    locked = document(
        "[0 LOC|the valley] and [1 LOC|Odda] , a village , in [2 ORG|Union] .",
        labels=[(0, "P131", 2)],
    )
    assert donors(locked, town("Voss")) == []
    assert donors(locked, town("Voss"), entity=1) == []


def test_a_donor_has_a_name_of_each_form_that_is_needed() -> None:
    wanted = document("[0 LOC|Norwegian] by [1 ORG|Union] .", labels=[(1, "P17", 0)])

    def place(name: str) -> Document:
        return document(
            f"[0 LOC|{name}] by [1 ORG|Un {name}] .", title=name, labels=[(1, "P17", 0)]
        )

    found = donors(wanted, place("Swedish"), place("Danish"), place("Odda"), place("Finns"))
    assert found == ["Denmark", "Finland", "Sweden"]  # by the usual name, which has all forms


def test_a_donor_takes_the_article_that_stands_before() -> None:
    def club(name: str, before: str) -> Document:
        return document(
            f"So {before} [0 ORG|{name}] , a company , of [1 LOC|Home of {name}] .",
            title=name,
            labels=[(0, "P159", 1)],
        )

    clubs = [club("Unionsk", "the"), club("Brann", "with"), club("Laget", "the")]
    assert donors(clubs[0], *clubs[1:]) == ["Laget"]
    assert donors(clubs[1], clubs[0], clubs[2], club("Kraft", "by")) == ["Kraft"]


def test_a_donor_s_names_have_their_quotes_and_brackets_in_pairs() -> None:
    broken = [town("Odda (east"), town('Odda "east'), town("Voss,"), town("'Bodo")]
    assert donors(town("Nes"), *broken, town("Lom (west)")) == ["Lom (west)"]


def test_a_donor_is_no_place_that_the_document_names_in_another_way() -> None:
    def place(name: str) -> Document:
        return document(
            f"By [0 LOC|{name}] , [1 ORG|Un {name}] .", title=name, labels=[(1, "P17", 0)]
        )

    wanted = document(
        "By [0 LOC|Norway] , [1 ORG|Union] and a [2 LOC|Swedish] boat .", labels=[(1, "P17", 0)]
    )
    assert donors(wanted, place("Sweden"), place("Denmark")) == ["Denmark"]


def test_a_person_is_replaced_by_one_of_the_same_gender() -> None:
    everyone = [person("Queen Ada"), person("King Per"), person("Queen Eva"), person("Xyq Zrw")]
    assert donors(*everyone) == ["Queen Eva"]


def test_a_person_of_unknown_gender_is_replaced_by_one_that_suits_the_pronouns() -> None:
    everyone = [person("Per Olsen"), person("Ada Olsen"), person("Vwq Trw"), person("Ole Lund")]
    told = document(
        "[0 PER|Xyq Zrw] of [1 LOC|Odda] .",
        "[2 PER|King Olav] met [0 PER|Xyq Zrw] ; then he left .",
        title="told",
        labels=[(0, "P19", 1)],
    )
    assert analyze(told).genders[0] is None
    assert donors(told, *everyone) == ["Ole Lund", "Per Olsen"]  # nobody knows what a Vwq is
    assert len(donors(person("Xyq Zrw"), *everyone)) == 3


def test_a_context_is_the_window_around_a_mention_across_sentences() -> None:
    one = document("a b c .", "d [0 LOC|Nye Odda] e f .", "[0 LOC|Odda] g")
    assert context_lines(one, one.entities[0], window=2) == [
        ". d Nye Odda e f",
        "f . Odda g",
    ]


# -- new names -----------------------------------------------------------------------------------


def donor(
    *names: str, kind: str = "LOC", main: str = "", title: str = "D", **derived: str
) -> Donor:
    """A donor of its own direction: like no other."""
    vector = np.zeros((len(names), 64), dtype=np.float32)
    vector[:, sum(map(ord, names[0])) % 64] = SCALE
    return Donor(
        title,
        main or names[0],
        {name: form_of(name, kind) for name in names},
        derived,
        kind == "LOC",
        vector,
    )


def test_fuller_names_go_to_fuller_names_and_aliases_stay_apart() -> None:
    surfaces = {"Oslo": "name", "City of Oslo": "name"}
    names = new_names(surfaces, donor("Bergen", "Port of Bergen"))
    assert names == {"Oslo": "Bergen", "City of Oslo": "Port of Bergen"}
    assert collapsed(names) == 0


def test_the_last_name_serves_for_the_rest_where_there_are_fewer() -> None:
    surfaces = {"Oslo": "name", "City of Oslo": "name", "Port of the City": "name"}
    names = new_names(surfaces, donor("Bergen", "Port of Bergen"))
    assert names == {
        "Oslo": "Bergen",
        "City of Oslo": "Bergen",
        "Port of the City": "Port of Bergen",
    }
    assert collapsed(names) == 1


def test_names_that_differ_in_letter_case_alone_are_not_two_aliases() -> None:
    names = new_names({"Oslo": "name", "City of Oslo": "name"}, donor("Bergen", "BERGEN"))
    assert names is not None
    assert collapsed(names) == 1


def test_each_form_takes_a_name_of_its_own() -> None:
    surfaces = {"Norway": "name", "Norwegian": "adjective"}
    assert new_names(surfaces, donor("Sweden", adjective="Swedish")) == {
        "Norway": "Sweden",
        "Norwegian": "Swedish",
    }
    assert new_names(surfaces, donor("Odda")) is None


def test_a_given_name_takes_a_given_name_and_a_surname_a_surname() -> None:
    surfaces = {"Ada Berg": "full", "Ada": "single", "Berg": "single"}
    assert new_names(surfaces, donor("Eva Holm", kind="PER")) is None
    assert new_names(surfaces, donor("Eva Holm", kind="PER", single="Holm")) == {
        "Ada Berg": "Eva Holm",
        "Ada": "Eva",
        "Berg": "Holm",
    }


# -- realization -----------------------------------------------------------------------------


def made(
    *sents: str, to: dict[int, dict[str, str]], title: str = "Untitled"
) -> tuple[Document, Realized]:
    """The document with names replaced: edits replay and spans hold names in every test."""
    one = document(*sents, title=title)
    found = realize(one, analyze(one), to)
    before = {"title": title, "text": text_of(one.sents)}
    after = {"title": found.title, "text": text_of(found.sents)}
    edits = [
        {"field": e.field, "start": e.start, "end": e.end, "before": e.before, "after": e.after}
        for e in sorted(found.edits, key=lambda e: (e.field, e.start))
    ]
    assert replay(before, edits) == after
    assert all(e.before != e.after for e in found.edits)
    for i, entity in enumerate(one.entities):
        for j, mention in enumerate(entity.mentions):
            start, end = found.spans[i, j]
            wanted = to.get(i, {}).get(mention.name, mention.name)
            tokens = " ".join(found.sents[mention.sent][start:end])
            assert tokens.casefold() == wanted.casefold(), (i, j)
    return one, found


def lines(*sents: str, to: dict[int, dict[str, str]], title: str = "Untitled") -> list[str]:
    return [" ".join(sent) for sent in made(*sents, to=to, title=title)[1].sents]


def test_every_mention_is_replaced_and_all_spans_move_along() -> None:
    _, found = made(
        "From [0 LOC|Odda] to [1 LOC|Nye Voss] and [0 LOC|Odda] , [2 TIME|1921] .",
        "So [1 LOC|Voss] by [0 LOC|Odda] .",
        to={0: {"Odda": "San Marino City"}, 1: {"Nye Voss": "Lom", "Voss": "Lom"}},
    )
    assert [" ".join(sent) for sent in found.sents] == [
        "From San Marino City to Lom and San Marino City , 1921 .",
        "So Lom by San Marino City .",
    ]
    assert found.spans == {
        (0, 0): (1, 4),
        (0, 1): (7, 10),
        (0, 2): (3, 6),
        (1, 0): (5, 6),
        (1, 1): (1, 2),
        (2, 0): (11, 12),
    }


def test_nothing_changes_where_nothing_is_replaced() -> None:
    one, found = made("A [0 LOC|Odda] bus and an [1 ORG|Union] .", to={})
    assert [tuple(sent) for sent in found.sents] == list(one.sents)
    assert (found.title, found.edits) == (one.title, [])


def test_edits_are_characters_of_the_original() -> None:
    _, found = made("Rain .", "In [0 LOC|Odda] .", to={0: {"Odda": "Lom"}})
    [edit] = found.edits
    assert (edit.field, edit.start, edit.end) == ("text", 10, 14)
    assert (edit.before, edit.after) == ("Odda", "Lom")


@pytest.mark.parametrize(
    ("sentence", "new", "result"),
    [
        ("It is a [0 LOC|Swedish] boat .", "Austrian", "It is an Austrian boat ."),
        ("It is an [0 LOC|Austrian] boat .", "Swedish", "It is a Swedish boat ."),
        ("It is a [0 LOC|Swedish] boat .", "Danish", "It is a Danish boat ."),
        ("A [0 LOC|Swedish] boat .", "Austrian", "An Austrian boat ."),
        ("An [0 LOC|Austrian] boat .", "Swedish", "A Swedish boat ."),
        ('He has a " [0 LOC|Swedish] boat " .', "Austrian", 'He has an " Austrian boat " .'),
        ("He has an `` [0 LOC|Austrian] boat .", "Swedish", "He has a `` Swedish boat ."),
        ("The [0 LOC|Swedish] boat .", "Austrian", "The Austrian boat ."),
    ],
)
def test_the_article_before_a_mention_is_mended(sentence: str, new: str, result: str) -> None:
    old = re.findall(r"\|(\w+)\]", sentence)[0]
    assert lines(sentence, to={0: {old: new}}) == [result]


def test_the_article_before_an_unannotated_occurrence_is_mended() -> None:
    result = lines("[0 LOC|Odda] .", "Then an Odda-based crew .", to={0: {"Odda": "Lom"}})
    assert result == ["Lom .", "Then a Lom-based crew ."]


@pytest.mark.parametrize(
    ("sentence", "new", "fits"),
    [
        ("A [0 LOC|Swedish] boat .", "Danish", True),
        ("A [0 LOC|Swedish] boat .", "Ukrainian", False),
        ("The [0 LOC|Swedish] boat .", "Ukrainian", True),
        ("On the [0 ORG|Union] list .", "The Guild", False),
        ("On [0 ORG|Union] list .", "The Guild", True),
        ("On a [0 ORG|Union] list .", "The Guild", False),
        ("In [0 LOC|Voss] county .", "Odda county", False),
        ("In [0 LOC|Voss] county .", "Odda town", True),
        ("In [0 LOC|Voss] .", "Odda Inc.", False),
    ],
)
def test_a_name_must_read_well_between_the_words_around_it(
    sentence: str, new: str, fits: bool
) -> None:
    one = document(sentence)
    assert fits_between(one, 0, {one.entities[0].names[0]: new}) is fits


@pytest.mark.parametrize(
    ("sentence", "to", "result"),
    [
        ("[0 PER|Ada] ran .", {"Ada": "van Dyk"}, "Van Dyk ran ."),
        ('" [0 PER|Ada] ran .', {"Ada": "van Dyk"}, '" Van Dyk ran .'),
        ("Then [0 PER|Ada] ran .", {"Ada": "van Dyk"}, "Then van Dyk ran ."),
        ("In [0 TIME|the 1920s] .", {"the 1920s": "The 1940s"}, "In the 1940s ."),
        ("[0 TIME|The 1920s] .", {"The 1920s": "the 1940s"}, "The 1940s ."),
        ("In [0 ORG|Brann] .", {"Brann": "The Union"}, "In The Union ."),
    ],
)
def test_a_name_has_the_capital_of_its_place(
    sentence: str, to: dict[str, str], result: str
) -> None:
    assert lines(sentence, to={0: to}) == [result]


@pytest.mark.parametrize(
    ("sentence", "to", "result"),
    [
        ("So [0 PER|Janis] ' boat sank .", {"Janis": "Ada"}, "So Ada 's boat sank ."),
        ("So [0 PER|Janis] ' boat sank .", {"Janis": "Mats"}, "So Mats ' boat sank ."),
        ("So [0 PER|Ada] 's boat sank .", {"Ada": "Eva"}, "So Eva 's boat sank ."),
        ("The ' great [0 PER|Janis] ' sank .", {"Janis": "Ada"}, "The ' great Ada ' sank ."),
    ],
)
def test_the_possessive_behind_a_name_is_mended(
    sentence: str, to: dict[str, str], result: str
) -> None:
    assert lines(sentence, to={0: to}) == [result]


def test_unannotated_occurrences_are_replaced_in_hyphenated_words_too() -> None:
    result = lines(
        "[0 LOC|Odda] .",
        "The anti-Odda and Odda-based crews left Odda 's bay .",
        to={0: {"Odda": "San Marino"}},
    )
    assert result == [
        "San Marino .",
        "The anti-San Marino and San Marino-based crews left San Marino 's bay .",
    ]


def test_a_form_that_goes_with_a_name_is_replaced_by_its_own() -> None:
    result = lines(
        "[0 LOC|Norway] won .",
        "Norwegian boats .",
        to={0: {"Norway": "Sweden", "Norwegian": "Swedish"}},
    )
    assert result == ["Sweden won .", "Swedish boats ."]


def test_the_title_is_replaced_along() -> None:
    _, found = made(
        "[0 PER|Ada Berg] of [1 LOC|Odda] .",
        title="Ada M. Berg in Odda , Odda",
        to={0: {"Ada Berg": "Eva Holm"}, 1: {"Odda": "Lom"}},
    )
    assert found.title == "Eva Holm in Lom , Lom"


def test_the_title_keeps_what_is_not_replaced() -> None:
    to = {1: {"Odda": "Lom"}}
    title = "Ada Berg in Odda"
    found = made("[0 PER|Ada Berg] of [1 LOC|Odda] .", title=title, to=to)[1]
    assert found.title == "Ada Berg in Lom"


def test_a_letter_that_ends_a_name_is_no_article() -> None:
    result = lines("The [0 MISC|Serie A] [1 ORG|Genoa] side .", to={1: {"Genoa": "Inter"}})
    assert result == ["The Serie A Inter side ."]


def test_an_unannotated_occurrence_has_the_capital_of_its_place() -> None:
    to = {0: {"Ada Berg": "Eva van Dyk", "Berg": "van Dyk"}}
    assert lines("[0 PER|Ada Berg] .", "Berg ran .", to=to) == ["Eva van Dyk .", "Van Dyk ran ."]


def test_the_article_in_the_title_is_mended() -> None:
    to = {0: {"Norwegian": "Austrian"}}
    found = made("A [0 LOC|Norwegian] boat .", title="A Norwegian Tale", to=to)[1]
    assert found.title == "An Austrian Tale"


# -- the search ------------------------------------------------------------------------------


def star(*degrees: int) -> Document:
    """Entity i stands in as many relations as given to leaves that stand in no other."""
    leaves = sum(degrees)
    marked = [f"[{i} LOC|Hub{chr(97 + i)}]" for i in range(len(degrees))]
    marked += [f"[{len(degrees) + n} ORG|Leaf{chr(97 + n)}x]" for n in range(leaves)]
    labels: list[LabelIn] = []
    for i, degree in enumerate(degrees):
        for _ in range(degree):
            labels.append((i, "P1", len(degrees) + len(labels)))
    return document(" , ".join(marked) + " .", labels=labels)


def search_in(
    one: Document,
    candidates: dict[int, list[Donor]],
    *,
    threshold: float = 0.7,
    least: float | None = None,
    other: float = 0.5,
) -> Search:
    found = [candidates.get(i, []) for i in range(len(one.entities))]
    least = threshold if least is None else least
    return Search(one, analyze(one), found, threshold=threshold, least=least, other=other)


def drawn(search: Search, *, seed: int = 0, tries: int = 40) -> list[Choices]:
    return list(search.variants(record_rng(dataset="t", seed=seed, original_id="x"), tries=tries))


def mains(choices: Choices) -> dict[int, str]:
    return {i: choice.donor.main for i, choice in sorted(choices.items())}


def test_seven_of_ten_relations_are_not_more_than_seventy_percent() -> None:
    search = search_in(star(7, 3), {0: [donor("Odda")]})
    assert drawn(search) == []
    blocked = search.blocked()
    assert isinstance(blocked, Drop)
    assert (blocked.reason, blocked.level) == ("no-donor", "record")
    assert "at most 70% of 10 relations" in blocked.detail
    assert "no donor fits: 13 relation ends" in blocked.detail


def test_where_too_few_can_change_the_wanted_share_of_those_is_enough() -> None:
    some = {1: [donor("Odda")], 2: [donor("Voss")], 3: [donor("Bodo")]}
    search = search_in(star(5, 3, 1, 1), some, least=0.1)
    assert search.blocked() is None
    assert search.goal == pytest.approx(0.35)  # 0.7 of 0.5
    assert [mains(choices) for choices in drawn(search)] == [{1: "Odda", 2: "Voss"}]
    assert search_in(star(9, 1), {1: [donor("Odda")]}, least=0.1).blocked() is not None


def test_a_search_without_a_good_draw_asks_for_less_until_it_is_too_little() -> None:
    search = search_in(star(8, 2), {0: [donor("Odda")]}, least=0.3)
    assert search.ease()
    assert search.goal == pytest.approx(0.35)
    assert not search.ease()


def test_eight_of_ten_relations_are() -> None:
    search = search_in(star(8, 2), {0: [donor("Odda")]})
    assert search.blocked() is None
    assert [mains(choices) for choices in drawn(search)] == [{0: "Odda"}]


def test_entities_are_replaced_in_decreasing_number_of_relations_until_it_is_enough() -> None:
    donors_of = {0: [donor("Odda")], 1: [donor("Voss")], 2: [donor("Bodo")], 3: [donor("Lom")]}
    assert [mains(choices) for choices in drawn(search_in(star(1, 4, 2, 3), donors_of))] == [
        {1: "Voss", 2: "Bodo", 3: "Lom"}
    ]
    assert [
        mains(choices) for choices in drawn(search_in(star(1, 4, 2, 3), donors_of, threshold=0.5))
    ] == [{1: "Voss", 3: "Lom"}]


def test_an_entity_without_a_donor_is_passed_over() -> None:
    found = drawn(search_in(star(2, 4, 4), {0: [donor("Odda")], 1: [donor("Voss")]}, threshold=0.5))
    assert [mains(choices) for choices in found] == [{0: "Odda", 1: "Voss"}]


def test_a_name_that_holds_a_replaced_one_is_composed_anew() -> None:
    one = document(
        "[0 LOC|Odda] , [1 ORG|Odda Museum] , [2 ORG|Union] .",
        labels=[(0, "P1", 2), (0, "P2", 2), (0, "P3", 2), (1, "P1", 2)],
    )
    known = analyze(one)
    assert [mains(x) for x in drawn(search_in(one, {0: [donor("Voss")]}))] == [{0: "Voss"}]
    assert with_family(known, {0: {"Odda": "Voss"}}) == {
        0: {"Odda": "Voss"},
        1: {"Odda Museum": "Voss Museum"},
    }


def test_relatives_go_on_sharing_their_surname() -> None:
    one = document(
        "[0 PER|Ada Bergstrom] , [1 PER|Per Bergstrom] , [2 ORG|Union] .",
        labels=[(0, "P3373", 1), (0, "P463", 2)],
    )
    known = analyze(one)
    assert known.composed == (False, True, False)
    names = new_names(known.surfaces[0], donor("Eva Holm", kind="PER", single="Holm"))
    assert names is not None
    changed = with_family(known, {0: names})
    assert changed is not None
    assert changed[1] == {"Per Bergstrom": "Per Holm"}


def test_initials_follow_the_name_that_they_are_of() -> None:
    surfaces = {"Union of Odda": "name", "UO": "initials"}
    assert new_names(surfaces, donor("League of Voss", kind="ORG")) == {
        "Union of Odda": "League of Voss",
        "UO": "LV",
    }


def test_two_names_in_one_sentence_do_not_become_one() -> None:
    one = document("[0 LOC|Oslo] ( [0 LOC|Tigerstaden] ) by [1 ORG|Union] .", labels=[(0, "P1", 1)])
    assert drawn(search_in(one, {0: [donor("Lom")]})) == []
    assert len(drawn(search_in(one, {0: [donor("Lom", "Lommen")]}))) == 1


def test_entities_that_name_one_place_take_one_donor() -> None:
    one = document(
        "A [0 LOC|Norwegian] of [1 LOC|Norway] by [2 ORG|Union] .",
        labels=[(0, "P1", 2), (1, "P1", 2), (1, "P2", 2)],
    )
    offered = [
        donor("Sweden", adjective="Swedish"),
        donor("Denmark", adjective="Danish"),
        donor("Odda"),
    ]
    found = drawn(search_in(one, {0: offered[::-1], 1: offered}))
    assert {tuple(mains(choices).values()) for choices in found} == {
        ("Sweden", "Sweden"),
        ("Denmark", "Denmark"),
    }
    for choices in found:
        assert choices[0].names == {"Norwegian": choices[1].donor.derived["adjective"]}


def test_variants_are_distinct() -> None:
    offered = [donor("Odda"), donor("Voss"), donor("Bodo"), donor("Odda", title="another")]
    found = drawn(search_in(star(3), {0: offered}))
    assert sorted(mains(choices)[0] for choices in found) == ["Bodo", "Odda", "Voss"]


def _many() -> Search:
    names = [f"{a}{b}" for a in ("Lo", "Va", "Ri", "Tu", "Ke") for b in ("mo", "sta", "go", "ra")]
    return search_in(star(2, 2), {0: [donor(n) for n in names], 1: [donor(n) for n in names]})


def test_a_seed_gives_the_same_variants_again() -> None:
    first, second = drawn(_many(), tries=8), drawn(_many(), tries=8)
    assert [mains(choices) for choices in first] == [mains(choices) for choices in second]
    assert len(first) > 4


def test_another_seed_gives_other_variants() -> None:
    first, second = drawn(_many(), tries=8), drawn(_many(), seed=1, tries=8)
    assert [mains(choices) for choices in first] != [mains(choices) for choices in second]


def test_two_entities_never_take_names_of_which_one_holds_the_other() -> None:
    offered = [donor("Odda"), donor("Nye Odda"), donor("Odda", title="another")]
    search = search_in(star(2, 2), {0: offered, 1: offered})
    assert drawn(search) == []
    apart = search_in(star(2, 2), {0: offered, 1: [*offered, donor("Voss")]})
    assert {choices[1].donor.main for choices in drawn(apart)} == {"Voss"}


def test_two_donors_that_are_too_alike_do_not_stand_together() -> None:
    one, other = donor("Odda"), donor("Voss")
    near = Donor("N", "Nes", {"Nes": "name"}, {}, True, one.vectors)
    found = drawn(search_in(star(2, 2), {0: [one], 1: [near, other]}))
    assert [mains(choices) for choices in found] == [{0: "Odda", 1: "Voss"}]
    assert len(drawn(search_in(star(2, 2), {0: [one], 1: [near, other]}, other=1.1))) == 2


def test_donors_that_keep_aliases_apart_come_before_those_that_do_not() -> None:
    one = document("[0 LOC|Oslo] or [0 LOC|City of Oslo] by [1 ORG|Union] .", labels=[(0, "P1", 1)])
    offered = [donor("Lom"), donor("Voss"), donor("Bodo", "Port of Bodo"), donor("Nes")]
    assert [mains(choices)[0] for choices in drawn(search_in(one, {0: offered}), tries=5)] == [
        "Bodo"
    ]


def test_a_derived_name_may_not_hold_a_name_of_the_document() -> None:
    one = document("A [0 LOC|Norwegian] by [1 ORG|Swedish] .", labels=[(0, "P1", 1)])
    search = search_in(one, {0: [donor("Sweden", adjective="Swedish")]})
    assert drawn(search) == []


def test_a_club_that_is_called_like_its_town_goes_with_it() -> None:
    one = document(
        "[0 LOC|Brann] , [1 ORG|Brann] , [2 ORG|Union] .", labels=[(0, "P1", 2), (1, "P1", 2)]
    )
    assert [mains(x) for x in drawn(search_in(one, {0: [donor("Lom")]}))] == [{0: "Lom"}]
    assert with_family(analyze(one), {0: {"Brann": "Lom"}}) == {
        0: {"Brann": "Lom"},
        1: {"Brann": "Lom"},
    }


def test_a_document_without_relations_is_dropped_as_such() -> None:
    blocked = search_in(document("In [0 LOC|Odda] ."), {0: [donor("Voss")]}).blocked()
    assert blocked is not None
    assert blocked.reason == "no-relations"


def test_a_document_of_locked_entities_is_dropped_with_why_they_are() -> None:
    one = document("In [0 LOC|the valley] by [1 ORG|the club] .", labels=[(0, "P1", 1)])
    blocked = search_in(one, {}).blocked()
    assert blocked is not None
    assert blocked.reason == "locked"
    assert "no other name fits): 2 relation ends" in blocked.detail


# -- similarity ------------------------------------------------------------------------------


TEXTS = ["Odda", "a small town in Norway", "", "Mira Halvorsen", "4 May 1921", "ø", "Odda"]


@pytest.fixture(scope="module")
def static() -> StaticSimilarity:
    return StaticSimilarity()


def test_vectors_are_whole_numbers_in_range(static: StaticSimilarity) -> None:
    vectors = static.embed(TEXTS)
    assert vectors.dtype == np.float32
    assert (vectors == np.rint(vectors)).all()
    assert np.abs(vectors).max() <= SCALE


def test_dot_products_are_exact(static: StaticSimilarity) -> None:
    vectors = static.embed(TEXTS)
    whole = vectors.astype(np.int64)
    assert (vectors @ vectors.T == whole @ whole.T).all()
    assert (whole @ whole.T).max() < 2**24


def test_a_text_is_alike_to_itself_and_more_than_to_another(static: StaticSimilarity) -> None:
    cosines = (lambda v: v @ v.T / SCALE**2)(static.embed(["Norway", "Sweden", "1921"]))
    assert np.allclose(np.diag(cosines), 1, atol=0.01)
    assert cosines[0, 1] > cosines[0, 2]


def test_a_text_has_the_same_vector_alone_and_among_others(static: StaticSimilarity) -> None:
    together = static.embed(TEXTS)
    for text, row in zip(TEXTS, together, strict=True):
        assert (static.embed([text])[0] == row).all()
    assert (static.embed(TEXTS[::-1]) == together[::-1]).all()


def test_an_empty_text_is_the_zero_vector_and_no_texts_are_no_rows(
    static: StaticSimilarity,
) -> None:
    assert not static.embed([""]).any()
    assert static.embed([]).shape == (0, static.embed(["x"]).shape[1])


def test_the_model_is_named_with_its_version(static: StaticSimilarity) -> None:
    model = static.model()
    assert "wordllama" in model["name"]
    assert re.match(r"\d+\.\d+", model["version"])


@pytest.mark.parametrize("missing", ["torch", "transformers"])
def test_contriever_without_its_extra_says_what_to_install(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(Unavailable) as error:
        ContrieverSimilarity()
    assert "python -m pip install 'torch>=2.6' 'transformers>=4.50'" in str(error.value)
    assert error.value.exit_code == 3


def test_a_similarity_is_loaded_once() -> None:
    assert load_similarity("static") is load_similarity("static")


# -- the whole builder -----------------------------------------------------------------------


def builder(**parameters: object) -> Any:
    manifest = load_manifest("redocred-cf", root=ROOT)
    return load_builder(
        "redocred_cf",
        dataset="redocred-cf",
        parameters={**manifest.parameters, **parameters},
        seed=0,
    )


Answers = dict[str, list[Row | Drop | Repair]]


def answers(records: Sequence[dict[str, Any]], **parameters: object) -> Answers:
    made_by = builder(**parameters)
    pool = made_by.context(records)
    return {
        one["title"]: list(
            made_by.edit(
                one,
                context=pool,
                rng=record_rng(dataset="redocred-cf", seed=0, original_id=one["title"]),
            )
        )
        for one in records
    }


@pytest.fixture(scope="module")
def sample() -> list[dict[str, Any]]:
    with SAMPLES["validation"].open("rb") as stream:
        return list(builder().read(stream, source="validation.json"))


@pytest.fixture(scope="module")
def said(sample: list[dict[str, Any]]) -> Answers:
    return answers(sample)


def rows(said: Answers, config: str) -> list[dict[str, Any]]:
    return [
        part.values
        for parts in said.values()
        for part in parts
        if isinstance(part, Row) and part.config == config
    ]


def test_every_record_gives_pairs_or_one_drop_with_its_reason(said: Answers) -> None:
    outcomes = Counter[bool]()
    for title, parts in said.items():
        drops = [p for p in parts if isinstance(p, Drop) and p.level == "record"]
        pairs = [p for p in parts if isinstance(p, Row) and p.config == "pairs"]
        assert (len(drops), bool(pairs)) in ((0, True), (1, False)), title
        assert all(drop.reason and drop.detail for drop in drops)
        outcomes[bool(pairs)] += 1
    assert outcomes[True] > outcomes[False] > 0


def test_there_are_at_most_as_many_variants_as_wanted_and_fewer_are_told(said: Answers) -> None:
    for title, parts in said.items():
        made = sum(isinstance(p, Row) and p.config == "pairs" for p in parts)
        told = [p.detail for p in parts if isinstance(p, Drop) and p.level == "variant"]
        assert made <= 5
        assert told == ([f"{made} of 5 variants found"] if 0 < made < 5 else []), title


def test_edits_of_every_pair_replay(said: Answers) -> None:
    pairs = rows(said, "pairs")
    assert len(pairs) > 50
    for row in pairs:
        assert replay(row["original"], row["edits"]) == row["counterfactual"]
    assert len({row["id"] for row in pairs}) == len(pairs)


def test_no_fewer_than_the_least_of_the_relations_are_affected_in_a_pair(said: Answers) -> None:
    least = RedocredParameters.model_validate({}).affected_least
    for row in rows(said, "pairs"):
        counted = re.match(r"(\d+) of (\d+) relations have a replaced", row["evidence"]["detail"])
        assert counted
        assert int(counted[1]) > least * int(counted[2])
        assert len(row["label_original"]) == len(row["label_counterfactual"]) == int(counted[2])
        changed = sum(
            (old["head"], old["tail"]) != (new["head"], new["tail"])
            for old, new in zip(row["label_original"], row["label_counterfactual"], strict=True)
        )
        assert changed == int(counted[1])


def test_every_intervention_names_the_document_it_takes_from(
    said: Answers, sample: list[dict[str, Any]]
) -> None:
    entities = {one["title"]: {m["name"] for e in one["vertexSet"] for m in e} for one in sample}
    for row in rows(said, "pairs"):
        assert row["intervention"]
        for change in row["intervention"]:
            others = {"invented", "tables of places"}
            assert change["source"] in (entities.keys() | others) - {row["original_id"]}
            assert change["from"] != change["to"]


def test_native_rows_have_right_indices(said: Answers) -> None:
    native = rows(said, "native")
    assert len(native) == len(rows(said, "pairs"))
    for row in (*native, *rows(said, "native_mix")):
        flat = [token for sent in row["sents"] for token in sent]
        for i, vertex in enumerate(row["vertexSet"]):
            for j, mention in enumerate(vertex):
                start, end = mention["pos"]
                sent = mention["sent_id"]
                assert mention["name"] == " ".join(row["sents"][sent][start:end])
                assert mention["global_pos"] == [sum(map(len, row["sents"][:sent])) + start] * 2
                assert flat[mention["global_pos"][0]] == row["sents"][sent][start]
                assert mention["index"] == f"{i}_{j}"


def test_the_mix_has_each_original_once_before_its_counterfactuals(said: Answers) -> None:
    native = {row["title"]: row for row in rows(said, "native")}
    for parts in said.values():
        mix = [p.values for p in parts if isinstance(p, Row) and p.config == "native_mix"]
        flags = [row["is_counterfactual"] for row in mix]
        assert flags == [False, *[True] * (len(mix) - 1)][: len(mix)]
        for row in mix:
            assert [[m["type"] for m in vertex] for vertex in row["vertexSet"]] == [
                [m["type"] for m in vertex] for vertex in mix[0]["vertexSet"]
            ]
            if row["is_counterfactual"]:
                assert native[row["title"]] == {
                    key: value for key, value in row.items() if key != "is_counterfactual"
                }


def test_a_document_is_edited_the_same_whatever_the_order_of_the_others(
    said: Answers, sample: list[dict[str, Any]]
) -> None:
    assert answers(sample[::-1]) == said


def test_a_broken_document_is_dropped_and_gives_no_donors(sample: list[dict[str, Any]]) -> None:
    broken = record("[0 PER|Ada Berg] of [1 LOC|Odda] .", title="broken", labels=[(0, "P19", 1)])
    broken["vertexSet"][0][0]["pos"] = [0, 99]
    found = answers([*sample[:3], broken])
    assert [(p.reason, p.level) for p in found["broken"] if isinstance(p, Drop)] == [
        ("broken-annotation", "record")
    ]
    assert len(found["broken"]) == 1
    sources = {c["source"] for row in rows(found, "pairs") for c in row["intervention"]}
    assert "broken" not in sources


def test_repairs_are_given_with_the_record() -> None:
    one = record("[0 PER|Ada Berg] of [1 LOC|Odda] .", title="t", labels=[(0, "P19", 1)])
    one["vertexSet"][1][0]["name"] = "ODDA"
    assert Repair("mention-renamed", "vertexSet[1][0].name", "ODDA", "Odda") in answers([one])["t"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"variants": 0},
        {"affected": 1.0},
        {"candidates": 0},
        {"window": -1},
        {"similarity": "other"},
        {"unknown": 1},
    ],
)
def test_a_parameter_out_of_range_is_refused(parameters: dict[str, object]) -> None:
    with pytest.raises(IrrealisError, match=next(iter(parameters))):
        builder(**parameters)


def test_bounds_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(IrrealisError, match="entity_similarity"):
        builder(entity_similarity=[0.8, 0.05])


def test_a_file_without_a_document_is_refused() -> None:
    records = list(builder().read(BytesIO(b'[{"title": "x", "sents": []}]'), source="mine.json"))
    with pytest.raises(IrrealisError, match=r"row x: none of(.|\n)*vertexSet: Field required"):
        builder().context(records)


def test_workers_and_the_order_of_the_records_do_not_change_a_row(
    sample: list[dict[str, Any]], tmp_path: Path
) -> None:
    shuffled = tmp_path / "shuffled.json"
    shuffled.write_text(json.dumps(sample[::-1]), encoding="utf-8")
    hashes = []
    for file, workers in ((SAMPLES["validation"], 1), (shuffled, 2)):
        done = build(
            "redocred-cf",
            root=ROOT,
            files=[file],
            splits=["validation"],
            workers=workers,
            out=tmp_path / f"out{workers}",
        )
        hashes.append(
            {name: part["validation"].content_hash for name, part in done.record.configs.items()}
        )
        assert done.record.counts["validation"].counterfactuals > 50
    assert hashes[0] == hashes[1]


def test_a_very_long_text_has_a_unit_vector() -> None:
    vector = load_similarity("static").embed(["cat " * 200_000])[0]
    assert abs(float(vector @ vector) / UNIT - 1) < 0.05


def test_thresholds_are_the_papers_unless_the_similarity_is_static() -> None:
    paper = RedocredParameters.model_validate({"similarity": "contriever"})
    assert (paper.entity_similarity, paper.context_similarity) == ((0.2, 0.8), 0.4)
    static = RedocredParameters.model_validate({})
    assert (static.entity_similarity, static.context_similarity) == ((0.05, 0.8), 0.15)
    own = RedocredParameters.model_validate({"context_similarity": 0.3})
    assert own.context_similarity == 0.3


@pytest.mark.parametrize("relation", ["born_in", "17", "P17 "])
def test_a_relation_that_is_no_property_drops_its_document_alone(relation: str) -> None:
    raw = record("[0 PER|Ada] of [1 LOC|Oslo] .", labels=[(0, relation, 1)])
    with pytest.raises(BrokenDocument, match=f"{relation}', no properties of Wikidata") as caught:
        clean(RawDocument.model_validate(raw))
    assert caught.value.reason == "unknown-relation"
