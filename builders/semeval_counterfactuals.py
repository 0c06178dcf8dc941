"""SemEval-2020 task 5: counterfactual statements in news, and what they say would follow from what.

Data: Yang et al., "SemEval-2020 Task 5: Counterfactual Recognition", SemEval 2020. Sentences are
labeled as counterfactual or not (subtask 1), or have their antecedent and consequent marked
(subtask 2). Where a rule is certain, the second kind gets a factual twin, which claims as a fact
what the sentence imagines: "If it had rained, we would have left" becomes "Because it had rained,
we had left".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Fault, Group, Native, Row, Side, Variant
from irrealis.builders.families.published.rows import ANY, BLANK, numeric, read_files, read_rows

from irrealis.contract import Generator
from irrealis.text.repeats import same

PARTS = ("antecedent", "consequent")
PLACES = tuple(f"{part}_{end}id" for part in PARTS for end in ("start", "end"))
FIRST = {"sentenceID": ANY, "gold_label": ("0", "1"), "sentence": ANY}
SECOND = {"sentenceID": ANY, "sentence": ANY, **dict.fromkeys((*PARTS, *PLACES), BLANK)}
EMPTY = dict.fromkeys(("gold_label", "sentence", *PARTS, *PLACES))
# Words that keep a sentence from being a plain claim of the past: conditions, wishes, modals,
# guesses, those that need one of them or another tense, and relative pronouns, which may take the
# place of what a part is about.
_CUES = """
if unless whether wish wishes wished only even were weren't would wouldn't could couldn't should
shouldn't might may can can't cannot will won't must be any anybody anyone anything anywhere ever
yet either anymore else otherwise until rather without now today tonight tomorrow currently
likely unlikely probably possible possibly perhaps maybe asked who whom whose which
""".split()  # noqa: SIM905 a list of words reads better than one of quotation marks
CUES = frozenset(_CUES)
WOULD = re.compile(r"\bwould(n't| not| never| \w+ly|) have\b(?= \w)")


class SemevalCounterfactuals(PublishedBuilder):
    """Reads both subtasks, and makes the twins that are certain."""

    generator = Generator("rules", "irrealis semeval-counterfactuals", "1.0.0")

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Group]:
        """The sentences of subtask 1, then those of subtask 2."""
        kinds = {
            "subtask1.csv": partial(read_rows, form="csv", columns=FIRST),
            "subtask2.csv": partial(read_rows, form="csv", columns=SECOND),
        }
        labels: dict[str, dict[str, Any]] = {}
        for number, rows in enumerate(read_files(files, kinds), start=1):
            seen: dict[str, str] = {}
            for found in rows:
                row = {"sentenceID": found["sentenceID"], "subtask": number, **EMPTY, **found}
                for name in ("gold_label", *PLACES):
                    of = f"sentence {row['sentenceID']}"
                    row[name] = None if row[name] is None else numeric(row, name, kind=int, of=of)
                text = same(row["sentence"])
                errata = list(_errata(row, seen.setdefault(text, row["sentenceID"])))
                labeled = labels.get(text, row)
                if number == 1:
                    labels.setdefault(text, row)
                elif labeled["gold_label"] == 0:
                    errata.append(("labels-disagree", f"{labeled['sentenceID']} has it as 0"))
                yield _group(row, errata)


def _errata(row: Row, first: str) -> Iterator[Fault]:
    if first != row["sentenceID"]:
        yield "repeated-sentence", f"its sentence is that of {first}"
    if row["subtask"] == 1:
        return
    spans = [(row[f"{part}_startid"], row[f"{part}_endid"] + 1) for part in PARTS]
    for part, (start, end) in zip(PARTS, spans, strict=True):
        if start >= 0 and row["sentence"][start:end] != row[part]:
            yield "offsets", f"characters {start} to {end} are not its {part}"
    if max(start for start, _ in spans) < min(end for _, end in spans):
        yield "spans-overlap", "its antecedent and consequent share characters"


def _group(row: dict[str, Any], errata: list[Fault]) -> Group:
    name, text = row["sentenceID"], _twin(row)
    sound = all(kind == "repeated-sentence" for kind, _ in errata)
    return Group(
        name,
        (Native(row),),
        (_variant(row, text),) if text and sound else (),
        lone="no factual twin of it is certain",
        errata=tuple((name, *erratum) for erratum in errata),
    )


def _variant(row: Row, text: str) -> Variant:
    return Variant.of(
        f"{row['sentenceID']}.factual",
        Side({"sentence": row["sentence"]}, 1),
        Side({"sentence": text}, 0),
        ("mood", "sentence", "counterfactual", "factual"),
        kind="rule",
        detail="`if ... had` and `would have` became `because ... had` and `had`",
        facts={part: row[part] for part in PARTS},
    )


def _twin(row: Row) -> str | None:
    """The sentence as a claim of facts, where antecedent and consequent stand side by side."""
    if row["subtask"] == 1 or row["consequent_startid"] < 0:
        return None
    text, start = row["sentence"], row["antecedent_startid"]
    first, last = row["antecedent"], row["consequent"]
    ends = min(row[f"{part}_endid"] for part in PARTS)
    between = text[ends + 1 : max(start, row["consequent_startid"])]
    if first[:3].lower() != "if " or not re.fullmatch(r",?\s+", between):
        return None
    if first[0] == "I" and text[:start].rstrip()[-1:].isalnum():
        return None  # not where a sentence begins
    if re.search(r"\b(?:as|what)\s+$", text[:start], re.IGNORECASE):
        return None
    if len(WOULD.findall(last)) != 1 or not {"had", "hadn't"} & set(_words(first)):
        return None
    if re.search(r"[\"“”«»]|''|``", text):
        return None  # quotations are left as they are
    if "?" in text or re.search(r"[.!?;:]\s", first + last) or _words(last)[0] == "then":
        return None
    made = f"{text[:start]}{'Because' if first[0] == 'I' else 'because'}{text[start + 2 :]}"
    made = WOULD.sub(lambda found: f"had{found[1]}", made)
    words = _words(made)
    return None if CUES & set(words) or any(word.endswith("'d") for word in words) else made


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in re.findall(r"[\w'’]+", text)]


BUILDER = SemevalCounterfactuals
