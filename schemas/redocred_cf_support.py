"""Whether the words of a document uphold its labels; the audit's own reading, by cue words.

A sentence upholds a relation here if both ends stand in it, near to each other, one of them perhaps
as a pronoun, and a word of the relation stands by them. The builder reads sentences by patterns of
whole clauses; what it calls stated or inferred must pass this other reading as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from irrealis.schemas.redocred_cf_articles import coined

from irrealis.check import Found, Row
from irrealis.text.demonyms import adjectival, place_form

# Each pair of properties says the same from either end.
_ENDS = (
    ("P131", "P150"), ("P361", "P527"), ("P463", "P527"), ("P3373", "P3373"), ("P26", "P26"),
    ("P155", "P156"), ("P355", "P749"), ("P22", "P40"), ("P25", "P40"), ("P710", "P1344"),
    ("P36", "P1376"), ("P1365", "P1366"), ("P674", "P1441"),
)  # fmt: skip
_MADE = "by 's ' wrote composed directed developed created produced published owns acquired founded"
# Words one of which must stand by the ends; a stem ends with a dash.
_CUES: Mapping[str, str] = {
    "P131": "in of , within 's (",
    "P17": "in of , within 's (",
    "P150": "in of , within 's (",
    "P276": "in of , within 's (",
    "P706": "in on",
    "P30": "in , 's (",
    "P206": "on along beside",
    "P403": "into tributary",
    "P159": "based headquarter-",
    "P36": "capital",
    "P1376": "capital",
    "P6": "minister chancellor premier mayor governor head",
    "P35": "president king queen emperor empress monarch sultan head tsar",
    "P1001": "'s of",
    "P194": "parliament legislature assembly of",
    "P569": "born ( b.",
    "P570": "- – — died killed assassinated executed murdered",
    "P19": "born",
    "P20": "died killed assassinated executed murdered",
    "P40": "son- daughter- child- father mother",
    "P22": "son- daughter- child- father",
    "P25": "mother",
    "P3373": "brother- sister- sibling- twin-",
    "P26": "wife husband spouse widow consort married wed",
    "P175": "by recorded performed sung released sang 's",
    **dict.fromkeys(
        [
            *("P50", "P57", "P58", "P162", "P86", "P676"),
            *("P170", "P178", "P123", "P176", "P127", "P137"),
        ],
        f"{_MADE} made built introduced unveiled manufactured bought purchased penned authored "
        "designed operated managed painted sculpted drawn written scored scripted run owned",
    ),
    "P112": f"{_MADE} founder established started co",
    "P449": "aired broadcast premiere- airs shown televised debuted series show sitcom drama opera "
    "program-",
    "P264": "released issued signed record- label",
    "P161": "starring star- featuring features cast appear- acted play- role-",
    "P361": "part division subdivision branch portion album ep soundtrack",
    "P463": "member- bassist- guitarist- drummer- vocalist- singer- frontman keyboardist- pianist- "
    "rapper- founder- leader- joined",
    "P54": "play- signed transferred moved footballer midfielder goalkeeper striker forward "
    "defender pitcher quarterback drafted joined",
    "P69": "attend- graduat- stud- educated degree enrolled alumn-",
    "P108": "work- professor taught teaches lecturer employed correspondent reporter",
    "P102": "member politician candidate leader nominee chairman representative joined senator "
    "congressman (",
    "P607": "served fought serving fighting took participated veteran wounded killed action",
    "P241": "served joined enlisted commissioned officer admiral commander soldier",
    "P1344": "compet- participat- part fought won represented",
    "P155": "follow- succeed- replac- sequel successor",
    "P749": "subsidiary division unit part",
    "P166": "won win- receiv- awarded recipient honored honoured earned",
    "P585": "held fought place occurred happened began in on of (",
    "P577": "released published premiered aired issued broadcast debuted launched ( is was a",
    "P571": "founded established formed created incorporated opened built launched organized "
    "completed",
    "P576": "dissolved disbanded abolished closed ended",
    "P740": "formed founded established originated",
    "P551": "live- reside- settled living",
    "P937": "work- active",
    "P840": "set takes",
    "P1412": "spoke speaks fluent wrote writes",
    "P364": "language",
    "P172": "origin descent ancestry",
    "P136": "is was are were ,",
    "P31": "is was are were ,",
    "P118": "play- compete- joined member competing",
    "P400": "released developed published game available launched",
    "P1441": "character- protagonist- antagonist- villain- hero-",
    "P800": "known famous noted renowned remembered",
    "P179": "installment book entry game film novel episode",
}  # fmt: skip
_SAME_WORDS = {
    "P527": ("P463", "P361"),
    "P710": ("P1344",),
    "P674": ("P1441",),
    "P355": ("P749",),
    "P156": ("P155",),
}
_BY_PEOPLE = {"P27", "P495", "P17", "P131", "P150"}  # "a Norwegian poet" says them
_NEAR = 45  # tokens between two ends of which a clause may speak
_BESIDE = 10  # tokens before the first end and after the last one that may hold the cue


def unsupported(row: Row) -> Found:
    """Labels that are said to be supported although neither their words nor other labels do so."""
    labels = list(zip(row["labels"], row["support"], strict=True))
    held = {(one["h"], one["r"], one["t"]) for one, support in labels if support != "background"}
    for n, (label, support) in enumerate(labels):
        if support == "stated" and not any(_says(row, label, at) for at in label["evidence"]):
            yield (
                "support",
                f"labels[{n}]",
                f"a sentence that says {label['r']} of both ends",
                [row["sents"][at] for at in label["evidence"]],
            )
        elif support == "inferred" and not (
            _derivable(row, label, held)
            or any(_says(row, label, at) for at in range(len(row["sents"])))
        ):
            yield "support", f"labels[{n}]", "a rule by which it follows from others", dict(label)


def _says(row: Row, label: Row, sent: int) -> bool:
    """Whether this sentence says the relation of the two ends."""
    heads = _places(row, label["h"], sent)
    tails = _places(row, label["t"], sent)
    if not heads and not tails:
        return False
    if not heads:
        heads = _pronouns(row, label["h"], sent)
    elif not tails:
        tails = _pronouns(row, label["t"], sent)
    tokens = [token.casefold() for token in row["sents"][sent]]
    for head in heads:
        for tail in tails:
            first, last = sorted((head, tail))
            if last[0] - first[1] > _NEAR:
                continue
            if _by_people(row, label, sent, head, tail, tokens):
                return True
            beside = [
                *tokens[max(0, first[0] - _BESIDE) : first[0]],
                *tokens[last[1] : last[1] + _BESIDE],
            ]
            between = tokens[first[1] : last[0]]
            if tokens[first[0]] in ("his", "her", "its"):
                between.append("'s")
            wide = label["r"] not in ("P131", "P17", "P150", "P276", "P30", "P569", "P706", "P1001")
            if _cued(label["r"], between + (beside if wide else [])):
                return True
    return False


def _cued(relation: str, words: Sequence[str]) -> bool:
    cues = " ".join(
        _CUES.get(one, "") for one in (relation, *_SAME_WORDS.get(relation, ()))
    ).split()
    return any(
        word.startswith(cue[:-1]) if len(cue) > 1 and cue[-1] == "-" else word == cue
        for cue in cues
        for word in words
    )


def _by_people(
    row: Row,
    label: Row,
    sent: int,
    head: tuple[int, int],
    tail: tuple[int, int],
    tokens: Sequence[str],
) -> bool:
    """Whether the name of a people stands before the other end, or behind "is a" or a comma."""
    if label["r"] not in _BY_PEOPLE:
        return False
    thing, place = (tail, head) if label["r"] == "P150" else (head, tail)
    name = " ".join(row["sents"][sent][slice(*place)])
    known = adjectival(name) or place_form(name) in ("person", "people")
    if not known and coined(name) is None:
        return False
    if place[1] <= thing[0]:
        return thing[0] - place[1] <= 7
    verbs = {"is", "was", "are", "were", "remains", "became", "be", ","}
    return place[0] - thing[1] <= _NEAR and bool(verbs & set(tokens[thing[1] : place[0]]))


def _places(row: Row, i: int, sent: int) -> list[tuple[int, int]]:
    return [(m["pos"][0], m["pos"][1]) for m in row["vertexSet"][i] if m["sent_id"] == sent]


def _pronouns(row: Row, i: int, sent: int) -> list[tuple[int, int]]:
    """Where a pronoun stands that may be the entity, which a sentence not far before names."""
    before = [m["sent_id"] for m in row["vertexSet"][i] if m["sent_id"] < sent]
    if not before or sent - max(before) > 3:
        return []
    person = row["vertexSet"][i][0]["type"] == "PER"
    words = {"he", "she", "his", "her"} if person else {"it", "its"}
    tokens = [token.casefold() for token in row["sents"][sent]]
    found = [(at, at + 1) for at, word in enumerate(tokens) if word in words]
    return found if person else [one for one in found if one[0] == 0]


def _derivable(row: Row, label: Row, held: set[tuple[int, str, int]]) -> bool:
    head, relation, tail = label["h"], label["r"], label["t"]
    for one, other in _ENDS:
        for here, there in ((one, other), (other, one)):
            if relation == here and (tail, there, head) in held:
                return True
    if relation not in ("P17", "P131") or row["vertexSet"][head][0]["type"] != "LOC":
        return False
    if relation == "P131" and (head, "P17", tail) in held:
        return True
    return any(
        (between, relation, tail) in held for h, r, between in held if h == head and r == "P131"
    )
