"""What an entity is called in a document, in which grammatical form, and where.

A *surface* is a string that has to change when its entity is replaced: a name of one of its
mentions, or a form that goes with it (surname of a person, adjective of a country). A *form* is
what a surface is grammatically; a new name may stand only where one of the same form stood.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise

from irrealis.builders.families.documents.reading import Document, Entity, Mention
from irrealis.builders.redocred_cf.articles import beside_a_person, informative
from irrealis.builders.redocred_cf.families import (
    Part,
    Parts,
    as_initials,
    cannot_be_composed,
    capitalized,
    distinctive,
    find_parts,
    is_transcribed,
    speaks_of_the_name,
    without_accents,
)
from irrealis.builders.redocred_cf.kinds import Kind, kind_of, sport_of
from irrealis.builders.redocred_cf.places import (
    CONTINENTS,
    divisions,
    place_kinds,
    regions,
    state_of,
)
from irrealis.builders.redocred_cf.residue import is_glossed, owners, uncomposed
from irrealis.builders.redocred_cf.shortened import or_another, words_of
from irrealis.builders.redocred_cf.stays import (
    ancient,
    bordering,
    capitals,
    cut_off,
    has_an_origin,
    in_a_division,
    in_another_tongue,
    like_no_other,
    lying_in,
    misspelled,
    named_apart,
    named_later,
    of_many_tongues,
    of_one_family,
    of_one_history,
    of_one_stem,
    sacred,
    titled_otherwise,
    with_more_names,
)
from irrealis.builders.redocred_cf.traces import Finder, Traces
from irrealis.builders.redocred_cf.years import movable

from irrealis.text.articles import takes_the
from irrealis.text.dates import date_form
from irrealis.text.demonyms import Demonym, adjectival, demonym_of, place_form
from irrealis.text.persons import genders, given_names, name_gender, pronoun_genders
from irrealis.text.tokens import word_set

NAME, COMMON, POSSESSIVE, SCRIPT = "name", "common", "possessive", "another script"
FULL, SINGLE, INITIALS, WORD = "full", "single", "initials", "word"
ADJECTIVE, PERSON, PEOPLE = "adjective", "person", "people"
# the tail of country, country of citizenship, or country of origin
_COUNTRY = frozenset({("t", "P17"), ("t", "P27"), ("t", "P495")})
_INHABITANT = (ADJECTIVE, PERSON, PEOPLE)


@lru_cache(maxsize=100_000)
def form_of(name: str, kind: str | None) -> str:
    """The form of a name of an entity of type `kind` (PER, LOC, ORG, MISC, TIME, NUM)."""
    if kind == "TIME":
        return f"date: {date_form(name)}"
    if kind == "NUM":
        return "number: " + re.sub(
            r"\d[\d.,]*", "0", name.lower() if name[0].isdigit() else "words"
        )
    if name.endswith(("'s", "’s", "s'", "s’")):
        return POSSESSIVE
    if any(char.isalpha() and not unicodedata.name(char, "").startswith("LATIN") for char in name):
        return SCRIPT
    if kind == "PER":
        return COMMON if name[0].islower() and " " not in name else FULL if " " in name else SINGLE
    if adjectival(name):
        return ADJECTIVE
    inhabitant = place_form(name)
    if inhabitant in _INHABITANT:
        return inhabitant
    return COMMON if name[0].islower() else NAME


def surface_form(name: str, kind: str | None) -> str:
    """As `form_of`, but an article that the annotation has in the name is none of it."""
    return form_of(name if kind in ("PER", "TIME", "NUM") else _without_the(name), kind)


def _without_the(name: str) -> str:
    return name[4:] if name[:4] in ("the ", "The ") and len(name) > 4 else name


def derived_names(entity: Entity) -> dict[str, str]:
    """Names that the entity's own imply, by form: the adjective of a country, a surname.

    Only for entities of one type, and not for forms that the entity has a name of.
    """
    forms = {form_of(name, entity.type) for name in entity.names}
    if entity.type == "PER":
        full = next(names_in_order({n: form_of(n, "PER") for n in entity.names}, FULL), None)
        return {SINGLE: surname(full)} if full and SINGLE not in forms else {}
    row = place_of(entity)
    if row is None:
        return {}
    known = {NAME: row.places}
    if entity.roles & _COUNTRY:  # "Lisboner" is a word, but nobody is called a Lisboner poet
        known |= {ADJECTIVE: row.adjectives, PERSON: row.persons, PEOPLE: row.people}
    return {form: names[0] for form, names in known.items() if names and form not in forms}


def companions(entity: Entity) -> dict[str, str]:
    """Other surfaces that would give the old entity away, with their forms."""
    if entity.type == "PER":
        full = next(names_in_order({n: form_of(n, "PER") for n in entity.names}, FULL), None)
        return {surname(full): SINGLE} if full else {}
    row = place_of(entity)
    if row is None:
        return {}
    return {
        **dict.fromkeys(row.persons, PERSON),
        **dict.fromkeys(row.people, PEOPLE),
        **dict.fromkeys(row.adjectives, ADJECTIVE),
        **dict.fromkeys(row.places, NAME),
    }


def place_of(entity: Entity) -> Demonym | None:
    """The place that a LOC entity names, by any of its names."""
    if entity.type != "LOC":
        return None
    return next(filter(None, map(demonym_of, entity.names)), None)


def main_name(entity: Entity) -> str:
    """The fullest name: most words, then most letters, then the first."""
    return max(entity.names, key=lambda name: (name.count(" "), len(name)))


@dataclass(frozen=True, slots=True)
class Hit:
    """A surface outside of all mentions: tokens `start` to `end` of sentence `sent`.

    `before` and `after` are what the first and last token have beyond the surface ("Bergen-based").
    """

    entity: int
    surface: str
    sent: int
    start: int
    end: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TitleHit:
    """Characters `start` to `end` of the title, to become what `surface` becomes.

    Of several owners, all of that name, the first that is replaced decides.
    """

    owners: tuple[int, ...]
    surface: str
    start: int
    end: int


@dataclass(frozen=True)
class Traits:
    """What must be known of entities that may be donors, one item an entity.

    Attributes:
        kinds: what each entity is.
        genders: "female", "male", "unsure" or None, of persons.
        articles: whether "the" stands before some (None: before no form that could take it).
        years: first and last year that the sentences with an entity name, or the document.
    """

    kinds: tuple[Kind, ...]
    genders: tuple[str | None, ...]
    articles: tuple[frozenset[bool], ...]
    years: tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True)
class Analysis(Traits):
    """What must be known of a document to replace its entities, one item an entity.

    Attributes:
        surfaces: surface -> form; all must change when the entity is replaced.
        hits, title_hits: surfaces that are not mentions.
        parts: what the names of each entity hold of others, which are composed anew with them.
        composed: whether the entity takes no donor of its own, as its name is another one's.
        locks: why the entity must not be replaced, or None.
        kin: the entity that each follows, or itself (upstream may split Poland from "Polish").
        pronouns: genders of the document's pronouns.
        sides: pairs of surfaces of one entity that stand in one sentence.
        leaks: the word of its name elsewhere that gives an entity away, of those that have one.
        needs: the entities that have to be replaced with each, as a trace of it is in their names.
        gone: these traces; none of them may be left.
        dated: the dates that may move together.
        placed: cities for which no other known one will do.
        passed: whether a sentence with the entity speaks of its end.
        regions: states that lie in the parts of the world that the document speaks of, or that
            have another thing in common of which it does, and whether no other state shares that.
    """

    surfaces: tuple[Mapping[str, str], ...]
    hits: tuple[Hit, ...]
    title_hits: tuple[TitleHit, ...]
    parts: tuple[Parts, ...]
    composed: tuple[bool, ...]
    locks: tuple[str | None, ...]
    kin: tuple[int, ...]
    pronouns: frozenset[str]
    sides: tuple[frozenset[tuple[str, str]], ...]
    leaks: Mapping[int, str]
    needs: tuple[frozenset[int], ...]
    gone: tuple[frozenset[str], ...]
    dated: tuple[int, ...]
    placed: frozenset[int]
    passed: tuple[bool, ...]
    regions: tuple[tuple[frozenset[str], bool], ...]

    @cached_property
    def holders(self) -> tuple[frozenset[int], ...]:
        """For each entity, those whose names hold a part of its."""
        found: list[set[int]] = [set() for _ in self.parts]
        for j, names in enumerate(self.parts):
            for parts in names.values():
                for part in parts:
                    found[part.owner].add(j)
        return tuple(map(frozenset, found))


def analyze(document: Document) -> Analysis:
    """Find all of it, in a second pass with the words that several names share.

    "Ulmer Glacier" and "Ulmer Valley" have a word in common that is the name of neither. It becomes
    a surface of the first of them, to be replaced wherever it stands.
    """
    traits = traits_of(document)
    first = _analyzed(document, traits, words={})
    words: dict[str, int] = {}
    for i in sorted(first.leaks, key=lambda i: (-len(document.entities[i].roles), i)):
        word = first.leaks[i]
        if _may_be_shared(document, document.entities[i], word):
            exact = next(
                (
                    j
                    for j, entity in enumerate(document.entities)
                    if word in entity.names and entity.type in ("LOC", "ORG", "MISC")
                ),
                i,
            )
            words.setdefault(word, exact)
    return _analyzed(document, traits, words=words) if words else first


def traits_of(document: Document) -> Traits:
    """What must be known of the entities of a document as donors."""
    entities = document.entities
    sport = sport_of(document)
    people = [i for i, entity in enumerate(entities) if entity.type == "PER"]
    shown = genders(
        [list(sent) for sent in document.sents],
        [[(m.sent, m.start, m.end) for m in entities[i].mentions] for i in people],
        [list(entities[i].names) for i in people],
    )
    by_entity: dict[int, str | None] = dict(zip(people, shown, strict=True))
    return Traits(
        kinds=tuple(kind_of(document, entity, sport=sport) for entity in entities),
        genders=tuple(by_entity.get(i) for i in range(len(entities))),
        articles=tuple(_articles(document, entity) for entity in entities),
        years=_years(document),
    )


def _may_be_shared(document: Document, entity: Entity, word: str) -> bool:
    """Whether a word that gives an entity away is a name that may change wherever it stands."""
    if entity.type not in ("LOC", "ORG", "MISC") or not re.fullmatch(r"[A-Z][^\W\d_]{3,}", word):
        return False
    if not any(word in re.findall(r"\w+", name) for name in entity.names):
        return False  # a word that is only derived from a name
    if name_gender(word) is not None:
        return False
    return not any(
        word in name
        for entity in document.entities
        if entity.type == "PER"
        for name in entity.names
    )


@dataclass(frozen=True)
class _Found:
    """Where the surfaces of a document's entities stand; `Analysis` says what most of it is.

    Attributes:
        own, extra: the forms of an entity's names, and of other surfaces that go with them.
        short: of each entity, initials of it that nobody annotated.
        unclear: entities with an occurrence that cannot be told or cut from what is there.
        cut: entities only a part of which stands in the title.
    """

    dated: tuple[int, ...]
    kin: tuple[int, ...]
    own: list[dict[str, str]]
    extra: list[dict[str, str]]
    short: list[set[str]]
    hits: tuple[Hit, ...]
    unclear: set[int]
    title_hits: tuple[TitleHit, ...]
    cut: set[int]
    parts: tuple[Parts, ...]
    composed: tuple[bool, ...]


class _Locks:
    """What was found of each entity that has to stay, or has to go with others."""

    def __init__(self, reasons: Sequence[str | None]) -> None:
        self.reasons = list(reasons)
        self.needs: list[set[int]] = [set() for _ in reasons]
        self.gone: list[set[str]] = [set() for _ in reasons]
        self.leaks: dict[int, str] = {}

    def add(self, reason: str, *entities: int) -> None:
        """Lock entities; of several reasons the first one stays."""
        for i in entities:
            self.reasons[i] = self.reasons[i] or reason


def _analyzed(document: Document, traits: Traits, *, words: Mapping[str, int]) -> Analysis:
    entities = document.entities
    found = _found(document, traits, words)
    locks = _Locks(
        [_lock(entity, names) for entity, names in zip(entities, found.own, strict=True)]
    )
    _lock_unclear(document, found, locks)
    _lock_tongues(document, traits, found, locks)
    locks.add(
        "the document shows it as a man and as a woman",
        *(i for i, gender in enumerate(traits.genders) if gender == "unsure"),
    )
    _lock_unlike(document, traits, found, locks)
    lying = tuple(lying_in(document, traits.kinds))
    _lock_told(document, lying, found, locks)
    _lock_traced(document, found, locks, words)
    _lock_named(document, found, locks)
    for j in found.unclear | found.cut:
        if entities[j].type == "PER" or j in found.cut:
            locks.add(
                "a name that holds its own cannot change wherever it stands",
                *owners(found.parts[j]),
            )
    return Analysis(
        kinds=traits.kinds,
        genders=traits.genders,
        articles=traits.articles,
        years=traits.years,
        surfaces=_surfaces(found),
        hits=found.hits,
        title_hits=found.title_hits,
        parts=found.parts,
        composed=found.composed,
        locks=tuple(locks.reasons),
        kin=found.kin,
        pronouns=frozenset(pronoun_genders([list(sent) for sent in document.sents])),
        sides=tuple(_sides(entity) for entity in entities),
        leaks=locks.leaks,
        needs=tuple(frozenset(others - {i}) for i, others in enumerate(locks.needs)),
        gone=tuple(map(frozenset, locks.gone)),
        dated=found.dated,
        placed=frozenset(in_a_division(document, traits.kinds, lying)),
        passed=tuple(_is_passed(document, entity) for entity in entities),
        regions=_regions(document),
    )


def _found(document: Document, traits: Traits, words: Mapping[str, int]) -> _Found:
    """Find the surfaces, with words that several names share and the entity that each is of."""
    entities = document.entities
    own = [_forms(entity) for entity in entities]
    short = _unannotated_initials(document, own)
    taken = {name for names in own for name in names}
    dated = movable(document, traits.kinds)
    kin = _kin(entities, dated)
    relatives = _relatives(entities)
    going_with = [companions(entity) if kin[i] == i else {} for i, entity in enumerate(entities)]
    shared = Counter(surface for table in going_with for surface in table)
    extra: list[dict[str, str]] = [
        {s: form for s, form in table.items() if s not in taken and shared[s] == 1}
        for table in going_with
    ]
    for i, leader in enumerate(relatives):
        family = surname_of(entities[i]) if leader == i else None
        if family is not None:
            extra[i].setdefault(family, SINGLE)
    for word, i in words.items():
        if word not in own[i]:
            extra[i][word] = WORD
    for i, tokens in enumerate(short):
        extra[i].update(dict.fromkeys(tokens - taken, INITIALS))
    hits, unclear = _find(document, own, extra)
    title_hits, cut = _in_title(document, own, extra)
    bases = {**_bases(entities, own, extra, relatives), **words}
    parts = find_parts(entities, bases, own, relatives, words, kin)
    composed = tuple(
        _is_composed(i, entities, parts, relatives, words) for i in range(len(entities))
    )
    return _Found(dated, kin, own, extra, short, hits, unclear, title_hits, cut, parts, composed)


def _surfaces(found: _Found) -> tuple[Mapping[str, str], ...]:
    """The names of each entity, and those of the other surfaces that stand somewhere."""
    used = {
        (part.owner, part.surface)
        for names in found.parts
        for parts in names.values()
        for part in parts
    }
    surfaces = []
    for i, names in enumerate(found.own):
        met = {hit.surface for hit in found.hits if hit.entity == i}
        met |= {hit.surface for hit in found.title_hits if i in hit.owners}
        met |= {surface for owner, surface in used if owner == i}
        surfaces.append({**names, **{s: f for s, f in found.extra[i].items() if s in met}})
    return tuple(surfaces)


def _lock_unclear(document: Document, found: _Found, locks: _Locks) -> None:
    """Lock what cannot be told from something else."""
    entities = document.entities
    locks.add("a relative's surname is spelled in another way", *_misspelled_relatives(entities))
    locks.add(
        "one word is the given name of one person and the surname of another",
        *_of_one_word(entities),
    )
    for i, entity in enumerate(entities):
        if any(_is_cited(document, mention) for mention in entity.mentions):
            locks.add("it stands for law reports", i)
    locks.add("an unannotated occurrence may be something else", *found.unclear)
    locks.add("the title has a part of its name", *found.cut)
    for hit in found.hits:
        if not _replaceable(hit, entities[hit.entity], document):
            locks.add("an unannotated occurrence may be something else", hit.entity)
        if beside_a_person(document, hit.sent, hit.end, hit.surface):
            locks.add("it may be a noun or an adjective before a person's name", hit.entity)
        if _is_adjective(hit, found) and like_no_other(document, hit.sent, hit.start):
            locks.add("the word before it fits no other one", hit.entity)
        if _is_adjective(hit, found) and _token(document, hit.sent, hit.end) == ":":
            locks.add("words of its language stand there", hit.entity)


def _is_adjective(hit: Hit, found: _Found) -> bool:
    tables = found.extra[hit.entity], found.own[hit.entity]
    return any(table.get(hit.surface) == ADJECTIVE for table in tables)


def _lock_tongues(document: Document, traits: Traits, found: _Found, locks: _Locks) -> None:
    """Lock states a form of whose names is that of a language in this document."""
    spoken: set[int] = set()
    for hit in found.hits:
        following = _token(document, hit.sent, hit.end)
        before = _token(document, hit.sent, hit.start - 1).lower()
        free = before in ("in", "into", "from") and not following[:1].isalpha()
        if _is_adjective(hit, found) and (free or following.lower() in _OF_TONGUES):
            spoken.add(hit.entity)
    for i, entity in enumerate(document.entities):
        if any(_names_a_tongue(document, mention) for mention in entity.mentions):
            spoken.add(i)
    for j, held in enumerate(found.parts):
        if traits.kinds[j].name == "language":
            spoken.update(owners(held))
    reason = "its language is spoken of, of which words may stand there"
    locks.add(reason, *sorted(spoken))
    languages = [i for i, kind in enumerate(traits.kinds) if kind.name == "language"]
    locks.add("a language is that of its state and of its culture", *languages)


_SEA = re.compile(r"\b(?:sea|ocean)s?$|\bgulf\b", re.IGNORECASE)


def _lock_unlike(document: Document, traits: Traits, found: _Found, locks: _Locks) -> None:
    """Lock what no other entity is like, by what is told of each on its own."""
    for i, entity in enumerate(document.entities):
        kind = traits.kinds[i]
        if entity.type == "LOC" and any(
            like_no_other(document, mention.sent, mention.start) for mention in entity.mentions
        ):
            locks.add("the word before it fits no other one", i)
        if entity.type == "LOC" and any(
            beside_a_person(document, m.sent, m.end, m.name) for m in entity.mentions
        ):
            locks.add("it may be a noun or an adjective before a person's name", i)
        if any(_is_numbered(document, mention) for mention in entity.mentions):
            locks.add("its name may begin with the number before it", i)
        if entity.type == "LOC" and any(_is_half(document, m) for m in entity.mentions):
            locks.add("its name is half of that of a state", i)
        if entity.type == "LOC" and any(_goes_on(document, m) for m in entity.mentions):
            locks.add("its name goes on behind a hyphen", i)
        if (kind.name == "sea" and kind.noun == "") or any(
            entity.type == "LOC" and _SEA.search(name) for name in entity.names
        ):
            locks.add("what lies at a sea and flows into it is known of every one", i)
        if kind.name == "continent" or any("continent" in place_kinds(n) for n in entity.names):
            locks.add("what lies in a continent is known of every one", i)
        if entity.type == "LOC" and of_many_tongues(document, entity):
            locks.add("one of several tongues of it is spoken of", i)
        if sacred(document, entity):
            locks.add("it stands beside figures of scriptures or myths", i)
        if ancient(document, entity, kind):
            locks.add("it is of an age of which no other one is", i)
        if entity.type == "PER":
            reason = "a relative is known by two given names, which stay"
            locks.add(reason, *with_more_names(found.parts[i]))
        for other in or_another(document, entity):
            locks.add("another entity may be another name of it", i, other)


def _lock_told(
    document: Document, lying: Sequence[tuple[int, int]], found: _Found, locks: _Locks
) -> None:
    """Lock what the text, the title or another name says something of that holds of no other."""
    entities = document.entities
    locks.add("a state that it was or became stands beside it", *of_one_history(entities))
    for pair in of_one_stem(entities):
        locks.add("two names of one place are not of one form", *pair)
    locks.add("the text says what it borders on", *bordering(document))
    locks.add("the text speaks of its name", *named_later(document))
    for i, capital in capitals(document):
        if found.kin[i] != found.kin[capital]:
            locks.needs[i].add(capital)
    apart = named_apart(document)
    for i, entity in enumerate(entities):
        states = {state.name for name in entity.names if (state := state_of(name))}
        if entity.type == "LOC" and states & apart:
            locks.add("a known place of it stands elsewhere", i)
    for i, known in lying:
        if found.kin[i] != found.kin[known]:
            locks.needs[i].add(known)
    locks.add("one of two spellings of a surname may be a slip", *misspelled(entities))
    everyone = [name for entity in entities for name in entity.names]
    for hit in found.title_hits:
        if any(place_of(entities[i]) for i in hit.owners) and titled_otherwise(
            document, everyone, hit.end, hit.start
        ):
            locks.add("the title has another form of its name than the text", *hit.owners)
    for j, held in enumerate(found.parts):
        person = entities[j].type == "PER"
        for name, parts in held.items():
            for part in parts:
                if person and part.start == 0 and _comes_first(entities[part.owner], part, name):
                    locks.add("the name of its family comes first", part.owner)
                if _is_given_name(entities[part.owner], entities[j], part, name):
                    locks.add("something else has its given name", part.owner)
                if (not person and cannot_be_composed(name, part)) or in_another_tongue(
                    name, part.start
                ):
                    reason = "a name that holds its own reads well with no other"
                    locks.add(reason, part.owner)


def _lock_named(document: Document, found: _Found, locks: _Locks) -> None:
    """Lock persons of whose name a part stands elsewhere."""
    for i in sorted({*cut_off(document)}):
        reason = "another part of its name stands before it"
        locks.add(reason, i, found.kin[i], *owners(found.parts[i]))
    for i in sorted({*of_one_family(document)}):
        reason = "the name of its family comes first, and is another's too"
        locks.add(reason, i, found.kin[i], *owners(found.parts[i]))


def _is_given_name(owner: Entity, holder: Entity, part: Part, name: str) -> bool:
    """Whether a place or an organization is called by what seems a person's given name alone.

    Where surnames come first, it may be a people or a dynasty: "Han" and "Han Lei".
    """
    return (
        owner.type == "PER"
        and holder.type in ("LOC", "ORG")
        and part.surface == name
        and any(full.startswith(f"{name} ") for full in owner.names)
    )


def _comes_first(owner: Entity, part: Part, name: str) -> bool:
    """Whether two persons share the first word, and it is no given name: Wu Li and Wu Ren."""
    return (
        owner.type == "PER"
        and part.surface != name
        and " " not in part.surface
        and part.surface not in given_names()
    )


def _lock_traced(
    document: Document, found: _Found, locks: _Locks, words: Mapping[str, int]
) -> None:
    """Lock what would still be told by something else, and say what has to go with it."""
    entities = document.entities
    covered = _covered(document, found.parts, found.hits)
    finder = Finder(
        document=document,
        parts=found.parts,
        covered=[
            set().union(*(c for c, one in zip(covered, found.kin, strict=True) if one == first))
            for first in found.kin
        ],
        owners=_changing(document, found.parts, found.hits, found.composed),
        composed=found.composed,
        words=words_of(document),
        capitals=capitalized(document),
        shared=set(words),
    )
    for i, entity in enumerate(entities):
        if i in found.dated:
            continue
        if entity.type in ("TIME", "NUM"):
            locks.add("dates and numbers stay, as others in the text depend on them", i)
        elif (
            (locks.reasons[i] is None or found.parts[i])
            and entity.roles
            and not _lock_glossed(document, found, locks, i)
        ):
            _add_traces(finder.of(i), found, locks, i)


def _lock_glossed(document: Document, found: _Found, locks: _Locks, i: int) -> bool:
    """Lock an entity, and those that its names hold, if the text says something of its name."""
    entity, held = document.entities[i], tuple(owners(found.parts[i]))
    if any(_token(document, m.sent, m.end) in ("?", "!") for m in entity.mentions):
        locks.add("its name may go on with a mark", i)
    elif is_transcribed(document, entity, initials=found.short[i]):
        locks.add("brackets give its name in another tongue, in sounds or in initials", i)
        locks.add("brackets give a name that holds its own in another tongue", *held)
    elif (
        speaks_of_the_name(document, entity)
        or is_glossed(document, entity)
        or has_an_origin(document, entity)
    ):
        locks.add("the text speaks of its name", i)
        if speaks_of_the_name(document, entity, after=2, before=-1):
            locks.add("the text speaks of a name that holds its own", *held)
    elif held and (short := uncomposed(found.own[i], found.parts[i])):
        locks.add(f"{short} is short for a name that holds its own", *held)
    else:
        return False
    return True


def _add_traces(traces: Traces, found: _Found, locks: _Locks, i: int) -> None:
    if traces.leak:
        locks.leaks[i] = traces.leak
    if traces.reason is not None:
        locks.add(traces.reason, i)
    locks.needs[i] |= traces.needs
    locks.gone[i] |= traces.words
    for owner in owners(found.parts[i]) if traces.short else ():
        if traces.reason is not None:
            locks.add(f"{traces.short} elsewhere is short for a name that holds its own", owner)
        locks.needs[owner] |= traces.needs
        locks.gone[owner] |= traces.words


_OF_TONGUES = word_set(
    "language languages word words term dialect dialects translation speaking spoken - alphabet "
    "grammar literature speakers speaker"
)


_SPOKEN = word_set("speak speaks spoke spoken speaking language languages fluent bilingual")


def _names_a_tongue(document: Document, mention: Mention) -> bool:
    """Whether a mention is the name of a language: "performed in Danish by", "a Danish word"."""
    if not adjectival(mention.name):
        return False
    before = _token(document, mention.sent, mention.start - 1).lower()
    after = _token(document, mention.sent, mention.end).lower()
    free = not after[:1].isalpha() or after in ("by", "and", "or", "with", "under", "as", "on")
    # "They speak Tajik and Uzbek."
    spoken = not _SPOKEN.isdisjoint(document.sents[mention.sent][: mention.start])
    return after in _OF_TONGUES or ((spoken or before in ("in", "into")) and free)


def _token(document: Document, sent: int, at: int) -> str:
    return document.sents[sent][at] if 0 <= at < len(document.sents[sent]) else ""


def _forms(entity: Entity) -> dict[str, str]:
    """Form of each name; of initials, that they are those of another name of the entity."""
    forms = {}
    for name in entity.names:
        # a state's short name is not made of the new one's initials: "Peru", not "P."
        short = entity.type not in ("PER", "LOC") and any(
            as_initials(name, full) is not None for full in entity.names if full != name
        )
        forms[name] = INITIALS if short else surface_form(name, entity.type)
    return forms


def _unannotated_initials(document: Document, own: Sequence[Mapping[str, str]]) -> list[set[str]]:
    """For each entity, tokens outside of all mentions that are the initials of a name of it."""
    free = {
        token
        for sent, tokens in enumerate(document.sents)
        for at, token in enumerate(tokens)
        if token.isupper() and 2 <= len(token) <= 7 and (sent, at) not in document.mentioned
    }
    return [
        {t for t in free if any(as_initials(t, name) is not None for name in names)}
        if document.entities[i].type not in ("PER", "LOC")
        else set()
        for i, names in enumerate(own)
    ]


def surname_of(entity: Entity) -> str | None:
    """The surname of a person who is called by a full name."""
    if entity.type != "PER":
        return None
    full = next(names_in_order({n: form_of(n, "PER") for n in entity.names}, FULL), None)
    return surname(full) if full and " of " not in full and full[-1] != "." else None


def _relatives(entities: Sequence[Entity]) -> list[int | None]:
    """For each person who shares a surname with another, the one of the most relations."""
    families: dict[str, list[int]] = {}
    for i, entity in enumerate(entities):
        family = surname_of(entity)
        if family is not None:
            families.setdefault(family, []).append(i)
    found: list[int | None] = [None] * len(entities)
    for members in families.values():
        if len(members) > 1:
            leader = min(members, key=lambda i: (-len(entities[i].roles), i))
            for i in members:
                found[i] = leader
    return found


def _misspelled_relatives(entities: Sequence[Entity]) -> Iterator[int]:
    """Persons whose surnames differ only by accents: Næss, Naess."""
    spelled: dict[str, dict[str, list[int]]] = {}
    for i, entity in enumerate(entities):
        family = surname_of(entity)
        if family is not None:
            plain = without_accents(family).casefold()
            spelled.setdefault(plain, {}).setdefault(family, []).append(i)
    for ways in spelled.values():
        if len(ways) > 1:
            yield from chain.from_iterable(ways.values())


def _of_one_word(entities: Sequence[Entity]) -> Iterator[int]:
    """Persons who share a word that is the given name of one and the surname of another."""
    given: dict[str, set[int]] = {}
    family: dict[str, set[int]] = {}
    for i, entity in enumerate(entities):
        for name in entity.names if entity.type == "PER" else ():
            first, *_, last = words if len(words := name.split(" ")) > 1 else (name, "")
            if last:
                given.setdefault(first, set()).add(i)
                family.setdefault(last, set()).add(i)
    for word in given.keys() & family.keys():
        if given[word] != family[word]:
            yield from sorted(given[word] | family[word])


def _is_cited(document: Document, mention: Mention) -> bool:
    """Whether a state stands between two numbers, as in the citation "388 U.S. 14"."""
    before = _token(document, mention.sent, mention.start - 1)
    after = _token(document, mention.sent, mention.end)
    return mention.type == "LOC" and before.isdigit() and after.isdigit()


def _bases(
    entities: Sequence[Entity],
    own: Sequence[Mapping[str, str]],
    extra: Sequence[Mapping[str, str]],
    relatives: Sequence[int | None],
) -> dict[str, int]:
    """Whose a surface is where it stands inside of a name: a place's before a club's."""
    rank = {"LOC": 0, "PER": 1, "ORG": 2, "MISC": 3}
    owners: dict[str, int] = {}
    for i in sorted(range(len(entities)), key=lambda i: (rank.get(entities[i].type or "", 9), i)):
        for surface, form in own[i].items():
            if form not in (INITIALS, POSSESSIVE, COMMON):
                owners.setdefault(surface, i)
    for i, table in enumerate(extra):
        for surface, form in table.items():
            if form != INITIALS:
                owners.setdefault(surface, i)
    for i, leader in enumerate(relatives):
        family = surname_of(entities[i]) if leader == i else None
        if family is not None:
            owners[family] = i
    return owners


def _is_composed(
    i: int,
    entities: Sequence[Entity],
    parts: Sequence[Parts],
    relatives: Sequence[int | None],
    words: Mapping[str, int],
) -> bool:
    if relatives[i] is not None and relatives[i] != i:
        return True
    return any(
        entities[part.owner].type == entities[i].type
        or part.surface == name
        or part.surface in words
        for name, found in parts[i].items()
        for part in found
    )


def _held(
    parts: Sequence[Parts], j: int, name: str, *, first: int = 0
) -> Iterator[tuple[int, int, int]]:
    """The parts of a name and the parts of these: owner, first token and end in the name."""
    for part in parts[j].get(name, ()):
        start, end = first + part.start, first + part.end
        yield part.owner, start, end
        yield from _held(parts, part.owner, part.surface, first=start)


def _covered(
    document: Document, parts: Sequence[Parts], hits: Sequence[Hit]
) -> list[set[tuple[int, int]]]:
    """For each entity, the tokens that change when it is replaced."""
    covered: list[set[tuple[int, int]]] = [set() for _ in document.entities]
    for j, entity in enumerate(document.entities):
        for mention in entity.mentions:
            covered[j].update((mention.sent, at) for at in range(mention.start, mention.end))
            for owner, start, end in _held(parts, j, mention.name, first=mention.start):
                covered[owner].update((mention.sent, at) for at in range(start, end))
    for hit in hits:
        for at in range(hit.start, hit.end):
            covered[hit.entity].add((hit.sent, at))
    return covered


def _changing(
    document: Document, parts: Sequence[Parts], hits: Sequence[Hit], composed: Sequence[bool]
) -> dict[tuple[int, int], int]:
    """For tokens of names, the entity that has to be replaced for them to change."""
    found: dict[tuple[int, int], int] = {}
    for j, entity in enumerate(document.entities):
        for mention in entity.mentions:
            for at in range(mention.start, mention.end) if not composed[j] else ():
                found[mention.sent, at] = j
            for owner, start, end in _held(parts, j, mention.name, first=mention.start):
                # what is composed in its turn changes with what it holds
                for at in range(start, end) if not composed[owner] else ():
                    found[mention.sent, at] = owner
    for hit in hits:
        found.update({(hit.sent, at): hit.entity for at in range(hit.start, hit.end)})
    return found


_YEAR = re.compile(r"(?:1\d{3}|20[0-2]\d)(?=s?$)")


_CENTURY = re.compile(r"\b(\d\d?)(?:st|nd|rd|th)(?: |-| - )centur(?:y|ies)\b")
_AGES = {"medieval": 1300, "antiquity": 300, "ancient": 300, "renaissance": 1500, "bc": -100}


def _years(document: Document) -> tuple[tuple[int, int] | None, ...]:
    """The years that the sentences with an entity name; where none does, those of the document.

    A state has to have existed in all years of the document since 1500, whatever its sentences say:
    who was born in 1840 did not become a citizen of what was founded later.
    """
    named = []
    for sent in document.sents:
        years = [int(y[0]) for token in sent if (y := _YEAR.match(token))]
        text = " ".join(sent).casefold()
        years += [100 * int(match[1]) - 50 for match in _CENTURY.finditer(text)]
        years += [year for word, year in _AGES.items() if f" {word} " in f" {text} "]
        named.append(years)
    everything = [year for years in named for year in years]
    later = [year for year in everything if year >= _MODERN]
    found = []
    for entity in document.entities:
        years = [year for m in entity.mentions for year in named[m.sent]] or everything
        if entity.type == "LOC" and years and any(map(state_of, entity.names)):
            years = [*years, *later]
        found.append((min(years), max(years)) if years else None)
    return tuple(found)


_MODERN = 1500


_NEARBY = 6  # tokens between two names of a place, from which on they may be the same


def _sides(entity: Entity) -> frozenset[tuple[str, str]]:
    """Pairs of different names that one sentence has of the entity; of a place, close together."""
    return frozenset(
        (mention.name, other.name)
        for mention in entity.mentions
        for other in entity.mentions
        if mention.sent == other.sent
        and mention.name < other.name
        and (
            entity.type != "LOC"
            or max(mention.start, other.start) - min(mention.end, other.end) < _NEARBY
        )
    )


def _lock(entity: Entity, names: Mapping[str, str]) -> str | None:
    if entity.type is None:
        return "its mentions have more than one type, or one of another scheme"
    if any(f"{name}s" in names for name in names):
        return "a name of it is the plural or the genitive of another"
    if any(form in (COMMON, POSSESSIVE, SCRIPT) for form in names.values()):
        return "a name of a form that no other name fits"
    if entity.type == "PER" and _of_two(names):
        return "its names are those of two persons"
    if entity.type == "LOC" and _of_two_places(names):
        return "its names are those of two places"
    if entity.type not in ("TIME", "NUM") and any(re.search(r"\d", name) for name in names):
        return "a number in its name ties it to others in the text"
    return None


def _regions(document: Document) -> tuple[tuple[frozenset[str], bool], ...]:
    text = " ".join(token for sent in document.sents for token in sent)
    return tuple(
        (states, not CONTINENTS.isdisjoint(words))
        for words, states in regions()
        if any(word in text and re.search(_word(word), text) for word in words)
    )


_ENDS = word_set(
    "former formerly collapse collapsed dissolution dissolved breakup disintegration fall fell "
    "successor successors defunct late ex ended end"
)


def _is_passed(document: Document, entity: Entity) -> bool:
    return entity.type == "LOC" and any(
        not _ENDS.isdisjoint(map(str.casefold, document.sents[mention.sent]))
        for mention in entity.mentions
    )


def _is_half(document: Document, mention: Mention) -> bool:
    """Whether a mention and what is before or behind it are one state: "Bosnia and Herzegovina"."""
    tokens = document.sents[mention.sent]
    start, end = mention.start, mention.end
    pieces = tokens[max(0, start - 2) : end], tokens[start : end + 2]
    return any(
        len(piece) > 2 and "and" in piece and place_form(" ".join(piece)) is not None
        for piece in pieces
    )


def _goes_on(document: Document, mention: Mention) -> bool:
    """Whether it is the first half of a name: "Mecklenburg" of "Mecklenburg - Vorpommern"."""
    behind = _token(document, mention.sent, mention.end + 1)
    return (
        _token(document, mention.sent, mention.end) in ("-", "–")
        and behind[:1].isupper()
        and place_form(behind) is None
        and place_form(mention.name) is None
        and (mention.sent, mention.end + 1) not in document.mentioned
    )


def _is_numbered(document: Document, mention: Mention) -> bool:
    """Whether a number with a dot is before it, as in "3 . Liga"."""
    # a full stop behind a number may have been taken for the end of a sentence
    sents = document.sents[max(0, mention.sent - (mention.start == 0)) : mention.sent]
    before = [*chain(*sents), *document.sents[mention.sent][: mention.start]]
    return len(before) > 1 and before[-1] == "." and before[-2].isdigit()


def _of_two_places(names: Mapping[str, str]) -> bool:
    """Whether a name of a state stands beside one that has nothing in common with any of its."""
    bare = [_without_the(name) for name in names]
    if any(name in divisions() and f"{name} City" in bare for name in bare):
        return True  # New York and New York City
    known = {row.place for name in bare if (row := demonym_of(name)) and row.place}
    words = {w.casefold() for name in bare if demonym_of(name) for w in re.findall(r"\w+", name)}
    return bool(known) and any(
        demonym_of(name) is None
        and not name.replace(".", "").isupper()
        and words.isdisjoint(w.casefold() for w in re.findall(r"\w+", name))
        and not any(word[:4] == w[:4] for w in words for word in name.casefold().split(" "))
        for name in bare
    )


def _of_two(names: Mapping[str, str]) -> bool:
    """Whether two full names have given names that cannot be those of one person."""
    fulls = list(names_in_order(names, FULL))
    fulls = [  # "Van Berg" is the surname of "Ada van Berg"
        name
        for name in fulls
        if not any(full.casefold().endswith(f" {name.casefold()}") for full in fulls)
    ]
    given = [words[:-1] for name in fulls if (words := name.split(" "))]
    given = [words for words in given if words and words[0].lower() not in _STYLES]
    return any(
        one[0][0] != other[0][0] and one[0] not in other and other[0] not in one
        for at, one in enumerate(given)
        for other in given[:at]
    )


def _word(surface: str) -> str:
    return rf"(?<!\w){re.escape(surface)}(?!\w)"


def _find(
    document: Document, own: list[dict[str, str]], extra: list[dict[str, str]]
) -> tuple[tuple[Hit, ...], set[int]]:
    """Surfaces outside of mentions, and entities that cannot be told or cut from what is there."""
    belongs = _owners(own, extra)
    unclear: set[int] = set()
    masked = []
    for sent, tokens in enumerate(document.sents):
        row = list(tokens)
        for at in range(len(row)):
            if (sent, at) in document.mentioned:
                row[at] = "\0"
        masked.append(row)
    lines = [" ".join(row) for row in masked]
    everything = "\n".join(lines).casefold()
    met = sorted(
        (surface for surface in belongs if surface.casefold() in everything),
        key=lambda surface: (-len(surface), surface),
    )
    hits = []
    folded: dict[str, set[int]] = {}
    for i, names in enumerate(own):
        for name in names:
            folded.setdefault(name.casefold(), set()).add(i)
    pattern = re.compile("|".join(map(_word, met)) or r"(?!)", re.IGNORECASE)
    for sent, (row, line) in enumerate(zip(masked, lines, strict=True)):
        for match in pattern.finditer(line):
            surface = match[0]
            owner = belongs.get(surface, set())
            namesakes = owner | folded.get(surface.casefold(), set())
            if len(namesakes) > 1 or not owner:
                unclear |= namesakes  # whose it is, or if it is a common noun, cannot be told
            if not owner:
                continue
            start = line.count(" ", 0, match.start())
            end = start + surface.count(" ") + 1
            left = match.start() - (line.rfind(" ", 0, match.start()) + 1)
            right = (line + " ").find(" ", match.end()) - match.end()
            first, last = row[start], row[end - 1]
            after = last[len(last) - right :] if right else ""
            hits.append(Hit(min(owner), surface, sent, start, end, first[:left], after))
    for hit, other in pairwise(hits):
        if hit.sent == other.sent and other.start < hit.end:  # "Norway/Sweden" is one token
            unclear |= {hit.entity, other.entity}
    return tuple(hits), unclear | _straddling(document)


def _owners(own: list[dict[str, str]], extra: list[dict[str, str]]) -> dict[str, set[int]]:
    """Whose each surface is; an entity's own name outranks a form that goes with another."""
    owners: dict[str, set[int]] = {}
    for i, names in enumerate(own):
        for name in names:
            owners.setdefault(name, set()).add(i)
    for i, names in enumerate(extra):
        for name in names:
            owners.setdefault(name, {i})
    return owners


