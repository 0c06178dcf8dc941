"""Whether sentences of the document really state a fact."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from irrealis.schemas.ifqa_style_checker.paper import DATED, Key, Paper, Underivable
from irrealis.schemas.ifqa_style_checker.pronouns import is_person

from irrealis.text.tokens import stands_in

_APART = re.compile(
    r"\b(?:near|between|border\w*|outside|from|and|that|which|who|where)\b|"
    r"\b(?:north|south|east|west)\w* of\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r" ?\([^()]*\)")
_TWO_KINDS = re.compile(r"\b((?:is|was) an? [a-z -]+?) and [a-z -]+ (?=in\b)")
_OFF = re.compile(
    r"(?:\b(?:near|from|outside|between)|(?:north|south|east|west)\w* of)(?: the)? $", re.IGNORECASE
)
UNSURE = re.compile(
    r"\b(?:circa|probably|perhaps|possibly|presumably|reportedly|supposedly|allegedly|alleged"
    r"|claims?|"
    r"claimed|according to|believed to|thought to|said to|legend|rumou?red|disputed|uncertain|"
    r"forged|may have|might have|purported|apparently|fictional"
    r"|fictitious|imaginary|mythical|hoax)\b",
    re.IGNORECASE,
)
_SAYS = {
    "P6": "governor|mayor|minister|premier|government|chancellor",
    "P17": "",
    "P131": "",
    "P27": "",
    "P495": "",
    "P19": "born|birth|native of",
    "P20": "die|death|killed|assassinat|execut",
    "P22": r"\bson|daughter|father|child",
    "P25": r"\bson|daughter|mother|child",
    "P3373": r"\bbrother|\bsister|\bsibling",
    "P1441": "character|protagonist|appear|play|hero|plot|story",
    "P361": r"\bfrom\b|part of|album|series|division|belong",
    "P26": "marr|wife|husband|spouse|widow|wed",
    "P36": "capital",
    "P50": "writ|wrote|author|novel|book",
    "P54": "play|sign|join|club|team|career|appear",
    "P57": "direct|film by|helm",
    "P58": "writ|wrote|screenplay|script",
    "P69": "stud|educat|graduat|attend|degree|alumn|enrol",
    "P86": "compos|music|score",
    "P102": "member|party|politician|candidate|join|republican|democrat|liberal",
    "P108": "work|professor|taught|teach|employ|lectur|join|staff|hired",
    "P112": "found|establish|started by|formed by|set up",
    "P118": "play|compet|league|division",
    "P123": "publish",
    "P127": "own|acquir|bought|purchas",
    "P137": "operat|run by",
    "P155": "follow|success|sequel|prece|after|previous|next|succeed",
    "P159": "headquarter|based in|office",
    "P161": "star|cast|featur|play|role|appear",
    "P162": "produc",
    "P166": "won|award|receiv|prize|medal|hono",
    "P175": "by|album|single|song|record|perform|releas",
    "P176": "manufactur|made by|built|produced by|design",
    "P178": "develop",
    "P179": "series|trilogy|episode|instal|franchise|volume|book",
    "P206": "on the|bank|shore|coast|bay|lake|river|sea",
    "P264": "releas|label|sign|records",
    "P272": "produc",
    "P276": "held|place|locat|at|in",
    "P403": "tributar|flow|empt|join|drain|discharg|mouth|confluence",
    "P676": "lyric|writ|wrote",
    "P449": "air|broadcast|televis|premier|network",
    "P463": "member|band|join",
    "P569": r"born|birth|[(;–-]",
    "P570": r"die|death|kill|assassinat|execut|[–-]",
    "P571": "found|establish|form|creat|incorporat|open|built|start",
    "P577": r"releas|publish|came out|premier|air|issu|\bis an? |\("
    r"|\b\d{4} (?:[a-z'’-]+ ){0,4}(?:album|single|song|film|movie|novel|book|play|game|series|hit"
    r"|musical|opera|poem|ep|record|telenovela|documentary|comedy|drama)\b",
    "P585": r"held|place|fought|\bwas\b|\bin\b",
    "P607": r"\bwar\b|battle|fought|serv|invasion|campaign",
    "P749": "subsidiar|owned|division of|parent|part of",
    "P1344": "compet|particip|took part|represent|play|won|finish|medal|enter",
    "P1366": "succe|replac|became",
}
_MADE_BY = frozenset({"P57", "P50", "P162", "P86", "P58", "P175", "P112", "P676"})
PAST = {
    "written": "wrote",
    "run": "ran",
    "sung": "sang",
    "drawn": "drew",
    "co-written": "co-wrote",
}


def states(paper: Paper, fact: Key, sentences: Sequence[int]) -> str | None:
    """Why the sentences do not state a fact; None if they do."""
    subject, relation, value = fact
    text = " ".join(paper.sentences[sent] for sent in sentences)
    if not sentences:
        return "no sentence"
    if relation in _SAYS:
        return _labelled(paper, fact, sentences, text)
    if UNSURE.search(text):
        return f"hedged: {UNSURE.search(text)[0]}"  # type: ignore[index]
    return _worded(paper, subject, relation, value, text)


def _labelled(paper: Paper, fact: Key, sentences: Sequence[int], text: str) -> str | None:
    subject, relation, value = fact
    evidence = [
        set(label["evidence"])
        for one, other, label in paper.labels(relation)
        if one == subject
        and (paper.date_of(int(other)) == value if relation in DATED else other == value)
    ]
    if not evidence:
        return "no such label"
    if UNSURE.search(text) and relation not in ("P17", "P131", "P495"):
        return f"hedged: {UNSURE.search(text)[0]}"  # type: ignore[index]
    if relation in ("P17", "P131", "P27", "P495"):
        return _placed(paper, fact, sentences, evidence)
    # one fact may have several labels, of which some name no evidence
    if not any(set(sentences) <= one for one in evidence):
        if set() not in evidence or len(sentences) > 1:
            return "not the evidence of the label"
        (sentence,) = sentences  # upstream names none: it must have both
        if not (paper.about(subject, sentence) and _is_in(paper, relation, value, sentence)):
            return "not a sentence of both"
    if relation == "P166" and re.search(r"\bnomin(?:ee|ation|ated)", text, re.IGNORECASE):
        return "nominated only"
    said = re.search(_SAYS[relation], text, re.IGNORECASE) is not None
    if not said and (relation in DATED or not _in_dates(relation, paper.names(value), text)):
        return f"no word for {relation}"
    if relation in DATED:
        return _dated(value, text)
    if (why := _otherwise(paper, fact, text)) is not None:
        return why
    if not any(paper.mentioned(value, sent) for sent in sentences):
        return "no sentence that has the value"
    return None


def _placed(
    paper: Paper, fact: Key, sentences: Sequence[int], evidence: Sequence[set[int]]
) -> str | None:
    """Why sentences do not say where something is, or of which country somebody is."""
    subject, relation, value = fact
    together = [s for s in sentences if paper.about(subject, s) and paper.mentioned(value, s)]
    if relation == "P131" and not any(_lies(paper, subject, value, s) for s in together):
        return "no sentence that puts the one in the other"
    if relation == "P17" and together and all(_brings_out(paper, subject, s) for s in together):
        return "where a work came out"
    if len(together) == len(sentences):
        return None
    apart = all(any(paper.mentioned(end, s) for s in sentences) for end in (subject, value))
    if relation not in ("P27", "P495") and apart and any(set(sentences) <= one for one in evidence):
        return None
    return "no sentence that has both"


def _otherwise(paper: Paper, fact: Key, text: str) -> str | None:
    """Why words of a relation say something else: of a teacher, of who only wrote a piece."""
    subject, relation, value = fact
    if relation == "P175" and _only_makes(paper.names(value), text):
        return "who makes a piece does not perform it for that"
    if relation in _MADE_BY and any(
        re.search(
            rf"\b(?:him|her|them)(?:self|selves)? and (?:[\w'’]+ ){{0,2}}{re.escape(name)}"
            rf"|{re.escape(name)} (?:and|with) (?:him|her|them)(?:self|selves)?\b",
            text,
        )
        for name in paper.names(value)
    ):
        return "somebody else, too, by a pronoun"
    if relation in _MADE_BY and (other := _made_with(paper, fact, text)) is not None:
        return f"{other} made it, too"
    if relation == "P69" and any(
        re.search(rf"\bstud\w+(?: [^.;,]*)? (?:with|under) (?:[^.;]* and )?{re.escape(name)}", text)
        for name in paper.names(subject)
    ):
        return "a teacher"
    if relation in ("P19", "P20") and not any(
        not re.search(r"\b(?:near|outside|from)(?: the)?$", text[: match.start()].rstrip())
        for name in paper.names(value)
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    ):
        return "near, not in"
    return None


def _made_with(paper: Paper, fact: Key, text: str) -> str | None:
    """A person whom a text lists with a maker of a thing, and whom no label of it has."""
    subject, relation, value = fact
    try:
        masked = paper.masked(text)
    except Underivable:
        return None
    others = re.findall(rf"⟦{value}⟧ and ⟦(\d+)⟧", masked)
    others += re.findall(rf"⟦(\d+)⟧ and ⟦{value}⟧", masked)
    made = paper.values(subject, relation)
    return next((one for one in others if is_person(paper, one) and one not in made), None)


def _brings_out(paper: Paper, body: str, sentence: int) -> bool:
    """Whether a sentence names a body as who brought out a work: "released by X in Y"."""
    text = paper.sentences[sentence]
    if {mention["type"] for mention in paper.row["vertexSet"][int(body)]} != {"ORG"}:
        return False
    return any(
        re.search(
            rf"\b(?:releas\w+|publish\w+|issu\w+|distribut\w+|broadcast\w*|aired|sold|signed)\b[^;]*?"
            rf"\b(?:by|on|through|with|via|to|under)\b[^;]*?(?<!\w){re.escape(name)}(?!\w)",
            text,
        )
        for name in paper.names(body)
    )


def _only_makes(names: Collection[str], text: str) -> bool:
    """Whether each mention says "composed by X", "produced by X", and none that X performs."""
    heard = re.compile(r"(?i)perform|record|sung|sang|release")
    found = [
        text[: match.start()]
        for name in names
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    ]
    tails = [re.search(r"((?:[\w,-]+ ){1,5})by (?:[^.;()]{0,40})$", before) for before in found]
    return bool(found) and all(
        tail is not None
        and re.search(r"(?i)compos|writ|penn|produc|direct|conceiv|arrang", tail[1])
        and not heard.search(tail[1])
        for tail in tails
    )


def _in_dates(relation: str, names: Collection[str], text: str) -> bool:
    """Whether a place stands behind the first, or last, date of a life: "(1815 in Paris-1851)"."""
    lead = {"P19": r"\([^()–-]*", "P20": r"\([^()]*[–-][^()]*"}.get(relation)
    return lead is not None and any(
        re.search(rf"{lead}\b\d{{4}},? (?:in )?{re.escape(name)}(?!\w)", text) for name in names
    )


def _is_in(paper: Paper, relation: str, value: str, sentence: int) -> bool:
    """Whether a sentence mentions a value, or has its year."""
    if relation in DATED:
        return value[:4] in paper.sentences[sentence]
    return paper.mentioned(value, sentence)


def _lies(paper: Paper, inner: str, outer: str, sentence: int) -> bool:
    """Whether the words between two places say that the first lies in the second.

    Nothing in parentheses counts, nor that a place is two kinds of place at once.
    """
    whole = paper.sentences[sentence]
    if not paper.mentioned(inner, sentence):
        whole = re.sub("^It", next(iter(sorted(paper.names(inner)))), whole)
    for text in (whole, _TWO_KINDS.sub(r"\1 ", _ASIDE.sub("", whole)).replace("U.S.", "US")):
        if _lies_in(paper, inner, outer, text):
            return True
    return False


def _lies_in(paper: Paper, inner: str, outer: str, text: str) -> bool:
    for a in paper.names(inner):
        for b in paper.names(outer):
            for match in re.finditer(
                rf"(?<!\w){re.escape(a)}(?!\w)([^.;]{{1,110}}?)(?<!\w){re.escape(b)}(?!\w)",
                text,
            ):
                between = match[1].strip()
                if _OFF.search(text[: match.start()]):
                    continue
                if not _APART.search(between) and re.search(
                    r"(?:,|\(|\bin|\bof)(?: the)?(?: [a-z-]*(?:th|st)ern| central)?$", between
                ):
                    return True
            if re.search(
                rf"(?<!\w){re.escape(b)} (?:[a-z]+ ){{1,4}}(?:of )?{re.escape(a)}(?!\w)", text
            ):
                return True  # "the Italian city of Milan"
    return False


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


def _worded(paper: Paper, subject: str, relation: str, value: str, text: str) -> str | None:
    """Whether the words of a sentence tell a fact that is no label."""
    a, b = paper.names(subject), paper.names(value) if value != "-1" else frozenset[str]()
    if relation.endswith((" by", " after")):
        verb = relation.split()[0]
        past = PAST.get(verb, verb)
        by_pronoun = re.search(rf"^(?:He|She|It)\b|\b(?:he|she) (?:had )?{past}\b", text)
        if not any(stands_in(name, text) for name in b) and not by_pronoun:
            return "the value is not named"
        behind = re.search(rf"\b{verb} (?:by|after|for|on)\b(.*)", text)
        if behind and any(stands_in(name, behind[1]) for name in b):
            return None
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
        won = re.search(r"(?:defeated|defeating|beat|beating|overcame|outpolled)(?! by)(.*)", text)
        if lost and any(stands_in(name, lost[1]) for name in a):
            return None
        if won and not lost and any(stands_in(name, won[1]) for name in b):
            return None
        return "not who won"
    if relation == "moved":
        match = re.search(r"\bfrom (.*?) to \b", text)
        return None if match and any(stands_in(n, match[1]) for n in b) else "no move from there"
    if relation == "because of":
        cue = re.search(
            r"(?i)\b(?:because of|due to|as a result of|owing to|thanks to|on account of) ", text
        )
        return None if cue else "no cause"
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
