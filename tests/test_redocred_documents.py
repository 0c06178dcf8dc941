from __future__ import annotations

import doctest
import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from irrealis.builders.families.documents.reading import (
    BrokenDocument,
    Document,
    DocumentParameters,
    Entity,
    Mention,
    RawDocument,
    clean,
    contradicting_dates,
    documents,
    parse,
    title_of,
)
from irrealis.builders.redocred_cf import surfaces
from irrealis.builders.redocred_cf.surfaces import (
    Analysis,
    TitleHit,
    analyze,
    companions,
    derived_names,
    form_of,
    main_name,
    names_in_order,
    place_of,
    surname,
)

from irrealis.errors import IrrealisError

_MARK = re.compile(r"\[(\d+) (\w+)\|([^\]]+)\]")

LabelIn = tuple[int, str, int] | tuple[int, str, int, list[int]]


def record(*sents: str, title: str = "Untitled", labels: Iterable[LabelIn] = ()) -> dict[str, Any]:
    """A record in upstream's format; mentions are marked: "[0 PER|Ada Berg] of [1 LOC|Oslo] ." """
    entities: dict[int, list[dict[str, Any]]] = {}
    tokens: list[list[str]] = []
    for number, sent in enumerate(sents):
        words: list[str] = []
        at = 0
        for match in _MARK.finditer(sent):
            words += sent[at : match.start()].split()
            name = match[3].split()
            pos = [len(words), len(words) + len(name)]
            entities.setdefault(int(match[1]), []).append(
                {"name": match[3], "pos": pos, "sent_id": number, "type": match[2]}
            )
            words += name
            at = match.end()
        tokens.append(words + sent[at:].split())
    return {
        "title": title,
        "vertexSet": [entities[i] for i in range(len(entities))],
        "labels": [
            {"h": h, "r": r, "t": t, "evidence": evidence[0] if evidence else []}
            for h, r, t, *evidence in labels
        ],
        "sents": tokens,
    }


def cleaned(raw: dict[str, Any]) -> Document:
    return clean(RawDocument.model_validate(raw, strict=False))


def document(*sents: str, title: str = "Untitled", labels: Iterable[LabelIn] = ()) -> Document:
    return cleaned(record(*sents, title=title, labels=labels))


def analysis(*sents: str, title: str = "Untitled", labels: Iterable[LabelIn] = ()) -> Analysis:
    return analyze(document(*sents, title=title, labels=labels))


def entity(*names: str, kind: str = "LOC", role: tuple[str, str] = ("t", "P17")) -> Entity:
    return Entity(tuple(Mention(0, 0, 1, name, kind) for name in names), frozenset({role}))


def kinds(made: Document) -> list[str]:
    return [repair.kind for repair in made.repairs]


def names(made: Document) -> list[tuple[str, ...]]:
    return [entity.names for entity in made.entities]


def triples(made: Document) -> list[tuple[int, str, int, tuple[int, ...]]]:
    return [(label.head, label.relation, label.tail, label.evidence) for label in made.labels]


# -- cleaning ----------------------------------------------------------------------------------


def test_a_sound_document_is_kept_as_it_is_without_repairs() -> None:
    made = document(
        "[0 PER|Ada Berg] left [1 LOC|Oslo] .",
        "[0 PER|Berg] wrote .",
        title="Ada Berg",
        labels=[(0, "P19", 1, [1, 0, 0])],
    )
    assert made.repairs == ()
    assert made.title == "Ada Berg"
    assert made.sents == (("Ada", "Berg", "left", "Oslo", "."), ("Berg", "wrote", "."))
    assert made.entities[0].mentions == (
        Mention(0, 0, 2, "Ada Berg", "PER"),
        Mention(1, 0, 1, "Berg", "PER"),
    )
    assert made.entities[0].roles == {("h", "P19")}
    assert made.entities[1].roles == {("t", "P19")}
    assert triples(made) == [(0, "P19", 1, (0, 1))]


