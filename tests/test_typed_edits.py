"""typed-edits: the detector names pairs of anybody's making, and no word can change unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.typed_edits import TypedEdits
from irrealis.builders.typed_edits.editing import CODES, NoEdit, changes, refusal
from irrealis.schemas.typed_edits import TypedEditsAudit
from irrealis.schemas.typed_edits_codes import code_of

from irrealis.build import Build, Parameters, build, load_builder, record_rng
from irrealis.errors import IrrealisError
from irrealis.text.parser import parser
from tests.wording import Rows, kinds, rows_of

ROOT = Path(__file__).parent.parent
NAME = "typed-edits"

# pairs of our own writing that no rule made; the codes are those of Polyjuice's table 1
KNOWN = [
    ("The shop opens on Sundays.", "The shop doesn't open on Sundays.", "negation"),
    ("She has never been to Rome.", "She has been to Rome.", "negation"),
    ("He couldn't find the key.", "He could find the key.", "negation"),
    ("They took the bus.", "They did not take the bus.", "negation"),
    ("Both doors were locked.", "Three doors were locked.", "quantifier"),
    ("Most of the guests left early.", "None of the guests left early.", "quantifier"),
    ("A dozen eggs broke.", "Seven eggs broke.", "quantifier"),
    ("The soup was cold.", "The soup was salty.", "lexical"),
    ("An uncle of mine sings.", "A friend of mine sings.", "lexical"),
    ("The clerk smiled.", "The clerk smiled at a child.", "insert"),
    ("We waited for an hour in the rain.", "We waited in the rain.", "delete"),
    ("It was a long, dull film.", "It was a film.", "delete"),
    ("The ship left the harbor at dawn.", "The ship sank off the coast at dawn.", "resemantic"),
    ("He lives above a bakery.", "He lives across from the station.", "resemantic"),
    ("The fox watched the hen.", "The hen watched the fox.", "shuffle"),
    ("In the evening we sang.", "We sang in the evening.", "shuffle"),
    ("The committee rejected the plan.", "The plan was rejected by the committee.", "restructure"),
    ("Somebody broke the vase.", "The vase was broken by somebody.", "restructure"),
    ("My sister found the ring.", "It was my sister who found the ring.", "restructure"),
    ("She gave the boy a coin.", "She gave a coin to the boy.", "restructure"),
    ("She baked her uncle a cake.", "She baked a cake for her uncle.", "restructure"),
    ("A red hat hung beside a blue coat.", "A blue hat hung beside a red coat.", "shuffle"),
    ("She rarely sings.", "She sings.", "negation"),
    ("The stone hit a car.", "The stone did not hit a car.", "negation"),
]

# pairs that are of no code, or of two
UNNAMED = [
    ("Nothing changes.", "Nothing  changes!"),
    ("The clerk smiled.", "The clerk never smiled at a child."),
    ("The clerk smiled at a child.", "The clerk did not smile."),
    ("The soup was cold.", "The soup was not salty."),
    ("The man with a dog left.", "The man without a cat left."),
    ("The soup was good.", "The soup was far from good."),
    ("The guests left early.", "The guests refused to leave early."),
    ("The shop is open.", "Is the shop open?"),
    ("The shop is open.", "Is the shop open."),
    ("The soup was cold.", "The soup was salty?"),
    ("Some guests left.", "No guests left?"),
    ("The dog saw a hen.", "Dog the saw a hen."),
    ("The girl saw a hen.", "Saw girl the a hen."),
    ("They took the bus.", "They did not took the bus."),
    ("She has a bag.", "She does not has a bag."),
    ("She is sleeping.", "She not is sleeping."),
    ("She is sleeping.", "She is never not sleeping."),
    ("The tall woman is wearing a hat.", "The wearing woman is not tall a hat."),
    ("Some dogs chased two cats.", "Most cats chased two dogs."),
    ("Friends running a race fell.", "Friends a walking race fell."),
    ("She smiled.", "They say she smiled."),
    ("She smiled.", "It is false that she smiled."),
    ("She smiled.", "She smiled. I am joking."),
    ("The tall nurse in the park left.", "The nurse in park left."),
    ("The nurse warned the guard.", "The nurse was warned by the guard."),
    ("The girl found a ring.", "The girl was found by a ring."),
    ("My sister found the ring.", "It was the ring who found my sister."),
    ("She gave the boy a coin.", "She gave the boy to a coin."),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(NAME, root=ROOT, out=tmp_path_factory.mktemp("typed") / "out")


@pytest.mark.parametrize(("before", "after", "code"), KNOWN)
def test_the_detector_names_pairs_that_no_rule_made(before: str, after: str, code: str) -> None:
    assert code_of(before, after) == code


@pytest.mark.parametrize(("before", "after"), UNNAMED)
def test_the_detector_names_no_code_for_a_pair_of_none_or_of_two(before: str, after: str) -> None:
    assert code_of(before, after) == ""


def test_every_code_is_in_the_sample(made: Build) -> None:
    rows = rows_of(made, "pairs")["pairs"]
    assert {row["label_counterfactual"] for row in rows} == set(CODES)


def _text(code: str, change: Callable[[str], str]) -> Callable[[Rows], None]:
    """Change the words of the first edit by a code that it changes, in pairs and native alike."""

    def apply(rows: Rows) -> None:
        row = next(
            row
            for row in rows["pairs"]
            if row["label_counterfactual"] == code
            and change(row["counterfactual"]["text"]) != row["counterfactual"]["text"]
        )
        row["counterfactual"]["text"] = change(row["counterfactual"]["text"])
        name = f"{row['original_id']}:{code}"
        next(one for one in rows["native"] if one["id"] == name)["text"] = row["counterfactual"][
            "text"
        ]

    return apply


def _replaced(before: str, after: str) -> Callable[[str], str]:
    return lambda text: text.replace(before, after)


def _second_place(rows: Rows) -> None:
    row = next(row for row in rows["pairs"] if row["label_counterfactual"] == "lexical")
    row["edits"] *= 2
    row["evidence"]["facts"]["places"] = 2


# what is changed -> the kind of failure that must name it, and the change
MUTATIONS: dict[str, tuple[str, Callable[[Rows], Any]]] = {
    "no denial": ("code", _text("negation", _replaced(" not ", " often "))),
    "a denial and another word": ("code", _text("negation", _replaced("driver", "pilot"))),
    "a quantifier and another word": ("code", _text("quantifier", _replaced("dogs", "cats"))),
    "two words for one": ("code", _text("lexical", _replaced("motorcycle", "large motorcycle"))),
    "a word put in and one replaced": ("code", _text("insert", _replaced("nurse", "doctor"))),
    "a phrase put in and a denial": ("code", _text("insert", _replaced("nurse ", "nurse never "))),
    "a word left out and one replaced": ("code", _text("delete", _replaced("nurse", "doctor"))),
    "one word of a place": (
        "code",
        _text("resemantic", _replaced("behind the library", "in the library")),
    ),
    "changed places and a denial": (
        "code",
        _text("shuffle", _replaced(" thanked ", " never thanked ")),
    ),
    "another form and another verb": ("code", _text("restructure", _replaced("warned", "praised"))),
    "another form that is denied": ("code", _text("restructure", _replaced("was ", "was not "))),
    **{
        f"{code}, asked": ("code", _text(code, lambda text: text.rstrip(".") + "?"))
        for code in CODES
    },
    "a second place": ("code", _second_place),
    "an open sentence": ("written", _text("insert", lambda text: text.rstrip(".") + " and.")),
    "a code": ("native", lambda rows: rows["pairs"][0].update(label_counterfactual="none")),
    "a certificate": (
        "native",
        lambda rows: rows["pairs"][0]["evidence"]["facts"].update(places=7),
    ),
    "a sentence of evidence": (
        "native",
        lambda rows: rows["pairs"][0]["evidence"].update(detail="edited by hand"),
    ),
    "no intervention": ("native", lambda rows: rows["pairs"][0]["intervention"].clear()),
    "an edit less": ("missing", lambda rows: rows["pairs"].pop()),
    "a code in native": ("native", lambda rows: rows["native"][1].update(code="shuffle")),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_wording_that_is_wrong_is_found(name: str, made: Build) -> None:
    rows = rows_of(made, "native", "pairs")
    assert not kinds(TypedEditsAudit(made.record, "train"), rows)
    rows = rows_of(made, "native", "pairs")
    kind, change = MUTATIONS[name]
    change(rows)
    assert kind in kinds(TypedEditsAudit(made.record, "train"), rows)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("negation", "Some of the boys have already left."),
        ("negation", "Nobody saw the driver."),
        ("negation", "He stays if it rains."),
        ("quantifier", "The two dogs did not bark."),
        ("quantifier", "The bus leaves in two hours."),
        ("quantifier", "Two men, one with a hat, are talking."),
        ("lexical", "A black man is singing."),
        ("lexical", "The old bridge collapsed."),
        ("delete", "The former mayor smiled."),
        ("delete", "No tall man was seen."),
        ("insert", "The nurse left before lunch."),
        ("insert", "The nurse always leaves early."),
        ("shuffle", "The boy thanked his mother."),
        ("shuffle", "The clerk opens the doors."),
        ("restructure", "The girl washed herself."),
        ("restructure", "Every boy washed a car."),
        ("resemantic", "The keys are in the garden."),
    ],
)
def test_what_could_be_another_code_or_is_not_certain_is_not_made(code: str, text: str) -> None:
    (doc,) = parser().pipe([text])
    assert refusal(doc) is None
    rng = record_rng(dataset=NAME, seed=0, original_id=text)
    with pytest.raises(NoEdit):
        changes(doc, code, rng=rng)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A hat lies on the floor.", "A hat does not lie on the floor."),
        ("He watches the birds.", "He does not watch the birds."),
        ("She carries a bag.", "She does not carry a bag."),
        ("She has a bag.", "She does not have a bag."),
        ("The farmer sold a cow.", "The farmer did not sell a cow."),
        ("The boys stopped near a tree.", "The boys did not stop near a tree."),
        ("They can swim in the lake.", "They can not swim in the lake."),
    ],
)
def test_a_verb_that_is_denied_has_its_plain_form(text: str, expected: str) -> None:
    (doc,) = parser().pipe([text])
    rng = record_rng(dataset=NAME, seed=0, original_id=text)
    (change,) = changes(doc, "negation", rng=rng)
    assert text[: change.start] + change.after + text[change.end :] == expected


@pytest.mark.parametrize(
    ("record", "field", "found"),
    [
        ('{"id": "b"}', "text", "no such field"),
        ('{"text": "It snows."}', "id", "no such field"),
        ('{"id": 7, "text": "It snows."}', "id", "7"),
        ('{"id": " ", "text": "It snows."}', "id", "' '"),
    ],
)
def test_a_record_that_is_no_sentence_is_named(
    record: str, field: str, found: str, tmp_path: Path
) -> None:
    (tmp_path / "mine.jsonl").write_text(f'{{"id": "a", "text": "It rains."}}\n{record}\n', "utf-8")
    builder = TypedEdits(dataset=NAME, parameters=Parameters(), seed=0)
    with (tmp_path / "mine.jsonl").open("rb") as stream, pytest.raises(IrrealisError) as error:
        list(builder.read(stream, source="mine.jsonl"))
    said = str(error.value)
    assert f"field {field}: mine.jsonl, line 2: a sentence has an id and a text" in said
    assert f"found:    {found}" in said


def test_a_builder_without_parameters_says_so() -> None:
    with pytest.raises(IrrealisError) as error:
        load_builder("typed_edits", dataset=NAME, parameters={"codes": 3}, seed=0)
    assert "codes: no such parameter, found 3" in str(error.value)
    assert "expected: none, as this builder has no parameters" in str(error.value)


def test_a_sentence_that_two_are_edited_into_is_made_of_neither(tmp_path: Path) -> None:
    texts = ["The nurse thanked the old driver.", "The nurse thanked the young driver."]
    lines = [f'{{"id": "{n}", "text": "{text}"}}\n' for n, text in enumerate(texts)]
    (tmp_path / "mine.jsonl").write_text("".join(lines), "utf-8")
    done = build(
        NAME, root=ROOT, files=[tmp_path / "mine.jsonl"], splits=["train"], out=tmp_path / "o"
    )
    rejects = rows_of(done, "rejects")["rejects"]
    assert {row["reason"] for row in rejects if row["level"] == "record"} == {"repeated-text"}
