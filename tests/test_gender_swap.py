"""gender-swap: what is swapped, what is refused, and that no word can change unnoticed."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.families.swaps.documents import read_documents
from irrealis.builders.families.swaps.names import Refusal, name_left
from irrealis.builders.families.swaps.swapping import Swapped, swap, swap_all
from irrealis.builders.families.swaps.tables import kept, known_names, name_pairs, terms
from irrealis.schemas.families.swaps import COMMON_NAMES, COUNTERPARTS, NO_PERSONS, doubtful, places
from irrealis.schemas.gender_swap import GenderSwapAudit

from irrealis.build import Build, build
from irrealis.errors import IrrealisError
from irrealis.text.parser import parser
from irrealis.text.persons import given_names
from tests.wording import Rows, kinds, rows_of

ROOT = Path(__file__).parent.parent
NAME = "gender-swap"
CONFIGS = ("native", "pairs", "half", "differences", "rejects")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(NAME, root=ROOT, out=tmp_path_factory.mktemp("swap") / "out")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("I saw her.", "I saw him."),
        ("I saw her car and his.", "I saw his car and hers."),
        ("A friend of his wished her luck.", "A friend of hers wished him luck."),
        ("She's here, and HE knows.", "He's here, and SHE knows."),
        ("Ms. Tarrow thanked the waiter.", "Mr. Tarrow thanked the waitress."),
        ("Mary gave her advice.", "James gave him advice."),
        ("Her aunt gave her life for him.", "His uncle gave his life for her."),
        ("Ladies and gentlemen, he is late.", "Ladies and gentlemen, she is late."),
        ("The mailman met a Frenchwoman.", "The mailwoman met a Frenchman."),
        ("His landlady knows the firemen.", "Her landlord knows the firewomen."),
        ("Boy, was she late at the man-made lake.", "Boy, was he late at the man-made lake."),
        (
            "Boy was she wrong at the mom and pop store.",
            "Boy was he wrong at the mom and pop store.",
        ),
        ("The actors, above all the 4 women, sang.", "The actors, above all the 4 men, sang."),
        ("Rain.<br />Mary thanked him.", "Rain.<br />James thanked her."),
        ("He took her younger brother home.", "She took his younger sister home."),
        ("Is karma kind to him?", "Is karma kind to her?"),
        ("You guys know that he is human.", "You guys know that she is human."),
        ('He hummed "Mary and the Old King" to her.', 'She hummed "Mary and the Old King" to him.'),
    ],
)
def test_a_document_is_swapped_there_and_back(before: str, after: str) -> None:
    for one, other in ((before, after), (after, before)):
        done = swap(one)
        assert isinstance(done, Swapped)
        assert done.text == other


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Johnson is dull, though she is Annie.", "name-without-pair"),
        ("Hollins is dull, though she is kind.", "unknown-person"),
        ("I met Dawn Hollins and her husband.", "name-without-pair"),
        ("Perhaps andré told his wife.", "name-without-pair"),
        ("Mary told him of THE JOAN HOLLINS SHOW.", "name-without-pair"),
        ("James told her that JAMES is a brand.", "name-without-pair"),
        ("Rhoda told him that Rho is tired.", "nickname"),
        ("Rhoda and Zindo told him all.", "unknown-person"),
        ("It is by the actor Zindo and his crew.", "unknown-person"),
        ("His wife played well in Rosetta, a dull film.", "name-of-a-thing"),
        ("His wife liked Blanche 2.", "name-of-a-thing"),
        ("They traded Cleveland for his brother.", "name-or-thing"),
        ("The heroines wept.", "general-masculine"),
        ("Two guys lost their hats.", "general-masculine"),
        ("She fears what is done by man.", "general-word"),
        ("His actor skills are great.", "general-word"),
        ("Prince sang to her.", "general-word"),
        ("He dropped a plate on his bikini.", "appearance"),
        ("The blonde lost her hat.", "appearance"),
        ("The geisha lost her fan.", "no-counterpart"),
        ("He liked Over Her Dead Body.", "proper-name"),
        ("It is a film about Hergard and his drawings.", "unknown-person"),
        ("The bakery smells of rain.", "no-gendered-word"),
        ("My wife was pregnant.", "anatomy"),
        ("Mrs. Harrow baked a cake.", "no-counterpart"),
        ("The gunman saw her.", "no-counterpart"),
        ("My mum lost her hat.", "no-counterpart"),
        ("The leading lady sang to him.", "no-counterpart"),
        ("She met King Arthur.", "historical"),
        ("She joined the Boy Scouts.", "proper-name"),
        ("Tom Hollins kept his promise.", "named-person"),
        ("Aage lost his hat.", "name-without-pair"),
        ("HE'LL come.", "unread-word"),
        ("Zandstra lost her hat.", "unknown-person"),
        ("She prayed to the Virgin Mary.", "religion"),
    ],
)
def test_what_cannot_be_swapped_is_refused_with_a_reason(text: str, reason: str) -> None:
    done = swap(text)
    assert isinstance(done, Refusal)
    assert done.reason == reason


def test_texts_that_are_parsed_together_get_the_swaps_that_each_gets_alone() -> None:
    texts = ["I saw her car.", "Rain fell.", "Mrs. Harrow baked.", "I saw his car.", "I saw her."]
    together = swap_all([*texts, texts[0]])
    assert list(together) == texts
    assert together == {text: swap(text) for text in texts}
    assert swap_all(reversed(texts)) == together


def test_a_text_in_which_nothing_has_a_gender_is_not_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parsed: list[str] = []
    pipe = type(parser()).pipe

    def counted(nlp: Any, documents: Any, **more: Any) -> Any:
        documents = list(documents)
        parsed.extend(document.text for document in documents)
        return pipe(nlp, documents, **more)

    monkeypatch.setattr(type(parser()), "pipe", counted)
    assert isinstance(swap("The bakery smells of rain."), Refusal)
    assert not parsed
    swap("She left.")
    assert parsed == ["She left.", "He left."]


def test_maps_are_their_own_inverse_and_have_a_thousand_names() -> None:
    for table in (terms(), name_pairs()):
        assert all(table[other] == one for one, other in table.items())
    assert len(name_pairs()) >= 2 * 1000


def test_builder_and_audit_know_the_same_words() -> None:
    assert {word.rstrip(".") for word in terms()} | {"her", "his", "him", "hers"} == set(
        COUNTERPARTS
    )


def test_every_rule_on_what_is_kept_says_why() -> None:
    assert all(rule.reason and rule.why for rule in kept())


@pytest.mark.parametrize("split", ["texts", "winogender", "winobias"])
def test_nothing_is_wrong_with_the_sample(split: str, made: Build) -> None:
    assert kinds(GenderSwapAudit(made.record, split), rows_of(made, *CONFIGS, split=split)) == set()


def _sub(before: str, after: str, *, side: str = "counterfactual") -> Callable[[Rows], None]:
    def apply(rows: Rows) -> None:
        row = next(row for row in rows["pairs"] if before in row[side]["text"])
        row[side]["text"] = row[side]["text"].replace(before, after, 1)

    return apply


MUTATIONS: dict[str, Callable[[Rows], Any]] = {
    "a pronoun left alone": _sub("He saw his sister", "She saw his sister"),
    "another noun": _sub("his sister", "his mother"),
    "an object for a possessive": _sub("told her that", "told his that"),
    "a possessive for an object": _sub("his umbrella", "hers umbrella"),
    "case": _sub("He saw", "he saw"),
    "capitals": _sub("She's happy", "she's happy"),
    "a word more": _sub("He saw", "He once saw"),
    "a word that has no gender": _sub("platform", "pavement"),
    "punctuation": _sub("platform and", "platform, and"),
    "a name of the same gender": _sub("James told", "Barbara told"),
    "a name for two": _sub("Robert wished", "James wished"),
    "a noun for a name": _sub("James told", "nobody told"),
    "half of both genders": _sub("Ladies and gentlemen", "Gentlemen and gentlemen"),
    "another original": _sub("platform", "pavement", side="original"),
    "a body": _sub("platform", "womb", side="original"),
    "a label": lambda rows: rows["pairs"][0].update(label_counterfactual="negative"),
    "a label of both": lambda rows: rows["pairs"][0].update(
        label_original="negative", label_counterfactual="negative"
    ),
    "half swapped": lambda rows: rows["half"][0].update(swapped=not rows["half"][0]["swapped"]),
    "half with another text": lambda rows: rows["half"][0].update(text="She left."),
    "a document that nothing became of": lambda rows: rows["rejects"].pop(),
    "facts": lambda rows: rows["pairs"][0]["evidence"]["facts"]["swapped"].pop(),
    "an intervention": lambda rows: rows["pairs"][0]["intervention"].pop(),
}


@pytest.mark.parametrize("change", MUTATIONS.values(), ids=list(MUTATIONS))
def test_words_cannot_change_unnoticed(change: Callable[[Rows], Any], made: Build) -> None:
    rows = rows_of(made, *CONFIGS, split="texts")
    change(rows)
    assert kinds(GenderSwapAudit(made.record, "texts"), rows)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("platform near andré", "doubtful"),
        ("platform of Aage", "doubtful"),
        ("platform of a blonde", "never"),
        ("platform of two actresses", "never"),
        ("platform of geishas", "never"),
        ("platform of guys", "never"),
    ],
)
def test_the_audit_finds_what_shows_a_gender_and_stayed(words: str, kind: str, made: Build) -> None:
    rows = rows_of(made, *CONFIGS, split="texts")
    for row in (*rows["native"], *rows["half"]):
        row["text"] = row["text"].replace("platform", words)
    for row in rows["pairs"]:
        for side in ("original", "counterfactual"):
            row[side]["text"] = row[side]["text"].replace("platform", words)
    assert kind in kinds(GenderSwapAudit(made.record, "texts"), rows)


@pytest.mark.parametrize(
    ("text", "swapped", "expected"),
    [
        ("Mary and Zindo left.", "Mary", "nobody unknown beside a swapped name"),
        ("Rhoda met Rho.", "Rhoda", "a name that is not short for Rhoda"),
        ("James saw JAMES.", "James", "a name that is swapped everywhere"),
        ("It rained in Rosetta.", "Rosetta", "a person, not a work or a place"),
        ("I liked Blanche 2.", "Blanche", "a person, not a work or a place"),
        ("Chad borders on Libya.", "Chad", "a name that is no place or thing"),
        ("They dumped Cleveland.", "Cleveland", "a name that is no place or thing"),
        ("Rhoda met james.", "Rhoda", "no given name beside swapped words"),
        ("Rhoda saw MARY TYLER HOLLINS.", "Rhoda", "no given name beside swapped words"),
        ("It is a mom and pop store.", "mom", "a set phrase that stays"),
        ("Boy was I wrong.", "Boy", "a set phrase that stays"),
        ("All actors sang.", "actors", "a set phrase that stays"),
        ("It is a work of man.", "man", "a word with an article, or everybody"),
    ],
)
def test_the_audit_finds_what_was_swapped_and_shows_no_person(
    text: str, swapped: str, expected: str
) -> None:
    words = places(text)
    at = [place for place in words if place.word == swapped]
    assert expected in [found for _, found in doubtful(text, words, at)]


def test_all_given_names_that_are_read_are_known_to_the_builder() -> None:
    assert given_names().keys() <= known_names().keys()
    for name in COMMON_NAMES:
        for written in (name, name.upper()):
            assert isinstance(name_left(f"It is {written}.", []), Refusal)
    for name in NO_PERSONS:
        assert isinstance(swap(f"{name} thanked her brother."), Refusal)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows["differences"].clear(),
        lambda rows: rows["differences"][0].update(theirs="another text"),
        lambda rows: rows["differences"].append(
            {"id": "type1/pro/1", "ours": "He left.", "theirs": "She left."}
        ),
        lambda rows: rows["native"][0].update(label="florist"),
    ],
)
def test_differences_from_people_are_listed(change: Callable[[Rows], Any], made: Build) -> None:
    rows = rows_of(made, *CONFIGS, split="winobias")
    change(rows)
    assert kinds(GenderSwapAudit(made.record, "winobias"), rows)


def test_people_are_reproduced_but_where_they_changed_other_words(made: Build) -> None:
    figures = made.report.metrics
    assert figures["winogender"]["people.reproduced"] == 1
    assert figures["winobias"]["people.reproduced"] == 0.8
    assert figures["winobias"]["people.words_only"] == 1


def test_half_of_the_documents_of_a_large_build_are_swapped(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": f"n{number}", "text": f"She [sic] left at {number}.", "label": "x"})
        for number in range(400)
    ]
    file = tmp_path / "own.jsonl"
    file.write_text("\n".join(lines))
    done = build(NAME, root=ROOT, out=tmp_path / "out", files=[file], splits=["texts"])
    assert 0.4 < done.report.metrics["texts"]["half.swapped"] < 0.6
    assert done.report.metrics["texts"]["involution"] == 1


@pytest.mark.parametrize(
    ("source", "content", "message"),
    [
        ("own.jsonl", '{"id": "1", "text": " ", "label": "x"}', "own.jsonl, line 1"),
        ("own.jsonl", '{"id": "1", "text": "He left."}', "label"),
        ("s.tsv", "sentid\tsentence\na.b.male.txt\tHe left.", "sentid"),
        ("pro_stereotyped_type1.txt", "1 The pilot left.", "line 1"),
    ],
)
def test_an_unreadable_document_is_named(source: str, content: str, message: str) -> None:
    with pytest.raises(IrrealisError) as caught:
        list(read_documents(io.BytesIO(content.encode()), source=source))
    assert message in str(caught.value)
