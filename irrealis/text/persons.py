"""What a document shows of the gender of the persons in it, so that pronouns can stay right.

Everything here answers "as the text has it", from titles, role nouns, pronouns and given names,
and answers None where that is not clear: a builder may leave a person out, but must not write
"she" of a man. Positions are (sentence, start, end): token indices, the end exclusive.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

Gender = Literal["female", "male"]
Position = tuple[int, int, int]

_PRONOUNS: dict[str, Gender] = {
    **dict.fromkeys(("he", "him", "his", "himself"), "male"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "female"),
}
_OTHER: dict[Gender, Gender] = {"female": "male", "male": "female"}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _words(female: str, male: str) -> dict[str, Gender]:
    table: dict[str, Gender] = {}
    table.update(dict.fromkeys(female.split(), "female"))
    table.update(dict.fromkeys(male.split(), "male"))
    return table


_TITLES = _words(
    """mrs ms miss mme mlle madame mademoiselle lady dame queen princess duchess grand-duchess
    archduchess countess viscountess marchioness marquise baroness empress tsarina tsaritsa czarina
    infanta frau fräulein señora señorita signora signorina dona doña maharani rani sultana abbess
    sister mother aunt auntie grandmother""",
    """mr mister sir lord king prince duke archduke count earl viscount marquess marquis baron
    emperor tsar czar kaiser sultan shah pope infante herr señor signor monsieur maharaja maharajah
    emir caliph ayatollah mullah imam cardinal monsignor father brother uncle
    grandfather friar abbot pasha bey""",
)
# Titles that may stand after the name, as in "Camilla, Duchess of Cornwall".
_RANKS = _set(
    """queen princess duchess archduchess countess viscountess marchioness baroness empress lady
    king prince duke archduke count earl viscount marquess baron emperor tsar sultan lord"""
)
_NEUTRAL_TITLES = _set(
    """saint st dr doctor prof professor president senator governor general gen colonel col major
    captain capt lieutenant lt sergeant sgt admiral commander judge justice chief reverend rev
    bishop archbishop rabbi swami sri honourable honorable hon the young old big little blessed
    crown grand dowager regent private corporal marshal ensign chancellor minister secretary mayor
    ambassador congressman virgin elector sheikh sheik"""
)
_KIN = _words(
    """wife widow mother stepmother grandmother daughter stepdaughter granddaughter sister
    half-sister stepsister aunt niece fiancée girlfriend bride mistress ex-wife
    daughter-in-law mother-in-law sister-in-law great-grandmother goddaughter godmother mom mum""",
    """husband widower father stepfather grandfather son stepson grandson brother half-brother
    stepbrother uncle nephew fiancé boyfriend bridegroom groom ex-husband son-in-law
    father-in-law brother-in-law great-grandfather godson godfather dad""",
)
_ROLES = _KIN | _words(
    """actress woman lady girl queen princess duchess countess baroness empress heiress hostess
    waitress businesswoman sportswoman congresswoman spokeswoman chairwoman policewoman
    noblewoman horsewoman stateswoman frontwoman songstress seamstress sorceress goddess priestess
    nun abbess ballerina soprano mezzo-soprano suffragette headmistress
    schoolmistress governess housewife heroine comedienne chanteuse courtesan
    alumna huntress enchantress poetess authoress sculptress aviatrix matriarch saleswoman
    englishwoman frenchwoman irishwoman""",
    """man gentleman boy king prince duke earl baron emperor tsar sultan businessman
    sportsman congressman spokesman policeman nobleman horseman statesman frontman clergyman
    fisherman salesman craftsman englishman frenchman irishman dutchman scotsman
    welshman monk friar abbot headmaster schoolmaster playboy patriarch tenor
    baritone countertenor alderman serviceman""",
)
# Words that a pronoun may stand for besides a person of the document.
_SOMEBODY = _ROLES | _words("female", "male guy")
_VESSELS = _set(
    """ship ships vessel boat yacht schooner frigate battleship cruiser destroyer submarine steamer
    corvette brig sloop minesweeper gunboat battlecruiser trawler freighter tanker liner ferry hms
    uss rms hmas hmcs"""
)
# Compounds in which a role noun says nothing of the person: "king penguin", "girl group".
_NOT_A_ROLE_BEFORE = _set("'s ’s ' ’ - – group band penguin crab")
_AFTER_A_ROLE = _set("of and who from in at for to by born that whose with on as during best")
_CLAUSE_OPENERS = _set("after with when following before while despite as like by in")
_COPULAS = _set("is was became being")
_STOPPERS = _set(
    """who whom whose which that to of by with for from in on at as about between against
    his her him she he their its married met murdered killed like than when where while
    not n't never or"""
)
_QUOTES = _set("\" “ ” '' `` « »")
_SENTENCE_OPENERS = _QUOTES | _set(". ; : ? ! ( — – -")
_CANOVAS = _set("Canova Casanova Cordova Villanova Terranova Genova Bova Nova Kova")


