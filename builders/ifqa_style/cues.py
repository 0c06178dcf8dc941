"""What plain sentences tell that no relation does: who won against whom, moves, earlier names.

Each has one certain alternative in the words of the sentence itself: the loser of a contest of two,
the place that somebody moved from, the name that something bore before.
"""

# ruff: noqa: E501 one wording or pattern, one line

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from irrealis.builders.ifqa_style.facts import Facts
from irrealis.builders.ifqa_style.things import COUNTRY, ORGANIZATION, PERSON, PLACE, WORK, Thing

from irrealis.text.demonyms import place_form
from irrealis.text.tokens import untokenized

_BEAT = frozenset({"defeated", "beat", "overcame", "outpolled", "defeating", "beating"})
_LOST = (
    ("lost", "to"), ("losing", "to"), ("was", "defeated", "by"), ("was", "beaten", "by"),
    ("were", "defeated", "by"), ("were", "beaten", "by"),
)  # fmt: skip
_CONTESTS = (
    "final", "semifinal", "semi-final", "quarterfinal", "election", "match", "game", "fight",
    "battle", "playoff", "championship", "series", "bout", "duel",
)  # fmt: skip
_MOVED = frozenset({"moved", "relocated", "emigrated", "immigrated", "transferred", "migrated"})
_MONTHS = frozenset(
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
)
_UNSURE = re.compile(r"\b(?:would|might|may|not|never|allegedly|claimed|planned|if|unless)\b|n't")
_FORMER = frozenset({"formerly", "originally", "previously", "initially"})
_NAME_ENDS = frozenset({")", "(", ",", ".", ";", '"', "until", "before"})
_HEDGES = re.compile(
    r"\b(?:would|might|may|not|never|twice|again|also|almost|nearly|two|three|allegedly|claimed|"
    r"planned|if|unless)\b|n't",
)


@dataclass(frozen=True, slots=True)
class Contest:
    """`winner` beat `loser` in a contest that the sentence calls by this word."""

    winner: int
    loser: int
    word: str
    sent: int


@dataclass(frozen=True, slots=True)
class Move:
    """`subject` moved from one place or body to another."""

    subject: int
    origin: int
    goal: int
    sent: int


@dataclass(frozen=True, slots=True)
class Renaming:
    """`subject` bore the name `before`."""

    subject: int
    before: str
    sent: int


@dataclass(frozen=True, slots=True)
class Deed:
    """`agent` made or did something to `made`: base form, past tense and participle of the verb."""

    agent: int
    made: int
    base: str
    past: str
    participle: str
    sent: int


_VERBS = {
    participle: (base, past)
    for base, past, participle in (
        line.split()
        for line in [
            "design designed designed",
            "build built built",
            "found founded founded\n        ",
            "write wrote written",
            "direct directed directed",
            "produce produced produced\n        ",
            "compose composed composed",
            "discover discovered discovered",
            "invent invented invented\n        ",
            "create created created",
            "develop developed developed",
            "edit edited edited\n        ",
            "publish published published",
            "record recorded recorded",
            "establish established established\n        ",
            "commission commissioned commissioned",
            "translate translated translated\n        ",
            "illustrate illustrated illustrated",
            "paint painted painted",
            "host hosted hosted\n        ",
            "narrate narrated narrated",
            "manufacture manufactured manufactured\n        ",
            "construct constructed constructed",
            "erect erected erected",
            "describe described described\n        ",
            "photograph photographed photographed",
            "choreograph choreographed choreographed\n        ",
            "conduct conducted conducted",
            "arrange arranged arranged",
            "distribute distributed distributed\n        ",
            "sculpt sculpted sculpted",
            "film filmed filmed",
            "script scripted scripted\n        ",
            "present presented presented",
            "fund funded funded",
            "sponsor sponsored sponsored\n        ",
            "launch launched launched",
            "perform performed performed",
            "draft drafted drafted\n        ",
            "release released released",
            "operate operated operated",
            "start started started\n        ",
            "own owned owned",
            "run ran run",
            "manage managed managed",
            "voice voiced voiced",
            "sing sang sung\n        ",
            "portray portrayed portrayed",
            "captain captained captained",
            "coach coached coached\n        ",
            "lead led led",
            "command commanded commanded",
            "chair chaired chaired",
            "appoint appointed appointed\n        ",
            "nominate nominated nominated",
            "broadcast broadcast broadcast",
            "air aired aired\n        ",
            "finance financed financed",
            "make made made",
            "train trained trained",
            "adapt adapted adapted\n        ",
            "remix remixed remixed",
            "engineer engineered engineered",
            "mix mixed mixed",
            "shoot shot shot\n        ",
            "curate curated curated",
            "administer administered administered",
            "govern governed governed\n        ",
            "carve carved carved",
            "draw drew drawn",
            "plan planned planned",
            "name named named\n        ",
            "distribute distributed distributed",
            "co-write co-wrote co-written",
            "restore restored restored\n        ",
            "hire hired hired",
            "sign signed signed",
            "rule ruled ruled",
            "maintain maintained maintained\n        ",
            "support supported supported",
            "review reviewed reviewed",
            "arm armed armed",
        ]
    )
}
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


