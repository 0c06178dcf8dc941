"""Families in which a thing is gone, and something else misses it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from irrealis.builders.ifqa_style.cases.base import (
    NONE,
    Answer,
    Case,
    Maker,
    absent,
    in_one_unit,
    shuffled,
)
from irrealis.builders.ifqa_style.cues.deeds import Deed
from irrealis.builders.ifqa_style.facts import Fact
from irrealis.builders.ifqa_style.kinds import class_noun, kind_word, plural, with_article
from irrealis.builders.ifqa_style.things import (
    CHARACTER,
    CONTINENT,
    COUNTRY,
    EVENT,
    ORGANIZATION,
    PERSON,
    PLACE,
    PRODUCT,
    WORK,
    belongs_to_larger,
    is_known,
    is_settled,
    is_watery,
)
from irrealis.builders.ifqa_style.wording import Speaker, Unsayable

_UNCLEAR = "?"
_VAGUE = (PLACE, ORGANIZATION, PRODUCT)  # as nouns they do not ask as well as "what"
# one does not ask where a body is, nor who wrote what may be the film of a book
_UNASKED = (("P17", ORGANIZATION), ("P50", WORK), ("P58", WORK))
# by what else somebody may be asked for
_OF_ANOTHER = (
    ("P19", "a native of which {town}"),
    ("P54", "a player of which team"),
    ("P69", "a student of which school"),
)
_MISSING = 3  # things that miss one value, at most
# relations of which a second value does not stand in for the one that is gone
_MANY = frozenset({"P69", "P54", "P166", "P102", "P108", "P607", "P1344", "P118", "P161"})
# what is known of most persons and places, though no sentence of the passage tells it of all
_KNOWN_OF_MOST = frozenset({"P17", "P27", "P54", "P102", "P463", "P495"})
# what works are called of which the passage does not say what they are
_WORKS_OF = {
    **dict.fromkeys(("P57", "P58", "P161"), "production"),
    "P175": "recording",
    "P86": "piece",
}
# what is composed as a whole, where of a film only the music is
COMPOSED = ("song", "single", "album", "opera", "musical", "symphony", "piece")
_GENERAL_NOUNS = frozenset(
    {"work", "organization", "place", "product", "event", *_WORKS_OF.values()}
)
_DESCENT = re.compile(
    r"\b(?:niece|nephew|grand(?:son|daughter|child|children|nephew|niece)|descend\w*|great-)",
    re.IGNORECASE,
)
_REMARRIED = re.compile(
    r"\b(?:first|second|third|fourth|former|ex-?|late|previous) ?(?:wife|wives|husbands?|marriage)"
    r"|\b(?:re-?married|divorc\w+|married (?:twice|again|secondly|three times)|twice married)\b",
    re.IGNORECASE,
)
_FOUGHT = re.compile(r"\b(?:war|battle|siege|campaign|front|offensive|invasion|raid)\b")
# the type of the annotation that things of a noun have
_OF_TYPE = {
    **dict.fromkeys(
        ("village", "town", "city", "municipality", "county", "province", "district", "region",
         "state", "river", "lake", "island", "mountain", "commune", "suburb", "settlement"),
        "LOC",
    ),
    **dict.fromkeys(("band", "company", "airline", "label", "party", "team", "club"), "ORG"),
    **dict.fromkeys(("film", "album", "song", "single", "novel", "book", "episode"), "MISC"),
    **dict.fromkeys(("production", "recording", "piece"), "MISC"),
}  # fmt: skip
# bodies that bring out works: what is told of their country may be where one came out
_OUTLETS = frozenset({"label", "network", "station", "studio", "agency"})
# a work that goes by two titles, or is a part of another, is not two works
_RETITLED = re.compile(
    r"\b(?:known|released?|titled|entitled|available|distributed|reissued|renamed|sold)\b"
    r"[^.;]{0,80}\bas\b|\b(?:a\.?k\.?a\.?|also called|under the (?:title|name))\b",
    re.IGNORECASE,
)
_DEEDS = {
    "directed": "P57", "written": "P50", "produced": "P162", "composed": "P86",
    "performed": "P175", "recorded": "P175", "founded": "P112", "developed": "P178",
    "manufactured": "P176", "published": "P123", "broadcast": "P449", "owned": "P127",
    "operated": "P137",
}  # fmt: skip
_IN_CHARGE = ("led", "ruled", "governed", "administered", "commanded", "chaired", "run", "managed")
_OF_PERSONS = ("appointed", "nominated", "trained", "hired", "signed", "coached", "managed")


class Losing(Maker):
    """Somebody or something that never was."""

    def _lost(self, family: str) -> Iterator[Case | None]:
        """What has a value is left without it; the value is named, or meant by its role."""
        group = family.removesuffix(", described")
        for relation in self._group(group):
            if not self.words[relation].get("lost"):
                continue
            values = sorted({int(fact.value) for fact in self.facts.stated(relation)})  # type: ignore[arg-type]
            for value in shuffled(values, self.rng):
                if not self._may_go(relation, value):
                    continue
                likes = [None] if family == group else self._meant(value)
                for kind, having, rest in self._missing(relation, value):
                    for like in likes:
                        yield self._without_it(family, relation, value, kind, having, rest, like)

    def _further(self, family: str) -> Iterator[Case | None]:
        """What has a value is left without it, and is not named but asked for by another fact."""
        group = family.removesuffix(", further")
        for relation in self._group(group):
            if not self.words[relation].get("lost"):
                continue
            values = sorted({int(fact.value) for fact in self.facts.stated(relation)})  # type: ignore[arg-type]
            for value in shuffled(values, self.rng):
                if not self._may_go(relation, value):
                    continue
                for kind, having, rest in self._missing(relation, value):
                    if len(having) == 1 and not rest:
                        yield from self._by_another_fact(family, relation, value, kind, having[0])

    def _by_another_fact(
        self, family: str, relation: str, value: int, kind: str | None, subject: int
    ) -> Iterator[Case]:
        """Of which place, team or school who is concerned is."""
        thing, found = self.facts.thing(subject), self._twin(relation, subject)
        fact = next(
            fact
            for fact in self.facts.stated(relation)
            if (fact.subject, fact.value) == (subject, value)
        )
        if thing is None or found is None or thing.kind != PERSON:
            return
        for asked, who in _OF_ANOTHER:
            known = self.property(subject, asked) if asked != relation else None
            if known is None or fact in known[1] or value in known[0].things:
                continue
            if relation in ("P19", "P20", "P27") and asked == "P69":
                continue  # one is born before
            named = [*known[0].things, subject]
            if any(self._anyhow(value, index) for index in named) or set(found[1]) & {*named}:
                continue
            if known[0].things and self.facts.nested(value, known[0].things[0]):
                continue
            holder = self._with_town(who, known[0])
            asks = [
                re.sub("^who ", f"{holder} ", ask)
                for ask in self._asks(relation, kind)
                if ask.startswith("who would ") and holder is not None
            ]
            if not asks:
                continue
            condition = self._gone(Speaker(self.facts), self.words[relation]["lost"], value, None)
            yield Case(
                family,
                condition,
                self.pick(asks),
                found[0],
                known[0],
                Answer(found[1]),
                (fact, *known[1]),
                NONE,
                "name",
                absent(self._name(value)),
                (relation, value, "further"),
            )

    def _with_town(self, asked: str, answer: Answer) -> str | None:
        """What is asked, with the noun of the town that answers it; None if there is none."""
        noun = self._town(answer.things[0]) if answer.things else None
        return asked.replace("{town}", noun) if noun else None if "{town}" in asked else asked

    def _may_go(self, relation: str, value: int) -> bool:
        thing = self.facts.thing(value)
        if thing is None:
            return False
        if self._name(value).isupper() and not thing.article:
            return False  # "if NHL had never been founded"
        if relation in ("P607", "P166", "P1344") and (thing.plural or thing.name.endswith("s")):
            return False  # "one award fewer" for the Golden Globe Awards
        if relation == "P607" and "War" not in thing.name.split():
            return False  # no battle is a war
        if relation == "P27" and belongs_to_larger(thing):
            return False  # one is a citizen of the larger state
        if relation in ("P19", "P276", "P159", "P36"):
            return is_settled(thing)
        if relation == "P361":
            return class_noun(self.facts, value) == "album"
        return relation not in ("P17", "P27", "P495") or thing.kind == COUNTRY

    def _missing(
        self, relation: str, value: int
    ) -> Iterator[tuple[str | None, tuple[int, ...], tuple[int, ...]]]:
        """Who, and what of each kind, is sure to have the value.

        Last come those that may have it, too, and that a question must therefore set aside.
        """
        having = {
            subject
            for (subject, known), values in self.facts.labelled.items()
            if known == relation and value in values
        }
        sure = {fact.subject for fact in self.facts.stated(relation) if fact.value == value}
        kinds = {index: self._kind_of(index) for index in having}
        general = {
            kind_word(self.facts, index) if self.facts.thing(index) else "" for index in having
        }
        if _UNCLEAR in kinds.values() and len(general) == 1 and all(general):
            (noun,) = general
            if (relation, noun) not in _UNASKED and noun != "work":
                kinds = dict.fromkeys(having, str(noun))
        works = _UNCLEAR in kinds.values() and {self._kin_of(index) for index in having} == {WORK}
        if works and relation in _WORKS_OF:
            kinds = dict.fromkeys(having, _WORKS_OF[relation])
        for kind in sorted({kinds[one] for one in sure} - {_UNCLEAR}):
            group = {one for one in sure if kinds[one] == kind}
            rest = {one for one in having - group if kinds[one] == kind}
            if not self._can_be_missing(relation, kind, group) or self._aside(sorted(rest)) is None:
                continue
            if rest and {self._type_of(index) for index in rest} & {"MISC"}:
                continue  # "besides X" says of a work what no sentence does
            if rest and relation in ("P607", "P1344"):
                continue  # nor who has fought
            if any(kinds[index] == _UNCLEAR and not self._another(index, kind) for index in having):
                continue
            if any(self._one_name(a, b) for a in having for b in having if a < b):
                continue  # one thing, perhaps, that upstream has twice
            if not self._apart(having):
                continue
            if self._open(relation, value, kind, having):
                continue
            if not any(self._anyhow(value, index) for index in group):
                yield kind or None, tuple(sorted(group)), tuple(sorted(rest))

    def _apart(self, having: set[int]) -> bool:
        """Whether works are several for certain: not one with two titles, nor a song of an album.

        What no sentence credits to somebody is not set aside either.
        """
        if len(having) < 2 or {self._type_of(index) for index in having} != {"MISC"}:
            return True
        if any(_RETITLED.search(text) for text in self.facts.sentences):
            return False
        parts = {
            frozenset((one, other))
            for relation in ("P361", "P179", "P527", "P658")
            for one in having
            for other in self.facts.labelled.get((one, relation), ())
        }
        return not any(pair <= having for pair in parts)

    def _can_be_missing(self, relation: str, kind: str, group: set[int]) -> bool:
        """Whether a group of a kind is left without any value, where it must be."""
        if relation == "P264" and any(self._kin_of(index) != WORK for index in group):
            return False  # a band of the same name as its record
        if relation == "P361" and kind not in ("song", "single"):
            return False
        if relation == "P17" and kind in _OUTLETS:
            return False
        if (relation in ("P17", "P27") and kind == EVENT) or (relation == "P607" and kind):
            return False
        places = [self.facts.thing(index) for index in group]
        if relation == "P17" and any(p and p.kind == PLACE and is_known(p) for p in places):
            return False  # where Paris is needs no passage
        if relation == "P17" and kind == "place" and not all(p and is_settled(p) for p in places):
            return False  # mountains and rivers lie in several countries
        if relation == "P17" and any(
            self.facts.nested(a, b) for a in group for b in group if a < b
        ):
            return False  # a village and its county are not two
        if relation == "P179" and kind == "episode":
            return False  # each of them would be missing
        if relation == "P118" and self._rivals(group):
            return False
        if relation in ("P22", "P25") and self._has_more_kin(group):
            return False
        if relation == "P26" and any(map(_REMARRIED.search, self.facts.sentences)):
            return False  # there may be another spouse
        if relation == "P276" and any(_FOUGHT.search(self._name(index).lower()) for index in group):
            return False
        return len(group) <= _MISSING and (relation in _MANY or self._of_one(group, relation))

    def _has_more_kin(self, children: set[int]) -> bool:
        """Whether the passage may know further children, or the children of these."""
        if any(_DESCENT.search(text) for text in self.facts.sentences):
            return True
        known = {
            one
            for child in children
            for relation in ("P22", "P25", "P26")
            for one in self.facts.labelled.get((child, relation), ())
        }
        known |= {
            other for one in set(known) for other in self.facts.labelled.get((one, "P26"), ())
        }
        names = {self._name(child).split()[-1] for child in children}
        return any(
            entity.type == "PER"
            and self.facts.same[index] not in children | known
            and names & {name.split()[-1] for name in entity.names}
            for index, entity in enumerate(self.facts.document.entities)
        )

    def _rivals(self, group: set[int]) -> bool:
        """Whether the passage has other bodies, which a reader may know to play in the league."""
        bodies = {
            thing.index for thing in self.facts.things if thing and thing.kind == ORGANIZATION
        }
        leagues = {int(fact.value) for fact in self.facts.stated("P118")}  # type: ignore[arg-type]
        return bool(bodies - group - leagues)

    def _open(self, relation: str, value: int, kind: str, having: set[int]) -> bool:
        """Whether a thing that the labels leave open might miss the value, too.

        Labels are never all there is. What country, team or party somebody is of is known of most,
        and so is who made a work; anything else is taken as open where the thing stands in one
        sentence with the value.
        """
        of_it = {
            one
            for (subject, _), values in self.facts.labelled.items()
            if subject == value
            for one in values
        }  # who wrote a story is none of its characters
        near = {sent for sent, *_ in self.facts.places(value)}
        anywhere = relation in _KNOWN_OF_MOST
        types = {self._type_of(index) for index in having}
        for index, entity in enumerate(self.facts.document.entities):
            if self.facts.same[index] != index or index in having | of_it or index == value:
                continue
            if self._another(index, kind) if kind else entity.type != "PER":
                continue
            noun = self._kind_of(index)
            if noun not in (kind, _UNCLEAR) and kind not in _GENERAL_NOUNS:
                continue
            if self._type_of(index) not in types:
                continue
            own = self.facts.labelled.get((index, relation), set())
            if any(self.facts.nested(index, value) for index in own):
                return True
            if own:
                continue
            if relation == "P17" and self._elsewhere_anyhow(index, value):
                continue
            if anywhere or noun == kind != "" or near & {s for s, *_ in self.facts.places(index)}:
                return True
        return False

    def _type_of(self, index: int) -> str:
        return self.facts.document.entities[index].type or ""

    def _elsewhere_anyhow(self, index: int, country: int) -> bool:
        """Whether a place is a country or continent, or water, or lies in another country."""
        thing = self.facts.thing(index)
        if thing is not None and thing.kind in (COUNTRY, CONTINENT):
            return True
        if is_watery(self.facts.document.entities[index].names[0]):
            return True
        homes = {
            one
            for place in self.facts.around(index)
            for one in self.facts.labelled.get((place, "P17"), ())
        }
        return bool(homes) and not any(self.facts.nested(home, country) for home in homes)

    def _one_name(self, one: int, other: int) -> bool:
        """Whether two names may be of one thing: by their words, or surname and first initial."""
        a, b = (
            re.split(r"[\s-]+", self.facts.document.entities[index].names[0].lower())
            for index in (one, other)
        )
        if set(a) <= set(b) or set(b) <= set(a):
            return True
        people = self._type_of(one) == self._type_of(other) == "PER"
        return people and a[-1] == b[-1] and a[0][0] == b[0][0] and "." in a[0] + b[0]

    def _another(self, index: int, kind: str) -> bool:
        """Whether a thing that the passage does not call anything is surely not of a kind."""
        types = {mention.type for mention in self.facts.document.entities[index].mentions}
        return not kind or (kind in _OF_TYPE and not types & {_OF_TYPE[kind]})

    def _of_one(self, group: set[int], relation: str) -> bool:
        """Whether none of a group has a second value, which would be left to it."""
        return all(len(self.facts.labelled[one, relation]) == 1 for one in group)

    def _kind_of(self, index: int) -> str:
        """The noun for it; an empty one for persons; `_UNCLEAR` for what may be anything."""
        thing = self.facts.thing(index)
        if thing is None:
            return "" if self.facts.document.entities[index].type == "PER" else _UNCLEAR
        if thing.kind in (PERSON, CHARACTER):
            return ""
        if thing.kind == COUNTRY:
            return COUNTRY
        return class_noun(self.facts, index) or (EVENT if thing.kind == EVENT else _UNCLEAR)

    def _without_it(
        self,
        family: str,
        relation: str,
        value: int,
        kind: str | None,
        having: tuple[int, ...],
        rest: tuple[int, ...],
        like: Fact | None,
    ) -> Case | None:
        words = self.words[relation]
        left = tuple(one for one in having if like is None or one != like.subject)
        if not left or (like and like.subject not in having and like.relation == relation):
            return None
        asks = self._asks(relation, kind)
        several = len(left) > 1 or any(len(self._values(index, relation)[0]) > 1 for index in left)
        asks = [ask for ask in asks if ask and not (several and ask.startswith("whose"))]
        facts = tuple(fact for fact in self.facts.stated(relation) if fact.value == value)
        facts = tuple(fact for fact in facts if fact.subject in left)
        found = self._twin(relation, left[0])
        if not asks or found is None:
            return None
        twin, own = found
        ask = self._asked_of(self.pick(asks), relation, kind, (having, left, rest), like)
        if ask is None:
            return None
        speaker = Speaker(self.facts)
        pointing = re.search(r"\b(?:there|that)\b", ask)  # to what only a full name can be
        lost = [one for one in words["lost"] if not (pointing and "been for" in one)]
        try:
            condition = self._gone(speaker, lost, value, like)
        except Unsayable:
            return None
        return Case(
            family,
            condition,
            ask,
            twin,
            Answer(left),
            Answer(own),
            (*((like,) if like else ()), *facts),
            NONE,
            "names" if len(left) > 1 else "name",
            absent(self._name(value)),
            (relation, value),
            self.rng.random() < 0.1,
        )

    def _asked_of(
        self,
        ask: str,
        relation: str,
        kind: str | None,
        groups: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]],
        like: Fact | None,
    ) -> str | None:
        """What is asked, for as many as have the value, are left, or are set aside."""
        having, left, rest = groups
        vague = kind in _VAGUE and relation not in ("P17", "P36")
        if vague:
            ask = ask.replace("which {k}", "what")
        if kind is not None:
            ask = ask.replace("{k}", plural(kind) if len(left) > 1 else kind)
        if len(left) > 1:
            ask = ask.replace("its headquarters", "headquarters")
        if like is not None and like.subject in rest:
            return None
        if left != having:  # `like` is about one of them
            opens = next((one for one in ("who ", "which ") if ask.startswith(one)), None)
            if rest or opens is None:
                return None
            ask = {"who ": "who else ", "which ": "which other "}[opens] + ask.removeprefix(opens)
        aside = self._aside(rest)
        if aside is None:
            return None
        if aside:
            head = "who" if kind is None else f"which {plural(kind) if len(left) > 1 else kind}"
            head = "what" if vague else head
            if not ask.startswith(f"{head} "):
                return None
            ask = f"{head}{aside}{ask.removeprefix(head)}"
        return ask

    def _asks(self, relation: str, kind: str | None) -> list[str]:
        """The questions for things of a kind; no recording "would never have been recorded"."""
        own = str(kind)[:6] if kind in _WORKS_OF.values() else None
        found = [self._of_kind(ask, kind) for ask in self.words[relation]["missed"]]
        scored = kind not in COMPOSED
        return [
            ask
            for ask in found
            if ask and (own is None or own not in ask) and not (scored and "to compose" in ask)
        ]

    def _of_kind(self, ask: str, kind: str | None) -> str | None:
        """A question for things of a kind, or for persons; None if it cannot ask for them."""
        if kind is not None:
            ask = re.sub("^who ", "which {k} ", ask)
        return ask if ("{k}" in ask) == (kind is not None) else None

    def _gone(self, speaker: Speaker, lost: list[str], value: int, like: Fact | None) -> str:
        """A clause that says that a thing never was."""
        if like is None:
            clause = speaker.say(self.pick(lost), x=value)
            if clause.startswith("it had not been for ") and self.rng.random() < 0.5:
                return clause.replace("it had", "had it", 1)
        else:
            clause = self.pick(
                [one for one in lost if one.startswith("{x} had ") and "country" not in one]
            )
            clause = clause.replace("{x}", self._phrase(like))
        if self.rng.random() < 0.2:
            verbs = r"\bhad never (?=been |existed|opened|become |made |gone )"
            clause = re.sub(verbs, "hadn't ", clause)
        if self.rng.random() < 0.25 and clause.count(" had ") == 1:
            front, back = clause.split(" had ", 1)
            if not front.endswith(("there", "nobody")):
                return f"had {front} {back}"
        return f"if {clause}"

    def _only_child(self, family: str) -> Iterator[Case | None]:
        """Somebody has no brothers and sisters."""
        for fact in self.of("P3373"):
            s, t = fact.subject, int(fact.value)  # type: ignore[arg-type]
            other = self.facts.one(t, "P3373")
            if other is None or self._of_half(fact):
                continue
            condition = self.pick(["if {s} had been an only child", "had {s} been an only child"])
            yield Case(
                family,
                condition.format(s=self._name(s)),
                self.pick(["who would never have been born", "who would not have been born"]),
                f"whose brother or sister was {self._name(t)}",
                Answer((t,)),
                Answer((s,)),
                (fact,),
                NONE,
                "name",
                (f"sibling: {self._name(s)}", "remove", self._name(t), "none"),
                (s, "P3373"),
            )

    def _of_half(self, fact: Fact) -> bool:
        text = " ".join(self.facts.sentences[sent] for sent in fact.sentences).lower()
        return re.search(r"\bhalf\b|\bstep\b|in-law|\bhalf-|\bstep-|\btwins?\b", text) is not None

    def _agent(self, family: str) -> Iterator[Case | None]:
        """Somebody who made something is gone; the verb is the passage's own."""
        for deed in shuffled(self.reader.deeds(), self.rng):
            agent, made = self.facts.thing(deed.agent), self.facts.thing(deed.made)
            if agent is None or made is None or self._anyhow(deed.agent, deed.made):
                continue
            if deed.participle in _IN_CHARGE:
                continue  # of more than the passage calls so, perhaps
            known = self.facts.labelled.get((deed.made, _DEEDS.get(deed.participle, "")), set())
            if known - {deed.agent} or self._makes_more(deed):
                continue  # others did it, too, or it is not all
            person = agent.kind == PERSON
            kind = class_noun(self.facts, deed.made)
            if deed.participle in (*_OF_PERSONS, "voiced", "portrayed") and made.kind != PERSON:
                continue
            if made.kind == PERSON and deed.participle not in (
                *_OF_PERSONS,
                "described",
                "photographed",
                "painted",
            ):
                continue
            what = "who" if made.kind == PERSON else f"which {kind}" if kind else "what"
            frames = (
                ["{x} had never been born", "{x} had never lived"]
                if person
                else ["{x} had never existed", "there had never been {x}"]
            )
            verb = deed.base
            consequent = self.pick(
                [
                    f"{what} would somebody else have had to {verb}",
                    f"{what} would have had to be {deed.participle} by somebody else",
                ]
            )
            if made.kind == PERSON:
                consequent = f"who would have had to be {deed.participle} by somebody else"
            if not person:
                consequent = consequent.replace("somebody else", "others")
            twin = f"who {deed.past} {made.text}"
            fact = Fact(deed.made, f"{deed.participle} by", deed.agent, (deed.sent,))
            likes = self._meant(deed.agent) if family.endswith("described") else [None]
            for like in likes:
                if like is not None and like.subject == deed.made:
                    continue
                yield Case(
                    family,
                    self._gone(Speaker(self.facts), frames, deed.agent, like),
                    consequent,
                    twin,
                    Answer((deed.made,)),
                    Answer((deed.agent,)),
                    (*((like,) if like else ()), fact),
                    NONE,
                    "name",
                    absent(agent.text),
                    (deed.agent, deed.participle),
                )

    def _makes_more(self, deed: Deed) -> bool:
        """Whether the labels have, or leave open, that somebody made other things like this one."""
        relation = _DEEDS.get(deed.participle)
        if relation is None:
            return False
        made = {
            subject
            for (subject, known), values in self.facts.labelled.items()
            if known == relation and deed.agent in values
        }
        kind = class_noun(self.facts, deed.made) or _UNCLEAR
        return bool(made - {deed.made}) or self._open(relation, deed.agent, kind, {deed.made})

    def _alone(self, family: str) -> Iterator[Case | None]:
        """Of two who made something one has no part in it."""
        for pair in self.reader.joint_deeds():
            for gone, left in (pair, pair[::-1]):
                a, made = self.facts.thing(gone.agent), self.facts.thing(gone.made)
                known = self.facts.labelled.get((gone.made, _DEEDS.get(gone.participle, "")), set())
                if a is None or made is None or known - {gone.agent, left.agent}:
                    continue
                if 0 < len(known) < len(pair) or gone.participle in _OF_PERSONS:
                    continue
                frame = self.pick(
                    [
                        "if {a} had turned down the work on {m}",
                        "if {a} had had no hand in {m}",
                        "had {a} had no hand in {m}",
                    ]
                )
                relation = f"{gone.participle} by"
                facts = tuple(
                    Fact(deed.made, relation, deed.agent, (deed.sent,)) for deed in (gone, left)
                )
                yield Case(
                    family,
                    frame.format(a=a.text, m=made.text),
                    f"who would have {gone.participle} it alone",
                    f"who {gone.past} {made.text}",
                    Answer((left.agent,)),
                    Answer(tuple(deed.agent for deed in pair)),
                    facts,
                    NONE,
                    "name",
                    (f"{relation}: {made.text}", "remove", a.text, "none"),
                    (gone.made, relation),
                )

    def _source(self, family: str) -> Iterator[Case | None]:
        """A work that another is based on was never written."""
        for debt in shuffled(self.reader.debts(), self.rng):
            name, thing = self._name(debt.agent), self.facts.thing(debt.made)
            kind = kind_word(self.facts, debt.made)
            if self.facts.thing(debt.agent) is None or thing is None or kind is None:
                continue
            yield Case(
                family,
                self.pick([f"if {name} had never been written", f"had nobody ever written {name}"]),
                self.pick(
                    [
                        f"which {kind} would have had nothing to be based on",
                        f"which {kind} would have had to be based on something else",
                    ]
                ),
                f"what is {thing.text} based on",
                Answer((debt.made,)),
                Answer((debt.agent,)),
                (Fact(debt.made, "based after", debt.agent, (debt.sent,)),),
                NONE,
                "name",
                absent(name),
                (debt.agent, "based"),
            )

    def _never_set_up(self, region: int, unit: str) -> str:
        """A condition in which a unit is gone."""
        name = self._name(region)
        return self.pick(
            [
                f"if {name} had never been set up",
                f"had {name} never been created",
                f"if there had never been such {with_article(unit)} as {name}",
            ]
        )

    def _others_in(self, region: int, place: int) -> bool:
        """Whether a sentence names a unit with something that no label puts anywhere."""
        near = {sent for sent, *_ in self.facts.places(region)}
        return any(
            thing.kind in (PLACE, ORGANIZATION)
            and thing.index not in (region, place)
            and not self.facts.labelled.get((thing.index, "P131"))
            and not self.facts.nested(thing.index, region)
            and near & thing.sentences
            for thing in self.facts.things
            if thing
        )

    def _region_lost(self, family: str) -> Iterator[Case | None]:
        for fact in self.of("P131"):
            region, place = int(fact.value), fact.subject  # type: ignore[arg-type]
            unit = self._unit(region)
            inside = [
                subject
                for (subject, known), values in self.facts.labelled.items()
                if known in ("P131", "P276", "P159") and region in values
            ]
            kind = kind_word(self.facts, place)
            thing = self.facts.thing(place)
            if unit is None or inside != [place] or kind is None or thing is None:
                continue
            if not in_one_unit(thing) or kind in (unit, "place"):
                continue  # "which place" is each of its villages
            if self._anyhow(region, place) or self._others_in(region, place):
                continue
            if thing.kind == PLACE and is_known(thing):
                continue
            condition = self._never_set_up(region, unit)
            consequent = self.pick(
                [
                    f"which {kind} would belong to another {unit}",
                    f"which {kind} would be in another {unit}",
                ]
            )
            twin = f"in which {unit} {Speaker(self.facts).say('{sis} {s}', s=place)}"
            yield Case(
                family,
                condition,
                consequent,
                twin,
                Answer((place,)),
                Answer((region,)),
                (fact,),
                NONE,
                "name",
                absent(self._name(region)),
                ("P131", region),
            )
