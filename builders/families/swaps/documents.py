"""Documents to swap: JSON lines of anybody's, the sentences of Winogender and those of WinoBias."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from irrealis.errors import IrrealisError
from irrealis.inputs import numbered_json_records, read_records, read_tsv_records


class Document(NamedTuple):
    """A text with a label that does not depend on anybody's gender.

    `raw` is the text as it was read; `partner` is the document that people wrote for the other
    gender, if they did.
    """

    id: str
    raw: str
    text: str
    label: str
    partner: str | None = None


def read_documents(stream: BinaryIO, *, source: str) -> Iterator[Document]:
    """The documents of a file, whose form its name tells.

    `*.jsonl` has records of id, text and label (texts); `*.tsv` is Winogender's all_sentences.tsv,
    and `*_stereotyped_type*.txt*` the sentences of WinoBias.

    Raises:
        IrrealisError: a file or a record in none of these forms.
    """
    if source.endswith(".tsv"):
        return _winogender(stream, source)
    if re.search(r"_stereotyped_type[12]\.txt", source):
        return _winobias(stream, source)
    return _lines(stream, source)


def _lines(stream: BinaryIO, source: str) -> Iterator[Document]:
    for line, record in numbered_json_records(stream, source=source):
        for field in ("id", "text", "label"):
            value = record.get(field)
            if not isinstance(value, str) or not value.strip():
                raise _unreadable(f"{source}, line {line}", field, "a text", value)
        yield Document(record["id"], record["text"], record["text"], record["label"])


def _winogender(stream: BinaryIO, source: str) -> Iterator[Document]:
    """Sentences with a pronoun; the label is whom it refers to, as their ids tell."""
    partners = {"male": "female", "female": "male"}
    for row in read_tsv_records(stream, source=source, columns=("sentid", "sentence")):
        parts = row["sentid"].split(".")
        if len(parts) != 5 or parts[2] not in ("0", "1"):
            form = "occupation.participant.answer.gender.txt"
            raise _unreadable(source, "sentid", form, row["sentid"])
        occupation, participant, answer, gender, end = parts
        partner = None
        if gender in partners:
            partner = ".".join((occupation, participant, answer, partners[gender], end))
        label = participant if answer == "1" else occupation
        yield Document(row["sentid"], row["sentence"], row["sentence"], label, partner)


def _winobias(stream: BinaryIO, source: str) -> Iterator[Document]:
    """Sentences with an occupation and the pronoun that refers to it, both in brackets."""
    kinds = {"pro": "anti", "anti": "pro"}
    found = re.search(r"(pro|anti)_stereotyped_type([12])", source)
    if found is None:
        raise _unreadable(source, "name", "pro_stereotyped_type1.txt.dev and the like", source)
    kind, number = found.groups()
    for line, row in read_records(stream, source=source, form="lines"):
        content = row["line"]
        place, _, raw = content.strip().partition(" ")
        if not place.isdigit() or not re.search(r"\[[^\]]*\]", raw):
            form = "a number, then a sentence with brackets"
            raise _unreadable(f"{source}, line {line}", "sentence", form, content)
        text = " ".join(raw.replace("[", "").replace("]", "").split())
        label = _occupation(raw)
        partner = f"type{number}/{kinds[kind]}/{place}"
        yield Document(f"type{number}/{kind}/{place}", raw, text, label, partner)


def _occupation(raw: str) -> str:
    """What is in the first brackets that hold no pronoun, without its article."""
    found = [" ".join(part.split()) for part in re.findall(r"\[([^\]]*)\]", raw)]
    pronouns = {"he", "she", "him", "her", "his", "hers"}
    first = next((part for part in found if part.lower() not in pronouns), found[0])
    return re.sub(r"^(?:the|a|an)\s+", "", first, flags=re.IGNORECASE)


def _unreadable(where: str, field: str, expected: str, found: object) -> IrrealisError:
    return IrrealisError(
        f"{where}: not a document", field=field, expected=expected, found=repr(found)[:100]
    )