def test_a_name_that_is_not_its_tokens_is_recomputed_from_them() -> None:
    raw = record("He saw [0 LOC|St. Olav] .")
    raw["vertexSet"][0][0]["name"] = "St.Olav"
    made = cleaned(raw)
    assert names(made) == [("St. Olav",)]
    [repair] = made.repairs
    assert (repair.kind, repair.where) == ("mention-renamed", "vertexSet[0][0].name")
    assert (repair.before, repair.after) == ("St.Olav", "St. Olav")


def test_a_wrong_span_moves_to_the_one_place_where_its_name_stands() -> None:
    raw = record("Yesterday in [0 LOC|New Bergen] it rained .")
    raw["vertexSet"][0][0]["pos"] = [1, 3]
    made = cleaned(raw)
    assert made.entities[0].mentions == (Mention(0, 2, 4, "New Bergen", "LOC"),)
    [repair] = made.repairs
    assert (repair.kind, repair.before, repair.after) == ("mention-moved", "[1, 3]", "[2, 4]")


def test_a_wrong_span_stays_where_its_name_stands_twice() -> None:
    raw = record("[0 LOC|Oslo] or Oslo , he said .")
    raw["vertexSet"][0][0]["pos"] = [1, 2]
    made = cleaned(raw)
    assert made.entities[0].mentions == (Mention(0, 1, 2, "or", "LOC"),)
    assert kinds(made) == ["mention-renamed"]


def test_a_mention_given_twice_is_kept_once() -> None:
    raw = record("In [0 LOC|Oslo] .")
    raw["vertexSet"][0] *= 2
    made = cleaned(raw)
    assert made.entities[0].mentions == (Mention(0, 1, 2, "Oslo", "LOC"),)
    assert kinds(made) == ["duplicate-mention"]


def _with_mention(raw: dict[str, Any], i: int, kind: str, start: int, end: int) -> dict[str, Any]:
    """The record with one more mention of entity `i`, in its first sentence."""
    found = {"name": " ".join(raw["sents"][0][start:end]), "pos": [start, end], "sent_id": 0}
    while len(raw["vertexSet"]) <= i:
        raw["vertexSet"].append([])
    raw["vertexSet"][i].append({**found, "type": kind})
    return raw


def test_of_two_overlapping_mentions_the_longer_one_stays() -> None:
    raw = record("At the [0 LOC|Bergen] Museum in [0 LOC|Bergen] .")
    made = cleaned(_with_mention(raw, 1, "ORG", 2, 4))
    assert names(made) == [("Bergen",), ("Bergen Museum",)]
    assert [(m.start, m.end) for m in made.entities[0].mentions] == [(5, 6)]
    assert kinds(made) == ["overlapping-mention"]


def test_of_two_overlapping_mentions_of_one_length_the_earlier_entity_s_stays() -> None:
    raw = record("The [0 LOC|Oslo Bergen] Line .")
    made = cleaned(_with_mention(raw, 1, "MISC", 2, 4))
    assert names(made) == [("Oslo Bergen",)]


def test_an_entity_without_a_mention_left_goes_with_its_relations() -> None:
    raw = record(
        "The [0 LOC|Bergen] Museum of [1 LOC|Norway] .",
        labels=[(0, "P17", 1), (2, "P17", 1, [0])],
    )
    made = cleaned(_with_mention(raw, 2, "ORG", 1, 3))
    assert names(made) == [("Norway",), ("Bergen Museum",)]
    assert triples(made) == [(1, "P17", 0, (0,))]
    assert kinds(made) == ["overlapping-mention", "entity-removed", "label-of-removed-entity"]
    assert made.repairs[-1].before == "0 P17 1"


