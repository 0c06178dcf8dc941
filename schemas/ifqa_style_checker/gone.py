"""Conditions in which a thing is gone, and what would miss it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from irrealis.schemas.ifqa_style_checker.facts import Reader
from irrealis.schemas.ifqa_style_checker.grammar import THING, TOWNS, Found, choice, full, match_of
from irrealis.schemas.ifqa_style_checker.nouns import another_kind, called_a
from irrealis.schemas.ifqa_style_checker.paper import Underivable

# how something is gone, and the relations that it leaves without a value
_GONE: tuple[tuple[str, str], ...] = (
    (rf"{THING} had never been settled|nobody had ever settled in {THING}", "P19"),
    (rf"{THING} had never been founded", "P159 P54 P102 P264 P176 P123 P749 P36 P166 P276"),
    (rf"there had never been a town called {THING}", "P159"),
    (rf"there had never been a city called {THING}", "P36"),
    (rf"{THING} had never opened|{THING} had never admitted any students", "P69"),
    (
        rf"{THING} had never existed|{THING} had never become a country|"
        rf"there had never been a country called {THING}",
        "P17 P27 P495 P54 P108 P102 P264 P178 P176 P123 P449 P127 P749 P137 P272 P463 by",
    ),
    (rf"{THING} had never become a director|{THING} had never gone into directing", "P57"),
    (rf"{THING} had never become a writer|{THING} had never taken up writing", "P50"),
    (rf"{THING} had never become a producer|{THING} had never worked as a producer", "P162"),
    (rf"{THING} had never become a composer|{THING} had never written any music", "P86"),
    (rf"{THING} had never become a screenwriter|{THING} had never written a script", "P58"),
    (rf"{THING} had never written any lyrics", "P676"),
    (rf"{THING} had never made music|{THING} had never gone into music", "P175"),
    (rf"{THING} had never been born|{THING} had never lived", "P112 by"),
    (rf"there had never been {THING}", "by"),
    (rf"{THING} had never gone on the air", "P449"),
    (rf"{THING} had never married|{THING} had never met anybody to marry", "P26"),
    (rf"{THING} had never had any children|{THING} had died without children", "P22 P25"),
    (rf"{THING} had never been given to anybody", "P166"),
    (rf"{THING} had never been started|nobody had ever come up with {THING}", "P179 P1441"),
    (rf"{THING} had never been recorded|{THING} had never been released", "P361"),
    (rf"{THING} did not exist|there were no such country as {THING}", "P17 P27 P495"),
    (rf"{THING} had never gone into acting|{THING} had never taken up acting", "P161"),
    (rf"{THING} had never been fought|{THING} had been avoided", "P607"),
    (rf"{THING} had been called off|{THING} had never taken place", "P1344"),
    (rf"{THING} had never been founded|{THING} had been dissolved", "P118"),
    (rf"{THING} had never been written|nobody had ever written {THING}", "based"),
    (
        rf"it had not been for {THING}",
        "P57 P50 P162 P86 P58 P175 P112 P178 P176 P123 P272 P449 P69 P54 P108 P264 P749 P127 P137"
        " P161 P676",
    ),
)
# what would be missed, and by which relation
MISSED: tuple[tuple[str, str], ...] = (
    (
        r"would have had to be born somewhere else|would have had another birthplace",
        "P19",
    ),
    (
        r"would have its headquarters somewhere else|would have headquarters somewhere else"
        r"|would need another home",
        "P159",
    ),
    (
        r"would have had to study elsewhere|would have had to go to another school"
        r"|education would have taken place somewhere else",
        "P69",
    ),
    (
        r"would have had to play for another team|would have needed another club|would have"
        r" needed another team",
        "P54",
    ),
    (r"would have had to work somewhere else|would have needed another employer", "P108"),
    (r"would have had to join another party|would have needed another party", "P102"),
    (
        r"would have needed another director|would have had a different director"
        r"|would somebody else have had to direct",
        "P57",
    ),
    (r"would never have been written|would have needed another author", "P50"),
    (
        r"would have needed another producer|would have had a different producer"
        r"|would somebody else have had to produce",
        "P162",
    ),
    (r"would have needed another composer|would somebody else have had to compose", "P86"),
    (r"would have needed another screenwriter|would have had a script by somebody else", "P58"),
    (r"would have needed another lyricist|would have had other lyrics", "P676"),
    (
        r"would never have been recorded|would have needed another performer"
        r"|would have had a different performer",
        "P175",
    ),
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
    (r"would have married somebody else or stayed single", "P26"),
    (r"would never have been born", "P22 P25"),
    (r"would need another capital|would have to be governed from somewhere else", "P36"),
    (r"would have had to take place somewhere else", "P276"),
    (r"would have won one award fewer", "P166"),
    (r"would not exist|would never have been made", "P179"),
    (r"would never have been invented", "P1441"),
    (r"would have had to come out on another album", "P361"),
    (
        r"would be in another country|would belong to another country|"
        r"would have ended up in another country",
        "P17",
    ),
    (
        r"would have been a citizen of another country|would have had another nationality|"
        r"would have carried another passport",
        "P27",
    ),
    (r"would have fought in one war fewer", "P607"),
    (r"would have had one event fewer to take part in", "P1344"),
    (r"would have to play in another league|would need another league", "P118"),
    (r"would have had to be cast differently|would have needed another actor", "P161"),
    (
        r"would have come from another country|would have had to be made in another country",
        "P495",
    ),
)


# who somebody is by the fact that is asked for
_HOLDERS = {
    **dict.fromkeys((("native", town) for town in TOWNS), "P19"),
    ("player", "team"): "P54",
    ("student", "school"): "P69",
}
_OUTLETS = frozenset({"label", "network", "station", "studio", "agency"})
_WED_AGAIN = re.compile(
    r"(?i)\b(?:(?:first|second|third|former|ex|late)[ -](?:wi(?:fe|ves)|husbands?|marriage)"
    r"|remarr|divorc|married (?:twice|again))"
).search


class Losing(Reader):
    """Somebody or something that never was."""

    def _gone(self, condition: str, asked: str) -> Found:
        for ways, gone, by in self._goners(condition):
            self._gone_is(gone)
            answer = (
                self._debt(ways, gone, asked)
                or self._by_another(ways, gone, asked)
                or self._missed(ways, gone, asked, by)
                or self._chosen(ways, gone, asked)
                or self._one_of(ways, gone, asked)
                or self._abroad(ways, gone, asked)
            )
            if answer is not None:
                return answer
        return None

    def _goners(self, condition: str) -> Iterator[tuple[Sequence[str], str, str | None]]:
        """By each reading: the relations that are left without a value, what is gone, and by what
        a phrase means it.
        """
        condition = re.sub(r"\bhad not (?!been for )", "had never ", condition)
        for pattern, relations in _GONE:
            found = self._goner(pattern, condition)
            if found is not None:
                yield relations.split(), *found

    def _goner(self, pattern: str, condition: str) -> tuple[str, str | None] | None:
        """What is gone by a condition, and the thing by which a phrase means it, if one does."""
        if found := match_of(pattern, condition):
            return found[0], None
        for clause in pattern.split("|"):
            if clause.startswith(THING):
                found = match_of(f"(the .+|.+'s birthplace){clause.removeprefix(THING)}", condition)
                if found:
                    gone, way = self._phrase(found[0])
                    return gone, way[0] if way else None
        return None

    def _missed(self, ways: Sequence[str], gone: str, asked: str, by: str | None) -> Found:
        for pattern, relations in MISSED:
            match = full(
                r"(?:who(?P<else> else)?|whose|(?P<what>what)"
                r"|which (?P<other>other )?(?P<kind>[a-z ]+?))"
                r"(?: besides (?P<aside>.+?))?"
                rf" (?:{pattern})",
                asked,
            )
            if match is None:
                continue
            if asked.startswith("whose ") != ("education would" in asked):
                raise Underivable("who, or whose")
            aside = frozenset(choice(match["aside"], by="and") if match["aside"] else ())
            if match["else"] or match["other"]:
                aside |= {str(by)}
            for relation in relations.split():
                having = self.paper.subjects(relation, gone)
                if relation in ways and having:
                    kind = "organization" if match["what"] else match["kind"]
                    self._nobody_else(having, relation, gone, kind)
                    self._distinct(having)
                    if relation == "P26" and any(map(_WED_AGAIN, self.paper.sentences)):
                        raise Underivable("there may be another spouse")
                    if relation in ("P22", "P25") and any(
                        re.search(r"\b(?:niece|nephew|grand(?:son|daughter|child))", text.lower())
                        for text in self.paper.sentences
                    ):
                        raise Underivable("the passage knows of more kin")
                    return self._left(having, aside, relation, gone, kind, by), frozenset()
        return None

    def _by_another(self, ways: Sequence[str], gone: str, asked: str) -> Found:
        """What the only person that would miss it has by another fact: birthplace, team, school."""
        match = full(r"a (?P<noun>[a-z]+) of which (?P<of>[a-z]+) (?P<rest>.+)", asked)
        of = _HOLDERS.get((match["noun"], match["of"])) if match else None
        if match is None or of is None:
            return None
        for pattern, relations in MISSED:
            if full(pattern, match["rest"]) is None:
                continue
            for relation in relations.split():
                having = self.paper.subjects(relation, gone)
                if relation not in ways or not having:
                    continue
                self._nobody_else(having, relation, gone, None)
                left = self._left(having, frozenset(), relation, gone, None)
                if len(left) != 1:
                    raise Underivable(f"{len(left)} would miss it")
                (entity,) = left
                if match["of"] in TOWNS:
                    self._kind(frozenset({self.value(entity, of)}), match["of"])
                return self.of(entity, of)
        return None

    def _left(
        self,
        having: frozenset[str],
        aside: frozenset[str],
        relation: str,
        gone: str,
        kind: str | None,
        by: str | None = None,
    ) -> frozenset[str]:
        """Those of a kind that have a value, but for those that the question sets aside.

        One of these may be what the question means the value by.
        """
        if not aside <= having:
            raise Underivable(f"{sorted(aside - having)} would not miss it anyway")
        asked_for = frozenset(
            one
            for one in having - aside
            if self.certificate is None
            or (one, relation, gone) in self.certificate
            or not another_kind(self.paper, one, kind)
        )
        self._works_apart(having, aside - {by}, relation)
        for one in asked_for:
            self._use((one, relation, gone))
        if relation in ("P607", "P166", "P1344") and any(
            name.endswith("s") for name in self.paper.names(gone)
        ):
            raise Underivable("one fewer of several")
        if relation == "P607" and not any("War" in name for name in self.paper.names(gone)):
            raise Underivable("a battle, perhaps, and no war")
        if relation == "P17" and kind is not None and kind.removesuffix("s") in _OUTLETS:
            raise Underivable("where a work came out tells no country of who brought it out")
        if relation == "P264" and self._types(asked_for) != {"MISC"}:
            raise Underivable("only works come out on a label")
        if relation == "P17" and any(
            one in self.paper.around(other) for one in asked_for for other in asked_for - {one}
        ):
            raise Underivable("one of the places lies in another")
        if relation == "P179" and kind == "episode":
            raise Underivable("a series has many episodes")
        self._kind(asked_for, kind)
        return asked_for

    def _works_apart(self, having: frozenset[str], aside: frozenset[str], relation: str) -> None:
        """See that several works are several, and that none is set aside.

        Raises:
            Underivable: one may be another's translated title, or a song of it; or "besides"
                says of a work what no sentence does.
        """
        works = {one for one in having if self._types(frozenset({one})) == {"MISC"}}
        if relation in ("P607", "P1344") and aside:
            raise Underivable("no sentence says that who is set aside took part")
        if aside & works:
            raise Underivable("a work is set aside")
        if len(works) < 2:
            return
        text = " ".join(self.paper.sentences).lower()
        two = r"\b(?:titled?|known|released|available|sold)\b[^.;]{0,80} as\b|\baka\b"
        if re.search(two, text):
            raise Underivable("a work of two titles")
        whole = ("P361", "P179", "P527", "P658")
        if any(self.paper.values(work, part) & works for work in works for part in whole):
            raise Underivable("a work is part of another")

    def _nobody_else(
        self, having: frozenset[str], relation: str, gone: str, kind: str | None
    ) -> None:
        """See that no thing without labels might miss what is gone, too.

        Raises:
            Underivable: one might: a person of no known country, team or party, or a thing of the
                kind asked for in a sentence with what is gone.
        """
        paper = self.paper
        for one, own in paper.without(relation, having, gone):
            if another_kind(paper, one, kind) or (kind and not called_a(paper, one)):
                continue
            if relation == "P17" and paper.subjects("P17", one):
                continue  # a country
            if any(gone in paper.around(value) or value in paper.around(gone) for value in own):
                raise Underivable(f"{one} may be one of them")
            together = any(
                paper.mentioned(one, sent) and paper.mentioned(gone, sent)
                for sent in range(len(paper.sentences))
            )
            if not own and (together or relation in ("P27", "P54", "P102", "P495")):
                raise Underivable(f"nothing is known of {one}")

    def _types(self, things: frozenset[str]) -> set[str]:
        entities = self.paper.row["vertexSet"]
        return {mention["type"] for thing in things for mention in entities[int(thing)]}

    def _chosen(self, ways: Sequence[str], gone: str, asked: str) -> Found:
        """Which of those that the question names would miss it."""
        for would, relation in (
            ("would be in another country|would belong to another country|"
             "would have ended up in another country", "P17"),
            ("would have been a citizen of another country|would have had another nationality|"
             "would have carried another passport", "P27"),
        ):  # fmt: skip
            match = full(
                rf"(?:who|which) (?:{would}), (?P<named>.+)|which of (?P<each>.+) (?:{would})",
                asked,
            )
            if match is None or relation not in ways:
                continue
            options = choice(match["named"]) if match["named"] else choice(match["each"], by="and")
            if match["named"]:
                self._who_or_which(asked, options)
            if relation == "P17" and self._types(frozenset(options)) & {"ORG", "MISC"}:
                raise Underivable("only places are sure to lie in a country")
            homes = {
                option: self.country(option) if relation == "P17" else self.value(option, relation)
                for option in options
            }
            found = {one for one, home in homes.items() if home == gone}
            if len(found) != 1 or len(homes) != len(options):
                raise Underivable(f"{len(found)} of those named would")
            return frozenset(found), frozenset()
        return None

    def _one_of(self, ways: Sequence[str], gone: str, asked: str) -> Found:
        """Which of those that the question names, each with one value, had the one that is gone."""
        for pattern, relations in MISSED:
            match = full(
                rf"(?:who|which(?: (?P<kind>[a-z ]+?))?) (?:{pattern}), (?P<two>.+)", asked
            )
            if match is None:
                continue
            for relation in set(relations.split()) & set(ways):
                options = choice(match["two"])
                found = {option for option in options if self.value(option, relation) == gone}
                if len(found) != 1 or len(set(options)) < 2:
                    raise Underivable(f"{len(found)} of those named would")
                if match["kind"]:
                    self._kind(frozenset(options), match["kind"])
                else:
                    self._who_or_which(asked, options)
                return frozenset(found), frozenset()
        return None

    def _abroad(self, ways: Sequence[str], gone: str, asked: str) -> Found:
        """Whom a country would have missed that was born, or lived, in a place of it."""
        return self._there(gone, asked) if "P17" in ways else None

    def _there(self, gone: str, asked: str) -> Found:
        """Who was born, or lived, in a country or unit that is gone."""
        for did, relation in (
            ("been born", "P19"),
            ("died", "P20"),
            ("studied", "P69"),
            ("played", "P54"),
            ("worked", "P108"),
        ):
            match = full(rf"who(?: besides (.+?))? would have {did} in another ([a-z]+)", asked)
            if match is None:
                continue
            there = frozenset(
                entity
                for entity, place, _ in self.paper.labels(relation)
                if gone in self.paper.around(place)
            )
            aside = frozenset(choice(match[1], by="and") if match[1] else ())
            if not aside < there:
                raise Underivable(f"{sorted(there)} were there")
            for entity in there - aside:
                place = self.value(entity, relation)
                home = (
                    self.country(place)
                    if match[2] == "country"
                    else self._unit(self.value(place, "P131"), match[2])
                )
                if home != gone:
                    raise Underivable(f"{entity} was elsewhere")
            self._gone_is(gone)
            self._kind(there - aside, None)
            self._distinct(there)
            return there - aside, frozenset()
        return None

    def _alone(self, condition: str, asked: str) -> Found:
        """Of two who made something the one that is left."""
        found = match_of(
            rf"{THING} had (?:turned down the work on|had no hand in) {THING}", condition
        )
        match = full(r"who would have ([a-z-]+) it alone", asked)
        if not found or not match:
            return None
        relation = f"{match[1]} by"
        facts = {f for f in self.certificate or () if f[:2] == (found[1], relation)}
        left = {self._use(fact) for fact in facts} - {found[0]}
        if len(facts) != len(found) or len(left) != 1:  # the two of them, and no third
            raise Underivable(f"{len(left)} would be left")
        if not any(
            self._by_both(match[1], (found[0], min(left)), text) for text in self.paper.sentences
        ):
            raise Underivable("not by the two of them")
        self._supposes("remove", f"{relation}: ⟦{found[1]}⟧", f"⟦{found[0]}⟧", "none")
        return frozenset(left), frozenset()

    def _by_both(self, participle: str, pair: tuple[str, str], text: str) -> bool:
        """Whether a sentence has "written by X and Y", in either order, and no third name."""
        masked = self.paper.masked(text)
        return any(
            re.search(rf"\b{participle} by ⟦{a}⟧ and ⟦{b}⟧(?! and|, ⟦)", masked)
            for a, b in (pair, pair[::-1])
        )

    def _only_child(self, condition: str, asked: str) -> Found:
        found = match_of(rf"{THING} had been an only child", condition)
        if not found or asked not in (
            "who would never have been born",
            "who would not have been born",
        ):
            return None
        born = self.paper.values(found[0], "P3373")
        self._supposes(
            "remove",
            f"sibling: ⟦{found[0]}⟧",
            " and ".join(f"⟦{one}⟧" for one in sorted(born)),
            "none",
        )
        for one in born:
            self._use((found[0], "P3373", one))
        return born, frozenset()

    def _debt(self, ways: Sequence[str], gone: str, asked: str) -> Found:
        """What somebody made, in the passage's own verb; what is based on it."""
        which = r"(?:what|who|which (?P<kind>[a-z ]+?))"
        if "based" in ways and (
            match := full(
                rf"{which} would have had (?:nothing to be based on|to be based on something else)",
                asked,
            )
        ):
            return self._made("based after", gone, match["kind"], asked)
        if "by" not in ways:
            return None
        match = full(
            rf"{which} would have had to be (?P<done>[a-z-]+) by (?:somebody else|others)", asked
        )
        if match:
            return self._made(f"{match['done']} by", gone, match["kind"], asked)
        match = full(
            rf"{which} would (?:somebody else|others) have had to (?P<verb>[a-z-]+)", asked
        )
        if match:
            stem = {
                "build": "built",
                "write": "writ",
                "found": "founded",
                "run": "run ",
                "sing": "sung",
                "lead": "led",
                "make": "made",
                "shoot": "shot",
                "draw": "drawn",
                "co-write": "co-writ",
            }.get(match["verb"], match["verb"])
            found = [
                fact[1]
                for fact in self.certificate or ()
                if fact[2] == gone and fact[1].endswith(" by") and fact[1].startswith(stem[:-1])
            ]
            if len(found) == 1:
                return self._made(found[0], gone, match["kind"], asked)
        return None

    def _made(self, relation: str, gone: str, kind: str | None, asked: str) -> Found:
        fact = self.told(None, relation, gone)
        if kind is None:
            self._who_or_which(asked, [fact[0]])
        else:
            self._kind(frozenset({fact[0]}), kind)
        return frozenset({fact[0]}), frozenset()

    def _region_lost(self, condition: str, asked: str) -> Found:
        found = match_of(rf"{THING} had never been (?:set up|created)", condition)
        if found is None and (
            such := match_of(rf"there had never been such an? ([a-z]+) as {THING}", condition)
        ):
            self._unit(such[1], such[0])
            found = such[1:]
        two = full(r"which would (?:belong to|be in) another ([a-z]+), (.+)", asked)
        if found and two:
            self._gone_is(found[0])
            self._unit(found[0], two[1])
            options = choice(two[2])
            homes = {option: self._unit(self.value(option, "P131"), two[1]) for option in options}
            inside = frozenset(one for one, home in homes.items() if home == found[0])
            if len(inside) != 1 or len(homes) != len(options) or len(homes) < 2:
                raise Underivable(f"{len(inside)} of those named would")
            return inside, frozenset()
        if found and (there := self._there(found[0], asked)):
            return there
        match = full(r"which ([a-z]+) would (?:belong to another|be in another) ([a-z]+)", asked)
        if not found or not match:
            return None
        if match[1] == "place":
            raise Underivable("each village of it is a place")
        self._gone_is(found[0])
        inside = self.paper.subjects("P131", found[0])
        for one in inside:
            self._use((one, "P131", found[0]))
        self._kind(inside, match[1])
        self._unit(found[0], match[2])
        return inside, frozenset()
