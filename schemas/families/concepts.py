"""Proves that two words differ by a concept, by rules of spelling and WordNet's lists of words.

WordNet (Fellbaum, 1998) is read from the tables of spaCy's lemmatizer: words by part of speech, and
irregular forms. It shares no source with the SPECIALIST Lexicon, and the names of countries here
were written down without the CLDR.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from irrealis.schemas.families.swaps import COUNTERPARTS

from irrealis.text.parser import parser

# past forms that are not made with -ed
_PAST = """wrote sang fed drove drank ate rode spoke bought sold grew drew took swam ran caught wore
    swept dug flew threw wove"""
# country, capital, people, language where the state has one, and names in French, German, Spanish
_COUNTRIES = """
    Germany|Berlin|Germans|German|Allemagne|Deutschland|Alemania
    Italy|Rome|Italians|Italian|Italie|Italien|Italia
    Greece|Athens|Greeks|Greek|Grèce|Griechenland|Grecia
    Russia|Moscow|Russians|Russian|Russie|Russland|Rusia
    Poland|Warsaw|Poles|Polish|Pologne|Polen|Polonia
    Hungary|Budapest|Hungarians|Hungarian|Hongrie|Ungarn|Hungría
    Sweden|Stockholm|Swedes|Swedish|Suède|Schweden|Suecia
    Norway|Oslo|Norwegians|Norwegian|Norvège|Norwegen|Noruega
    Denmark|Copenhagen|Danes|Danish|Danemark|Dänemark|Dinamarca
    Finland|Helsinki|Finns||Finlande|Finnland|Finlandia
    Iceland|Reykjavík|Icelanders|Icelandic|Islande|Island|Islandia
    Spain|Madrid|Spaniards|Spanish|Espagne|Spanien|España
    Portugal|Lisbon||Portuguese|Portugal|Portugal|Portugal
    Romania|Bucharest|Romanians|Romanian|Roumanie|Rumänien|Rumanía
    Bulgaria|Sofia|Bulgarians|Bulgarian|Bulgarie|Bulgarien|Bulgaria
    Ukraine|Kyiv|Ukrainians|Ukrainian|Ukraine|Ukraine|Ucrania
    Japan|Tokyo||Japanese|Japon|Japan|Japón
    Thailand|Bangkok|Thais|Thai|Thaïlande|Thailand|Tailandia
    South Korea|Seoul|South Koreans|Korean|Corée du Sud|Südkorea|Corea del Sur
    Egypt|Cairo|Egyptians|Arabic|Égypte|Ägypten|Egipto
    Morocco|Rabat|Moroccans||Maroc|Marokko|Marruecos
    Algeria|Algiers|Algerians||Algérie|Algerien|Argelia
    Tunisia|Tunis|Tunisians|Arabic|Tunisie|Tunesien|Túnez
    Ethiopia|Addis Ababa|Ethiopians||Éthiopie|Äthiopien|Etiopía
    Kenya|Nairobi|Kenyans||Kenya|Kenia|Kenia
    Brazil|Brasília|Brazilians|Portuguese|Brésil|Brasilien|Brasil
    Argentina|Buenos Aires|Argentines|Spanish|Argentine|Argentinien|Argentina
    Chile|Santiago|Chileans|Spanish|Chili|Chile|Chile
    Peru|Lima|Peruvians|Spanish|Pérou|Peru|Perú
    Mexico|Mexico City|Mexicans|Spanish|Mexique|Mexiko|México
    Canada|Ottawa|Canadians||Canada|Kanada|Canadá
    Cuba|Havana|Cubans|Spanish|Cuba|Kuba|Cuba
    Austria|Vienna|Austrians|German|Autriche|Österreich|Austria
    Belgium|Brussels|Belgians||Belgique|Belgien|Bélgica
    Switzerland|Bern|||Suisse|Schweiz|Suiza
    Ireland|Dublin|||Irlande|Irland|Irlanda
    Croatia|Zagreb|Croats|Croatian|Croatie|Kroatien|Croacia
    Serbia|Belgrade|Serbs|Serbian|Serbie|Serbien|Serbia
    Slovenia|Ljubljana|Slovenians|Slovene|Slovénie|Slowenien|Eslovenia
    Slovakia|Bratislava|Slovaks|Slovak|Slovaquie|Slowakei|Eslovaquia
    Estonia|Tallinn|Estonians|Estonian|Estonie|Estland|Estonia
    Latvia|Riga|Latvians|Latvian|Lettonie|Lettland|Letonia
    Lithuania|Vilnius|Lithuanians|Lithuanian|Lituanie|Litauen|Lituania
    New Zealand|Wellington|New Zealanders||Nouvelle-Zélande|Neuseeland|Nueva Zelanda
    India|New Delhi|Indians||Inde|Indien|India
    Armenia|Yerevan|Armenians|Armenian|Arménie|Armenien|Armenia
    Albania|Tirana|Albanians|Albanian|Albanie|Albanien|Albania
    Mongolia|Ulaanbaatar|Mongolians|Mongolian|Mongolie|Mongolei|Mongolia
