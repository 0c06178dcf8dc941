"""ifqa-style: what a document states, the wording of its questions, the check of their words."""

# ruff: noqa: E501 one wording or pattern, one line

from __future__ import annotations

import ast
import json
import os
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from irrealis.builders.families.documents.reading import BrokenDocument, RawDocument, clean
from irrealis.builders.ifqa_style.cases import Enumerator
from irrealis.builders.ifqa_style.cues import Reader as CueReader
from irrealis.builders.ifqa_style.evaluation import Asked, _fluency, answer_type, asking, form
from irrealis.builders.ifqa_style.facts import Date, Facts
from irrealis.builders.ifqa_style.forms import untold
from irrealis.builders.ifqa_style.questions import Question, put, questions
from irrealis.builders.ifqa_style.relations import IN_CAST, relations
from irrealis.builders.ifqa_style.rows import document_row, fact_row
from irrealis.builders.ifqa_style.wording import Speaker, Unsayable, listed, sentence, wordings
from irrealis.schemas.ifqa_style import FAMILIES
from irrealis.schemas.ifqa_style_checker import Derived, Paper, Reader, Underivable, read_date
from irrealis.schemas.ifqa_style_checker.giveaways import not_given_away
from irrealis.schemas.ifqa_style_checker.nouns import another_kind, called_a
from irrealis.schemas.ifqa_style_checker.stated import states
from irrealis.schemas.ifqa_style_forms import answerable, helpful
from irrealis.schemas.ifqa_style_shortcuts import names_in, with_passage, without_passage

from irrealis.build import Build, build, record_rng
from irrealis.errors import IrrealisError
from irrealis.score import score
from irrealis.store import find_folder
from irrealis.text.dates import period
from irrealis.text.numbers import in_letters
from irrealis.text.tokens import running_text
from tests.ifqa_documents import made
from tests.mutations import Copy, said, ungated

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "datasets" / "ifqa-style"


@cache
def records() -> dict[str, dict[str, Any]]:
    """Records of the sample, by title."""
    return {
        record["title"]: record
        for path in sorted((FOLDER / "sample").glob("*.json"))
        for record in json.loads(path.read_text(encoding="utf-8"))
    }


def facts_of(record: dict[str, Any]) -> Facts:
    return Facts(clean(RawDocument.model_validate(record)))


@cache
def sample_facts(title: str) -> Facts:
    return facts_of(records()[title])


@dataclass(frozen=True)
class Posed:
    """A question with the paper and the certificate that it is checked by."""

    question: Question
    paper: Paper
    certificate: tuple[tuple[str, str, str], ...]

    @property
    def text(self) -> str:
        return self.question.counterfactual

    def read(self, text: str | None = None) -> Derived:
        return Reader(self.paper, self.certificate).counterfactual(text or self.text)

    def right(self, derived: Derived) -> bool:
        """Whether an answer that was read off is that of the row, with its facts."""
        wanted = set(map(str, self.question.case.answer.things))
        found = derived.things if wanted else derived.texts
        return found == (wanted or {*self.question.counterfactual_answers}) and (
            derived.facts == set(self.certificate)
        )


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 not a secret


def pose(record: dict[str, Any], *, seeds: int = 3) -> Iterator[Posed]:
    """Every case of every family of a document, in the wordings of a few seeds."""
    try:
        facts = facts_of(record)
    except BrokenDocument:
        return
    paper = Paper(document_row(facts.document))
    for seed in range(seeds):
        enumerator = Enumerator(facts, dice(seed))
        for family in enumerator.families:
            for case in enumerator.cases(family):
                question = put(facts, case)
                if question is not None:
                    rows = [fact_row(fact) for fact in dict.fromkeys(case.facts)]
                    yield Posed(
                        question,
                        paper,
                        tuple((row["subject"], row["relation"], row["value"]) for row in rows),
                    )


@cache
def posed() -> tuple[Posed, ...]:
    """All that the sample allows to be asked."""
    return tuple(one for record in records().values() for one in pose(record))


def asked(record: dict[str, Any]) -> list[Posed]:
    return list(pose(record))


# relations and families


def test_there_are_the_96_relations_of_docred_each_with_its_source() -> None:
    own = {id_: one for id_, one in relations().items() if re.fullmatch(r"P\d+", id_)}
    assert len(own) == 96
    assert all(one.source.endswith(f":{id_}") for id_, one in own.items())


def test_an_inverse_is_told_from_both_ends_and_swaps_them() -> None:
    for id_, one in relations().items():
        if one.inverse is not None and id_ != IN_CAST:
            other = relations()[one.inverse]
            assert other.inverse == id_
            assert (other.domain, other.range) == (one.range, one.domain)


def test_the_checker_knows_every_family() -> None:
    enumerator = Enumerator(sample_facts("Hanno Weill"), dice(0))
    assert {"sequel lost"} | set(enumerator.families) <= FAMILIES


def test_most_families_fire_in_the_sample() -> None:
    enumerator = Enumerator(sample_facts("Hanno Weill"), dice(0))
    fired = {one.question.case.family for one in posed()}
    missing = set(enumerator.families) - fired
    assert missing <= {
        "house replaced", "house described", "school or team exchanged", "seat replaced",
        "seat described", "seat exchanged", "kin described", "kin exchanged", "series lost",
        "region shared", "house lost, described", "maker lost, described", "seat lost, described",
        "origin lost, described", "nationality lost, further", "provenance lost, described",
        "neighbor changed",
    }, missing  # fmt: skip


def test_every_relation_has_a_role_and_a_factual_question() -> None:
    for relation, words in wordings()["relations"].items():
        assert words["role"]
        assert words["was"], relation
        assert bool(words.get("lost")) == bool(words.get("missed")), relation


# what a document states


def test_a_label_without_evidence_is_a_fact_only_where_the_text_states_it() -> None:
    record = made(
        "Harl",
        """[Harl|LOC] , [Norway|LOC] , has a church .
        [Mo|LOC] is mentioned with [Sweden|LOC] .""",
        """Harl / P17 / Norway / -
        Mo / P17 / Sweden / -""",
    )
    facts = facts_of(record)
    assert [
        facts.country(one.index) != () for one in facts.things if one and one.kind == "place"
    ] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    "sentence_",
    [
        "[Ada Moll|PER] was born between [1480|TIME] and 1490 .",
        "As a forged letter claims , [Ada Moll|PER] was born in [1480|TIME] .",
        "[Ada Moll|PER] was perhaps born in [1480|TIME] .",
        "[Ada Moll|PER] was born about [1480|TIME] .",
        "[Ada Moll|PER] was born before [1480|TIME] .",
        "[Ada Moll|PER] was born in [340 BC|TIME] .",
        "[Ada Moll|PER] was born in [1480|TIME] or 1482 .",
        "According to one source [Ada Moll|PER] was born in [1480|TIME] .",
    ],
)
def test_what_is_hedged_bounded_or_one_of_two_is_no_fact_of_a_day(sentence_: str) -> None:
    (head,) = re.findall(r"\[([^|]+)\|PER\]", sentence_)
    (tail,) = re.findall(r"\[([^|]+)\|TIME\]", sentence_)
    facts = facts_of(made("Ada Moll", sentence_, f"{head} / P569 / {tail}"))
    assert facts.one(0, "P569") is None


def test_a_plain_date_is_a_fact() -> None:
    facts = facts_of(
        made(
            "Ada Moll",
            "[Ada Moll|PER] was born on [3 May 1880|TIME] .",
            "Ada Moll / P569 / 3 May 1880",
        )
    )
    fact = facts.one(0, "P569")
    assert fact is not None
    assert fact.value == Date(1880, 5, 3)


def test_wins_in_two_years_are_no_single_fact() -> None:
    facts = facts_of(
        made(
            "Cup",
            "The [Cup|MISC] took place in [1970|TIME] and [1974|TIME] .",
            "Cup / P585 / 1970\nCup / P585 / 1974",
        )
    )
    assert facts.one(0, "P585") is None


def test_of_places_in_one_another_the_innermost_counts() -> None:
    record = made(
        "Ina Falk",
        "[Ina Falk|PER] was born in [Mo|LOC] , [Rana County|LOC] , [Norway|LOC] .",
        """Ina Falk / P19 / Mo
        Ina Falk / P19 / Rana County
        Ina Falk / P19 / Norway
        Mo / P131 / Rana County
        Rana County / P17 / Norway
        Mo / P17 / Norway""",
    )
    fact = facts_of(record).one(0, "P19")
    assert fact is not None
    assert facts_of(record).things[int(fact.value)].name == "Mo"  # type: ignore[union-attr, arg-type]


def test_a_name_that_two_things_bear_is_not_used() -> None:
    record = made(
        "Lind",
        "[Lind|PER] founded [Lind|ORG|Lind Works] .",
        "Lind Works / P112 / Lind",
    )
    assert asked(record) == []


@pytest.mark.parametrize("kinds", [("ORG", "MISC"), ("LOC", "ORG"), ("PER", "ORG")])
def test_an_entity_whose_mentions_have_several_types_takes_no_part(kinds: tuple[str, str]) -> None:
    record = made(
        "Ferro",
        f"""[Ferro|{kinds[0]}] was founded by [Ada Moll|PER] .
        [Ferro|{kinds[1]}] is based in [Oslo|LOC] , [Norway|LOC] .
        [Ada Moll|PER] was born in [Bergen|LOC] , [Norway|LOC] .""",
        """Ferro / P112 / Ada Moll
        Ferro / P159 / Oslo
        Ada Moll / P19 / Bergen
        Oslo / P17 / Norway""",
    )
    facts = facts_of(record)
    named = {thing.name for thing in facts.things if thing}
    assert "Ferro" not in named
    for one in asked(record):
        assert one.right(one.read()), one.text


AND_NAMES = [
    ("Ada and the Owls", "Tom Reed", "Max Lund"),
    ("Salt and Smoke", "Rum and Rye", "Ida Kvist"),
    ("Lund and Sons", "Ben Hall", "Ann Cole"),
]


@pytest.mark.parametrize("names", AND_NAMES)
def test_a_list_may_hold_names_with_and(names: tuple[str, str, str]) -> None:
    a, b, c = names
    record = made(
        "Gale (film)",
        f"""" [Gale|MISC] " is a film that was produced by [{a}|ORG] , [{b}|ORG] and [{c}|ORG] .
        It came out in [1999|TIME] .""",
        f"""Gale / P162 / {a}
        Gale / P162 / {b}
        Gale / P162 / {c}""",
    )
    for one in asked(record):
        assert one.right(one.read()), one.text
        items = one.question.items
        if len(items) > 1:
            assert {item[0] for item in items} <= {a, b, c}


def test_a_contest_that_is_told_twice_is_no_single_outcome() -> None:
    once = "[Ada Moll|PER] beat [Eva Lind|PER] in the final of [1950|TIME] ."
    facts = facts_of(made("Cup", once, ""))
    assert len(CueReader(facts).contests()) == 1
    twice = facts_of(
        made(
            "Cup",
            f"{once}\n[Ada Moll|PER] defeated [Eva Lind|PER] in the final of [1952|TIME] .",
            "",
        )
    )
    assert CueReader(twice).contests() == []


