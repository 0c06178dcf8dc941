"""Figures of any dataset's pairs: how much was edited, how varied it is, what editing introduces.

A split's pairs pass once, in the order of its shards, and what is remembered of them are counts. A
figure that a split cannot have (no two counterfactuals of one original, labels that are no classes,
words of a program) is left out. Every figure is in `DEFINITIONS`; `docs/metrics.md` is made from
them by `python -m irrealis.measure.metrics`.
"""

from __future__ import annotations

import math
import sys
from array import array
from collections import Counter, OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import combinations, groupby
from statistics import NormalDist, fmean
from typing import Any

from rapidfuzz.distance import Levenshtein

from irrealis.contract import Field, Sameness, text_view
from irrealis.store import Shelf
from irrealis.text.words import tokenize

OPEN = 100  # originals whose counterfactuals are still awaited
CLASSES = 50  # more labels than that are free text, not classes
NGRAMS = 50_000  # of each length, after which distinct-n counts no more
SIBLINGS = 20  # counterfactuals of one original that are compared with one another
ALPHA = 0.01
_EXPECTED = 5  # texts of either kind; with fewer the normal distribution is no guide
_PERCENTILES = range(0, 101, 5)
PLOTS = {  # name -> columns
    "edit_distance": ("percentile", "tokens"),
    "hunks": ("edits", "share"),
    "interventions": ("kind", "share"),
}
_MOST = 20  # edits of one pair; more are drawn as so many


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure is: its name (`*` stands for any), its group, and where it comes from."""

    name: str
    group: str
    text: str
    source: str = ""


CEVAL = "CEval, Nguyen et al., INLG 2024"
COMPETENCY = "Gardner et al., EMNLP 2021; Wu et al., ACL 2022"
LI, ZHU = (
    "Li et al., NAACL 2016",
    "an exact count in place of Self-BLEU, Zhu et al., SIGIR 2018",
)
_AFTER = f"after {COMPETENCY}"
SIZE, EDITS, DIVERSITY, BALANCE, ARTIFACTS = (
    "Size and yield",
    "How much was edited",
    "How varied it is",
    "Interventions and labels",
    "Tokens that give a label or an edit away",
)
NEAR, JUDGED, FLUENCY = "Near-duplicates", "Judged", "Fluency"
APART = frozenset({NEAR, JUDGED, FLUENCY})  # what `irrealis metrics` finds if asked, and no check
OWN = "This dataset's own"
_HEAD = """\
# Metrics

Made by `python -m irrealis.measure.metrics > docs/metrics.md`; a test compares the two.

Every figure is of one split and one build. Those of the check of a build are in `metrics.json`, and
may have gates in `dataset.yaml`; `irrealis metrics NAME` prints those of the pairs alone, with the
tokens behind the z-statistics. It finds near-duplicates with `--near`, asks judges with `--judge`,
and asks a language model about N pairs of each split with `--fluency N`. A figure that is not
defined for a split is left out. Characters are those of the text view (docs/contract.md), tokens
those of `spacy.blank("en")`, in fields that are compared as prose. What a dataset's own audit
measures is defined in its schema and stands on its card.

A percentile is the least value that at least so many pairs do not exceed. Where several
counterfactuals of an original are compared or one is chosen, the order is that of their ids, which
are hashes of what they hold.

