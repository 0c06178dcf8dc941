"""The pool of donors: entities of documents, in arrays, and the search in it.

Method: CovEReD (Modarressi et al., Findings of EMNLP 2024, section 3). Candidates share type and
(role, relation) with the entity they replace, come from another document, share no name with it,
and are neither too like nor too unlike it. What is added here: a donor must be of the same kind,
have stood in at least half of the entity's roles, and fit the grammatical forms, the gender and the
years of the place that it takes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from irrealis.builders.families.documents.reading import Document, Entity, Mention, fold
from irrealis.builders.redocred_cf.articles import wants_the
from irrealis.builders.redocred_cf.kinds import (
    CHARACTER,
    UNKNOWN,
    UNTOLD,
    WORK,
    Kind,
    words_of_all,
)
from irrealis.builders.redocred_cf.places import (
    State,
    cities,
    continents,
    divisions,
    holder_of,
    large_states,
    place_kinds,
    small_states,
    state_of,
    states,
)
from irrealis.builders.redocred_cf.similarity import UNIT, Similarity, Vectors
from irrealis.builders.redocred_cf.surfaces import (
    ADJECTIVE,
    COMMON,
    INITIALS,
    NAME,
    PEOPLE,
    PERSON,
    SCRIPT,
    Analysis,
    Traits,
    derived_names,
    main_name,
    names_in_order,
    place_of,
    surface_form,
    surname,
)
from irrealis.builders.redocred_cf.tables import common_words

from irrealis.text.dates import period
from irrealis.text.demonyms import Demonym, demonym_of, place_form
from irrealis.text.persons import given_names
from irrealis.text.tokens import word_set

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_NOBODY: Ints = np.zeros(0, dtype=np.int64)
_SLICE = 64  # ranked candidates that are looked at together
_BATCH = 2_048  # texts that are embedded together; more of them only cost memory
_ROLES = 0.5  # share of the entity's roles in which a donor must have stood
# Years that may lie between what the texts of a donor and of an entity speak of. A war or a device
# belongs to its years, a person or a company to a generation; a place stays.
_NEAR = 10
_AGE = 25
_LIFE = 20
_PRIME = 30  # age at which persons do what texts tell of them, about
_OF_THEIR_YEARS = word_set(
    "war battle treaty election olympics tournament protest festival console software phone car "
    "aircraft weapon ship spacecraft game album song ep film series"
)
_GENDERS = {None: 0, "female": 1, "male": 2}


@dataclass(frozen=True, slots=True)
class Donor:
    """An entity that may take another's place: its names by form, and the document it is from.

    `vectors` has one row for each of `names`, for comparing donors with one another. An invented
    donor has none, and says itself what each surface becomes (`made`).
    """

    title: str
    main: str
    names: dict[str, str]
    derived: dict[str, str]
    place: bool
    vectors: Vectors | None
    made: Mapping[str, str] = field(default_factory=dict)

    def of_form(self, form: str) -> list[str]:
        """Names of a form, the fullest first, each once; one that is derived if it has no other."""
        own = {fold(name): name for name in names_in_order(self.names, form)}
        if not own and form in self.derived:
            return [self.derived[form]]
        return list(own.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on similarity, as cosines, and on the number of candidates."""

    entity: tuple[float, float]
    context: float
    other: float
    candidates: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is kept of an entity of the pool."""

    document: int
    index: int
    title: str
    type: str
    main: str
    names: dict[str, str]
    derived: dict[str, str]
    roles: frozenset[tuple[str, str]]
    gender: int
    articles: frozenset[bool]
    years: tuple[int, int] | None
    prime: int | None
    country: str
    kind: Kind
    shape: str
    bound: bool
    state: tuple[int, int]
    place: str
    contexts: range


class _Ragged:
    """Rows of whole numbers, of different length, none empty."""

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        self._lengths: Ints = np.array([len(row) for row in rows], dtype=np.int64)
        self._starts: Ints = np.cumsum(self._lengths) - self._lengths
        self._values: Ints = np.array([value for row in rows for value in row], dtype=np.int64)

    def gather(self, rows: Ints) -> tuple[Ints, Ints]:
        """Values of these rows one after the other, and where each row starts among them."""
        lengths = self._lengths[rows]
        starts: Ints = np.cumsum(lengths) - lengths
        within = np.arange(int(lengths.sum())) - np.repeat(starts, lengths)
        return self._values[np.repeat(self._starts[rows], lengths) + within], starts


class Pool:
    """Donors of one split; built once, then only read.

    Args:
        documents: cleaned documents with what is known of their entities.
        similarity: what embeds names and contexts.
        window: tokens on either side of a mention that are its context.
    """

    def __init__(
        self,
        documents: Iterable[tuple[Document, Traits]],
        *,
        similarity: Similarity,
        window: int,
    ) -> None:
        self._window = window
        self._states: dict[str, int] = {"": 0}
        self._titles: dict[str, int] = {}
        contexts: list[str] = []
        called: set[str] = set()
        taken = _unknown_to_most(list(self._taken_in(documents, contexts, called)))
        self._entries = [*taken, *_from_tables()]
        self._own = {(e.title, e.index): e.contexts for e in self._entries}
        self._embed_names(similarity, called)
        self._embed_contexts(similarity, contexts)
        self._tabulate_kinds()
        self._tabulate_grammar()
        self._tabulate_times_and_places()
        self._rank_and_index()

    def _taken_in(
        self, documents: Iterable[tuple[Document, Traits]], contexts: list[str], called: set[str]
    ) -> Iterator[_Entry]:
        """The entities that may be donors; their contexts and all names are added to these."""
        for document, traits in documents:
            number = self._titles.setdefault(document.title, len(self._titles))
            called.update(fold(name) for entity in document.entities for name in entity.names)
            for i, entity in enumerate(document.entities):
                if (
                    entity.roles
                    and traits.kinds[i].name not in _NEVER
                    and (traits.kinds[i].name not in _STATES or _state(entity))
                    and usable(entity)
                    and traits.genders[i] != "unsure"
                ):
                    start = len(contexts)
                    contexts += context_lines(document, entity, window=self._window)
                    yield _entry(document, traits, i, number, range(start, len(contexts)))

    def _embed_names(self, similarity: Similarity, called: set[str]) -> None:
        """Number and embed the names of the entries; `called` are names of others."""
        names = dict.fromkeys(name for entry in self._entries for name in entry.names)
        self._name_ids = {name: at for at, name in enumerate(names)}
        self._folded = [fold(name) for name in names]
        self._known = frozenset(self._folded) | called
        self._vectors = _embedded(similarity, list(names)).astype(np.float32)
        self._names = _Ragged([[self._name_ids[name] for name in e.names] for e in self._entries])

    def _embed_contexts(self, similarity: Similarity, contexts: Sequence[str]) -> None:
        vectors = _embedded(similarity, contexts)
        # a place of the tables stands in no context; it is compared by that of nobody
        nowhere = range(len(vectors), len(vectors) + 1)
        nobody = np.zeros((1, vectors.shape[1]), dtype=np.int8)
        self._context_vectors = np.concatenate([vectors, nobody])
        self._contexts = _Ragged([e.contexts or nowhere for e in self._entries])

    def _tabulate_kinds(self) -> None:
        """What each entry is, in columns of numbers."""
        entries = self._entries
        kinds = (_kind_key(e.kind) for e in entries)
        self._kinds: dict[str, int] = {}
        self._kind = _column(self._kinds.setdefault(kind, len(self._kinds)) for kind in kinds)
        self._nouns: dict[str, int] = {"": 0}
        self._noun = _column(self._nouns.setdefault(e.kind.noun, len(self._nouns)) for e in entries)
        self._shapes: dict[str, int] = {}
        self._shape = _column(self._shapes.setdefault(e.shape, len(self._shapes)) for e in entries)
        self._tabled = _column(not e.contexts for e in entries).astype(bool)
        self._document = _column(e.document for e in entries)
        self._gender = _column(e.gender for e in entries)

    def _tabulate_grammar(self) -> None:
        """Which forms the names of each entry have, and whether "the" stands before them."""
        entries = self._entries
        self._articles = _column(_articles_bits(e.articles) for e in entries)
        self._takes_the = _column(True in e.articles for e in entries).astype(bool)
        self._stands_bare = _column(e.articles == {False} for e in entries).astype(bool)
        self._forms: dict[str, Bools] = {}
        for at, entry in enumerate(entries):
            for form in {*entry.names.values(), *entry.derived}:
                self._forms.setdefault(form, np.zeros(len(entries), dtype=bool))[at] = True

    def _tabulate_times_and_places(self) -> None:
        """The years of each entry, where it is, and which place it is."""
        entries = self._entries
        self._first = _column(e.years[0] if e.years else 0 for e in entries)
        self._last = _column(e.years[1] if e.years else _EVER for e in entries)
        self._prime = _column(e.prime or 0 for e in entries)
        self._country = _column(self._state_number(e.country) for e in entries)
        self._since = _column(e.state[0] for e in entries)
        self._until = _column(e.state[1] for e in entries)
        self._part_of = _column(
            self._state_number(_holder(e.names) if e.kind.name in _SETTLED else "") for e in entries
        )
        self._bound = _column(e.bound for e in entries).astype(bool)
        self._places = {place: at for at, place in enumerate(sorted({e.place for e in entries}))}
        self._place = _column(self._places[e.place] for e in entries)
        self._mains = {main: at for at, main in enumerate(sorted({e.main for e in entries}))}
        self._main = _column(self._mains[e.main] for e in entries)
        small = [self._mains[name] for name in small_states() & self._mains.keys()]
        self._small = np.isin(self._main, small)

    def _rank_and_index(self) -> None:
        """The order of ties, and the entries by role, by kind and by word of a name."""
        entries = self._entries
        # ties are broken by name and title, never by the order of the file
        order = sorted(range(len(entries)), key=lambda at: (entries[at].main, entries[at].title))
        self._rank = np.empty(len(entries), dtype=np.int64)
        self._rank[order] = np.arange(len(entries))
        self._by_role = _index(
            ((e.type, *role), at)
            for at, e in enumerate(entries)
            for role in sorted(e.roles)
            if e.contexts
        )
        # the tables say what a place is, so that it needs to have stood in no role
        self._in_tables = _index(
            (e.kind.name, at) for at, e in enumerate(entries) if not e.contexts
        )
        self._by_word = _index(
            (word, at) for at, name in enumerate(self._folded) for word in sorted(set(name.split()))
        )

    def candidates(
        self, document: Document, analysis: Analysis, *, similarity: Similarity, limits: Limits
    ) -> list[list[Donor]]:
        """For each entity of a document, the donors that fit, best first; none if it is locked."""
        entities = document.entities
        names = [name for entity in entities for name in entity.names]
        if not names:
            return []
        owner = np.repeat(np.arange(len(entities)), [len(entity.names) for entity in entities])
        vectors = self._embedded(names, similarity)
        first = np.flatnonzero(np.diff(owner, prepend=-1))
        named = self._naming(names)
        places = {_place(entity) for entity in entities} - {""}
        places |= {_key(row) for entity in entities for row in _holding(entity)}
        fitting: list[tuple[Ints, Ints]] = []
        for i, entity in enumerate(entities):
            rows = shared = _NOBODY
            if analysis.locks[i] is None and entity.roles and not analysis.composed[i]:
                rows, shared = self._sharing(document, entity, analysis.kinds[i])
                fits = self._fits(rows, document, analysis, i) & ~_among(
                    self._place[rows], [self._places.get(place, -1) for place in sorted(places)]
                )
                rows, shared = rows[fits], shared[fits]
                near = self._near(rows, entity, analysis.kinds[i])
                rows, shared = rows[near], shared[near]
            fitting.append((rows, shared))
        # pool's names x document's entities, each by the name that is most alike; 0 of the rest
        likeness = np.zeros((len(self._vectors), len(entities)), dtype=np.float32)
        others = likeness.copy()
        ids = np.unique(self._names.gather(np.concatenate([rows for rows, _ in fitting]))[0])
        if len(ids):
            likeness[ids] = np.maximum.reduceat(self._vectors[ids] @ vectors.T, first, axis=1)
            others[ids] = _most_of_others(likeness[ids])
        found: list[list[Donor]] = []
        for i, (rows, shared) in enumerate(fitting):
            if len(rows):
                noun = self._nouns.get(analysis.kinds[i].noun, -1)
                rows = self._ranked(rows, shared, likeness[:, i], limits, noun=noun)
                bad = named | (others[:, i] > limits.other * UNIT)
                contexts = self._context_of(document, i, similarity)
                # of a state many donors fail on an article or an adjective, and all are at hand
                many = _MANY if analysis.kinds[i].name in _STATES else 1
                rows = self._first_good(rows, bad, contexts, limits, many * limits.candidates)
            found.append([self._donor(int(row)) for row in rows])
        return found

    def _state_number(self, name: str) -> int:
        return self._states.setdefault(name, len(self._states))

    def knows(self, name: str) -> bool:
        """Whether an entity of one of the documents or of the tables is called so."""
        return name in self._known

    def _embedded(self, names: Sequence[str], similarity: Similarity) -> Vectors:
        """Vectors of names; those of the pool's are known."""
        unknown = [name for name in names if name not in self._name_ids]
        fresh = dict(zip(unknown, similarity.embed(unknown), strict=True))
        return np.stack(
            [
                fresh[name] if name in fresh else self._vectors[self._name_ids[name]]
                for name in names
            ]
        )

    def _context_of(self, document: Document, i: int, similarity: Similarity) -> Vectors:
        """Vectors of an entity's contexts; known if it is in the pool itself."""
        known = self._own.get((document.title, i))
        if known is not None:
            return self._context_vectors[known.start : known.stop].astype(np.float32)
        lines = context_lines(document, document.entities[i], window=self._window)
        return similarity.embed(lines)

    def _naming(self, names: Sequence[str]) -> Bools:
        """Which names of the pool hold one of these as whole words."""
        named = np.zeros(len(self._folded), dtype=bool)
        for name in names:
            wanted = fold(name)
            found = [self._by_word.get(word) for word in wanted.split()]
            if found and all(one is not None for one in found):
                for at in min((one for one in found if one is not None), key=len):
                    if f" {wanted} " in f" {self._folded[at]} ":
                        named[at] = True
        return named

    def _sharing(self, document: Document, entity: Entity, kind: Kind) -> tuple[Ints, Ints]:
        """Entities of other documents with enough roles in common, and how many."""
        lists = [
            found
            for role in sorted(entity.roles)
            if (found := self._by_role.get((entity.type, *role))) is not None
        ]
        rows, shared = np.unique(np.concatenate([*lists, _NOBODY]), return_counts=True)
        keep = self._document[rows] != self._titles.get(document.title, -1)
        keep &= shared >= _ROLES * len(entity.roles)
        kinds = (kind.name, "country") if kind.name == "former country" else (kind.name,)
        tabled = np.concatenate([self._in_tables.get(name, _NOBODY) for name in kinds])
        return (
            np.concatenate([rows[keep], tabled]),
            np.concatenate([shared[keep], np.zeros(len(tabled), dtype=np.int64)]),
        )

    def _fits(self, rows: Ints, document: Document, analysis: Analysis, i: int) -> Bools:
        """Whether these entities can stand where entity `i` stands."""
        return (
            self._are_such(rows, document.entities[i], analysis.kinds[i], gone=analysis.passed[i])
            & self._are_there(rows, document, analysis, i)
            & self._are_called_so(rows, document.entities[i], analysis, i)
            & self._are_such_persons(rows, document, analysis, i)
            & self._are_of_the_time(rows, document.entities[i], analysis, i)
        )

    def _are_such(self, rows: Ints, entity: Entity, kind: Kind, *, gone: bool) -> Bools:
        """Whether they are of the kind, and called like one; `gone` if the text says it is."""
        keys = [_kind_key(kind)]
        if kind.name == "former country" and not gone:
            # that it is gone is not said; its years are compared elsewhere
            keys.append(_kind_key(Kind("country")))
        fits: Bools = _among(self._kind[rows], [self._kinds.get(key, -1) for key in keys])
        shapes = {shape_of(entity)}
        if shapes == {"single"}:
            shapes.add("")  # a surname or a given name of a full name does as well
        fits &= _among(self._shape[rows], [self._shapes.get(shape, -1) for shape in shapes])
        if kind.name in _NOUN_COUNTS:
            fits &= self._noun[rows] == self._nouns.get(kind.noun, -1)
        if kind.said and not kind.noun:  # "The Odda River is a river"
            fits &= self._noun[rows] != self._nouns.get(kind.said, -1)
        return fits

    def _are_there(self, rows: Ints, document: Document, analysis: Analysis, i: int) -> Bools:
        """Whether they are in the same country, as far as both are known to be in one."""
        entity, kind = document.entities[i], analysis.kinds[i]
        fits = np.ones(len(rows), dtype=bool)
        held = _holder(entity.names) if kind.name in _SETTLED else ""
        if kind.name in _SETTLED:
            # nobody looks for Graz in Slovakia, nor in a valley that the tables do not know
            fits &= self._part_of[rows] == self._states.get(held, -1)
            if held and not any(held in states_of(entity) for entity in document.entities):
                fits &= False  # a namesake: "York" is not in the United States
            years = analysis.years[i]
            if kind.name == "division" and years is not None and years[0] < _DIVIDED:
                fits &= False
        # of a city that the tables do not know, the labels tell where it is
        placed = kind.name in _PLACED and (held or kind.name not in _SETTLED)
        country = "" if placed else _country_of(document, i)
        if country:  # an Irishman is not called Giuseppe, nor is the Yamuna in Montana
            fits &= _among(self._country[rows], [0, self._states.get(country, 0)])
        if entity.type == "ORG":
            fits &= ~self._bound[rows]  # no Pennsylvania Academy in Vienna
        return fits

    def _are_called_so(self, rows: Ints, entity: Entity, analysis: Analysis, i: int) -> Bools:
        """Whether they have names of all forms that the text needs, with or without "the"."""
        fits = np.ones(len(rows), dtype=bool)
        forms = set(analysis.surfaces[i].values()) - {INITIALS}
        for form in forms:
            fits &= self._forms[form][rows] if form in self._forms else False
        wanted = analysis.articles[i]
        if analysis.kinds[i].name in _STATES:
            pass  # the article before it goes or comes with the name
        elif entity.type == "LOC" and wanted:
            fits &= self._articles[rows] == _articles_bits(wanted)
        elif True in wanted:
            fits &= self._takes_the[rows]
        elif NAME in forms:
            fits &= self._stands_bare[rows]
        return fits

    def _are_such_persons(
        self, rows: Ints, document: Document, analysis: Analysis, i: int
    ) -> Bools:
        """Of a person, whether they are of the gender and generation that the text tells."""
        fits = np.ones(len(rows), dtype=bool)
        if document.entities[i].type != "PER":
            return fits
        shown = analysis.genders[i]
        if analysis.kinds[i].name == CHARACTER and shown is None:
            fits &= False  # a role of an opera is hers or his
        elif shown is not None:
            fits &= self._gender[rows] == _GENDERS[shown]
        elif analysis.pronouns:  # not told which of the pronouns are this person's
            allowed = [0, *(_GENDERS[gender] for gender in analysis.pronouns)]
            fits &= _among(self._gender[rows], allowed if len(allowed) == 2 else [0])
        prime = _prime_of(document, i, analysis.years[i])
        if prime is not None:
            fits &= abs(self._prime[rows] - prime) <= _LIFE
        return fits

    def _are_of_the_time(self, rows: Ints, entity: Entity, analysis: Analysis, i: int) -> Bools:
        """Whether they were there in the years of the text; of a state, whether it is as large."""
        kind, years = analysis.kinds[i], analysis.years[i]
        fits = np.ones(len(rows), dtype=bool)
        if kind.name in _STATES:
            if years is None:
                fits &= self._until[rows] == _EVER
            else:
                fits &= (self._since[rows] <= years[0]) & (self._until[rows] >= years[1])
            state = _state(entity)
            if state is not None and state.name not in small_states():
                fits &= ~self._small[rows]  # the south of a large state is not that of Monaco
            for states, apart in analysis.regions:
                inside = _among(self._main[rows], [self._mains.get(name, -1) for name in states])
                if state is not None and state.name in states:
                    fits &= inside  # a text about Africa speaks of an African state
                elif apart:
                    fits &= ~inside  # one that speaks of going to Europe, of none there
        elif years is not None and entity.type in ("ORG", "MISC"):
            near = _NEAR if kind.name in _OF_THEIR_YEARS else _AGE
            fits &= (self._first[rows] <= years[1] + near) & (self._last[rows] >= years[0] - near)
        return fits

    def _near(self, rows: Ints, entity: Entity, kind: Kind) -> Bools:
        """Which donors of a state are most like it: as large, or in its part of the world.

        All of them, if it is no state or too few are like it.
        """
        own = _state(entity) if kind.name in _STATES else None
        near = {name for part in continents() if own and own.name in part for name in part}
        large = [group for group in large_states() if own and own.name in group]
        for like in (*large, near):
            found = _among(self._main[rows], [self._mains.get(name, -1) for name in like])
            if len(set(self._main[rows[found]])) >= _NEIGHBORS:
                return found
        return np.ones(len(rows), dtype=bool)

    def _ranked(
        self,
        rows: Ints,
        shared: Ints,
        likeness: npt.NDArray[np.float32],
        limits: Limits,
        *,
        noun: int,
    ) -> Ints:
        """Those alike enough but not too much, one of each name, the best first.

        Names that hold no place come first, then those with the entity's own common noun, then
        those with more of its roles, then the more alike.
        """
        ids, starts = self._names.gather(rows)
        alike = np.maximum.reduceat(likeness[ids], starts)
        low, high = limits.entity
        keep = (alike >= low * UNIT) & (alike <= high * UNIT)
        keep |= self._tabled[rows]
        rows, shared, alike = rows[keep], shared[keep], alike[keep]
        other = self._noun[rows] != noun
        keys = (self._rank[rows], -alike, -shared, other, self._tabled[rows], self._bound[rows])
        rows = rows[np.lexsort(keys)]
        _, first = np.unique(self._main[rows], return_index=True)
        return rows[np.sort(first)]

    def _first_good(
        self, rows: Ints, bad: Bools, contexts: Vectors, limits: Limits, wanted: int
    ) -> Ints:
        """The best ones that stand in a like context and are not like the document's others.

        The ranking is by other things, so contexts need comparing only until enough are found:
        the cost does not grow with the pool.
        """
        good: list[Ints] = []
        found = 0
        for start in range(0, len(rows), _SLICE):
            part = rows[start : start + _SLICE]
            ids, starts = self._names.gather(part)
            part = part[~np.logical_or.reduceat(bad[ids], starts)]
            if len(part):
                ids, starts = self._contexts.gather(part)
                alike = self._context_vectors[ids].astype(np.float32) @ contexts.T
                near = np.maximum.reduceat(alike.max(axis=1), starts) >= limits.context * UNIT
                near |= self._tabled[part]
                good.append(part[near])
                found += int(near.sum())
            if found >= wanted:
                break
        return np.concatenate(good)[:wanted] if good else rows[:0]

    def _donor(self, row: int) -> Donor:
        entry = self._entries[row]
        ids, _ = self._names.gather(np.array([row]))
        place = entry.type == "LOC"
        return Donor(entry.title, entry.main, entry.names, entry.derived, place, self._vectors[ids])