def test_entities_of_one_type_that_share_a_name_are_merged_and_their_labels_follow() -> None:
    made = document(
        "[0 LOC|Oslo] and [1 LOC|Norway] .",
        "[2 LOC|OSLO] of [1 LOC|Norway] .",
        labels=[(0, "P17", 1, [0]), (2, "P17", 1, [1]), (1, "P36", 2)],
    )
    assert names(made) == [("Oslo", "OSLO"), ("Norway",)]
    assert triples(made) == [(0, "P17", 1, (0, 1)), (1, "P36", 0, ())]
    assert kinds(made) == ["entities-merged", "duplicate-label"]


def test_entities_are_merged_through_a_third_one() -> None:
    made = document("[0 LOC|Oslo] [1 LOC|Kristiania] [2 LOC|Kristiania] or [2 LOC|Oslo] .")
    assert names(made) == [("Oslo", "Kristiania")]


def test_entities_that_share_a_name_but_no_type_stay_apart() -> None:
    made = document("[0 LOC|Brann] is far from [1 ORG|Brann] .")
    assert names(made) == [("Brann",), ("Brann",)]
    assert made.repairs == ()


def test_a_triple_that_merging_makes_a_self_loop_goes() -> None:
    made = document("[0 LOC|Oslo] in [1 LOC|Oslo] .", labels=[(0, "P131", 1), (1, "P131", 0)])
    assert made.labels == ()
    assert kinds(made) == ["entities-merged", "self-loop", "self-loop"]


def test_evidence_of_equal_triples_is_merged() -> None:
    made = document(
        "[0 PER|Ada] of [1 LOC|Oslo] .",
        "She left .",
        "She came .",
        labels=[(0, "P19", 1, [2]), (0, "P19", 1, [0, 2]), (0, "P20", 1, [1])],
    )
    assert triples(made) == [(0, "P19", 1, (0, 2)), (0, "P20", 1, (1,))]
    assert kinds(made) == ["duplicate-label"]


def test_two_spellings_of_one_day_of_birth_become_one_entity() -> None:
    made = document(
        "[0 PER|Ada Berg] , born [1 TIME|4 May 1921] .",
        "On [2 TIME|May 4 , 1921] it rained .",
        labels=[(0, "P569", 1, [0]), (0, "P569", 2, [1])],
    )
    assert names(made) == [("Ada Berg",), ("4 May 1921", "May 4 , 1921")]
    assert triples(made) == [(0, "P569", 1, (0, 1))]


def test_a_year_and_a_day_in_it_stay_two_entities_and_do_not_contradict() -> None:
    made = document(
        "[0 PER|Ada Berg] , born [1 TIME|4 May 1921] , in [2 TIME|1921] .",
        labels=[(0, "P569", 1), (0, "P569", 2)],
    )
    assert len(made.entities) == 3
    assert list(contradicting_dates(made)) == []


def test_a_year_of_birth_beside_its_day_is_no_second_birth() -> None:
    made = document(
        "[0 PER|Ada Berg] , born [1 TIME|1921] , on [2 TIME|4 May 1921] .",
        labels=[(0, "P569", 1), (0, "P569", 2), (0, "P571", 1)],
    )
    assert triples(made) == [(0, "P569", 2, ()), (0, "P571", 1, ())]
    [repair] = made.repairs
    assert (repair.kind, repair.before) == ("coarser-date-label", "Ada Berg P569 1921")


def test_two_days_of_birth_of_one_person_contradict() -> None:
    made = document(
        "[0 PER|Ada Berg] , born [1 TIME|4 May 1921] or [2 TIME|1922] .",
        labels=[(0, "P569", 1), (0, "P569", 2), (0, "P571", 1), (0, "P571", 2)],
    )
    assert list(contradicting_dates(made)) == [(0, "P569", "4 May 1921", "1922")]


def test_a_birth_and_a_death_do_not_contradict() -> None:
    made = document(
        "[0 PER|Ada Berg] ( [1 TIME|1921] , [2 TIME|1988] ) .",
        labels=[(0, "P569", 1), (0, "P570", 2)],
    )
    assert list(contradicting_dates(made)) == []


