"""cebab-edits: how reviews are read, what the rules make of them, and what the audit sees."""

from __future__ import annotations

import json
import os
from collections import Counter
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.cebab_edits import CebabEdits, EditParameters
from irrealis.builders.cebab_edits.evaluation import (
    Edited,
    Verdict,
    _fluency,
    _goals,
    _measures,
    levenshtein,
)
from irrealis.builders.families.aspect_edits.changes import Change, Clash, applied, cased, compose
from irrealis.builders.families.aspect_edits.collecting import Made
from irrealis.builders.families.aspect_edits.lexicon import Phrases, domain
from irrealis.builders.families.aspect_edits.parsing import legible, parse, spelled
from irrealis.builders.families.aspect_edits.rules import plan
from irrealis.builders.families.aspect_edits.segments import analyze
from irrealis.builders.families.aspect_edits.subject import NoEdit, Subject
from irrealis.builders.families.reviews import ASPECTS, OPINIONS, Group
from irrealis.schemas.families.aspect_edits import written

from irrealis.build import Drop, Repair, Row, record_rng
from irrealis.inputs import fetch, open_input
from irrealis.manifest import load_manifest

ROOT = Path(__file__).parent.parent
RESTAURANTS = domain("restaurants")
P, N, U = "Positive", "Negative", "unknown"
Labels = tuple[str | None, str | None, str | None, str | None]

# original, its labels on food, service, ambiance, noise; what is set; the one text it becomes
EXACT: list[tuple[str, Labels, str, str, str]] = [
    (
        "The soup was tasty but the waiter was rude.",
        (P, N, U, U),
        "food",
        U,
        "The waiter was rude.",
    ),
    (
        "The soup was tasty but the waiter was rude.",
        (P, N, U, U),
        "service",
        U,
        "The soup was tasty.",
    ),
    ("Great food and service.", (P, P, U, U), "food", U, "Great service."),
    ("Great food and service.", (P, P, U, U), "service", U, "Great food."),
    ("The food and service were great.", (P, P, U, U), "food", U, "The service was great."),
    (
        "The food, service and decor were great.",
        (P, P, P, U),
        "ambiance",
        U,
        "The food and service were great.",
    ),
    ("good soup.The waiter was rude.", (P, N, U, U), "service", U, "good soup."),
    ("Slow service.\nCold soup.", (N, N, U, U), "service", U, "Cold soup."),
    ("RUDE WAITER. GREAT SOUP!", (P, N, U, U), "food", U, "RUDE WAITER."),
    (
        "The room was lovely. But the soup was cold.",
        (N, U, P, U),
        "ambiance",
        U,
        "The soup was cold.",
    ),
    (
        "Although the room was lovely, the soup was cold.",
        (N, U, P, U),
        "food",
        U,
        "The room was lovely.",
    ),
    (
        "The steak wasn’t juicy, and we left.",
        (N, U, U, U),
        "food",
        P,
        "The steak was juicy, and we left.",
    ),
    (
        "It was too loud to talk. Good soup.",
        (P, U, U, N),
        "noise",
        P,
        "It was quiet enough to talk. Good soup.",
    ),
    (
        "Everything is fine &amp; cozy. The cook can't fry fish.",
        (N, U, P, U),
        "food",
        U,
        "Everything is fine &amp; cozy.",
    ),
    ("Good soup, but way too noisy.", (P, U, U, N), "noise", U, "Good soup."),
    (
        "The place was very noisy and a little cramped.",
        (U, U, N, N),
        "noise",
        U,
        "The place was a little cramped.",
    ),
    (
        "We were disappointed in the soup and somewhat in the service.",
        (N, N, U, U),
        "service",
        U,
        "We were disappointed in the soup.",
    ),
    (
        "The soup and the service were at the level we expected.",
        (P, P, U, U),
        "service",
        U,
        "The soup was at the level we expected.",
    ),
    (
        "The soup was great, service superb, and the room was lovely.",
        (P, P, P, U),
        "service",
        U,
        "The soup was great, and the room was lovely.",
    ),
    (
        "Slow service. The waiter forgot our salads. Good bread.",
        (P, N, U, U),
        "service",
        U,
        "Good bread.",
    ),
    (
        "The soup was hot. Our reservation was lost.",
        (P, N, U, U),
        "service",
        U,
        "The soup was hot.",
    ),
]


