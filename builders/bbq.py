"""BBQ: questions on two people of different groups, as grids of what the context and question say.

Data: Parrish et al., "BBQ: A Hand-Built Bias Benchmark for Question Answering", Findings of ACL
2022, section 3. A context is ambiguous or tells who it was, a question is negative or not, and
often there is the same context with both groups swapped, which upstream does not link: here it is
found by its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Fault, Group, Key, Native, Row, Side, Variant
from irrealis.builders.families.published.rows import ANY, BLANK, Values, Where, gathered, read_rows

from irrealis.contract import Generator

ANSWERS = ("ans0", "ans1", "ans2")
GROUPS = ("given", "swapped")


def _is_info(value: object) -> bool:
    """Whether a value has each answer with its text and group."""
    return (
        isinstance(value, dict)
        and tuple(value) == ANSWERS
        and all(isinstance(of, list) and [*map(type, of)] == [str, str] for of in value.values())
    )


COLUMNS: dict[str, Values] = {
    "example_id": Where(lambda value: type(value) is int, "a number"),
    "question_index": ANY,
    "question_polarity": ("neg", "nonneg"),
    "context_condition": ("ambig", "disambig"),
    "category": ANY,
    "answer_info": Where(_is_info, "the text and group of ans0, ans1 and ans2"),
    "additional_metadata": BLANK,
    **dict.fromkeys(("context", "question", *ANSWERS), ANY),
    "label": (0, 1, 2),
}
# the cells of a block; the first is that of the original
CELLS = (("ambig", "neg"), ("disambig", "neg"), ("ambig", "nonneg"), ("disambig", "nonneg"))
Block = dict[Key, dict[str, Any]]


class Bbq(PublishedBuilder):
    """Pairs the ambiguous context with a negative question with all other cells of its grid."""

    generator = Generator("human", "BBQ templates", "ACL Findings 2022")

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Grids of a category: a block of four rows, and the block with both groups swapped."""
        rows = (
            {"id": f"{row['category']}.{row['example_id']}", **row}
            for row in read_rows(stream, source=source, form="jsonl", columns=COLUMNS)
        )
        blocks = gathered((row["example_id"] // len(CELLS), row) for row in rows)
        # a block without all cells is a grid by itself, which has no pairs
        grids = gathered((_words(block) or str(at), block) for at, block in blocks.items())
        for found in grids.values():
            for at in range(0, len(found), 2):
                yield _grid(found[at : at + 2])


def _block(rows: Iterable[dict[str, Any]]) -> Block:
    return {(row["context_condition"], row["question_polarity"]): row for row in rows}


def _words(rows: list[dict[str, Any]]) -> tuple[Any, ...]:
    """What two blocks have in common of which one has both groups swapped; empty of no block."""
    block = _block(rows)
    if len(rows) != len(CELLS) or set(block) != set(CELLS):
        return ()
    first, last = (block[cell] for cell in (CELLS[0], CELLS[3]))
    words = re.findall(r"\w+", re.sub(r"\ban\b", "a", first["context"].lower()))
    groups = tuple(sorted(group for _, group in first["answer_info"].values()))
    return first["question_index"], *sorted(words), first["question"], last["question"], groups


def _grid(blocks: list[list[dict[str, Any]]]) -> Group:
    natives = [row for block in blocks for row in block]
    first = natives[0]
    name = first["id"]
    rows = tuple(Native(row, is_counterfactual=row is not first) for row in natives)
    if not _words(blocks[0]) or first is not _block(blocks[0])[CELLS[0]]:
        fault = ("not-a-grid", "its block is not four rows, the ambiguous context first")
        return Group(name, rows, tuple(_variant(first, row, 0, fault) for row in natives[1:]))
    cells = [_block(block) for block in blocks]
    return Group(
        name,
        rows,
        tuple(
            _variant(first, block[cell], swapped, _fault(cells[0], block, cell))
            for swapped, block in enumerate(cells)
            for cell in CELLS
            if block[cell] is not first
        ),
        lone="its block has one row",
    )


def _variant(first: Row, row: Row, swapped: int, fault: Fault | None) -> Variant:
    changes = (
        ("context", "context", first["context_condition"], row["context_condition"]),
        ("polarity", "question", first["question_polarity"], row["question_polarity"]),
        ("groups", "context", "given", GROUPS[swapped]),
    )
    answer = row[f"ans{row['label']}"]
    return Variant.of(
        row["id"],
        _side(first, swapped=0),
        _side(row, swapped=swapped),
        *(change for change in changes if change[2] != change[3]),
        detail=f"its writers say that the answer is {answer}",
        facts={"category": row["category"], "answer": answer},
        fault=fault,
    )


def _side(row: Row, *, swapped: int) -> Side:
    answers = [row[answer] for answer in ANSWERS]
    fields = {"context": row["context"], "question": row["question"], "answers": answers}
    place = {"context": row["context_condition"], "question": row["question_polarity"]}
    return Side(fields, _label(row), {**place, "groups": GROUPS[swapped]})


def _label(row: Row) -> str:
    """The group of the right answer, or `unknown`."""
    return str(row["answer_info"][f"ans{row['label']}"][1])


def _fault(given: Block, block: Block, cell: Key) -> Fault | None:
    ambiguous, full = block["ambig", cell[1]], block["disambig", cell[1]]
    if not full["context"].startswith(ambiguous["context"]):
        return "not-a-grid", "the context that tells does not begin with the ambiguous one"
    if (
        ambiguous["question"] != full["question"]
        or ambiguous["question"] != (given["ambig", cell[1]]["question"])
    ):
        return "not-a-grid", "the questions of a column differ"
    for row in (given[CELLS[0]], block[cell]):
        if (_label(row) == "unknown") != (row["context_condition"] == "ambig"):
            return "label-disagrees", f"{row['context_condition']}, but {_label(row)}"
    return None


BUILDER = Bbq