@pytest.mark.parametrize(
    "sentence_",
    [
        "[Ada Moll|PER] would have beaten [Eva Lind|PER] in the final .",
        "[Ada Moll|PER] never beat [Eva Lind|PER] in the final .",
        "[Ada Moll|PER] beat [Eva Lind|PER] 's sister in the final .",
    ],
)
def test_an_outcome_that_is_not_told_plainly_is_not_asked_about(sentence_: str) -> None:
    assert CueReader(facts_of(made("Cup", sentence_, ""))).contests() == []


def test_people_who_are_dead_grow_no_older_in_a_question() -> None:
    for one in posed():
        if one.question.case.family == "birthday reached":
            assert re.search(r"had (?:lived|not died)|hadn't died|[Hh]ad .+ not died", one.text)


def test_a_thing_that_others_share_is_missed_by_all_of_them() -> None:
    record = made(
        "Hill School",
        "[Ann Cole|PER] and [Ben Hall|PER] studied at the [Hill School|ORG] .",
        "Ann Cole / P69 / Hill School\nBen Hall / P69 / Hill School",
    )
    lost = [one for one in asked(record) if one.question.case.family == "school or team lost"]
    assert lost
    assert all(len(one.question.items) == 2 for one in lost)
    unsure = made(
        "Hill School",
        "[Ann Cole|PER] studied at the [Hill School|ORG] .\n[Ben Hall|PER] was there , too .",
        "Ann Cole / P69 / Hill School\nBen Hall / P69 / Hill School / -",
    )
    maybe = [one for one in asked(unsure) if "school" in one.question.case.family]
    assert maybe
    assert all("besides Ben Hall" in one.text for one in maybe)
    for one in maybe:
        with pytest.raises(Underivable):
            one.read(one.text.replace(" besides Ben Hall", ""))


# nothing that the labels leave open is a second answer


def families_of(record: dict[str, Any]) -> set[str]:
    return {one.question.case.family for one in asked(record)}


def refused(record: dict[str, Any], question: str, *facts: tuple[str, str, str]) -> bool:
    """Whether the checker, given these facts, refuses a question about a document."""
    paper = Paper(document_row(facts_of(record).document))
    try:
        Reader(paper, facts).counterfactual(question)
    except Underivable:
        return True
    return False


NORWEGIANS = """[Ada Moll|PER] was a [Norwegian|LOC] painter .
{more}"""


@pytest.mark.parametrize(
    ("more", "may"),
    [
        ("She lived by the sea .", True),
        ("She was taught by [Eva Lind|PER] .", False),
        ("She was taught by [Eva Lind|PER] , a [Swedish|LOC] sculptor .", True),
    ],
)
def test_a_person_of_no_known_country_may_be_of_the_one_that_is_gone(more: str, may: bool) -> None:
    labels = "Ada Moll / P27 / Norwegian" + (
        "\nEva Lind / P27 / Swedish" if "Swedish" in more else ""
    )
    record = made("Ada Moll", NORWEGIANS.format(more=more), labels)
    assert ("nationality lost" in families_of(record)) == may
    question = "If Norway had never existed, who would have had another nationality?"
    assert refused(record, question, ("0", "P27", "1")) == (not may)


@pytest.mark.parametrize(
    ("more", "may"),
    [
        ("It won a prize .", True),
        ('The film " [Slack Water|MISC] " of [Ada Moll|PER] came out later .', False),
    ],
)
def test_a_film_without_a_director_may_be_by_the_one_who_is_gone(more: str, may: bool) -> None:
    record = made(
        "Gale (film)",
        f'" [Gale|MISC] " is a film directed by [Ada Moll|PER] .\n{more}',
        "Gale / P57 / Ada Moll",
    )
    assert ("maker lost" in families_of(record)) == may
    question = (
        "If Ada Moll had never become a director, which film would have needed another director?"
    )
    assert refused(record, question, ("0", "P57", "1")) == (not may)


def test_a_place_that_no_label_puts_anywhere_may_be_in_the_county_that_is_gone() -> None:
    text = "[Mo|LOC] is a village in [Rana County|LOC] , [Norway|LOC] ."
    labels = "Mo / P131 / Rana County\nRana County / P17 / Norway\nMo / P17 / Norway"
    assert "country lost" in families_of(made("Mo", text, labels))
    more = made("Mo", f"{text}\nThe village [Bakken|LOC] is close to [Mo|LOC] .", labels)
    assert not any("which village" in one.text and "country" in one.text for one in asked(more))


def test_one_person_under_two_names_is_not_counted_twice() -> None:
    record = made(
        "Jeanne Marie du Lac",
        """[Jeanne Marie du Lac|PER] was born in [Nancy|LOC] , [France|LOC] .
        [Jeanne-Marie|PER] was born in [Nancy|LOC] .""",
        """Jeanne Marie du Lac / P19 / Nancy
        Jeanne-Marie / P19 / Nancy
        Nancy / P17 / France""",
    )
    assert not families_of(record) & {"origin lost", "life abroad"}
    facts = ("0", "P19", "1"), ("3", "P19", "1")
    question = "If Nancy had never been settled, who would have had another birthplace?"
    assert refused(record, question, *facts)


def test_near_a_town_is_not_in_it() -> None:
    sentence_ = "[Ada Moll|PER] was born {} [Oslo|LOC] , [Norway|LOC] ."
    labels = "Ada Moll / P19 / Oslo\nOslo / P17 / Norway"
    inside, near = (made("Ada Moll", sentence_.format(word), labels) for word in ("in", "near"))
    assert "origin lost" in families_of(inside)
    assert "origin lost" not in families_of(near)
    assert states(Paper(document_row(facts_of(near).document)), ("0", "P19", "1"), [0])


def test_what_the_passage_ends_is_not_closed_early() -> None:
    text = "The [Owls|ORG] are a band founded in [1976|TIME] ."
    labels = "Owls / P571 / 1976"
    assert "closed early" in families_of(made("Owls", text, labels))
    ended = made("Owls", f"{text}\nThey disbanded after four years .", labels)
    assert "closed early" not in families_of(ended)
    question = "If the Owls had been dissolved on their 30th anniversary, in what year would that have been?"
    assert refused(ended, question, ("0", "P571", "1976"))


@pytest.mark.parametrize(
    ("name", "may"), [("Tolm", True), ("Krieger Hill", False), ("Kriegers", False)]
)
def test_a_name_in_the_question_does_not_give_the_answer_away(name: str, may: bool) -> None:
    record = made(
        "Krieger Trust",
        f"The city [{name}|LOC] is the seat of [Krieger Trust|ORG] , which is based in [{name}|LOC] .",
        f"Krieger Trust / P159 / {name}",
    )
    assert ("body left" in families_of(record)) == may
    question = "If Krieger Trust were to move somewhere else, which city would lose it?"
    assert refused(record, question, ("1", "P159", "0")) == (not may)


@pytest.mark.parametrize(
    ("body", "refused_"),
    [("Norwegian Bank", True), ("Bank of Norwich", False), ("Orm Bank", False)],
)
def test_an_adjective_gives_its_country_away(body: str, refused_: bool) -> None:
    record = made(
        "Orm Bank",
        f"[Ada Moll|PER] worked for the [{body}|ORG] , which is in [Tolm|LOC] , [Norway|LOC] .",
        f"Ada Moll / P108 / {body}\n{body} / P131 / Tolm\nTolm / P17 / Norway",
    )
    question = f"If the {body} were to move to another place, which country would lose it?"
    paper = Paper(document_row(facts_of(record).document))
    masked = paper.masked(question)
    if refused_:
        with pytest.raises(Underivable, match="gives away"):
            not_given_away(paper, masked, {"3"})
    else:
        not_given_away(paper, masked, {"3"})


def test_an_answer_stands_in_a_question_only_as_a_choice() -> None:
    paper = Paper(document_row(facts_of(made("Tolm", "[Tolm|LOC] is near [Brae|LOC] .")).document))
    not_given_away(paper, "if ⟦0⟧ had sunk, which would have been drier, ⟦0⟧ or ⟦1⟧", {"1"})
    with pytest.raises(Underivable, match="stands in the question"):
        not_given_away(paper, "if ⟦0⟧ had sunk, which town would have missed ⟦1⟧", {"1"})


@pytest.mark.parametrize(
    ("more", "may"),
    [
        ("He was tall .", True),
        ("His second wife was a singer .", False),
        ("They divorced in [1960|TIME] .", False),
    ],
)
def test_who_married_again_would_not_have_missed_one_spouse_alone(more: str, may: bool) -> None:
    record = made(
        "Bo Lind", f"[Bo Lind|PER] married [Ada Moll|PER] .\n{more}", "Bo Lind / P26 / Ada Moll"
    )
    assert ("kin lost" in families_of(record)) == may
    question = (
        "If Bo Lind had never married, who would have married somebody else or stayed single?"
    )
    assert refused(record, question, ("1", "P26", "0")) == (not may)


@pytest.mark.parametrize(
    ("more", "may"), [("It has a bell .", True), ("It opened again in [1950|TIME] .", False)]
)
def test_what_began_twice_has_no_one_anniversary(more: str, may: bool) -> None:
    record = made(
        "Brae Trust",
        f"[Brae Trust|ORG] was founded in [1900|TIME] .\n{more}",
        "Brae Trust / P571 / 1900",
    )
    assert ("anniversary marked" in families_of(record)) == may
    question = (
        "Had a medal marked the 25th anniversary of the founding of Brae Trust, "
        "in what year would that have been?"
    )
    assert refused(record, question, ("0", "P571", "1900")) == (not may)


def test_each_village_of_a_county_is_a_place_in_it() -> None:
    record = made("Tolm", "[Tolm|LOC] is a town in [Orm County|LOC] .", "Tolm / P131 / Orm County")
    question = "If Orm County had never been set up, which {} would be in another county?"
    facts = ("0", "P131", "1")
    assert refused(record, question.format("place"), facts)
    assert not refused(record, question.format("town"), facts)
    open_ = [one.text for one in asked(record) if one.question.case.family == "region lost"]
    assert open_
    assert not any("which place" in text for text in open_)


@pytest.mark.parametrize("more", ["", "The [Tolm River|LOC] flows into the [Gray Sea|LOC] , too ."])
def test_a_river_dries_up_that_is_the_only_one_to_reach_its_mouth(more: str) -> None:
    labels = "Orm River / P403 / Gray Sea" + ("\nTolm River / P403 / Gray Sea" if more else "")
    text = f"The [Orm River|LOC] flows into the [Gray Sea|LOC] .\n{more}"
    record = made("Orm River", text, labels)
    assert ("river dried" in families_of(record)) == (not more)
    question = "If the Orm River were to dry up, which sea would get less water?"
    assert refused(record, question, ("0", "P403", "1")) == bool(more)


@pytest.mark.parametrize(("title", "may"), [("Ada Moll", True), ("Eva Lind", False)])
def test_only_whom_the_passage_is_about_gives_up_a_citizenship(title: str, may: bool) -> None:
    record = made(
        title,
        "[Eva Lind|PER] met her . [Ada Moll|PER] was a [Danish|LOC] painter , and she was tall .",
        "Ada Moll / P27 / Danish",
    )
    assert ("citizenship lost" in families_of(record)) == may