A label is a class if it is a string or a number of which a split has at most 50; of a label that is
a struct, the class is what the intervention set its target to. For lists of facts, such as the
relations of a document, there is no class, and what needs one is left out.
"""

DEFINITIONS = (
    Definition("records", SIZE, "records that were read"),
    Definition("yield", SIZE, "share of the records that have a counterfactual"),
    Definition("counterfactuals", SIZE, "pairs"),
    Definition("rejects.*", SIZE, "records and variants that were dropped for this reason"),
    Definition("repairs.*", SIZE, "values that were repaired in this way before use"),
    Definition("groups", SIZE, "originals that have a counterfactual"),
    Definition("group_size.mean", SIZE, "counterfactuals of an original, mean"),
    Definition("group_size.max", SIZE, "counterfactuals of an original, maximum"),
    Definition(
        "edit_distance.tokens.mean",
        EDITS,
        "tokens to insert, delete or replace to turn the original into the counterfactual "
        "(Levenshtein, not divided by the length, summed over the fields), mean over pairs",
        CEVAL,
    ),
    Definition("edit_distance.tokens.median", EDITS, "the same, median", CEVAL),
    Definition("edit_distance.tokens.p10", EDITS, "the same, 10th percentile", CEVAL),
    Definition("edit_distance.tokens.p90", EDITS, "the same, 90th percentile", CEVAL),
    Definition(
        "edit_distance.characters.mean",
        EDITS,
        "the Levenshtein distance of characters, mean over pairs",
        "Levenshtein, Soviet Physics Doklady 1966",
    ),
    Definition("edit_distance.characters.median", EDITS, "the same, median"),
    Definition("edit_distance.characters.p10", EDITS, "the same, 10th percentile"),
    Definition("edit_distance.characters.p90", EDITS, "the same, 90th percentile"),
    Definition("kept.mean", EDITS, "share of the original's characters outside of all edits, mean"),
    Definition("kept.p10", EDITS, "the same, 10th percentile, to three decimals"),
    Definition("hunks.mean", EDITS, "edits of a pair, mean"),
    Definition("hunks.max", EDITS, "edits of a pair, maximum"),
    Definition("hunks.single", EDITS, "share of pairs with exactly one edit"),
    Definition(
        "diversity.groups",
        DIVERSITY,
        "originals with two or more counterfactuals; others have no diversity",
    ),
    Definition(
        "diversity.two",
        DIVERSITY,
        "token edit distance between two counterfactuals of an original (those of the lowest ids), "
        "mean over originals",
        CEVAL,
    ),
    Definition(
        "diversity.all",
        DIVERSITY,
        f"the same between all counterfactuals of an original (the first {SIBLINGS} by id), mean "
        "of the means of originals",
        f"after {CEVAL}",
    ),
    Definition(
        "distinct.1",
        DIVERSITY,
        f"distinct tokens in inserted text over all its tokens (the first {NGRAMS:,} are counted)",
        LI,
    ),
    Definition("distinct.2", DIVERSITY, "the same of 2-grams", LI),
    Definition("distinct.3", DIVERSITY, "the same of 3-grams", LI),
    Definition(
        "self_overlap.1",
        DIVERSITY,
        "of the different tokens inserted for an original, the share also inserted for another "
        f"(the first {NGRAMS:,} are counted)",
        ZHU,
    ),
    Definition("self_overlap.2", DIVERSITY, "the same of 2-grams", ZHU),
    Definition("self_overlap.3", DIVERSITY, "the same of 3-grams", ZHU),
    Definition("interventions.mean", BALANCE, "interventions of a pair, mean"),
    Definition("interventions.kinds", BALANCE, "different kinds of intervention"),
    Definition("interventions.largest", BALANCE, "share of the most frequent kind"),
    Definition(
        "interventions.entropy",
        BALANCE,
        "entropy of the kinds over its maximum: 1 where all are equally frequent",
        "Shannon 1948, Pielou 1966",
    ),
    Definition("label_effect.flip", BALANCE, "share of pairs whose label becomes another class"),
    Definition("label_effect.keep", BALANCE, "share of pairs whose label stays"),
    Definition("label_effect.recomputed", BALANCE, "share of pairs with a recomputed label"),
    Definition(
        "labels.classes", BALANCE, f"different labels, where they are classes (at most {CLASSES})"
    ),
    Definition("labels.original.largest", BALANCE, "share of the most frequent label of originals"),
    Definition("labels.original.entropy", BALANCE, "entropy of their labels over its maximum"),
    Definition("labels.counterfactual.largest", BALANCE, "the same of counterfactuals"),
    Definition("labels.counterfactual.entropy", BALANCE, "the same of counterfactuals"),
    Definition(
        "z.texts",
        ARTIFACTS,
        "originals that are compared with as many counterfactuals, one of each (that of the lowest "
        "id), for each edited field and each target where the label is a struct of targets",
        COMPETENCY,
    ),
    Definition(
        "z.original.max",
        ARTIFACTS,
        "z = (p - p0) / sqrt(p0 (1 - p0) / n): of the n originals with a token, the share p that "
        "has a label, against the share p0 of all; the highest of all tokens and labels",
        COMPETENCY,
    ),
    Definition(
        "z.counterfactual.max", ARTIFACTS, "the same of as many counterfactuals", COMPETENCY
    ),
    Definition("z.all.max", ARTIFACTS, "the same of all counterfactuals", COMPETENCY),
    Definition(
        "z.original.beyond",
        ARTIFACTS,
        "pairs of token and label in originals whose z is beyond the bound of one-sided tests at "
        f"{ALPHA} over the number of tests (Bonferroni)",
        COMPETENCY,
    ),
    Definition(
        "z.counterfactual.beyond", ARTIFACTS, "the same of as many counterfactuals", COMPETENCY
    ),
    Definition("z.all.beyond", ARTIFACTS, "the same of all counterfactuals", COMPETENCY),
    Definition(
        "z.introduced",
        ARTIFACTS,
        "pairs of token and label beyond the bound in counterfactuals and not in originals",
        COMPETENCY,
    ),
    Definition(
        "z.removed",
        ARTIFACTS,
        "pairs of token and label beyond the bound in originals and not in counterfactuals",
        COMPETENCY,
    ),
    Definition(
        "z.edited.texts",
        ARTIFACTS,
        "originals whose edited fields are compared with those of one counterfactual of each (the "
        "one with the lowest id)",
        _AFTER,
    ),
    Definition(
        "z.edited.max",
        ARTIFACTS,
        "the same z with the side in place of the label: does a token tell an original from a "
        "counterfactual; the highest of all tokens and both sides",
        _AFTER,
    ),
    Definition("z.edited.beyond", ARTIFACTS, "pairs of token and side beyond the bound", _AFTER),
    Definition(
        "near.within",
        NEAR,
        "share of texts with a near-duplicate (Jaccard similarity of lower-cased token 3-grams at "
        "least 0.7, by MinHash) on the same side of a pair of the split, of another original",
        "Broder 1997",
    ),
    Definition(
        "near.across",
        NEAR,
        "share of texts with a near-duplicate in an earlier split",
        "Broder 1997",
    ),
    Definition(
        "near.leaked",
        NEAR,
        "share of texts that are counterfactuals and nearly an original of an earlier split",
        "Broder 1997",
    ),
    Definition(
        "judge.*.pairs",
        JUDGED,
        "pairs that were edited for the target of this judge, and both of whose labels it knows",
    ),
    Definition("judge.*.original", JUDGED, "share of these whose original it labels correctly"),
    Definition("judge.*.counterfactual", JUDGED, "the same of counterfactuals"),
    Definition(
        "judge.*.both",
        JUDGED,
        "share of these of which it labels both texts correctly",
        "contrast consistency, Gardner et al., Findings of EMNLP 2020",
    ),
    Definition(
        "judge.*.flip",
        JUDGED,
        "flip rate: share of these whose two texts the judge gives different labels",
        CEVAL,
    ),
    Definition(
        "judge.*.change",
        JUDGED,
        "probability of the pair's new label for the counterfactual, minus that for the "
        "original; mean",
        CEVAL,
    ),
    Definition(
        "fluency.pairs",
        FLUENCY,
        "pairs that were given to a language model, those with the lowest ids",
    ),
    Definition(
        "fluency.original",
        FLUENCY,
        "perplexity by SmolLM2-135M-Instruct (4 bits) of originals, median",
        f"after {CEVAL}, which asks GPT-2",
    ),
    Definition("fluency.counterfactual", FLUENCY, "the same of their counterfactuals"),
    Definition(
        "fluency.ratio",
        FLUENCY,
        "perplexity of the counterfactual over that of its original, median: 1 if as fluent",
    ),
)


def definition(name: str, own: Mapping[str, str] | None = None) -> Definition | None:
    """The definition of a figure; None if it has none.

    Args:
        own: the figures that a dataset's audit adds: name (`*` for any) -> definition.
    """
    listed = [Definition(key, OWN, text) for key, text in (own or {}).items()]
    return next((known for known in (*DEFINITIONS, *listed) if fnmatchcase(name, known.name)), None)


def grouped(
    names: Iterable[str], own: Mapping[str, str] | None = None
) -> dict[str, list[tuple[str, str]]]:
    """Group -> names of figures and their definitions, in the order of these."""
    order = [*(figure.name for figure in DEFINITIONS), *(own or {}), ""]
    known = {name: definition(name, own) or Definition("", OWN, "") for name in sorted(names)}
    found: dict[str, list[tuple[str, str]]] = {}
    for name, figure in sorted(known.items(), key=lambda item: order.index(item[1].name)):
        found.setdefault(figure.group, []).append((name, figure.text))
    return found


def documentation() -> str:
    """The text of docs/metrics.md."""
    lines = [_HEAD]
    for group, definitions in groupby(DEFINITIONS, key=lambda definition: definition.group):
        lines += [f"## {group}", "", "| metric | meaning | source |", "| :-- | :-- | :-- |"]
        lines += [
            f"| `{figure.name}` | {figure.text} | {figure.source} |" for figure in definitions
        ]
        lines += [""]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Token:
    """A token that comes with a label, or with a side: original or counterfactual.

    `z` is that of the counterfactuals at matched size (of both sides together, for a side),
    `before` that of the originals, and `count` the texts with the token. `before` is None where too
    few originals have the token.
    """

    field: str
    target: str
    token: str
    label: str
    z: float
    before: float | None
    count: int


class PairFigures:
    """The figures of the pairs of one split: `see` each row, then ask for `figures`.

    Rows must satisfy the schema of pairs. Those of one group must be near one another, as builds
    write them, with fewer than `OPEN` other groups between; else what compares the counterfactuals
    of an original is left out. Words are counted in prose alone; figures of words are left out
    where no field is prose.

    Args:
        fields: those of the pairs; all are prose if not given.
    """

    def __init__(self, fields: Sequence[Field] = ()) -> None:
        self._same = Sameness(fields)
        self._prose = not fields or any(field.prose for field in fields)
        self.pairs = 0
        self.left_out: dict[str, str] = {}  # why groups of figures are not there
        self.tokens: Counter[int] = Counter()  # distance -> pairs
        self._characters: Counter[int] = Counter()
        self._kept: Counter[int] = Counter()  # thousandths
        self._kept_sum = 0.0
        self.hunks: Counter[int] = Counter()
        self.kinds: Counter[str] = Counter()
        self._effects: Counter[str] = Counter()
        self._sizes: Counter[int] = Counter()
        self._two = array("q")
        self._all = array("d")
        self._ngrams = {n: _Ngrams(n) for n in (1, 2, 3)}
        self._labels = _Labels()
        self._artifacts = _Artifacts()
        self._open: OrderedDict[str, _Group] = OrderedDict()
        self._closed = Shelf[str, None]()

    def see(self, row: Mapping[str, Any]) -> None:
        """Count a row of the config `pairs`."""
        original, counterfactual = text_view(row["original"]), text_view(row["counterfactual"])
        group = self._of_group(row, original)
        tokens = self._words(counterfactual)
        inserted = [
            tokenize(" ".join(edit["after"].split()))
            for edit in row["edits"]
            if self._is_prose(edit["field"])
        ]
        self.pairs += 1
        if self._prose:
            self.tokens[sum(_distance(group.tokens[name], tokens[name]) for name in tokens)] += 1
        self._characters[sum(_distance(original[n], counterfactual[n]) for n in original)] += 1
        length = sum(map(len, original.values()))
        kept = 1 - sum(edit["end"] - edit["start"] for edit in row["edits"]) / max(length, 1)
        self._kept[round(1000 * kept)] += 1
        self._kept_sum += kept
        self.hunks[len(row["edits"])] += 1
        self.kinds.update(change["kind"] for change in row["intervention"])
        self._effects[row["label_effect"]] += 1
        for n, ngrams in self._ngrams.items():
            group.inserted.setdefault(n, set()).update(ngrams.see(inserted))
        group.add(row, tokens)
        for label in self._labels.see(row, seen=group.targets):
            for name in {edit["field"] for edit in row["edits"]} & tokens.keys():
                self._artifacts.see(group, row["id"], label, name, tokens[name])

    def _is_prose(self, place: str) -> bool:
        return not self._same.fields or self._same.is_prose(place)

    def _words(self, texts: Mapping[str, str]) -> dict[str, list[str]]:
        return {name: tokenize(text) for name, text in texts.items() if self._is_prose(name)}

    def _of_group(self, row: Mapping[str, Any], original: Mapping[str, str]) -> _Group:
        name = row["group"]
        if name in self._open:
            self._open.move_to_end(name)
            return self._open[name]
        if name in self._closed:
            self.left_out[DIVERSITY] = "the pairs of an original are far from one another"
        self._open[name] = _Group(name, self._words(original))
        if len(self._open) > OPEN:
            self._close(self._open.popitem(last=False)[1])
        return self._open[name]

    def _close_all(self) -> None:
        while self._open:
            self._close(self._open.popitem(last=False)[1])

    def _close(self, group: _Group) -> None:
        self._closed[group.name] = None
        self._sizes[group.size] += 1
        siblings = [tokens for _, tokens in sorted(group.siblings, key=_first)]
        if len(siblings) > 1 and self._prose:
            distances = [
                sum(_distance(first[name], second[name]) for name in first)
                for first, second in combinations(siblings, 2)
            ]
            self._two.append(distances[0])
            self._all.append(fmean(distances))
        for n, ngrams in self._ngrams.items():
            ngrams.originals.update(group.inserted.get(n, ()))
        self._artifacts.close(group, first=siblings[0])

    def figures(self) -> dict[str, float]:
        """Name -> number of all that the pairs seen so far can have; see `DEFINITIONS`."""
        self._close_all()
        if not self.pairs:
            return {}
        tokens, characters = _sorted(self.tokens), _sorted(self._characters)
        found: dict[str, float] = {
            "kept.mean": self._kept_sum / self.pairs,
            "kept.p10": _quantile(_sorted(self._kept), 0.1) / 1000,
            "hunks.mean": _mean(self.hunks),
            "hunks.max": max(self.hunks),
            "hunks.single": self.hunks[1] / self.pairs,
            "interventions.mean": self.kinds.total() / self.pairs,
            "interventions.kinds": len(self.kinds),
            **_balance("interventions", self.kinds, of=len(self.kinds)),
            **{f"label_effect.{name}": self._effects[name] / self.pairs for name in _EFFECTS},
        }
        for name, counts in (("tokens", tokens), ("characters", characters)):
            if not counts:
                continue
            found[f"edit_distance.{name}.mean"] = _mean(counts)
            for key, share in (("median", 0.5), ("p10", 0.1), ("p90", 0.9)):
                found[f"edit_distance.{name}.{key}"] = _quantile(counts, share)
        for n, ngrams in self._ngrams.items():
            if ngrams.total:
                found[f"distinct.{n}"] = len(ngrams.originals) / ngrams.total
                found[f"self_overlap.{n}"] = ngrams.overlap()
        if DIVERSITY not in self.left_out:
            found |= {
                "groups": len(self._closed),
                "group_size.mean": _mean(self._sizes),
                "group_size.max": max(self._sizes),
            }
            if self._prose:
                found["diversity.groups"] = len(self._two)
            if self._two:
                found |= {"diversity.two": fmean(self._two), "diversity.all": fmean(self._all)}
        if not self._labels.why_not:
            found |= self._labels.figures()
        if DIVERSITY not in self.left_out:
            found |= self._artifacts.figures(labels=not self._labels.why_not)
            if self._labels.why_not:
                self.left_out[ARTIFACTS] = f"for labels: {self._labels.why_not}"
        else:
            self.left_out[ARTIFACTS] = self.left_out[DIVERSITY]
        return found

    def top_tokens(self, limit: int) -> list[Token]:
        """The tokens that give a label away most in the counterfactuals, first the strongest."""
        self._close_all()
        known = DIVERSITY not in self.left_out and not self._labels.why_not
        return self._artifacts.top(_MATCHED, limit, before=_ORIGINAL) if known else []

    def edited_tokens(self, limit: int) -> list[Token]:
        """The tokens that tell a counterfactual from an original, or the reverse."""
        self._close_all()
        return [] if DIVERSITY in self.left_out else self._artifacts.top(_EDITED, limit)


def plots(splits: Iterable[PairFigures]) -> dict[str, list[dict[str, float | str]]]:
    """What DVC draws of all splits together, by the name of the plot.

    Percentiles of the token edit distance, shares of pairs by number of edits, and interventions by
    kind; shares and percentiles can be compared between versions of different size.
    """
    distances, hunks, kinds = Counter[int](), Counter[int](), Counter[str]()
    for split in splits:
        distances += split.tokens
        hunks += Counter({min(edits, _MOST): n for edits, n in split.hunks.items()})
        kinds += split.kinds
    distances = _sorted(distances)
    return {
        "edit_distance": [
            {"percentile": at, "tokens": _quantile(distances, at / 100)}
            for at in (_PERCENTILES if distances else ())
        ],
        "hunks": [
            {"edits": edits, "share": rounded(n / hunks.total())}
            for edits, n in sorted(hunks.items())
        ],
        "interventions": [
            {"kind": kind, "share": rounded(n / kinds.total())} for kind, n in sorted(kinds.items())
        ],
    }


def rounded(value: float) -> float:
    """A figure with four significant digits: the last ones differ between processors.

    Counts stay as they are.
    """
    return float(value) if float(value).is_integer() else float(f"{value:.4g}")


# figure of the headline -> what its mean over splits is weighted by; the others are added up
HEADLINE = {
    "records": None,
    "counterfactuals": None,
    "yield": "records",
    "label_effect.flip": "counterfactuals",
    "edit_distance.tokens.mean": "counterfactuals",
}


def headline(metrics: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """A few figures of a whole dataset, where `metrics` has dozens of each split.

    Args:
        metrics: split -> figure -> value. A figure that no split has is left out.

    >>> test = {"records": 4, "counterfactuals": 2, "yield": 0.5}
    >>> headline({"train": {"records": 12, "counterfactuals": 18, "yield": 1}, "test": test})
    {'records': 16.0, 'counterfactuals': 20.0, 'yield': 0.875}
    """
    found = {}
    for name, weight in HEADLINE.items():
        parts = [
            (of[name], of.get(weight, 0.0) if weight else 1.0)
            for of in metrics.values()
            if name in of
        ]
        total = sum(part for _, part in parts) if weight else 1.0
        if parts and total:
            found[name] = sum(value * part for value, part in parts) / total
    return found


_EFFECTS = ("flip", "keep", "recomputed")


@dataclass(slots=True)
class _Group:
    """The original whose counterfactuals are being read."""

    name: str
    tokens: dict[str, list[str]]
    size: int = 0
    siblings: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    inserted: dict[int, set[tuple[str, ...]]] = field(default_factory=dict)  # n-grams by n
    targets: set[str] = field(default_factory=set)  # whose class in the original was counted
    chosen: dict[tuple[str, str], _Chosen] = field(default_factory=dict)

    def add(self, row: Mapping[str, Any], tokens: dict[str, list[str]]) -> None:
        self.size += 1
        self.siblings.append((row["id"], tokens))
        if len(self.siblings) > SIBLINGS:
            self.siblings.sort(key=_first)
            self.siblings.pop()


def _first(sibling: tuple[str, object]) -> str:
    return sibling[0]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The counterfactual of an original that is compared with it, as its lowest id so far."""

    id: str
    before: str
    after: str
    tokens: set[str]


