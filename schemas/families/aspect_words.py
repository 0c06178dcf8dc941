"""What words that were put into a review say: good or bad, and of which aspect.

The audit's own lists, of words that a reader takes one way in a review of any place or thing. They
know no sentence that a rule may write: a text is read word by word, and a word that stands behind
"not" or "hardly" says the opposite. A word that is in no list says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from irrealis.check import Found

# in texts in small letters; each is a word, or the beginning of one if it ends with a dash
_GOOD = """
    good great excellen- delicious- tasty tastes tasted tastier tastiest friendl- wonderful-
    perfect- helpful- spotless- fantastic amazing superb outstanding impeccabl- attentive
    courteous polite professional kind- prompt- welcom- lovely beautiful- charming cozy romantic
    elegant- gorgeous tasteful- stylish inviting nice- pleasant- comfortabl- relax- clean
    immaculate spacious bright fresh flavor flavorful flavour flavourful tender crisp- vivid sharp
    accurate responsive snappy fast quick- powerful reliable solid sturdy patient knowledgeable
    generous ideal convenient- central- handy quiet- peaceful calm- love- enjoy- delight- pleased
    impress- happy smooth- easily well best polished modern warm cheerful gracious lively
    accommodating efficient memorable superior terrific fabulous incredible joy treat
    long-lasting
"""
_BAD = """
    bad- terribl- awful- rude- horribl- dirty bland- disgust- dreadful- useless- poor- slow-
    cold- dull drab dreary dingy shabby tacky ugly gloomy cheerless charmless uninviting
    depressing dated outdated worn tired unpleasant- overcooked undercooked burnt dry mushy
    greasy salty stale soggy lumpy tasteless flavorless inedible undrinkable disappoint-
    mediocre careless- inattentive neglect- unfriendl- unhelpful impolite curt dismissive
    indifferent clueless sluggish cramped uncomfortabl- sticky blur- grain- flicker- dim weak
    unreliable short flimsy filthy mold- musty inconvenient tiny annoy- noisy noise- loud-
    deafening overwhelming unbearabl- boring worst ignored forgotten forgot- letdown hate-
    dislik- unprofessional incompetent dismal limited washed freez- crash- lag- overpriced
    rotten dies died broken gross subpar harsh stained nasty lacking
