"""Documents in Re-DocRED's format: read strictly, cleaned, and every repair written down."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, BinaryIO, Literal, cast

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from irrealis.build import Parameters, Repair
from irrealis.contract import normalize
from irrealis.errors import IrrealisError
from irrealis.inputs import read_json_records
from irrealis.text.dates import compatible, period
from irrealis.text.tokens import running_text, word_set

TYPES = ("PER", "LOC", "ORG", "MISC", "TIME", "NUM")
_NAMED = ("PER", "LOC", "ORG", "MISC")  # types of what may be replaced or asked about
_PROPERTY = re.compile(r"P[1-9]\d*")  # of Wikidata
# words for what a text has named before, or a speaker; "US" and "IT" are none
_PRONOUNS = word_set(
    "he him his himself she her hers herself it its itself they them their theirs themselves we us "
    "our ours ourselves i me my mine myself you your yours yourself this that these those who whom "
    "whose which"
)
# names of the columns of labels in the library `datasets`
_COLUMNS = {"head": "h", "tail": "t", "relation_id": "r"}
UNREADABLE = "unreadable"  # why a record is dropped that is no document in this format
DATE_RELATIONS = ("P569", "P570")  # date of birth, date of death: a person has one of each


class DocumentParameters(Parameters):
    """What the types and relations of a corpus of another scheme are in that of Re-DocRED."""

    types: dict[str, Literal["PER", "LOC", "ORG", "MISC", "TIME", "NUM"]] = Field(
        {}, description="type of the file -> type of Re-DocRED"
    )
    relations: dict[str, Annotated[str, Field(pattern=_PROPERTY)]] = Field(
        {}, description="relation of the file -> property of Wikidata, such as P17"
    )


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class RawMention(_Part):
    """A mention as upstream gives it; `pos` is [start, end) in tokens of its sentence."""

    name: str
    pos: Annotated[list[int], Field(min_length=2, max_length=2)]
    sent_id: int
    type: str


class RawLabel(_Part):
    """A relation `r` from entity `h` to entity `t`, with the sentences that state it."""

    h: int
    t: int
    r: str
    evidence: list[int] = []

    @field_validator("evidence", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """Files without annotated evidence have null for it."""
        return [] if value is None else value


class RawDocument(_Part):
    """A record of Re-DocRED: keys that it has beyond these (global_pos, index) are recomputed."""

    title: str
    vertexSet: list[list[RawMention]]  # noqa: N815 upstream's name
    labels: list[RawLabel] = []
    sents: list[list[str]]

    @field_validator("labels", mode="before")
    @classmethod
    def _rows(cls, value: object) -> object:
        """Labels as the library `datasets` gives them, columns of a table, are rows here too."""
        if value is None:
            return []
        if not isinstance(value, dict):
            return value
        columns = {_COLUMNS.get(name, name): column for name, column in value.items()}
        chosen = [name for name in ("h", "t", "r", "evidence") if name in columns]
        if not all(isinstance(columns[name], list) for name in chosen):
            return value
        sizes = {len(columns[name]) for name in chosen}
        if len(sizes) != 1:
            return value
        return [
            dict(zip(chosen, row, strict=True))
            for row in zip(*(columns[name] for name in chosen), strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `start` to `end` of sentence `sent`; `name` is those tokens joined by spaces."""

    sent: int
    start: int
    end: int
    name: str
    type: str