def context_lines(document: Document, entity: Entity, *, window: int) -> list[str]:
    """For each mention, the text of `window` tokens on either side of it, itself included."""
    tokens = [token for sent in document.sents for token in sent]
    starts = [0]
    for sent in document.sents:
        starts.append(starts[-1] + len(sent))
    return [
        " ".join(
            tokens[
                max(0, starts[mention.sent] + mention.start - window) : starts[mention.sent]
                + mention.end
                + window
            ]
        )
        for mention in entity.mentions
    ]


_TABLES = "tables of places"
# A numbered part of a city, a city with two names, and a part that is called by an adjective.
_QUARTER = re.compile(
    r"\b[IVX]+\b|/|\b(?:District|Arrondissement|Rayon)\b|(?:[ks]yi|kiy|[lrv]n[yi]y?i|koye|koe)$"
)


def _from_tables() -> list[_Entry]:
    """Places of the tables: they stand in when the documents have none that fits."""
    entries = [
        _tabled(state.name, "country" if state.until is None else "former country")
        for state in states()
        if state.name not in _OF_A_STATE
    ]
    # Barcelona is a province too, but who reads it thinks of the city
    entries += [_tabled(name, "division") for name in divisions() if name not in cities()]
    entries += [
        _tabled(name, "city")
        for name in cities()
        if place_kinds(name) == {"city"} and _well_formed(name) and not _QUARTER.search(name)
    ]
    return entries