BROKEN: dict[str, tuple[tuple[str | int, ...], object, str]] = {
    "empty token": (("sents", 1, 0), "", "sents[1] has the token ''"),
    "token with a space": (("sents", 0, 1), "of the", "sents[0] has the token 'of the'"),
    "token with a newline": (("sents", 0, 1), "of\n", "sents[0] has the token"),
    "no mention": (("vertexSet", 1), [], "vertexSet[1] has no mention"),
    "sentence after the last": (("vertexSet", 1, 0, "sent_id"), 2, "vertexSet[1][0].sent_id 2 of"),
    "negative sentence": (("vertexSet", 0, 0, "sent_id"), -1, "vertexSet[0][0].sent_id -1"),
    "end before start": (("vertexSet", 0, 0, "pos"), [2, 1], "vertexSet[0][0].pos [2, 1]"),
    "empty span": (("vertexSet", 0, 0, "pos"), [1, 1], "vertexSet[0][0].pos [1, 1]"),
    "negative start": (("vertexSet", 0, 0, "pos"), [-1, 1], "vertexSet[0][0].pos [-1, 1]"),
    "end after the last token": (("vertexSet", 0, 0, "pos"), [3, 5], "pos [3, 5] of 4 tokens"),
    "head after the last": (("labels", 0, "h"), 2, "labels[0] joins 2 and 1 of 2 entities"),
    "negative tail": (("labels", 0, "t"), -1, "labels[0] joins 0 and -1"),
    "evidence after the last": (("labels", 0, "evidence"), [0, 2], "labels[0].evidence [0, 2]"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_an_annotation_that_points_nowhere_is_named_with_its_place(kind: str) -> None:
    path, value, message = BROKEN[kind]
    raw = record("[0 PER|Ada] of [1 LOC|Oslo] .", "Rain .", labels=[(0, "P19", 1, [0])])
    inner: Any = raw
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(BrokenDocument) as error:
        cleaned(raw)
    assert message in str(error.value)


@st.composite
def _records(draw: st.DrawFn) -> dict[str, Any]:
    word = st.sampled_from(["Oslo", "Bergen", "Ada", "of", "A"])
    sents = draw(st.lists(st.lists(word, min_size=2, max_size=6), min_size=1, max_size=3))
    vertices = []
    for _ in range(draw(st.integers(1, 5))):
        vertex = []
        for _ in range(draw(st.integers(1, 3))):
            sent = draw(st.integers(0, len(sents) - 1))
            start = draw(st.integers(0, len(sents[sent]) - 1))
            end = draw(st.integers(start + 1, len(sents[sent])))
            name = draw(st.sampled_from([" ".join(sents[sent][start:end]), "Oslo", "of A"]))
            kind = draw(st.sampled_from(["LOC", "ORG"]))
            vertex.append({"name": name, "pos": [start, end], "sent_id": sent, "type": kind})
        vertices.append(vertex)
    index = st.integers(0, len(vertices) - 1)
    label = st.fixed_dictionaries(
        {
            "h": index,
            "t": index,
            "r": st.sampled_from(["P17", "P131"]),
            "evidence": st.lists(st.integers(0, len(sents) - 1), max_size=2),
        }
    )
    labels = draw(st.lists(label, max_size=5))
    return {"title": "T", "vertexSet": vertices, "labels": labels, "sents": sents}


@settings(max_examples=150, deadline=None)
@given(_records())
def test_a_cleaned_document_has_sound_spans_and_distinct_triples(raw: dict[str, Any]) -> None:
    made = cleaned(raw)
    taken: set[tuple[int, int]] = set()
    owners: dict[tuple[str, str], int] = {}
    for i, one in enumerate(made.entities):
        assert one.mentions
        for mention in one.mentions:
            tokens = made.sents[mention.sent][mention.start : mention.end]
            assert mention.name == " ".join(tokens)
            cells = {(mention.sent, at) for at in range(mention.start, mention.end)}
            assert not cells & taken
            taken |= cells
            assert owners.setdefault((mention.name.casefold(), mention.type), i) == i
    keys = [(label.head, label.tail, label.relation) for label in made.labels]
    assert len(keys) == len(set(keys))
    assert all(h != t and max(h, t) < len(made.entities) for h, t, _ in keys)
    lost = [kind for kind in kinds(made) if kind.endswith(("label", "loop", "removed-entity"))]
    assert len(made.labels) + len(lost) == len(raw["labels"])
    again = cleaned(
        {
            "title": made.title,
            "vertexSet": [
                [
                    {"name": m.name, "pos": [m.start, m.end], "sent_id": m.sent, "type": m.type}
                    for m in one.mentions
                ]
                for one in made.entities
            ],
            "labels": [
                {"h": x.head, "t": x.tail, "r": x.relation, "evidence": list(x.evidence)}
                for x in made.labels
            ],
            "sents": [list(sent) for sent in made.sents],
        }
    )
    assert (again.entities, again.labels, again.repairs) == (made.entities, made.labels, ())


# -- reading -----------------------------------------------------------------------------------


def fault(raw: dict[str, Any]) -> str:
    with pytest.raises(BrokenDocument) as error:
        parse(raw)
    assert error.value.reason == "unreadable"
    return str(error.value)


def test_a_missing_key_is_reported_with_its_place() -> None:
    raw = record("In [0 LOC|Oslo] .", title="Weather")
    del raw["vertexSet"][0][0]["sent_id"]
    assert fault(raw) == "vertexSet[0][0].sent_id: Field required, found nothing"


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("title",), 7, "title: "),
        (("sents", 0), "In Oslo .", "sents[0]: "),
        (("vertexSet", 0, 0, "pos"), [1], "vertexSet[0][0].pos: "),
        (("vertexSet", 0, 0, "pos"), [1, 2, 3], "vertexSet[0][0].pos: "),
        (("vertexSet", 0, 0, "type"), None, "vertexSet[0][0].type: "),
        (("labels",), {}, "labels: "),
    ],
)
def test_a_value_of_another_type_is_named(
    path: tuple[str | int, ...], value: object, where: str
) -> None:
    raw = record("In [0 LOC|Oslo] .")
    inner: Any = raw
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    assert fault(raw).startswith(where)
    assert fault(raw).endswith(f", found {value!r}")


