"""The definite article before a name that changes: it stays, or comes or goes with the name.

Adjectives may stand between: "in the southeastern United States" becomes "in southeastern Chad".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from irrealis.builders.families.documents.reading import Document
from irrealis.builders.redocred_cf.places import cities, place_kinds

from irrealis.text.articles import takes_the
from irrealis.text.demonyms import adjectival, demonym_of, place_form
from irrealis.text.persons import given_names
from irrealis.text.tokens import word_set

# Nouns that end names before which "the" stands, and nouns that end names that stand bare
# (Huddleston and Pullum, The Cambridge Grammar of the English Language, section 5.20.3).
_WITH = word_set(
    "museum river mountains hills islands alps canal desert peninsula ocean sea basin plateau gulf "
    "archipelago institute association union party federation confederation committee commission "
    "agency foundation society ministry authority bureau assembly parliament government army navy "
    "force corps fleet war wars empire dynasty republic kingdom treaty act award prize medal "
    "championship championships olympics orchestra philharmonic building monument coalition "
    "alliance council movement front brigade regiment league senate bible quran country countries "
    "territory territories provinces states counties colonies highlands lowlands midlands uplands "
    "plains heights downs moors marches steppe riviera coast delta isthmus cape"
)
# Regions that have it although their names are of one word.
_REGIONS = word_set(
    "hebrides azores antilles balearics cyclades dodecanese dolomites rockies pyrenees carpathians "
    "apennines ardennes urals himalayas midlands highlands lowlands crimea ruhr transvaal bronx "
    "peloponnese camargue dordogne cotswolds chilterns pennines algarve"
)
_WITH_BEFORE = word_set("côte costa massif")
_BARE = word_set(
    "university college airport station street avenue lane school castle county city township "
    "village records pictures studios park square"
)
_BARE_BEFORE = word_set("lake mount fort cape camp saint st. port san santa")
_OF = word_set(
    "university museum ministry department republic kingdom battle siege treaty gulf strait isle "
    "isles province duchy diocese archdiocese church order state city house"
)
# Adjectives after which a name is as bare as without them ("northern France"); other ones ask for
# the article with any name ("the former Norway").
_DIRECTIONS = frozenset(
    f"{prefix}{word}"
    for word in word_set(
        "north south east west northern southern eastern western northeast northwest southeast "
        "southwest northeastern northwestern southeastern southwestern central upper lower rural "
        "coastal far"
    )
    for prefix in ("", "north-", "south-", "mid-")
)
_OTHER = word_set(
    "former modern present-day early late medieval ancient colonial entire "
    "whole then newly independent neighboring neighbouring nearby young new old original "
    "contemporary urban inland imperial communist post-war eponymous unified united british "
    "occupied"
)
_POSSESSIVES = word_set(
    "his her its their our my your 's ’s this that these those each every no a an"
)
_CLOSERS = word_set(
    "and or in on at of to from by for with as is was were are has had have during where which who "
    "that until since before after when under between against into near but while although though "
    "because if than be been became becomes will would can could also through over per via about "
    "it he she they did does do since throughout towards toward within without around along across"
)
# Words that are no noun, so that a name before them is none's attribute.
_NO_NOUNS = _CLOSERS | word_set(
    "the a an alone all beyond above below upon except despite unlike among amid behind "
    "beside besides outside inside regarding concerning plus nor not also still now only even "
    "both either once again today later then so yet however instead rather already never always "
    "often first ever just who whose whom these those may might must shall should"
)
# What a state did, by verbs whose past is irregular and no noun.
_PAST = word_set(
    "became began broke brought built came chose did fell fought found gave got grew had held kept "
    "knew led lost made met paid put said sank saw sent sold sought spent stood threw took "
    "undertook went withdrew won wrote"
)

_BEFORE_NAMES = word_set(
    "in of from to at for by with into near against across around throughout between behind on "
    "over under and joined left entered visited attended through within outside inside toward "
    "towards along"
)


@dataclass(frozen=True, slots=True)
class Lead:
    """What is before a name: the tokens from `start` up to the name become `tokens`."""

    start: int
    tokens: tuple[str, ...] = ()

    def of(self, name: str) -> str:
        """The name with these tokens before it."""
        return " ".join((*self.tokens, name))


def wants_the(name: str) -> bool | None:
    """Whether a name wants "the" before it in a sentence; None if its words do not say.

    >>> wants_the("Elbe River"), wants_the("Ulm University"), wants_the("Ulm"), wants_the("Zarn")
    (True, False, False, None)
    """
    if name.casefold().startswith("the "):
        return None
    words = name.casefold().split(" ")
    if name == "Ivory Coast":  # its last word is that of the Gold Coast
        return False
    if takes_the(name) or (words[-1] in _WITH if len(words) > 1 else words[0] in _REGIONS):
        return True
    row = demonym_of(name)
    if row is not None and name in row.places:
        return False
    if words[0] in _WITH_BEFORE:
        return True
    if len(words) > 1 and words[0] in _BARE_BEFORE:
        return False
    if " of " in name:
        return True if words[0] in _OF and words[1] == "of" else None
    if len(words) > 1 and words[-1] in _BARE:
        return False
    return False if place_kinds(name) else None


def lead_of(document: Document, sent: int, start: int, end: int, old: str, new: str) -> Lead | None:
    """What stands before a place or thing once it has its new name; None if nothing reads well.

    Args:
        document: the cleaned original.
        sent, start, end: tokens of the old name.
        old, new: the names.
    """
    stays = Lead(start)
    if any(adjectival(name) or place_form(name) in ("person", "people") for name in (old, new)):
        return stays
    if old[:4].casefold() == "the " or new[:4].casefold() == "the ":
        return stays  # it is in the name
    wanted = wants_the(new)
    tokens = document.sents[sent]
    first = _first_of_modifiers(document, sent, start)
    article = tokens[first - 1].casefold() if first else ""
    has = article == "the"
    if (
        wanted is None
        or article in _POSSESSIVES
        or (first and (sent, first - 1) in document.mentioned)
    ):
        return stays if wanted is None or not has or wanted else None
    following = tokens[end] if end < len(tokens) else ""
    if following[:1].isalpha() and following.casefold() not in _CLOSERS:
        # an article belongs to the noun behind the name; a bare name before it reads well
        return stays if has or article not in _BEFORE_NAMES or wanted == wants_the(old) else None
    modifiers = tokens[first:start]
    if not all(word.casefold() in _DIRECTIONS for word in modifiers):
        return stays if has else None if wanted else stays
    if has == wanted:
        return stays
    if not has and wants_the(old) and not modifiers:
        return stays  # a headline, a list: the old name would have wanted it as well
    if wanted:
        return Lead(first, ("the", *modifiers))
    return Lead(first - 1, tuple(modifiers))


def _first_of_modifiers(document: Document, sent: int, start: int) -> int:
    """The first of up to three adjectives that stand before a name."""
    tokens = document.sents[sent]
    at = start
    while at and start - at < 3:
        word = tokens[at - 1].casefold()
        if word not in _DIRECTIONS | _OTHER or (sent, at - 1) in document.mentioned:
            break
        at -= 1
    return at


# Names of states that stand before a noun as adjectives do: a U.S. senator, but a Norwegian one.
ATTRIBUTIVE = word_set("US U.S. U.S USA UK U.K. United|States United|Kingdom UAE USSR")


def attributive(old: str, following: str) -> bool:
    """Whether a state's name stands as an adjective before this word: "a U.S. senator"."""
    bare = re.sub(r"^[Tt]he ", "", old).replace(" ", "|")
    return (
        bare in ATTRIBUTIVE
        and following[:1].isalpha()
        and following.casefold() not in _NO_NOUNS | _PAST
        and not (following.islower() and following.endswith(("ed", "ly")))  # "the U.S. invaded"
    )