def subject(text: str, labels: Labels, *, rating: int | None = None) -> Subject:
    return Subject(
        parse([text], domain=RESTAURANTS)[0], dict(zip(ASPECTS, labels, strict=True)), rating
    )


def edited(text: str, labels: Labels, aspect: str, goal: str, *, of: Subject | None = None) -> str:
    rng = record_rng(dataset="cebab-edits", seed=0, original_id=text)
    done = plan(of or subject(text, labels), aspect, goal, rng=rng)
    return applied(text, compose(text, done.changes))


def review(number: int, text: str, labels: Labels) -> dict[str, Any]:
    """An original as upstream has it, from the first of the sample."""
    row: dict[str, Any] = json.loads(json.dumps(_first()))
    row |= {"id": f"{number}_000000", "original_id": str(number), "description": text}
    for aspect, said in zip(ASPECTS, labels, strict=True):
        row[f"{aspect}_aspect_majority"] = said or ""
        row[f"{aspect}_aspect_label_distribution"] = {said: 5} if said else ""
        voters = {f"w{n}": said for n in range(5)} if said else ""
        row[f"{aspect}_aspect_validation_workers"] = voters
    return row


@cache
def _first() -> dict[str, Any]:
    path = ROOT / "datasets" / "cebab-edits" / "sample" / "dev.json"
    row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))[0]
    return row


def builder(**parameters: Any) -> CebabEdits:
    return CebabEdits(dataset="cebab-edits", parameters=EditParameters(**parameters), seed=0)


def groups(rows: list[dict[str, Any]]) -> list[Group]:
    return list(builder().read(BytesIO(json.dumps(rows).encode()), source="rows.json"))


def said_of(group: Group, made: Made) -> list[Row | Drop | Repair]:
    rng = record_rng(dataset="cebab-edits", seed=0, original_id=group.original_id)
    return list(builder().edit(group, context=made, rng=rng))


@pytest.mark.parametrize(("text", "labels", "aspect", "goal", "want"), EXACT)
def test_an_aspect_is_set_and_the_rest_stays(
    text: str, labels: Labels, aspect: str, goal: str, want: str
) -> None:
    assert edited(text, labels, aspect, goal) == want


@pytest.mark.parametrize(
    ("text", "labels", "aspect", "goal", "kept", "gone"),
    [
        (
            "A nice room, but an awful pie.",
            (N, U, P, U),
            "food",
            P,
            "A nice room, and",
            "awful",
        ),
        (
            "GREAT SOUP AND GREAT STAFF",
            (P, P, U, U),
            "service",
            N,
            "GREAT SOUP BUT ",
            "GREAT STAFF",
        ),
        ("Great food and service.", (P, P, U, U), "service", N, "Great food but ", "and service"),
        ("The pie was a little bland.", (N, U, U, U), "food", P, "The pie was ", "a little"),
        (
            "I loved the pie in the quiet room.",
            (P, U, U, P),
            "noise",
            N,
            "I loved the pie",
            "quiet",
        ),
    ],
)
def test_an_opinion_is_turned_where_it_stands(
    text: str, labels: Labels, aspect: str, goal: str, kept: str, gone: str
) -> None:
    after = edited(text, labels, aspect, goal)
    assert after.startswith(kept)
    assert gone not in after


@pytest.mark.parametrize(
    ("text", "labels", "aspect", "reason"),
    [
        ("The soup was cold, as was the waiter.", (N, N, U, U), "food", "ellipsis"),
        # a visit would not be what the label of the service was given for
        ("Great food.", (P, P, U, U), "food", "nothing-left"),
        ("Great food! \N{THUMBS UP SIGN}", (P, P, U, U), "food", "nothing-left"),
        ("Great food.", (P, U, U, U), "food", "nothing-left"),
        ("It rained. The soup was hot.", (P, P, U, U), "service", "aspect-not-found"),
        # praise of the whole is for the room too
        (
            "Everything was wonderful. The room is lovely.",
            (U, P, P, U),
            "service",
            "aspect-not-found",
        ),
    ],
)
def test_no_edit_is_better_than_a_broken_one(
    text: str, labels: Labels, aspect: str, reason: str
) -> None:
    with pytest.raises(NoEdit) as error:
        edited(text, labels, aspect, U)
    assert error.value.reason == reason


