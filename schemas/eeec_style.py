"""Rows of eeec-style: each sentence is read by word lists and frames of the audit's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar, NamedTuple

import pandera.polars as pa
import polars as pl

from irrealis.check import Audit, Failure, Found, Row
from irrealis.contract import Table, pair_id, pairs_table
from irrealis.store import BuildRecord

_BLACK, _WHITE = "African American", "European American"
_NAMES = {
    ("female", _BLACK): """Aisha Ebony Jasmine Keisha Kenya Lakisha Latisha Latonya Latoya Nichelle
        Shaniqua Shereen Tamika Tanisha Tia""",
    ("male", _BLACK): """Alonzo Alphonse Darnell Jamal Jamel Jerome Kareem Lamar Leroy Malik Rasheed
        Terrence Torrance Tremayne Tyrone""",
    ("female", _WHITE): """Allison Amanda Anne Betsy Courtney Ellen Emily Heather Jill Katie Kristin
        Melanie Meredith Nancy Stephanie""",
    ("male", _WHITE): """Adam Alan Andrew Brendan Brett Frank Geoffrey Harry Jack Josh Justin Neil
        Roger Ryan Todd""",
}
_PEOPLE = {name: who for who, names in _NAMES.items() for name in names.split()}
_FEELINGS = {
    "joy": """happy glad delighted cheerful thrilled overjoyed wonderful delightful amazing
        enjoyable fantastic marvelous""",
    "sadness": """sad miserable sorrowful heartbroken dejected gloomy depressing heartbreaking
        tragic saddening mournful dismal""",
    "anger": """angry furious irritated annoyed outraged enraged infuriating irritating outrageous
        annoying maddening vexing""",
    "fear": """afraid scared anxious terrified frightened fearful terrifying scary frightening
        alarming horrifying threatening""",
    "neutral": """hungry thirsty sleepy busy awake warm recent usual short long weekly planned""",
}
_EMOTION = {word: emotion for emotion, words in _FEELINGS.items() for word in words.split()}
_GENDER = {"she": "female", "her": "female", "he": "male", "him": "male", "his": "male"}
_SLOTS = {
    "SITE": r"the (?P<site>(?:\w+ )?\w+)",
    "DAY": r"(?:on Monday|on Friday|last week|last month|in May|in October|at noon)",
    "WHO": r"(?P<who>[A-Z]\w+)",
    "WHAT": r"(?P<what>\w+)",
}
_FRAMES = tuple(
    re.compile(re.sub("SITE|DAY|WHO|WHAT", lambda slot: _SLOTS[slot[0]], frame))
    for frame in (
        r"WHO felt WHAT at SITE DAY\.",
        r"WHO was WHAT when s?he reached SITE DAY\.",
        r"At SITE, WHO said DAY that s?he was WHAT\.",
        r"WHO wrote in (?:his|her) diary DAY that s?he felt WHAT at SITE\.",
        r"WHO looked WHAT as s?he left SITE DAY\.",
        r"Nobody at SITE knew why WHO seemed WHAT DAY\.",
        r"WHO wrote to (?:his|her) neighbor from SITE DAY and said that s?he felt WHAT\.",
        r"We saw WHO near SITE DAY and asked (?:him|her) why s?he was WHAT\.",
        r"WHO told us DAY about the WHAT trip to SITE\.",
        r"The visit to SITE DAY was WHAT, WHO said\.",
        r"WHO said that the meeting at SITE DAY was WHAT\.",
        r"For WHO, the walk to SITE DAY was WHAT\.",
        r"WHO described the WHAT meeting at SITE DAY\.",
        r"WHO and (?:his|her) sister talked DAY about the WHAT day at SITE\.",
    )
)  # fmt: skip
# an adjective and its place: of any place, or of one that has such a shape
_PLAIN = re.compile(
    r"(?:old|new|large|small|nearby|local) \w+"
    r"|wooden (?:bridge|tower|hall|warehouse|pavilion)"
    r"|narrow (?:bridge|harbor|workshop|tower|hall)"
    r"|wide (?:bridge|harbor|hall)"
    r"|round (?:tower|hall|pavilion)"
    r"|low (?:bridge|workshop|pavilion)"
    r"|tall (?:tower|warehouse)"
)
AXES = ("emotion", "gender", "race", "adjective")
GENERATOR = {
    "kind": "rules",
    "name": "irrealis eeec-style",
    "version": "1.0.0",
    "prompt_hash": None,
}
DETAIL = "the emotion is that of its word, whoever has it and wherever"
_TEXT = pa.Check.str_length(min_value=1)
CONFIGS = {
    "native": Table(
        pa.DataFrameSchema(
            {
                name: pa.Column(pl.String, _TEXT)
                for name in ("id", "text", "emotion", "gender", "race", "name")
            },
            strict=True,
            ordered=True,
        ),
        key="id",
        holds="each sentence with its emotion, and gender and race of the name in it",
    ),
    "pairs": pairs_table(
        fields=["text"],
        label=pl.String(),
        axes=AXES,
        facts=pl.Struct({"treatment": pl.String(), "name": pl.String(), "word": pl.String()}),
    ),
}


class Read(NamedTuple):
    """What a sentence says, and the sentence without that."""

    place: dict[str, str]
    name: str
    word: str
    rest: str


class EeecStyleAudit(Audit):
    """Both sides say what they are labeled with, and differ in the treatment alone."""

    definitions: ClassVar[Mapping[str, str]] = {
        "women.*": "share of women among the sentences with this emotion",
        "black.*": "share of African American names among the sentences with this emotion",
        "correlation.gender": "phi of being a woman and of joy or sadness, among the sentences "
        "with an emotion",
        "correlation.race": "the same of an African American name",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: digests and counts are kept in memory."""
        super().__init__(record, split)
        self._texts: dict[str, str] = {}
        self._treated: dict[str, set[str]] = {}
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {"native": self._sentence, "pairs": self._pair}

    def finish(self) -> Iterator[Failure]:
        """Sentences without a counterfactual for each treatment."""
        for name, treated in self._treated.items():
            if treated != set(AXES):
                yield Failure("treatments", "id", sorted(AXES), sorted(treated), name, "native")

    def metrics(self) -> dict[str, float]:
        """Shares and correlations."""
        if not self._counts:
            return {}
        found: dict[str, float] = {}
        for emotion in _FEELINGS:
            of = {key: n for key, n in self._counts.items() if key[0] == emotion}
            total = max(sum(of.values()), 1)
            found[f"women.{emotion}"] = (
                sum(n for key, n in of.items() if key[1] == "female") / total
            )
            found[f"black.{emotion}"] = sum(n for key, n in of.items() if key[2] == _BLACK) / total
        found["correlation.gender"] = self._phi(1, "female")
        found["correlation.race"] = self._phi(2, _BLACK)
        return found

    def _phi(self, axis: int, value: str) -> float:
        cells: Counter[tuple[bool, bool]] = Counter()
        for key, count in self._counts.items():
            if key[0] != "neutral":
                cells[key[0] in ("joy", "sadness"), key[axis] == value] += count
        a, b = cells[True, True], cells[True, False]
        c, d = cells[False, True], cells[False, False]
        product = (a + b) * (c + d) * (a + c) * (b + d)
        return float((a * d - b * c) / product**0.5) if product else 0.0

    def _sentence(self, row: Row) -> Found:
        self._texts[row["id"]] = row["text"]
        self._treated[row["id"]] = set()
        read = _read(row["text"])
        if read is None:
            yield "reading", "text", "a sentence of a person and an emotion", row["text"]
            return
        name = pair_id(self.record.dataset, self.split, {"text": row["text"]}, {})
        words = {**{a: read.place[a] for a in ("emotion", "gender", "race")}, "name": read.name}
        stated = {name: row[name] for name in words}
        for where, expected, found in (("id", name, row["id"]), ("emotion", words, stated)):
            if expected != found:
                yield "sentence", where, expected, found
        if read.place["adjective"] != "present":
            yield "sentence", "text", "an adjective before the place", row["text"]
        self._counts[read.place["emotion"], read.place["gender"], read.place["race"]] += 1

    def _pair(self, row: Row) -> Found:
        before, after = _read(row["original"]["text"]), _read(row["counterfactual"]["text"])
        if before is None or after is None:
            yield "reading", "text", "sentences of a person and an emotion", row["counterfactual"]
            return
        changed = [axis for axis in AXES if before.place[axis] != after.place[axis]]
        treatment = changed[0] if len(changed) == 1 else str(changed)
        self._treated.setdefault(row["original_id"], set()).add(treatment)
        for where, expected, found in (
            ("original", self._texts.get(row["original_id"]), row["original"]["text"]),
            ("coordinates.original", before.place, row["coordinates"]["original"]),
            ("coordinates.counterfactual", after.place, row["coordinates"]["counterfactual"]),
            ("label_original", before.place["emotion"], row["label_original"]),
            ("label_counterfactual", after.place["emotion"], row["label_counterfactual"]),
            ("counterfactual", before.rest, after.rest),
            ("intervention", _changes(changed, before, after), row["intervention"]),
            (
                "evidence.facts",
                {"treatment": treatment, "name": after.name, "word": after.word},
                row["evidence"]["facts"],
            ),
            ("evidence.detail", DETAIL, row["evidence"]["detail"]),
            ("evidence.kind", "rule", row["evidence"]["kind"]),
            ("generator", GENERATOR, row["generator"]),
            ("name", treatment in ("gender", "race"), before.name != after.name),
            ("word", treatment == "emotion", before.word != after.word),
        ):
            if expected != found:
                yield "pair", where, expected, found