"""
_COLUMNS = ("english", "capital", "people", "language", "french", "german", "spanish")
_LARGE = """\
    small large, short long, low high, narrow wide, thin thick, shallow deep, light heavy,
    slow fast, cheap expensive, young old, weak strong, quiet loud, soft hard, cold hot, dark
    bright, empty full, poor rich, dull sharp, easy difficult, loose tight, early late, dry
    wet, dirty clean, rough smooth, blunt pointed, tiny huge"""
_ORDINALS = """\
    three third, four fourth, five fifth, six sixth, seven seventh, eight eighth, nine ninth,
    ten tenth, eleven eleventh, twelve twelfth, thirteen thirteenth, fourteen fourteenth,
    fifteen fifteenth, sixteen sixteenth, seventeen seventeenth, eighteen eighteenth, nineteen
    nineteenth, twenty twentieth, thirty thirtieth, forty fortieth, fifty fiftieth, sixty
    sixtieth, seventy seventieth, eighty eightieth, ninety ninetieth"""
# what a sentence may begin with, and the frames of each concept; <with> is what goes with the word
_LEADS = (
    "(?:I heard that |It turned out that |She wrote to us that |We all knew that "
    "|He told them that )"
)
_FRAMES = """
    verb-past:
        The neighbors __ <with> on Sundays.
        My parents __ <with> every spring.
        The students __ <with> in the morning.
        They __ <with> before dinner.
    verb-3sg:
        None of the neighbors __ <with> on Sundays.
        None of my friends __ <with> every spring.
        None of the students __ <with> in the morning.
        None of them __ <with> before dinner.
    verb-ing:
        My mother watched them __ <with> on Sunday.
        Nobody saw the neighbors __ <with> that day.
        My father saw us __ <with> before dinner.
        They noticed the students __ <with> from the window.
    3sg-past:
        The woman next door __ <with> on Sundays.
        My sister __ <with> every spring.
        Our teacher __ <with> in the morning.
        He __ <with> before dinner.
    ing-participle:
        Our guest seemed __ that evening.
        The new teacher was __.
        The people at the party were __.
        She found the young man __.
    adjective-comparative:
        They need <a> __ <with>.
        They found <a> __ <with> last year.
        She asked for <a> __ <with>.
        There is <a> __ <with> on the other side.
    adjective-superlative comparative-superlative small-large:
        They took the __ <with>.
        She talked about the __ <with>.
        The __ <with> was ours.
        He asked us for the __ <with>.
    noun-plural:
        She looked at the __ on the table.
        He found the __ in the kitchen.
        They had lost the __.
        My brother brought the __ home.
    adjective-un adjective-in ful-less:
        They said that <with> was __.
        Many people thought that <with> was __.
        My parents did not know that <with> was __.
        She was surprised that <with> was so __.
    adjective-adverb:
        The woman at the gate waited, __, for the bus.
        My brother sat, __, in the corner.
        The children looked on, __, from the bridge.
        She went home, __, after the game.
    adjective-ness:
        He felt __ that evening.
        They felt __ when the music stopped.
        My sister had felt __ before.
        She felt __ after the long winter.
    act-agent:
        They talked about the __ for a long time.
        Everybody remembered the __.
        The newspaper wrote about the __.
        They took a picture of the __.
    verb-ment verb-ion verb-able cardinal-ordinal:
        The word on the first card was "__".
        Somebody had written "__" on the board.
        The last word of the list was "__".
        She read the word "__" aloud.
    verb-again verb-undo:
        They had to __ <with>.
        My sister wanted to __ <with>.
        She helped them __ <with>.
        Nobody asked you to __ <with>.
    country-capital:
        She flew to __ last spring.
        The conference was held in __.
        He had never been to __.
        They wrote us a letter from __.
    country-people country-language:
        The second chapter was about __.
        She could tell us a lot about __.
        They knew little about __.
        He gave a talk about __.
    male-female:
        The __ came home late.
        They spoke to the __ yesterday.
        Nobody knew the __.
        They gave the keys to the __.
    lower-upper:
        The sign on the door said "__".
        Somebody had written "__" on the wall.
        The poster in the window said "__".
        She read "__" on the screen.
    english-french english-german english-spanish french-german french-spanish german-spanish:
        The name on the map was "__".
        Somebody had written "__" on the envelope.
        The box of stamps was labeled "__".
        The heading of the page was "__".