def _fold(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


@cache
def _given_names() -> tuple[dict[str, Gender], frozenset[str]]:
    """Gender by given name, with and without its accents; and those common as family names."""
    text = (files("irrealis.text") / "given_names.tsv").read_text(encoding="utf-8")
    exact: dict[str, Gender] = {}
    either = set()
    family = set()
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, gender, *note = line.split("\t")
            if gender == "either":
                either.add(name)
            else:
                exact[name] = "female" if gender == "female" else "male"
            if note:
                family |= {name, _fold(name)}
    folded: dict[str, set[Gender]] = {}
    for name, known in exact.items():
        folded.setdefault(_fold(name), set()).add(known)
    plain = {
        name: next(iter(both))
        for name, both in folded.items()
        if len(both) == 1 and name not in either
    }
    return plain | exact, frozenset(family)


def _given(token: str) -> Gender | None:
    names, _ = _given_names()
    if found := names.get(token):
        return found
    if token.startswith("Jean-"):
        return "male"
    if token.startswith(("Abdul", "Abdel", "Abdal")) and len(token) > 6:
        return "male"
    head, hyphen, _ = token.partition("-")
    return names.get(head) if hyphen and len(head) > 2 else None


def name_gender(name: str) -> Gender | None:
    """The gender that a person's name shows, by title or given name, or None if it shows none.

    "Mrs. John Smith" is female: a title outweighs the name. A name of one word that is a family
    name as well ("Thomas", "Rose") shows nothing; nor does "Smith, John", whose order is unsure,
    nor a name used for both. Names in Chinese, Korean or Hungarian order have the family name
    first, which the lexicon does not know as given names.
    """
    text = re.sub(r"\s*[-‐–]\s*", "-", name.strip())
    tokens = [t for t in text.replace(",", " , ").replace("’", "'").split() if t not in _QUOTES]
    lowered = [token.lower().rstrip(".") for token in tokens]
    for at, word in enumerate(lowered):
        more = at + 1 < len(tokens)
        if (
            word in _TITLES
            and more
            and tokens[at][0].isupper()
            and (
                all(before in _NEUTRAL_TITLES or before in _TITLES for before in lowered[:at])
                or (word in _RANKS and lowered[at + 1] == "of")
            )
        ):
            if tokens[at] in _given_names()[0] and at + 2 == len(tokens):
                break  # "Earl Warren", "Prince Rogers": a given name as likely as a title
            return _TITLES[word]
    if "bint" in tokens:
        return "female"
    if {"bin", "ibn"} & set(tokens) or tokens[:1] == ["Ibn"]:
        return "male"
    while tokens and (lowered[0] in _NEUTRAL_TITLES or not lowered[0]):
        tokens, lowered = tokens[1:], lowered[1:]
    while len(tokens) > 2 and re.fullmatch(r"(?:\w\.?)+", tokens[0]) and len(lowered[0]) <= 2:
        tokens, lowered = tokens[1:], lowered[1:]
    if not tokens or (len(tokens) > 1 and tokens[1] == ","):
        return None
    names, family = _given_names()
    given = _given(tokens[0])
    if len(tokens) == 1:
        return None if tokens[0].partition("-")[0] in family else given
    if tokens[0] in ("Marie", "Maria", "Anne") and len(tokens) > 2:
        second = names.get(tokens[1])
        if second == "male":  # Anne Robert Jacques Turgot
            return None
    if tokens[0] == "Jean" and len(tokens) > 2 and names.get(tokens[1]) == "male":
        return "male"
    shape = _surname_gender(tokens)
    if given and shape and given != shape:
        return None
    return given or shape


def _surname_gender(tokens: Sequence[str]) -> Gender | None:
    """Gender by patronymic or by the ending of a family name (Slavic, Icelandic)."""
    for token in tokens[1:]:
        if re.search(r"(?:[oe]vna|ichna|d[óo]ttir|sk[aá]ya|skaia|ov[áà])$", token):
            return "female"
    if any(re.search(r"(?:[oe]vich|[oe]vych)$", token) for token in tokens[1:-1]):
        return "male"
    last = tokens[-1]
    if re.search(r"(?:[bdghklmnprstvzfc]ova|[bdghklmnprstvzfcy]eva)$", last):
        return None if last in _CANOVAS or len(last) < 6 else "female"
    return None


def given_names() -> dict[str, Gender]:
    """Given names that tell the gender of who bears them, with and without their accents."""
    return dict(_given_names()[0])


class _Document:
    """The gendered words of a document, found in one pass over its tokens."""

    def __init__(self, sents: Sequence[Sequence[str]]) -> None:
        self.sents = sents
        self.pronouns: list[tuple[int, int, Gender]] = []
        self.somebody: dict[int, list[tuple[int, Gender]]] = {}
        self.vessel = False
        for s, tokens in enumerate(sents):
            for t, token in enumerate(tokens):
                word = token.lower()
                if word in _PRONOUNS:
                    if self._stands_for_one(tokens, t):
                        self.pronouns.append((s, t, _PRONOUNS[word]))
                elif word in _SOMEBODY:
                    self.somebody.setdefault(s, []).append((t, _SOMEBODY[word]))
                elif word in _VESSELS:
                    self.vessel = True

    @staticmethod
    def _stands_for_one(tokens: Sequence[str], t: int) -> bool:
        token = tokens[t]
        near = {w.lower() for w in (*tokens[max(0, t - 2) : t], *tokens[t + 1 : t + 3])}
        if near & {"or", "/"} and near & _PRONOUNS.keys():
            return False  # "he or she"
        if token[0].isupper():  # a capital inside a sentence is part of a title
            if len(token) > 1 and token.isupper():
                return False
            opens = t == 0 or tokens[t - 1] in _SENTENCE_OPENERS
            following = tokens[t + 1] if t + 1 < len(tokens) else ""
            return opens and not following[:1].isupper()
        return True

    def shown_by_words(self, mentions: Sequence[Position]) -> list[Gender]:
        """Gender by titles and role nouns next to the mentions."""
        found: list[Gender] = []
        for at, (s, start, end) in enumerate(sorted(mentions)):
            tokens = self.sents[s]
            before = self._before(tokens, start, end, first=at == 0)
            after = self._after(tokens, end)
            inside = self._title_inside(tokens[start:end])
            found += [g for g in (before, after, inside) if g]
        return found

    @staticmethod
    def _title_inside(name: Sequence[str]) -> Gender | None:
        if len(name) > 1 and name[0][0].isupper() and name[0] not in _given_names()[0]:
            return _TITLES.get(name[0].lower().rstrip("."))
        return None

    @staticmethod
    def _before(tokens: Sequence[str], start: int, end: int, *, first: bool) -> Gender | None:
        at = start - 1
        while at > 0 and tokens[at] in _QUOTES | {"."} and start - at < 3:
            if tokens[at] == "." and tokens[at - 1].lower() not in ("mr", "mrs", "ms", "mme"):
                return None
            at -= 1
        if at < 0:
            return None
        word = tokens[at].lower().rstrip(".")
        if word in _TITLES and tokens[at][0].isupper() and at == start - 1:
            # "Mr. and Mrs. John Smith" are two, and the name is his
            couple = at and tokens[at - 1] in ("and", "&", "-")
            return None if couple else _TITLES[word]
        if word in ("mr", "mrs", "ms", "mme"):
            return None if at and tokens[at - 1] in ("and", "&") else _TITLES[word]
        if word in _ROLES:
            return _ROLES[word]
        # "his wife, Anna, ...": only where the name is new, or it may begin the main clause.
        if word == "," and first and at > 1:
            noun = tokens[at - 1].lower()
            owner = tokens[at - 2].lower()
            closed = end < len(tokens) and tokens[end] in (",", ".", "(")
            if noun in _KIN and owner in ("his", "her", "'s", "the", "their") and closed:
                return None if tokens[0].lower() in _CLAUSE_OPENERS else _KIN[noun]
        return None

    @staticmethod
    def _after(tokens: Sequence[str], end: int) -> Gender | None:
        at = end
        while at < len(tokens) and tokens[at] in _QUOTES:
            at += 1
        if at < len(tokens) and tokens[at] == "(":
            inside = [t.lower() for t in tokens[at + 1 : at + 3]]
            if inside[:1] == ["née"] or inside == ["born", "as"]:
                return "female" if inside[0] == "née" else None
            depth = 0
            for t in range(at, min(len(tokens), at + 40)):
                depth += (tokens[t] == "(") - (tokens[t] == ")")
                if depth == 0:
                    at = t + 1
                    break
            else:
                return None
        if at >= len(tokens):
            return None
        word = tokens[at].lower()
        if word == "née":
            return "female"
        if word == ",":
            # an apposition: an article or a kinship noun must open it
            opener = tokens[at + 1].lower() if at + 1 < len(tokens) else ""
            follower = tokens[at + 2].lower() if at + 2 < len(tokens) else ""
            if opener in _KIN and follower == "of":
                return _KIN[opener]
            if opener not in ("a", "an", "the"):
                return None
            reach = at + 8
        elif word in _COPULAS:
            reach = at + 14
            if at + 1 < len(tokens) and tokens[at + 1].lower() not in ("a", "an", "the"):
                return None
        else:
            return None
        stops = {".", ";", ":", "("} | ({","} if word == "," else set())
        for t in range(at + 1, min(len(tokens), reach)):
            token = tokens[t].lower()
            if token in _STOPPERS or token in stops or token.endswith("'s"):
                return None
            if token in _ROLES:
                following = tokens[t + 1].lower() if t + 1 < len(tokens) else "."
                if following in _NOT_A_ROLE_BEFORE:
                    return None
                plain = not following[:1].isalpha() or following in _AFTER_A_ROLE
                return _ROLES[token] if plain else None
        return None

    def shown_by_pronouns(
        self, mine: Sequence[Position], others: Iterable[Sequence[Position]]
    ) -> list[tuple[Gender, bool]]:
        """Pronouns that can only be this person's; whether nobody else is in the text so far."""
        own = sorted((s, start) for s, start, _ in mine)
        foreign = sorted((s, start) for positions in others for s, start, _ in positions)
        found: list[tuple[Gender, bool]] = []
        for s, t, gender in self.pronouns:
            if gender == "female" and self.vessel:
                continue
            mark = bisect_left(own, (s, t))
            if not mark:
                continue
            last = own[mark - 1]
            before = bisect_left(foreign, (s, t))
            alone = before == 0
            if not alone:
                # With others about: the one who was named in this sentence or the one before, if
                # nobody else was named in these two. A pronoun likes to go back to whom the text
                # is about, so it must be the first it names, or have opened its sentence.
                if last[0] < s - 1 or foreign[before - 1] >= (s - 1, 0):
                    continue
                if own[0] > foreign[0] and last[1] > 1:
                    continue
            if self._somebody_else(last, (s, t), gender):
                continue
            found.append((gender, alone))
        return found

    def _somebody_else(self, last: tuple[int, int], here: tuple[int, int], gender: Gender) -> bool:
        """Whether a common noun near the pronoun could be what it stands for."""
        for s in range(max(0, here[0] - 1), here[0] + 1):
            for t, kind in self.somebody.get(s, ()):
                if kind == gender and (s, t) < here:
                    return True
        # Long after the name, any such noun since then may have taken over.
        return here[0] - last[0] > 4 and any(
            kind == gender for s in range(last[0], here[0]) for _, kind in self.somebody.get(s, ())
        )


def _settle(votes: Collection[tuple[Gender, int]]) -> Gender | Literal["unsure"] | None:
    """One gender of weighted votes; a lone dissenter of many is a reading error, not a doubt."""
    female = sum(weight for gender, weight in votes if gender == "female")
    male = sum(weight for gender, weight in votes if gender == "male")
    if not female and not male:
        return None
    if female >= 6 * male:
        return "female"
    if male >= 6 * female:
        return "male"
    return "unsure"


def _votes(
    document: _Document, mine: Sequence[Position], others: Sequence[Sequence[Position]]
) -> list[tuple[Gender, int]]:
    votes = [(gender, 3) for gender in document.shown_by_words(mine)]
    return votes + [
        (gender, 2 if alone else 1) for gender, alone in document.shown_by_pronouns(mine, others)
    ]


def gender_in(
    sents: list[list[str]], mentions: list[Position], others: list[list[Position]]
) -> Gender | None:
    """Gender of one person by the document's titles, role nouns and pronouns; names not asked.

    A pronoun counts where this person is its only candidate: the only person named so far, or the
    only one named in its sentence and the one before. It does not where a noun such as "wife"
    or "man" of the pronoun's own gender stands near before it, nor "she" in a text about ships.
    None if nothing is shown or if the evidence is divided.

    Args:
        sents: the document's sentences, as tokens.
        mentions: where the person is named.
        others: where each other person is named.
    """
    settled = _settle(_votes(_Document(sents), mentions, others))
    return None if settled == "unsure" else settled


def genders(
    sents: list[list[str]], persons: list[list[Position]], names: list[list[str]]
) -> list[Gender | Literal["unsure"] | None]:
    """Gender of each person of a document, by document and by name.

    What the document shows wins over the given name, unless all it has are pronouns in the company
    of other persons: then a name that says otherwise makes the person "unsure", as does evidence
    that is divided. None means that nothing is shown. A person whose title, role or name shows
    the other gender is no candidate for a pronoun, so that more of the others' are found.

    Args:
        sents: the document's sentences, as tokens.
        persons: for each person, where they are named.
        names: for each person, the names they go by.
    """
    document = _Document(sents)
    named = [_gender_of_names(aliases) for aliases in names]
    words = [[(g, 3) for g in document.shown_by_words(mentions)] for mentions in persons]
    known = [_settle(votes) or name for votes, name in zip(words, named, strict=True)]
    result: list[Gender | Literal["unsure"] | None] = []
    for at, mentions in enumerate(persons):
        votes = list(words[at])
        for gender in _OTHER:
            rivals = [
                positions
                for other, positions in enumerate(persons)
                if other != at and known[other] != _OTHER[gender]
            ]
            # In company, a pronoun that a title or role contradicts is somebody else's.
            doubted = any(stated != gender for stated, _ in words[at])
            votes += [
                (shown, 2 if alone else 1)
                for shown, alone in document.shown_by_pronouns(mentions, rivals)
                if shown == gender and (alone or not doubted)
            ]
        settled = _settle(votes)
        name = named[at]
        if settled is None:
            result.append(name)
        elif name is not None and settled != name and all(weight < 2 for _, weight in votes):
            result.append("unsure")
        else:
            result.append(settled)
    return result


def _gender_of_names(aliases: Iterable[str]) -> Gender | Literal["unsure"] | None:
    """What all the names of one person show; short ones only where no longer one shows it."""
    aliases = list(aliases)
    for group in (
        [name for name in aliases if " " in name],
        [name for name in aliases if " " not in name],
    ):
        shown = {gender for name in group if (gender := name_gender(name))}
        if shown:
            return next(iter(shown)) if len(shown) == 1 else "unsure"
    return None


def pronoun_genders(sents: list[list[str]]) -> set[Gender]:
    """The gendered singular pronouns that a document uses at all, whoever they stand for."""
    return {
        _PRONOUNS[word]
        for tokens in sents
        for token in tokens
        if (word := token.lower()) in _PRONOUNS
    }
