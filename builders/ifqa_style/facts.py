"""The facts of a document that its own sentences state in so many words.

A label says that two entities stand in a relation. It becomes a fact only where a sentence mentions
both, or its subject by a pronoun, together with a word that states such a relation, and hedges
nothing: labels without evidence are often knowledge of the world, which a question must not need.
A relation with several values keeps all of them, so that "one" never picks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

from irrealis.builders.families.documents.reading import Document
from irrealis.builders.ifqa_style.between import describes, leads_out, stands_off
from irrealis.builders.ifqa_style.relations import KEPT_AS, relations
from irrealis.builders.ifqa_style.things import (
    CHARACTER,
    COUNTRY,
    ORGANIZATION,
    PERSON,
    PLACE,
    Thing,
    overlap,
    things,
    without_suffix,
)

from irrealis.text.dates import date_form, period
from irrealis.text.demonyms import place_form
from irrealis.text.tokens import running_text, untokenized, word_set

DATES = frozenset({"P569", "P570", "P571", "P577", "P580", "P585"})
NESTED = frozenset({"P19", "P20", "P131", "P159", "P276", "P740", "P551", "P937"})

# words that state a relation, in the sentences that a label names as its evidence
_BORN, _MAKE = r"\bborn\b|\bbirth|\bnative of", r"\bdirect|\bfilm by|\bhelmed"
STATED: Mapping[str, str] = {
    "P6": r"\bgovernor|\bmayor|\bprime minister|\bpremier|\bhead of government|\bchancellor",
    "P19": _BORN,
    "P20": r"\bdie[ds]?\b|\bdeath|\bkilled\b|\bassassinated|\bexecuted",
    "P22": r"\bsons?\b|\bdaughters?\b|\bfather|\bchild",
    "P25": r"\bsons?\b|\bdaughters?\b|\bmother|\bchild",
    "P166": r"\bwon\b|\baward|\breceiv|\bprize|\bmedal|\bhonou?r",
    "P179": r"\bseries|\btrilogy|\bepisode|\binstal|\bfranchise|\bvolume|\bbook",
    "P206": r"\bon the\b|\bbank|\bshore|\bcoast|\bbay|\blake|\briver|\bsea\b",
    "P1344": r"\bcompet|\bparticipat|\btook part|\brepresent|\bplayed|\bwon\b|\bfinished"
    r"|\bmedal|\bentered",
    "P361": r"\bfrom\b|\bpart of|\balbum|\bseries|\bdivision|\bbelong",
    "P3373": r"\bbrothers?\b|\bsisters?\b|\bsiblings?\b",
    "P1441": r"\bcharacter|\bprotagonist|\bappear|\bplay|\bhero|\bplot|\bstory",
    "P26": r"\bmarri|\bwife|\bhusband|\bspouse|\bwidow|\bwed\b",
    "P36": r"\bcapital",
    "P40": r"\bsons?\b|\bdaughters?\b|\bfather|\bmother|\bchild",
    "P50": r"\bwrit|\bwrote|\bauthor|\bnovel|\bbook",
    "P54": r"\bplay|\bsign|\bjoin|\bclub|\bteam|\bcareer|\bappear",
    "P57": _MAKE,
    "P58": r"\bwrit|\bwrote|\bscreenplay|\bscript",
    "P69": r"\bstud|\beducat|\bgraduat|\battend|\bdegree|\balumn|\benrol",
    "P86": r"\bcompos|\bmusic|\bscore",
    "P102": r"\bmember|\bparty|\bpolitician|\bcandidate|\bjoin|\brepublican|\bdemocrat|\bliberal",
    "P108": r"\bwork|\bprofessor|\btaught|\bteach|\bemploy|\blectur|\bjoined|\bstaff|\bhired",
    "P112": r"\bfound|\bestablish|\bstarted by|\bformed by|\bset up",
    "P118": r"\bplay|\bcompet|\bleague|\bdivision",
    "P123": r"\bpublish",
    "P1366": r"\bsucceed|\breplac|\bsuccessor|\bbecame",
    "P127": r"\bown(?:ed|s|er|ers)?\b|\bacquir|\bbought|\bpurchas",
    "P137": r"\boperat|\brun by",
    "P155": r"\bfollow|\bsuccessor|\bsequel|\bprece|\bafter\b|\bprevious|\bnext\b|\bsucceed",
    "P159": r"\bheadquarter|\bbased in|\bhead office|\boffices? in",
    "P162": r"\bproduc",
    "P170": r"\bcreat|\bdesign|\bpaint|\bsculpt",
    "P175": r"\bby\b|\balbum|\bsingle|\bsong|\brecorded|\bperform|\breleased",
    "P176": r"\bmanufactur|\bmade by|\bbuilt|\bproduced by|\bdesigned",
    "P178": r"\bdevelop",
    "P264": r"\brelease|\blabel|\bsigned|\brecords\b",
    "P272": r"\bproduc",
    "P161": r"\bstar|\bcast|\bfeatur|\bplay|\brole|\bappear",
    "P276": r"\bheld|\btook place|\btakes place|\blocated|\bat\b|\bin\b",
    "P403": r"\btributar|\bflow|\bempt|\bjoin|\bdrain|\bdischarg|\bmouth|\bconfluence",
    "P449": r"\bair|\bbroadcast|\btelevised|\bpremier|\bnetwork",
    "P463": r"\bmember|\bband|\bjoin",
    "P488": r"\bchair|\bpresident|\bled by",
    "P569": _BORN + r"|[(;–-]",
    "P570": r"\bdie[ds]?\b|\bdeath|\bkilled|\bassassinated|\bexecuted|[–-]",
    "P571": r"\bfound|\bestablish|\bform|\bcreat|\bincorporat|\bopened|\bbuilt|\bstarted",
    "P577": r"\brelease|\bpublish|\bcame out|\bpremier|\bair|\bissued|\bis an? (?:\w+ )?\d{4}\b|\(",
    "P585": r"\bheld|\btook place|\bfought|\bwas\b|\bin\b",
    "P607": r"\bwar\b|\bbattle|\bfought|\bserved|\binvasion|\bcampaign",
    "P676": r"\blyric|\bwrit|\bwrote",
    "P740": r"\bform|\bfrom\b",
    "P749": r"\bsubsidiar|\bowned|\bdivision of|\bparent|\bpart of",
}
_HEDGED = re.compile(
    r"\b(?:circa|probably|perhaps|possibly|presumably|maybe|reportedly|reputedly|supposedly|"
    r"allegedly|alleged(?:ly)?|claims?|claimed|claiming|according to|believed|thought to|said to|"
    r"legend(?:ary)?|tradition(?:ally)?|rumou?r\w*|disputed|uncertain|unknown|unclear|either|might|"
    r"may have|would have|(?:was|were|is|did|has|had|does) not|never|n't|except|unlike|forged|"
    r"fictional|fictitious|imaginary|mythical|hoax|unsuccessful(?:ly)?|planned|proposed|purported(?:ly)?|likely|suggests?|suggested|"
    r"some sources|apparently|appears to|seems to)\b",
    re.IGNORECASE,
)
_ADAPTED = re.compile(r"\b(?:based (?:up)?on|adapt(?:ed|ation)|inspired by)\b")
_BEFORE_A_DATE = re.compile(
    r"(?:\b(?:circa|ca?|about|around|approximately|between|before|after|by|until|till|since|from|"
    r"early|late|mid|fl|to|or|either|than|through)\.?|[~?])$",
    re.IGNORECASE,
)
_AFTER_A_DATE = re.compile(
    r"^(?:bce?\b|b\.c|ad\b|and (?:in )?\d|or\b|/|\?|to \d|through|season|s\b|, \d{4}|, and \d)",
    re.IGNORECASE,
)
# how many tokens before the value the word may stand
_CLOSE = {
    **dict.fromkeys(("P19", "P20"), 14),
    **dict.fromkeys(("P57", "P50", "P162", "P86", "P58", "P112", "P676"), 8),
}


# "(5 April 1815 in Paris - 21 March 1851, Paris)": the words from the parenthesis to the place
_LIVED = {
    "P19": re.compile(r"\( (?:[^()–-]* )?\d{4} (?:, )?(?:in )?$"),
    "P20": re.compile(r"\( [^()]* [–-] (?:[^()]* )?\d{4} (?:, )?(?:in )?$"),
}
_NEAR = 8  # tokens from a word to the value that it is about, where a label has no evidence
_ANOTHER = re.compile(r"\b(?:who|whose|which|where|while|whom|his|her|their|brother|sister)\b")


_WORKS = word_set(
    """album single song film movie novel book play game series musical opera poem ep hit record
    telenovela documentary comedy drama"""
)
# what is said of who brings a work out, of who makes a piece, and of who can be heard in it
_BRINGING_OUT = ("releas", "publish", "issu", "distribut", "broadcast", "aired", "sold", "signed")
_MADE = ("compos", "writ", "penn", "produc", "direct", "conceiv", "arrang")
_HEARD = ("perform", "record", "sung", "sang", "releas")

# relations to who made a thing, of whom a sentence may list several
_MAKING = frozenset({"P57", "P50", "P162", "P86", "P58", "P175", "P112", "P676", "P170"})


class Date(NamedTuple):
    """A day; `month` and `day` are 0 where it is a month or a year."""

    year: int
    month: int = 0
    day: int = 0


Value: TypeAlias = int | Date
# of a head and a relation: each tail, with the sentences that show it
_Stated: TypeAlias = dict[tuple[int, str], dict[int, set[int]]]
# of a head and a relation: each date, as an entity, with its evidence
_Dates: TypeAlias = dict[tuple[int, str], list[tuple[int, tuple[int, ...]]]]
"""The number of a thing, or a date."""


@dataclass(frozen=True, slots=True)
class Fact:
    """`relation` of `subject` is `value`, as these sentences state."""

    subject: int
    relation: str
    value: Value
    sentences: tuple[int, ...]


def read_date(text: str) -> Date | None:
    """A year, a month of a year or a day; None for any other time."""
    form, days = date_form(text), period(text)
    if days is None or days[0][0] < 1000:
        return None
    (year, month, day), end = days
    if form == "year":
        return Date(year)
    if form == "month year":
        return Date(year, month)
    return Date(year, month, day) if (year, month, day) == end else None


class Facts:
    """All that a document states, looked up by subject and relation."""

    def __init__(self, document: Document) -> None:
        """Read a document."""
        self.document = document
        found, self.same = things(document)
        shared, glosses = self._shared_names(), self._glosses()
        self.things = tuple(
            None
            if thing and (re.sub(r"^the ", "", thing.name.casefold()) in shared or i in glosses)
            else thing
            for i, thing in enumerate(found)
        )
        self.sentences = [running_text(sent) for sent in document.sents]
        self.labelled: dict[tuple[int, str], set[int]] = {}
        self._hedged = [bool(_HEDGED.search(text)) for text in self.sentences]
        self._places: dict[int, list[tuple[int, int, int]]] = {}
        for i, entity in enumerate(document.entities):
            self._places.setdefault(self.same[i], []).extend(
                (mention.sent, mention.start, mention.end) for mention in entity.mentions
            )
        stated, dates = self._read_labels()
        for key in list(stated):
            if key[1] in _MAKING and self._by_more(key, stated[key]):
                del stated[key]  # "written by X and Y", of whom the labels have but X
        self._facts: dict[tuple[int, str], tuple[Fact, ...]] = {}
        self._single: dict[str, list[Fact]] = {}
        for (subject, relation), known in sorted(stated.items()):
            self._single.setdefault(relation, []).extend(
                Fact(subject, relation, value, tuple(sorted(known[value])))
                for value in sorted(known)
            )
        for key, tails in self.labelled.items():
            left = self._innermost(tails) if key[1] in NESTED else tails
            known = stated.get(key, {})
            if self.thing(key[0]) and all(index in known and self.thing(index) for index in left):
                self._facts[key] = tuple(
                    Fact(*key, index, tuple(sorted(known[index]))) for index in sorted(left)
                )
        # labels whose date does not say when: what depends on it is not known
        self.undated: set[tuple[int, str]] = set()
        for key, given in dates.items():
            if not all(self._read(tail) for tail, _ in given):
                self.undated.add(key)
            elif (fact := self._dated(*key, given)) is not None:
                self._facts[key] = (fact,)

    def _read_labels(self) -> tuple[_Stated, _Dates]:
        """What labels say that the text shows, and their dates; all of them are in `labelled`."""
        stated: _Stated = {}
        dates: _Dates = {}
        for label in self.document.labels:
            head, relation, tail = label.head, label.relation, label.tail
            if relation in KEPT_AS and relation != "P161":
                head, relation, tail = tail, KEPT_AS[relation], head
            head = self.same[head]
            if relation in DATES:
                dates.setdefault((head, relation), []).append((tail, label.evidence))
                continue
            tail = self.same[tail]
            if head == tail:
                continue
            ends = [(head, tail), (tail, head)] if relation in ("P26", "P3373") else [(head, tail)]
            for index, other in ends:
                self.labelled.setdefault((index, relation), set()).add(other)
                shown = self._shown(index, relation, other, label.evidence)
                if shown:  # of labels that say the same the first counts
                    stated.setdefault((index, relation), {}).setdefault(other, set(shown))
        return stated, dates

    def _glosses(self) -> frozenset[int]:
        """What stands in a parenthesis right behind a thing of its type: its name once more."""
        ends = {
            (mention.sent, mention.end): (entity.type, self.same[i])
            for i, entity in enumerate(self.document.entities)
            for mention in entity.mentions
        }
        found = set()
        for i, entity in enumerate(self.document.entities):
            if entity.type in ("LOC", "TIME", "NUM"):
                continue
            for mention in entity.mentions:
                tokens = self.document.sents[mention.sent]
                opened, closed = mention.start - 1, mention.end
                quotes = ('"', "'")
                opened -= opened > 0 and tokens[opened] in quotes
                closed += closed < len(tokens) and tokens[closed] in quotes
                if opened < 1 or tokens[opened] != "(" or tokens[closed : closed + 1] != (")",):
                    continue
                end = opened - (tokens[opened - 1] in quotes)
                before = ends.get((mention.sent, end))
                if before and before[0] == entity.type and before[1] != self.same[i]:
                    found.add(self.same[i])
        return frozenset(found)

    def _shared_names(self) -> frozenset[str]:
        """Names that two things bear: a question that has one would not say which it means."""
        owners: dict[str, set[int]] = {}
        for i, entity in enumerate(self.document.entities):
            for name in entity.names:
                bare = re.sub(r"^[Tt]he ", "", untokenized(name)).casefold()
                owners.setdefault(bare, set()).add(self.same[i])
        return frozenset(name for name, ones in owners.items() if len(ones) > 1)

    def thing(self, index: int) -> Thing | None:
        """The thing of that number, if it can be named."""
        return self.things[index]

    def places(self, index: int) -> list[tuple[int, int, int]]:
        """Mentions of a thing: sentence, first token, token behind the last."""
        return self._places.get(index, [])

    def all(self, subject: int, relation: str) -> tuple[Fact, ...]:
        """All values of a relation, if every one of them is stated; else none."""
        return self._facts.get((subject, relation), ())

    def one(self, subject: int, relation: str) -> Fact | None:
        """The only value of a relation, if it is stated and fits the relation."""
        found = self.all(subject, relation)
        if len(found) != 1:
            return None
        value = found[0].value
        if isinstance(value, int) and not self.fits(relation, subject, value):
            return None
        return found[0]

    def stated(self, relation: str) -> list[Fact]:
        """Every stated fact of a relation, whatever else its subject has; both ends have names."""
        return [
            fact
            for fact in self._single.get(relation, ())
            if isinstance(fact.value, int) and self.fits(relation, fact.subject, fact.value)
        ]

    def of(self, relation: str) -> list[Fact]:
        """Every fact of a relation that has but one value."""
        subjects = sorted(subject for subject, known in self._facts if known == relation)
        return [fact for subject in subjects if (fact := self.one(subject, relation)) is not None]

    def fits(self, relation: str, subject: int, value: int) -> bool:
        """Whether both ends are of a kind that the relation joins."""
        known = relations()[relation]
        a, b = self.thing(subject), self.thing(value)
        return a is not None and b is not None and _fit(a, known.domain) and _fit(b, known.range)

    def country(self, subject: int) -> tuple[Fact, ...]:
        """The facts that put a thing in one country: its own, or those of the places it lies in.

        Empty if they do not, or if a label says that it belongs to another one.
        """
        chain: list[Fact] = []
        at = subject
        for _ in range(4):
            fact = self.one(at, "P17")
            if fact is not None:
                chain.append(fact)
                said = self.labelled.get((subject, "P17"), set())
                return tuple(chain) if said <= {fact.value} else ()
            if len(self.labelled.get((at, "P17"), ())) > 1:
                return ()
            inner = self.one(at, "P131")
            if inner is None or not isinstance(inner.value, int):
                return ()
            chain.append(inner)
            at = inner.value
        return ()

    def around(self, thing: int) -> frozenset[int]:
        """All that any label puts the place in, itself included."""
        if thing not in self._around:
            seen, left = {thing}, [thing]
            while left:
                at = left.pop()
                for relation in ("P131", "P17", "P30", "P361", "P706"):
                    for value in self.labelled.get((at, relation), ()):
                        if value not in seen:
                            seen.add(value)
                            left.append(value)
            self._around[thing] = frozenset(seen)
        return self._around[thing]

    @cached_property
    def _around(self) -> dict[int, frozenset[int]]:
        return {}

    def nested(self, index: int, other: int) -> bool:
        """Whether one place lies in the other, or has become it: then neither excludes it."""
        a, b = self.thing(index), self.thing(other)
        if a and b and overlap(a, b):
            return True
        return index in self.around(other) or other in self.around(index)

    def _innermost(self, values: set[int]) -> set[int]:
        """Those in which no other lies; of a country and a place in it the place."""
        nations = {
            value for value in values if (thing := self.thing(value)) and thing.kind == COUNTRY
        }
        if nations < values:
            values = values - nations
        return {
            value
            for value in values
            if not any(value in self.around(index) for index in values if index != value)
        }

    # what sentences state

    def _shown(
        self, head: int, relation: str, tail: int, evidence: Sequence[int]
    ) -> frozenset[int]:
        """The sentences that state the relation; none if it is not stated in words."""
        tails = {sent for sent, *_ in self._places[tail]}
        if relation in ("P17", "P131", "P27", "P495"):
            about = self.thing(head)
            body = about is not None and about.kind == ORGANIZATION  # "released in the UK by X"
            loose = relation == "P27" or (relation == "P17" and not body)
            plain = [sent for sent in self._about(head) if not self._hedged[sent]]
            people = relation in ("P27", "P495")
            in_words = [sent for sent in plain if self._lies(head, tail, sent, people=people)]
            both = [sent for sent in plain if loose and sent in evidence and sent in tails]
            said = frozenset(in_words or both)
            if body and relation == "P17":
                said = frozenset(sent for sent in said if not self._brings_out(head, sent))
            heads = {sent for sent, *_ in self._places[head]}
            place = (thing := self.thing(head)) is not None and thing.kind == PLACE
            together = (
                relation == "P17" and place and tails & set(evidence) and heads & set(evidence)
            )
            if not said and together and not any(self._hedged[sent] for sent in evidence):
                return frozenset(evidence)
            return said
        pattern = STATED.get(relation)
        if pattern is None:
            return frozenset()
        if not evidence:
            evidence = self._told(pattern, head, tail)
        if not tails & set(evidence):
            return frozenset()
        if any(self._hedged[sent] for sent in evidence):
            return frozenset()
        if relation in ("P50", "P58") and any(
            _ADAPTED.search(self.sentences[sent]) for sent in evidence
        ):
            return frozenset()  # who wrote the one, and who the other?
        if relation in _MAKING and any(self._with_a_pronoun(tail, sent) for sent in evidence):
            return frozenset()  # "written by him and X"
        if relation == "P166" and any("nominat" in self.sentences[sent] for sent in evidence):
            return frozenset()  # who is nominated has not won
        if relation == "P69" and any(self._teaches(head, sent) for sent in evidence):
            return frozenset()
        if relation == "P166":
            evidence = [sent for sent in evidence if not self._by(head, sent)]
        shown = {
            sent
            for sent in evidence
            if sent in tails
            and self._cued(pattern, relation, tail, sent)
            and self.beside(head, sent)
            and not (relation == "P175" and self._only_makes(tail, sent))
        }
        return frozenset({*evidence}) if shown else frozenset()

    def _about(self, thing: int) -> list[int]:
        """The sentences that name a thing, or open with "It", if it is the passage's place."""
        named = {sent for sent, *_ in self._places[thing]}
        about = self.thing(thing)
        if about is not None and about.kind not in (PERSON, CHARACTER) and thing == self.hero:
            named |= {i for i, sent in enumerate(self.document.sents) if sent[:1] == ("It",)}
        return sorted(named)

    def _brings_out(self, body: int, sent: int) -> bool:
        """Whether a work comes out there by the body: "released by X in Y" tells no home of X."""
        tokens = [token.lower() for token in self.document.sents[sent]]
        return any(
            any(token.startswith(_BRINGING_OUT) for token in tokens[:start])
            for at, start, _ in self._places[body]
            if at == sent
        )

    def _only_makes(self, thing: int, sent: int) -> bool:
        """Whether a sentence has who made a piece, and not who plays it: "composed by X"."""
        tokens = [token.lower() for token in self.document.sents[sent]]
        starts = [start for at, start, _ in self._places[thing] if at == sent]
        for start in starts:
            near = range(start - 1, max(start - 9, -1), -1)
            by = next((i for i in near if tokens[i] == "by"), None)
            deeds = tokens[max(by - 5, 0) : by] if by is not None else []
            made = any(word.startswith(_MADE) for word in deeds)
            if not made or any(word.startswith(_HEARD) for word in deeds):
                return False
        return bool(starts)

    def _by(self, thing: int, sent: int) -> bool:
        """Whether a sentence names a thing as a maker only: a film "by X" has won, and not X."""
        tokens = self.document.sents[sent]
        starts = [start for at, start, _ in self._places[thing] if at == sent]
        return bool(starts) and all(tokens[max(start - 1, 0)] in ("by", "of") for start in starts)

    def _with_a_pronoun(self, thing: int, sent: int) -> bool:
        """Whether a pronoun is listed with a thing: somebody else made it, too."""
        tokens = self.document.sents[sent]
        return any(
            re.search(
                r"\b(?:him|her|them)(?:self|selves)? (?:and|with)(?: \S+){0,2}$",
                " ".join(tokens[max(start - 5, 0) : start]),
            )
            or re.match(
                r"(?:and|with) (?:him|her|them)(?:self|selves)?\b", " ".join(tokens[end : end + 2])
            )
            for at, start, end in self._places[thing]
            if at == sent
        )

    def _by_more(self, key: tuple[int, str], known: Mapping[int, set[int]]) -> bool:
        """Whether a sentence lists a person with the makers of a thing whom no label has."""
        persons = [
            (mention.sent, mention.start, mention.end)
            for i, entity in enumerate(self.document.entities)
            if entity.type == "PER" and self.same[i] not in self.labelled[key]
            for mention in entity.mentions
        ]
        starts = {(sent, start) for sent, start, _ in persons}
        ends = {(sent, end) for sent, _, end in persons}
        return any(
            (self.document.sents[sent][end : end + 1] == ("and",) and (sent, end + 1) in starts)
            or (
                self.document.sents[sent][start - 1 : start] == ("and",)
                and (sent, start - 1) in ends
            )
            for maker, sentences in known.items()
            for sent, start, end in self._places[maker]
            if sent in sentences
        )

    def _teaches(self, thing: int, sent: int) -> bool:
        """Whether others studied with somebody, or under them: at a school where they taught."""
        tokens = self.document.sents[sent]
        return any(
            re.search(
                r"\b(?:with|under|by)(?: \S+){0,6}$", " ".join(tokens[max(start - 8, 0) : start])
            )
            for at, start, _ in self._places[thing]
            if at == sent
        )

    def _told(self, pattern: str, head: int, tail: int) -> tuple[int, ...]:
        """The first sentence that has both ends, with a word of the relation close to the value.

        A label without evidence rests on it. Nothing may break the clause between the three.
        """
        heads = {sent: start for sent, start, _ in reversed(self._places[head])}
        for sent in self._about(head):
            heads.setdefault(sent, 0)
        for sent, start, end in self._places[tail]:
            tokens = self.document.sents[sent]
            if sent not in heads:
                continue
            if heads[sent] > start:  # "Founded in 1901 , the inn ..."
                opens = " ".join(tokens[:start]).lower()
                close = heads[sent] <= end + 2 and tokens[end : end + 1] == (",",)
                if close and start <= 3 and re.search(rf"^(?:{pattern})\w* (?:in|on)$", opens):
                    return (sent,)
                continue
            before = " ".join(tokens[max(heads[sent], start - _NEAR) : start]).lower()
            if re.search(rf"(?:{pattern})[^.;)(]*$", before) and not _ANOTHER.search(before):
                return (sent,)
        return ()

    def _cued(self, pattern: str, relation: str, tail: int, sent: int) -> bool:
        """Whether a word of the relation stands in the sentence, close to the value where it must.

        Before the value: born in, died in. On either side of it: directed by, founded by.
        """
        if relation not in _CLOSE:
            return re.search(pattern, self.sentences[sent].lower()) is not None
        tokens = self.document.sents[sent]
        for at, start, end in self._places[tail]:
            if at != sent:
                continue
            if relation in ("P19", "P20") and stands_off(tokens[max(start - 3, 0) : start]):
                continue
            opening = f"{' '.join(tokens[:start])} "
            if relation in _LIVED and sent == 0 and _LIVED[relation].search(opening):
                return True
            before = " ".join(tokens[max(start - _CLOSE[relation], 0) : start]).lower()
            if re.search(rf"(?:{pattern})[^.;)]*$", before):
                return True
            after = " ".join(tokens[end : end + 3]).lower()
            if relation not in ("P19", "P20") and re.search(pattern, after):
                return True
        return False

    def _lies(self, head: int, tail: int, sent: int, *, people: bool) -> bool:
        """Whether the sentence says that one lies in the other, by how the two stand in it."""
        tokens = self.document.sents[sent]
        heads = [(start, end) for at, start, end in self._places[head] if at == sent]
        if not heads:
            heads = [(0, 1)]  # the pronoun
        for at, start, end in self._places[tail]:
            if at != sent:
                continue
            word = " ".join(tokens[start:end])
            adjective = place_form(word) in ("adjective", "people", "person")
            for begin, stop in heads:
                between = tokens[stop:start]
                if adjective:  # "an Austrian painter", behind "was"
                    if stop < start and describes(between):
                        return True
                elif (
                    not people
                    and stop < start
                    and leads_out(between)
                    and not stands_off(tokens[max(begin - 3, 0) : begin])
                ):
                    return True
                if adjective and end <= begin <= end + 3 and all(
                    token.islower() for token in tokens[end:begin]
                ) and len(tokens[end:begin]) > 0 and tokens[begin - 1] not in (
                    "in", "by", "from", "with", "for", "to", "and", "against", "on", "at", "the",
                ):  # fmt: skip
                    return True  # "the Italian city Milan"
        return False

    def _dated(
        self, subject: int, relation: str, given: Sequence[tuple[int, tuple[int, ...]]]
    ) -> Fact | None:
        """The finest of the dates, if all agree and one is stated as a fact of that day."""
        thing = self.thing(subject)
        if thing is None or not _fit(thing, relations()[relation].domain):
            return None
        read: list[tuple[Date, tuple[int, ...]]] = []
        for tail, evidence in given:
            entity, date = self.document.entities[tail], self._read(tail)
            assert date is not None  # noqa: S101 only such are given
            pattern = STATED.get(relation, "$^")
            shown = tuple(
                sorted(
                    {
                        sent
                        for sent in evidence or self._told(pattern, subject, self.same[tail])
                        if not self._hedged[sent]
                        and (
                            re.search(pattern, self.sentences[sent].lower())
                            or (relation == "P577" and self._of_a_work(subject, tail, sent))
                        )
                        and any(
                            sent == mention.sent
                            and self._plain(mention.sent, mention.start, mention.end)
                            for mention in entity.mentions
                        )
                        and self.beside(subject, sent)
                    }
                )
            )
            read.append((date, shown))
        fine, shown = max(read, key=lambda one: (one[0].day > 0, one[0].month > 0, bool(one[1])))
        agree = all(all(a in (0, b) for a, b in zip(date, fine, strict=True)) for date, _ in read)
        return Fact(subject, relation, fine, shown) if agree and shown else None

    def _of_a_work(self, work: int, year: int, sent: int) -> bool:
        """Whether a sentence has a year before the noun and name of a work: "her 1990 novel X"."""
        tokens = self.document.sents[sent]
        starts = [start for at, start, _ in self._places[work] if at == sent]
        ends = [m.end for m in self.document.entities[year].mentions if m.sent == sent]
        return any(
            end < start <= end + 5
            and any(token in _WORKS for token in tokens[end:start])
            and all(token.islower() or token in ('"', "-") for token in tokens[end:start])
            for start in starts
            for end in ends
        )

    def _read(self, index: int) -> Date | None:
        """The date that all mentions of an entity say; None if they do not say one."""
        entity = self.document.entities[index]
        found = {read_date(name) for name in entity.names}
        return found.pop() if entity.type == "TIME" and len(found) == 1 else None

    def _plain(self, sent: int, start: int, end: int) -> bool:
        """Whether a date stands there as a point in time, not as a bound or one of several."""
        tokens = self.document.sents[sent]
        before, after = " ".join(tokens[max(start - 2, 0) : start]), " ".join(tokens[end : end + 3])
        return not _BEFORE_A_DATE.search(before) and not _AFTER_A_DATE.search(after)

    def beside(self, subject: int, sent: int) -> bool:
        """Whether the sentence mentions the subject, or is about what the document is about."""
        if any(at == sent for at, *_ in self._places[subject]):
            return True
        return subject == self.hero

    @cached_property
    def hero(self) -> int | None:
        """What the document is about: what its title names, else what it opens with."""
        title = without_suffix(self.document.title).casefold()
        for thing in self.things:
            if thing and title in (thing.name.casefold(), *(a.casefold() for a in thing.aliases)):
                return thing.index
        opening = [
            thing.index
            for thing in self.things
            if thing
            and any(sent == 0 and start <= 1 for sent, start, _ in self.places(thing.index))
        ]
        return opening[0] if len(opening) == 1 else None


def _fit(thing: Thing, wanted: frozenset[str]) -> bool:
    kinds = {thing.kind, "place"} if thing.kind in (PLACE, COUNTRY) else {thing.kind}
    return thing.kind is not None and ("any" in wanted or bool(kinds & wanted))