@pytest.mark.parametrize(
    ("body", "town", "may"), [("Hill School", "Tolm", True), ("Tolm School", "Tolm", True)]
)
def test_who_studied_in_a_town_would_have_had_to_do_so_in_another(
    body: str, town: str, may: bool
) -> None:
    record = made(
        "Ada Moll",
        f"""[Ada Moll|PER] studied at [{body}|ORG] .
        [{body}|ORG] is based in the city of [{town}|LOC] .""",
        f"Ada Moll / P69 / {body}\n{body} / P159 / {town}",
    )
    found = of_family(record, "town lost, further")
    assert bool(found) == may
    assert all(len(one.question.case.facts) == 2 for one in found)
    second = made(
        "Ada Moll",
        f"""[Ada Moll|PER] studied at [{body}|ORG] . [Bo Lind|PER] was there , too .
        [{body}|ORG] is based in the city of [{town}|LOC] .""",
        f"Ada Moll / P69 / {body}\nBo Lind / P69 / {body} / -\n{body} / P159 / {town}",
    )
    assert not of_family(second, "town lost, further")


def test_a_name_in_a_parenthesis_is_the_thing_before_it_once_more() -> None:
    record = made(
        "Ruas (song)",
        """" [Ruas|MISC] " ( [Streets of love|MISC] ) is a song by the band [Flor|ORG] .
        " [Lose|MISC] " is a song by the band [Waldo|ORG] .""",
        "Ruas / P175 / Flor\nStreets of love / P175 / Flor\nLose / P175 / Waldo",
    )
    assert not [one.text for one in asked(record) if "Streets" in one.text]


def test_a_teacher_did_not_study_at_the_school() -> None:
    text = "[Ben Hall|PER] studied at the [Hill School|ORG] with [Ann Cole|PER] ."
    labels = "Ben Hall / P69 / Hill School\nAnn Cole / P69 / Hill School"
    record = made("Ben Hall", text, labels)
    lost = [one.text for one in asked(record) if "lost" in one.question.case.family]
    assert all("besides Ann Cole" in text for text in lost)
    paper = Paper(document_row(facts_of(record).document))
    assert states(paper, ("2", "P69", "1"), [0])
    assert not states(paper, ("0", "P69", "1"), [0])


@pytest.mark.parametrize("place", ["Lake Orm", "Orm River"])
def test_waters_may_be_in_two_countries_and_are_no_choice(place: str) -> None:
    record = made(
        "Mo",
        f"""[Mo|LOC] is a town in [Norway|LOC] . [{place}|LOC] is in [Sweden|LOC] .
        [Lund|LOC] is a town in [Sweden|LOC] .""",
        f"""Mo / P17 / Norway
        {place} / P17 / Sweden
        Lund / P17 / Sweden""",
    )
    chosen = [one.text for one in asked(record) if "of several" in one.question.case.family]
    assert chosen
    assert not [text for text in chosen if place in text]


def test_a_title_or_a_ship_is_no_place() -> None:
    record = made(
        "Ada",
        """The Duke of [Perth|LOC] came on the yacht [Britta|LOC] of [Scotland|LOC] .
        [Mo|LOC] is a town in [Norway|LOC] . [Lund|LOC] is a town in [Sweden|LOC] .""",
        """Perth / P17 / Scotland
        Britta / P17 / Scotland
        Mo / P17 / Norway
        Lund / P17 / Sweden""",
    )
    chosen = [one.text for one in asked(record) if "of several" in one.question.case.family]
    assert chosen
    assert not [text for text in chosen if "Perth" in text or "Britta" in text]


@pytest.mark.parametrize(("noun", "may"), [("town", True), ("peak", False)])
def test_only_where_people_live_a_place_becomes_a_country(noun: str, may: bool) -> None:
    record = made("Mo", f"[Mo|LOC] is a {noun} in [Norway|LOC] .", "Mo / P17 / Norway")
    assert ("country left" in families_of(record)) == may


def test_a_prize_of_a_film_is_not_its_director_s() -> None:
    text = "{} won the [Amber Prize|MISC] ."
    labels = "Ada Moll / P166 / Amber Prize"
    person = made("Ada Moll", text.format("[Ada Moll|PER]"), labels)
    film = made("Gale", text.format("Its film by [Ada Moll|PER]"), labels)
    assert "award lost" in families_of(person)
    assert "award lost" not in families_of(film)


@pytest.mark.parametrize("more", ["[Eva Moll|PER] was there .", "Her niece was there ."])
def test_who_has_more_kin_may_have_more_children(more: str) -> None:
    text = "[Ada Moll|PER] was the daughter of [Ola Lund|PER] ."
    labels = "Ada Moll / P22 / Ola Lund"
    assert "kin lost" in families_of(made("Ada Moll", text, labels))
    assert "kin lost" not in families_of(made("Ada Moll", f"{text}\n{more}", labels))


def test_who_was_invited_too_leaves_a_list_open() -> None:
    text = '" [Gale|MISC] " was produced by [Ada Moll|PER] and [Eva Lind|PER]{} .'
    labels = "Gale / P162 / Ada Moll\nGale / P162 / Eva Lind"
    assert "one left out" in families_of(made("Gale", text.format(""), labels))
    assert "one left out" not in families_of(made("Gale", text.format(" , among others"), labels))


def test_a_work_that_others_recorded_too_would_exist_without_one_of_them() -> None:
    labels = "Blue / P175 / Ada Moll\nBlue / P577 / 1990\nBlue / P175 / Eva Lind"
    text = """" [Blue|MISC] " is a song recorded by [Ada Moll|PER] , released in [1990|TIME] .
    Years before , the song [Blue|MISC] was recorded by [Eva Lind|PER] ."""
    assert "career cut short" not in families_of(made("Blue (song)", text, labels))


# wording


def test_a_person_goes_by_the_name_of_the_title() -> None:
    record = made(
        "John Thurman (actor)",
        "[John Richard Thurman|PER] was born on [3 May 1880|TIME] .",
        "John Richard Thurman / P569 / 3 May 1880",
    )
    assert {one.text.count("John Thurman") for one in asked(record)} == {1}
    assert all(one.right(one.read()) for one in asked(record))


def test_a_thing_is_named_once_and_then_goes_by_its_pronoun() -> None:
    facts = sample_facts("Ilse Brandner")
    index = next(one.index for one in facts.things if one and one.name == "Ilse Brandner")
    speaker = Speaker(facts)
    assert (
        speaker.say("{s} had been born in Graz", s=index) == "Ilse Brandner had been born in Graz"
    )
    assert speaker.say("where would {s} have died", s=index) == "where would she have died"


def test_a_rival_of_the_same_gender_forbids_the_pronoun() -> None:
    facts = sample_facts("Iona Strand")
    by_name = {one.name: one.index for one in facts.things if one}
    speaker = Speaker(facts)
    speaker.say("{a} and {b}", a=by_name["William Pell"], b=by_name["Rupert Gale"])
    with pytest.raises(Unsayable):
        speaker.say("would {a} have died", a=by_name["William Pell"])


def test_a_title_takes_no_possessive() -> None:
    facts = sample_facts("Northlight (film)")
    index = next(one.index for one in facts.things if one and one.name == "Northlight")
    with pytest.raises(Unsayable):
        Speaker(facts).say("{s's} director", s=index)
    assert Speaker(facts).role(index, "director") == 'the director of "Northlight"'


def test_lists_sentences_and_numbers() -> None:
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert sentence("in what year") == "In what year?"
    assert [in_letters(n) for n in (3, 12, 40, 57, 100)] == [
        "three", "twelve", "forty", "fifty-seven", "a hundred",
    ]  # fmt: skip
    assert running_text(
        ['"', "Load", '"', "'s", "sleeve", ",", "and", '"', "Reload", '"', "."]
    ) == ('"Load"\'s sleeve, and "Reload".')


def test_questions_are_whole_sentences_without_slots_and_do_not_hold_their_answer() -> None:
    choosing = {
        *("order changed", "outcome reversed", "same country", "neighbor changed"),
        *(family for family in FAMILIES if "of several" in family),
    }
    for one in posed():
        question = one.question
        for text in (question.factual, question.counterfactual):
            assert re.fullmatch(r'["A-Z].*[^\s]\?', text), text
            assert not re.search(r"[{}]|  |\bthe the\b|\bNone\b|\ba [aeio]", text), text
        if question.case.family not in choosing:
            for answer in question.counterfactual_answers:
                assert not re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", question.counterfactual)


def test_no_full_name_of_a_person_stands_twice_in_a_question() -> None:
    for one in posed():
        for thing in (sample_facts(one.paper.row["title"])).things:
            if thing and thing.kind == "person" and " " in thing.name:
                assert (
                    one.text.count(thing.name) <= 1
                    or one.question.case.family in ("order changed",)
                    or "exchanged" in one.question.case.family
                ), one.text


def test_a_document_gives_no_more_than_asked_for_and_no_question_twice() -> None:
    for title in records():
        try:
            facts = sample_facts(title)
        except BrokenDocument:
            continue
        rng = record_rng(dataset="ifqa-style", seed=0, original_id=title)
        found = questions(facts, rng, most=4).questions
        assert len(found) <= 4
        assert len({one.counterfactual for one in found}) == len(found)
        assert len({one.factual for one in found}) == len(found)


# the checker


def test_the_checker_asks_nothing_of_the_builder_nor_of_its_dates() -> None:
    files = [
        *(ROOT / "schemas").glob("ifqa_style*.py"),
        *(ROOT / "schemas" / "ifqa_style_checker").glob("*.py"),
    ]
    assert len(files) > 10
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        imported = [
            node.module or "" if isinstance(node, ast.ImportFrom) else alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        ]
        assert not [module for module in imported if "builder" in module or "text.dates" in module]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("6 August 1902", "1902-08-06"),
        ("August 6 , 1902", "1902-08-06"),
        ("March 2006", "2006-03"),
        ("Sept. 1 , 1999", "1999-09-01"),
        ("1742", "1742"),
        ("30 February 1900", None),
        ("the 1990s", None),
        ("1971-1987", None),
    ],
)
def test_the_checker_reads_dates_as_the_engine_does(text: str, date: str | None) -> None:
    assert read_date(text) == date
    days = period(text)
    if date is not None:
        assert days is not None
        assert f"{days[0][0]:04}-{days[0][1]:02}-{days[0][2]:02}".startswith(date)


def test_a_paper_knows_that_a_country_and_its_adjective_are_one() -> None:
    record = made(
        "Lyon",
        "[Lyon|LOC] is a [French|LOC] city in [France|LOC] .",
        "Lyon / P17 / French\nLyon / P17 / France / -",
    )
    paper = Paper(document_row(clean(RawDocument.model_validate(record))))
    assert len(paper.values("0", "P17")) == 1


def test_every_question_of_the_sample_is_read_and_answered_alike() -> None:
    for one in posed():
        assert one.right(one.read()), one.text
        told = any(not relation.startswith("P") for _, relation, _ in one.certificate)
        reader = Reader(one.paper, one.certificate if told else None)
        factual = reader.factual(one.question.factual)
        wanted = set(map(str, one.question.case.twin_answer.things))
        found = factual.things if wanted else factual.texts
        assert found == (wanted or {*one.question.factual_answers}), one.question.factual