@dataclass(slots=True)
class _Ngrams:
    """The first n-grams of inserted text: how many, and for how many originals each."""

    n: int
    total: int = 0
    originals: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def see(self, texts: Iterable[Sequence[str]]) -> Iterator[tuple[str, ...]]:
        """Count the n-grams of texts, and give them."""
        if self.total >= NGRAMS:
            return
        for tokens in texts:
            found = list(zip(*(tokens[at:] for at in range(self.n)), strict=False))
            self.total += len(found)
            yield from found

    def overlap(self) -> float:
        shared = sum(count for count in self.originals.values() if count > 1)
        return shared / self.originals.total()


class _Labels:
    """Labels as classes: the label itself, or of a struct what the target was set to.

    Lists are sets of facts, and more than `CLASSES` texts are answers; neither are classes.
    """

    def __init__(self) -> None:
        self.why_not = ""
        self._original: Counter[tuple[str, str]] = Counter()
        self._counterfactual: Counter[tuple[str, str]] = Counter()

    def see(self, row: Mapping[str, Any], *, seen: set[str]) -> list[tuple[str, str, str]]:
        """Target (empty if the label is a class itself), class before, class after.

        `seen` are the targets of which this original was counted.
        """
        if self.why_not:
            return []
        before, after = row["label_original"], row["label_counterfactual"]
        if before is None or after is None:
            return []
        if isinstance(before, str | int):
            found = [("", str(before), str(after))]
        elif isinstance(before, Mapping):
            found = [
                (change["target"], str(change["from"]), str(change["to"]))
                for change in row["intervention"]
                if change["target"] in before
            ]
        else:
            self.why_not = f"labels are of type {type(before).__name__}, which is no class"
            return []
        for target, old, new in found:
            if target not in seen:
                self._original[target, old] += 1
                seen.add(target)
            self._counterfactual[target, new] += 1
        if len(self._original) > CLASSES or len(self._counterfactual) > CLASSES:
            self.why_not = f"more than {CLASSES} different labels, which are texts and no classes"
            return []
        return found

    def figures(self) -> dict[str, float]:
        classes = len(self._original.keys() | self._counterfactual.keys())
        if not classes:
            return {}
        return {
            "labels.classes": classes,
            **_balance("labels.original", self._original, of=classes),
            **_balance("labels.counterfactual", self._counterfactual, of=classes),
        }