def beside_a_person(document: Document, sent: int, end: int, old: str) -> bool:
    """Whether a person's name follows, so that it may be a noun: "envoy to the US Ada Berg"."""
    tokens = document.sents[sent]
    following = tokens[end] if end < len(tokens) else ""
    holder = document.mentioned.get((sent, end))
    person = document.entities[holder].type == "PER" if holder is not None else False
    return attributive(old, following) and (person or following in given_names())


def adjective_of(state: str) -> str | None:
    """The adjective of a state: Norway, Norwegian; of one that nobody knows, by its ending."""
    row = demonym_of(re.sub(r"^[Tt]he ", "", state))
    if row is None and re.fullmatch(r"[A-Z][a-z]+ia", state) and state not in cities():
        return f"{state}n"
    return row.adjectives[0] if row is not None and row.adjectives and state in row.places else None


def inside(words: list[str], start: int, end: int, old: str, new: str) -> tuple[int, list[str]]:
    """A new name inside of a longer one: where it starts, and its words with the article it has.

    >>> inside(["Bank", "of", "Chad"], 2, 3, "Chad", "Netherlands")
    (2, ['the', 'Netherlands'])
    """
    made = new.split(" ")
    bare = made[1:] if made[0].casefold() == "the" and len(made) > 1 else made
    behind = words[end : end + 1]
    before = words[start - 1].casefold() if start else ""
    if adjectival(new) or place_form(new) in ("person", "people"):
        return start, made
    own = old.split(" ")[0] if old[:4].casefold() == "the " else ""
    if behind and attributive(old, behind[0]) and (adjective := adjective_of(new)):
        return start, [own, adjective] if own else [adjective]
    if behind and behind[0][0].isalnum() and behind[0].casefold() not in _CLOSERS:
        return start, [own, *bare] if own else bare
    wanted = wants_the(" ".join(bare))
    if own or before == "the":
        if wanted is False:
            return (start if own else start - 1), bare
        return start, [own, *bare] if own else bare
    if wanted and wants_the(old) is False and before in _BEFORE_NAMES:
        return start, ["the", *bare]
    return start, bare


def in_title(before: str, old: str, new: str, after: str) -> tuple[int, str]:
    """A new name in a title: how many characters before it go, and the name with its article."""
    if adjectival(new) or place_form(new) in ("person", "people"):
        return 0, new
    if after.strip()[:1].isalpha() and after.split()[0].casefold() not in _CLOSERS:
        return 0, new
    wanted = wants_the(new)
    if wanted is False and before.casefold().endswith(" the ") and wants_the(old):
        return 4, new
    words = before.casefold().split()
    if wanted and words and words[-1] in _BEFORE_NAMES and wants_the(old) is False:
        return 0, f"the {new}"
    return 0, new


def informative(document: Document, sent: int, start: int, end: int) -> bool | None:
    """Whether a mention that is a name has "the" before it; None where one could not tell.

    At the start of a sentence, in a list or before another noun a name may lack the article that it
    has elsewhere.
    """
    tokens = document.sents[sent]
    before = tokens[start - 1].casefold() if start else ""
    if before == "the" or tokens[start].casefold() == "the":
        following = tokens[end] if end < len(tokens) else ""
        alone = not following[:1].isalpha() or following.casefold() in _CLOSERS
        return True if alone or start == 0 or tokens[start].casefold() == "the" else None
    return False if before in _BEFORE_NAMES - {"and", "on", "over", "under"} else None