def test_what_is_put_in_takes_the_case_of_the_review() -> None:
    assert edited("GREAT SOUP,", (P, U, U, U), "service", N).isupper()
    assert edited("THE SOUP WAS HOT.", (P, U, U, U), "noise", N).isupper()
    assert edited("the soup was hot.", (P, U, U, U), "noise", N).islower()


def test_what_is_put_in_takes_the_person_and_the_tense_of_the_review() -> None:
    labels: Labels = (P, U, U, U)
    texts = [
        edited(f"I think the soup is good and I like plate {n}.", labels, "ambiance", N)
        for n in range(30)
    ]
    added = " ".join(text.partition(" like plate ")[2] for text in texts).split()
    assert "we" not in [word.lower() for word in added]
    assert "was" not in added


def test_no_sentence_is_put_in_twice_for_one_review() -> None:
    text, labels = "It rained on Tuesday.", (U, U, U, U)
    one = subject(text, labels)
    added = [
        edited(text, labels, aspect, goal, of=one).removeprefix(text).strip()
        for aspect in ASPECTS
        for goal in (P, N)
        for _ in range(3)
    ]
    assert len(set(added)) == len(added)


def test_the_legible_copy_knows_its_places() -> None:
    text = "Cozy &amp; warm.The “GREAT” staff—wow!\nSo-so pie…but 😀 fun"
    copy, places = legible(text)
    assert len(places) == len(copy) + 1
    parsed = parse([text], domain=RESTAURANTS)[0]
    for at, word in enumerate(parsed.words):
        surface = parsed.surface(at)
        assert surface
        if word.isalpha() and surface.isalpha():
            assert surface.lower() == word
    assert [parsed.surface(at) for at, word in enumerate(parsed.words) if word == "and"] == [
        "&amp;"
    ]


def test_a_near_miss_of_a_known_word_is_read_as_that_word() -> None:
    assert spelled("atmoshpere", RESTAURANTS) == "atmosphere"
    assert spelled("sevice", RESTAURANTS) == "service"
    assert spelled("incredibly", RESTAURANTS) == "incredibly"
    assert spelled("waiter", RESTAURANTS) == "waiter"


TAKEN_OUT: list[tuple[str, Labels, str, str]] = [
    # original, its labels, the aspect that is to be unknown, what is left
    (
        "It was too crowded and noisy to talk. Good soup.",
        (P, U, N, N),
        "noise",
        "It was too crowded to talk. Good soup.",
    ),
    ("Loud fun atmosphere. Good soup.", (P, U, P, N), "ambiance", "Loud place. Good soup."),
    ("A cozy, quiet room. Good soup.", (P, U, P, P), "noise", "A cozy room. Good soup."),
    (
        "We sat outside and the soup and view were great.",
        (P, U, P, U),
        "ambiance",
        "The soup was great.",
    ),
    ("Beautiful place the soup was cold.", (N, U, P, U), "ambiance", "The soup was cold."),
    ("Good soup. We got a table with no view.", (P, U, N, U), "ambiance", "Good soup."),
    (
        "All was bad, from the soup to the waiter to the decor.",
        (N, N, N, U),
        "ambiance",
        "All was bad, from the soup to the waiter.",
    ),
]


@pytest.mark.parametrize(("text", "labels", "aspect", "left"), TAKEN_OUT)
def test_what_speaks_of_an_aspect_beside_another_goes_alone(
    text: str, labels: Labels, aspect: str, left: str
) -> None:
    assert edited(text, labels, aspect, U) == left


def test_a_lively_room_that_is_no_longer_loud_is_still_a_nice_one() -> None:
    said = edited("The soup was cold and the ambiance was lively.", (N, U, P, P), "noise", U)
    assert said in {
        f"The soup was cold and the ambiance was {mood}." for mood in RESTAURANTS.listed("mood +")
    }


def test_what_cannot_be_turned_and_what_explains_it_is_left_out() -> None:
    text = "The fish was cold, sadly. I had to send it back. The waiter was kind."
    said = edited(text, (N, P, U, U), "food", P)
    assert "send" not in said
    assert "sadly" not in said
    assert said.endswith(". The waiter was kind.")
    said = edited("The fish was cold because it sat there. Kind waiter.", (N, P, U, U), "food", P)
    assert "because" not in said