_Stratum = tuple[str, str]  # field and target
_ORIGINAL, _MATCHED, _ALL, _EDITED = "original", "counterfactual", "all", "edited"
_SIDES = (_ORIGINAL, _MATCHED, _ALL)


class _Artifacts:
    """In how many texts of each label a token stands, for each edited field and target."""

    def __init__(self) -> None:
        self._texts: dict[str, dict[_Stratum, Counter[str]]] = {
            side: {} for side in (*_SIDES, _EDITED)
        }
        self._tokens: dict[str, dict[_Stratum, dict[str, Counter[str]]]] = {
            side: {} for side in self._texts
        }

    def see(
        self,
        group: _Group,
        row_id: str,
        labels: tuple[str, str, str],
        name: str,
        tokens: Sequence[str],
    ) -> None:
        target, before, after = labels
        words = set(map(str.lower, tokens))
        self._count(_ALL, (name, target), after, words)
        held = group.chosen.get((name, target))
        if held is None or row_id < held.id:
            group.chosen[name, target] = _Chosen(row_id, before, after, words)

    def close(self, group: _Group, *, first: Mapping[str, Sequence[str]]) -> None:
        for name, tokens in group.tokens.items():
            words = set(map(str.lower, tokens))
            for (of, target), chosen in group.chosen.items():
                if of == name:
                    self._count(_ORIGINAL, (name, target), chosen.before, words)
                    self._count(_MATCHED, (name, target), chosen.after, chosen.tokens)
            if tokens != first[name]:
                self._count(_EDITED, (name, ""), "original", words)
                self._count(_EDITED, (name, ""), "counterfactual", set(map(str.lower, first[name])))

    def _count(self, side: str, stratum: _Stratum, label: str, words: set[str]) -> None:
        self._texts[side].setdefault(stratum, Counter())[label] += 1
        self._tokens[side].setdefault(stratum, {}).setdefault(label, Counter()).update(words)

    def _scores(self, side: str) -> dict[tuple[str, str, str, str], float]:
        """Field, target, token, label -> z, where enough texts have the token."""
        found = {}
        for (name, target), texts in self._texts[side].items():
            tokens = self._tokens[side][name, target]
            total = texts.total()
            with_token: Counter[str] = Counter()
            for counts in tokens.values():
                with_token.update(counts)
            often = {token: n for token, n in with_token.items() if n >= 2 * _EXPECTED}
            for label, texts_of in texts.items():
                share = texts_of / total
                for token, n in often.items():
                    if n * min(share, 1 - share) >= _EXPECTED:
                        p = tokens[label][token] / n
                        z = (p - share) / math.sqrt(share * (1 - share) / n)
                        found[name, target, token, label] = z
        return found

    def figures(self, *, labels: bool) -> dict[str, float]:
        found: dict[str, float] = {}
        if edited := self._scores(_EDITED):
            found["z.edited.texts"] = self._size(_EDITED) / 2
            found["z.edited.max"] = max(edited.values())
            found["z.edited.beyond"] = len(_beyond(edited))
        scores = {side: self._scores(side) for side in _SIDES if labels}
        if labels and all(scores.values()):
            beyond = {side: _beyond(z) for side, z in scores.items()}
            found |= {
                "z.texts": self._size(_ORIGINAL),
                **{f"z.{side}.max": max(z.values()) for side, z in scores.items()},
                **{f"z.{side}.beyond": len(tokens) for side, tokens in beyond.items()},
                "z.introduced": len(beyond[_MATCHED] - beyond[_ORIGINAL]),
                "z.removed": len(beyond[_ORIGINAL] - beyond[_MATCHED]),
            }
        return found

    def _size(self, side: str) -> int:
        return sum(texts.total() for texts in self._texts[side].values())

    def top(self, side: str, limit: int, *, before: str | None = None) -> list[Token]:
        after, held = self._scores(side), self._scores(before) if before else {}
        ranked = sorted(after, key=lambda key: (-after[key], key))[:limit]
        return [
            Token(*key, z=after[key], before=held.get(key), count=self._with(side, key))
            for key in ranked
        ]

    def _with(self, side: str, key: tuple[str, str, str, str]) -> int:
        name, target, token, _ = key
        return sum(counts[token] for counts in self._tokens[side][name, target].values())


