"""Rows of counterbench, and the proof of every answer and every erratum from the words of its row.

The audit reads rules, observations and questions by a grammar of its own and tries every state of
the world (`families.worlds`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.shortcuts import Shortcuts
from irrealis.schemas.families.worlds.causes import named, read_info, read_question
from irrealis.schemas.families.worlds.enumeration import agreeing, unrolled
from irrealis.schemas.families.worlds.reading import Asked, Equation, UnreadableError

from irrealis.check import Audit, Failure, Found, Row
from irrealis.contract import Table, pairs_table
from irrealis.store import BuildRecord

TYPES = ("basic", "conditional", "joint", "nested")
REASONS = ("circle", "impossible-observation", "open-answer", "wrong-answer")
ANSWERS = ("yes", "no")
GENERATOR = {
    "kind": "rules",
    "name": "CounterBench, with irrealis counterbench",
    "version": "1.0.0",
    "prompt_hash": None,
}
_TEXTS = pl.List(pl.String())
_STATED = {"equations": _TEXTS, "known": _TEXTS, "query": pl.String()}
_META = {
    "story_id": pl.String(),
    "rung": pl.Int64(),
    "query_type": pl.String(),
    "model_id": pl.Int64(),
    "graph_id": pl.String(),
}
COUNTERFACTUAL = {"rung": 3, "query_type": "det-counterfactual"}  # what every question is
_SOME = pa.Check.str_length(min_value=1)


def _schema(**columns: pa.Column) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


def _text(allowed: Sequence[str] = (), *, nullable: bool = False) -> pa.Column:
    return pa.Column(pl.String, pa.Check.isin(allowed) if allowed else _SOME, nullable=nullable)


def _meta_is_given(data: Any) -> pl.LazyFrame:
    column = pl.col(data.key)
    given = pl.all_horizontal(*(column.struct.field(name).is_not_null() for name in _META))
    frame: pl.LazyFrame = data.lazyframe.select(given.fill_null(value=False))
    return frame


CONFIGS = {
    # the audit meets the configs in this order: native holds every row that the others name
    "native": Table(
        _schema(
            question_id=_text(),
            question=_text(),
            given_info=_text(),
            answer=_text(ANSWERS),
            type=_text(TYPES),
            meta=pa.Column(pl.Struct(_META), pa.Check(_meta_is_given, name="all of it is given")),
        ),
        key="question_id",
        holds="upstream's rows as they are, those with a wrong answer too",
    ),
    "pairs": pairs_table(
        fields=["given_info", "question"],
        label=pl.String(),
        facts=pl.Struct({**_STATED, "type": pl.String(), "derivation": _TEXTS}),
    ),
    "errata": Table(
        _schema(
            question_id=_text(),
            given_info=_text(),
            question=_text(),
            type=_text(TYPES),
            answer=_text(ANSWERS),
            right_answer=_text(("yes", "no", "open"), nullable=True),
            reason=_text(REASONS),
            **{name: pa.Column(kind) for name, kind in _STATED.items()},
            derivation=pa.Column(_TEXTS),
        ),
        key="question_id",
        holds="upstream's rows whose answer does not follow, with the right one and its derivation",
    ),
}


class CounterBenchAudit(Audit):
    """Each answer follows from the words of its row; no row of upstream is unaccounted for."""

    definitions: ClassVar[Mapping[str, str]] = {
        "answers_derived_again": "share of pairs whose two answers follow from their words",
        "upstream.rows": "rows of upstream's split",
        "upstream.agree": "rows of upstream's split whose stated answer follows from their words",
        "errata.*": "rows of upstream's split whose answer does not follow, by reason",
        "yes.*": "share of counterfactual questions of this type whose answer is yes",
        "upstream.without_effect": "pairs whose change sets an event that no rule has",
        "original_open": "share of pairs whose words leave the factual answer open",
        "question_only": "right answers of naive Bayes on the words of the counterfactual question "
        "alone, two-fold; upstream's, which nobody balanced",
        "same_as_factual": "share of pairs whose answer stays: what copying the factual one gets",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: the texts of upstream's rows are kept in memory."""
        super().__init__(record, split)
        self._native: dict[str, Row] = {}
        self._met: Counter[str] = Counter()
        self._errata: Counter[str] = Counter()
        self._rejected: dict[str, str] = {}
        self._yes: dict[str, list[bool]] = {}
        self._pairs = self._right = self._kept = self._open = self._idle = 0
        self._shortcuts = Shortcuts()

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {
            "native": self._upstream,
            "pairs": self._pair,
            "errata": self._erratum,
            "rejects": self._reject,
        }

    def name_of(self, config: str, row: Row) -> str | None:  # noqa: ARG002 each has a column alone
        """The id of a pair, or of upstream's question."""
        return next(
            (row[key] for key in ("id", "question_id", "original_id") if row.get(key)), None
        )

    def finish(self) -> Iterator[Failure]:
        """Rows of upstream without a pair or a reject, and errata without their reject."""
        for name in self._native:
            met = self._met[name]
            if met + (name in self._rejected and not met) != 1:
                found = f"{met} pairs and errata"
                yield Failure("missing", "question_id", "one of both", found, name, "native")

    def metrics(self) -> dict[str, float]:
        """How upstream fares, and the balance of its answers."""
        figures = {
            "upstream.rows": float(len(self._native)),
            "upstream.agree": float(self._pairs),
            **{f"errata.{reason}": float(self._errata[reason]) for reason in REASONS},
        }
        if self._pairs:
            figures |= {
                "answers_derived_again": self._right / self._pairs,
                **{f"yes.{kind}": sum(of) / len(of) for kind, of in sorted(self._yes.items())},
                "upstream.without_effect": float(self._idle),
                "original_open": self._open / self._pairs,
                "question_only": self._shortcuts.accuracy(),
                "same_as_factual": self._kept / self._pairs,
            }
        return figures

    def _upstream(self, row: Row) -> Found:
        self._native[row["question_id"]] = row
        for field, expected in COUNTERFACTUAL.items():
            if row["meta"][field] != expected:
                yield "native", f"meta.{field}", expected, row["meta"][field]

    def _pair(self, row: Row) -> Found:
        facts, side = row["evidence"]["facts"], row["counterfactual"]
        yield from self._as_upstream(
            row["original_id"],
            **side,
            type=facts["type"],
            answer=row["label_counterfactual"],
        )
        self._met[row["original_id"]] += 1
        if row["original"]["given_info"] != side["given_info"]:
            yield "field", "given_info", side["given_info"], row["original"]["given_info"]
        try:
            equations, known = read_info(side["given_info"])
            asked = read_question(side["question"])
            actual = read_question(row["original"]["question"])
            worlds = _worlds(equations, known, asked)
            before = _answer(_worlds(equations, known, actual), asked.target)
        except (UnreadableError, LookupError, ValueError) as error:
            yield "reading", "counterfactual", "words that the grammar covers", str(error)
            return
        after = _answer(worlds, asked.target)
        turned = Asked(asked.target, tuple((n, not h) for n, h in asked.set_to), (), None)
        changes = [
            {
                "kind": "do",
                "target": name,
                "from": "does not occur" if holds else "occurs",
                "to": "occurs" if holds else "does not occur",
                "source": None,
                "source_name": None,
            }
            for name, holds in asked.set_to
        ]
        failures = [
            ("answer", where, expected, found)
            for where, expected, found in (
                ("original.question", turned, actual),
                ("label_original", before, row["label_original"]),
                ("label_counterfactual", after, row["label_counterfactual"]),
                ("intervention", changes, row["intervention"]),
                ("evidence.facts.derivation", _settled(equations, worlds), facts["derivation"]),
                (
                    "evidence.detail",
                    f"{asked}: {after}, in every state of the world that agrees with what was "
                    "observed",
                    row["evidence"]["detail"],
                ),
                ("evidence.kind", "execution", row["evidence"]["kind"]),
                ("generator", GENERATOR, row["generator"]),
                *_stated(equations, known, asked, facts, "evidence.facts."),
            )
            if found != expected
        ]
        self._right += not failures
        yield from failures
        self._idle += not {*dict(asked.set_to)} <= {*named(equations)}
        self._count(row)

    def _count(self, row: Row) -> None:
        self._pairs += 1
        self._kept += row["label_effect"] == "keep"
        self._open += row["label_original"] == "open"
        label = row["label_counterfactual"]
        self._yes.setdefault(row["evidence"]["facts"]["type"], []).append(label == "yes")
        self._shortcuts.add(row["id"], row["counterfactual"]["question"], label)

    def _erratum(self, row: Row) -> Found:
        name = row["question_id"]
        texts = {k: row[k] for k in ("given_info", "question", "type", "answer")}
        yield from self._as_upstream(name, **texts)
        self._met[name] += 1
        self._errata[row["reason"]] += 1
        try:
            equations, known = read_info(row["given_info"])
            asked = read_question(row["question"])
        except UnreadableError as error:
            yield "reading", "given_info", "words that the grammar covers", str(error)
            return
        reason, right, derivation = _verdict(equations, known, asked, row)
        for where, expected, found in (
            ("reason", reason, row["reason"]),
            ("right_answer", right, row["right_answer"]),
            ("derivation", derivation, row["derivation"]),
            *_stated(equations, known, asked, row, ""),
        ):
            if found != expected:
                yield "erratum", where, expected, found

    def _reject(self, row: Row) -> Found:
        self._rejected[row["original_id"]] = row["reason"]
        if row["reason"] in REASONS and not self._met[row["original_id"]]:
            yield "rejects", "original_id", "an erratum", "none"
        if row["level"] != "record":
            yield "rejects", "level", "record", row["level"]

    def _as_upstream(self, name: str, **texts: str) -> Found:
        native = self._native.get(name, {})
        for field, text in texts.items():
            if native.get(field) != text:
                yield "native", field, native.get(field), text