def _straddling(document: Document) -> set[int]:
    """Entities a name of which runs over the edge of a mention."""
    places: dict[str, list[tuple[int, int]]] = {}
    folded = [[token.casefold() for token in sent] for sent in document.sents]
    for sent, tokens in enumerate(folded):
        for at, token in enumerate(tokens):
            places.setdefault(token, []).append((sent, at))
    found = set()
    for i, entity in enumerate(document.entities):
        for name in entity.names:
            words = name.casefold().split(" ")
            for sent, at in places.get(words[0], ()) if len(words) > 1 else ():
                if folded[sent][at : at + len(words)] == words:
                    held = {
                        document.mentioned.get((sent, one)) for one in range(at, at + len(words))
                    }
                    if len(held) > 1:
                        found.add(i)
    return found


def _in_title(
    document: Document, own: list[dict[str, str]], extra: list[dict[str, str]]
) -> tuple[tuple[TitleHit, ...], set[int]]:
    """Surfaces in the title, however spaced or cased, and entities only a part of which is there.

    A title is plain text where mentions are tokens joined by spaces ("Do n't" for "Don't"). A
    person may be called there by a name of another fullness than anywhere in the text.
    """
    title = document.title
    squashed = _squash(title)
    found: list[TitleHit] = []
    for surface, owner in _owners(own, extra).items():
        if _squash(surface) in squashed and _squash(surface):
            parts = re.findall(r"\w+|[^\w\s]", surface)
            loose = r"(?<!\w)" + r"\s*".join(map(re.escape, parts)) + r"(?!\w)"
            found += [
                TitleHit(tuple(sorted(owner)), surface, match.start(), match.end())
                for match in re.finditer(loose, title, re.IGNORECASE)
            ]
    words = [(m[0].casefold(), m.start(), m.end()) for m in re.finditer(r"[^\s(),]+", title)]
    partial: dict[int, set[int]] = {}
    for i, entity in enumerate(document.entities):
        if entity.type in ("ORG", "MISC", "LOC"):
            own_words = {word for name in entity.names for word in distinctive(name, entity.type)}
            partial[i] = {start for word, start, end in words if title[start:end] in own_words}
        if entity.type != "PER":
            continue
        joined = [name.replace(" - ", "-") for name in entity.names]  # as the title has it
        for name in joined:
            if " " in name:
                first, last = name.split(" ")[0].casefold(), surname(name).split(" ")[-1].casefold()
                starts = [start for word, start, _ in words if word == first]
                ends = [end for word, _, end in words if word == last]
                if starts and ends and starts[0] < ends[-1]:
                    found.append(TitleHit((i,), main_name(entity), starts[0], ends[-1]))
        names = {w.casefold() for name in (*entity.names, *joined) for w in name.split(" ")}
        partial[i] = {start for word, start, _ in words if word in names and len(word) > 2}
        for at in (n for n, found in enumerate(words) if found[1] in partial[i] and n):
            before = title[words[at - 1][1] : words[at - 1][2]]
            if before in given_names() and before.casefold() not in names:
                partial[i].add(words[at - 1][1])  # a nickname: "Pete Orland" is Peter in the text
    kept: list[TitleHit] = []
    for hit in sorted(found, key=lambda hit: (hit.start - hit.end, hit.start, hit.owners)):
        if all(hit.end <= title_hit.start or title_hit.end <= hit.start for title_hit in kept):
            kept.append(hit)
    covered = [range(hit.start, hit.end) for hit in kept]
    cut = {i for i, at in partial.items() if any(all(a not in c for c in covered) for a in at)}
    return tuple(sorted(kept, key=lambda hit: hit.start)), cut