def _tabled_names(name: str) -> tuple[dict[str, str], dict[str, str]]:
    """Name of a state, and its derived forms."""
    row = demonym_of(name)
    if row is None:
        return {name: NAME}, {}
    forms = (ADJECTIVE, row.adjectives), (PERSON, row.persons), (PEOPLE, row.people)
    return {name: NAME}, {form: words[0] for form, words in forms if words}


def _tabled(name: str, kind: str) -> _Entry:
    mentions = (Mention(0, 0, name.count(" ") + 1, name, "LOC"),)
    entity = Entity(mentions, frozenset())
    state = state_of(name) if kind in _STATES else None
    derived = _tabled_names(name)[1] if kind in _STATES else {}
    return _Entry(
        document=-1,
        index=0,
        title=_TABLES,
        type="LOC",
        main=name,
        names={name: surface_form(name, "LOC")},
        derived=derived,
        roles=entity.roles,
        gender=0,
        articles=frozenset({wants_the(name) is True}),
        years=None,
        prime=None,
        country="",
        kind=Kind(kind, "", "table"),
        shape="",
        bound=False,
        state=(state.since, state.until or _EVER) if state else (0, _EVER),
        place=_place(entity),
        contexts=range(0),
    )


_MANY = 8
_NEIGHBORS = 4  # states that are like the one they replace, from which on no others are considered
_EVER = 9_999
# the table has them for the sake of older texts; today each is a part of another
_OF_A_STATE = frozenset({"England", "Scotland", "Wales"})
_STATES = frozenset({"country", "former country"})
_SETTLED = frozenset({"division", "city", "town", "suburb"})
# where the noun in the name is a part of it that others have too: "Lake Ulm", "Ulm University"
_NOUN_COUNTS = word_set(
    "county division lake river island mountain valley park archipelago range street"
)
# what names a state, or lies in one by the tables
_PLACED = frozenset({"country", "former country", "division", "city", "continent"})
_DIVIDED = 1900  # year before which many divisions of today were none
# a congress may be a party's; what is unknown, or the only one of its kind, is no donor
_NEVER = frozenset(
    {UNKNOWN, UNTOLD, WORK, "date", "number", "war", "parliament", "scripture", "language"}
)