Change = Callable[[str], str]


def sub(pattern: str, by: str | Callable[[re.Match[str]], str]) -> Change:
    return lambda text: re.sub(pattern, by, text, count=1)


def swap(one: str, other: str) -> Change:
    """The two words exchanged, wherever they stand."""
    return lambda text: re.sub(
        rf"\b(?:{one}|{other})\b", lambda match: other if match[0] == one else one, text
    )


NAME = r'(?:the )?"?[A-ZÅÄÖ][\w\'’.-]*(?: (?:of |the )?[A-ZÅÄÖ][\w\'’.-]*)*"?'

# kinds of wrong wording: each must be caught in every question that it changes
MUTATIONS: dict[str, Change] = {
    "negation dropped (not)": sub(r" not (?!and\b)(?=[a-z])(?!.*\bif\b)", " "),
    "negation dropped (n't)": sub(r"hadn't", "had"),
    "never dropped": sub(r"\bnever ", ""),
    "never made always": sub(r"\bnever\b", "always"),
    "nobody made everybody": sub(r"\bnobody\b", "everybody"),
    "instead of made besides": sub(r"\binstead of\b", "besides"),
    "rather than made as well as": sub(r"\brather than\b", "as well as"),
    "old and new exchanged": sub(
        rf"(?<= )({NAME}) (instead of|rather than(?: in| by| at| for| of| to)?) ({NAME})",
        r"\3 \2 \1",
    ),
    "old and new exchanged (not but)": sub(
        rf"(not [a-z ]*?)({NAME}) (but(?: in| by| at| for| of| to)?) ({NAME})", r"\1\4 \3 \2"
    ),
    "first and last exchanged": swap("first", "last"),
    "after and before exchanged": sub(
        r"right (after|before)", lambda m: "right before" if m[1] == "after" else "right after"
    ),
    "birth made death in what is asked": sub(r"have been born(?=\?| if| had|$)", "have died"),
    "birthplace made place of death": sub(r"birthplace", "place of death"),
    "another role (director)": sub(r"\bdirector", "producer"),
    "another role (producer)": sub(r"\bproducer", "composer"),
    "another role (author)": sub(r"\bauthor", "publisher"),
    "another role (founder)": sub(r"\bfounder", "owner"),
    "another role (father, mother)": swap("father", "mother"),
    "another deed (directed)": sub(r"\bdirected\b", "produced"),
    "another deed (written)": sub(r"\bwritten\b(?= by)", "composed"),
    "another deed (founded by)": sub(r"\bfounded by\b", "owned by"),
    "another deed (studied)": sub(r"\bstudied at\b", "worked for"),
    "another craft": sub(r"become a (?:director|writer|producer|composer)", "become a dancer"),
    "country made continent": sub(r"\b(which|what) country\b", r"\1 continent"),
    "where made when": sub(r"\b([Ww])here (?=would|did)", r"\1hen "),
    "who made what": sub(r"\bwho (?=would)", "what "),
    "in which year made in which month": sub(r"\b(which|what) year", r"\1 month"),
    "consequence denied": sub(r"\bwould (?=have|be|need|belong)", "would not "),
    "another made the same": sub(r"\banother (?=[a-z])", "the same "),
    "somebody else made the same person": sub(r"\bsomebody else\b", "the same person"),
    "elsewhere made there": sub(r"\b(?:elsewhere|somewhere else)\b", "there"),
    "same country made another country": sub(r"\bsame country\b", "next country"),
    "birthday brought forward": sub(r"\b(\d+)th birthday", lambda m: f"{int(m[1]) - 10}th birthday"),
    "birthday put off": sub(r"\b(\d+)th birthday", lambda m: f"{int(m[1]) + 10}th birthday"),
    "another old year": sub(r"(?<=instead of )(\d{4})", lambda m: str(int(m[1]) + 3)),
    "won and lost exchanged": sub(
        r"lost the ([a-z]+) instead of winning it|not won but lost the ([a-z]+)|"
        r"(?:not|n't) won the ([a-z]+)|lost rather than won the ([a-z]+)",
        lambda m: f"won the {m[1] or m[2] or m[3] or m[4]} instead of losing it",
    ),
    "winner made loser": sub(r"who would have won it|who would the winner have been", "who would have lost it"),
    "largest made smallest": sub(r"\blargest\b", "smallest"),
    "move turned round": sub(r"moved to\b", "moved from"),
    "earlier name made later name": sub(r"\bearlier name|the name of\b|a new name|been renamed", "later name"),
    "name at birth made name at death": sub(r"name at birth", "name at death"),
    "no longer made still": sub(r"\bno longer\b", "still"),
    "did not exist made existed": sub(r"\bdid not exist\b", "existed"),
    "units made other units": sub(r"\b(?:states|provinces|counties|municipalities) of\b", "rivers of"),
    "exchange made sharing": sub(r"\b(?:swapped|exchanged|traded)\b", "shared"),
    "how old made how many": sub(r"\bhow old\b", "how many"),
    "citizen made native": sub(r"\bcitizen\b", "visitor"),
    "question made statement": sub(r"\?$", "."),
    "set aside made included": sub(r"\bbesides\b", "including"),
    "nothing set aside": sub(r" besides [^?]*?(?= would)", ""),
    "others made everybody": sub(r"\bwho else\b", "who"),
    "home country made home town": sub(r"\bhome country\b", "home town"),
    "country of another": sub(r"\bthe country that\b", "the county that"),
    "existed made ended": sub(r"never (?:existed|become a country)", "never come to an end"),
    "another country made the same one": sub(r"\banother country\b", "the same country"),
    "another made the old nationality": sub(r"\banother nationality\b", "the same nationality"),
    "birthday made number of years": sub(r"on (?:his|her) (\d+)th birthday", r"after \1 years"),
    "another birthday": sub(
        r"(?<=on )(his|her) (\d+)th birthday", lambda m: f"{m[1]} {int(m[2]) + 5}th birthday"
    ),
    "death made birth": sub(r"\b(?:died|lost (?:his|her) life) on", "had a son on"),
    "different made same": sub(r"\ba different\b", "the same"),
    "alone made together": sub(r"\bit alone\b", "it together"),
    "no hand made a hand": sub(r"\bno hand in\b", "a hand in"),
    "turned down made taken on": sub(r"\bturned down the work\b", "taken on the work"),
    "passport made name": sub(r"\banother passport\b", "another name"),
    "only child made eldest": sub(r"\bonly child\b", "eldest child"),
    "end made start": sub(r"\bgiven up|broken up|disbanded\b", "started"),
    "another year of the end": sub(
        r"(up|music|directing|writing|disbanded) in (\d{4})", lambda m: f"{m[1]} in {int(m[2]) + 20}"
    ),
    "anniversary put off": sub(r"(\d+)th anniv", lambda m: f"{int(m[1]) + 10}th anniv"),
    "anniversary made birthday": sub(r"\banniversary\b", "birthday"),
    "closed made opened": sub(r"been (?:dissolved|closed down) on", "been honored on"),
    "born abroad made at home": sub(r"\bborn in another country", "born in that country"),
    "another calling": sub(r"given up (?:music|directing|writing)", "given up dancing"),
    "fought made won": sub(r"\b(?:fought in one|to take part in)\b", "won one"),
    "war made peace": sub(r"\b(?:been fought|been avoided)\b", "been won"),
    "called off made repeated": sub(r"\b(?:called off|never taken place)\b", "repeated"),
    "separate countries made provinces": sub(r"\bseparate countries\b", "separate provinces"),
    "invented made forgotten": sub(r"\binvented\b", "forgotten"),
    "one fewer made one more": sub(r"\bfewer\b", "more"),
    "native made visitor": sub(r"\bone native\b", "one visitor"),
    "another maker": sub(r"\b(?:a|which) (?:director|writer|producer|composer)\b", "which dancer"),
    "another thing counted": sub(r"\bone (?:album|song|film|novel|series|single) fewer", "one statue fewer"),
    "independence made surrender": sub(r"declare its independence", "lose its independence"),
    "country of its own made part": sub(r"a country of its own(?=,|$)", "a part of it"),
    "left made joined": sub(r"\b(?:leave|break away from)\b", "join"),
    "another unit": sub(r"\bwhich (?:state|county|province|municipality) would", "which parish would"),
    "lost made won": sub(r"\b(?:lose it|be the smaller for it)", "win it"),
    "but for made because of": sub(r"\bnot been for\b", "been because of"),
    "no such country made such a country": sub(r"\bno such country\b", "such a country"),
    "retired made hired": sub(r"\bretired on\b", "been hired on"),
    "buried made born": sub(r"\b(?:buried|laid to rest) in\b", "born in"),
    "grave made house": sub(r"\b(?:grave|tomb) be\b", "house be"),
    "lived made died": sub(r"have (?:lived|spent (?:his|her) life)", "have died"),
    "left for another place made stayed": sub(r"(?:move to another place|move somewhere else|leave for another place)", "stay in its place"),
    "independent made dependent": sub(r"become independent|a company of its own(?=,)", "become dependent"),
    "acting made singing": sub(r"\b(into|up) acting\b", r"\1 singing"),
    "cast differently made cast alike": sub(r"cast differently|another actor", "cast alike"),
    "another thing short": sub(r"one (?:citizen|member|winner|student|player) fewer", "one statue fewer"),
    "asked by another fact": sub(r"\ban? [a-z]+ (?:of|on|from|based in) which [a-z]+", "a child of which century"),
    "native made owner": sub(r"\b[aA] native of\b", "an owner of"),
    "another edition made none": sub(r"brought out again|come out once more|(?<=[aA] )new edition", "withdrawn"),
    "founding made closing": sub(r"\bfounding\b", "closing"),
    "opening made closing": sub(r"\bthe opening of", "the closing of"),
    "unveiled made sold": sub(r"\bunveiled\b", "sold"),
    "set up made abolished": sub(r"\b(?:set up|created)(?=,)", "abolished"),
    "lose made win (owner)": sub(r"part with it\b", "take hold of it"),
    "league made cup": sub(r"\banother league\b", "another cup"),
    "who made whose": sub(r"\b[Ww]ho (?=would have (?:had|won|carried|needed|married))", "whose "),
    "who of two made which": sub(r"\bwho (?=would [^?]*, [^?]* or )", "which "),
    "which of two made who": sub(r"\bwhich (?=would [^?]*, [^?]* or )", "who "),
    "choice without or": sub(r"(, [^?,]*) or (?=[^?,]*\?$)", r"\1 "),
    "another kind of unit": sub(r"\b(state|province|county|district)\b(?! of)", lambda m: "parish" if m[1] != "parish" else "state"),
    "another deed undone": sub(r"(?<=been )(?:recorded|written|made)(?=,[^?]*fewer\?)", "built"),
    "origin made place": sub(r"\bfrom which country\b", "in which country"),
    "another row": sub(rf"(one [a-z]+ of) ({NAME}) before ({NAME})", r"\1 \3 before \2"),
    "citizenship made name": sub(r"given up (his|her) citizenship", r"given up \1 name"),
    "passport handed back made renewed": sub(r"\bhanded back\b", "renewed"),
    "citizen lost made won": sub(r"\blost a citizen\b", "won a citizen"),
    "dried up made flooded": sub(r"\b(?:to dry up|dried up)\b", "to flood"),
    "tributary made bridge": sub(r"\blose a tributary\b", "lose a bridge"),
    "less water made more": sub(r"\bless water\b", "more water"),
    "shore made hill": sub(r"\bon its (?:banks|shores|coast)\b", "on its hills"),
    "laid out made sold": sub(r"been (?:laid out|built|opened)(?=,)", "been sold"),
    "park made bridge": sub(r"\bone park fewer\b", "one bridge fewer"),
    "whose made which": sub(r"\bwhose (?=[a-z]+ would)", "which "),
    "sequel made remake": sub(r"\ba sequel\b", "a remake"),
    "lyrics made pictures": sub(r"\b(?:other lyrics|another lyricist)\b", "other pictures"),
    "death made birth (year)": sub(r"\bdied in (?=\d{4})", "been born in "),
    "never made dropped (what is asked)": sub(r"would (he|she) never have", r"would \1 have"),
    "country that made it made one that sold it": sub(r"\bhave made one\b", "have sold one"),
    "kept made lost": sub(r"\bkept\b", "lost"),
    "stuck to made given up": sub(r"\bstuck to\b", "given up"),
    "born with made died with": sub(r"\bborn with\b", "died with"),
    "called made paid": sub(r"\bbe called\b", "be paid"),
    "known made hated": sub(r"\bbe known\b", "be hated"),
    "succeeded made preceded": sub(r"\bbeen (?:succeeded|replaced)\b", "been preceded"),
    "waiting made leaving": sub(r"\bwait for the post\b", "leave the post"),
    "stayed on made left": sub(r"\bstayed on\b", "left"),
    "other works made all works": sub(r"(?<=[Ww])hich other (?=[a-z])", "hich "),
    "fell apart made grew": sub(r"\bfell apart\b", "grew"),
    "independent countries made dependent ones": sub(r"\bindependent countries\b", "dependent ones"),
    "another league made another team": sub(r"play in another league\b", "play in another team"),
    "another town made another house": sub(r"in another (?:town|city|village)\b", "in another house"),
    "single made busy": sub(r"\bstayed single\b", "stayed busy"),
    "children made pupils": sub(r"\bhad any children\b", "had any pupils"),
    "abroad made at home": sub(r"move abroad\b|leave for another country\b", "stay at home"),
    "left behind made entered": sub(r"\bit leave behind\b", "it enter"),
    "glacier made river": sub(r"\bone glacier fewer\b", "one river fewer"),
    "dried up made risen (past)": sub(r"\b(?:melted away|dried up|sunk into the sea)(?=,)", "come back"),
    "not come about made come about": sub(r"\bwould not have\b", "would have"),
    "cause made another": sub(r"(?<=not been for the )([a-z]+)", "school"),
    "time of the effect": sub(r" in 19(\d\d)\?$", r" in 18\1?"),
    "another such unit": sub(r"\bsuch an? [a-z]+ as\b", "such a canton as"),
}  # fmt: skip


