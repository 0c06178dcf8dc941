"""What a sentence says of two things, and the article before a name: builder and audit alike."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from irrealis.builders.families.documents.reading import Document
from irrealis.builders.redocred_cf.articles import in_title, inside, lead_of, wants_the
from irrealis.builders.redocred_cf.invented import can_invent, invent
from irrealis.builders.redocred_cf.kinds import Kind, pattern_of
from irrealis.builders.redocred_cf.pool import _kind_key
from irrealis.builders.redocred_cf.realize import fits_between, realize, text_of
from irrealis.builders.redocred_cf.support import supports
from irrealis.builders.redocred_cf.surfaces import analyze
from irrealis.schemas.redocred_cf_articles import article_faults
from irrealis.schemas.redocred_cf_residue import residue_faults
from irrealis.schemas.redocred_cf_support import unsupported

from irrealis.build import record_rng
from tests.test_redocred_builder import lines
from tests.test_redocred_documents import LabelIn, document

# -- labels ----------------------------------------------------------------------------------

STATED = [
    ("P131", "[0 LOC|Lommen] is a village in [1 LOC|Vestland] ."),
    ("P17", "She left [0 LOC|Lommen] , [2 LOC|Vestland] , [1 LOC|Norway] ."),
    ("P17", "The [1 LOC|Norwegian] town of [0 LOC|Lommen] grew ."),
    ("P27", "[0 PER|Ada Berg] ( born 1901 ) was a [1 LOC|Norwegian] painter ."),
    ("P27", "The [1 LOC|Norwegian] painter [0 PER|Ada Berg] left ."),
    ("P19", "[0 PER|Ada Berg] was born in [1 LOC|Lommen] ."),
    ("P569", "[0 PER|Ada Berg] ( [1 TIME|4 May 1921] – [2 TIME|1998] ) was a poet ."),
    ("P570", "[0 PER|Ada Berg] ( [2 TIME|4 May 1921] – [1 TIME|1998] ) was a poet ."),
    ("P175", '" [0 MISC|Slow Rain] " is a song by [1 ORG|The Kites] .'),
    ("P57", "[0 MISC|Slow Rain] is a film directed by [1 PER|Ada Berg] ."),
    ("P463", "[1 ORG|The Kites] drummer [0 PER|Ada Berg] left ."),
    ("P40", "[1 PER|Ada Berg] is the daughter of [0 PER|Ole Berg] ."),
    ("P22", "[0 PER|Ada Berg] is the daughter of [1 PER|Ole Berg] ."),
    ("P3373", "[0 PER|Ada Berg] 's brother [1 PER|Ole Berg] left ."),
    ("P36", "[1 LOC|Lommen] is the capital of [0 LOC|Vestland] ."),
    ("P69", "[0 PER|Ada Berg] studied at [1 ORG|Lommen College] ."),
    ("P577", "[0 MISC|Slow Rain] was released on [1 TIME|4 May 1921] ."),
    ("P150", "They met in [1 LOC|Lommen] , [0 LOC|Vestland] ."),
    ("P800", "[0 PER|Ada Berg] is best known for [1 MISC|Slow Rain] ."),
]  # fmt: skip
NOT_STATED = [
    ("P131", "[0 LOC|Lommen] and [1 LOC|Vestland] are known to all ."),
    ("P17", "[2 PER|Ada Berg] , a [1 LOC|Norwegian] poet , left [0 LOC|Lommen] ."),
    ("P27", "[0 PER|Ada Berg] met the [1 LOC|Norwegian] king ."),
    ("P131", "The [1 LOC|Norwegian] band [0 ORG|The Kites] left ."),
    ("P19", "[0 PER|Ada Berg] moved to [1 LOC|Lommen] ."),
    ("P175", "[1 ORG|The Kites] heard [0 MISC|Slow Rain] ."),
    ("P57", "[0 MISC|Slow Rain] and [2 MISC|Fog] , a film directed by [1 PER|Ada Berg] ."),
    ("P40", "[0 PER|Ole Berg] met [1 PER|Ada Berg] , a daughter of [2 PER|Eva Lund] ."),
    ("P36", "[1 LOC|Lommen] is the capital of [2 LOC|Troms] , not of [0 LOC|Vestland] ."),
    ("P800", "[0 PER|Ada Berg] wrote [1 MISC|Slow Rain] ."),
    ("P17", "[0 ORG|Lommen Works] had customers in [1 LOC|Norway] ."),
]  # fmt: skip


def held(relation: str, *sentences: str, at: int = 0, cite: bool = True) -> str:
    one = document(*sentences, labels=[(0, relation, 1)])
    one = cite_all(one, at) if cite else one
    return supports(one)[0]


def cite_all(one: Document, at: int) -> Document:
    return replace(one, labels=tuple(replace(label, evidence=(at,)) for label in one.labels))


@pytest.mark.parametrize(("relation", "sentence"), STATED)
def test_a_sentence_states_a_relation(relation: str, sentence: str) -> None:
    assert held(relation, sentence) == "stated"
    assert held(relation, sentence, cite=False) == "inferred"  # though upstream does not cite it


@pytest.mark.parametrize(("relation", "sentence"), NOT_STATED)
def test_both_ends_in_a_sentence_are_not_enough(relation: str, sentence: str) -> None:
    assert held(relation, sentence) == "background"


def test_a_pronoun_stands_for_a_person_only_if_no_other_may_be_meant() -> None:
    born = "He was born in [1 LOC|Lommen] ."
    assert held("P19", "[0 PER|Ole Berg] was a poet .", born, at=1) == "stated"
    two = "[0 PER|Ole Berg] and [2 PER|Per Lund] were poets ."
    assert held("P19", two, born, at=1) == "background"


def test_what_lies_in_a_place_lies_where_that_lies() -> None:
    labels: list[LabelIn] = [(0, "P131", 1), (1, "P17", 2), (0, "P17", 2), (2, "P150", 1)]
    one = document(
        "[0 LOC|Lommen] in [1 LOC|Vestland] .", "[1 LOC|Vestland] , [2 LOC|Norway] .", labels=labels
    )
    assert supports(one) == ("inferred", "inferred", "inferred", "inferred")


def as_row(one: Document, support: str) -> dict[str, Any]:
    return {
        "title": one.title,
        "sents": [list(sent) for sent in one.sents],
        "vertexSet": [
            [
                {"name": m.name, "pos": [m.start, m.end], "sent_id": m.sent, "type": m.type}
                for m in entity.mentions
            ]
            for entity in one.entities
        ],
        "labels": [
            {"h": x.head, "t": x.tail, "r": x.relation, "evidence": list(x.evidence)}
            for x in one.labels
        ],
        "support": [support] * len(one.labels),
    }


@pytest.mark.parametrize(("relation", "sentence"), STATED)
def test_the_audit_reads_what_is_stated(relation: str, sentence: str) -> None:
    row = as_row(cite_all(document(sentence, labels=[(0, relation, 1)]), 0), "stated")
    assert not list(unsupported(row))


@pytest.mark.parametrize(("relation", "sentence"), STATED)
def test_the_audit_misses_what_is_reworded(relation: str, sentence: str) -> None:
    """With other words for all that is said, nothing upholds the label."""
    row = as_row(cite_all(document(sentence, labels=[(0, relation, 1)]), 0), "stated")
    kept = {
        (m["sent_id"], at) for entity in row["vertexSet"] for m in entity for at in range(*m["pos"])
    }
    row["sents"] = [
        [token if (n, at) in kept else "perhaps" for at, token in enumerate(sent)]
        for n, sent in enumerate(row["sents"])
    ]
    if relation in ("P27", "P17") and "Norwegian" in sentence.split("[0")[0]:
        for _ in range(9):  # the people stands far from what it was said of
            at = next(m["pos"] for m in row["vertexSet"][0])
            row["sents"][0].insert(at[0], "perhaps")
            at[:] = [at[0] + 1, at[1] + 1]
    assert [one[0] for one in unsupported(row)] == ["support"]


# -- articles --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("United Kingdom", True),
        ("Norway", False),
        ("Lommen", None),
        ("Lommen Museum", True),
        ("Museum of Lommen", True),
        ("Lommen University", False),
        ("Lake Lommen", False),
        ("Basque Country", True),
        ("Costa Lommen", True),
        ("Costa Rica", False),
        ("Gold Coast", True),
        ("Ivory Coast", False),
        ("Hebrides", True),
    ],
)
def test_a_name_says_if_it_wants_the_article(name: str, wanted: bool | None) -> None:
    assert wants_the(name) is wanted


@pytest.mark.parametrize(
    ("sentence", "new", "result"),
    [
        ("In the [0 LOC|United States] .", "Norway", "In Norway ."),
        ("In [0 LOC|Norway] .", "Netherlands", "In the Netherlands ."),
        ("[0 LOC|Norway] is cold .", "Netherlands", "The Netherlands is cold ."),
        ("In the southeastern [0 LOC|United States] .", "Norway", "In southeastern Norway ."),
        ("In northern [0 LOC|Norway] .", "Netherlands", "In the northern Netherlands ."),
        ("The former [0 LOC|Norway] .", "Chad", "The former Chad ."),
        ("His [0 LOC|United States] .", "Norway", "His Norway ."),
    ],
)
def test_the_definite_article_goes_with_the_name(sentence: str, new: str, result: str) -> None:
    old = sentence.split("|")[1].split("]")[0]
    assert lines(sentence, to={0: {old: new}}) == [result]


@pytest.mark.parametrize(
    ("sentence", "new", "fits"),
    [
        ("In modern [0 LOC|Norway] .", "Netherlands", False),
        ("In the new building of the [0 ORG|Lommen Museum] .", "Odda Museum", True),
        ("In the new building of [0 ORG|Lommen Hall] .", "Odda Museum", False),
        ("By the [0 ORG|Union] .", "Lommen University", False),
        ("By [0 ORG|Kraft] .", "Lommen University", True),
    ],
)
def test_a_name_fits_only_with_its_article(sentence: str, new: str, fits: bool) -> None:
    one = document(sentence)
    assert fits_between(one, 0, {one.entities[0].names[0]: new}) is fits


def test_an_unannotated_name_has_its_article_too() -> None:
    to = {0: {"Norway": "Netherlands"}}
    assert lines("[0 LOC|Norway] .", "Then to Norway .", to=to)[1] == "Then to the Netherlands ."


def test_a_name_inside_of_a_name_has_its_article() -> None:
    words = ["Bank", "of", "Norway"]
    assert inside(words, 2, 3, "Norway", "Netherlands") == (2, ["the", "Netherlands"])
    words = ["Bank", "of", "the", "Netherlands"]
    assert inside(words, 3, 4, "Netherlands", "Norway") == (2, ["Norway"])
    words = ["The", "United", "States", "Bank"]
    assert inside(words, 0, 3, "The United States", "Norway") == (0, ["The", "Norwegian"])


def test_a_name_in_a_title_has_its_article() -> None:
    assert in_title("Birds in ", "Norway", "Netherlands", "") == (0, "the Netherlands")
    assert in_title("Birds in the ", "Netherlands", "Norway", "") == (4, "Norway")
    assert in_title("", "Norway", "Netherlands", " birds") == (0, "Netherlands")


def test_no_article_is_put_where_one_cannot_tell() -> None:
    one = document("In [0 LOC|Lommen] .")
    lead = lead_of(one, 0, 1, 2, "Lommen", "Odda")
    assert lead is not None
    assert lead.of("Odda") == "Odda"


@pytest.mark.parametrize(
    ("old", "text", "start", "end", "found"),
    [
        ("Norway", "They live in Netherlands .", 3, 4, ["article-lost"]),
        ("Norway", "They live in the Netherlands .", 4, 5, []),
        ("United States", "They live in the southern Norway .", 5, 6, ["article-left"]),
        ("United States", "They live in southern Norway .", 4, 5, []),
        ("United States", "The Norway Bank fell .", 1, 2, []),
        ("Lommen Hall", "In the building of Odda Museum .", 4, 6, ["article-lost"]),
        ("Lommen Museum", "In the building of Odda Museum .", 4, 6, []),
    ],
)
def test_the_audit_sees_a_wrong_article(
    old: str, text: str, start: int, end: int, found: list[str]
) -> None:
    tokens = text.split()
    new = {"name": " ".join(tokens[start:end]), "pos": [start, end], "sent_id": 0, "type": "LOC"}
    row = {"sents": [tokens]}
    assert [one[0] for one in article_faults(row, {"name": old}, new)] == found


# -- what is left --------------------------------------------------------------------------------


def changed_row(one: Document, *, new: str, text: str, at: int) -> dict[str, Any]:
    """A row in which the first mention is called `new`, at token `at` of this text."""
    tokens = text.split()
    mention = one.entities[0].mentions[0]
    size = new.count(" ") + 1
    return {
        "title": one.title,
        "sents": [tokens],
        "vertexSet": [
            [{"name": new, "pos": [at, at + size], "sent_id": 0, "type": mention.type}],
        ],
    }


LEFT = [
    ("[0 LOC|Sweden] has a Riksdag .", "Chad", "Chad has a Riksdag .", "kindred-left"),
    ("[0 LOC|South Korea] had Korean kings .", "Chad", "Chad had Korean kings .", "kindred-left"),
    ("[0 PER|Ole Fingal] a Fingalist .", "Per Lund", "Per Lund a Fingalist .", "derived-left"),
    ("[0 LOC|Greek] : νερό .", "Chadian", "Chadian : νερό .", "script-left"),
    ('[0 MISC|Regn] ( " Rain " ) .', "Slow Bells", 'Slow Bells ( " Rain " ) .', "gloss-left"),
]  # fmt: skip


@pytest.mark.parametrize("old", [case[0] for case in LEFT])
def test_the_builder_locks_what_would_be_given_away(old: str) -> None:
    one = document(old, "By [1 ORG|Lommen Works] .", labels=[(0, "P127", 1)])
    assert analyze(one).locks[0] is not None


@pytest.mark.parametrize(("old", "new", "text", "found"), LEFT)
def test_the_audit_sees_what_is_left(old: str, new: str, text: str, found: str) -> None:
    one = document(old)
    before = as_row(one, "stated")
    row = changed_row(one, new=new, text=text, at=0)
    assert [kind for kind, *_ in residue_faults(before, row, [0])] == [found]


def test_the_audit_sees_a_short_name_inside_of_another() -> None:
    before = as_row(document("[0 LOC|UK] and the [1 ORG|UK College] ."), "stated")
    row = as_row(document("[0 LOC|Chad] and the [1 ORG|UK College] ."), "stated")
    assert [kind for kind, *_ in residue_faults(before, row, [0])] == ["short-left"]


def test_the_audit_sees_a_thing_that_is_called_like_a_place() -> None:
    before = as_row(document("[0 ORG|The Kites] sang ."), "stated")
    row = as_row(document("[0 ORG|Rendborough] sang ."), "stated")
    assert [kind for kind, *_ in residue_faults(before, row, [0])] == ["like-a-place"]
    row = as_row(document("[0 ORG|Velvet Lanterns] sang ."), "stated")
    assert not list(residue_faults(before, row, [0]))


def test_a_state_used_like_an_adjective_becomes_one() -> None:
    def read(text: str) -> str:
        one = document(text)
        return text_of(realize(one, analyze(one), {0: {"U.S.": "Norway"}}).sents)

    assert read("A [0 LOC|U.S.] senator .") == "A Norwegian senator ."
    assert read("In the [0 LOC|U.S.] .") == "In Norway ."


@pytest.mark.parametrize(
    ("name", "run"),
    [
        ("Lommen Media", (0, 1)),
        ("Bank of Lommen", (2, 3)),
        ("First National Bank", None),
        ("Lommen and Odda Media", None),
        ("Norway Media", None),
    ],
)
def test_a_name_has_words_of_its_own(name: str, run: tuple[int, int] | None) -> None:
    assert pattern_of(name) == run


@pytest.mark.parametrize(
    ("type_", "kind", "name", "pattern"),
    [
        ("ORG", "band", "Kites", r"[A-Z][a-z]+ [A-Z][a-z]+s"),
        ("ORG", "company", "Lommen", r"[A-Z][a-z]+"),
        ("LOC", "town", "Lommen", r"[A-Z][a-z]+"),
        ("ORG", "hospital", "Lommen Dental Hospital", r"[A-Z][a-z]+ Dental Hospital"),
        ("MISC", "film", "Kites", r"[A-Z][a-z]+ [A-Z][a-z]+"),
        ("PER", "person", "Andreas", r"[A-Z][a-z]+"),
    ],
)
def test_an_invented_name_fits_its_kind(type_: str, kind: str, name: str, pattern: str) -> None:
    entity = document(f"[0 {type_}|{name}] .").entities[0]
    form = "name" if type_ != "PER" else "single"
    made = invent(
        entity,
        Kind(kind),
        {name: form},
        gender="male",
        rng=record_rng(dataset="d", seed=0, original_id="i"),
        known=lambda _: False,
    )
    assert made is not None
    assert re.fullmatch(pattern, made.made[name])
    assert made.made[name] != name


def test_what_has_no_word_of_its_own_gets_no_invented_name() -> None:
    entity = document("[0 ORG|House of Commons] .").entities[0]
    assert not can_invent(Kind("dynasty", "house", "name"), entity, {"House of Commons": "name"})


def test_a_museum_is_no_monument() -> None:
    assert _kind_key(Kind("building", "museum")) != _kind_key(Kind("building", "", said="monument"))
    assert _kind_key(Kind("town", "town")) == _kind_key(Kind("town", "", said="village"))