def _entry(document: Document, traits: Traits, i: int, number: int, contexts: range) -> _Entry:
    entity, kind = document.entities[i], traits.kinds[i]
    state = _state(entity)
    names = {name: surface_form(name, entity.type) for name in entity.names}
    derived = derived_names(entity)
    if state is not None and kind.name in _STATES:
        # by its usual name, whatever the document calls it
        names, derived = _tabled_names(state.name)
    return _Entry(
        document=number,
        index=i,
        title=document.title,
        type=str(entity.type),
        main=main_name(entity) if kind.name not in _STATES or state is None else state.name,
        names=names,
        derived=derived,
        roles=entity.roles,
        gender=_GENDERS[traits.genders[i]],
        articles=(
            frozenset({wants_the(state.name) is True})
            if state is not None and kind.name in _STATES
            else traits.articles[i]
        ),
        years=traits.years[i],
        prime=_prime_of(document, i, traits.years[i]) if entity.type == "PER" else None,
        country=_country_of(document, i),
        kind=kind,
        shape=shape_of(entity),
        bound=entity.type != "LOC" and _names_a_place(entity),
        state=(state.since, state.until or _EVER) if state else (0, _EVER),
        place=_place(entity),
        contexts=contexts,
    )


def _prime_of(document: Document, i: int, years: tuple[int, int] | None) -> int | None:
    """The year in which a person was about thirty, or else the middle of the years told of them.

    Dates of birth and death are those of the labels; of a person of whom no year is known, none.
    """
    for relation, age in (("P569", _PRIME), ("P570", -_PRIME)):
        for label in document.labels:
            if label.head == i and label.relation == relation:
                span = period(document.entities[label.tail].names[0])
                if span is not None:
                    return span[0][0] + age
    return (years[0] + years[1]) // 2 if years else None


