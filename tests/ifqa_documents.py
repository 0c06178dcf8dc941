"""Documents in DocRED's format, written short: names in brackets with their type."""

from __future__ import annotations

import re
from typing import Any


def made(title: str, text: str, labels: str = "") -> dict[str, Any]:
    """A record: sentences one a line, tokens by spaces, mentions as [Name|TYPE].

    A mention may have a third part: the name of the entity that it is of, if that is another.
    A label is a line "head / relation / tail", with "/ -" behind it where it has no evidence; its
    evidence is the sentences that mention both ends, or else all that mention one.
    """
    sents: list[list[str]] = []
    entities: dict[str, list[dict[str, Any]]] = {}
    for number, line in enumerate(filter(None, map(str.strip, text.strip().splitlines()))):
        tokens: list[str] = []
        for piece in re.findall(r"\[[^\]]+\]|[^\s\[]+", line):
            if piece.startswith("["):
                name, kind, *of = piece[1:-1].split("|")
                start = len(tokens)
                tokens += name.split()
                entities.setdefault(of[0] if of else name, []).append(
                    {"name": name, "pos": [start, len(tokens)], "sent_id": number, "type": kind}
                )
            else:
                tokens.append(piece)
        sents.append(tokens)
    order = list(entities)
    found = []
    for line in filter(None, map(str.strip, labels.strip().splitlines())):
        head, relation, tail, *rest = (part.strip() for part in line.split(" / "))
        ends = [{one["sent_id"] for one in entities[name]} for name in (head, tail)]
        evidence = sorted(ends[0] & ends[1] or ends[0] | ends[1]) if not rest else []
        found.append(
            {"h": order.index(head), "t": order.index(tail), "r": relation, "evidence": evidence}
        )
    return {"title": title, "vertexSet": list(entities.values()), "labels": found, "sents": sents}
