"""Re-DocRED-CF: entities of a document are replaced by others that fit (CovEReD).

Method: Modarressi, Köksal and Schütze, "Consistent Document-Level Relation Extraction via
Counterfactuals", Findings of EMNLP 2024, section 3.
"""

from __future__ import annotations

import gc
import random
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, BinaryIO, ClassVar, Literal, TypeAlias, cast

from irrealis.builders.families.documents.reading import (
    BrokenDocument,
    Document,
    DocumentParameters,
    cleaned,
    documents,
    fold,
    read_documents,
    title_of,
)
from irrealis.builders.redocred_cf.families import initials
from irrealis.builders.redocred_cf.invented import DIVISIONS, EITHER, can_invent, invent
from irrealis.builders.redocred_cf.kinds import words_of_all
from irrealis.builders.redocred_cf.pool import Donor, Limits, Pool, home_of, states_of
from irrealis.builders.redocred_cf.realize import Realized, realize, text_of, with_family
from irrealis.builders.redocred_cf.search import Choices, Search
from irrealis.builders.redocred_cf.similarity import load_similarity
from irrealis.builders.redocred_cf.support import Support, supports
from irrealis.builders.redocred_cf.surfaces import INITIALS, Analysis, analyze, traits_of
from irrealis.builders.redocred_cf.tables import common_words
from irrealis.builders.redocred_cf.years import SOURCE, moves
from pydantic import Field, field_validator, model_validator

from irrealis.build import Builder, Drop, Parameters, Repair, Row
from irrealis.contract import Evidence, Generator, Intervention, Pair

VERSION = "9"  # of the method: raise it with each change of what it makes
_ENOUGH = 6  # donors of an entity below which names are invented for it
_ROUNDS = 4  # times that what reads wrong is left as it was before we give up
_TRIES = 4  # draws for each wanted variant before we settle for fewer

Record: TypeAlias = dict[str, Any]


# chosen on the dev split for yield; benchmarks/calibrate.py says which quantiles they are
_STATIC = {"entity_similarity": (0.05, 0.8), "context_similarity": 0.15}


class RedocredParameters(DocumentParameters):
    """Defaults are the paper's; for the static similarity, the thresholds are other ones."""

    variants: int = Field(5, ge=1, description="counterfactuals wanted of a document (K)")
    affected: float = Field(0.7, ge=0, lt=1, description="more of the relations are affected")
    affected_least: float = Field(
        0.1, ge=0, lt=1, description="the same, where the entities of so many have to stay"
    )
    candidates: int = Field(15, ge=1, description="donors considered for an entity")
    window: int = Field(16, ge=0, description="tokens on either side that are a mention's context")
    labels: Literal["all", "supported"] = Field(
        "all", description="whether labels that only knowledge of the world upholds are kept"
    )
    donors: Literal["split", "invented"] = Field(
        "split", description="entities of the split's documents first, or only names made by rule"
    )
    similarity: Literal["static", "contriever"] = "static"
    entity_similarity: tuple[float, float] = Field((0.2, 0.8), description="bounds, as cosines")
    context_similarity: float = Field(0.4, description="least, as a cosine")
    other_similarity: float = Field(
        0.5, description="most, as a cosine, between a donor and another entity of the document"
    )

    @model_validator(mode="before")
    @classmethod
    def _calibrated(cls, given: dict[str, object]) -> dict[str, object]:
        """Thresholds are cosines of one model: those of the static one are not the paper's."""
        return {**_STATIC, **given} if given.get("similarity", "static") == "static" else given

    @field_validator("entity_similarity")
    @classmethod
    def _ordered(cls, bounds: tuple[float, float]) -> tuple[float, float]:
        if bounds[0] > bounds[1]:
            raise ValueError("the first bound is above the second")
        return bounds