@dataclass(frozen=True)
class Entity:
    """Mentions of one thing, in upstream's order, and its relations as (role, relation)."""

    mentions: tuple[Mention, ...]
    roles: frozenset[tuple[str, str]]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Distinct names, in the order of the mentions."""
        return tuple(dict.fromkeys(mention.name for mention in self.mentions))

    @cached_property
    def type(self) -> str | None:
        """The type of all mentions, or None where they do not agree or none is of `TYPES`."""
        types = {mention.type for mention in self.mentions}
        return types.pop() if len(types) == 1 and types <= {*TYPES} else None


@dataclass(frozen=True, slots=True)
class Label:
    """Entity `head` stands in relation `relation` to entity `tail`."""

    head: int
    tail: int
    relation: str
    evidence: tuple[int, ...]


@dataclass(frozen=True)
class Document:
    """A cleaned document: mentions do not overlap, names are their tokens, triples are unique."""

    title: str
    sents: tuple[tuple[str, ...], ...]
    entities: tuple[Entity, ...]
    labels: tuple[Label, ...]
    repairs: tuple[Repair, ...] = field(default=(), repr=False)

    @cached_property
    def text(self) -> str:
        """The sentences as running text."""
        return " ".join(map(running_text, self.sents))

    @cached_property
    def mentioned(self) -> dict[tuple[int, int], int]:
        """The entity that each token of a mention, as (sentence, token), is of."""
        return {
            (mention.sent, at): i
            for i, entity in enumerate(self.entities)
            for mention in entity.mentions
            for at in range(mention.start, mention.end)
        }


def fold(name: str) -> str:
    """A name as it is compared for sameness."""
    return normalize(name).casefold()


class BrokenDocument(ValueError):
    """An annotation that points nowhere or is of another scheme; the message says which."""

    def __init__(self, message: str, *, reason: str = "broken-annotation") -> None:
        super().__init__(message)
        self.reason = reason


def read_documents(stream: BinaryIO, *, source: str) -> Iterator[dict[str, Any]]:
    """Records of a JSON list, or of JSON lines; whether each is a document, `cleaned` says.

    Raises:
        IrrealisError: the file is not JSON, or one of its records is no object.
    """
    return read_json_records(stream, source=source)


def title_of(record: Mapping[str, Any]) -> str:
    """The id of a record: its title, or where it has none, a digest of all that it has."""
    title = record.get("title")
    if isinstance(title, str) and title.strip():
        return title
    content = orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    return f"untitled-{hashlib.sha256(content).hexdigest()[:12]}"


def parse(record: Mapping[str, Any]) -> RawDocument:
    """A record as upstream's format has it.

    Raises:
        BrokenDocument: a key is missing, or has a value of another type; names the first.
    """
    try:
        return RawDocument.model_validate(record)
    except ValidationError as error:
        fault = error.errors()[0]
        where = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in fault["loc"])
        found = "nothing" if fault["type"] == "missing" else repr(fault["input"])[:200]
        message = f"{where.removeprefix('.')}: {fault['msg']}, found {found}"
        raise BrokenDocument(message, reason=UNREADABLE) from None


def cleaned(record: Mapping[str, Any], parameters: Parameters) -> Document:
    """A record that was read, in the scheme of Re-DocRED, cleaned.

    Raises:
        BrokenDocument: see `parse` and `clean`.
    """
    return clean(mapped(parse(record), cast(DocumentParameters, parameters)))


def documents(records: Iterable[Mapping[str, Any]], parameters: Parameters) -> Iterator[Document]:
    """The records of a split, cleaned; those that cannot be are passed over.

    Raises:
        IrrealisError: at the end, where none of the records is a document: then the fault is the
            file's. Names the first record and what it lacks.
    """
    first: tuple[str, BrokenDocument] | None = None
    readable = False
    for record in records:
        try:
            yield cleaned(record, parameters)
        except BrokenDocument as error:
            if error.reason == UNREADABLE:
                first = first or (title_of(record), error)
                continue
        readable = True
    if first is not None and not readable:
        raise IrrealisError(
            "none of the records is a document in DocRED's format",
            row=first[0],
            expected="title, vertexSet, labels, sents, as in Re-DocRED",
            found=str(first[1]),
        )


def mapped(raw: RawDocument, scheme: DocumentParameters) -> RawDocument:
    """The document with the types and relations that are mapped; others are left as they are."""
    if not scheme.types and not scheme.relations:
        return raw
    return raw.model_copy(
        update={
            "vertexSet": [
                [m.model_copy(update={"type": scheme.types.get(m.type, m.type)}) for m in entity]
                for entity in raw.vertexSet
            ],
            "labels": [
                label.model_copy(update={"r": scheme.relations.get(label.r, label.r)})
                for label in raw.labels
            ],
        }
    )


def clean(raw: RawDocument) -> Document:
    """Repair what can be repaired: names, duplicate and overlapping mentions, duplicate entities.

    After CovEReD's `fix_overlapping_entities`: of two overlapping mentions the longer one stays.
    Unlike there, an entity that has no mention left goes with its relations instead of giving them
    to another entity, entities that share a name are merged only if they share a type, and a triple
    that would become a self-loop or a duplicate goes. A mention that is no name but a pronoun
    ("She", "She moved", "his father") goes too. Each is written down as a repair.

    What has a type that is none of `TYPES` stays as it is, and a relation that is no property of
    Wikidata says nothing of what its ends are: neither hinders what is done with the others.

    Raises:
        BrokenDocument: a span, sentence or entity index that points nowhere; no thing of a type, or
            no relation, that is known.
    """
    _refuse_broken(raw)
    repairs: list[Repair] = []
    mentions = [
        [_mention(raw, i, j, repairs) for j in range(len(entity))]
        for i, entity in enumerate(raw.vertexSet)
    ]
    mentions = _without_pronouns(mentions, repairs)
    owner = _merged(mentions, repairs)
    groups: dict[int, list[Mention]] = {}
    for i, found in enumerate(mentions):
        if found:
            groups.setdefault(owner[i], []).extend(found)
    _merge_dates(raw, groups, owner, repairs)
    kept = _without_overlaps(groups, repairs)
    labels = _labels(raw, owner, place={old: new for new, old in enumerate(kept)}, repairs=repairs)
    names = {new: found[0].name for new, found in enumerate(kept.values())}
    for key in _coarser_dates(labels, names):
        spelled = f"{names[key[0]]} {key[2]} {names[key[1]]}"
        repairs.append(Repair("coarser-date-label", "labels", spelled, ""))
        del labels[key]
    roles = _roles(labels.values())
    return Document(
        title=raw.title,
        sents=tuple(map(tuple, raw.sents)),
        entities=tuple(
            Entity(tuple(found), frozenset(roles.get(new, ())))
            for new, found in enumerate(kept.values())
        ),
        labels=tuple(labels.values()),
        repairs=tuple(repairs),
    )


def _labels(
    raw: RawDocument, owner: Sequence[int], *, place: Mapping[int, int], repairs: list[Repair]
) -> dict[tuple[int, int, str], Label]:
    """The labels between entities that are left, by head, tail and relation.

    Args:
        raw: the document.
        owner: which entity each of upstream's was merged into.
        place: of the entities that are left, by upstream's number of each.
        repairs: labels that go are added to these.
    """
    labels: dict[tuple[int, int, str], Label] = {}
    for number, raw_label in enumerate(raw.labels):
        where = f"labels[{number}]"
        spelled = f"{raw_label.h} {raw_label.r} {raw_label.t}"
        head, tail = place.get(owner[raw_label.h]), place.get(owner[raw_label.t])
        if head is None or tail is None:
            repairs.append(Repair("label-of-removed-entity", where, spelled, ""))
        elif head == tail:
            repairs.append(Repair("self-loop", where, spelled, ""))
        elif (key := (head, tail, raw_label.r)) in labels:
            repairs.append(Repair("duplicate-label", where, spelled, ""))
            both = {*labels[key].evidence, *raw_label.evidence}
            labels[key] = Label(*key, tuple(sorted(both)))
        else:
            labels[key] = Label(*key, tuple(sorted(set(raw_label.evidence))))
    return labels


def _roles(labels: Iterable[Label]) -> dict[int, set[tuple[str, str]]]:
    """The ends (h or t) of Wikidata's properties at which each entity stands."""
    roles: dict[int, set[tuple[str, str]]] = {}
    for label in labels:
        if _PROPERTY.fullmatch(label.relation):
            roles.setdefault(label.head, set()).add(("h", label.relation))
            roles.setdefault(label.tail, set()).add(("t", label.relation))
    return roles