_ALIKE = 4  # questions of a family that are tried with a kind of wrong wording


@cache
def mutated() -> dict[str, list[tuple[str, str, bool]]]:
    """For each kind: question, mutant, and whether the checker refuses it."""
    found: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for one in posed():
        for kind, change in MUTATIONS.items():
            wrong = change(one.text)
            family = one.question.case.family
            alike = sum(family == other for other, _, _ in found[kind])
            if wrong == one.text or alike == _ALIKE:
                continue
            try:
                caught = not one.right(one.read(wrong))
            except Underivable:
                caught = True
            found[kind].append((family, wrong, caught))
    return found


@pytest.mark.parametrize("kind", MUTATIONS)
def test_a_wrong_wording_is_caught(kind: str) -> None:
    tried = mutated().get(kind, [])
    assert tried, f"no question of the sample has words for {kind!r}"
    missed = [text for _, text, caught in tried if not caught]
    assert not missed, missed[:5]


def exchanged(text: str) -> str:
    """He for she, and she for he."""
    other = {"he": "she", "she": "he", "his": "her", "her": "his"}
    return re.sub(r"\b(?:he|she|his|her)\b", lambda match: other[match[0]], text)


def test_a_pronoun_of_the_other_gender_is_caught_where_the_passage_tells_the_gender() -> None:
    record = made(
        "Oda Finn",
        """[Oda Finn|PER] ( born [4 May 1921|TIME] , died [3 June 1970|TIME] ) was a painter .
        She lived in [Halden|LOC] and she had her studio there .""",
        "Oda Finn / P569 / 4 May 1921\nOda Finn / P570 / 3 June 1970",
    )
    told = [one for one in asked(record) if re.search(r"\b(?:she|her)\b", one.text)]
    assert told
    for one in told:
        with pytest.raises(Underivable, match=r"male|for"):
            one.read(exchanged(one.text))


def test_the_factual_question_is_about_what_its_counterfactual_is_about() -> None:
    one = next(one for one in posed() if one.question.case.family == "country left")
    reader = Reader(one.paper, one.certificate)
    assert not reader.strangers(one.question.factual, one.text)
    inside = set(re.findall(r"\d+", " ".join(one.certificate[0])))
    others = [str(i) for i in range(len(one.paper.called)) if str(i) not in inside]
    stranger = min(one.paper.names(next(i for i in others if one.paper.names(i))))
    assert reader.strangers(f"In which country is {stranger}?", one.text)


def test_what_the_old_country_is_said_to_be_is_checked() -> None:
    """A place of no label of its own lies in the country of what it lies in."""
    paper = Paper(
        document_row(
            clean(
                RawDocument.model_validate(
                    made(
                        "Lakefield",
                        """[Lakefield|LOC] is a town in [Orland Province|LOC] , [Norland|LOC] .
                        [Fontaine|LOC] is a town in [Sudland|LOC] . [Aster College|ORG] is in [Lakefield|LOC] .""",
                        "Lakefield / P131 / Orland Province\nOrland Province / P17 / Norland\n"
                        "Fontaine / P17 / Sudland\nAster College / P131 / Lakefield",
                    )
                )
            )
        )
    )
    asks = "Were Lakefield in the same country as Fontaine instead of {}, in which country would Aster College be?"
    assert Reader(paper, None).counterfactual(asks.format("Norland")).things
    with pytest.raises(Underivable, match="not there"):
        Reader(paper, None).counterfactual(asks.format("Sudland"))


def test_the_nouns_of_a_thing_are_read_off_its_passage() -> None:
    paper = Paper(
        document_row(
            clean(
                RawDocument.model_validate(
                    made(
                        "Tolling",
                        """[Tolling|MISC] is a 1999 Danish radio play by [Ada Moll|PER] .
                        The zarzuela [Ebb|MISC] is hers , too .
                        The new [Wrack|MISC] is by the new group [Aster|ORG] .""",
                    )
                )
            )
        )
    )
    assert {"play", "radio"} <= called_a(paper, "0")
    assert "zarzuela" in called_a(paper, "2")
    assert another_kind(paper, "0", "zarzuela")
    assert not another_kind(paper, "2", "zarzuela")
    assert not another_kind(paper, "3", "film"), "nothing says what it is"


def test_there_are_mutations_for_every_family() -> None:
    assert len(MUTATIONS) >= 30
    touched: Counter[str] = Counter()
    for tried in mutated().values():
        for family in {family for family, _, _ in tried}:
            touched[family] += 1
    fired = {one.question.case.family for one in posed()}
    assert all(touched[family] >= 2 for family in fired), {f: touched[f] for f in fired}


def test_another_name_in_a_question_is_caught() -> None:
    """Every name of a question, replaced by that of another thing of its document."""
    missed, tried = [], 0
    for one in posed():
        things = [thing for thing in sample_facts(one.paper.row["title"]).things if thing]
        inside = [thing for thing in things if thing.text in one.text]
        for thing in inside:
            other = next(
                (o for o in things if o.kind == thing.kind and o.text not in one.text), None
            )
            if other is None:
                continue
            wrong = one.text.replace(thing.text, other.text)
            try:
                caught = not one.right(one.read(wrong))
            except Underivable:
                caught = True
            tried += 1
            if not caught:
                missed.append(wrong)
    assert tried > 300
    # of the rest, most are other questions with the same answer
    assert len(missed) / tried < 0.15, missed[:20]


def families_from(text: str, labels: str, title: str = "Oda Finn") -> set[str]:
    return families_of(made(title, text, labels))


def test_an_abbreviation_behind_a_name_is_the_same_thing() -> None:
    text = "The [Brae Trust|ORG] ( [BT|ORG|Brae Trust] ) was founded in [1950|TIME] ."
    facts = facts_of(made("Brae Trust", text, "Brae Trust / P571 / 1950"))
    assert facts.thing(0) is not None


def test_a_place_in_a_country_and_in_a_part_of_it_lies_in_the_part() -> None:
    text = (
        "[Tolm|LOC] is a town in [Orm County|LOC] . "
        "[Tolm|LOC] is a town in [Norway|LOC] . [Brae|LOC] is in [Norway|LOC] ."
    )
    labels = "Tolm / P131 / Orm County\nTolm / P131 / Norway\nBrae / P17 / Norway"
    facts = facts_of(made("Tolm", text, labels))
    assert [fact.value for fact in facts.all(0, "P131")] == [1]
    paper = Paper(document_row(facts.document))
    assert paper.values("0", "P131") == {"1"}


@pytest.mark.parametrize(
    ("between", "lies"),
    [
        ("is a town in", True),
        ("( ; once Tolme ) is a town in the", True),
        ("( TO ) is a town and market ( since 1900 ) in the", True),
        (", in the U.S. state of", True),
        ("( TO ) is a town and lies near the", False),
        ("is a town and the capital of the", False),
        ("( TO ) is located along the border of", False),
    ],
)
def test_a_place_lies_where_the_words_between_say(between: str, lies: bool) -> None:
    text = f"[Tolm|LOC] {between} [Orm County|LOC] ."
    facts = facts_of(made("Tolm", text, "Tolm / P131 / Orm County"))
    assert bool(facts.stated("P131")) == lies
    paper = Paper(document_row(facts.document))
    assert (states(paper, ("0", "P131", "1"), [0]) is None) == lies


@pytest.mark.parametrize(("home", "unit"), [("India", "state"), ("Pakistan", "province")])
def test_two_units_of_one_name_are_told_apart_by_their_country(home: str, unit: str) -> None:
    text = f"[Tolm|LOC] is a town in [Punjab|LOC] , [{home}|LOC] ."
    labels = f"Tolm / P131 / Punjab\nTolm / P17 / {home}\nPunjab / P17 / {home}"
    posed = [
        one for one in asked(made("Tolm", text, labels)) if one.question.case.family == "unit left"
    ]
    assert posed
    for one in posed:
        assert f"which {unit} would" in one.text
        assert one.right(one.read())
        other = one.text.replace(unit, "state" if unit == "province" else "province")
        if unit == "province":
            with pytest.raises(Underivable):
                one.read(other)


def not_right(one: Posed, wrong: str) -> bool:
    """Whether the checker does not get the row's answer from a wrong wording."""
    try:
        return not one.right(one.read(wrong))
    except Underivable:
        return True