"""
_UNDONE = re.compile(
    r"\b(?:not|never|no|nor|hardly|barely|scarcely|nothing|without|cannot|neither)\b|n['’]t\b"
)
# phrases whose words mislead; each with what it says
_PHRASES: tuple[tuple[str, str], ...] = (
    (
        r"\b(?:on the plus side|unfortunately|sadly|luckily|thankfully|at least|however|though)\b",
        "",
    ),
    (r"\bnever (?:too )?(?:loud|noisy)\b|\b(?:slept|sleep) well\b|\ball day\b", "good"),
    (r"\bcould not (?:have been|be) (?:nicer|better|happier|kinder)\b", "good"),
    (r"\bcould not (?:have )?cared? less\b|\b(?:drains?|drained) (?:too )?\w+\b", "bad"),
    (r"\b(?:a|the) full day\b|\blong battery\b", "good"),
    (r"\b(?:barely|hardly) lasts?\b|\bunderpowered\b", "bad"),
    (r"\b(?:runs?|ran) out (?:by|after|before|too)\b|\bkept forgetting\b", "bad"),
    (r"\b(?:too|so|way|far|much) (?:long|short|small|dark|high|low|hot|salty|slow|loud)\b", "bad"),
    (r"\bnoise (?:level )?(?:is|was) (?:low|fine|comfortable|perfect|just right|great)\b", "good"),
    (r"\b(?:noise|sound|volume) level\b", ""),
    (
        r"\blow noise\b|\blittle noise\b|\bvery low\b|\bjust right\b|\bspot on\b|\bpiping hot\b",
        "good",
    ),
    (r"\b(?:did|do|does|could|would)(?: not|n['’]t) (?:care|like|enjoy|stand|recommend)\b", "bad"),
    (r"\b(?:nowhere to be found|could not be bothered|took forever|kept (?:us )?waiting)\b", "bad"),
    (
        r"\b(?:out of|in need of|needs?) (?:an? )?(?:update|repair|cleaning|date|renovation)\b",
        "bad",
    ),
    (r"\b(?:hardly|barely|could not|couldn['’]t) (?:hear|talk|sleep|slept|have a)\b", "bad"),
    (r"\b(?:comfortably|easily|able to|enough to) (?:hear|talk|have a|sleep)\b", "good"),
    (r"\bnever (?:ran out|runs? out|lets? me down|failed)\b|\btook (?:very )?good care\b", "good"),
)
# what is spoken of; of noise whatever else is named beside it
_NOISE = (
    r"nois\w*|loud\w*|quiet\w*|sound\w*|hear|talk|conversation|peaceful|calm\w*|deafening|volume"
)
_ASPECTS: Mapping[str, str] = {
    "noise": _NOISE,
    "food": r"foods?|meals?|dish(?:es)?|entr[eé]es?|mains?|appetizers?|desserts?|cooking|menu|"
    r"steaks?|pasta|pizza|burgers?|sushi|fish|chicken|soups?|salads?|wine|sauces?|flavou?rs?",
    "service": r"service|servers?|waiters?|waitress(?:es)?|(?:wait)?staff|host(?:ess)?|manager",
    "ambiance": r"ambian?ce|ambience|atmosphere|d[eé]cor|dining room|interior|setting|vibe|room|"
    r"decoration|furniture|lighting|dining area|environment|inside",
    "room": r"rooms?|beds?|bathrooms?|suites?|showers?|mattress(?:es)?|carpets?|linens?",
    "staff": r"staff|service|front desk|reception(?:ists?)?|concierge|manager|employees|porters?",
    "location": r"location|located|neighbou?rhood|walk|distance|blocks?|station|center|centre",
    "breakfast": r"breakfasts?|buffet|coffee|eggs|pastries|muffins|fruit|juice|morning meal",
    "battery": r"battery|batteries|charge",
    "screen": r"screens?|display|colors?|colours?|picture|resolution",
    "keyboard": r"keyboards?|keys|trackpad|typing",
    "performance": r"performance|processor|programs?|it (?:is|was|runs|boots)|boots?|laptop|"
    r"machine|computer|start(?:s|ed)? up|speed",
    "support": r"support|representatives?|agents?|customer service|technicians?|help ?desk|reps?",
}


@cache
def _words(listed: str) -> re.Pattern[str]:
    one = (rf"{word[:-1]}\w*" if word.endswith("-") else word for word in listed.split())
    return re.compile(rf"(?<![\w-])(?:{'|'.join(one)})(?![\w-])")


def sides(text: str) -> frozenset[str]:
    """What a text says: "good", "bad", both, or nothing.

    >>> sorted(sides("The staff was not friendly, though.")), sorted(sides("We sat by the door."))
    (['bad'], [])
    """
    text, found = text.lower().replace("’", "'"), set()
    for pattern, says in _PHRASES:
        text, count = re.subn(pattern, " ", text)
        if count and says:
            found.add(says)
    for clause in re.split(r"[.,;:!?]|\bbut\b|\bbecause\b", text):
        for listed, says, other in ((_GOOD, "good", "bad"), (_BAD, "bad", "good")):
            for match in _words(listed).finditer(clause):
                before = " ".join(clause[: match.start()].split()[-4:])
                found.add(other if _UNDONE.search(before) else says)
    return frozenset(found)


def aspects_in(text: str, known: Collection[str]) -> frozenset[str]:
    """The aspects, of those that a dataset knows, that a text names.

    >>> sorted(aspects_in("The dining room was too loud.", ("ambiance", "noise")))
    ['noise']
    """
    text = text.lower()
    found = {
        one for one in known if one in _ASPECTS and re.search(rf"\b(?:{_ASPECTS[one]})\b", text)
    }
    return frozenset({"noise"} if "noise" in found else found)


def put_in(
    edits: Sequence[Mapping[str, Any]], aspect: str, goal: str, *, known: Collection[str]
) -> Found:
    """What edits put in says the goal and nothing against it, and speaks of the aspect alone.

    Words in the place of others must not say what those did not, unless it is the goal. Two words
    or more that stand in the place of none must say it, and name the aspect and no other one. Of an
    aspect that is to be unknown, nothing is put in that says anything.
    """
    side = {"Positive": "good", "Negative": "bad"}.get(goal)
    for number, edit in enumerate(edits):
        where, after = f"edits[{number}].after", edit["after"]
        said = sides(after)
        added = said - sides(edit["before"]) - {side}
        fresh = not edit["before"].strip()
        if added:
            yield "goal", where, f"nothing that says other than {goal}", after
        elif fresh and side and len(re.findall(r"\w+", after)) > 1:
            if side not in said:
                yield "goal", where, f"words that say {goal}", after
            if aspects_in(after, known) != {aspect}:
                yield "goal", where, f"words on {aspect} alone", after