"""
_WITH = {
    "doing": """
        French, along the river, apples, baskets, bicycles, bread, chess, clocks, fish,
        flowers, hats, in the garden, in the hall, in the lake, kites, letters, maps, old
        songs, photographs, rugs, soup, stamps, stones into the pond, tea, the bag, the
        belt, the bicycle, the boots, the bottle, the bracelet, the cable, the car, the
        carpet, the cart, the chairs, the clock, the coat, the code, the crate, the dog, the
        doll, the door, the ducks, the engine, the envelope, the fence, the floor, the gate,
        the gift, the hill, the horse, the items, the jacket, the kitchen, the letter, the
        lid, the list, the map, the message, the museum, the nets, the note, the offer, the
        page, the paint, the parcel, the pipe, the plants, the pot, the recording, the
        results, the risk, the rope, the sheep, the shelves, the shop, the silver, the soup,
        the story, the strap, the street, the suitcase, the trailer, the truck, the votes, the
        wall, the windows, the wire, the wires, to the coast, to the station, tomatoes,
        vegetables, wood""",
    "thing": """
        apple, bag, belt, blade, blanket, board, boat, book, bottle, bowl, bridge, bus, cable,
        cellar, chair, cloth, coat, copy, corner, crate, cup, cushion, garden, horse, hotel,
        house, island, knife, knot, ladder, lake, lamp, machine, magnet, map, path, pencil,
        place, plan, plate, pole, question, ring, road, room, rope, rug, sheet, soup, stick,
        street, table, tent, towel, town, train, tram, tree, wall, way""",
    "what": """
        the account, the act, the address, the answer, the argument, the attempt, the bill,
        the boy, the bridge, the budget, the chair, the change, the choice, the clock, the
        contest, the copy, the crane, the dance, the decision, the decoration, the detail, the
        driver, the ending, the figure, the food, the frame, the friend, the fruit, the
        gesture, the guard, the guide, the house, the idea, the joke, the judge, the ladder,
        the list, the lock, the map, the mark, the mayor, the meal, the meeting, the mistake,
        the name, the night, the number, the offer, the outcome, the picture, the place, the
        plant, the procedure, the pump, the remark, the reply, the result, the rider, the
        room, the route, the ruler, the sale, the search, the shape, the signal, the
        situation, the song, the story, the supply, the task, the team, the tool, the
        treatment, the trip, the visit, the visitor, the waiter, the wedding, the work""",
}
_GOES_WITH = MappingProxyType(
    {
        **dict.fromkeys(("verb-past", "verb-3sg", "verb-ing", "3sg-past"), "doing"),
        **dict.fromkeys(("verb-again", "verb-undo"), "doing"),
        **dict.fromkeys(("adjective-un", "adjective-in", "ful-less"), "what"),
    }
)


class Sentence(NamedTuple):
    """A context with its hole, and what stands there on either side."""

    context: str
    before: str
    after: str


def read(concept: str, before: str, after: str) -> Sentence | None:
    """The context of two sentences and the word of either; None if it is none of the concept.

    All but the word is the same in both, and an article is that of both words.
    """
    for pattern in _patterns().get(concept, ()):
        first, second = pattern.fullmatch(before), pattern.fullmatch(after)
        if first is None or second is None:
            continue
        (start, end), (_, last) = first.span("word"), second.span("word")
        sentence = Sentence(f"{before[:start]}__{before[end:]}", first["word"], second["word"])
        article = first.groupdict().get("a")
        articles = {"an" if word[0] in "aeiou" else "a" for word in sentence[1:]}
        if (before[:start], before[end:]) == (after[:start], after[last:]) and (
            article is None or articles == {article}
        ):
            return sentence
    return None


@cache
def _patterns() -> dict[str, list[re.Pattern[str]]]:
    found: dict[str, list[re.Pattern[str]]] = {}
    concepts: list[str] = []
    for line in _FRAMES.strip("\n").splitlines():
        if not line.startswith(" " * 8):
            concepts = line.strip(" :").split()
            continue
        for concept in concepts:
            goes_with = " ".join(_WITH[_GOES_WITH.get(concept, "thing")].split()).split(", ")
            frame = line.strip()
            rest = re.escape(frame[1:]).replace("__", "(?P<word>.+?)")
            rest = rest.replace("<with>", f"(?:{'|'.join(map(re.escape, goes_with))})")
            rest = rest.replace("<a>", "(?P<a>an?)")
            for first in (_LEADS + frame[0].lower(), frame[0]):
                found.setdefault(concept, []).append(re.compile(first + rest))
    return found


def concepts() -> tuple[str, ...]:
    """The concepts that can be proved."""
    return tuple(_PROOFS)


def proved(concept: str, before: str, after: str) -> bool:
    """Whether two words differ by a concept."""
    return concept in _PROOFS and _PROOFS[concept](before, after)


@cache
def _tables() -> tuple[dict[str, frozenset[str]], dict[str, Any], dict[str, Any]]:
    lookups = parser().get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
    index, exceptions, rules = (
        lookups.get_table(f"lemma_{name}") for name in ("index", "exc", "rules")
    )
    kinds = ("verb", "noun", "adj", "adv")
    return (
        {kind: frozenset(index[kind]) for kind in kinds},
        {kind: exceptions[kind] for kind in kinds},
        {kind: rules[kind] for kind in kinds},
    )


def _known(kind: str, *words: str) -> bool:
    """Whether WordNet has words of a kind."""
    return all(word in _tables()[0][kind] for word in words)


def _lemmas(kind: str, word: str) -> set[str]:
    """What a word is a form of: by WordNet's exceptions, or else by its rules of detachment."""
    index, exceptions, rules = _tables()
    if word in exceptions[kind]:
        return set(exceptions[kind][word])
    made = {word.removesuffix(end) + instead for end, instead in rules[kind] if word.endswith(end)}
    return made & index[kind]