def of_family(record: dict[str, Any], family: str) -> list[Posed]:
    """The questions of a family, which must all be read and answered alike."""
    found = [one for one in asked(record) if one.question.case.family == family]
    assert all(one.right(one.read()) for one in found)
    return found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[Brae Trust|ORG] ( formerly [Orm Fund|ORG|Brae Trust] ) is a charity .", "Orm Fund"),
        ("[Brae Trust|ORG] , originally known as [Orm Fund|ORG] , is a charity .", "Orm Fund"),
        ("[Brae Trust|ORG] , formerly [Orm Fund|ORG] , is a charity .", None),
        ("[Brae Trust|ORG] is a charity of the Tolm Mills ( formerly known as Orm ) .", None),
    ],
)
def test_an_earlier_name_is_that_of_what_the_sentence_is_about(text: str, name: str | None) -> None:
    found = of_family(made("Brae Trust", text, ""), "name kept")
    assert {one.question.counterfactual_answers for one in found} == ({(name,)} if name else set())
    for one in found:
        reader = Reader(one.paper, one.certificate)
        assert reader.factual(one.question.factual).things == {"0"}
        with pytest.raises(Underivable):
            reader.factual(one.question.factual.replace("Orm Fund", "Tolm Fund"))


@pytest.mark.parametrize(
    ("text", "next_"),
    [
        (
            "[Oda Finn|PER] was an organist .\nShe was 20 .\nIn 1834 she succeeded [Ada Moll|PER] as organist .",
            True,
        ),
        ("[Oda Finn|PER] was a mayor .\n[Oda Finn|PER] had succeeded [Ada Moll|PER] .", True),
        ("[Oda Finn|PER] was a mayor .\n[Oda Finn|PER] never succeeded [Ada Moll|PER] .", False),
        (
            "[Oda Finn|PER] was a mayor .\n[Oda Finn|PER] succeeded [Ada Moll|PER] 's brother .",
            False,
        ),
        (
            "[Oda Finn|PER] was a mayor .\nShe was 30 .\nWhen [Eva Orm|PER] left she succeeded [Ada Moll|PER] .",
            False,
        ),
    ],
)
def test_who_came_next_is_told_from_either_end(text: str, next_: bool) -> None:
    found = of_family(made("Oda Finn", text, ""), "stayed on")
    assert {one.question.counterfactual_answers[0] for one in found} == (
        {"Oda Finn"} if next_ else set()
    )


def test_other_works_of_a_maker_who_is_meant_by_one_of_them() -> None:
    text = """[Hills|MISC] is a film directed by [Oda Finn|PER] .
    [Lakes|MISC] is a film directed by [Oda Finn|PER] ."""
    labels = "Hills / P57 / Oda Finn\nLakes / P57 / Oda Finn"
    found = of_family(made("Hills", text, labels), "maker lost, described")
    assert found
    for one in found:
        assert re.search(r"[Ww]hich other film would", one.text)
        for wrong in (
            one.text.replace("hich other film", "hich film"),
            one.text.replace("director", "producer"),
            one.text.replace("another", "the same"),
            one.text.replace(" never ", " "),
        ):
            assert wrong == one.text or not_right(one, wrong), wrong


def test_a_song_on_two_albums_does_not_need_either() -> None:
    text = """[Hills|MISC] is a song by [Oda Finn|PER] from the album [Lakes|MISC] .
    [Hills|MISC] was taken from the album [Moors|MISC] , too ."""
    by = "Hills / P175 / Oda Finn\nLakes / P175 / Oda Finn\nHills / P361 / Lakes"
    assert of_family(made("Hills", text, by), "album lost")
    assert not of_family(made("Hills", text, f"{by}\nHills / P361 / Moors"), "album lost")


@pytest.mark.slow
def test_documents_with_other_names_are_asked_about(tmp_path: Path) -> None:
    renamed = build("redocred-cf", root=ROOT, splits=["train"], out=tmp_path / "names", limit=4)
    path = tmp_path / "train.json"
    rows = list(find_folder(str(renamed.folder), root=ROOT).rows("native", "train"))
    path.write_text(json.dumps(rows), encoding="utf-8")
    built = build("ifqa-style", root=ROOT, files=[path], out=tmp_path / "build")
    assert built.report.metrics["train"]["answers_derived_again"] == 1


@pytest.mark.parametrize("more", ["", "She was buried in [Odmark|LOC] ."])
def test_a_grave_that_is_told_is_not_supposed(more: str) -> None:
    text = (
        "[Oda Finn|PER] was a painter . She died in [Brae|LOC] , [Norway|LOC] , at her desk .\n"
        f"{more}"
    )
    labels = "Oda Finn / P20 / Brae\nBrae / P17 / Norway"
    assert ("grave in place" in families_from(text, labels)) == (not more)


@pytest.mark.parametrize("more", ["", "It moved there in [1990|TIME] ."])
def test_a_body_that_did_move_is_not_moved_again(more: str) -> None:
    text = f"[Brae Trust|ORG] is based in the city of [Odmark|LOC] .\n{more}"
    found = families_from(text, "Brae Trust / P159 / Odmark", "Brae Trust")
    assert ("body left" in found) == (not more)


def test_without_a_parent_the_child_would_be_missing_too() -> None:
    text = (
        "[Oda Finn|PER] was a daughter of [Per Finn|PER] , who lived abroad .\n"
        "[Per Finn|PER] was a [Norwegian|LOC] painter ."
    )
    labels = "Oda Finn / P22 / Per Finn\nPer Finn / P27 / Norwegian"
    assert "member lost, described" not in families_from(text, labels)
    written = (
        "[Salt|MISC] is a novel that was written by [Per Finn|PER] .\n"
        "[Per Finn|PER] studied at [Brae Academy|ORG] ."
    )
    named = "Salt / P50 / Per Finn\nPer Finn / P69 / Brae Academy"
    assert "member lost, described" in families_from(written, named, "Salt")


# other forms


def test_what_may_be_told_after_all_is_no_question_without_an_answer() -> None:
    quiet = made("Oda Finn", "[Oda Finn|PER] painted . She lived in [Brae|LOC] .")
    told = made("Oda Finn", "[Oda Finn|PER] painted . She was raised in [Brae|LOC] , aged nine .")
    known = made(
        "Oda Finn",
        "[Oda Finn|PER] , who lived from [1901|TIME] , painted . She lived in [Brae|LOC] .",
        "Oda Finn / P569 / 1901\nOda Finn / P19 / Brae",
    )
    assert untold(facts_of(quiet), dice(1)) is not None
    assert untold(facts_of(told), dice(1)) is None
    assert untold(facts_of(known), dice(1)) is None


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("[Oda Finn|PER] painted . She lived in [Brae|LOC] .", False),
        ("[Oda Finn|PER] painted . She was born in [Brae|LOC] .", True),
    ],
)
def test_the_checker_knows_what_a_passage_does_not_tell(text: str, refused: bool) -> None:
    paper = Paper(document_row(facts_of(made("Oda Finn", text)).document))
    row = {
        "question": "If Oda Finn had never left her birthplace, in which country would she have lived?",
        "answers": [],
        "missing": {"subject": "0", "relation": "P19"},
    }
    assert bool(list(answerable(row, paper))) == refused
    another = {**row, "missing": {"subject": "0", "relation": "P569"}}
    assert list(answerable(another, paper))
    # a question that the grammar cannot read proves nothing
    assert list(answerable({**row, "question": "Who would she have been if he were she?"}, paper))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (sub(r"which year", "whose year"), "that ask for a fact|one thing alone"),
        (sub(r"year", "month"), "one thing alone"),
        (sub(r"would", "would not"), "one thing alone"),
        (sub(r"20th", "21th"), "that ask for a fact"),
        (sub(r"birthday", "wedding"), "that ask for a fact"),
    ],
)
def test_a_question_without_an_answer_is_read_to_its_end(change: Change, why: str) -> None:
    record = made("Ada Moll", "[Ada Moll|PER] and [Bo Moll|PER] came to [Halden|LOC] .")
    paper = Paper(document_row(clean(RawDocument.model_validate(record))))
    asks = (
        "If a portrait of Ada Moll had been unveiled on her 20th birthday, "
        "in which year would that have happened?"
    )
    row = {"question": asks, "answers": [], "missing": {"subject": "0", "relation": "P569"}}
    assert not list(answerable(row, paper))
    found = list(answerable({**row, "question": change(asks)}, paper))
    assert any(re.search(why, str(one)) for one in found), found


def test_a_passage_that_names_what_is_asked_about_is_no_distractor() -> None:
    paper = Paper(document_row(facts_of(made("Oda Finn", "[Oda Finn|PER] painted .")).document))
    own = "Oda Finn painted."
    row = {"question": "If Oda Finn had never painted, who would have?", "gold": 1}
    assert not list(helpful({**row, "context": ["Bees hum.", own]}, paper, own))
    for wrong in (["Oda Finn hums.", own], [own, "Bees hum."], [own], [own, own]):
        assert list(helpful({**row, "context": wrong}, paper, own)), wrong


def test_a_question_is_scored_in_every_form_that_its_answer_has(
    sample: Build, tmp_path: Path
) -> None:
    folder = find_folder(str(sample.folder), root=ROOT)
    asked_ = {row["id"]: row for row in folder.rows("questions", "train")}
    rows = list(folder.rows("native", "train"))
    said = {str(row["idx"]): row["answers"][-1] for row in rows}
    names = {str(int(name[:12], 16)): row for name, row in asked_.items()}
    for idx, of in names.items():
        if of["answer_type"] == "names":
            said[idx] = [item[-1] for item in reversed(of["answer_items"])]
        if of["answer_type"] == "date":
            said[idx] = f"4 March {said[idx]}"
    assert {of["answer_type"] for of in names.values()} >= {"names", "date", "name"}
    path = tmp_path / "said.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    found = score(folder, path, splits=["train"]).figures
    assert found[""]["train"]["exact_match"] == 1
    assert len(found["exact match by family"]["train"]) > 10
    wrong = next(iter(names))
    lines = [{"idx": int(idx), "answer": "" if idx == wrong else a} for idx, a in said.items()]
    untold_ = [{"idx": row["idx"], "answer": None} for row in folder.rows("unanswerable", "train")]
    path.write_text("\n".join(map(json.dumps, [*lines, *untold_])), encoding="utf-8")
    found = score(folder, path, splits=["train"]).figures
    assert found[""]["train"]["exact_match"] == pytest.approx(1 - 1 / len(rows))
    assert found[""]["train"]["unanswerable_right"] == 1
    assert found["exact match by family"]["train"][names[wrong]["family"]] != 1
    for faulty, words in (
        ([*lines, {"idx": 7, "answer": "x"}], "no such question"),
        ([*lines, lines[0]], "a second answer"),
        (lines[1:], "have no answer"),
        ([*lines[1:], {"idx": lines[0]["idx"], "answer": 3}], "no text"),
        ([*lines[1:], {"idx": lines[0]["idx"]}], "no answer"),
    ):
        path.write_text("\n".join(map(json.dumps, faulty)), encoding="utf-8")
        with pytest.raises(IrrealisError, match=words):
            score(folder, path, splits=["train"])


