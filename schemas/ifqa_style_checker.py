"""Questions of ifqa-style, read as they stand, and answered from the document.

Written apart from the builder: the words of a question are parsed by the grammar of this module
(what is supposed, of whom, in which direction; what is asked), and the answer is worked out from
what was read. A row's derivation is a certificate: each of its facts must be a label of the
document, or words of a sentence, that the sentence really states; nothing is taken from it that the
words do not ask for. What is shared with the builder is the engine's language machinery (running
text, names of countries and their adjectives) and the annotation itself.
"""

# ruff: noqa: E501 one wording or pattern, one line

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any, TypeAlias

from irrealis.text.demonyms import demonym_of
from irrealis.text.tokens import running_text, stands_in, untokenized

Row: TypeAlias = Mapping[str, Any]
Key: TypeAlias = tuple[str, str, str]
"""A fact: subject, relation, value; things by the number of their entity."""

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = "(?P<month>" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + r"|sept)\.?"
_DATES = tuple(
    re.compile(rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?{pattern}", re.IGNORECASE)
    for pattern in (
        rf"(?P<day>\d\d?)(?:st|nd|rd|th)? {_MONTH}(?:, ?| )(?P<year>\d{{4}})",
        rf"{_MONTH} (?P<day>\d\d?)(?:st|nd|rd|th)?(?:, ?| )(?P<year>\d{{4}})",
        rf"{_MONTH}(?:, ?| of | )(?P<year>\d{{4}})",
        r"(?P<year>\d{4})",
    )
)
_DATED = frozenset({"P569", "P570", "P571", "P577"})
_NESTED = frozenset({"P19", "P20", "P131", "P159", "P276"})
# the same fact told from its other end
_CONVERSE = {
    "P131": "P150", "P749": "P355", "P361": "P527", "P1344": "P710", "P155": "P156",
    "P36": "P1376", "P1366": "P1365", "P26": "P26",
}  # fmt: skip


class Underivable(Exception):
    """The words, or the document, do not give an answer; the message says why."""


@dataclass(frozen=True, slots=True)
class Derived:
    """An answer: things by number, or the texts that say it; and the facts it follows from."""

    things: frozenset[str]
    texts: frozenset[str]
    facts: frozenset[Key]


def read_date(text: str) -> str | None:
    """A year, month or day as "1953", "1953-04", "1953-04-06"; None for any other time."""
    tidy = re.sub(r"\s*,\s*", ", ", " ".join(text.split())).strip()
    for pattern in _DATES:
        if match := pattern.fullmatch(tidy):
            parts = match.groupdict()
            year = int(parts["year"])
            if not 1000 <= year <= 2999:
                return None
            if not parts.get("month"):
                return f"{year:04}"
            month = [name[:3] for name in _MONTHS].index(parts["month"][:3].lower()) + 1
            if not parts.get("day"):
                return f"{year:04}-{month:02}"
            try:
                return date(year, month, int(parts["day"])).isoformat()
            except ValueError:
                return None
    return None


# the document


@dataclass(frozen=True)
class Paper:
    """A row of `documents`, to be asked."""

    row: Row

    @cached_property
    def same(self) -> tuple[int, ...]:
        """For each entity the first one that is the same place."""
        first: dict[object, int] = {}
        found = []
        for i, entity in enumerate(self.row["vertexSet"]):
            place = None
            if {one["type"] for one in entity} in ({"LOC"}, {"ORG"}):
                rows = (demonym_of(re.sub(r"^[Tt]he ", "", one["name"])) for one in entity)
                place = next((row.place for row in rows if row and row.place), None)
            found.append(first.setdefault(place, i) if place else i)
        return tuple(found)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Sentences as running text."""
        return tuple(running_text(sent) for sent in self.row["sents"])

    @cached_property
    def called(self) -> tuple[frozenset[str], ...]:
        """All that each entity may be called: names with and without article, and its place."""
        found: dict[int, set[str]] = {}
        for i, entity in enumerate(self.row["vertexSet"]):
            names = found.setdefault(self.same[i], set())
            for mention in entity:
                name = untokenized(mention["name"])
                bare = re.sub(r"^[Tt]he ", "", name)
                row = demonym_of(bare) if entity[0]["type"] in ("LOC", "ORG") else None
                place = {row.place} if row and row.place else set()
                names |= {name, bare, f"the {bare}", *place, *(f"the {one}" for one in place)}
        return tuple(frozenset(found[self.same[i]]) for i in range(len(self.same)))

    @cached_property
    def owners(self) -> Mapping[str, frozenset[int]]:
        """For each name without article the things that bear it."""
        found: dict[str, set[int]] = {}
        for i, names in enumerate(self.called):
            if all(one["type"] in ("TIME", "NUM") for one in self.row["vertexSet"][i]):
                continue  # dates and numbers are read as such
            for name in names:
                found.setdefault(re.sub(r"^[Tt]he ", "", name), set()).add(self.same[i])
        return {name: frozenset(owners) for name, owners in found.items()}

    @cached_property
    def _longest_first(self) -> tuple[str, ...]:
        return tuple(sorted(self.owners, key=lambda name: (-len(name), name)))

    def names(self, thing: str) -> frozenset[str]:
        """All that a thing may be called."""
        return self.called[int(thing)]

    def masked(self, text: str) -> str:
        """The text with each name, its article and its quotation marks as the number of its thing.

        Raises:
            Underivable: a name that two things bear.
        """
        found: dict[str, frozenset[int]] = {}
        for name in self._longest_first:
            if len(name) < 2 or name not in text or not stands_in(name, text):
                continue
            mark = f"⟦x{len(found)}⟧"
            pattern = rf'(?:\b[Tt]he )?"?(?:\b[Tt]he )?(?<![\w⟦]){re.escape(name)}(?![\w⟧])"?'
            text, count = re.subn(pattern, mark, text)
            if count:
                found[mark] = self.owners[name]
        for mark, owners in found.items():
            if mark not in text:
                continue
            if len(owners) > 1:
                raise Underivable(f"a name that {len(owners)} things bear")
            text = text.replace(mark, f"⟦{min(owners)}⟧")
        return text

    def labels(self, relation: str) -> Iterator[tuple[str, str, Row]]:
        """All labels that say something by a relation, from either end."""
        converse = _CONVERSE.get(relation)
        for label in self.row["labels"]:
            head, tail = self.same[label["h"]], self.same[label["t"]]
            if head == tail:
                continue
            if label["r"] == relation:
                value = label["t"] if relation in _DATED else tail
                yield str(head), str(value), label
            if label["r"] == converse:
                yield str(tail), str(head), label

    def values(self, subject: str, relation: str) -> frozenset[str]:
        """What the labels say that a relation has for a subject; of nested places the innermost.

        Raises:
            Underivable: dates that cannot be read, or that exclude one another.
        """
        found = {value for one, value, _ in self.labels(relation) if one == subject}
        if relation in _DATED:
            dates = {self._date_of(int(value)) for value in found}
            if None in dates:
                raise Underivable(f"a date of {subject} by {relation} that cannot be read")
            finest = max((one for one in dates if one), key=len, default=None)
            if finest is None:
                return frozenset()
            if any(not finest.startswith(str(one)) for one in dates):
                raise Underivable(f"dates of {subject} by {relation} that exclude one another")
            return frozenset({finest})
        if relation in _NESTED:
            return frozenset(
                one for one in found
                if not any(other != one and one in self.around(other) for other in found)
            )  # fmt: skip
        return frozenset(found)

    def subjects(self, relation: str, value: str) -> frozenset[str]:
        """The things for which any label gives this value."""
        return frozenset(one for one, other, _ in self.labels(relation) if other == value)

    def _date_of(self, entity: int) -> str | None:
        mentions = self.row["vertexSet"][entity]
        dates = {read_date(mention["name"]) for mention in mentions}
        return (
            dates.pop() if {m["type"] for m in mentions} == {"TIME"} and len(dates) == 1 else None
        )

    def around(self, value: str) -> frozenset[str]:
        """All places that a place is said to lie in, directly or not, itself included."""
        seen, left = {value}, [value]
        while left:
            at = left.pop()
            for relation in ("P131", "P17", "P30", "P361", "P706"):
                for one, other, _ in self.labels(relation):
                    if one == at and other not in seen:
                        seen.add(other)
                        left.append(other)
        return frozenset(seen)

    def mentioned(self, thing: str, sentence: int) -> bool:
        """Whether a sentence mentions a thing."""
        return any(
            mention["sent_id"] == sentence
            for i, mentions in enumerate(self.row["vertexSet"])
            if str(self.same[i]) == thing
            for mention in mentions
        )

    # what sentences state

    def states(self, fact: Key, sentences: Sequence[int]) -> str | None:
        """Why the sentences do not state a fact; None if they do."""
        subject, relation, value = fact
        text = " ".join(self.sentences[sent] for sent in sentences)
        if not sentences:
            return "no sentence"
        if relation in _SAYS:
            return self._labelled(fact, sentences, text)
        if _UNSURE.search(text):
            return f"hedged: {_UNSURE.search(text)[0]}"  # type: ignore[index]
        return self._worded(subject, relation, value, text)

    def _labelled(self, fact: Key, sentences: Sequence[int], text: str) -> str | None:
        subject, relation, value = fact
        evidence = [
            set(label["evidence"])
            for one, other, label in self.labels(relation)
            if one == subject
            and (self._date_of(int(other)) == value if relation in _DATED else other == value)
        ]
        if not evidence:
            return "no such label"
        if _UNSURE.search(text) and relation not in ("P17", "P131"):
            return f"hedged: {_UNSURE.search(text)[0]}"  # type: ignore[index]
        if relation in ("P17", "P131", "P27"):
            together = [
                s for s in sentences if self.mentioned(subject, s) and self.mentioned(value, s)
            ]
            if relation == "P131" and not any(self._lies(subject, value, s) for s in together):
                return "no sentence that puts the one in the other"
            if len(together) == len(sentences):
                return None
            apart = all(any(self.mentioned(end, s) for s in sentences) for end in (subject, value))
            if relation != "P27" and apart and any(set(sentences) <= one for one in evidence):
                return None
            return "no sentence that has both"
        if not any(set(sentences) <= one for one in evidence):
            return "not the evidence of the label"
        if not re.search(_SAYS[relation], text, re.IGNORECASE):
            return f"no word for {relation}"
        if relation in _DATED:
            return self._dated(value, text)
        if not any(self.mentioned(value, sent) for sent in sentences):
            return "no sentence that has the value"
        return None

    def _lies(self, inner: str, outer: str, sentence: int) -> bool:
        """Whether the words between two places say that the first lies in the second."""
        text = self.sentences[sentence]
        for a in self.names(inner):
            for b in self.names(outer):
                for match in re.finditer(
                    rf"(?<!\w){re.escape(a)}(?!\w)([^.;]{{1,110}}?)(?<!\w){re.escape(b)}(?!\w)",
                    text,
                ):
                    between = match[1].strip()
                    if not _APART.search(between) and re.search(
                        r"(?:,|\(|\bin|\bof)(?: the)?$", between
                    ):
                        return True
                if re.search(
                    rf"(?<!\w){re.escape(b)} (?:[a-z]+ ){{1,4}}(?:of )?{re.escape(a)}(?!\w)", text
                ):
                    return True  # "the Italian city of Milan"
        return False

    @staticmethod
    def _dated(value: str, text: str) -> str | None:
        """A date stands in the text as a point in time: not before, about, or one of two."""
        year = value[:4]
        for match in re.finditer(rf"\b{year}\b", text):
            before, after = text[: match.start()], text[match.end() :]
            phrase = re.sub(
                r"(?:\d{1,2}(?:st|nd|rd|th)? )?(?:[A-Z][a-z]+\.? )?(?:\d{1,2},? )?$", "", before
            )
            if re.search(
                r"(?i)\b(?:circa|about|around|between|before|after|by|until|since|or|ca?\.?) ?$",
                phrase,
            ):
                continue
            if re.match(r" ?(?:bc|bce|b\.c\.|or |/|s\b)", after, re.IGNORECASE):
                continue
            return None
        return f"no plain {year}"

    def _worded(self, subject: str, relation: str, value: str, text: str) -> str | None:
        """Whether the words of a sentence tell a fact that is no label."""
        a, b = self.names(subject), self.names(value) if value != "-1" else frozenset[str]()
        if relation.endswith((" by", " after")):
            verb = relation.split()[0]
            if not any(stands_in(name, text) for name in b) and not re.match(
                r"(?:He|She|It)\b", text
            ):
                return "the value is not named"
            behind = re.search(rf"\b{verb} (?:by|after|for|on)\b(.*)", text)
            if behind and any(stands_in(name, behind[1]) for name in b):
                return None
            past = _PAST.get(verb, verb)
            active = re.search(rf"\b{past}\b(.*)", text)
            if active and any(stands_in(name, active[1]) for name in a):
                return None
            return f"not told: {relation}"
        if relation == "beat":
            if (
                re.search(r"\b(?:defeat|beat|overcame|outpoll|lost to|losing to|beaten by)", text)
                is None
            ):
                return "no contest"
            lost = re.search(r"(?:lost to|losing to|defeated by|beaten by)(.*)", text)
            won = re.search(
                r"(?:defeated|defeating|beat|beating|overcame|outpolled)(?! by)(.*)", text
            )
            if lost and any(stands_in(name, lost[1]) for name in a):
                return None
            if won and not lost and any(stands_in(name, won[1]) for name in b):
                return None
            return "not who won"
        if relation == "moved":
            match = re.search(r"\bfrom (.*?) to \b", text)
            return (
                None if match and any(stands_in(n, match[1]) for n in b) else "no move from there"
            )
        if relation == "called before":
            cue = re.search(r"\b(?:formerly|originally|previously|initially|born|née|né)\b", text)
            return None if cue else "no earlier name"
        if relation.startswith(("number of ", "second ")):
            noun = relation.split()[-1]
            return (
                None
                if re.search(rf"\b{noun}\b", text) and b and any(stands_in(n, text) for n in b)
                else "no rank"
            )
        return f"unknown relation {relation}"


_APART = re.compile(
    r"\b(?:near|between|border\w*|outside|from|and|that|which|who|where)\b|"
    r"\b(?:north|south|east|west)\w* of\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:circa|probably|perhaps|possibly|presumably|reportedly|supposedly|allegedly|alleged|claims?|"
    r"claimed|according to|believed to|thought to|said to|legend|rumou?red|disputed|uncertain|"
    r"forged|may have|might have|purported|apparently|fictional)\b",
    re.IGNORECASE,
)
_SAYS = {
    "P6": "governor|mayor|minister|premier|government|chancellor",
    "P17": "", "P131": "", "P27": "",
    "P19": "born|birth", "P20": "die|death|killed|assassinat|execut",
    "P22": r"\bson|daughter|father|child", "P25": r"\bson|daughter|mother|child",
    "P26": "marr|wife|husband|spouse|widow|wed", "P36": "capital",
    "P50": "writ|wrote|author|novel|book", "P54": "play|sign|join|club|team|career|appear",
    "P57": "direct|film by|helm", "P58": "writ|wrote|screenplay|script",
    "P69": "stud|educat|graduat|attend|degree|alumn|enrol", "P86": "compos|music|score",
    "P102": "member|party|politician|candidate|join|republican|democrat|liberal",
    "P108": "work|professor|taught|teach|employ|lectur|join|staff|hired",
    "P112": "found|establish|started by|formed by|set up",
    "P118": "play|compet|league|division", "P123": "publish",
    "P127": "own|acquir|bought|purchas", "P137": "operat|run by",
    "P155": "follow|success|sequel|prece|after|previous|next|succeed",
    "P159": "headquarter|based in|office", "P161": "star|cast|featur|play|role|appear",
    "P162": "produc", "P166": "won|award|receiv|prize|medal|hono", "P175": "by|album|single|song|record|perform|releas",
    "P176": "manufactur|made by|built|produced by|design", "P178": "develop",
    "P179": "series|trilogy|episode|instal|franchise|volume|book",
    "P206": "on the|bank|shore|coast|bay|lake|river|sea", "P264": "releas|label|sign|records",
    "P272": "produc", "P276": "held|place|locat|at|in", "P449": "air|broadcast|televis|premier|network",
    "P463": "member|band|join", "P569": r"born|birth|[(;–-]", "P570": r"die|death|kill|assassinat|execut|[–-]",
    "P571": "found|establish|form|creat|incorporat|open|built|start",
    "P577": r"releas|publish|came out|premier|air|issu|\bis an? |\(",
    "P607": r"\bwar\b|battle|fought|serv|invasion|campaign",
    "P749": "subsidiar|owned|division of|parent|part of",
    "P1344": "compet|particip|took part|represent|play|won|finish|medal|enter",
    "P1366": "succe|replac|became",
}  # fmt: skip
_PAST = {
    "written": "wrote",
    "run": "ran",
    "sung": "sang",
    "drawn": "drew",
    "co-written": "co-wrote",
}

# the grammar of questions

_E = r"⟦(\d+)⟧"
_N = r"⟦\d+⟧"
_ASKS = (
    r"(?:(?:in|to|by|from|with|of) )?(?:which|what|who|whom|whose|where|how|would)\b"
    r"|a [a-z ]+ (?:of|on) (?:which|what)\b|an [a-z ]+ (?:of|on) (?:which|what)\b"
    r"|the [a-z ]+ of which\b"
)
_ROLES = {
    "birthplace": "P19", "place of death": "P20", "seat": "P159", "alma mater": "P69", "team": "P54",
    "employer": "P108", "party": "P102", "director": "P57", "author": "P50", "producer": "P162",
    "composer": "P86", "screenwriter": "P58", "performer": "P175", "record label": "P264",
    "founder": "P112", "developer": "P178", "manufacturer": "P176", "publisher": "P123",
    "broadcaster": "P449", "owner": "P127", "parent company": "P749", "operator": "P137",
    "production company": "P272", "spouse": "P26", "father": "P22", "mother": "P25",
    "capital": "P36", "location": "P276",
}  # fmt: skip
_MANY_ROLES = {
    "birthplaces": "P19", "places of death": "P20", "parties": "P102", "directors": "P57",
    "authors": "P50", "producers": "P162", "composers": "P86", "performers": "P175",
    "record labels": "P264", "publishers": "P123", "developers": "P178", "screenwriters": "P58",
    "founders": "P112", "manufacturers": "P176",
}  # fmt: skip
_DID = {
    "been born in": "P19", "come into the world in": "P19", "died in": "P20", "passed away in": "P20",
    "been based in": "P159", "had headquarters in": "P159", "studied at": "P69",
    "been educated at": "P69", "attended": "P69", "played for": "P54", "joined": "P54|P102",
    "worked for": "P108", "been employed by": "P108", "belonged to": "P102",
    "been a member of": "P102", "been directed by": "P57", "been written by": "P50",
    "been produced by": "P162", "been composed by": "P86", "been scripted by": "P58",
    "been performed by": "P175", "been recorded by": "P175", "been released by": "P264",
    "been founded by": "P112", "been developed by": "P178", "been manufactured by": "P176",
    "been published by": "P123", "been broadcast by": "P449", "been owned by": "P127",
    "been a subsidiary of": "P749", "been operated by": "P137", "been made by": "P272",
    "married": "P26", "been married to": "P26", "taken place in": "P276",
}  # fmt: skip
_MADE = {
    "directed": "P57", "written": "P50", "produced": "P162", "composed": "P86", "scripted": "P58",
    "recorded": "P175", "released": "P264", "founded": "P112", "developed": "P178",
    "manufactured": "P176", "published": "P123", "broadcast": "P449", "owned": "P127",
    "operated": "P137",
}  # fmt: skip
# "the label that released X": who is meant by a phrase about another thing
_PHRASES: tuple[tuple[str, str], ...] = (
    (rf"the place where {_E} was born", "P19"), (rf"{_E}'s birthplace", "P19"),
    (rf"the place where {_E} died", "P20"), (rf"the place where {_E} (?:is|are) based", "P159"),
    (rf"the school that {_E} attended", "P69"), (rf"the school where {_E} studied", "P69"),
    (rf"the team that {_E} played for", "P54"), (rf"the label that released {_E}", "P264"),
    *((rf"the {role} of {_E}", relation) for role, relation in _ROLES.items()),
)  # fmt: skip
# what is asked of the value of a relation; {r} is a role phrase; as it would be, and as it is
_PROPERTIES: tuple[tuple[str, str, str], ...] = (
    ("P17", "in which country would {r} be", "in which country is {r}"),
    ("P17", "which country would {r} be in", "which country is {r} in"),
    ("P19", "where would {r} have been born", "where was {r} born"),
    ("P19", "what would the birthplace of {r} be", "what is the birthplace of {r}"),
    ("P20", "where would {r} have died", "where did {r} die"),
    ("P27", "of which country would {r} have been a citizen", "of which country was {r} a citizen"),
    ("P27", "which country would {r} have come from", "which country did {r} come from"),
    ("P69", "which school would {r} have attended", "which school did {r} attend"),
    ("P69", "where would {r} have studied", "where did {r} study"),
    ("P159", "where would {r} be based", "where is {r} based"),
    ("P112", "who would have founded {r}", "who founded {r}"),
    ("P118", "in which league would {r} play", "in which league does {r} play"),
    ("P127", "who would have owned {r}", "who owned {r}"),
    ("P749", "what would the parent company of {r} be", "what is the parent company of {r}"),
    ("P26", "whom would {r} have married", "whom did {r} marry"),
    ("P22", "who would the father of {r} have been", "who was the father of {r}"),
    ("P36", "what would the capital of {r} be", "what is the capital of {r}"),
    ("P54", "which team would {r} have played for", "which team did {r} play for"),
    ("P108", "whom would {r} have worked for", "whom did {r} work for"),
    ("P102", "which party would {r} have belonged to", "which party did {r} belong to"),
    ("P264", "which label would have released {r}", "which label released {r}"),
    ("P569", "in what year would {r} have been born", "in what year was {r} born"),
    ("P570", "in what year would {r} have died", "in what year did {r} die"),
    ("P571", "in what year would {r} have been founded", "in what year was {r} founded"),
)
_S = rf"(?:he|she|it|they|the [a-z]+|{_N}|[A-Z]\w+)"
# in which place it would have happened, or does happen
_HAPPENED: tuple[tuple[str, str, str], ...] = (
    ("P19", rf"would {_S} have been born", rf"(?:was|were) {_E} born"),
    ("P20", rf"would {_S} have died", rf"did {_E} die"),
    ("P159", rf"would {_S} be based", rf"(?:is|are) {_E} based"),
    ("P276", rf"would {_S} have taken place", rf"did {_E} take place"),
    ("P69", rf"would {_S} have studied", rf"did {_E} study"),
    ("P54", rf"would {_S} have played", rf"did {_E} play"),
    ("P108", rf"would {_S} have worked", rf"did {_E} work"),
    ("P131", rf"would {_S} be", rf"(?:is|are) {_E}"),
)
# how something is gone, and the relations that it leaves without a value
_GONE: tuple[tuple[str, str], ...] = (
    (rf"{_E} had never been settled|nobody had ever settled in {_E}", "P19"),
    (rf"{_E} had never been founded", "P159 P54 P102 P264 P176 P123 P749 P36 P166"),
    (rf"there had never been a town called {_E}", "P159"),
    (rf"there had never been a city called {_E}", "P36"),
    (rf"{_E} had never opened|{_E} had never admitted any students", "P69"),
    (
        rf"{_E} had never existed",
        "P54 P108 P102 P264 P178 P176 P123 P449 P127 P749 P137 P272 P463 by",
    ),
    (rf"{_E} had never become a director|{_E} had never gone into directing", "P57"),
    (rf"{_E} had never become a writer|{_E} had never written a line", "P50"),
    (rf"{_E} had never become a producer|{_E} had never worked as a producer", "P162"),
    (rf"{_E} had never become a composer|{_E} had never written any music", "P86"),
    (rf"{_E} had never become a screenwriter|{_E} had never written a script", "P58"),
    (rf"{_E} had never made music|{_E} had never recorded anything", "P175"),
    (rf"{_E} had never been born|{_E} had never lived", "P112 by named"),
    (rf"there had never been {_E}", "by"),
    (rf"{_E} had never gone on the air", "P449"),
    (rf"{_E} had never married|{_E} had never met anybody to marry", "P26"),
    (rf"{_E} had never had any children|{_E} had died without children", "P22 P25"),
    (rf"{_E} had never been given to anybody", "P166"),
    (rf"{_E} had never been started|nobody had ever come up with {_E}", "P179"),
    (rf"{_E} had dried up long ago|{_E} did not exist", "P206"),
    (rf"{_E} had never been built", "P276"),
    (rf"{_E} had never been written|nobody had ever written {_E}", "based"),
)
_WHO = r"(?:who|which (?P<kind>[a-z ]+?))"
# what would be missed, and by which relation
_MISSED: tuple[tuple[str, str], ...] = (
    (r"would have had to be born somewhere else", "P19"),
    (
        r"would have its headquarters somewhere else|would have headquarters somewhere else|would need another home",
        "P159",
    ),
    (r"would have had to study elsewhere|education would have taken place somewhere else", "P69"),
    (
        r"would have had to play for another team|would have needed another club|would have needed another team",
        "P54",
    ),
    (r"would have had to work somewhere else|would have needed another employer", "P108"),
    (r"would have had to join another party|would have needed another party", "P102"),
    (r"would have needed another director|would somebody else have had to direct", "P57"),
    (r"would never have been written|would have no author|would have needed another author", "P50"),
    (r"would have needed another producer|would somebody else have had to produce", "P162"),
    (r"would have needed another composer|would somebody else have had to compose", "P86"),
    (r"would have needed another screenwriter|would have had a script by somebody else", "P58"),
    (r"would never have been recorded|would have needed another performer", "P175"),
    (r"would have needed another record label|would have come out on another label", "P264"),
    (r"would have needed another founder|would somebody else have had to found", "P112"),
    (r"would have needed another developer", "P178"),
    (r"would have needed another manufacturer", "P176"),
    (r"would have needed another publisher", "P123"),
    (r"would have needed another network|would have had to be shown elsewhere", "P449"),
    (r"would have needed another owner", "P127"),
    (r"would have needed another parent company", "P749"),
    (r"would have needed another operator", "P137"),
    (r"would have needed another production company", "P272"),
    (r"would have married somebody else, or nobody|would not have had that marriage", "P26"),
    (r"would never have been born", "P22 P25"),
    (r"would need another capital|would have to be governed from somewhere else", "P36"),
    (r"would have had to take place somewhere else", "P276"),
    (r"would have had to do without that award", "P166"),
    (r"would not exist|would never have been made", "P179"),
    (r"would no longer lie on it|would not lie on the water", "P206"),
)
# a factual question for the value of a relation
_WAS: tuple[tuple[str, str], ...] = (
    (rf"where was {_E} born", "P19"),
    (rf"where did {_E} die", "P20"),
    (rf"where (?:is|are) {_E} based", "P159"),
    (rf"where did {_E} study|which schools? did {_E} attend", "P69"),
    (rf"which teams? did {_E} play for", "P54"),
    (rf"who employed {_E}|whom did {_E} work for", "P108"),
    (rf"which party did {_E} belong to|what was the party of {_E}", "P102"),
    (rf"who directed {_E}|who (?:was|were) the directors? of {_E}", "P57"),
    (rf"who wrote {_E}|who (?:was|were) the authors? of {_E}", "P50"),
    (rf"who produced {_E}|who (?:was|were) the producers? of {_E}", "P162"),
    (rf"who composed {_E}|who (?:was|were) the composers? of {_E}", "P86"),
    (rf"who wrote the script of {_E}|who were the screenwriters of {_E}", "P58"),
    (rf"who performed {_E}|who recorded {_E}|who were the performers of {_E}", "P175"),
    (rf"which label released {_E}|what was the record label of {_E}", "P264"),
    (rf"who founded {_E}|who (?:was|were) the founders? of {_E}", "P112"),
    (rf"who developed {_E}|who (?:was|were) the developers? of {_E}", "P178"),
    (rf"who manufactured {_E}|who (?:was|were) the manufacturers? of {_E}", "P176"),
    (rf"who published {_E}|who was the publisher of {_E}", "P123"),
    (rf"who broadcast {_E}", "P449"),
    (rf"who owned {_E}|who was the owner of {_E}", "P127"),
    (rf"what was the parent company of {_E}", "P749"),
    (rf"who operated {_E}", "P137"),
    (rf"which company made {_E}", "P272"),
    (rf"whom did {_E} marry|who was the spouse of {_E}", "P26"),
    (rf"who was the father of {_E}", "P22"),
    (rf"who was the mother of {_E}", "P25"),
    (rf"what is the capital of {_E}", "P36"),
    (rf"where did {_E} take place", "P276"),
    (rf"of which country was {_E} a citizen", "P27"),
    (rf"which award did {_E} win", "P166"),
    (rf"which series is {_E} part of", "P179"),
    (rf"on which water does {_E} lie", "P206"),
    (rf"who was in the cast of {_E}", "P161"),
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
             "tenth", "eleventh", "twelfth")  # fmt: skip


_SUBJECT = (
    rf"(?:{_N} rather than {_N}|{_N} and {_N}|{_N}|nobody|there|one [a-z]+ of {_N} before {_N}|"
    rf"the [a-z]+ (?:where|that) {_N} [a-z]+(?: in)?|the [a-z ]+? of {_N}|the [a-z]+ [a-z]+ in {_N}|"
    rf"the [a-z]+ that released {_N}|the [a-z]+ where {_N} was born)(?:'s birthplace)?"
    rf"(?:,? (?:rather than|and not) {_N},?)?"
)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _full(pattern: str, text: str) -> re.Match[str] | None:
    return _compiled(pattern).fullmatch(text)


def _match(pattern: str, text: str) -> list[str] | None:
    """The groups that a whole text fills; None if it does not match."""
    found = _full(pattern, text)
    return [group for group in found.groups() if group is not None] if found else None


def halves(question: str) -> tuple[str, str]:
    """The condition, in the order "if S had ...", and what is asked under it.

    Raises:
        Underivable: no condition, or nothing asked.
    """
    text = question.strip()
    if not text.endswith("?"):
        raise Underivable("no question mark")
    text = text[:-1]
    text = text[0].lower() + text[1:]
    text = text.replace("hadn't", "had not")
    opener = r"(?:if|had|were|in the event that)"
    if match := _full(rf"({opener} .+?), ((?:{_ASKS}).+)", text):
        condition, asked = match[1], match[2]
    elif match := _full(
        rf"((?:{_ASKS}).+?) ((?:if|in the event that) .+|(?:had|were) {_SUBJECT} .+)", text
    ):
        condition, asked = match[2], match[1]
    else:
        raise Underivable("no condition")
    return _straight(condition), asked


def _straight(condition: str) -> str:
    """A condition with its subject before the verb, and without the word that opens it."""
    for opener in ("if ", "in the event that "):
        if condition.startswith(opener):
            return condition.removeprefix(opener)
    for verb in ("had", "were"):
        if match := _full(rf"{verb} ({_SUBJECT}) (.+)", condition):
            return f"{match[1]} {verb} {match[2]}"
    raise Underivable("a condition that cannot be read")


_PRONOUN = r"(?:he|she|it|they|the [a-z]+|[A-Z]\w+)"
_WHOSE = r"(?:his|her|its|their|the [a-z]+'s|[A-Z]\w+'s)"
_THEM = r"(?:him|her|it|them|the [a-z]+|[A-Z]\w+)"
_UNITS = frozenset(
    [
        "county",
        "province",
        "state",
        "district",
        "region",
        "department",
        "prefecture",
        "oblast",
        "governorate",
        "municipality",
        "parish",
        "canton",
        "voivodeship",
    ]
)
_KINDS = frozenset(
    {"work", "works", "organization", "organizations", "place", "places", "product", "products"}
)
_OF_PERSONS = frozenset({"politician", "politicians", "player", "players"})


_Found: TypeAlias = tuple[frozenset[str], frozenset[str] | set[str]] | None


class Reader:
    """Answers questions from a document.

    `certificate` holds the facts that an answer may rest on; None where any label counts.
    """

    def __init__(self, paper: Paper, certificate: Sequence[Key] | None) -> None:
        """Start with nothing used."""
        self.paper = paper
        self.certificate = None if certificate is None else frozenset(certificate)
        self.used: set[Key] = set()

    # facts

    def _use(self, fact: Key) -> str:
        if self.certificate is not None and fact not in self.certificate:
            raise Underivable(f"the answer needs {fact}, which the derivation lacks")
        self.used.add(fact)
        return fact[2]

    def value(self, subject: str, relation: str) -> str:
        """The only value of a relation.

        Raises:
            Underivable: it has none or several, or the certificate lacks it.
        """
        found = self.paper.values(subject, relation)
        if len(found) != 1:
            raise Underivable(f"{relation} of {subject} has {len(found)} values")
        return self._use((subject, relation, *found))  # type: ignore[arg-type]

    def year(self, subject: str, relation: str) -> int:
        """The year of a date."""
        return int(self.value(subject, relation)[:4])

    def country(self, place: str, depth: int = 4) -> str:
        """The country of a place: its own, or that of what it lies in."""
        own = self.paper.values(place, "P17")
        direct = len(own) == 1 and (
            self.certificate is None or (place, "P17", next(iter(own))) in self.certificate
        )
        if direct:
            return self.value(place, "P17")
        inner = self.paper.values(place, "P131")
        if len(own) > 1 or len(inner) != 1 or not depth:
            raise Underivable(f"the country of {place} is not one")
        found = self.country(self.value(place, "P131"), depth - 1)
        if own and own != {found}:
            raise Underivable(f"another country of {place}")
        return found

    def told(self, subject: str | None, relation: str, value: str | None) -> Key:
        """The fact of the certificate that words of the passage tell."""
        found = [
            fact
            for fact in self.certificate or ()
            if fact[1] == relation and subject in (None, fact[0]) and value in (None, fact[2])
        ]
        if len(found) != 1:
            raise Underivable(f"{len(found)} facts of {relation}")
        self._use(found[0])
        return found[0]

    def of(self, subject: str, asked: str) -> tuple[frozenset[str], frozenset[str]]:
        """What a property of a thing is: things, or texts."""
        if asked == "P17":
            return frozenset({self.country(subject)}), frozenset()
        if asked in _DATED:
            return frozenset(), frozenset({str(self.year(subject, asked))})
        return frozenset({self.value(subject, asked)}), frozenset()

    # counterfactual questions

    def counterfactual(self, question: str) -> Derived:
        """The answer under the condition of the question.

        Raises:
            Underivable: the words cannot be read, suppose what is so, or have no one answer.
        """
        condition, asked = halves(self.paper.masked(question))
        for read in (
            self._left_out, self._sequel, self._birthday, self._same_year, self._order,
            self._outcome, self._moved, self._renamed, self._rank, self._turn, self._union,
            self._seceded, self._region, self._region_lost, self._exchanged, self._gone,
            self._replaced,
        ):  # fmt: skip
            found = read(condition, asked)
            if found is not None:
                things, texts = found
                return Derived(frozenset(things), frozenset(texts), frozenset(self.used))
        raise Underivable(f"cannot be read: {condition} | {asked}")

    # a value replaced

    def _phrase(self, text: str) -> tuple[str, tuple[str, str] | None]:
        """The thing that a phrase means, and the relation by which it does, if by one."""
        if name := _match(_E, text):
            return name[0], None
        for pattern, relation in _PHRASES:
            if found := _match(pattern, text):
                return self.value(found[0], relation), (found[0], relation)
        raise Underivable(f"who is meant: {text}")

    def _swap(self, condition: str) -> tuple[str, str, str, str] | None:
        """Subject, relation, old and new value (as words) of a condition that replaces one."""
        for did, relations in _DID.items():
            last = did.split()[-1]
            prep = rf"(?:{last} )?" if last in ("in", "at", "by", "for", "of", "to") else ""
            for pattern, order in (
                (rf"({_N}) had {did} (.+?) (?:instead of|rather than|and not) {prep}({_N})", "sba"),
                (rf"({_N}) had not {did} ({_N}) but {prep}(.+)", "sab"),
            ):
                if found := _match(pattern, condition):
                    parts = dict(zip(order, found, strict=True))
                    return parts["s"], relations, parts["a"], parts["b"]
        for made, relation in _MADE.items():
            for pattern, order in (
                (rf"(.+?) had {made} ({_N}) instead of ({_N})", "bsa"),
                (rf"(.+?), (?:and )?not ({_N}), had {made} ({_N})", "bas"),
                (rf"(.+?) rather than ({_N}) had {made} ({_N})", "bas"),
                (rf"it had not been ({_N}) but ({_N}) (?:who|that) {made} ({_N})", "abs"),
            ):
                if found := _match(pattern, condition):
                    parts = dict(zip(order, found, strict=True))
                    return parts["s"], relation, parts["a"], parts["b"]
        for role, relation in _ROLES.items():
            for pattern, order in (
                (rf"the {role} of ({_N}) had not been ({_N}) but (.+)", "sab"),
                (rf"(.+?) rather than ({_N}) had been the {role} of ({_N})", "bas"),
                (rf"the {role} of ({_N}) had been (.+?) and not ({_N})", "sba"),
            ):
                if found := _match(pattern, condition):
                    parts = dict(zip(order, found, strict=True))
                    return parts["s"], relation, parts["a"], parts["b"]
        return None

    def _supposed(self, condition: str) -> tuple[str, str, str, str] | None:
        """Subject, relation, old and new value; the old one is what the document has."""
        found = self._swap(condition)
        if found is None:
            return None
        subject, old = (text.strip("⟦⟧") for text in (found[0], found[2]))
        relation = next(
            (one for one in found[1].split("|") if self.paper.values(subject, one) == {old}), None
        )
        if relation is None:
            raise Underivable(f"{old} is not what {found[1]} of {subject} is")
        new, _ = self._phrase(found[3])
        if new in (old, subject):
            raise Underivable("nothing is changed")
        if relation in _NESTED and (new in self.paper.around(old) or old in self.paper.around(new)):
            raise Underivable("one place lies in the other")
        return subject, relation, old, new

    def _replaced(self, condition: str, asked: str) -> _Found:
        change = self._supposed(condition)
        if change is None:
            return None
        subject, relation, _, new = change
        if relation == "P19" and (
            pair := _match(
                rf"would (?:{_N}|{_S}) and {_E} have been born in the same country", asked
            )
        ):
            other = self.country(self.value(pair[0], "P19"))
            return frozenset(), {"yes" if self.country(new) == other else "no"}
        return self._asked(asked, subject, relation, new)

    def _asked(self, asked: str, subject: str, relation: str, new: str) -> _Found:
        """What is asked of the value of a relation."""
        roles = [role for role, one in _ROLES.items() if one == relation]
        for place, would, _ in _HAPPENED:
            if place == relation and (
                found := _full(rf"in (?:which|what) ([a-z]+) {would}", asked)
            ):
                named = re.findall(_E, asked)
                if named and named != [subject]:
                    raise Underivable("asked of another")
                if found[1] == "country":
                    return frozenset({self.country(new)}), frozenset()
                return frozenset({self._unit(self.value(new, "P131"), found[1])}), frozenset()
        for role in roles:
            phrase = rf"(?:{_WHOSE} {role}|the {role} of (?:{_E}|{_THEM})|{_E}'s {role})"
            for prop, would, _ in _PROPERTIES:
                match = _full(would.replace("{r}", phrase), asked)
                if match:
                    if any(group not in (None, subject) for group in match.groups()):
                        raise Underivable("asked of another")
                    return self.of(new, prop)
        return None

    def _unit(self, place: str, noun: str) -> str:
        """The place, if the passage does not call it another kind of unit than asked for."""
        words = {word.lower() for name in self.paper.names(place) for word in name.split()}
        if noun not in _UNITS or (words & _UNITS and noun not in words):
            raise Underivable(f"{place} is no {noun}")
        return place

    def _exchanged(self, condition: str, asked: str) -> _Found:
        for roles, relation in _MANY_ROLES.items():
            found = _match(
                rf"{_E} and {_E} had (?:swapped|exchanged|traded) {roles}", condition
            ) or _match(rf"the {roles} of {_E} and {_E} had been the other way round", condition)
            if not found:
                continue
            named = [one for one in re.findall(_E, asked) if one in found]
            for subject, other in (found, found[::-1]):
                if named and named[0] != subject:
                    continue
                if not named and not self._by_surname(subject, asked):
                    continue
                return self._asked(asked, subject, relation, self.value(other, relation))
        return None

    def _by_surname(self, thing: str, text: str) -> bool:
        return any(stands_in(name.split()[-1], text) for name in self.paper.names(thing))

    # something gone

    def _gone(self, condition: str, asked: str) -> _Found:
        for pattern, relations in _GONE:
            found = _match(pattern, condition)
            if not found:
                continue
            ways = relations.split()
            answer = self._debt(ways, found[0], asked) or self._missed(ways, found[0], asked)
            if answer is not None:
                return answer
        return None

    def _missed(self, ways: Sequence[str], gone: str, asked: str) -> _Found:
        for pattern, relations in _MISSED:
            match = _full(rf"(?:who|whose|which (?P<kind>[a-z ]+?)) (?:{pattern})", asked)
            if match is None:
                continue
            for relation in relations.split():
                having = self.paper.subjects(relation, gone)
                if relation in ways and having:
                    for one in having:
                        self._use((one, relation, gone))
                    self._kind(having, match["kind"])
                    return having, frozenset()
        return None

    def _kind(self, things: frozenset[str], kind: str | None) -> None:
        """Whether "who" or "which film" may ask for the things.

        Raises:
            Underivable: it may not.
        """
        persons = all(
            mention["type"] == "PER"
            for thing in things
            for mention in self.paper.row["vertexSet"][int(thing)]
        )
        if (kind is None or kind in _OF_PERSONS) != persons:
            raise Underivable(f"{kind or 'who'} for {sorted(things)}")
        if kind is None or kind in _KINDS | _OF_PERSONS:
            return
        text = " ".join(self.paper.sentences).lower()
        single = kind if kind in text else re.sub(r"ies$", "y", kind)
        single = single if single in text else re.sub(r"e?s$", "", kind)
        if single not in text:
            raise Underivable(f"nothing is called a {kind}")

    def _debt(self, ways: Sequence[str], gone: str, asked: str) -> _Found:
        """What somebody made, in the passage's own verb; what is named after it, or based on it."""
        which = r"(?:what|who|which (?P<kind>[a-z ]+?))"
        if "named" in ways and (
            match := _full(rf"{which} would (?:have needed|bear) another name", asked)
        ):
            return self._made("named after", gone, match["kind"])
        if "based" in ways and (
            match := _full(
                rf"{which} would have had (?:nothing to be based on|to be based on something else)",
                asked,
            )
        ):
            return self._made("based after", gone, match["kind"])
        if "by" not in ways:
            return None
        match = _full(
            rf"{which} would have had to be (?P<done>[a-z-]+) by (?:somebody else|others)", asked
        )
        if match:
            return self._made(f"{match['done']} by", gone, match["kind"])
        match = _full(
            rf"{which} would (?:somebody else|others) have had to (?P<verb>[a-z-]+)", asked
        )
        if match:
            stem = {"build": "built", "write": "writ", "found": "founded", "run": "run ", "sing": "sung",
                    "lead": "led", "make": "made", "shoot": "shot", "draw": "drawn",
                    "co-write": "co-writ"}.get(match["verb"], match["verb"])  # fmt: skip
            found = [
                fact[1]
                for fact in self.certificate or ()
                if fact[2] == gone and fact[1].endswith(" by") and fact[1].startswith(stem[:-1])
            ]
            if len(found) == 1:
                return self._made(found[0], gone, match["kind"])
        return None

    def _made(self, relation: str, gone: str, kind: str | None) -> _Found:
        fact = self.told(None, relation, gone)
        if kind is not None:
            self._kind(frozenset({fact[0]}), kind)
        return frozenset({fact[0]}), frozenset()

    # places in places

    def _region_lost(self, condition: str, asked: str) -> _Found:
        found = _match(rf"{_E} had never been (?:set up|created)", condition) or _match(
            rf"there had never been such a [a-z]+ as {_E}", condition
        )
        match = _full(
            r"which ([a-z]+) would (?:belong to another|have to be in some other) ([a-z]+)", asked
        )
        if not found or not match:
            return None
        inside = self.paper.subjects("P131", found[0])
        for one in inside:
            self._use((one, "P131", found[0]))
        self._kind(inside, match[1])
        self._unit(found[0], match[2])
        return inside, frozenset()

    def _region(self, condition: str, asked: str) -> _Found:
        """A place, or what it lies in, is where another thing is."""
        for pattern, order in (
            (rf"{_E} belonged to the same country as {_E}", "gt"),
            (rf"{_E} were not in {_E} but in the same country as {_E}", "gat"),
            (rf"{_E} were in the country where {_E} (?:is|are), and not in {_E}", "gta"),
            (rf"{_E} were in the same country as {_E} instead of {_E}", "gta"),
            (rf"{_E} belonged to the same country as {_E} and not to {_E}", "gta"),
        ):
            if found := _match(pattern, condition):
                part = dict(zip(order, found, strict=True))
                if "a" in part and self.paper.values(part["g"], "P17") not in (
                    {part["a"]},
                    frozenset(),
                ):
                    raise Underivable("it is not there")
                two = _match(
                    rf"which would be in the same country as {_E}, {_E} or {_E}", asked
                ) or _match(rf"which would {_E} share a country with, {_E} or {_E}", asked)
                if two:
                    if two[0] != part["g"]:
                        raise Underivable("asked of another")
                    return frozenset({self._neighbor(part["t"], two[1:])}), frozenset()
                where = _match(rf"(?:in which country would {_E} be|which country would {_E} be in|"
                               rf"what country would {_E} belong to)", asked)  # fmt: skip
                if not where:
                    return None
                self._use((where[0], "P131", part["g"]))
                return frozenset({self.country(part["t"])}), frozenset()
        for pattern, order in (
            (rf"{_E} were in the same ([a-z]+) as {_E} instead of {_E}", "suta"),
            (rf"{_E} were not in {_E} but in the ([a-z]+) where {_E} (?:is|are)", "saut"),
            (rf"{_E} were in the same ([a-z]+) as {_E} and not in {_E}", "suta"),
        ):
            if found := _match(pattern, condition):
                part = dict(zip(order, found, strict=True))
                if self.paper.values(part["s"], "P131") != {part["a"]}:
                    raise Underivable("it is not there")
                new = self._unit(self.value(part["t"], "P131"), part["u"])
                match = _full(rf"in (?:which|what) ([a-z]+) would (?:{_S}) be", asked)
                if not match:
                    return None
                if match[1] == "country":
                    return frozenset({self.country(new)}), frozenset()
                return frozenset({self._unit(self.value(new, "P131"), match[1])}), frozenset()
        return None

    def _neighbor(self, place: str, two: Sequence[str]) -> str:
        """Which of two things is in the same country as a place."""
        home, where = self.country(place), {}
        for one in two:
            try:
                where[one] = Reader(self.paper, None).country(one)
            except Underivable:  # the labels know no single one: only the certificate does
                where[one] = ""
        near = [one for one in two if where[one] == home]
        if len(near) != 1:
            raise Underivable(f"{len(near)} of two are there")
        self.country(near[0])
        return near[0]

    def _union(self, condition: str, asked: str) -> _Found:
        """The units of a country are countries."""
        for pattern in (
            rf"the ([a-z]+) of {_E} had never been united but were all countries of their own",
            rf"{_E} did not exist and each of its ([a-z]+) were a country of its own",
            rf"the ([a-z]+) of {_E} had all become independent countries",
            rf"{_E} fell apart and every one of its ([a-z]+) became a country",
            rf"the ([a-z]+) of {_E} were not parts of one country but independent",
        ):
            if found := _match(pattern, condition):
                nation = next(one for one in found if one.isdecimal())
                units = next(one for one in found if not one.isdecimal())
                place = self._dweller(asked)
                return (
                    None
                    if place is None
                    else (frozenset({self._inside(place, nation, units)}), frozenset())
                )
        return None

    def _dweller(self, asked: str) -> str | None:
        """The place that is asked of: a thing's own, or where somebody was born."""
        if found := _match(
            rf"in which country would {_E} be|which country would {_E} belong to|"
            rf"to which of these new countries would {_E} belong", asked
        ):  # fmt: skip
            return found[0]
        for relation, would in (
            ("P19", "have been born"), ("P20", "have died"), ("P159", "be based"), ("P69", "have studied"),
        ):  # fmt: skip
            found = _match(rf"in which country would {_E} {would}", asked)
            if found and self.paper.values(found[0], relation):
                return self.value(found[0], relation)
        return None

    def _inside(self, place: str, nation: str, units: str) -> str:
        """The unit of a nation that a place lies in, by the certificate."""
        found = [f for f in self.certificate or () if f[0] == place and f[1] == "P131"]
        if len(found) != 1:
            raise Underivable(f"{len(found)} units of {place}")
        self._use(found[0])
        region = found[0][2]
        if self.paper.values(region, "P17") != {nation}:
            raise Underivable(f"{region} is not a part of {nation} alone")
        single = re.sub(r"ies$", "y", units) if units.endswith("ies") else re.sub(r"s$", "", units)
        single = "parish" if units == "parishes" else single
        return self._unit(region, single)

    def _seceded(self, condition: str, asked: str) -> _Found:
        for pattern in (
            rf"the ([a-z]+) where {_E} (?:is|are) had broken away and become a country",
            rf"the ([a-z]+) that {_E} (?:is|are) in were no longer part of {_E} but a country of its own",
            rf"the ([a-z]+) where {_E} (?:is|are) had never joined {_E} but become a country of its own",
        ):
            if found := _match(pattern, condition):
                place = self._dweller(asked)
                other, unit = found[1], found[0]
                if place is None or place == other:
                    return None
                regions = {
                    fact[2]
                    for fact in self.certificate or ()
                    if fact[0] == other and fact[1] == "P131"
                }
                if len(regions) != 1:
                    raise Underivable(f"{len(regions)} units of {other}")
                (region,) = regions
                self._use((other, "P131", region))
                self._use((place, "P131", region))
                if len(found) > 2 and self.paper.values(region, "P17") != {found[2]}:
                    raise Underivable(f"{region} is not a part of {found[2]} alone")
                return frozenset({self._unit(region, unit)}), frozenset()
        return None

    # rows and lists

    def _sequel(self, condition: str, asked: str) -> _Found:
        found = _match(
            rf"{_E} had never been made|{_E} had never come about|there had never been {_E}|{_E} did not exist",
            condition,
        )
        match = _full(rf"which [a-z ]+ would have come right (after|before) {_E}", asked)
        if not found or not match:
            return None
        middle, anchor = found[0], match[2]
        if match[1] == "after":
            self._use((middle, "P155", anchor))
            later = self.paper.subjects("P155", middle)
        else:
            self._use((anchor, "P155", middle))
            later = self.paper.values(middle, "P155")
        if len(later) != 1:
            raise Underivable(f"{len(later)} come next")
        (answer,) = later
        self._use((answer, "P155", middle) if match[1] == "after" else (middle, "P155", answer))
        return frozenset({answer}), frozenset()

    def _left_out(self, condition: str, asked: str) -> _Found:
        read: tuple[str, str, str] | None = None  # subject, relation, gone
        many: bool | None = None
        for verb, relation, noun in (("played for", "P54", "team"), ("attended", "P69", "school")):
            found = _match(rf"{_E} had never {verb} {_E}", condition)
            match = _full(rf"which ({noun}s?) would (?:{_S}) still have {verb}", asked)
            if found and match:
                read, many = (found[0], relation, found[1]), match[1].endswith("s")
        found = _match(
            rf"{_E} had turned down a part in {_E}|{_E} had not been in the cast of {_E}|"
            rf"{_E} had never been cast in {_E}", condition
        )  # fmt: skip
        if found and asked in (
            "who would still have been in the cast",
            "who would have been left of the cast",
        ):
            read = found[1], "P161", found[0]
        for roles, relation in _MANY_ROLES.items():
            found = _match(
                rf"{_E} had not been (?:one of|among) the {roles} of {_E}|{_E} had never joined the {roles} of {_E}",
                condition,
            )
            one = next(role for role, of in _ROLES.items() if of == relation)
            match = _full(
                rf"who would (?:{_WHOSE} (only {one}|{roles})|the (only {one}|{roles}) of (?:{_N}|{_THEM})) have been",
                asked,
            )
            if found and match:
                read = found[1], relation, found[0]
                many = not (match[1] or match[2]).startswith("only")
        if read is None:
            return None
        subject, relation, gone = read
        every = self.paper.values(subject, relation)
        left = every - {gone}
        if gone not in every or not left or (many is not None and many != (len(left) > 1)):
            raise Underivable(f"{sorted(every)} without {gone}")
        for one in left:
            self._use((subject, relation, one))
        return left, frozenset()

    # what sentences tell

    def _outcome(self, condition: str, asked: str) -> _Found:
        found = _full(
            rf"{_E} had (?:lost the ([a-z-]+) instead of winning it|not won but lost the ([a-z-]+)|"
            rf"lost rather than won the ([a-z-]+)|not won the ([a-z-]+))", condition
        )  # fmt: skip
        if not found or asked not in ("who would have won it", "who would the winner have been"):
            return None
        fact = self.told(found[1], "beat", None)
        word = next(group for group in found.groups()[1:] if group)
        if not any(stands_in(word, text) for text in self.paper.sentences):
            raise Underivable(f"no {word}")
        return frozenset({fact[2]}), frozenset()

    def _moved(self, condition: str, asked: str) -> _Found:
        found = _match(
            rf"{_E} had (?:never|not) moved to {_E}|the move of {_E} to {_E} had never taken place",
            condition,
        )
        if not found or not _full(
            rf"(?:where|with whom) would (?:{_S}) have (?:stayed|remained)", asked
        ):
            return None
        fact = self.told(found[0], "moved", None)
        goal = self.paper.names(found[1])
        if not any(
            match and any(stands_in(name, match[1]) for name in goal)
            for match in (re.search(r"\bfrom .*? to (.*)", text) for text in self.paper.sentences)
        ):
            raise Underivable("no move to there")
        return frozenset({fact[2]}), frozenset()

    def _renamed(self, condition: str, asked: str) -> _Found:
        if not _full(rf"what would (?:{_S}) be called|by what name would (?:{_S}) be known", asked):
            return None
        found = _match(
            rf"{_E} had kept (?:its|their) earlier name|the name of {_E} had never been changed|"
            rf"{_E} had never been given a new name|{_E} had not been renamed", condition
        )  # fmt: skip
        cue = r"(?:formerly|originally|previously|initially) (?:known as|called|named|titled) (?:[Tt]he )?"
        if not found:
            found = _match(
                rf"{_E} had kept the name (?:he|she) was born with|{_E} had never changed (?:his|her) name|"
                rf"{_E} had stuck to (?:his|her) name at birth", condition
            )  # fmt: skip
            cue = r"\b(?:born|née|né) "
        if not found:
            return None
        fact = self.told(found[0], "called before", None)
        names = {
            match[1].strip(' "')
            for text in self.paper.sentences
            for match in re.finditer(
                cue
                + r'"?([A-ZÀ-Þ0-9](?:[^,.;()"]|(?<=\b[A-Z])\.)*?)"?(?= ?[,.;()"]| until | before | on | in )',
                text,
            )
        }
        if len(names) != 1:
            raise Underivable(f"{len(names)} earlier names")
        del fact
        return frozenset(), names

    def _rank(self, condition: str, asked: str) -> _Found:
        found = _full(
            rf"one of the earlier (?P<many>[a-z]+) of {_E} had never been made|"
            rf"one (?P<noun>[a-z]+) of {_E} before {_E} had never been made|"
            rf"the very first (?P<first>[a-z]+) of {_E} did not count", condition
        )  # fmt: skip
        if found and (
            match := _full(rf"which number would (?:it|{_E}) have among those ([a-z]+)", asked)
        ):
            noun = found["noun"] or found["first"] or re.sub(r"s$", "", found["many"])
            if match[2] not in (noun, f"{noun}s"):
                raise Underivable("of another row")
            fact = next((f for f in self.certificate or () if f[1].startswith("number of ")), None)
            if (
                fact is None
                or fact[1]
                != f"number of {noun.removesuffix('s') if fact[1].split()[-1] != noun else noun}"
            ):
                raise Underivable("no row is told")
            if match[1] not in (None, fact[0]) or fact[2] not in re.findall(_E, condition):
                raise Underivable("another row")
            self._use(fact)
            number = self._number(fact[1].split()[-1])
            return frozenset(), _rank_texts(number - 1)
        largest = _full(
            rf"the ([a-z]+) ([a-z]+) in {_E} (?:did not exist|had never existed)", condition
        )
        if largest and asked == f"which {largest[2]} would take its place as the {largest[1]}":
            fact = self.told(None, f"second {largest[1]} {largest[2]}", largest[3])
            if not any(
                re.search(rf"\bsecond[- ]{largest[1]} {largest[2]}\b", text)
                for text in self.paper.sentences
            ):
                raise Underivable("no second")
            return frozenset({fact[0]}), frozenset()
        return None

    def _number(self, noun: str) -> int:
        """The ordinal that the first sentences give, right before the noun."""
        found = {
            match[1].lower()
            for text in self.paper.sentences[:3]
            for match in re.finditer(
                rf"\b(?:is|was) the ({'|'.join(_ORDINALS)})(?: (?:and final|studio|full-length|feature|solo|official))* {noun}\b",
                text,
            )
        }
        if len(found) != 1:
            raise Underivable(f"{len(found)} ranks")
        return _ORDINALS.index(found.pop()) + 1

    def _turn(self, condition: str, asked: str) -> _Found:
        for pattern, verbs, asks in (
            (rf"{_E} had stayed on and never been (succeeded|replaced)|{_E} had never been (succeeded|replaced) by anybody",
             "succeeded replaced", ("who would have had to wait for the post", "who would not have come next")),
            (rf"{_E} had stayed independent|{_E} had never been sold|{_E} had not been (acquired|bought|purchased|absorbed) by anybody",
             "acquired bought purchased absorbed", ("who would have had to do without it", "who would never have owned it")),
        ):  # fmt: skip
            found = _match(pattern, condition)
            if found and asked in asks:
                facts = [
                    fact for fact in self.certificate or ()
                    if fact[0] == found[0] and fact[1].removesuffix(" by") in verbs.split()
                ]  # fmt: skip
                if len(facts) != 1 or (len(found) > 1 and facts[0][1] != f"{found[1]} by"):
                    raise Underivable("nobody came next")
                self._use(facts[0])
                return frozenset({facts[0][2]}), frozenset()
        return None

    # dates

    def _birthday(self, condition: str, asked: str) -> _Found:
        found = _match(
            rf"{_E} had lived to (?:celebrate|see) (?:his|her) (\d+)th birthday|"
            rf"{_E} had not died before (?:his|her) (\d+)th birthday|{_E} had not died before turning (\d+)", condition
        )  # fmt: skip
        if not found:
            return None
        turned = _match(r"in what year would (?:he|she) have turned (\d+)", asked)
        if asked not in (
            "in what year would that have been", "in which year would that birthday have fallen"
        ) and turned != [found[1]]:  # fmt: skip
            return None
        born = self.year(found[0], "P569")
        died = Reader(self.paper, None).year(found[0], "P570")
        if died - born >= int(found[1]):
            raise Underivable(f"{found[0]} lived to be {found[1]}")
        return frozenset(), {str(born + int(found[1]))}

    def _same_year(self, condition: str, asked: str) -> _Found:
        found = _match(
            rf"{_E} had been born in the same year as {_E}|{_E} had been born in the year when {_E} was born",
            condition,
        )
        if not found or not _full(
            rf"how old would (?:{_S}) have turned in the year when (?:{_S}) died", asked
        ):
            return None
        age = self.year(found[0], "P570") - self.year(found[1], "P569")
        return frozenset(), {str(age), _in_letters(age)}

    def _order(self, condition: str, asked: str) -> _Found:
        for did, relation in (
            ("come out", "P577"),
            ("been born", "P569"),
            ("been founded", "P571"),
        ):
            found = _full(
                rf"{_E} had (?:{did} in (?P<new>\d+) instead of (?P<old>\d+)|not {did} in (?P<was>\d+) but in (?P<then>\d+))",
                condition,
            )
            match = _full(
                rf"(?:who|which) would have {did} (first|last), (.+)|which of (.+) would have {did} (first|last)",
                asked,
            )
            if not found or not match:
                continue
            old, new = found["old"] or found["was"], found["new"] or found["then"]
            subject = found[1]
            if Reader(self.paper, None).year(subject, relation) != int(old):
                raise Underivable(f"not of {old}")
            things = re.findall(_E, match[2] or match[3])
            years = {
                thing: int(new) if thing == subject else self.year(thing, relation)
                for thing in things
            }
            if subject not in years or len(years) != 3 or len(set(years.values())) != 3:
                raise Underivable("not three that differ")
            choose = min if (match[1] or match[4]) == "first" else max
            return frozenset({choose(years, key=lambda one: years[one])}), frozenset()
        return None

    # factual questions

    def factual(self, question: str) -> Derived:
        """The answer to a question about what the document says.

        Raises:
            Underivable: the words cannot be read, or have no one answer.
        """
        text = self.paper.masked(question.strip())
        if not text.endswith("?"):
            raise Underivable("no question mark")
        text = text[0].lower() + text[1:-1]
        for read in (self._fact, self._path, self._told_fact):
            found = read(text)
            if found is not None:
                return Derived(frozenset(found[0]), frozenset(found[1]), frozenset(self.used))
        raise Underivable(f"cannot be read: {text}")

    def _fact(self, text: str) -> _Found:
        for pattern, relation in _WAS:
            found = _match(pattern, text)
            if found and (values := self.paper.values(found[0], relation)):
                return values, frozenset()
        return None

    def _path(self, text: str) -> _Found:
        for relation, _, is_ in _HAPPENED:
            match = _full(rf"in (?:which|what) ([a-z]+) {is_}", text)
            if match and match[1] != "year":
                if relation == "P131":
                    if match[1] == "country":
                        return frozenset({self.country(match[2])}), frozenset()
                    inner = self.paper.values(match[2], "P131")
                    for _ in range(3):
                        (one,) = inner if len(inner) == 1 else ("",)
                        if not one:
                            break
                        try:
                            return frozenset({self._unit(one, match[1])}), frozenset()
                        except Underivable:
                            inner = self.paper.values(one, "P131")
                    raise Underivable(f"in no one {match[1]}")
                place = self.value(match[2], relation)
                if match[1] == "country":
                    return frozenset({self.country(place)}), frozenset()
                return frozenset({self._unit(self.value(place, "P131"), match[1])}), frozenset()
        for role, relation in _ROLES.items():
            for prop, _, is_ in _PROPERTIES:
                found = _match(is_.replace("{r}", rf"(?:the {role} of {_E}|{_E}'s {role})"), text)
                if found:
                    return self.of(self.value(found[0], relation), prop)
        if found := _match(rf"in what year did {_E} die", text):
            return frozenset(), {str(self.year(found[0], "P570"))}
        if found := _match(rf"how old did {_E} turn in the year of (?:his|her) death", text):
            age = self.year(found[0], "P570") - self.year(found[0], "P569")
            return frozenset(), {str(age), _in_letters(age)}
        if found := _match(rf"were {_E} and {_E} born in the same country", text):
            one, other = (self.country(self.value(thing, "P19")) for thing in found)
            return frozenset(), {"yes" if one == other else "no"}
        if match := _full(r"which of (.+) (came out|was born|was founded) (first|last)", text):
            relation = {"came out": "P577", "was born": "P569", "was founded": "P571"}[match[2]]
            years = {one: self.year(one, relation) for one in re.findall(_E, match[1])}
            if len(set(years.values())) != len(years):
                raise Underivable("two of one year")
            choose = min if match[3] == "first" else max
            return frozenset({choose(years, key=lambda one: years[one])}), frozenset()
        if found := _match(rf"which is in the same country as {_E}, {_E} or {_E}", text):
            return frozenset({self._neighbor(found[0], found[1:])}), frozenset()
        if match := _full(rf"which [a-z ]+ came right (after|before) {_E}", text):
            found_ = (
                self.paper.subjects("P155", match[2])
                if match[1] == "after"
                else self.paper.values(match[2], "P155")
            )
            return (found_, frozenset()) if len(found_) == 1 else None
        return None

    def _told_fact(self, text: str) -> _Found:
        """What a sentence tells, of which the derivation says where."""
        for fact in sorted(self.certificate or ()):
            subject, relation, value = fact
            me, that = f"⟦{subject}⟧", f"⟦{value}⟧"
            verb = relation.split()[0]
            if relation.endswith(" by") and _match(rf"who ({_PAST.get(verb, verb)}) {me}", text):
                return frozenset({value}), frozenset()
            if relation == "named after" and text == f"whom is {me} named after":
                return frozenset({value}), frozenset()
            if relation == "based after" and text == f"what is {me} based on":
                return frozenset({value}), frozenset()
            if relation == "beat" and (
                found := _match(rf"who won the [a-z-]+, {_E} or {_E}", text)
            ) and {subject, value} == set(found):  # fmt: skip
                return frozenset({subject}), frozenset()
            if relation == "moved" and (
                found := _match(rf"(?:where|to whom) did {me} move from {that}", text)
            ) is not None:  # fmt: skip
                return self._goal(value), frozenset()
            if relation == "called before" and _full(
                r"what is the [a-z ]+ once called .+ known as now|by what name is .+ better known", text
            ):  # fmt: skip
                return frozenset({subject}), frozenset()
            if relation.startswith("number of ") and _full(
                rf"which number does {me} have among the [a-z]+ of {that}", text
            ):  # fmt: skip
                return frozenset(), _rank_texts(self._number(relation.split()[-1]))
            if relation.startswith("second ") and text == (
                f"which {relation.split()[-1]} is the {relation.rpartition(' ')[0]} in {that}"
            ):
                return frozenset({subject}), frozenset()
        return None

    def _goal(self, origin: str) -> frozenset[str]:
        names = self.paper.names(origin)
        for text in self.paper.sentences:
            match = re.search(r"\bfrom (.*?) to (.*)", text)
            if match and any(stands_in(name, match[1]) for name in names):
                masked = re.match(rf"(?:the )?{_E}", self.paper.masked(match[2]))
                if masked:
                    return frozenset({masked[1]})
        raise Underivable("no move")


def _rank_texts(number: int) -> frozenset[str]:
    ending = (
        "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return frozenset(
        {_ORDINALS[number - 1], f"{number}", f"{number}{ending}", f"the {number}{ending}"}
    )


def _in_letters(number: int) -> str:
    small = [
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ]
    if number < len(small):
        return small[number]
    if number == 100:
        return "a hundred"
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    if number > 100:
        return str(number)
    return tens[number // 10 - 2] + (f"-{small[number % 10]}" if number % 10 else "")