def test_an_ellipsis_is_turned_with_what_it_repeats() -> None:
    said = edited("My soup was bland and my husband's was cold.", (N, U, U, U), "food", P)
    assert "cold" not in said


def test_a_spot_on_the_patio_is_no_idiom() -> None:
    parsed = parse(["A spot on the patio. The soup was spot on."], domain=RESTAURANTS)[0]
    found = [one for s in analyze(parsed) for segment in s.segments for one in segment.judgments]
    assert [one.entry.phrase for one in found] == ["spot on"]


def test_what_two_things_are_too_much_for_is_not_turned() -> None:
    with pytest.raises(NoEdit, match="too much"):
        edited("It was too crowded and noisy to talk.", (U, U, N, N), "noise", P)


def test_the_longest_phrase_wins_and_a_gap_is_bridged() -> None:
    found: Phrases[str] = Phrases()
    for phrase in ("good", "not good", "waited ~ minutes"):
        found.add(phrase, phrase)
    words = ["not", "good", "we", "waited", "almost", "ten", "minutes", "good"]
    assert [(start, end, what) for start, end, what in found.find(words)] == [
        (0, 2, ["not good"]),
        (3, 7, ["waited ~ minutes"]),
        (7, 8, ["good"]),
    ]


def test_an_opinion_belongs_to_what_it_is_said_of() -> None:
    parsed = parse(
        ["The quick waiter brought a cold soup to our lovely table."], domain=RESTAURANTS
    )[0]
    said = {
        parsed.words[one.start]: one.aspect
        for sentence in analyze(parsed)
        for segment in sentence.segments
        for one in segment.judgments
    }
    assert said == {"quick": "service", "cold": "food", "lovely": "ambiance"}


def test_changes_mend_articles_and_spaces_and_may_not_clash() -> None:
    text = "We had a good pie, really."
    edits = compose(text, [Change(9, 13, "excellent")])
    assert applied(text, edits) == "We had an excellent pie, really."
    assert applied(text, compose(text, [Change(17, 25, "")])) == "We had a good pie."
    with pytest.raises(Clash):
        compose(text, [Change(7, 13, "bad"), Change(9, 17, "one")])
    assert cased("bad", "GOOD") == "BAD"


def test_a_text_that_two_reviews_become_is_made_of_neither() -> None:
    one = review(1, "Great service. Cold soup.", (N, P, U, U))
    two = review(2, "Great service. Dry duck.", (N, P, U, U))
    here, there = groups([one]), groups([two])
    alone = builder().context_beside(here, others=[])
    beside = builder().context_beside(here, others=there)
    wanted = "1_food-unknown"
    assert wanted in {
        part.values["id"] for part in said_of(here[0], alone) if isinstance(part, Row)
    }
    drops = [part for part in said_of(here[0], beside) if isinstance(part, Drop)]
    assert [one.reason for one in drops if one.detail.startswith(wanted)] == ["text-of-another"]


def test_edits_do_not_depend_on_the_reviews_around() -> None:
    rows = [
        review(n, f"Stop {n} of our trip. The soup was {word}.", (P, U, U, U))
        for n, word in enumerate(("tasty", "great", "good", "fine", "superb"))
    ]
    forth, back = groups(rows), groups(rows[::-1])
    one, other = (builder().context_beside(given, others=[]) for given in (forth, back))
    assert dict(one.outcomes) == dict(other.outcomes)


def test_only_what_upstream_asked_for_may_be_made() -> None:
    path = ROOT / "datasets" / "cebab-edits" / "sample" / "dev.json"
    given = groups(json.loads(path.read_text(encoding="utf-8")))
    made = builder(goals="asked").context_beside(given, others=[])
    asked = {(one.aspect, one.goal) for said in made.outcomes.values() for one in said}
    assert asked == {("food", U), ("service", P)}


@pytest.mark.parametrize(
    ("after", "flaw"),
    [
        ("We had a excellent pie.", "the right article"),
        ("We had  a pie.", "not two spaces"),
        ("we had a pie.", "a capital"),
        ("But we had a pie.", "no connective"),
        ("We had a pie and.", "not a connective before a stop"),
        ("We had a pie pie.", "not a word twice"),
        ("We had (a good pie.", "not a ( without a )"),
        ('We had a "good pie.', "not an open quote"),
        ("It was.", "not half a sentence"),
        ("We had a pie and", "not a connective before a stop"),
    ],
)
def test_the_audit_sees_what_a_careless_edit_leaves(after: str, flaw: str) -> None:
    said = [str(expected) for _, _, expected, _ in written("We had a good pie.", after, put=0)]
    assert [flaw in one for one in said] == [True]