def _worlds(
    equations: Sequence[Equation], known: Sequence[tuple[str, bool]], asked: Asked
) -> list[dict[str, bool]]:
    """What happens under the change, in each state that agrees with what is known.

    Raises:
        ValueError: rules in a circle, an event that no rule has, or no state that agrees.
    """
    events = {*named(equations)}
    if unknown := {asked.target, *dict(known)} - events:
        raise ValueError(f"events that no rule has: {', '.join(sorted(unknown))}")
    found = [unrolled(equations, s, dict(asked.set_to)) for s, _ in agreeing(equations, known)]
    if not found:
        raise ValueError("no state agrees with what was observed")
    return found


def _answer(worlds: Sequence[Mapping[str, bool]], target: str) -> str:
    values = {world[target] for world in worlds}
    return "open" if len(values) > 1 else "yes" if True in values else "no"


def _settled(equations: Sequence[Equation], worlds: Sequence[Mapping[str, bool]]) -> list[str]:
    answers = {event: _answer(worlds, event) for event in named(equations)}
    return [e if is_so == "yes" else f"not {e}" for e, is_so in answers.items() if is_so != "open"]


def _verdict(
    equations: Sequence[Equation], known: Sequence[tuple[str, bool]], asked: Asked, row: Row
) -> tuple[str, str | None, object]:
    """Reason, right answer and derivation of an erratum."""
    try:
        some = list(agreeing(equations, known))
    except ValueError:
        return "circle", None, _if_circle(equations, row["derivation"])
    if not some:
        seen = " and ".join(_term(*fact) for fact in known)
        return "impossible-observation", None, [f"never {seen}"]
    worlds = _worlds(equations, known, asked)
    right = _answer(worlds, asked.target)
    reason = "wrong-answer" if right != "open" else "open-answer"
    if right == row["answer"]:
        reason = "none, as the answer follows"
    return reason, right, _settled(equations, worlds)


def _if_circle(equations: Sequence[Equation], stated: Sequence[str]) -> object:
    """The circle that is stated, if each of its events depends on the next; else what to state."""
    events = stated[0].split(" <- ") if len(stated) == 1 else []
    causes = {equation.event: dict(equation.terms) for equation in equations}
    closed = len(events) > 1 and events[0] == events[-1] and len({*events}) == len(events) - 1
    if closed and all(later in causes.get(event, {}) for event, later in pairwise(events)):
        return list(stated)
    return "a circle, each event of which depends on the next"


def _stated(
    equations: Sequence[Equation],
    known: Sequence[tuple[str, bool]],
    asked: Asked,
    stated: Mapping[str, Any],
    place: str,
) -> list[tuple[str, object, object]]:
    return [
        (f"{place}equations", [str(equation) for equation in equations], stated["equations"]),
        (f"{place}known", [_term(*fact) for fact in known], stated["known"]),
        (f"{place}query", str(asked), stated["query"]),
    ]


def _term(name: str, holds: bool) -> str:
    return name if holds else f"not {name}"


AUDIT = CounterBenchAudit