def _beyond(scores: Mapping[tuple[str, str, str, str], float]) -> set[tuple[str, str, str, str]]:
    bound = NormalDist().inv_cdf(1 - ALPHA / len(scores))
    return {key for key, z in scores.items() if z > bound}


def _distance(before: Sequence[Hashable], after: Sequence[Hashable]) -> int:
    return Levenshtein.distance(before, after)


def _sorted(counts: Counter[int]) -> Counter[int]:
    return Counter(dict(sorted(counts.items())))


def _mean(counts: Counter[int]) -> float:
    return sum(value * count for value, count in counts.items()) / counts.total()


def _quantile(counts: Counter[int], share: float) -> int:
    """The least value that at least this share of the values do not exceed; keys are sorted."""
    wanted, passed = share * counts.total(), 0
    for value, count in counts.items():
        passed += count
        if passed >= wanted:
            return value
    raise ValueError("no values")


def _balance(name: str, counts: Counter[Any], *, of: int) -> dict[str, float]:
    shares = [count / counts.total() for count in sorted(counts.values())]
    found = {f"{name}.largest": shares[-1]}
    if of > 1:
        entropy = -math.fsum(share * math.log(share) for share in shares)
        found[f"{name}.entropy"] = entropy / math.log(of)
    return found


if __name__ == "__main__":
    sys.stdout.write(documentation())