def _coarser_dates(
    labels: Mapping[tuple[int, int, str], Label], names: Mapping[int, str]
) -> list[tuple[int, int, str]]:
    """Labels that give the year of a birth or death where another gives the day."""
    found = []
    for head, tail, relation in labels:
        if relation in DATE_RELATIONS:
            own = period(names[tail])
            for other_head, other_tail, other_relation in labels:
                if (other_head, other_relation) == (head, relation) and other_tail != tail:
                    finer = period(names[other_tail])
                    if own and finer and own != finer and own[0] <= finer[0] <= finer[1] <= own[1]:
                        found.append((head, tail, relation))
                        break
    return found


def _refuse_broken(raw: RawDocument) -> None:
    if not raw.title.strip():
        raise BrokenDocument(f"title is blank, found {raw.title!r}", reason=UNREADABLE)
    for i, sent in enumerate(raw.sents):
        for token in sent:
            if not token or " " in token or "\n" in token:
                raise BrokenDocument(f"sents[{i}] has the token {token!r}")
    for i, entity in enumerate(raw.vertexSet):
        if not entity:
            raise BrokenDocument(f"vertexSet[{i}] has no mention")
        for j, mention in enumerate(entity):
            where = f"vertexSet[{i}][{j}]"
            if not 0 <= mention.sent_id < len(raw.sents):
                raise BrokenDocument(f"{where}.sent_id {mention.sent_id} of {len(raw.sents)}")
            start, end = mention.pos
            if not 0 <= start < end <= len(raw.sents[mention.sent_id]):
                raise BrokenDocument(
                    f"{where}.pos {list(mention.pos)} of {len(raw.sents[mention.sent_id])} tokens"
                )
    for i, label in enumerate(raw.labels):
        if not (0 <= label.h < len(raw.vertexSet) and 0 <= label.t < len(raw.vertexSet)):
            raise BrokenDocument(
                f"labels[{i}] joins {label.h} and {label.t} of {len(raw.vertexSet)} entities"
            )
        if any(not 0 <= sent < len(raw.sents) for sent in label.evidence):
            raise BrokenDocument(
                f"labels[{i}].evidence {label.evidence} of {len(raw.sents)} sentences"
            )
    types = Counter(mention.type for entity in raw.vertexSet for mention in entity)
    if types.keys() - {*TYPES} and not types.keys() & {*_NAMED}:
        raise BrokenDocument(
            f"the types of its things are {_listed(types)}, none of {', '.join(_NAMED)}; "
            "the parameter types maps them",
            reason="unknown-type",
        )
    relations = Counter(label.r for label in raw.labels)
    if relations and not any(map(_PROPERTY.fullmatch, relations)):
        raise BrokenDocument(
            f"its relations are {_listed(relations)}, no properties of Wikidata such as P17; "
            "the parameter relations maps them",
            reason="unknown-relation",
        )


