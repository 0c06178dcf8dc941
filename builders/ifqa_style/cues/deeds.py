"""Who made what, and what is based on what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from irrealis.builders.ifqa_style.cues.sentences import UNSURE, Sentences
from irrealis.builders.ifqa_style.kinds import class_noun, nouns_of
from irrealis.builders.ifqa_style.things import COUNTRY, ORGANIZATION, PERSON, PLACE, WORK

from irrealis.text.tokens import word_set


@dataclass(frozen=True, slots=True)
class Deed:
    """`agent` made or did something to `made`: base form, past tense and participle of the verb."""

    agent: int
    made: int
    base: str
    past: str
    participle: str
    sent: int


# verbs of making by their base form; those in `_IRREGULAR` have forms of their own
_MAKING = word_set(
    """design build found write direct produce compose discover invent create develop edit publish
    record establish commission translate illustrate paint host narrate manufacture construct erect
    describe photograph choreograph conduct arrange distribute sculpt film script present fund
    sponsor launch perform draft release operate start own run manage voice sing portray captain
    coach lead command chair appoint nominate broadcast air finance make train adapt remix engineer
    mix shoot curate administer govern carve draw plan name co-write restore hire sign rule maintain
    support review arm organize organise animate accredit devise conceptualize score rebuild
    renovate initiate introduce market cast print assemble author co-author propose pioneer
    designate co-found co-direct co-produce co-create co-develop co-design compile engrave dedicate
    consecrate inaugurate open coin formulate patent conceive instigate institute host negotiate
    remodel decorate program dub"""
)
_IRREGULAR = {
    "build": ("built", "built"),
    "rebuild": ("rebuilt", "rebuilt"),
    "write": ("wrote", "written"),
    "co-write": ("co-wrote", "co-written"),
    "run": ("ran", "run"),
    "sing": ("sang", "sung"),
    "lead": ("led", "led"),
    "make": ("made", "made"),
    "shoot": ("shot", "shot"),
    "draw": ("drew", "drawn"),
    "plan": ("planned", "planned"),
    "dub": ("dubbed", "dubbed"),
    "program": ("programmed", "programmed"),
    **{base: (base, base) for base in ("broadcast", "cast")},
}


def _regular(base: str) -> str:
    """The past tense of a verb that has no forms of its own."""
    return f"{base}d" if base.endswith("e") else re.sub(r"(?<=[^aeiou])y$", "i", base) + "ed"


# participle -> base form and past tense
_VERBS = {
    participle: (base, past)
    for base in sorted(_MAKING)
    for past, participle in (_IRREGULAR.get(base, (_regular(base),) * 2),)
}
_TITLES = frozenset(
    {"President", "King", "Queen", "Emperor", "General", "Captain", "Sir", "Dr.", "Pope", "Prince",
     "Prime", "Minister", "Senator", "Governor", "Admiral", "Colonel", "Bishop"}
)  # fmt: skip
# what may follow a name that is all there is behind "by"
_AGENT_ENDS = frozenset(
    {".", ",", "in", "for", "on", ")", "at", "from", ";", "during", "as", "to", "when", "while",
     "after", "before", "until", "since", "under", "between", "which", "who", "that", "using"}
)  # fmt: skip
_HELP = re.compile(r"help|assist|support|input|contribut|addition|guest|friend|collab|partner")
_ON_THE_WAY = frozenset(
    {"the", '"', "novel", "book", "play", "story", "comic", "memoir", "same", "name"}
)
_BREAKS = frozenset(
    [
        "that",
        "which",
        "who",
        "whom",
        "whose",
        "when",
        "where",
        "while",
        "after",
        "before",
        "and",
        "but",
        "because",
        "although",
        "as",
        "if",
        "since",
        "based",
        "inspired",
        ";",
        ".",
        "not",
        "never",
    ]
)


class Deeds(Sentences):
    """Reads deeds."""

    def joint_deeds(self) -> list[tuple[Deed, Deed]]:
        """What two persons made together: "written by X and Y", and nobody else."""
        return [
            pair for sent in range(len(self.facts.sentences)) for pair in self._joint_deeds(sent)
        ]

    def _joint_deeds(self, sent: int) -> Iterator[tuple[Deed, Deed]]:
        tokens = self.facts.document.sents[sent]
        if UNSURE.search(" ".join(tokens)):
            return
        for at in range(1, len(tokens) - 3):
            if tokens[at] not in _VERBS or tokens[at + 1] != "by":
                continue
            first, end = self._starts.get((sent, at + 2), (-1, 0))
            if first < 0 or tokens[end : end + 1] != ("and",):
                continue
            second, end = self._starts.get((sent, end + 1), (-1, 0))
            after = tokens[end] if 0 < end < len(tokens) else "."
            persons = [self.facts.thing(index) for index in (first, second) if index >= 0]
            if len(persons) < 2 or not all(person and person.kind == PERSON for person in persons):
                continue
            made = self._made(sent, at)
            if made is None or made in (first, second) or after not in (".", "in", "for", "on"):
                continue
            base, past = _VERBS[tokens[at]]
            yield (
                Deed(first, made, base, past, tokens[at], sent),
                Deed(second, made, base, past, tokens[at], sent),
            )

    def deeds(self) -> list[Deed]:
        """What somebody made, as "X was designed by Y" has it; of maker and thing one deed."""
        sentences = range(len(self.facts.sentences))
        found = [deed for sent in sentences for deed in (*self._deeds(sent), *self._active(sent))]
        keys = [(deed.agent, deed.participle) for deed in found]
        return [deed for deed, key in zip(found, keys, strict=True) if keys.count(key) == 1]

    def _active(self, sent: int) -> Iterator[Deed]:
        """As in "She founded X": a verb of `_VERBS` right between a subject and a mention."""
        tokens = self.facts.document.sents[sent]
        if UNSURE.search(" ".join(tokens)):
            return
        for subject, at in self._subjects(sent):
            opens = at == 1 or any(
                start == 0 and end == at
                for (other, start), (_, end) in self._starts.items()
                if other == sent
            )
            if subject.kind not in (PERSON, ORGANIZATION) or not opens or at >= len(tokens) - 1:
                continue
            verb = next((p for p, (_, past) in _VERBS.items() if past == tokens[at]), None)
            start = at + 1
            while start < len(tokens) and tokens[start] in (
                "the",
                "The",
                '"',
                "film",
                "novel",
                "album",
                "song",
                "play",
                "book",
                "band",
                "company",
            ):
                start += 1
            if verb is None or (sent, start) not in self._starts:
                continue
            made, end = self._starts[sent, start]
            thing = self.facts.thing(made)
            after = tokens[end] if end < len(tokens) else "."
            if thing is None or thing.kind in (PERSON, COUNTRY, PLACE) or made == subject.index:
                continue
            if after in ("'s", "-", "and", "'") or (
                after[:1].isalpha()
                and after
                not in (
                    "in",
                    "for",
                    "with",
                    "at",
                    "on",
                    "while",
                    "as",
                    "by",
                    "from",
                    "after",
                    "before",
                    "to",
                    "during",
                )
            ):
                continue
            base, past = _VERBS[verb]
            yield Deed(subject.index, made, base, past, verb, sent)

    def _deeds(self, sent: int) -> Iterator[Deed]:
        tokens = self.facts.document.sents[sent]
        if UNSURE.search(" ".join(tokens)):
            return
        for at in range(1, len(tokens) - 1):
            if tokens[at] not in _VERBS or tokens[at + 1] != "by":
                continue
            start = next(
                (
                    at + 2 + skip
                    for skip in range(5)
                    if (sent, at + 2 + skip) in self._starts and self._is_noun(sent, at + 2 + skip)
                ),
                None,
            )
            if start is None or not all(
                (token.islower() and token not in ("and", "or", "its", "his", "her", "of", "in"))
                or (sent, place) in self._starts
                or token in _TITLES
                for place, token in enumerate(tokens[at + 2 : start], at + 2)
            ):
                continue
            agent, end = self._starts[sent, start]
            thing = self.facts.thing(agent)
            if thing is None or thing.kind not in (PERSON, ORGANIZATION):
                continue
            if not self._alone_by(sent, end):
                continue
            made = self._made(sent, at)
            if made is not None and made != agent:
                base, past = _VERBS[tokens[at]]
                yield Deed(agent, made, base, past, tokens[at], sent)

    def _alone_by(self, sent: int, end: int) -> bool:
        """Whether nobody is named with whom "by" names, as far as the words behind it tell."""
        tokens = self.facts.document.sents[sent]
        if tokens[end : end + 1] == ("(",) and ")" in tokens[end:]:
            end = tokens.index(")", end) + 1
        after, then = (*tokens[end : end + 2], ".", ".")[:2]
        named = (sent, end + 1) in self._starts
        if after == ",":
            rest = " ".join(tokens[end : end + 25]).split(" ; ")[0]
            return not named and re.search(r", (?:and|with) |^, [A-ZÀ-Þ]", rest) is None
        if after == "and":
            verb = re.fullmatch(r"[a-z-]+(?:ed|ing)|is|was|has|had|in", then) is not None
            return self._goes_on(sent, end + 1) or (verb and not named)
        if after == "with":
            what = " ".join(tokens[end + 1 : end + 5])
            return then.islower() and not named and _HELP.search(what) is None
        return after in _AGENT_ENDS or (after == "of" and named)

    def _goes_on(self, sent: int, at: int) -> bool:
        """Whether a second deed begins there: "written by X and directed by Y"."""
        tokens = self.facts.document.sents[sent]
        return at + 1 < len(tokens) and tokens[at] in _VERBS and tokens[at + 1] in ("by", "in")

    def _breaks(self, sent: int, begin: int, at: int) -> bool:
        """Whether between two tokens the sentence turns to something else than a further deed."""
        tokens = self.facts.document.sents[sent]
        return any(
            tokens[place] in _BREAKS
            and not (tokens[place] == "and" and self._goes_on(sent, place + 1))
            for place in range(begin, at)
        )

    def _made(self, sent: int, at: int) -> int | None:
        """What a participle is said of: the mention right before it, or the subject."""
        tokens = self.facts.document.sents[sent]
        for (other, start), (index, end) in self._starts.items():
            if other == sent and end == at - 1 and tokens[end] in ("was", "were", "is", ","):
                before = tokens[start - 1] if start else "."
                thing = self.facts.thing(index)
                good = thing is not None and thing.kind != COUNTRY
                opens = start == 0 or (start == 1 and tokens[0] in ("The", '"'))
                if good and (
                    opens
                    or (tokens[end] == "," and before in ("the", "film", "novel", "album", '"'))
                ):
                    return index
        hero = self.facts.thing(self.facts.hero) if self.facts.hero is not None else None
        if hero is None or hero.kind == COUNTRY:
            return None
        opening = {"male": "He", "female": "She", None: "It"}[hero.gender]
        begin = next(
            (
                end
                for (other, start), (index, end) in self._starts.items()
                if other == sent and index == hero.index and start <= 1
            ),
            1 if tokens[:1] == (opening,) and (hero.kind == PERSON) == (opening != "It") else None,
        )
        noun = class_noun(self.facts, hero.index)
        called = {noun} if noun else nouns_of(hero.kind) & set(self.facts.document.sents[0])
        if begin is None and tokens[:1] == ("The",) and tokens[1:2] and tokens[1] in called:
            begin = 2
        if begin is None or self._breaks(sent, begin, at):
            return None
        verb = next(
            (token for token in tokens[begin:at] if token in ("is", "was", "are", "were")), None
        )
        rivals = any(
            self.facts.document.entities[index].type in (None, "ORG", "MISC")
            and not self._names_an_agent(sent, start)
            for (other, start), (index, _) in self._starts.items()
            if other == sent and begin <= start < at
        )
        return hero.index if verb and not rivals else None

    def _names_an_agent(self, sent: int, start: int) -> bool:
        """Whether "by" stands before a name, or before what describes who bears it."""
        tokens = self.facts.document.sents[sent]
        while start > 0 and tokens[start] != "by":
            start -= 1
            inside = (sent, start) in self._starts or tokens[start].islower()
            if not inside or tokens[start] in ("in", "from", "for", "of", "on", "with", "to"):
                return False
        return tokens[start] == "by"

    def debts(self) -> list[Deed]:
        """The work that the subject is based on."""
        found = [
            debt
            for sent, tokens in enumerate(self.facts.document.sents)
            if not UNSURE.search(" ".join(tokens))
            for at in range(1, len(tokens) - 2)
            if tokens[at : at + 2] == ("based", "on") and (debt := self._debt(sent, at))
        ]
        agents = [deed.agent for deed in found]
        return [deed for deed in found if agents.count(deed.agent) == 1]

    def _debt(self, sent: int, at: int) -> Deed | None:
        """The work that is named behind "based on"."""
        tokens = self.facts.document.sents[sent]
        start = next(
            (
                place
                for place in range(at + 2, at + 10)
                if (sent, place) in self._starts and self._is_noun(sent, place)
            ),
            None,
        )
        if start is None or any(
            tokens[place] not in _ON_THE_WAY and (sent, place) not in self._starts
            for place in range(at + 2, start)
        ):
            return None
        agent, end = self._starts[sent, start]
        thing, made = self.facts.thing(agent), self._made(sent, at)
        if thing is None or thing.kind != WORK or made in (None, agent):
            return None
        if tokens[end : end + 1] in (("'s",), ("and",), ("or",)):
            return None
        assert made is not None  # noqa: S101 tested above
        return Deed(agent, made, "based", "based", "based", sent)