class RedocredCf(Builder[Record, Pool]):
    """Documents in DocRED's format, and counterfactuals of them in the same format."""

    parameters_type: ClassVar[type[Parameters]] = RedocredParameters
    lines: ClassVar[bool] = True

    @property
    def _settings(self) -> RedocredParameters:
        return cast(RedocredParameters, self.parameters)

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Record]:
        """Records of a JSON list, or of JSON lines."""
        return read_documents(stream, source=source)

    def original_id(self, record: Record) -> str:
        """The title: it is all that upstream has, and DocRED's evaluation goes by it."""
        return title_of(record)

    def models(self) -> list[dict[str, str]]:
        """The similarity model."""
        return [load_similarity(self._settings.similarity).model()]

    def context(self, records: Iterable[Record]) -> Pool:
        """The pool of donors: the entities of all documents of the split."""

        # what a build leaves behind has hardly a cycle; an eighth of the time went into looking
        gc.set_threshold(100_000, 50, 50)
        pool = Pool(
            ((document, traits_of(document)) for document in documents(records, self.parameters)),
            similarity=load_similarity(self._settings.similarity),
            window=self._settings.window,
        )
        # the pool stays until the end: the collector need not look at it again and again
        gc.collect()
        gc.freeze()
        return pool

    def edit(
        self, record: Record, *, context: Pool, rng: random.Random
    ) -> Iterable[Row | Drop | Repair]:
        """Up to K counterfactuals of the document, with the document itself as it was cleaned."""
        try:
            document = cleaned(record, self.parameters)
        except BrokenDocument as error:
            yield Drop(error.reason, str(error))
            return
        yield from document.repairs
        settings = self._settings
        if settings.labels == "supported":
            document = _only_supported(document)
        analysis = analyze(document)
        search = self._search(document, analysis, context, rng)
        blocked = search.blocked()
        if blocked is not None:
            yield blocked
            return
        held = supports(document)
        made = wrong = 0
        fault = ""
        for found in self._variants(document, analysis, search, context, rng):
            if isinstance(found, str):
                fault, wrong = found, wrong + 1
                continue
            if made == 0:
                original = self._native(document, held, None, document.title)
                yield Row("native_mix", original | {"is_counterfactual": False})
            made += 1
            pair = self._pair(document, held, analysis, *found)
            title = f"{found[1].title} ### {pair.id}"
            native = self._native(document, held, found[1], title, variant=made)
            yield Row("pairs", pair.row())
            yield Row("native", native)
            yield Row("native_mix", native | {"is_counterfactual": True})
            yield Row("native_supported", _supported(native))
            if made == settings.variants:
                return
        yield _shortfall(made, settings.variants, wrong, fault)

    def _search(
        self, document: Document, analysis: Analysis, pool: Pool, rng: random.Random
    ) -> Search:
        """The search with all donors: entities of documents, names made by rule, moved years."""
        settings = self._settings
        candidates = (
            [[] for _ in document.entities]
            if settings.donors == "invented"
            else pool.candidates(
                document,
                analysis,
                similarity=load_similarity(settings.similarity),
                limits=Limits(
                    entity=settings.entity_similarity,
                    context=settings.context_similarity,
                    other=settings.other_similarity,
                    candidates=settings.candidates,
                ),
            )
        )
        search = Search(
            document,
            analysis,
            candidates,
            threshold=settings.affected,
            least=settings.affected_least,
            most=settings.candidates,
            other=settings.other_similarity,
        )
        taken = {
            way for entity in document.entities for name in entity.names for way in initials(name)
        }
        # where the documents have few donors that fit, names are made by rule
        for i in range(len(document.entities)):
            # a division of one state is odd in another: a name of none goes with a new state
            apart = analysis.kinds[i].name in DIVISIONS
            if apart or search.offered(i) < _ENOUGH:
                search.add(i, self._invented(document, analysis, i, pool, rng, taken))
        search.settle()
        if analysis.dated and search.blocked() is not None:  # years move only where they have to
            made_of = (
                Donor(SOURCE, "", {}, {}, False, None, names)
                for names in moves(document, analysis.dated)
            )
            search.add(analysis.dated[0], list(made_of)[: settings.candidates])
            search.settle()
        return search

    def _variants(
        self,
        document: Document,
        analysis: Analysis,
        search: Search,
        pool: Pool,
        rng: random.Random,
    ) -> Iterator[tuple[Choices, Realized] | str]:
        """Choices, each with the document that it gives; of one that reads wrong, why it does."""
        seen: set[str] = set()
        for _ in range(_ROUNDS):
            blamed: Counter[int] = Counter()
            for choices in search.variants(rng, tries=_TRIES * self._settings.variants):
                realized = self._realized(document, analysis, choices, pool, search.goal)
                if realized is None:
                    continue
                text = f"{realized.title}\n{text_of(realized.sents)}"
                if text in seen:
                    continue
                seen.add(text)
                left = _told_again(document, realized)
                if left is None:
                    yield choices, realized
                    continue
                i, word = left
                owners = {p.owner for parts in analysis.parts[i].values() for p in parts}
                mine = (i, analysis.kin[i], *sorted(owners))
                blamed.update([variant for variant in mine if variant in choices][:1])
                yield f"{word} is left of {document.entities[i].names[0]}"
            if not blamed:
                if seen or not search.ease():
                    return
                continue
            # what every draw stumbled over stays, and others are replaced in its place
            search.ban(min(blamed, key=lambda i: (-blamed[i], i)))
            if search.blocked() is not None:
                return

    def _realized(
        self, document: Document, analysis: Analysis, choices: Choices, pool: Pool, goal: float
    ) -> Realized | None:
        """The document with these donors, if it can be written and more of it changes."""
        names = with_family(analysis, {i: c.names for i, c in choices.items()})
        if names is None or _known_initials(analysis, names, pool):
            return None
        realized = realize(document, analysis, names)
        if _left(realized, {word for i in choices for word in analysis.gone[i]}):
            return None  # a donor has the word by which the old entity was known
        # a name that was to be composed anew may come out as it was
        return realized if _share_changed(document, realized) > goal else None

    def _invented(
        self,
        document: Document,
        analysis: Analysis,
        i: int,
        pool: Pool,
        rng: random.Random,
        taken: Collection[str],
    ) -> list[Donor]:
        entity, kind = document.entities[i], analysis.kinds[i]
        if (
            analysis.locks[i]
            or analysis.composed[i]
            or not can_invent(
                kind,
                entity,
                analysis.surfaces[i],
                analysis.articles[i],
                states=self._settings.donors == "invented",
            )
        ):
            return []
        gender = analysis.genders[i]
        if entity.type == "PER" and gender is None and analysis.pronouns:
            gender = EITHER  # whether a pronoun is this person's cannot be told
        state = home_of(document, i)
        # names of the old state are odd in another; one that is made by rule has no tongue
        if self._settings.donors != "invented" and _is_replaceable(document, analysis, state):
            state = ""
        made = (
            invent(
                entity,
                kind,
                analysis.surfaces[i],
                gender=gender,
                rng=rng,
                known=lambda name: pool.knows(name) or name.upper() in taken,
                state=state,
            )
            for _ in range(_ENOUGH)
        )
        return [donor for donor in made if donor is not None]

    def _native(
        self,
        document: Document,
        held: Sequence[Support],
        realized: Realized | None,
        title: str,
        *,
        variant: int = 0,
    ) -> Record:
        """A row in upstream's columns; of the cleaned original if nothing is realized."""
        sents = realized.sents if realized else [list(sent) for sent in document.sents]
        first = [0]
        for sent in sents:
            first.append(first[-1] + len(sent))
        vertices = []
        for i, entity in enumerate(document.entities):
            vertex = []
            for j, mention in enumerate(entity.mentions):
                start, end = realized.spans[i, j] if realized else (mention.start, mention.end)
                at = first[mention.sent] + start
                vertex.append(
                    {
                        "name": " ".join(sents[mention.sent][start:end]),
                        "pos": [start, end],
                        "sent_id": mention.sent,
                        "type": mention.type,
                        "global_pos": [at, at],  # upstream's convention: the start, twice
                        "index": f"{i}_{j}",
                    }
                )
            vertices.append(vertex)
        return {
            "title": title,
            "vertexSet": vertices,
            "labels": [
                {
                    "h": label.head,
                    "t": label.tail,
                    "r": label.relation,
                    "evidence": list(label.evidence),
                }
                for label in document.labels
            ],
            "sents": sents,
            "original_doc_id": document.title,
            "support": list(held),
            "variant": variant,
        }

    def _pair(
        self,
        document: Document,
        held: Sequence[Support],
        analysis: Analysis,
        choices: Choices,
        realized: Realized,
    ) -> Pair:
        def label(names: list[str]) -> list[Record]:
            return [
                {
                    "head": names[label.head],
                    "relation": label.relation,
                    "tail": names[label.tail],
                    "evidence": list(label.evidence),
                    "support": support,
                }
                for label, support in zip(document.labels, held, strict=True)
            ]

        before = [[mention.name for mention in entity.mentions] for entity in document.entities]
        after = _names_after(document, realized)
        old, new = [names[0] for names in before], [names[0] for names in after]
        # of each entity that is called otherwise, the first name that is another one
        changes = {
            i: next(pair for pair in zip(before[i], after[i], strict=True) if pair[0] != pair[1])
            for i in range(len(before))
            if before[i] != after[i]
        }
        donors = {i: _donor_of(i, analysis, choices) for i in changes}
        affected = [label for label in document.labels if {label.head, label.tail} & changes.keys()]
        support = dict(zip(document.labels, held, strict=True))
        kinds = Counter(support[label] for label in affected)
        return Pair(
            dataset=self.dataset,
            original_id=document.title,
            original={"title": document.title, "text": text_of(document.sents)},
            counterfactual={"title": realized.title, "text": text_of(realized.sents)},
            edits=sorted(realized.edits, key=lambda edit: (edit.field, edit.start)),
            interventions=[
                Intervention("entity", str(i), *names, *_source(donors[i]))
                for i, names in changes.items()
            ],
            label_original=label(old),
            label_counterfactual=label(new),
            label_effect="recomputed",
            evidence=Evidence(
                "rule",
                f"{len(affected)} of {len(document.labels)} relations have a replaced entity: "
                f"{kinds['stated']} stated, {kinds['inferred']} inferred, "
                f"{kinds['background']} upheld by knowledge of the world alone",
            ),
            generator=Generator("rules", "redocred_cf", VERSION),
            seed=self.seed,
        )