# builds


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Build:
    place = tmp_path_factory.mktemp("ifqa-style")
    return build("ifqa-style", root=ROOT, splits=["train"], out=place / "build", reproducible=True)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [("date", "1066"), ("number", "4711"), ("name", "Nobody Known"), ("names", "Ada and Eva")],
)
def test_an_answer_that_is_wrong_everywhere_is_still_found(
    kind: str, wrong: str, sample: Build, tmp_path: Path
) -> None:
    """All configs agree on it, so that only a derivation can tell."""
    copy = Copy(sample.folder, tmp_path / "copy", split="train")
    rows = {row["id"]: row for row in copy.rows("questions")}
    pair = next(row for row in copy.rows("pairs") if rows[row["id"]]["answer_type"] == kind)
    pair["label_counterfactual"] = [wrong]
    rows[pair["id"]]["answer_items"] = [[wrong]]
    for config in ("native", "native_mix"):
        for row in copy.rows(config):
            if row["question"] == pair["counterfactual"]["question"]:
                row["answers"] = [wrong]
    copy.save()
    found = [text for what, text in said(copy, ungated("ifqa-style")) if what == "answer"]
    assert any(pair["id"] in text for text in found)


def test_passages_beside_a_question_are_those_of_the_split(sample: Build, tmp_path: Path) -> None:
    """A passage with one word changed, a passage fewer, a question twice."""
    changes: tuple[tuple[Callable[[list[dict[str, Any]]], None], str], ...] = (
        (_reworded, "word for word"),
        (_shortened, "5 passages"),
        (lambda rows: rows.append(rows[0]), "an idx once"),
    )
    for number, (change, expected) in enumerate(changes):
        copy = Copy(sample.folder, tmp_path / str(number), split="train")
        change(copy.rows("distractors"))
        copy.save()
        assert any(expected in text for _, text in said(copy, ungated("ifqa-style")))


def _reworded(rows: list[dict[str, Any]]) -> None:
    at = 0 if rows[0]["gold"] else 1
    rows[0]["context"][at] = f"Not so: {rows[0]['context'][at]}"


def _shortened(rows: list[dict[str, Any]]) -> None:
    row = next(row for row in rows if row["gold"])
    del row["context"][0]
    row["gold"] -= 1


MIRROR = os.environ.get("IRREALIS_MIRROR")


@pytest.mark.skipif(not MIRROR, reason="the real documents need IRREALIS_MIRROR")
def test_real_documents_build_and_every_answer_is_derived_again(tmp_path: Path) -> None:
    built = build(
        "ifqa-style",
        root=ROOT,
        inputs="upstream",
        splits=["validation"],
        out=tmp_path / "build",
        limit=120,
        seed=7,
    )
    metrics = built.report.metrics["validation"]
    assert metrics["answers_derived_again"] == 1
    assert metrics["counterfactuals"] > 50
    assert metrics["families"] >= 12


def test_the_known_issues_are_documents_with_a_reason() -> None:
    entries = yaml.safe_load((FOLDER / "known_issues.yaml").read_text(encoding="utf-8"))
    assert all({"split", "title", "reason"} <= set(entry) for entry in entries)


# what reads as a riddle, is true of everybody or needs no passage is not asked


@pytest.mark.parametrize(
    "question",
    [
        "If Brae Academy had never opened, somebody born in which year would have had to study elsewhere?",
        "If Brae Academy had never opened, who could not have studied there?",
        "If nobody had ever settled in Tolm, who could not have been born there?",
        "Had Ada Moll never been born, who would have been born first, Eva Lind or Per Finn?",
    ],
)
def test_years_for_persons_hollow_consequences_and_idle_premises_are_refused(question: str) -> None:
    record = made(
        "Ada Moll",
        """[Ada Moll|PER] was born in [Tolm|LOC] in [1920|TIME] and studied at [Brae Academy|ORG] .
        [Eva Lind|PER] was born in [1930|TIME] . [Per Finn|PER] was born in [1940|TIME] .""",
        """Ada Moll / P19 / Tolm
        Ada Moll / P569 / 1920
        Ada Moll / P69 / Brae Academy
        Eva Lind / P569 / 1930
        Per Finn / P569 / 1940""",
    )
    paper = Paper(document_row(facts_of(record).document))
    with pytest.raises(Underivable):
        Reader(paper, None).counterfactual(question)
    plain = "If Brae Academy had never opened, who would have had to study elsewhere?"
    assert Reader(paper, None).counterfactual(plain).things == {"0"}
    assert not any(
        "in which year" in one.text and "lost" in one.question.case.family for one in asked(record)
    )


@pytest.mark.parametrize(
    ("more", "fine"),
    [
        ("The film is available abroad as [The Gale|MISC] with [Ada Moll|PER] .", False),
        ("[The Squall|MISC] , a film with [Ada Moll|PER] in a leading role , came later .", True),
    ],
)
def test_one_work_under_two_titles_is_not_two_works(more: str, fine: bool) -> None:
    other = "The Gale" if "Gale" in more else "The Squall"
    record = made(
        "Vento",
        f"[Vento|MISC] is a film starring [Ada Moll|PER] .\n{more}",
        f"Vento / P161 / Ada Moll\n{other} / P161 / Ada Moll",
    )
    question = (
        "If Ada Moll had never gone into acting, which films would have needed another actor?"
    )
    facts = ("0", "P161", "1"), ("2", "P161", "1")
    assert refused(record, question, *facts) == (not fine)
    assert ("cast lost" in families_of(record)) == fine
    aside = f'If Ada Moll had never gone into acting, which film besides "{other}" would have needed another actor?'
    assert refused(record, aside, *facts)
    assert not any("besides" in one.text for one in asked(record))


@pytest.mark.parametrize(
    ("deed", "performs"),
    [
        ("composed by", False),
        ("written and produced by", False),
        ("performed by", True),
        ("written and recorded by", True),
    ],
)
def test_who_composed_an_album_has_not_performed_it(deed: str, performs: bool) -> None:
    record = made(
        "Salt (album)",
        f"[Salt|MISC] is an album {deed} [Ada Moll|PER] .",
        "Salt / P175 / Ada Moll",
    )
    assert bool(facts_of(record).stated("P175")) == performs
    paper = Paper(document_row(facts_of(record).document))
    assert (states(paper, ("0", "P175", "1"), [0]) is None) == performs


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It was released by [Brae Records|ORG] in [Norway|LOC] .", False),
        ("[Brae Records|ORG] is a label in [Norway|LOC] .", True),
        ("By the airport , [Brae Records|ORG] is a label in [Norway|LOC] .", True),
    ],
)
def test_where_a_record_comes_out_is_not_where_its_label_is(text: str, told: bool) -> None:
    record = made(
        "Salt (album)",
        f"[Salt|MISC] is an album by [Ada Moll|PER] .\n{text}",
        "Brae Records / P17 / Norway",
    )
    assert bool(facts_of(record).stated("P17")) == told
    paper = Paper(document_row(facts_of(record).document))
    assert (states(paper, ("2", "P17", "3"), [1]) is None) == told


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [("Tolm", "Ravne", True), ("Tolm", "Paris", False), ("Paris", "Ravne", False)],
)
def test_where_many_know_a_place_to_be_is_not_asked(one: str, other: str, may: bool) -> None:
    record = made(
        "Ada Moll",
        f"[{one}|LOC] is a town in [Norway|LOC] .\n[{other}|LOC] is a town in [Chile|LOC] .",
        f"{one} / P17 / Norway\n{other} / P17 / Chile",
    )
    assert ("country of several" in families_of(record)) == may
    left = {x.text for x in asked(record) if x.question.case.family == "country left"}
    assert not any("Paris" in text for text in left)
    assert any("Tolm" in text for text in left) == ("Tolm" in (one, other))


@pytest.mark.parametrize(("noun", "may"), [("town", True), ("tributary of a river", False)])
def test_a_stream_leaves_no_county(noun: str, may: bool) -> None:
    record = made(
        "Tolm",
        f"[Tolm|LOC] is a {noun} in [Orm County|LOC] , [Norway|LOC] .",
        "Tolm / P131 / Orm County\nTolm / P17 / Norway\nOrm County / P17 / Norway",
    )
    assert bool(families_of(record) & {"unit left", "country left"}) == may
    question = "If Tolm were to leave the county that it is in, which county would lose it?"
    assert refused(record, question, ("0", "P131", "1")) == (not may)


@pytest.mark.parametrize("name", ["Ada Medal", "Ada Medals"])
def test_one_award_fewer_is_of_one_award(name: str) -> None:
    record = made(
        "Oda Finn",
        f"[Oda Finn|PER] won the [{name}|MISC] for her work .",
        f"Oda Finn / P166 / {name}",
    )
    found = {one.text for one in asked(record) if one.question.case.family == "award lost"}
    assert bool(found) == (name == "Ada Medal")
    assert all("one award fewer" in text for text in found)
    question = f"If the {name} had never been given to anybody, who would have won one award fewer?"
    assert refused(record, question, ("0", "P166", "1")) == (not found)


# readers that do not read


def test_readers_that_do_not_read_say_what_stands_closest() -> None:
    passage = ["Ada Moll was born in Oslo.", "She met Eva Lind in 1903."]
    assert [name for _, name in names_in("If Ada Moll had never met Eva Lind, who")] == [
        "Ada Moll",
        "Eva Lind",
    ]
    assert without_passage("If she had turned 80, how old", "number") == "79"
    assert without_passage("If Ada Moll had not, who?", "name") == "Ada Moll"
    found = with_passage("If Eva Lind had never lived, who?", passage, "name")
    assert found == {"first_name": "Ada Moll", "first_date": "1903", "pattern": None}


# evaluation


def test_figures_of_questions_are_read_from_their_words() -> None:
    assert asking("in what year would that have been") == "what"
    assert asking("would it have come first") == "yes or no"
    assert form("If the mill had not burned, who would own it?") == "negated past perfect"
    assert form("If the mill were in Wales, who would own it?") == "was were"
    assert [
        answer_type(one) for one in ("1953", "the 1950s", "12", "yes", "Paris", "red paint")
    ] == [
        "date",
        "date",
        "number",
        "yes or no",
        "name",
        "phrase",
    ]


def test_fluency_is_of_the_questions_of_each_side() -> None:
    class Counted:
        """A stand-in for a language model: as perplexed as a text is long."""

        def of(self, text: str) -> float | None:
            return float(len(text)) if len(text) > 1 else None

    model: Any = Counted()
    ours, theirs = ([Asked(text, "", "") for text in texts] for texts in (("ab", "abcd"), ("a",)))
    assert _fluency(model, ours, theirs).rows == (
        ("questions", 2, 0),
        ("perplexity, median", 3.0, None),
    )


def test_a_compound_with_and_says_what_a_thing_is_by_its_last_noun() -> None:
    record = made("Ebb", "[Ebb|MISC] is a 1955 rhythm and blues single by [Ada Moll|PER] .")
    paper = Paper(document_row(clean(RawDocument.model_validate(record))))
    assert "single" in called_a(paper, "0")
    assert not another_kind(paper, "0", "single")