def test_a_flaw_of_the_original_is_no_fault_of_an_edit() -> None:
    assert not list(written("A pie .", "A cake .", put=4))


def test_the_evaluation_counts_what_was_reached_and_what_was_not_made() -> None:
    def edit(text: str, said: str) -> Edited:
        return Edited(
            original=f"{text}?",
            text=text,
            aspect="food",
            goal=P,
            known=dict.fromkeys(ASPECTS, N),
            confirmed=True,
            after={"one": {"food": Verdict(said, sure=True)}},
        )

    rules, people = [edit("a", P)], [edit("a", N), edit("b", P)]
    asked = {(one.original, one.aspect, one.goal) for one in people}
    table = _goals(rules, people, asked, ["one"])
    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert (row["asked"], row["coverage of rules"]) == (2, 0.5)
    assert (row["one: rules"], row["one: human"]) == (1.0, 0.5)


def test_fluency_is_compared_on_what_both_were_asked_for() -> None:
    class Counted:
        """A stand-in for a language model: as perplexed as a text is long."""

        def of(self, text: str) -> float | None:
            return float(len(text)) if len(text) > 1 else None

    def edit(original: str, text: str) -> Edited:
        return Edited(original, text, "food", N, {})

    model: Any = Counted()
    rules = [edit("abcd", "abc"), edit("ab", "abcd"), edit("rules alone", "ab"), edit("xy", "x")]
    people = [edit("abcd", "abcde"), edit("ab", "abc"), edit("people", "ab"), edit("xy", "xyz")]
    assert _fluency(model, rules, people, 9).rows == (
        ("edits", 2, 2),
        ("perplexity, median", 3.5, 4.0),
        ("of that of the original, median", 1.375, 1.375),
        ("no more than it", 0.5, 0.0),
    )
    # drawn by hash; "x" has no perplexity, so that pair is left out on both sides
    assert [_fluency(model, rules, people, n).rows[0][1:] for n in (1, 2)] == [(0, 0), (1, 1)]
    assert _fluency(model, rules, [], 9).rows[0] == ("edits", 3, 0)


def test_distance_is_counted_in_tokens() -> None:
    assert levenshtein(["a", "b", "c"], ["a", "c", "d"]) == 2
    one = Edited("The pie was good.", "The pie was not bad.", "food", N, {})
    assert _measures([one, one])["token distance, median"] == 2.0


@pytest.mark.slow
@pytest.mark.skipif("IRREALIS_MIRROR" not in os.environ, reason="upstream's data is not here")
def test_nearly_all_that_is_wanted_of_real_reviews_is_made() -> None:
    upstream = load_manifest("cebab-edits", root=ROOT).inputs.upstream
    assert upstream is not None
    pinned = upstream.splits["validation"][0]
    with open_input(pinned, fetch(pinned, dataset="cebab-edits", split="validation")) as stream:
        given = list(builder().read(stream, source="dev.json"))
    made = builder().context_beside(given, others=[])
    wanted: Counter[tuple[str, str]] = Counter()
    done: Counter[tuple[str, str]] = Counter()
    for said in made.outcomes.values():
        for one in said:
            wanted[one.aspect, one.goal] += 1
            done[one.aspect, one.goal] += not one.refused
    assert set(wanted) == {(aspect, goal) for aspect in ASPECTS for goal in OPINIONS}
    share = {key: done[key] / count for key, count in wanted.items()}
    # an edit is dropped where a clause that speaks of the aspect was not read, or the result does
    # not read as was asked for, or nothing of the review would be left; moods that a reader infers
    # cannot be taken out by rule
    floors = {
        ("noise", U): 0.4,
        ("ambiance", U): 0.57,
        ("food", N): 0.6,
        ("food", P): 0.6,
        ("food", U): 0.51,
    }
    assert {key: value for key, value in share.items() if value < floors.get(key, 0.66)} == {}
