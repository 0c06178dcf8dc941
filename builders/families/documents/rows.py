"""Documents as rows, in DocRED's columns."""

from __future__ import annotations

from typing import Any

from irrealis.builders.families.documents.reading import Document


def docred(document: Document) -> dict[str, Any]:
    """A cleaned document in DocRED's columns: title, sents, vertexSet, labels."""
    return {
        "title": document.title,
        "sents": [list(sent) for sent in document.sents],
        "vertexSet": [
            [
                {
                    "name": mention.name,
                    "pos": [mention.start, mention.end],
                    "sent_id": mention.sent,
                    "type": mention.type,
                }
                for mention in entity.mentions
            ]
            for entity in document.entities
        ],
        "labels": [
            {
                "h": label.head,
                "t": label.tail,
                "r": label.relation,
                "evidence": list(label.evidence),
            }
            for label in document.labels
        ],
    }