def _is_replaceable(document: Document, analysis: Analysis, state: str) -> bool:
    """Whether another state may take its place in the document."""
    return any(
        lock is None and state in states_of(entity)
        for entity, lock in zip(document.entities, analysis.locks, strict=True)
    )


def _shortfall(made: int, wanted: int, wrong: int, fault: str) -> Drop:
    """Why there are fewer variants than wanted, or none."""
    if made == 0 and fault:
        return Drop("reads-wrong", fault)
    if made == 0:
        return Drop("donors-conflict", "every draw put two donors together that exclude each other")
    detail = f"{made} of {wanted} variants found"
    if wrong:
        detail += f"; {wrong} that were found read wrong, such as {fault}"
    return Drop("fewer-variants", detail, level="variant")


def _names_after(document: Document, realized: Realized) -> list[list[str]]:
    """For each entity, what its mentions are called."""
    return [
        [
            " ".join(realized.sents[mention.sent][slice(*realized.spans[i, j])])
            for j, mention in enumerate(entity.mentions)
        ]
        for i, entity in enumerate(document.entities)
    ]


def _known_initials(analysis: Analysis, names: Mapping[int, Mapping[str, str]], pool: Pool) -> bool:
    """Whether initials that were made anew are those of something that everybody knows."""
    return any(
        analysis.surfaces[i].get(old) == INITIALS and old != new and pool.knows(fold(new))
        for i, made in names.items()
        for old, new in made.items()
    )


