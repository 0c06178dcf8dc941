"""What must hold of a row of ifqa-style, given what its words say; see `ifqa_style_checker`."""

from __future__ import annotations

import re
from itertools import permutations

from irrealis.schemas.ifqa_style_checker import Derived, Paper

from irrealis.check import Found, Row
from irrealis.text.tokens import stands_in


def spans(row: Row, question: str) -> Found:
    """The two clauses are all of the question but the comma and the question mark."""
    antecedent, consequent = row["antecedent"], row["consequent"]
    a, b, c, d = antecedent["start"], antecedent["end"], consequent["start"], consequent["end"]
    if a == 0:
        whole = c == b + 2 and question[b:c] == ", " and d == len(question) - 1
        opens = question[a:b]
    else:
        whole = c == 0 and a == d + 1 and question[d:a] == " " and b == len(question) - 1
        opens = question[a:b][:1].upper() + question[a:b][1:]
    whole = whole and re.match(r"(?:If|Had|Were|In the event that) ", opens) is not None
    if not whole or not a < b or not c < d or not question.endswith("?"):
        yield "span", "antecedent, consequent", "the two clauses of the question", [a, b, c, d]


def wrong(said: list[str], answer: Derived, paper: Paper) -> object:
    """What was expected, if the strings do not say the answer."""
    if not said or len(set(said)) != len(said):
        return "answers, each once"
    if not answer.things:
        return None if set(said) == answer.texts else sorted(answer.texts)
    if len(answer.things) == 1:
        names = paper.names(*answer.things)
        return None if set(said) <= names else sorted(names)
    if all(_lists(one, answer, paper) for one in said):
        return None
    return f"the names of {sorted(answer.things)}, in a row"


def _lists(text: str, answer: Derived, paper: Paper) -> bool:
    """Whether a text is names in a row, one of each thing and nothing else."""
    for order in permutations(sorted(answer.things)):
        pattern = ""
        for at, thing in enumerate(order):
            pattern += "" if not at else " and " if at == len(order) - 1 else ", "
            names = sorted(paper.names(thing), key=len, reverse=True)
            pattern += f"(?:{'|'.join(map(re.escape, names))})"
        if re.fullmatch(pattern, text):
            return True
    return False


def consistent(row: Row, pair: Row, paper: Paper, factual: Derived, derived: Derived) -> Found:
    """What the row says of its answer follows from the answer."""
    holds = (factual.things, factual.texts) == (derived.things, derived.texts)
    if row["control"] != holds or (pair["label_effect"] == "keep") != holds:
        yield "answer", "control", holds, row["control"]
    if not holds and {*pair["label_original"]} & {*pair["label_counterfactual"]}:
        yield "answer", "label_counterfactual", "no answer of both questions", "one"
    items = row["answer_items"]
    if derived.things:
        named = [set(item) for item in items]
        if any(len(item) != len(set(item)) for item in items):
            yield "answer", "answer_items", "names, each once", items
        if len(items) != len(derived.things) or not all(
            any(item and item <= paper.names(thing) for item in named) for thing in derived.things
        ):
            yield "answer", "answer_items", f"names of {sorted(derived.things)}", items
        kind = "names" if len(derived.things) > 1 else "name"
    else:
        if items != [pair["label_counterfactual"]]:
            yield "answer", "answer_items", [pair["label_counterfactual"]], items
        kind = _kind_of(derived.texts)
    if row["answer_type"] != kind:
        yield "answer", "answer_type", kind, row["answer_type"]
    for number, one in enumerate(row["derivation"]):
        if one["sentences"] != sorted(set(one["sentences"])):
            where = f"derivation[{number}].sentences"
            yield "derivation", where, "sentences in order, each once", one["sentences"]
    if row["facts"] != len(row["derivation"]):
        yield "derivation", "facts", len(row["derivation"]), row["facts"]
    hops = _hops([set(one["sentences"]) for one in row["derivation"]])
    if row["hops"] != hops:
        yield "derivation", "hops", hops, row["hops"]
    sentences = {sent for one in row["derivation"] for sent in one["sentences"]}
    detail = (
        f"facts that the answer follows from: {len(row['derivation'])}; sentences of the "
        f"passage that state them: {len(sentences)}"
    )
    if pair["evidence"] != {"kind": "rule", "detail": detail}:
        yield "evidence", "evidence", detail, pair["evidence"]


def _kind_of(texts: frozenset[str]) -> str:
    """What sort of answer texts are."""
    if texts <= {"yes", "no"}:
        return "yes/no"
    if any(re.fullmatch(r"\d{4}", text) for text in texts):
        return "date"
    return "number" if any(text.isdecimal() for text in texts) else "name"


def _hops(stated: list[set[int]]) -> int:
    """How many sentences are read: one for each fact that no sentence read before states."""
    read: set[int] = set()
    for sentences in sorted(stated, key=len):
        if sentences and not read & sentences:
            read.add(min(sentences))
    return len(read)


def shape(question: str, paper: Paper) -> str:
    """A question without names and numbers."""
    names = frozenset[str]().union(*paper.called)
    found = [name for name in names if len(name) > 2 and name in question]
    for name in sorted(found, key=lambda name: (-len(name), name)):
        if stands_in(name, question):
            question = question.replace(name, "_")
    question = re.sub(r'"_"|\bthe _', "_", question)
    return re.sub(r"\d+", "0", question)
