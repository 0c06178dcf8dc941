"""Disfl-QA: questions, and the same questions as somebody would ask them who corrects themselves.

Data: Gupta et al., "Disfl-QA: A Benchmark Dataset for Understanding Disfluencies in Question
Answering", Findings of ACL 2021. People put a disfluency into questions of SQuAD 2.0, so that the
answer stays. Upstream names the question of SQuAD 2.0; passage and answer stand there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Native, Side, Variant
from irrealis.builders.families.published.rows import malformed

from irrealis.contract import Generator
from irrealis.inputs import read_records

TEXTS = ("original", "disfluent")


class DisflQa(PublishedBuilder):
    """Pairs each question with its disfluent version."""

    generator = Generator("human", "Disfl-QA", "ACL Findings 2021")

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Questions of one object, by their ids in SQuAD 2.0.

        Raises:
            IrrealisError: a question without two texts.
        """
        for line, questions in read_records(stream, source=source, form="json"):
            for name, texts in questions.items():
                if (
                    not isinstance(texts, dict)
                    or tuple(texts) != TEXTS
                    or not all(isinstance(text, str) for text in texts.values())
                ):
                    raise malformed(
                        f"{source}, line {line}",
                        unit="a question",
                        field=name,
                        expected=" and ".join(TEXTS),
                        found=texts,
                    )
                yield _group(name, texts)


def _group(name: str, texts: dict[str, str]) -> Group:
    before, after = (Side({"question": texts[side]}, name) for side in TEXTS)
    variant = Variant.of(
        "disfluent",
        before,
        after,
        ("disfluency", "question", "fluent", "disfluent"),
        detail=f"people made question {name} disfluent, so that its answer stays",
    )
    return Group(name, (Native({"squad_v2_id": name, **texts}),), (variant,))


BUILDER = DisflQa