def home_of(document: Document, i: int) -> str:
    """The state of an entity: by the tables of places, by its labels, or that of most others."""
    entity = document.entities[i]
    return (_holder(entity.names) if entity.type == "LOC" else "") or _country_of(document, i)


def states_of(entity: Entity) -> set[str]:
    """The states that an entity names, by the names that the tables have for them."""
    return {state.name for name in entity.names if (state := state_of(name))}


_HEADS = frozenset({("t", "P35"), ("t", "P6")})  # heads of a state or of a government


def _unknown_to_most(entries: Sequence[_Entry]) -> list[_Entry]:
    """Entries without those who lead a state: every reader knows what they did not do."""
    leaders = {
        name
        for entry in entries
        if entry.type == "PER" and not _HEADS.isdisjoint(entry.roles)
        for name in entry.names
        if " " in name
    }
    return [entry for entry in entries if entry.type != "PER" or leaders.isdisjoint(entry.names)]


_OF_COUNTRY = frozenset({"P27", "P17", "P495"})


def _country_of(document: Document, i: int) -> str:
    """The state of which an entity is, by its labels or by those of most of the document."""
    found: Counter[str] = Counter()
    for label in document.labels:
        if label.relation in _OF_COUNTRY:
            for state in states_of(document.entities[label.tail]):
                found[state] += 1_000 if label.head == i else 1
    best = found.most_common(2)
    return best[0][0] if best and (len(best) < 2 or best[0][1] > best[1][1]) else ""


