"""Rows of semeval-counterfactuals, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl
from irrealis.schemas.families.published import SOME, PublishedAudit, Stated, configs, maybe

from irrealis.check import Row
from irrealis.contract import normalize
from irrealis.store import BuildRecord

PARTS = ("antecedent", "consequent")
PLACES = [f"{part}_{end}id" for part in PARTS for end in ("start", "end")]
PARTIAL = ("gold_label", *PARTS, *PLACES)  # columns of one subtask alone
NATIVE = {
    "sentenceID": str,
    "subtask": (1, 2),
    "gold_label": maybe((0, 1)),
    "sentence": str,
    **dict.fromkeys(PARTS, SOME),
    **dict.fromkeys(PLACES, maybe(int)),
}
FACTS = dict.fromkeys(PARTS, str)
CONFIGS = configs(
    NATIVE, key="sentenceID", fields=["sentence"], label=pl.Int64(), facts=FACTS, errata=True
)
# What a plain claim of facts has not: conditions, wishes, modals, and words that need one of them.
UNREAL = re.compile(
    r"(?<![\w'])(?:if|unless|whether|until|without|rather|otherwise|else|only|even|ever|yet|either|"
    r"anymore|any(?:body|one|thing|where)?|wish(?:es|ed)?|were(?:n't)?|be|must|"
    r"now|to(?:day|night|morrow)|currently|asked|wh(?:o|om|ose|ich)|"
    r"(?:un)?likely|probably|possibl[ey]|perhaps|maybe|"
    r"(?:would|could|should|might|may|can|will)(?:n't)?|can't|cannot|won't|[\w']*'d)(?![\w'])"
)
HAVE = r"would(?:n't| not| never| [a-z]+ly)? have (?=\w)"


class SemevalCounterfactualsAudit(PublishedAudit):
    """Marked parts are where upstream puts them; a twin differs by `because` and `had` alone."""

    evidence = "rule"
    generator = ("rules", "irrealis semeval-counterfactuals", "1.0.0")
    says = "`if ... had` and `would have` became `because ... had` and `had`"

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: which sentence stands first in which subtask, and its label."""
        super().__init__(record, split)
        self._sentences: dict[tuple[int, str], tuple[str, int | None]] = {}
        self._wrong: set[str] = set()

    def stated(self, row: Row) -> Iterable[Stated]:
        """A counterfactual statement, and its twin if it has one."""
        twin = _twin(row) if row["subtask"] == 2 and row["sentenceID"] not in self._wrong else None
        name = row["sentenceID"]
        yield Stated(name, name, {"sentence": row["sentence"]}, 1, original=True)
        if twin:
            yield Stated(
                name,
                f"{name}.factual",
                {"sentence": twin},
                0,
                changes=[("mood", "sentence", "counterfactual", "factual")],
                facts={part: row[part] for part in PARTS},
            )

    def faults(self, row: Row) -> Iterable[tuple[str, str, str, str]]:
        """Sentences that stand twice or with another label, and parts that are misplaced."""
        name, first = row["sentenceID"], row["subtask"] == 1
        if any((row[column] is None) == (first == (column == "gold_label")) for column in PARTIAL):
            return [(name, name, "columns", "those of one subtask have a value, and no others")]
        found = list(self._found(row))
        if any(fault != "repeated-sentence" for fault, _ in found):
            self._wrong.add(name)
        return [(name, name, *fault) for fault in found]

    def _found(self, row: Row) -> Iterable[tuple[str, str]]:
        text, task = normalize(row["sentence"]).casefold(), row["subtask"]
        first, _ = self._sentences.setdefault((task, text), (row["sentenceID"], row["gold_label"]))
        if first != row["sentenceID"]:
            yield "repeated-sentence", f"its sentence is that of {first}"
        if task == 1:
            return
        taken: list[set[int]] = []
        for part in PARTS:
            start, end = row[f"{part}_startid"], row[f"{part}_endid"] + 1
            taken.append(set(range(start, end)))
            if start >= 0 and row["sentence"][start : max(start, end)] != row[part]:
                yield "offsets", f"characters {start} to {end} are not its {part}"
        if taken[0] & taken[1]:
            yield "spans-overlap", "its antecedent and consequent share characters"
        twin, label = self._sentences.get((1, text), ("", None))
        if label == 0:
            yield "labels-disagree", f"{twin} has it as 0"


def _twin(row: Row) -> str | None:
    """The claim of facts, read off the whole sentence: what is between its parts, and beyond."""
    first, last = row["antecedent"], row["consequent"]
    before = row["sentence"][: row["antecedent_startid"]]
    parts = [re.escape(first), re.escape(last)]
    if row["antecedent_startid"] > row["consequent_startid"]:
        parts.reverse()
    if row["consequent_startid"] < 0 or not re.search(r",?\s+".join(parts), row["sentence"]):
        return None
    plain = {part: row[part].replace("’", "'").lower() for part in PARTS}
    if not plain["antecedent"].startswith("if ") or "?" in row["sentence"]:
        return None
    quoted = {'"', "“", "”", "«", "»"} & {*row["sentence"]}
    if quoted or "''" in row["sentence"] or "``" in row["sentence"]:
        return None
    begins = first.startswith("I")
    if re.search(r"\b(?:as|what)\s+$", before.lower()) or (begins and re.search(r"\w\s*$", before)):
        return None
    if len(re.findall(rf"\b{HAVE}", last)) != 1 or re.match(r"\W*then\b", plain["consequent"]):
        return None
    if not re.search(r"(?<![\w'])had(?:n't)?(?![\w'])", plain["antecedent"]):
        return None
    if re.search(r"[.!?;:]\s", f"{first}{last}"):
        return None
    head, tail = before, row["sentence"][len(before) + 2 :]
    head, tail = (
        re.sub(
            rf"\b{HAVE}",
            lambda found: found[0].replace("would", "had", 1).removesuffix("have "),
            part,
        )
        for part in (head, tail)
    )
    made = head + ("Because" if begins else "because") + tail
    return None if UNREAL.search(made.replace("’", "'").lower()) else made


AUDIT = SemevalCounterfactualsAudit