def _listed(names: Counter[str]) -> str:
    """The most frequent names, in quotes."""
    listed = ", ".join(repr(name) for name, _ in names.most_common(8) if name not in TYPES)
    return listed + (", ..." if len(names) > 8 else "")


def _mention(raw: RawDocument, i: int, j: int, repairs: list[Repair]) -> Mention:
    """The mention with its tokens for a name, moved if its name stands elsewhere just once."""
    given = raw.vertexSet[i][j]
    start, end = given.pos
    tokens = raw.sents[given.sent_id]
    where = f"vertexSet[{i}][{j}]"
    name = " ".join(tokens[start:end])
    if name != given.name:
        wanted = given.name.split()
        size = len(wanted)
        found = [at for at in range(len(tokens) - size + 1) if tokens[at : at + size] == wanted]
        if wanted and len(found) == 1:
            start, end = found[0], found[0] + size
            name = " ".join(tokens[start:end])
        if [start, end] != list(given.pos):
            repairs.append(
                Repair("mention-moved", f"{where}.pos", str(list(given.pos)), str([start, end]))
            )
        if name != given.name:
            repairs.append(Repair("mention-renamed", f"{where}.name", given.name, name))
    return Mention(given.sent_id, start, end, name, given.type)


def _without_pronouns(mentions: list[list[Mention]], repairs: list[Repair]) -> list[list[Mention]]:
    """Only the mentions that are names, of entities that have one."""
    found = []
    for i, entity in enumerate(mentions):
        # of "He Jiankui" the surname may stand alone
        surnames = {
            first
            for first, *rest in (m.name.split(" ") for m in entity)
            if rest and _is_capital(rest)
        }
        kept = []
        for j, mention in enumerate(entity):
            if _is_pronoun(mention) and mention.name not in surnames:
                repairs.append(Repair("pronoun-mention", f"vertexSet[{i}][{j}]", mention.name, ""))
            else:
                kept.append(mention)
        if not kept:
            repairs.append(Repair("entity-removed", f"vertexSet[{i}]", entity[0].name, ""))
        found.append(kept)
    return found