def _squash(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _replaceable(hit: Hit, entity: Entity, document: Document) -> bool:
    """Whether an unannotated occurrence surely is the entity, or reads well if it is not."""
    if entity.type in ("TIME", "NUM") or _without_the(hit.surface)[0].islower():
        return False
    if entity.type in ("LOC", "ORG") or " " in hit.surface:
        return True
    # one word of a person or a work: not next to another capitalized word, whose name it may be
    tokens = document.sents[hit.sent]
    beside = [tokens[at] for at in (hit.start - 1, hit.end) if 0 <= at < len(tokens)]
    if hit.start == 1:
        beside = beside[1:]  # the first word of a sentence is capitalized whatever it is
    return not any(token[0].isupper() for token in beside)


def _kin(entities: tuple[Entity, ...], dated: Sequence[int]) -> tuple[int, ...]:
    """For each entity, the one it follows: upstream may keep apart what is one place or person.

    Entities that name the same place follow the one with the most relations; a person called by
    one word follows the only one whose fuller name has that word.
    """
    kin = list(range(len(entities)))
    for i in dated:
        kin[i] = dated[0]
    leader: dict[Demonym, int] = {}
    for i in sorted(kin, key=lambda i: (-len(entities[i].roles), i)):
        place = place_of(entities[i])
        if place is not None:
            kin[i] = leader.setdefault(place, i)
    people = [i for i, entity in enumerate(entities) if entity.type == "PER"]
    fuller = {
        i: {word for name in entities[i].names if " " in name for word in name.split(" ")}
        for i in people
    }
    for i in people:
        if not fuller[i]:
            found = [j for j in people if set(entities[i].names) & fuller[j]]
            kin[i] = found[0] if len(found) == 1 else i
    return tuple(kin)


def _articles(document: Document, entity: Entity) -> frozenset[bool]:
    """Whether "the" stands right before the mentions that are names: {True}, {False}, both.

    A known place takes it or not by its name, since "the" may belong to the noun behind it ("the
    Turkey national team").
    """
    names = [name for name in entity.names if surface_form(name, entity.type) == NAME]
    if names and place_of(entity) is not None:
        return frozenset(takes_the(_without_the(name)) for name in names)
    found = set()
    shown = set()
    for mention in entity.mentions:
        if surface_form(mention.name, entity.type) in (NAME, FULL, SINGLE):
            at = mention.sent, mention.start, mention.end
            told = informative(document, *at)
            the = _token(document, mention.sent, mention.start - 1).lower() == "the"
            if told is not None or not the:  # "the Ulm line": the article is not Ulm's
                found.add(the)
            shown.add(told)
    return frozenset(one for one in shown if one is not None) or frozenset(found)


def names_in_order(names: Mapping[str, str], form: str) -> Iterator[str]:
    """Surfaces of a form, the fullest first."""
    yield from sorted(
        (name for name, found in names.items() if found == form),
        key=lambda name: (-name.count(" "), -len(name), name),
    )


_STYLES = word_set(
    "sir lord lady king queen prince princess saint st. st pope emperor empress duke duchess count "
    "countess baron dame captain colonel general admiral bishop archbishop cardinal father mother "
    "brother sister dr. dr mr. mr mrs. mrs miss president senator governor major sultan tsar"
)
_SUFFIXES = frozenset({"Jr.", "Jr", "Sr.", "Sr", "I", "II", "III", "IV", "V", "VI", "VII", "VIII"})
_PARTICLES = frozenset(
    {
        "al",
        "ben",
        "bin",
        "da",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "du",
        "ibn",
        "la",
        "le",
        "van",
        "von",
    }
)


def surname(full: str) -> str:
    """The one word or words a person is called by after the full name was given.

    >>> surname("Ludwig van Beethoven"), surname("Henry VIII of England"), surname("Sam Orr Jr.")
    ('van Beethoven', 'Henry', 'Orr')
    """
    words = full.split(" of ")[0].split(" , ")[0].replace(" - ", "-").split()
    if " of " in full and len(words) == 1:
        return words[0]
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    if " of " in full:
        return words[0]
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    return " ".join(words[at:]).replace("-", " - ") if " - " in full else " ".join(words[at:])