def _holder(names: Iterable[str]) -> str:
    """The state of a known division or city; "" if the tables lack it."""
    return next((found for name in names if (found := holder_of(name))), "")


def _state(entity: Entity) -> State | None:
    return next((state for name in entity.names if (state := state_of(name))), None)


def _kind_key(kind: Kind) -> str:
    """Kinds with one key stand for one another; where a kind is broad, nouns must agree."""
    noun = (kind.noun or kind.said) if kind.name in _BROAD else ""
    return f"{kind.group}/{kind.sport}/{noun}"


# A museum is no monument, and a song contest is no football cup.
_BROAD = word_set(
    "building valley church university school park bridge base region sea street station battle "
    "tournament festival "
    "protest award law treaty election association ministry unit parliament company magazine "
    "broadcaster software weapon ship aircraft car disease species position line series game"
)


_TITLES = word_set(
    "sir lord lady king queen prince princess saint st. st pope emperor empress duke duchess count "
    "countess baron dame captain colonel general admiral bishop archbishop cardinal father mother "
    "brother sister dr. dr mr. mr mrs. mrs miss president senator governor major sultan tsar shah "
    "rabbi judge sergeant lieutenant professor"
)


def shape_of(entity: Entity) -> str:
    """What a person's name is made like: a king is not called like a citizen."""
    if entity.type == "ORG":  # "Academy of Design": what it is for is in the name
        return "of" if any(re.search(r" (?:of|for) ", name) for name in entity.names) else ""
    if entity.type != "PER":
        return ""
    marks = set()
    for name in entity.names:
        words = name.split(" ")
        if " of " in name or any(re.fullmatch(r"[IVX]{2,}|[VX]", word) for word in words[1:]):
            marks.add("of")
        if words[0].lower() in _TITLES:
            marks.add("title")
        if any(char in name for char in ',()"&/'):
            marks.add("odd")
        if " and " in name:
            marks.add("and")
    if not any(" " in name for name in entity.names):
        marks.add("single")
    return "+".join(sorted(marks))