def _suffixed(word: str, suffix: str) -> str:
    """A word with a suffix that begins with a vowel, by the rules of spelling."""
    if suffix[0] == "i" and word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return word[:-1] + suffix
    if suffix[0] != "i" and word.endswith("e"):
        return word + suffix[1:]
    if suffix[0] != "i" and re.search(r"[^aeiou]y$", word):
        return word[:-1] + "i" + suffix
    if re.fullmatch(r"(?:[^aeiou]|qu)*[aeiou][^aeiouwxy]", word) or word == "forget":
        return word + word[-1] + suffix
    return word + suffix


def _third(word: str) -> str:
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(?:s|x|z|ch|sh|[^aeiou]o)$", word) else "s")


def _plural(word: str) -> str:
    if word in ("knife", "leaf", "loaf", "scarf"):
        return re.sub(r"fe?$", "ves", word)
    return _third(word)


def _past(before: str, after: str) -> bool:
    spelled = after == _suffixed(before, "ed") or after in _PAST.split()
    return spelled and before in _lemmas("verb", after)


def _participle(before: str, after: str) -> bool:
    base = next((w for w in sorted(_lemmas("verb", after)) if _suffixed(w, "ing") == before), "")
    return after == _suffixed(base, "ed") if base else False


def _third_past(before: str, after: str) -> bool:
    return any(_third(w) == before and _past(w, after) for w in _lemmas("verb", after))


def _compared(ending: str, irregular: str) -> Callable[[str, str], bool]:
    def check(before: str, after: str) -> bool:
        spelled = after == _suffixed(before, ending) or after in irregular.split()
        return spelled and _known("adj", before) and before in _lemmas("adj", after)

    return check