@pytest.mark.parametrize("value", ["0", 0.0, False])
def test_an_index_must_be_a_whole_number(value: object) -> None:
    raw = record("In [0 LOC|Oslo] .")
    raw["vertexSet"][0][0]["sent_id"] = value
    assert "sent_id" in fault(raw)


def test_a_record_without_a_title_is_called_by_its_content() -> None:
    raw = record("In [0 LOC|Oslo] .", title=" ")
    other = record("In [0 LOC|Odda] .", title=" ")
    assert title_of(raw) == title_of(dict(reversed(raw.items()))) != title_of(other)
    assert re.fullmatch(r"untitled-[0-9a-f]{12}", title_of(raw))
    with pytest.raises(BrokenDocument, match="title is blank"):
        cleaned(raw)


def test_documents_pass_over_those_that_cannot_be_read() -> None:
    sound = record("In [0 LOC|Oslo] .", title="Weather")
    found = list(documents([{"title": "x"}, sound], DocumentParameters(types={}, relations={})))
    assert [one.title for one in found] == ["Weather"]


def test_records_of_which_none_is_a_document_are_refused() -> None:
    with pytest.raises(IrrealisError) as error:
        list(documents([{"text": "Rain ."}] * 2, DocumentParameters(types={}, relations={})))
    assert "none of the records is a document" in str(error.value)
    assert "title: Field required, found nothing" in str(error.value)


