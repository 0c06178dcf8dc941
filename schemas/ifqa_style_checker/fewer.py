"""Conditions without which there would be one fewer, one other, or one smaller."""

from __future__ import annotations

import re

from irrealis.schemas.ifqa_style_checker.facts import Reader
from irrealis.schemas.ifqa_style_checker.grammar import THING, TOWNS, Found, full, match_of
from irrealis.schemas.ifqa_style_checker.nouns import WORKS, called_a, said_to_be
from irrealis.schemas.ifqa_style_checker.paper import Underivable

# by what it made a thing is meant; what comes about by being made, and what may be counted
_WHO = {
    "director": "P57",
    "writer": "P50",
    "producer": "P162",
    "composer": "P86",
    "screenwriter": "P58",
    "artist": "P175",
    "band": "P175",
    "founder": "P112",
    "label": "P264",
    "publisher": "P123",
    "developer": "P178",
    "manufacturer": "P176",
    "broadcaster": "P449",
    "production company": "P272",
}
# how a thing of a noun comes about, if not by being made
_COMES = {
    "recorded": WORKS["recording"],
    "written": r"(?:[a-z]*book|novel(?:la)?|poem|play|musical|opera|essay|memoir|script|story"
    r"|drama|treatise|sonata|concerto|cantata)",
    "built": r"(?:[a-z]*(?:craft|ship|plane|engine|house|phone)|car|console|locomotive|bridge"
    r"|device|tablet|sedan|vehicle)",
    "founded": r"(?:company|band|club|group|school|label|party|team|union|agency|university)",
}
# what they have done that there would be one fewer of
_HAVE = {
    "directed": "director",
    "written": "writer screenwriter",
    "produced": "producer",
    "composed": "composer",
    "recorded": "artist band",
    "founded": "founder",
    "developed": "developer",
    "built": "manufacturer",
    "made": "production company",
    "brought out": "label publisher",
    "broadcast": "broadcaster",
}
# what may be gone, or never have come about, in which way
_COMES_ABOUT = {
    "never been laid out": r"park|square|cemetery|garden|road|highway|trail|street|avenue",
    "never been opened": r"school|college|university|gallery",
    "never been built": r"hotel|hospital|station|bridge|airport|stadium|museum|library"
    r"|theat(?:re|er)|castle|church|cathedral|prison|dam|monument|tramway|rail(?:way|road)|canal"
    r"|tunnel|lighthouse|fort(?:ress)?|tower|palace|temple|mosque|abbey|monastery|building|pier"
    r"|reservoir|camp|base|arena|mill|mansion|synagogue|obelisk",
    "dried up": r"river|creek|stream|brook|lake|lagoon",
    "melted away": r"glacier",
    "sunk into the sea": r"island",
    "never risen": r"mountain|peak|hill|volcano",
}
_CROSSES = r"river|creek|stream|brook|road|highway|trail|rail(?:way|road)|canal"
_SEATS = frozenset({"P159", "P131"})
# who would be short of whom, and what that one had of them
_SHORT = {
    ("school", "student"): "P69",
    ("team", "player"): "P54",
    ("employer", "employee"): "P108",
    ("party", "member"): "P102",
    ("organization", "member"): "P463",
    ("award", "winner"): "P166",
    **dict.fromkeys(((town, "native") for town in TOWNS), "P19"),
    ("country", "citizen"): "P27",
    ("event", "participant"): "P1344",
}
_BODY = {("school", "student"): "P69", ("team", "player"): "P54"}


