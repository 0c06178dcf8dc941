"""From a choice of donors to a document: tokens, spans, title and edits, right by construction."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from irrealis.builders.families.documents.reading import Document
from irrealis.builders.redocred_cf.articles import (
    Lead,
    adjective_of,
    attributive,
    in_title,
    lead_of,
)
from irrealis.builders.redocred_cf.families import as_initials, compose, new_initials
from irrealis.builders.redocred_cf.pool import Donor
from irrealis.builders.redocred_cf.surfaces import (
    FULL,
    INITIALS,
    SINGLE,
    Analysis,
    names_in_order,
    surname,
)

from irrealis.contract import Edit, replay
from irrealis.text.articles import indefinite_article, is_settled, takes_the
from irrealis.text.persons import given_names, name_gender
from irrealis.text.tokens import untokenized, word_set

_QUOTES = frozenset({'"', "'", "``", "“", "‘", "("})


@dataclass(frozen=True, slots=True)
class Realized:
    """A document after replacement, and the edits that lead to it."""

    title: str
    sents: list[list[str]]
    spans: dict[tuple[int, int], tuple[int, int]]  # (entity, mention) -> [start, end)
    edits: list[Edit]


def new_names(surfaces: Mapping[str, str], donor: Donor) -> dict[str, str] | None:
    """What each surface of the old entity becomes: a name of its own form, aliases kept apart.

    Fuller names go to fuller names, initials to the initials of what their full name becomes. Where
    the donor has fewer names of a form than the old entity, the last of them serves for the rest.
    None if the donor has no name of a form that is needed.

    Args:
        surfaces: surface -> form.
        donor: who takes the place.
    """
    if donor.made and surfaces.keys() <= donor.made.keys():
        return {old: donor.made[old] for old in surfaces}
    if donor.made and not donor.names:
        return None
    result: dict[str, str] = {}
    for form in sorted(set(surfaces.values()) - {INITIALS}):
        own = donor.of_form(form)
        if not own:
            return None
        for at, old in enumerate(names_in_order(surfaces, form)):
            new = own[min(at, len(own) - 1)]
            bare = re.sub(r"^the ", "", new)
            # an article that the annotation has in the name goes with the name it was given to
            wants = old.startswith("the ") and (not donor.place or takes_the(bare))
            result[old] = f"the {bare}" if wants else bare
    fulls = donor.of_form(FULL)
    if fulls:
        # a given name for a given name, a surname for a surname, of the same person
        known = list(names_in_order(surfaces, FULL))
        given, family = fulls[0].split(" ")[0], surname(fulls[0])
        called = [name for name in donor.of_form(SINGLE) if name != given]
        # where the family's name comes first, a text goes on with it: "Wu Li", "Wu"
        singles = set(names_in_order(surfaces, SINGLE))
        last = any(surname(full) in singles for full in known)
        for old in names_in_order(surfaces, SINGLE):
            first = (
                any(full.startswith(f"{old} ") for full in known) and (last or old in given_names())
            ) or (not known and name_gender(old) is not None)
            result[old] = given if first else called[0] if called else family
        for old in known:
            result[old] = _abbreviated(old, fulls[0]) or result[old]
    return with_initials(surfaces, result)


def _abbreviated(old: str, full: str) -> str | None:
    """A full name with initials where the old one has them: "J. H. Orland", "K.C. Orland"."""
    before = old[: -len(surname(old))].strip() if old.endswith(surname(old)) else ""
    if not re.fullmatch(r"(?:[A-Z]\. ?)+", before) or not full.endswith(surname(full)):
        return None
    given = [word[0] for word in full[: -len(surname(full))].split() if word[0].isupper()]
    joint = ". " if " " in before else "."
    return f"{joint.join(given)}. {surname(full)}" if given else None


def with_initials(surfaces: Mapping[str, str], names: dict[str, str]) -> dict[str, str] | None:
    """The names with the initials of the new ones, where there were initials of the old ones."""
    for short in names_in_order(surfaces, INITIALS):
        made = [
            new_initials(short, way, new)
            for full, new in names.items()
            if (way := as_initials(short, full)) is not None
        ]
        if not made or made[0] in (None, short):
            return None
        names[short] = made[0]
    return names


def with_family(
    analysis: Analysis, names: Mapping[int, Mapping[str, str]]
) -> dict[int, Mapping[str, str]] | None:
    """The names with those of all entities whose names hold a replaced one.

    None if a name cannot be composed, such as one of which only the initials are known.
    """
    result = dict(names)
    # a name is longer than what it holds, so that one pass is enough
    order = sorted(
        (j for j, parts in enumerate(analysis.parts) if parts and j not in names),
        key=lambda j: (max(map(len, analysis.surfaces[j])), j),
    )
    for j in order:
        found = analysis.parts[j]
        if not any(part.owner in result for parts in found.values() for part in parts):
            continue
        surfaces = analysis.surfaces[j]
        made = {
            surface: compose(surface, found.get(surface, ()), result)
            for surface, form in surfaces.items()
            if form != INITIALS
        }
        complete = with_initials(surfaces, made)
        if complete is None or any(_stutters(new, old) for old, new in complete.items()):
            return None
        result[j] = complete
    return result


def _stutters(new: str, old: str) -> bool:
    """Whether a word stands twice in a row, as in "Odda Television Television Group"."""
    found = re.search(r"\b(\w+) \1\b", new)
    return found is not None and found[0] not in old


def collapsed(names: Mapping[str, str]) -> int:
    """How many different old surfaces ended with the name of another."""
    return len(names) - len({name.casefold() for name in names.values()})


def side_by_side(analysis: Analysis, i: int, names: Mapping[str, str]) -> bool:
    """Whether two names that one sentence has of the entity would be one: "X or the X"."""
    return any(_bare(names[a]) == _bare(names[b]) for a, b in analysis.sides[i])


def _bare(name: str) -> str:
    return re.sub(r"^the ", "", name.casefold())


_MANY = re.compile(r"(?:.* )?[A-Z][^\W\d_]+[^\W\d_aiosu]s")


def is_plural(name: str) -> bool:
    """Whether a name looks like that of many, by its last letters.

    >>> is_plural("Silent Rivals"), is_plural("Ulm Express"), is_plural("Lotus")
    (True, False, False)
    """
    return _MANY.fullmatch(name) is not None


_SINGULAR = word_set("is was has does")
_PLURAL = word_set("are were have do")


def _disagrees(document: Document, at: tuple[int, int, int], old: str, new: str) -> bool:
    """Whether the verb right behind a name is that of one thing, and the new name of many."""
    sent, _, end = at
    verb = document.sents[sent][end] if end < len(document.sents[sent]) else ""
    many = is_plural(new)
    return many != is_plural(old) and verb in (_SINGULAR if many else _PLURAL)


def fits_between(document: Document, entity: int, names: Mapping[str, str]) -> bool:
    """Whether the new names read well between the words that stay where they are."""
    kind = document.entities[entity].type
    for mention in document.entities[entity].mentions:
        old, new = mention.name, names[mention.name]
        if new == old:
            continue
        at = mention.sent, mention.start, mention.end
        new = in_place(document, kind, at, old, new)
        if kind in ("ORG", "MISC") and _disagrees(document, at, old, new):
            return False
        lead = _lead(document, kind, *at, old, new)
        if lead is None or not fits_at(
            document, mention.sent, lead.start, mention.end, lead.of(new)
        ):
            return False
    return True


def _lead(
    document: Document, kind: str | None, sent: int, start: int, end: int, old: str, new: str
) -> Lead | None:
    if kind not in ("LOC", "ORG", "MISC"):
        return Lead(start)
    lead = lead_of(document, sent, start, end, old, new)
    # only places are known well enough to give them an article or take it away
    return None if lead is not None and kind != "LOC" and lead != Lead(start) else lead


def fits_at(document: Document, sent: int, start: int, end: int, new: str) -> bool:
    """Whether a new name reads well in place of these tokens."""
    tokens = document.sents[sent]
    words = new.casefold().split(" ")
    before = tokens[start - 1].casefold() if start else ""
    after = tokens[end].casefold() if end < len(tokens) else ""
    if before == words[0] or (before in ("a", "an", "the") and words[0] in ("the", "a", "an")):
        return False  # the The Hague, a The Bee
    if before in _POSSESSIVES and words[0] == "the":
        return False
    if after == words[-1] or (after == "." and words[-1].endswith(".")):
        return False  # Rogaland county county
    if len(words) > max(5, 3 * (end - start)):
        return False  # nothing is wrong with it, but no one would write it
    return _article_at(document, sent, start) is None or is_settled(new)


_POSSESSIVES = word_set("his her its their our my your 's ’s this that")


def _article_at(document: Document, sent: int, start: int) -> int | None:
    """Index of the "a" or "an" right before a token, with or without a quote between."""
    tokens = document.sents[sent]
    at = start - 1
    while at > 0 and tokens[at] in _QUOTES:
        at -= 1
    if at < 0 or (sent, at) in document.mentioned:  # the A of "Serie A" is none
        return None
    return at if tokens[at].lower() in ("a", "an") else None


@dataclass(frozen=True, slots=True)
class _Piece:
    """Tokens `start` to `end` of the original, and what they become (a mention may stay)."""

    start: int
    end: int
    tokens: Sequence[str]
    mention: tuple[int, int] | None = None
    lead: int = 0  # tokens before the mention itself, such as an article that comes with it
    tail: int = 0  # tokens behind it, such as the full stop that an abbreviation had for both


def realize(
    document: Document, analysis: Analysis, names: Mapping[int, Mapping[str, str]]
) -> Realized:
    """Put the new names in: mentions, unannotated occurrences, title, and the articles before.

    Args:
        document: the cleaned original.
        analysis: where its surfaces stand.
        names: for each entity that changes, what each of its surfaces becomes.
    """
    title, edits = _new_title(document, analysis, names)
    plan = _pieces(document, analysis, names)
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    sents: list[list[str]] = []
    offset = 0
    for old, pieces in zip(document.sents, plan, strict=True):
        tokens: list[str] = []
        reached = 0
        starts = _starts(old, offset)
        for piece in sorted(pieces, key=lambda piece: piece.start):
            tokens += old[reached : piece.start]
            if piece.mention is not None:
                end = len(tokens) + len(piece.tokens) - piece.tail
                spans[piece.mention] = (len(tokens) + piece.lead, end)
            before, after = " ".join(old[piece.start : piece.end]), " ".join(piece.tokens)
            if before != after:
                at = starts[piece.start]
                edits.append(Edit("text", at, at + len(before), before, after))
            tokens += piece.tokens
            reached = piece.end
        sents.append([*tokens, *old[reached:]])
        offset += sum(map(len, old)) + len(old)
    return Realized(title, sents, spans, edits)


def _pieces(
    document: Document, analysis: Analysis, names: Mapping[int, Mapping[str, str]]
) -> list[list[_Piece]]:
    """For each sentence, all mentions, and whatever else changes."""
    plan: list[list[_Piece]] = [[] for _ in document.sents]
    for i, entity in enumerate(document.entities):
        for j, mention in enumerate(entity.mentions):
            new, start, lead = mention.name, mention.start, 0
            if i in names and names[i][mention.name] != mention.name:
                at = mention.sent, mention.start, mention.end
                new, start, lead = _put(document, i, at, mention.name, names[i][mention.name])
                _mend_article(document, plan, mention.sent, start, new)
                person = entity.type == "PER"
                behind = mention.sent, mention.end
                _mend_possessive(document, plan, behind, mention.name, new, person=person)
            stop = _stop(document, mention.sent, mention.end, mention.name, new)
            words = [*new.split(" "), *stop]
            plan[mention.sent].append(_Piece(start, mention.end, words, (i, j), lead, len(stop)))
    for hit in analysis.hits:
        if hit.entity in names:
            new, start = names[hit.entity][hit.surface], hit.start
            if not (hit.before or hit.after):
                at = hit.sent, hit.start, hit.end
                new, start, _ = _put(document, hit.entity, at, hit.surface, new)
            new = f"{hit.before}{new}{hit.after}"
            stop = _stop(document, hit.sent, hit.end, f"{hit.surface}{hit.after}", new)
            plan[hit.sent].append(_Piece(start, hit.end, [*new.split(" "), *stop]))
            _mend_article(document, plan, hit.sent, start, new)
    return plan


_STARTERS = word_set(
    "the it he she they we this that these those in on at by from after before since during while "
    "when because although as if there his her its their a an its to for with however later"
)


def _stop(document: Document, sent: int, end: int, old: str, new: str) -> list[str]:
    """The full stop that ended a sentence and "U.S." at once, for a name that has none."""
    tokens = document.sents[sent]
    following = tokens[end] if end < len(tokens) else ""
    ends = not following or (following[0].isupper() and following.lower() in _STARTERS)
    # a sentence that ends without a word is a heading or the like
    return ["."] if ends and old[-1] == "." != new[-1] and len(tokens) > 5 else []


def _put(
    document: Document, i: int, at: tuple[int, int, int], old: str, new: str
) -> tuple[str, int, int]:
    """The new name with what comes before it, its first token, and how many tokens come before."""
    kind = document.entities[i].type
    new = in_place(document, kind, at, old, new)
    lead = _lead(document, kind, *at, old, new) or Lead(at[1])
    return _cased(lead.of(new), document, at[0], lead.start, kind), lead.start, len(lead.tokens)


def in_place(
    document: Document, kind: str | None, at: tuple[int, int, int], old: str, new: str
) -> str:
    """The new name, or its adjective where the old one was used like one: "a U.S. senator"."""
    sent, _, end = at
    tokens = document.sents[sent]
    if kind == "LOC" and end < len(tokens) and attributive(old, tokens[end]):
        adjective = adjective_of(new)
        if adjective is not None:
            return f"{old[:4]}{adjective}" if old[:4].casefold() == "the " else adjective
    return new


def _starts(tokens: tuple[str, ...], offset: int) -> list[int]:
    """Character at which each token starts, when all are joined by single spaces."""
    starts = []
    for token in tokens:
        starts.append(offset)
        offset += len(token) + 1
    return starts


def _cased(new: str, document: Document, sent: int, start: int, kind: str | None) -> str:
    """The new name with the capital that its place asks for."""
    before = document.sents[sent][:start]
    if all(token in _QUOTES for token in before):
        return new[0].upper() + new[1:]
    if kind in ("TIME", "NUM") and new.split(" ")[0] in ("The", "Early", "Late", "Mid"):
        return new[0].lower() + new[1:]
    return new


def _mend_article(
    document: Document, plan: list[list[_Piece]], sent: int, start: int, following: str
) -> None:
    at = _article_at(document, sent, start)
    if at is None:
        return
    old = document.sents[sent][at]
    right = indefinite_article(following)
    new = right.capitalize() if old[0].isupper() else right
    if new != old:
        plan[sent].append(_Piece(at, at + 1, [new]))


def _mend_possessive(
    document: Document,
    plan: list[list[_Piece]],
    at: tuple[int, int],
    old: str,
    new: str,
    *,
    person: bool,
) -> None:
    """A bare apostrophe makes a possessive of a plural, and of no name without an s.

    A person whose name ends with an s keeps the s behind it, as the family would be meant else.
    """
    sent, end = at
    tokens = document.sents[sent]
    mark = tokens[end] if end < len(tokens) else ""
    quoted = mark in tokens[:end]  # it may close a quotation instead
    if mark in ("'", "’") and not quoted and old[-1] in "sSxz" and new[-1] not in "sSxz":
        plan[sent].append(_Piece(end, end + 1, [f"{mark}s"]))
    elif mark in ("'s", "’s") and not person and is_plural(new) and not is_plural(old):
        plan[sent].append(_Piece(end, end + 1, [mark[0]]))


def _new_title(
    document: Document, analysis: Analysis, names: Mapping[int, Mapping[str, str]]
) -> tuple[str, list[Edit]]:
    edits = []
    for hit in analysis.title_hits:
        owner = next((i for i in hit.owners if i in names), None)
        if owner is not None and names[owner][hit.surface] != hit.surface:
            gone, new = in_title(
                document.title[: hit.start],
                hit.surface,
                untokenized(names[owner][hit.surface]),
                document.title[hit.end :],
            )
            article = re.search(r"(?<!\w)(an?) $", document.title[: hit.start], re.IGNORECASE)
            if article and article[1].lower() != indefinite_article(new):
                right: str = indefinite_article(new)
                right = right.capitalize() if article[1][0].isupper() else right
                edits.append(Edit("title", article.start(1), article.end(1), article[1], right))
            old = document.title[hit.start - gone : hit.end]
            edits.append(Edit("title", hit.start - gone, hit.end, old, new))
    return replay({"title": document.title}, [asdict(edit) for edit in edits])["title"], edits


def text_of(sents: Any) -> str:
    """The document as one text: tokens joined by single spaces."""
    return " ".join(token for sent in sents for token in sent)