def test_a_name_of_the_answer_that_questions_do_not_use_is_not_given_away_either() -> None:
    """Upstream has the adjective among the names of a country."""
    record = made(
        "Slovan Tolm",
        """[Slovan Tolm|ORG] is a choir in [Slovakia|LOC] .
        It is the oldest [Slovak|LOC|Slovakia] choir .""",
        "Slovan Tolm / P17 / Slovakia",
    )
    assert "body abroad" not in {one.question.case.family for one in asked(record)}


def test_a_death_whose_date_cannot_be_read_leaves_no_birthday_to_be_marked() -> None:
    text = """[Ada Moll|PER] ( born [4 May 1901|TIME] ) was a painter .
    She died in [the winter of 1950|TIME] ."""
    born = "Ada Moll / P569 / 4 May 1901"
    died = "Ada Moll / P570 / the winter of 1950"
    assert "anniversary marked" in families_of(made("Ada Moll", text, born))
    assert "anniversary marked" not in families_of(made("Ada Moll", text, f"{born}\n{died}"))


# what came about because of something


def caused(sentence_: str, labels: str = "") -> list[Posed]:
    """Questions about a cause, of a passage of which the given sentence is the second."""
    text = f"[Ada Moll|PER] was a painter .\n{sentence_}"
    return of_family(made("Ada Moll", text, labels), "cause removed")


@pytest.mark.parametrize(
    ("sentence_", "asked_"),
    [
        (
            "She moved to [Norland|LOC] in [1931|TIME] because of the war .",
            "not have moved to Norland in 1931",
        ),
        (
            "Due to a long illness , she was replaced as head of the school .",
            "not have been replaced as head of the school",
        ),
        ("In [1931|TIME] , she became a teacher as a result of the crisis .", "not have become a teacher"),
        # the cause hangs on somebody, or on another sentence
        ("She moved to [Norland|LOC] because of her marriage .", None),
        ("As a result of this law , she moved to [Norland|LOC] .", None),
        # hedged, one of two causes, or a clause that goes on
        ("She might have moved to [Norland|LOC] because of the war .", None),
        ("She moved to [Norland|LOC] because of the war and because of the rent .", None),
        ("She moved to [Norland|LOC] and stayed there because of the war .", None),
        # said of somebody, or something, else
        ("[Eva Lind|PER] said that she moved to [Norland|LOC] because of the war .", None),
        ("Her school moved to [Norland|LOC] because of the war .", None),
        ("She did not leave [Norland|LOC] because of the war .", None),
    ],
)  # fmt: skip
def test_what_came_about_by_a_cause_would_not_have_come_about(
    sentence_: str, asked_: str | None
) -> None:
    found = caused(f"{sentence_}\nShe died in [1950|TIME] . She was [80|NUM] .")
    assert bool(found) == (asked_ is not None)
    for one in found:
        assert asked_ is not None
        assert asked_ in one.text
        assert one.right(one.read())
        reader = Reader(one.paper, one.certificate)
        assert reader.factual(one.question.factual).texts == {*one.question.factual_answers}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("would not have", "would have"),
        ("not been for", "been for"),
        ("the war", "the school"),
        ("moved to Norland", "moved from Norland"),
        ("moved", "been moved"),
        ("1931", "1932"),
        ("who would", "what would"),
    ],
)
def test_another_cause_or_effect_is_caught(old: str, new: str) -> None:
    (one, *_) = caused(
        "She moved to [Norland|LOC] in [1931|TIME] because of the war .\nShe died in [1950|TIME] ."
    )
    assert old in one.text
    with pytest.raises(Underivable):
        one.read(one.text.replace(old, new))


# what is gone of the land


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("The [Tolm River|LOC] is a river in [Norway|LOC] .", True),
        ("The [Tolm River|LOC] is a tributary of the [Orm|LOC] in [Norway|LOC] .", True),
        ("[Tolm River|LOC] is a town in [Norway|LOC] .", False),
        ("The [Tolm River|LOC] is a river in [Norway|LOC] .\nIt has dried up .", False),
        ("The [Tolm River|LOC] is a river in [Norway|LOC] and [Sweden|LOC] .", False),
    ],
)
def test_only_a_river_of_one_country_dries_up(text: str, may: bool) -> None:
    labels = "Tolm River / P17 / Norway"
    if "Sweden" in text:
        labels += "\nTolm River / P17 / Sweden"
    found = of_family(made("Tolm River", text, labels), "site lost")
    assert bool(found) == may
    for one in found:
        assert one.right(one.read())
        with pytest.raises(Underivable):
            one.read(one.text.replace("dried up", "melted away"))
        with pytest.raises(Underivable):
            one.read(one.text.replace("river fewer", "lake fewer"))


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("[Tolm|LOC] is a town in western [Orm County|LOC] .", True),
        ("[Tolm|LOC] , also called the port , is a town in [Orm County|LOC] .", True),
        ("[Tolm|LOC] is a town .\nIt lies near [Orm County|LOC] .", False),
        ("[Tolm|LOC] is a town .\nIt is a port in [Orm County|LOC] .", True),
    ],
)
def test_a_place_lies_in_a_part_of_what_its_passage_says(text: str, inside: bool) -> None:
    labels = "Tolm / P131 / Orm County"
    found = facts_of(made("Tolm", text, labels)).one(0, "P131")
    assert (found is not None) == inside
    if found is not None:
        paper = Paper(document_row(facts_of(made("Tolm", text, labels)).document))
        assert states(paper, ("0", "P131", "1"), found.sentences) is None


# one odd record never costs a split


def odd_documents() -> Iterator[dict[str, Any]]:
    """Documents as other corpora may have them."""
    film = """[{name}|MISC] is a [1990|TIME] film directed by [Ada Moll|PER] in [Norway|LOC] .
    It was written by [Eva Lind|PER] because of the war .
    [Ada Moll|PER] was born in [1950|TIME] ."""
    labels = """{name} / P57 / Ada Moll\n{name} / P58 / Eva Lind\n{name} / P577 / 1990
    {name} / P495 / Norway\nAda Moll / P569 / 1950"""
    for name in (
        "Who",
        "If",
        "The",
        "What ?",
        "P57",
        "1984",
        "24 Hours",
        "{s} Moll",
        "C*Net ( B",
        "'s",
    ):
        yield made(f"T {name}", film.replace("{name}", name), labels.replace("{name}", name))
    life = """[Ada Moll|PER] ( born [{date}|TIME] ) was a painter .\nShe died in [1980|TIME] ."""
    for date in (
        "340 BC",
        "c. 1480",
        "1480s",
        "4/5/1901",
        "31 February 1901",
        "1901 or 1902",
        "99999",
    ):
        text = f"{life.replace('{date}', date)}\nShe sold [{len(date)}|NUM] works in {date} ."
        yield made(f"Ada Moll ({date})", text, f"Ada Moll / P569 / {date}\nAda Moll / P570 / 1980")
    yield made("北京", "[北京|LOC] is a city in [中国|LOC] .", "北京 / P17 / 中国")
    yield made(
        "Loop",
        "[A Town|LOC] is a town in [B Town|LOC] .",
        "A Town / P131 / B Town\nB Town / P131 / A Town",
    )
    yield made("No facts", "It is because of .\nDue to , It .\nHe moved because of")
    # the text of another title once more
    yield made("No facts again", "It is because of .\nDue to , It .\nHe moved because of")
    empty = made("Empty sentence", "[Tolm|LOC] is a town in [Norway|LOC] .", "Tolm / P17 / Norway")
    yield {**empty, "sents": [*empty["sents"], []]}
    crowd = "\n".join(f"[Person Nr{i}|PER] was born in [Oslo|LOC] ." for i in range(120))
    yield made("Crowd", crowd, "\n".join(f"Person Nr{i} / P19 / Oslo" for i in range(120)))


def test_odd_documents_cost_no_split_and_no_record_its_rows(tmp_path: Path) -> None:
    file = tmp_path / "odd.json"
    file.write_text(json.dumps(list(odd_documents())), "utf-8")
    found = build("ifqa-style", root=ROOT, files=[file], out=tmp_path / "build")
    (counts,) = found.record.counts.values()
    assert {"failed-edit", "failed-check"}.isdisjoint(counts.rejects), counts.rejects
    assert counts.counterfactuals


def test_a_name_that_is_a_word_of_questions_is_not_used() -> None:
    record = made(
        "The Who", "[The Who|ORG] is a band from [Norway|LOC] .", "The Who / P17 / Norway"
    )
    assert facts_of(record).thing(0) is None
    paper = Paper(document_row(facts_of(record).document))
    assert paper.masked("Who is in Norway?") == "Who is in ⟦1⟧?"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Founded in [1901|TIME] , the [Brae Trust|ORG] is a charity .", True),
        ("The [Brae Trust|ORG] is a charity .\nIt was founded in [1901|TIME] .", True),
        ("The [Brae Trust|ORG] is a charity .\nIts school was founded in [1901|TIME] .", False),
        ("The [Brae Trust|ORG] is a charity .\nFounded in [1901|TIME] , the school is in [Brae|LOC] .", False),
        ("Sold in [1901|TIME] , the [Brae Trust|ORG] is a charity .", False),
    ],
)  # fmt: skip
def test_a_year_without_evidence_is_told_at_the_start_or_by_it(text: str, year: bool) -> None:
    record = made("Brae Trust", text, "Brae Trust / P571 / 1901 / -")
    facts = facts_of(record)
    index = next(i for i, thing in enumerate(facts.things) if thing and thing.name == "Brae Trust")
    found = facts.one(index, "P571")
    assert (found is not None) == year
    if found is not None:
        paper = Paper(document_row(facts.document))
        assert states(paper, (str(index), "P571", "1901"), found.sentences) is None


def test_a_work_that_was_never_made_is_asked_of_beside_another_fact() -> None:
    record = made(
        "Ebb",
        """[Ebb|MISC] is a film by [Ada Moll|PER] .\nIt was produced by [Eva Lind|PER] .""",
        "Ebb / P57 / Ada Moll\nEbb / P162 / Eva Lind",
    )
    found = of_family(record, "credit lost")
    assert found
    for one in found:
        assert not one.question.case.control, one.text
        assert one.right(one.read())


@pytest.mark.parametrize(
    ("by", "alone"),
    [
        ("[Ben Hall|PER]", True),
        ("her and [Ben Hall|PER]", False),
        ("[Ben Hall|PER] and herself", False),
        # somebody whom no label has
        ("[Ben Hall|PER] and [Eva Lind|PER]", False),
        ("[Eva Lind|PER] and [Ben Hall|PER]", False),
        ("[Ben Hall|PER] and sung by [Eva Lind|PER]", True),
    ],
)
def test_what_somebody_made_with_another_is_by_two(by: str, alone: bool) -> None:
    text = f"[Ebb|MISC] is an album by [Ada Moll|PER] .\nIts ten songs were produced by {by} ."
    record = made("Ebb", text, "Ebb / P175 / Ada Moll\nEbb / P162 / Ben Hall")
    record["labels"][1]["evidence"] = [1]
    facts = facts_of(record)
    assert bool(facts.one(0, "P162")) == alone
    producer = next(i for i, thing in enumerate(facts.things) if thing and thing.name == "Ben Hall")
    paper = Paper(document_row(facts.document))
    assert (states(paper, ("0", "P162", str(producer)), [1]) is None) == alone