def _is_pronoun(mention: Mention) -> bool:
    """Whether a mention is a pronoun, or begins with one and goes on in lower case."""
    first, *rest = mention.name.split(" ")
    if first.lower() not in _PRONOUNS or first not in (first.lower(), first.capitalize()):
        return False
    if mention.type == "MISC" and first[0].isupper():  # "It", "I 'm a Marionette" are works
        return bool(rest) and " ".join(rest).islower()
    return not rest or not _is_capital(rest)


def _is_capital(words: Sequence[str]) -> bool:
    return words[0][0].isupper()


def _merged(mentions: list[list[Mention]], repairs: list[Repair]) -> list[int]:
    """For each entity, the entity it is: the first one of its type that shares a name with it."""
    owner = list(range(len(mentions)))
    first: dict[tuple[str, str], int] = {}
    for i, found in enumerate(mentions):
        for mention in found:
            known = owner[first.setdefault((fold(mention.name), mention.type), i)]
            if known != owner[i]:
                repairs.append(
                    Repair(
                        "entities-merged", f"vertexSet[{i}]", mention.name, f"vertexSet[{known}]"
                    )
                )
                low, high = sorted((known, owner[i]))
                owner = [low if group == high else group for group in owner]
    return owner


def _merge_dates(
    raw: RawDocument, groups: dict[int, list[Mention]], owner: list[int], repairs: list[Repair]
) -> None:
    """Merge two spellings of one day that are both said to be a person's birth or death."""
    tails: dict[tuple[int, str], list[int]] = {}
    for label in raw.labels:
        if label.r in DATE_RELATIONS:
            tails.setdefault((owner[label.h], label.r), []).append(owner[label.t])
    for dates in tails.values():
        for i, first in enumerate(dates):
            for second in dates[i + 1 :]:
                if first == second or first not in groups or second not in groups:
                    continue
                day = period(groups[first][0].name)
                if day is not None and day == period(groups[second][0].name):
                    low, high = sorted((first, second))
                    repairs.append(
                        Repair(
                            "entities-merged",
                            f"vertexSet[{high}]",
                            groups[high][0].name,
                            f"vertexSet[{low}]",
                        )
                    )
                    groups[low] += groups.pop(high)
                    owner[:] = [low if x == high else x for x in owner]


def _without_overlaps(
    groups: dict[int, list[Mention]], repairs: list[Repair]
) -> dict[int, list[Mention]]:
    """Drop duplicate mentions, and of two that overlap the shorter one (of equals, the later)."""
    everything = sorted(
        ((i, mention) for i, found in groups.items() for mention in found),
        key=lambda pair: (pair[1].start - pair[1].end, pair[0]),
    )
    taken: dict[tuple[int, int], Mention] = {}
    kept: set[tuple[int, Mention]] = set()
    for i, mention in everything:
        cells = [(mention.sent, at) for at in range(mention.start, mention.end)]
        rivals = [taken[cell] for cell in cells if cell in taken]
        if rivals:
            same = any((i, mention) == (i, rival) and (i, rival) in kept for rival in rivals)
            kind = "duplicate-mention" if same else "overlapping-mention"
            repairs.append(Repair(kind, f"vertexSet[{i}]", mention.name, rivals[0].name))
        else:
            kept.add((i, mention))
            taken.update(dict.fromkeys(cells, mention))
    result: dict[int, list[Mention]] = {}
    for i, found in groups.items():
        left = list(dict.fromkeys(mention for mention in found if (i, mention) in kept))
        if left:
            result[i] = left
        else:
            repairs.append(Repair("entity-removed", f"vertexSet[{i}]", found[0].name, ""))
    return result


def contradicting_dates(document: Document) -> Iterator[tuple[int, str, str, str]]:
    """Heads with two dates of birth or death that cannot both be: (head, relation, one, other)."""
    dates: dict[tuple[int, str], list[str]] = {}
    for label in document.labels:
        if label.relation in DATE_RELATIONS:
            name = document.entities[label.tail].mentions[0].name
            dates.setdefault((label.head, label.relation), []).append(name)
    for (head, relation), names in dates.items():
        for i, earlier in enumerate(names):
            for later in names[i + 1 :]:
                first, second = period(earlier), period(later)
                if first is None or second is None or not compatible(first, second):
                    yield head, relation, earlier, later