@dataclass(frozen=True, slots=True)
class Place:
    """`subject` is number `number` of a row: of `noun`s by rank, or by size if there is a `size`."""

    subject: int
    number: int
    noun: str
    size: str
    owner: int | None
    sent: int


@dataclass(frozen=True, slots=True)
class Turn:
    """`subject` was followed in office by `next`, or came to belong to `next`."""

    subject: int
    next: int
    verb: str
    sent: int


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
             "tenth", "eleventh", "twelfth")  # fmt: skip
_IN_A_ROW = frozenset(
    [
        "album",
        "single",
        "season",
        "episode",
        "film",
        "novel",
        "book",
        "series",
        "edition",
        "game",
        "installment",
        "volume",
        "song",
        "opus",
        "symphony",
        "president",
        "governor",
        "mayor",
        "chancellor",
        "minister",
        "bishop",
        "king",
        "emperor",
    ]
)
_SIZED = frozenset(
    [
        "largest",
        "longest",
        "highest",
        "tallest",
        "oldest",
        "biggest",
        "deepest",
        "busiest",
        "smallest",
        "fastest",
    ]
)
_TAKEN = frozenset({"acquired", "bought", "purchased", "absorbed"})
_FOLLOWED = frozenset({"succeeded", "replaced"})


class Reader:
    """Reads the sentences of a document."""

    def __init__(self, facts: Facts) -> None:
        """Look up what each token begins."""
        self.facts = facts
        self._starts: dict[tuple[int, int], tuple[int, int]] = {}
        for i, entity in enumerate(facts.document.entities):
            for mention in entity.mentions:
                self._starts[mention.sent, mention.start] = facts.same[i], mention.end

    def deeds(self) -> list[Deed]:
        """What somebody made, as "X was designed by Y" says it; of each maker and thing one deed."""
        sentences = range(len(self.facts.sentences))
        found = [one for sent in sentences for one in (*self._deeds(sent), *self._active(sent))]
        keys = [(one.agent, one.participle) for one in found]
        return [one for one, key in zip(found, keys, strict=True) if keys.count(key) == 1]

    def ranks(self) -> list[Place]:
        """What the first sentences say the hero is the so-manieth of."""
        hero = self.facts.thing(self.facts.hero) if self.facts.hero is not None else None
        if hero is None:
            return []
        found = [
            one
            for sent in range(min(3, len(self.facts.sentences)))
            if (one := self._rank(hero, sent))
        ]
        return found if len(found) == 1 else []

    def _rank(self, hero: Thing, sent: int) -> Place | None:
        tokens = self.facts.document.sents[sent]
        if _UNSURE.search(" ".join(tokens)):
            return None
        begin = next(
            (end for (other, start), (index, end) in self._starts.items()
             if other == sent and index == hero.index and start <= 1),
            1 if tokens[0] == "It" and hero.kind != PERSON else None,
        )  # fmt: skip
        if begin is None:
            return None
        while begin < len(tokens) and tokens[begin] in ('"', ","):
            begin += 1
        if tokens[begin : begin + 1] == ("(",) and ")" in tokens[begin:]:
            begin = tokens.index(")", begin) + 1
        if tokens[begin : begin + 2] not in (("is", "the"), ("was", "the")):
            return None
        at = begin + 2
        words = tokens[at].split("-")
        rest = list(tokens[at + 1 : at + 6])
        if rest[:1] == ["-"]:
            rest = rest[1:]
        if words[0] not in _ORDINALS or words[0] == "first":
            return None
        rest = words[1:] + rest
        size = ""
        if rest and rest[0] in _SIZED:
            size, rest = rest[0], rest[1:]
        skipped = 0
        while (
            rest
            and rest[0] in ("studio", "full-length", "feature", "solo", "official", "and", "final")
            and skipped < 3
        ):
            rest, skipped = rest[1:], skipped + 1
        if not rest or not (
            rest[0] in _IN_A_ROW or (size and rest[0].isalpha() and rest[0].islower())
        ):
            return None
        link = rest[1] if len(rest) > 1 else ""
        if link not in ("by", "of", "from", "in"):
            return None
        noun_at = tokens.index(rest[0], at) + 2
        owner = None
        for start in range(noun_at, min(noun_at + 7, len(tokens))):
            if (sent, start) in self._starts:
                owner, end = self._starts[sent, start]
                thing = self.facts.thing(owner)
                adjective = place_form(" ".join(tokens[start:end])) in ("adjective", "people")
                if not adjective and thing is not None and tokens[end : end + 1] != ("'s",):
                    break
                owner = None
        if owner is None or owner == hero.index or (size and link not in ("in", "of")):
            return None
        return Place(hero.index, _ORDINALS.index(words[0]) + 1, rest[0], size, owner, sent)

    def turns(self) -> list[Turn]:
        """Who came after the subject in office, or whose it became."""
        found = []
        for sent, tokens in enumerate(self.facts.document.sents):
            if _UNSURE.search(" ".join(tokens)):
                continue
            for at in range(1, len(tokens) - 2):
                if tokens[at] not in _TAKEN | _FOLLOWED or tokens[at + 1] != "by":
                    continue
                start = at + 2 + (tokens[at + 2] == "the")
                if (sent, start) not in self._starts:
                    continue
                after, end = self._starts[sent, start]
                other = self.facts.thing(after)
                wanted = PERSON if tokens[at] in _FOLLOWED else ORGANIZATION
                if (
                    other is None
                    or other.kind != wanted
                    or tokens[end : end + 1] in (("'s",), ("and",))
                ):
                    continue
                subject = next(
                    (thing for thing, stop in self._subjects(sent)
                     if stop == at - 1 and tokens[stop] == "was" and thing.kind == wanted),
                    None,
                )  # fmt: skip
                if subject is not None and subject.index != after:
                    found.append(Turn(subject.index, after, tokens[at], sent))
        subjects = [one.subject for one in found]
        return [one for one in found if subjects.count(one.subject) == 1]

    def debts(self) -> list[Deed]:
        """Whom the subject is named after, or the work that it is based on."""
        found = []
        for sent, tokens in enumerate(self.facts.document.sents):
            if _UNSURE.search(" ".join(tokens)):
                continue
            for at in range(1, len(tokens) - 2):
                named = tokens[at] == "named" and tokens[at + 1] in ("after", "for")
                based = tokens[at] == "based" and tokens[at + 1] == "on"
                start = next(
                    (at + 2 + skip for skip in range(5) if (sent, at + 2 + skip) in self._starts),
                    None,
                )
                if not (named or based) or start is None:
                    continue
                if any(token not in _ON_THE_WAY for token in tokens[at + 2 : start]):
                    continue
                agent, end = self._starts[sent, start]
                thing, made = self.facts.thing(agent), self._made(sent, at)
                if (
                    thing is None
                    or thing.kind != (PERSON if named else WORK)
                    or made in (None, agent)
                ):
                    continue
                if tokens[end : end + 1] in (("'s",), ("and",), ("or",)):
                    continue
                assert made is not None  # noqa: S101 tested above
                word = "named" if named else "based"
                found.append(Deed(agent, made, word, word, word, sent))
        agents = [one.agent for one in found]
        return [one for one in found if agents.count(one.agent) == 1]

    def _active(self, sent: int) -> Iterator[Deed]:
        """As in "She founded X": a verb of `_VERBS` right between a subject and a mention."""
        tokens = self.facts.document.sents[sent]
        if _UNSURE.search(" ".join(tokens)):
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
            if after in ("'s", "-", "and", "'") or (after[:1].isalpha() and after not in (
                "in", "for", "with", "at", "on", "while", "as", "by", "from", "after", "before", "to", "during",
            )):  # fmt: skip
                continue
            base, past = _VERBS[verb]
            yield Deed(subject.index, made, base, past, verb, sent)

    def _deeds(self, sent: int) -> Iterator[Deed]:
        tokens = self.facts.document.sents[sent]
        if _UNSURE.search(" ".join(tokens)):
            return
        for at in range(1, len(tokens) - 1):
            if tokens[at] not in _VERBS or tokens[at + 1] != "by":
                continue
            start = next(
                (at + 2 + skip for skip in range(5) if (sent, at + 2 + skip) in self._starts
                 and self._is_noun(sent, at + 2 + skip)),
                None,
            )  # fmt: skip
            if start is None or not all(
                (token.islower() and token not in ("and", "or", "its", "his", "her", "of", "in"))
                or (sent, place) in self._starts
                for place, token in enumerate(tokens[at + 2 : start], at + 2)
            ):
                continue
            agent, end = self._starts[sent, start]
            thing = self.facts.thing(agent)
            after = tokens[end] if end < len(tokens) else "."
            if thing is None or thing.kind not in (PERSON, ORGANIZATION):
                continue
            if after not in (".", ",", "in", "for", "on", ")", "at", "from", ";") or (
                after == "," and (sent, end + 1) in self._starts
            ):
                continue
            made = self._made(sent, at)
            if made is not None and made != agent:
                base, past = _VERBS[tokens[at]]
                yield Deed(agent, made, base, past, tokens[at], sent)

    def _is_noun(self, sent: int, start: int) -> bool:
        """Whether the mention that begins there is a name, not an adjective before one."""
        _, end = self._starts[sent, start]
        words = " ".join(self.facts.document.sents[sent][start:end])
        return place_form(words) not in ("adjective", "people", "person")

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
            1 if tokens[0] == opening and (hero.kind == PERSON) == (opening != "It") else None,
        )
        if begin is None or set(tokens[begin:at]) & _BREAKS:
            return None
        verb = next(
            (token for token in tokens[begin:at] if token in ("is", "was", "are", "were")), None
        )
        inside = [
            self.facts.thing(index)
            for (other, start), (index, _) in self._starts.items()
            if other == sent and begin <= start < at
        ]
        rivals = any(
            one is None or one.kind not in (COUNTRY, PERSON, PLACE) for one in inside if one
        )
        return hero.index if verb and not rivals else None

    def contests(self) -> list[Contest]:
        """Contests of two; none of a pair that met more than once."""
        found = [one for sent in range(len(self.facts.sentences)) for one in self._contests(sent)]
        pairs = [frozenset({one.winner, one.loser}) for one in found]
        winners = [one.winner for one in found]
        return [
            one
            for one, pair in zip(found, pairs, strict=True)
            if pairs.count(pair) == 1 and winners.count(one.winner) == 1
        ]

    def _contests(self, sent: int) -> Iterator[Contest]:
        tokens = self.facts.document.sents[sent]
        words = [word for word in _CONTESTS if word in tokens]
        if len(words) != 1 or _HEDGES.search(" ".join(tokens)) or tokens.count(words[0]) != 1:
            return
        for subject, at in self._subjects(sent):
            lost = next((len(cue) for cue in _LOST if tuple(tokens[at : at + len(cue)]) == cue), 0)
            if not lost and tokens[at : at + 1] and tokens[at] not in _BEAT:
                continue
            other = self._next(sent, at + (lost or 1), {PERSON, ORGANIZATION})
            if other and other[0] != subject.index and other[0] != self._owner(sent, other[1]):
                pair = (other[0], subject.index) if lost else (subject.index, other[0])
                yield Contest(*pair, words[0], sent)
                return

    def _owner(self, sent: int, end: int) -> int:
        tokens = self.facts.document.sents[sent]
        owned = tokens[end : end + 1] in (("'s",), ("'",)) or tokens[end : end + 1] == ("and",)
        return -1 if not owned else self._last

    def _subjects(self, sent: int) -> Iterator[tuple[Thing, int]]:
        """Mentions with a verb right behind; the hero where the sentence opens with a pronoun."""
        tokens = self.facts.document.sents[sent]
        hero = self.facts.thing(self.facts.hero) if self.facts.hero is not None else None
        pronoun = {"male": "He", "female": "She", None: "It"}[hero.gender] if hero else ""
        if hero and tokens[0] == pronoun and (hero.kind == PERSON) == (pronoun != "It"):
            yield hero, 1
        for (at, _), (index, end) in sorted(self._starts.items()):
            thing = self.facts.thing(index)
            if at == sent and thing is not None:
                yield thing, end

    _last = -1

    def _next(self, sent: int, at: int, kinds: set[str]) -> tuple[int, int] | None:
        """The first mention of such a kind within a few words, and the token behind it."""
        tokens = self.facts.document.sents[sent]
        for start in range(at, min(at + 5, len(tokens))):
            if (sent, start) in self._starts:
                index, end = self._starts[sent, start]
                thing = self.facts.thing(index)
                self._last = index
                return (index, end) if thing and thing.kind in kinds else None
            if tokens[start] in (",", ".", ";", "(", "in", "at", "by", "to", "and"):
                return None
        return None

    def moves(self) -> list[Move]:
        """Moves from one named place or body to another; of each subject at most one."""
        found = [one for sent in range(len(self.facts.sentences)) if (one := self._move(sent))]
        subjects = [one.subject for one in found]
        return [one for one in found if subjects.count(one.subject) == 1]

    def _move(self, sent: int) -> Move | None:
        tokens = self.facts.document.sents[sent]
        if _UNSURE.search(" ".join(tokens)):
            return None
        for subject, at in self._subjects(sent):
            if tokens[at : at + 1] == ("was",):
                at += 1
            if tokens[at : at + 1] == () or tokens[at] not in _MOVED:
                continue
            try:
                origin_at = tokens.index("from", at, at + 3) + 1
            except ValueError:
                return None
            kinds = {PLACE, COUNTRY, ORGANIZATION}
            origin = self._next(sent, origin_at, kinds)
            if origin is None:
                return None
            end = origin[1]
            if tokens[end : end + 1] == (",",) and (sent, end + 1) in self._starts:  # "A , County"
                end = self._starts[sent, end + 1][1]
                end += tokens[end : end + 1] == (",",)
            if tokens[end : end + 1] != ("to",):
                return None
            goal = self._next(sent, end + 1, kinds)
            if goal is None:
                return None
            a, b = self.facts.thing(origin[0]), self.facts.thing(goal[0])
            same = (
                a is not None
                and b is not None
                and (a.kind == ORGANIZATION) == (b.kind == ORGANIZATION)
            )
            if not same or self.facts.nested(origin[0], goal[0]):
                return None
            return Move(subject.index, origin[0], goal[0], sent)
        return None

    def renaming(self) -> Renaming | None:
        """An earlier name of what the document is about, in its first sentences."""
        hero = self.facts.thing(self.facts.hero) if self.facts.hero is not None else None
        if hero is None or hero.kind in (PERSON, COUNTRY):
            return None
        found = [
            one for sent in range(min(4, len(self.facts.sentences))) for one in self._named(sent)
        ]
        names = {name.casefold() for name, _ in found}
        if len(names) != 1 or hero.name.casefold() in names:
            return None
        return Renaming(hero.index, *found[0])

    def birth_name(self) -> Renaming | None:
        """The name that the hero, a person, was born with, as "(born X Y; ...)" has it."""
        hero = self.facts.thing(self.facts.hero) if self.facts.hero is not None else None
        if hero is None or hero.kind != PERSON:
            return None
        tokens = self.facts.document.sents[0]
        for at in range(1, min(14, len(tokens) - 2)):
            if tokens[at] not in ("born", "né", "née") or tokens[at - 1] not in ("(", ","):
                continue
            end = at + 1
            while end < len(tokens) and re.fullmatch(r"[A-ZÀ-Þ][\w.'’-]*", tokens[end]):
                end += 1
            words = tokens[at + 1 : end]
            if (
                len(words) < 2
                or words[0] in _MONTHS
                or tokens[end] not in (",", ";", ")", "on", "in")
            ):
                return None
            name = untokenized(" ".join(words))
            known = {word.casefold() for word in hero.name.split()}
            if known <= {word.casefold() for word in words} or hero.name in name:
                return None
            return Renaming(hero.index, name, 0)
        return None

    def _named(self, sent: int) -> Iterator[tuple[str, int]]:
        """Names behind "formerly known as", behind the subject or at the start of a predicate."""
        tokens = self.facts.document.sents[sent]
        for at, token in enumerate(tokens):
            if (
                token not in _FORMER
                or at == 0
                or tokens[at - 1] not in (",", "(", ";", "was", "and")
            ):
                continue
            begin = at + 1
            if tokens[begin : begin + 2] == ("known", "as"):
                begin += 2
            elif tokens[begin : begin + 1] in (("called",), ("named",), ("titled",)):
                begin += 1
            else:
                continue
            if sent and not {"It", "The", "Originally"} & {tokens[0]}:
                continue
            begin += tokens[begin : begin + 1] in (("the",), ("The",), ('"',))
            end = begin
            while end < len(tokens) and (
                re.match(r"[A-ZÀ-Þ0-9]", tokens[end])
                or (tokens[end] in ("of", "de", "-", "&", "'s", "the", "for") and end > begin
                    and end + 1 < len(tokens) and re.match(r"[A-ZÀ-Þ]", tokens[end + 1]))
            ):  # fmt: skip
                end += 1
            if (
                begin < end < len(tokens)
                and tokens[end] in _NAME_ENDS
                and (sent, begin) not in self._starts
            ):
                # a mention there is another thing: "formerly the Star line"
                yield untokenized(" ".join(tokens[begin:end])), sent
            elif (
                begin < end < len(tokens)
                and tokens[end] in _NAME_ENDS
                and self._starts[sent, begin][0] == self.facts.hero
            ):
                yield untokenized(" ".join(tokens[begin:end])), sent