def _more_to_most(before: str, after: str) -> bool:
    if (before, after) in (("better", "best"), ("worse", "worst")):
        return True
    ends = before.endswith("er") and after.endswith("est") and before[:-2] == after[:-3]
    return ends and bool(_lemmas("adj", before) & _lemmas("adj", after))


def _made(kind: str, of: str, made: Callable[[str], str]) -> Callable[[str, str], bool]:
    """Whether a word of a kind is another with a prefix or suffix, and WordNet has both."""

    def check(before: str, after: str) -> bool:
        return after == made(before) and _known(of, before) and _known(kind, after)

    return check


def _negated(word: str) -> str:
    return re.sub(r"^in(?=[pbm])", "im", re.sub(r"^in(?=([lr]))", r"i\1", f"in{word}"))


def _ending_in(suffix: str, word: str) -> str:
    return re.sub(r"(?<=[^aeiou])y$", "i", word) + suffix


def _able(word: str) -> str:
    stem = word if re.search(r"[cg]e$", word) else _suffixed(word, "ing").removesuffix("ing")
    return f"{stem}able"


def _without(before: str, after: str) -> bool:
    stem = before.removesuffix("ful")
    return f"{stem}less" == after and before != stem and _known("adj", before, after)


@cache
def _countries() -> dict[str, dict[str, str]]:
    rows = (line.strip().split("|") for line in _COUNTRIES.strip().splitlines())
    return {row[0]: dict(zip(_COLUMNS, row, strict=True)) for row in rows}


def _of_country(before: str, after: str) -> Callable[[str, str], bool]:
    def check(country: str, derived: str) -> bool:
        pairs = {(row[before], row[after]) for row in _countries().values()}
        return bool(derived) and (country, derived) in pairs

    return check


def _listed(pairs: str) -> Callable[[str, str], bool]:
    known = {tuple(pair.split()) for pair in pairs.split(",")}
    return lambda before, after: (before, after) in known


def _female(before: str, after: str) -> bool:
    return COUNTERPARTS.get(before, frozenset()) == {after} and _known("noun", before, after)


_PROOFS: MappingProxyType[str, Callable[[str, str], bool]] = MappingProxyType(
    {
        "verb-past": _past,
        "verb-3sg": lambda before, after: after == _third(before) and _known("verb", before),
        "verb-ing": lambda before, after: (
            after == _suffixed(before, "ing") and before in _lemmas("verb", after)
        ),
        "3sg-past": _third_past,
        "ing-participle": _participle,
        "adjective-comparative": _compared("er", "better worse"),
        "adjective-superlative": _compared("est", "best worst"),
        "comparative-superlative": _more_to_most,
        "noun-plural": lambda before, after: (
            after == _plural(before) and before in _lemmas("noun", after)
        ),
        "adjective-un": _made("adj", "adj", lambda word: f"un{word}"),
        "adjective-in": _made("adj", "adj", _negated),
        "adjective-adverb": _made("adv", "adj", lambda word: _ending_in("ly", word)),
        "adjective-ness": _made("noun", "adj", lambda word: _ending_in("ness", word)),
        "act-agent": _made("noun", "noun", lambda word: _suffixed(word, "er")),
        "verb-ment": _made("noun", "verb", lambda word: f"{word}ment"),
        "verb-ion": _made("noun", "verb", lambda word: re.sub("e$", "", word) + "ion"),
        "verb-able": _made("adj", "verb", _able),
        "verb-again": _made("verb", "verb", lambda word: f"re{word}"),
        "verb-undo": _made("verb", "verb", lambda word: f"un{word}"),
        "ful-less": _without,
        "country-capital": _of_country("english", "capital"),
        "country-people": _of_country("english", "people"),
        "country-language": _of_country("english", "language"),
        "male-female": _female,
        "small-large": _listed(_LARGE),
        "lower-upper": lambda before, after: before.islower() and before.upper() == after,
        "cardinal-ordinal": _listed(_ORDINALS),
        "english-french": _of_country("english", "french"),
        "english-german": _of_country("english", "german"),
        "english-spanish": _of_country("english", "spanish"),
        "french-german": _of_country("french", "german"),
        "french-spanish": _of_country("french", "spanish"),
        "german-spanish": _of_country("german", "spanish"),
    }
)