def _left(realized: Realized, words: Collection[str]) -> bool:
    """Whether one of these words, or words in a row, is still in the text."""
    lines = [f" {' '.join(sent)} " for sent in realized.sents] if words else []
    return any(f" {word} " in line for word in words for line in lines)


_CAPITALIZED = re.compile(r"[A-Z]\w{3,}")


def _told_again(document: Document, realized: Realized) -> tuple[int, str] | None:
    """A replaced entity of which a name or a word of its own is still in the text, with the word.

    So "Orland Falls", which had to stay, of the lake of Orland that did not.
    """
    text = text_of(realized.sents)
    words = set(re.findall(r"\w+", text))
    after = _names_after(document, realized)
    for i, (entity, new) in enumerate(zip(document.entities, after, strict=True)):
        if entity.type not in ("PER", "LOC", "ORG", "MISC"):
            continue
        old = [mention.name for mention in entity.mentions]
        gone = set(_CAPITALIZED.findall(" ".join(old))) - set(re.findall(r"\w+", " ".join(new)))
        if entity.type == "PER":
            gone &= {name.split(" ")[-1] for name in old}  # others may have the given name
        for word in sorted(gone & words):
            own = word in old and entity.type != "PER"
            low = word.casefold()
            if not own and (
                low in common_words()
                or (low in words_of_all() and _is_of_others(document, realized, i, word))
            ):
                continue
            others = (
                name
                for other in document.entities
                if other is not entity
                for name in other.names
                if any(f" {name} " in f" {one} " for one in old)
            )
            if not any(word in name.split(" ") for name in others):
                return i, word
    return None