@lru_cache(maxsize=100_000)
def _is_place_word(word: str) -> bool:
    return demonym_of(word) is not None or word in cities() or word in divisions()


def _names_a_place(entity: Entity) -> bool:
    for name in entity.names:
        words = [word for word in name.split(" ") if word[:1].isupper()]
        pairs = [" ".join(pair) for pair in pairwise(words)]
        if any(map(_is_place_word, (*words, *pairs))):
            return True
    return False


def _embedded(similarity: Similarity, texts: Sequence[str]) -> npt.NDArray[np.int8]:
    """Vectors of texts, in batches: all at once would set the peak of the memory."""
    parts = [
        similarity.embed(texts[at : at + _BATCH]).astype(np.int8)
        for at in range(0, len(texts), _BATCH)
    ]
    return np.concatenate(parts) if parts else similarity.embed([]).astype(np.int8)


def _most_of_others(likeness: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """In each row, for each column, the largest value of the other columns."""
    rows = np.arange(len(likeness))
    best = likeness.argmax(axis=1)
    rest = likeness.copy()
    rest[rows, best] = -np.inf
    result = np.repeat(likeness.max(axis=1, keepdims=True), likeness.shape[1], axis=1)
    result[rows, best] = rest.max(axis=1)
    return result


def _articles_bits(articles: frozenset[bool]) -> int:
    return 2 * (True in articles) + (False in articles)


def _place(entity: Entity) -> str:
    """The place that an entity names, under whatever name; empty if it is not a known one."""
    row = place_of(entity)
    return _key(row) if row else ""


def _key(row: Demonym) -> str:
    return (*row.places, *row.adjectives)[0]


def _holding(entity: Entity) -> Iterator[Demonym]:
    """The states of which an entity is a known city or division: none of them is another's."""
    for name in entity.names if entity.type == "LOC" else ():
        row = demonym_of(holder_of(name) or "")
        if row is not None:
            yield row


def usable(entity: Entity) -> bool:
    """Whether an entity may be a donor: of one type, and with names that were cut out right."""
    forms = {surface_form(name, entity.type) for name in entity.names}
    if entity.type is None or COMMON in forms or SCRIPT in forms:
        return False
    if entity.type == "PER" and not _named_like_people(entity):
        return False
    if entity.type == "LOC" and any(map(_like_a_person, entity.names)):
        return False  # "Ada Berg" is a quarter that is named after her
    if entity.type == "LOC" and NAME in forms and not _of_one_word(entity):
        return False  # two names without a common word may be those of two places
    if entity.type in ("ORG", "LOC") and not all(map(_has_a_word_of_its_own, entity.names)):
        return False  # "Academy of Fine Arts" says what it is, not which
    if entity.type == "MISC" and any(re.search(r" of .*\bWars?\b", n) for n in entity.names):
        return False  # "Battle of Ulm of World War I" is more than a name
    if entity.type == "MISC" and not any(map(_in_english, entity.names)):
        return False  # it would be a title in a tongue that is not that of the text
    return all(map(_well_formed, entity.names))


def _of_one_word(entity: Entity) -> bool:
    """Whether all names of a place have a word in common, or the tables say that it is one."""
    names = [name for name in entity.names if surface_form(name, "LOC") == NAME]
    words = [set(re.findall(r"\w+", name.casefold())) for name in names]
    return place_of(entity) is not None or bool(set.intersection(*words))


def _has_a_word_of_its_own(name: str) -> bool:
    return any(word.lower() not in words_of_all() for word in name.split(" "))


def _like_a_person(name: str) -> bool:
    words = name.split(" ")
    known = place_kinds(name) or any(word.lower() in words_of_all() for word in words)
    return len(words) == 2 and not known and words[0] in given_names()


def _in_english(name: str) -> bool:
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", name)]
    known = sum(
        word in common_words() or place_form(word.capitalize()) is not None for word in words
    )
    return name.isascii() and (len(words) < 2 or 2 * known >= len(words))


def _named_like_people(entity: Entity) -> bool:
    """Whether a person's full names have two or three words, the first of them a given name."""
    fulls = [
        [word for word in name.split(" ") if word.lower() not in _TITLES]
        for name in entity.names
        if " " in name
    ]
    # a stage name beside the real one would make two people of one
    own = {word for words in fulls for word in words}
    surnames = {surname(name) for name in entity.names if " " in name}
    return (
        len(surnames) < 2
        and (not own or all(name in own for name in entity.names if " " not in name))
        and all(
            len([word for word in words if word[0].isupper()]) in (1, 2, 3)
            and not any(re.fullmatch(r"[IVX]+\.", word) for word in words)
            and len(words) < 6
            and words[0] in given_names()
            for words in fulls
        )
    )


def _well_formed(name: str) -> bool:
    """Whether quotes and brackets are in pairs, and nothing dangles at the ends."""
    if any(name.count(a) != name.count(b) for a, b in ("()", "[]", "“”", "«»")):
        return False
    if re.search(r"\d|[!?*\"“]| [.,;:] ", name):
        return False
    # O'Brien and Ulm's are names; an apostrophe elsewhere mostly transcribes a sound
    if re.search(r"['’]", re.sub(r"\b[A-Z]['’](?=[A-Z])|['’]s\b", "", name)):
        return False
    return name.count('"') % 2 == 0 and name[-1] not in "'’′″,;:-–+" and name[0] not in "'’′″,;:-–."


def _among(values: Ints, wanted: Iterable[int]) -> Bools:
    """Where one of a few numbers stands; faster than `np.isin`, which sorts them first."""
    found = np.zeros(len(values), dtype=bool)
    for one in wanted:
        found |= values == one
    return found


def _column(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _index(pairs: Iterable[tuple[Any, int]]) -> dict[Any, Ints]:
    found: dict[Any, list[int]] = {}
    for key, number in pairs:
        found.setdefault(key, []).append(number)
    return {key: np.array(numbers, dtype=np.int64) for key, numbers in found.items()}