class Counting(Reader):
    """One fewer."""

    def _fewer(self, condition: str, asked: str) -> Found:
        gone = full(
            rf"{THING} (?:had never|had not) been"
            r" (made|recorded|written|built|founded|born)",
            condition,
        )
        if gone is None and (
            found := full(rf"nobody had ever (recorded|written) {THING}", condition)
        ):
            thing, done = found[2], found[1]
        elif gone is not None:
            thing, done = gone[1], gone[2]
        else:
            return None
        if done == "born" and (
            native := match_of(r"which ([a-z]+) would have had one native fewer", asked)
        ):
            self._gone_is(thing)
            return self._home(self.value(thing, "P19"), native[0])
        if done == "born" and (
            lacks := match_of(r"which ([a-z]+) would have had one ([a-z]+) fewer", asked)
        ):
            return self._lacks(thing, *lacks)
        if done == "made" and (
            made := match_of(r"which country would have made one ([a-z]+) fewer", asked)
        ):
            self._gone_is(thing)
            self._kind(frozenset({thing}), made[0])
            return frozenset({self.value(thing, "P495")}), frozenset()
        match = full(rf"which ([a-z ]+?) would have ({'|'.join(_HAVE)}) one ([a-z]+) fewer", asked)
        if match is not None and done != "born":
            self._gone_is(thing)
            self._kind(frozenset({thing}), match[3])
            self._deed(match[1], match[2], done, match[3])
            return frozenset({self.value(thing, _WHO[match[1]])}), frozenset()
        match = full(
            r"an? ([a-z ]+?) (from which country|of which [a-z]+|based in which [a-z]+|in which"
            rf" [a-z]+) would have ({'|'.join(_HAVE)}|had) one ([a-z]+) fewer",
            asked,
        )
        if match is None:
            return None
        who, where, verb, what = match.groups()
        self._gone_is(thing)
        if done == "born":
            relation = _BODY.get((who, what))
            if relation is None or verb != "had" or not where.startswith("in which "):
                raise Underivable(f"{who}, {what}")
            return self._home(self.value(thing, relation), where.split()[-1])
        if where.startswith("in which"):
            raise Underivable(f"{who} {where}")
        self._deed(who, verb, done, what)
        self._kind(frozenset({thing}), what)
        return self._maker(thing, who, where, verb)

    def _lacks(self, person: str, body: str, member: str) -> Found:
        """What somebody belonged to: a school, a party, or what the passage calls a band."""
        relation = _SHORT.get((body, member)) or ("P463" if member == "member" else None)
        if relation is None or member in ("native", "citizen"):
            raise Underivable(f"no {body} has a {member}")
        self._gone_is(person)
        self._kind(frozenset({person}), None)
        value = self.value(person, relation)
        if relation in ("P463", "P1344"):
            self._kind(frozenset({value}), body)
        return frozenset({value}), frozenset()

    def _no_site(self, condition: str, asked: str) -> Found:
        """Where a park, a station or a river would be missing."""
        found = match_of(rf"{THING} had ({'|'.join(_COMES_ABOUT)})", condition)
        match = full(r"which ([a-z]+) would have one ([a-z]+) fewer", asked)
        if not found or not match:
            return None
        names = " ".join(self.paper.names(found[0])).lower()
        first = {"mountain": "mount"}.get(match[2], match[2])
        if not re.search(rf"\b{match[2]}\b|\b{first} \w", names) and match[2] not in called_a(
            self.paper, found[0]
        ):
            raise Underivable(f"{found[0]} is no {match[2]}")
        said = said_to_be(self.paper, found[0])
        alike = rf"\b(?:{_COMES_ABOUT[found[1]]}|tributary)\b"
        if said and not any(re.search(alike, one) for one in said):
            raise Underivable(f"{found[0]} is {sorted(said)}")
        if not full(_COMES_ABOUT[found[1]], match[2]):
            raise Underivable(f"a {match[2]} that has {found[1]}")
        self._gone_is(found[0])
        if match[1] == "country":
            if len(self.paper.values(found[0], "P205")) > 1:
                raise Underivable("its waters come from several countries")
            return frozenset({self.value(found[0], "P17")}), frozenset()
        if full(_CROSSES, match[2]):
            raise Underivable(f"a {match[2]} may be in several of them")
        place = self.value(found[0], "P131")
        if match[1] in TOWNS:
            return self._town(place, match[1])
        return frozenset({self._unit(place, match[1])}), frozenset()

    def _leaves_country(self, condition: str, asked: str) -> Found:
        """A body goes to another country."""
        found = match_of(
            rf"{THING} were to move abroad|{THING} were to leave for another country", condition
        )
        if not found or not full(r"which country would (?:lose it|it leave behind)", asked):
            return None
        if {m["type"] for m in self.paper.row["vertexSet"][int(found[0])]} != {"ORG"}:
            raise Underivable(f"{found[0]} is no body")
        nation = self.value(found[0], "P17")
        self._supposes("remove", f"country: ⟦{found[0]}⟧", f"⟦{nation}⟧", "none")
        return frozenset({nation}), frozenset()

    def _emigrates(self, condition: str, asked: str) -> Found:
        """Somebody gives up the only citizenship that the labels have."""
        found = match_of(
            r"(.+) had given up (?:his|her) citizenship"
            r"|(.+) had handed back (?:his|her) passport for good",
            condition,
        )
        if not found or not full(
            r"which country would have (?:lost a citizen|had one citizen fewer)", asked
        ):
            return None
        person, way = self._phrase(found[0])
        if way and way[1] in ("P22", "P25"):
            raise Underivable("the child may be a citizen for that")
        self._all_mean(person, condition)
        nation = self.value(person, "P27")
        self._supposes("remove", f"citizenship: ⟦{person}⟧", f"⟦{nation}⟧", "none")
        return frozenset({nation}), frozenset()

    def _short(self, condition: str, asked: str) -> Found:
        """Who has one fewer where somebody, meant by another thing, was never born."""
        found = match_of(r"(the .+) (?:had never|had not) (?:been born|lived)", condition)
        match = full(r"which ([a-z]+) would have had one ([a-z]+) fewer", asked)
        if not found or not match:
            return None
        relation = _SHORT.get((match[1], match[2]))
        if relation is None:
            raise Underivable(f"no {match[1]} has a {match[2]}")
        person, way = self._phrase(found[0])
        if way and way[1] in ("P22", "P25"):
            raise Underivable("a child would be missing, too")
        self._kind(frozenset({person}), None)
        self._gone_is(person)
        value = self.value(person, relation)
        if match[2] == "native":
            self._kind(frozenset({value}), match[1])
        return frozenset({value}), frozenset()

    def _deed(self, who: str, verb: str, done: str, what: str) -> None:
        """See that a maker of that kind does what is counted, and that it is what was undone."""
        does = _HAVE.get(verb, "")
        if who not in ("native", *_WHO) or (who != "native" and who not in does):
            raise Underivable(f"{who} {verb}")
        way = next((one for one, nouns in _COMES.items() if full(nouns, what)), "made")
        if done != way and (done, verb) != ("written", "written"):
            raise Underivable(f"a {what} that is {done}")
        if not does or (verb == "founded") != (done == "founded"):
            raise Underivable(f"{done}, {verb}")

    def _maker(self, thing: str, who: str, where: str, verb: str) -> Found:
        town = where.split()[-1]
        if who == "native" and where.startswith("of which "):
            ways = {_WHO[one] for one in _WHO if one in _HAVE[verb]}
            relations = sorted({r for _, r, _ in self.certificate or ()} & ways)
            if len(relations) != 1:
                raise Underivable("made in several ways")
            return self._town(self.value(self.value(thing, relations[0]), "P19"), town)
        if who not in _WHO or where.startswith("of which "):
            raise Underivable(f"{who} {where}")
        maker = self.value(thing, _WHO[who])
        if where.startswith("based in "):
            return self._town(self.value(maker, "P159"), town)
        person = {m["type"] for m in self.paper.row["vertexSet"][int(maker)]} == {"PER"}
        return frozenset({self.value(maker, "P27") if person else self.country(maker)}), frozenset()

    def _town(self, place: str, noun: str) -> Found:
        """A place that the passage calls a town, a city or a village: no county is one."""
        if noun not in TOWNS:
            raise Underivable(f"a {noun} may lie in another")
        self._kind(frozenset({place}), noun)
        return frozenset({place}), frozenset()

    def _home(self, body: str, unit: str) -> Found:
        if unit == "country":
            return frozenset({self.country(body)}), frozenset()
        return frozenset({self._unit(self.value(body, "P131"), unit)}), frozenset()

    def _leaves(self, condition: str, asked: str) -> Found:
        """A place leaves its unit."""
        for pattern in (
            r"(.+) were to leave the ([a-z]+) that it is in",
            r"(.+) were to break away from its ([a-z]+)",
            r"(.+) were no longer a part of its ([a-z]+)",
        ):
            found = match_of(pattern, condition)
            match = full(r"which ([a-z]+) would (?:lose it|be the smaller for it)", asked)
            if not found or not match:
                continue
            if match[1] != found[1]:
                raise Underivable(f"{found[1]}, {match[1]}")
            place, _ = self._phrase(found[0])
            self._is_town(place)
            region = self._unit(self.value(place, "P131"), match[1])
            self._supposes("remove", f"{match[1]}: ⟦{place}⟧", f"⟦{region}⟧", "none")
            return frozenset({region}), frozenset()
        return None

    def _moves_away(self, condition: str, asked: str) -> Found:
        """A body leaves its seat."""
        for pattern in (
            r"(.+) were to move (?:to another place|somewhere else)",
            r"(.+) were to leave for another place",
        ):
            found = match_of(pattern, condition)
            match = full(r"which ([a-z]+) would (?:lose it|have to do without it)", asked)
            if not found or not match:
                continue
            body, _ = self._phrase(found[0])
            types = {m["type"] for m in self.paper.row["vertexSet"][int(body)]}
            if types != {"ORG"}:
                raise Underivable(f"{body} is no body")
            if any(re.search(r"(?i)\bmoved?\b|relocat", text) for text in self.paper.sentences):
                raise Underivable("it may have moved")
            relations = [r for s, r, _ in self.certificate or () if s == body and r in _SEATS]
            if len(set(relations)) != 1:
                raise Underivable("no one seat")
            place = self.value(body, relations[0])
            self._town(place, match[1])
            self._supposes("remove", f"seat: ⟦{body}⟧", f"⟦{place}⟧", "none")
            return frozenset({place}), frozenset()
        return None

    def _freed(self, condition: str, asked: str) -> Found:
        """A company becomes independent of who owns it."""
        found = match_of(r"(.+) were to become (?:independent|a company of its own)", condition)
        if not found or asked not in (
            "which organization would lose it",
            "which organization would have to part with it",
        ):
            return None
        body, _ = self._phrase(found[0])
        owners = self.paper.values(body, "P749") | self.paper.values(body, "P127")
        if len(owners) != 1:
            raise Underivable(f"{len(owners)} own it")
        ways = [r for s, r, _ in self.certificate or () if s == body and r in ("P749", "P127")]
        if len(ways) != 1:
            raise Underivable("no one owner is stated")
        owner = self.value(body, ways[0])
        self._kind(frozenset({body, owner}), "organization")
        self._supposes("remove", f"owner: ⟦{body}⟧", f"⟦{owner}⟧", "none")
        return frozenset({owner}), frozenset()

    def _stays(self, condition: str, asked: str) -> Found:
        """Somebody lives where they were born, or is buried where they died."""
        his, he = "(?:his|her)", "(?:he|she)"
        home = match_of(
            rf"{THING} had never left {his} birthplace|{THING} had spent {his} whole life in {his}"
            rf" place of birth|{THING} had never moved away from {his} place of birth|{THING} had"
            rf" lived in {his} birthplace for good",
            condition,
        )
        grave = match_of(
            rf"{THING} had been buried in the town of {his} death|{THING} had been"
            rf" (?:buried|laid to rest) in the place where {he} died",
            condition,
        )
        asks = (
            rf"in (?:which|what) ([a-z]+) would {he} have (?:lived|spent {his} life)"
            if home
            else rf"in (?:which|what) ([a-z]+) would {his} (?:grave|tomb) be"
        )
        match = full(asks, asked)
        if not match or not (home or grave):
            return None
        (person,) = home or grave or []
        self._all_mean(person, condition, asked)
        if grave and any(
            re.search(r"(?i)buried|burial|grave|tomb", t) for t in self.paper.sentences
        ):
            raise Underivable("the passage may tell of the grave")
        if home:
            self._supposes("keep", f"home: ⟦{person}⟧", "elsewhere", "the place of birth")
        else:
            self._supposes("set", f"grave: ⟦{person}⟧", "unknown", "the place of death")
        return self._home(self.value(person, "P19" if home else "P20"), match[1])

    def _is_town(self, place: str) -> None:
        """See that the passage does not call a place water, height or way.

        Raises:
            Underivable: it does.
        """
        kinds = r"(?:tributary|stream|river|creek|mountain|peak|glacier|canal|highway|road|trail)"
        for name in self.paper.names(place):
            head = (
                rf"(?<!\w){re.escape(name)}(?: \([^)]*\))? (?:is|was) an?"
                rf"(?: (?!in\b|on\b|at\b|by\b|near\b|located|situated)[^ .;,]+)*? {kinds}\b"
            )
            if any(re.search(head, text) for text in self.paper.sentences):
                raise Underivable(f"{name} is no town or unit")

    def _secedes(self, condition: str, asked: str) -> Found:
        """A place becomes a country."""
        found = match_of(
            r"(.+) were to (?:declare its independence|become a country of its own)",
            condition,
        )
        if not found or not full(r"which country would (?:lose it|be the smaller for it)", asked):
            return None
        place, _ = self._phrase(found[0])
        self._is_town(place)
        nation = self.value(place, "P17")
        self._supposes("remove", f"country: ⟦{place}⟧", f"⟦{nation}⟧", "none")
        return frozenset({nation}), frozenset()