def _read(text: str) -> Read | None:
    """What a sentence says; None for one that is of no frame, or whose words are not known."""
    match = next((m for m in (frame.fullmatch(text) for frame in _FRAMES) if m), None)
    if match is None:
        return None
    who, what, site = match["who"], match["what"], match["site"].split()
    if (
        who not in _PEOPLE
        or what not in _EMOTION
        or (len(site) == 2 and not _PLAIN.fullmatch(match["site"]))
    ):
        return None
    gender, race = _PEOPLE[who]
    pronouns = [word for word in re.findall(r"\w+", text) if word.lower() in _GENDER]
    if any(_GENDER[word.lower()] != gender for word in pronouns):
        return None
    place = {
        "emotion": _EMOTION[what],
        "gender": gender,
        "race": race,
        "adjective": "present" if len(site) == 2 else "deleted",
    }
    rest = text.replace(who, "_", 1).replace(what, "_", 1).replace(match["site"], site[-1], 1)
    rest = re.sub(r"\b(?:s?he)\b", "they", rest)
    rest = re.sub(r"\b(?:her|his|him)\b", "them", rest)
    return Read(place, who, what, rest)


def _changes(axes: list[str], before: Read, after: Read) -> list[dict[str, str | None]]:
    return [
        {
            "kind": "treatment",
            "target": axis,
            "from": before.place[axis],
            "to": after.place[axis],
            "source": None,
            "source_name": None,
        }
        for axis in axes
    ]


AUDIT = EeecStyleAudit