# -- forms -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "form"),
    [
        ("Ada Berg", "PER", "full"),
        ("Berg", "PER", "single"),
        ("Norway", "LOC", "name"),
        ("Norwegian", "LOC", "adjective"),
        ("Norwegians", "LOC", "people"),
        ("Swede", "LOC", "person"),
        ("the river", "LOC", "common"),
        ("Ada Berg 's", "PER", "possessive"),
        ("Nobel ’s", "MISC", "possessive"),
        ("1921", "TIME", "date: year"),
        ("4 May 1921", "TIME", "date: day month year"),
        ("May 4 , 1921", "TIME", "date: month day year"),
        ("3,000 km", "NUM", "number: 0 km"),
        ("twelve", "NUM", "number: words"),
        ("Осло", "LOC", "another script"),
        ("Tromsø", "LOC", "name"),
    ],
)
def test_a_name_has_a_form(name: str, kind: str, form: str) -> None:
    assert form_of(name, kind) == form


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(surfaces)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    ("full", "called"),
    [
        ("Ada Berg", "Berg"),
        ("Ada", "Ada"),
        ("Jan de la Cour", "de la Cour"),
        ("Martin Berg Jr.", "Berg"),
        ("Olav V", "Olav"),
        ("Harald of Norway", "Harald"),
        ("Ada Berg , Lady Holm", "Berg"),
    ],
)
def test_a_person_is_called_by_the_surname(full: str, called: str) -> None:
    assert surname(full) == called


def test_the_main_name_has_the_most_words_then_the_most_letters() -> None:
    assert main_name(entity("Bergen", "City of Bergen", "Port of Bergens")) == "Port of Bergens"
    assert main_name(entity("Oslo", "Rome")) == "Oslo"


def test_surfaces_of_a_form_come_the_fullest_first() -> None:
    given_names = {"Ada": "single", "Ada Berg": "full", "Adelaide": "single", "Ada B. Berg": "full"}
    assert list(names_in_order(given_names, "full")) == ["Ada B. Berg", "Ada Berg"]
    assert list(names_in_order(given_names, "single")) == ["Adelaide", "Ada"]


def test_a_place_goes_by_any_of_its_names() -> None:
    assert place_of(entity("Norwegian")) == place_of(entity("Norway")) is not None
    assert place_of(entity("Norway", kind="ORG")) is None
    assert place_of(entity("Odda")) is None


def test_a_country_implies_its_other_forms_but_not_those_it_is_named_by() -> None:
    derived = derived_names(entity("Sweden"))
    assert derived["adjective"] == "Swedish"
    assert derived["person"] == "Swede"
    assert "name" not in derived
    assert derived_names(entity("Swedish"))["name"] == "Sweden"
    assert derived_names(entity("Sweden", "Swedish")).keys() == {"person", "people"}
    assert derived_names(entity("Odda")) == {}


def test_a_place_that_is_nobodys_country_gives_no_adjective() -> None:
    assert derived_names(entity("Lisbon", role=("t", "P19"))) == {}


def test_a_full_name_implies_the_surname_unless_a_single_name_is_there() -> None:
    assert derived_names(entity("Ada Berg", kind="PER")) == {"single": "Berg"}
    assert derived_names(entity("Ada Berg", "Ada", kind="PER")) == {}
    assert derived_names(entity("Ada", kind="PER")) == {}


def test_other_surfaces_that_give_an_entity_away_go_with_it() -> None:
    assert companions(entity("Ada Berg", kind="PER")) == {"Berg": "single"}
    going = companions(entity("Norway"))
    assert going["Norwegian"] == "adjective"
    assert going["Norwegians"] == "people"
    assert companions(entity("Odda")) == {}
    assert companions(entity("Norway", kind="ORG")) == {}


# -- occurrences outside of mentions -------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "before", "after"),
    [
        ("Odda", "", ""),
        ("Odda-based", "", "-based"),
        ("anti-Odda", "anti-", ""),
        ("pre-Odda-era", "pre-", "-era"),
        ("Odda's", "", "'s"),
    ],
)
def test_an_unannotated_occurrence_is_found_within_its_token(
    token: str, before: str, after: str
) -> None:
    [hit] = analysis("In [0 LOC|Odda] .", f"The {token} crew came .").hits
    assert (hit.entity, hit.surface, hit.sent, hit.start, hit.end) == (0, "Odda", 1, 1, 2)
    assert (hit.before, hit.after) == (before, after)