def _is_of_others(document: Document, realized: Realized, i: int, word: str) -> bool:
    """Whether a word stands in longer names of others alone, as "Empire" in "Ottoman Empire"."""
    held = {
        (mention.sent, at)
        for k, entity in enumerate(document.entities)
        for j, mention in enumerate(entity.mentions)
        if k != i and mention.end - mention.start > 1
        for at in range(*realized.spans[k, j])
    }
    return all(
        (sent, at) in held
        for sent, tokens in enumerate(realized.sents)
        for at, token in enumerate(tokens)
        if token == word
    )


def _donor_of(i: int, analysis: Analysis, choices: Choices) -> Donor | None:
    """The entity's donor, or that of what its name was composed of."""
    if i in choices:
        return choices[i].donor
    owners = (part.owner for found in analysis.parts[i].values() for part in found)
    return next(filter(None, (_donor_of(owner, analysis, choices) for owner in owners)), None)


def _share_changed(document: Document, realized: Realized) -> float:
    """The share of labels of which an end is called otherwise."""
    changed = {
        i
        for i, new in enumerate(_names_after(document, realized))
        if new != [mention.name for mention in document.entities[i].mentions]
    }
    labels = document.labels
    return sum(bool({label.head, label.tail} & changed) for label in labels) / len(labels)


def _only_supported(document: Document) -> Document:
    kept = tuple(
        label
        for label, support in zip(document.labels, supports(document), strict=True)
        if support != "background"
    )
    return replace(document, labels=kept)


def _supported(native: Record) -> Record:
    """The row with the labels that its text supports."""
    pairs = [
        (label, support)
        for label, support in zip(native["labels"], native["support"], strict=True)
        if support != "background"
    ]
    return native | {
        "labels": [label for label, _ in pairs],
        "support": [support for _, support in pairs],
    }


def _source(donor: Donor | None) -> tuple[str | None, str | None]:
    return (donor.title, donor.main or None) if donor is not None else (None, None)


BUILDER = RedocredCf
