"""Rows of ceval-edits, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from irrealis.schemas.families.published import (
    SOME,
    PublishedAudit,
    Stated,
    configs,
    made_by,
    maybe,
)

from irrealis.check import Failure, Row
from irrealis.contract import Field, fingerprint, normalize
from irrealis.store import BuildRecord

CODES = {"imdb": ["Negative", "Positive"], "snli": ["contradiction", "entailment", "neutral"]}
MAKERS = {
    "mice": made_by("model", "MiCE", "CEval"),
    "crowd": made_by("human", "CAD crowd workers (CEval)", "INLG 2024"),
    "expert": made_by("human", "Contrast Sets experts (CEval)", "INLG 2024"),
    "llama_02": made_by("model", "LLaMA-2 (CEval)", "temperature 0.2"),
    "llama_06": made_by("model", "LLaMA-2 (CEval)", "temperature 0.6"),
    "llama_1": made_by("model", "LLaMA-2 (CEval)", "temperature 1.0"),
    "gbda": made_by("model", "GBDA", "CEval"),
    "crest": made_by("model", "CREST", "CEval"),
}
PEOPLE = ("crowd", "expert")
FIELDS = ("text", "premise", "hypothesis")
LABELED = ("gold", "aim", "Sentiment", "gold_label", "orig_pred", "contrast_pred")
REVIEW = ("orig_text", "gen_text", "gen_text_2")
REVIEW_FIGURES = (
    *("pred_orig_labels", "pred_gen_labels", "orig_contrast_probs", "predict_contrast_prob"),
    *("distance", "diversity", "perplexity", "diff_probs"),
)
INFERENCE = ("orig_premise", "orig_hypothesis", "gen_premise", "gen_hypothesis")
INFERENCE_FIGURES = (
    *("pred_gen_premise_labels", "pred_gen_hypothesis_labels", "distance_premise"),
    *("distance_hypothesis", "perplexity_gen_hypothesis", "perplexity_gen_premise"),
    *("diff_premise_probs", "diff_hypothesis_probs"),
)
NATIVE = {
    "id": str,
    "task": tuple(CODES),
    "maker": tuple(MAKERS),
    **dict.fromkeys((*LABELED, *REVIEW), SOME),
    **dict.fromkeys(REVIEW_FIGURES, maybe(float)),
    **dict.fromkeys(INFERENCE, SOME),
    **dict.fromkeys(INFERENCE_FIGURES, maybe(float)),
}
FACTS = {
    **dict.fromkeys(("row", "maker", "aim", "judge_original", "judge_counterfactual"), str),
    **dict.fromkeys(("distance", "perplexity"), float),
}
OPTIONAL = [Field(name, optional=True) for name in FIELDS]
CONFIGS = configs(NATIVE, key="id", fields=OPTIONAL, facts=FACTS, errata=True)


class CevalEditsAudit(PublishedAudit):
    """Every edit has upstream's judgment of it, and an original has one label for all makers."""

    definitions: ClassVar[Mapping[str, str]] = {
        **PublishedAudit.definitions,
        "edits.*": "edits by this maker, of reviews (imdb) or inferences (snli)",
        "copies.*": "share of them that are the original, but for case and white space",
        "flipped.*": "share of them to which upstream's judge gives another label than to the "
        "original",
        "reached.*": "share of them to which it gives the label that was aimed at",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: originals by their group, and makers by original."""
        super().__init__(record, split)
        self._first: dict[str, dict[str, Any]] = {}
        self._makers: defaultdict[str, set[str]] = defaultdict(set)
        self._gold: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self._tallies: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def stated(self, row: Row) -> Iterable[Stated]:
        """An original as its maker had it, and one or two edits of it."""
        review = row["task"] == "imdb"
        names = FIELDS[:1] if review else FIELDS[1:]
        own = {name: row[f"orig_{name}"] if name in names else None for name in FIELDS}
        texts = [normalize(row[f"orig_{name}"]) for name in names]
        name = f"{row['task']}.{fingerprint(texts, digits=10)}"
        if name not in self._first:
            self._first[name] = own
            yield Stated(name, name, own, row["gold"], original=True)
        self._makers[name].add(row["maker"])
        before, codes = self._first[name], CODES[row["task"]]
        first = codes[int(row["pred_orig_labels"])]
        human = review and row["maker"] in PEOPLE
        asked = f"a person was asked for {row['aim']}"
        for field in names:
            part = "" if review else f"_{field}"
            judged = codes[int(row[f"pred_gen{part}_labels"])]
            yield Stated(
                name,
                f"{row['id']}.{field}",
                {**before, field: row[f"gen_{field}"]},
                row["aim"] if human else judged,
                facts={
                    "row": fingerprint(dict(row)),
                    "maker": row["maker"],
                    "aim": row["aim"],
                    "judge_original": first,
                    "judge_counterfactual": judged,
                    "distance": row[f"distance{part}"],
                    "perplexity": row["perplexity" if review else f"perplexity_gen{part}"],
                },
                changes=[("label", field, row["gold"], row["aim"])],
                detail=asked if human else f"upstream's judge says {judged}",
            )
            tally = self._tallies[f"{row['task']}.{row['maker']}"]
            sides = (before[field], row[f"gen_{field}"])
            plain = [normalize(text or "").casefold() for text in sides]
            tally["edits"] += 1
            tally["copies"] += plain[0] == plain[1]
            tally["flipped"] += judged != first
            tally["reached"] += judged == row["aim"]
        given = row["Sentiment"] or row["orig_pred"]
        if row["gold"] and given:
            self._gold[name].add((given, row["gold"]))

    def faults(self, row: Row) -> Iterable[tuple[str, str, str, str]]:
        """Reviews without a second generation."""
        if row["gen_text_2"] == "-1":
            name = f"imdb.{fingerprint([normalize(row['orig_text'])], digits=10)}"
            yield name, row["id"], "no-second", "there is no second generation"

    def finish(self) -> Iterator[Failure]:
        """As of every dataset; and originals with two labels, or without an edit of a maker."""
        for name, makers in self._makers.items():
            task = name.partition(".")[0]
            asked = set(MAKERS) - {"gbda", "crest"} - ({"expert"} if task == "snli" else set())
            for maker in asked - makers if "mice" in makers else ():
                self.listed.expected[name, maker, "no-edit", f"{maker} has no row of it"] += 1
        for name, found in self._gold.items():
            if any(given != gold for given, gold in found):
                yield Failure("labels", "gold", "upstream's label", sorted(found), name, "native")
        yield from super().finish()

    def kind(self, counterfactual: Stated) -> str:
        """People's label of a review is what they were asked for; a judge says the others."""
        row = counterfactual.row
        return "human" if row["task"] == "imdb" and row["maker"] in PEOPLE else "judge"

    def maker(self, counterfactual: Stated) -> Mapping[str, Any]:
        """Who made the edit."""
        return MAKERS[counterfactual.row["maker"]]

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:  # noqa: ARG002
        """Originals whose label upstream does not say."""
        row = counterfactual.row
        if not (row["gold"] and row["aim"]):
            yield "no-label"

    def metrics(self) -> dict[str, float]:
        """What each maker reached, by upstream's judge."""
        found = super().metrics()
        for name, tally in sorted(self._tallies.items()):
            found[f"edits.{name}"] = float(tally["edits"])
            for figure in ("copies", "flipped", "reached"):
                found[f"{figure}.{name}"] = tally[figure] / tally["edits"]
        return found


AUDIT = CevalEditsAudit