def test_an_occurrence_of_several_tokens_has_their_span() -> None:
    [hit] = analysis("In [0 LOC|Nye Odda] .", "A great Nye Odda-based crew .").hits
    assert (hit.start, hit.end, hit.before, hit.after) == (2, 4, "", "-based")


@pytest.mark.parametrize("token", ["Oddafjord", "Oddas", "NyeOdda", "odda"])
def test_a_name_that_is_only_part_of_a_word_is_no_occurrence(token: str) -> None:
    assert analysis("In [0 LOC|Odda] .", f"The {token} crew .").hits == ()


def test_a_mention_is_no_occurrence_of_itself_or_of_what_it_holds() -> None:
    found = analysis("In [0 LOC|Odda] and [1 ORG|Odda Museum] .")
    assert found.hits == ()


def test_the_longer_surface_wins_where_two_stand() -> None:
    found = analysis("In [0 LOC|Odda] and [1 ORG|Odda Museum] .", "The Odda Museum closed .")
    assert [(hit.entity, hit.surface) for hit in found.hits] == [(1, "Odda Museum")]


def test_a_surname_and_an_adjective_are_found_though_no_mention_has_them() -> None:
    found = analysis(
        "[0 PER|Ada Berg] of [1 LOC|Norway] .", "Here Berg met a Norwegian poet , she said ."
    )
    assert [(hit.entity, hit.surface) for hit in found.hits] == [(0, "Berg"), (1, "Norwegian")]
    assert found.surfaces == (
        {"Ada Berg": "full", "Berg": "single"},
        {"Norway": "name", "Norwegian": "adjective"},
    )


def test_a_surface_that_does_not_occur_need_not_change() -> None:
    found = analysis("[0 PER|Ada Berg] of [1 LOC|Norway] .")
    assert found.surfaces == ({"Ada Berg": "full"}, {"Norway": "name"})


def test_a_surname_that_two_persons_share_goes_with_the_one_who_leads_the_family() -> None:
    found = analysis("[0 PER|Ada Berg] met [1 PER|Per Berg] .", "There Berg wrote .")
    assert [(hit.entity, hit.surface) for hit in found.hits] == [(0, "Berg")]
    assert found.composed == (False, True)


def test_names_in_the_title_are_found_with_their_characters() -> None:
    found = analysis("In [0 LOC|Odda] , [1 LOC|Norway] .", title="Rain in Odda ( Norwegian film )")
    assert found.title_hits == (
        TitleHit((0,), "Odda", 8, 12),
        TitleHit((1,), "Norwegian", 15, 24),
    )


@pytest.mark.parametrize("title", ["RAIN IN ODDA", "Rain in odda"])
def test_a_name_in_the_title_is_found_in_any_case(title: str) -> None:
    assert analysis("In [0 LOC|Odda] .", title=title).title_hits == (TitleHit((0,), "Odda", 8, 12),)


def test_a_name_in_the_title_is_found_however_it_is_spaced() -> None:
    found = analysis("In [0 ORG|Lom - Voss , Inc.] .", title="The Lom-Voss, Inc. story")
    assert found.title_hits == (TitleHit((0,), "Lom - Voss , Inc.", 4, 18),)


def test_a_person_of_whose_name_the_title_has_a_part_is_locked() -> None:
    found = analysis("[0 PER|Ada Maria Berg] .", title="Maria (film)")
    assert found.title_hits == ()
    assert found.locks == ("the title has a part of its name",)


def test_a_person_in_the_title_under_a_fuller_name_is_taken_whole() -> None:
    found = analysis("[0 PER|Ada Berg] wrote .", "Then Berg left .", title="Ada Marie Berg (poet)")
    assert found.title_hits == (TitleHit((0,), "Ada Berg", 0, 14),)


# -- what must not be replaced ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("sents", "title", "lock"),
    [
        (["[0 LOC|Brann] and [0 ORG|Brann] ."], "Untitled", "more than one type"),
        (["In [0 LOC|the valley] ."], "Untitled", "no other name fits"),
        (["[0 PER|Ada Berg 's] home ."], "Untitled", "no other name fits"),
        (["Near [0 TIME|the fair] ."], "Untitled", "dates and numbers stay"),
        (["In [0 TIME|1921] .", "The 1921 fair ."], "Untitled", "unannotated occurrence"),
        (["[0 PER|Ada Berg] .", "At Berg Street ."], "Untitled", "may be something else"),
        (["[0 PER|Ada Berg] .", "Mount Berg ."], "Untitled", None),
        (["[0 PER|Ada Berg] .", "So , Mount Berg ."], "Untitled", "may be something else"),
        (["[0 LOC|Odda] .", "At Odda Street ."], "Untitled", None),
        (["Sir [0 PER|Ada Berg] .", "Queen [0 PER|Ada Berg] ."], "Untitled", "as a man and as a"),
    ],
)
def test_an_entity_that_cannot_be_replaced_rightly_is_locked(
    sents: list[str], title: str, lock: str | None
) -> None:
    found = analysis(*sents, title=title).locks[0]
    assert (lock is None and found is None) or (lock is not None and found and lock in found)


def test_entities_of_one_name_are_locked_where_it_stands_unannotated() -> None:
    found = analysis("[0 LOC|Brann] beat [1 ORG|Brann] .", "So Brann won .")
    assert all(lock and "may be something else" in lock for lock in found.locks)


def test_a_name_of_two_entities_in_the_title_belongs_to_both() -> None:
    found = analysis("[0 LOC|Brann] beat [1 ORG|Brann] .", title="History of Brann")
    assert found.title_hits == (TitleHit((0, 1), "Brann", 11, 16),)


def test_entities_that_stand_in_one_word_together_are_locked() -> None:
    found = analysis("[0 LOC|Norway] and [1 LOC|Sweden] .", "The Norwegian-Swedish border .")
    assert all(lock and "may be something else" in lock for lock in found.locks)


def test_entities_of_one_name_are_not_locked_where_all_its_occurrences_are_mentions() -> None:
    found = analysis("[0 LOC|Brann] beat [1 ORG|Brann] .")
    assert found.locks == (None, None)


# -- entities that depend on one another -------------------------------------------------------


def test_entities_of_one_place_are_led_by_the_one_with_the_most_roles() -> None:
    found = analysis(
        "A [0 LOC|Norwegian] in [1 LOC|Norway] , not in [2 LOC|Sweden] or [3 LOC|Odda] .",
        labels=[(3, "P17", 1), (3, "P131", 1), (3, "P27", 0)],
    )
    assert found.kin == (1, 1, 2, 3)


def test_a_person_called_by_one_word_follows_the_only_one_whose_name_has_it() -> None:
    found = analysis("[0 PER|Berg] , [1 PER|Ada Berg] , [2 PER|Ada] , [3 PER|Ada Holm] .")
    assert found.kin == (1, 1, 2, 3)


def test_the_article_before_a_name_is_known() -> None:
    found = analysis(
        "The [0 ORG|Union] and the [0 ORG|Union] of [1 LOC|Odda] .",
        "So by [2 ORG|Brann] , or the [2 ORG|Brann] , is a [3 LOC|Norwegian] club .",
    )
    assert found.articles == (
        frozenset({True}),
        frozenset({False}),
        frozenset({True, False}),
        frozenset(),
    )


def test_genders_of_persons_and_pronouns_of_the_document_are_known() -> None:
    found = analysis("[0 PER|Queen Ada] met [1 PER|Xyq] in [2 LOC|Odda] .", "There he left .")
    assert found.genders[0] == "female"
    assert found.genders[2] is None
    assert found.pronouns == {"male"}
