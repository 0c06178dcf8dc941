"""Judges: named classifiers, independent of what made the pairs, that say which label a text has.

How often an edit flips a judge depends on the judge ("Truth or Twist", 2025), so a judge carries
what a reader needs to weigh it: an id, its family, the hash of the human labels that it was trained
on, how often it is right on labels that were held out, and its relation to the generator. A
manifest says under `judges` what its judges judge; there are two of different families for each:

- `tfidf-lr`: TF-IDF of words and pairs of words, logistic regression;
- `nbsvm`: log-count ratios as weights of a linear SVM (Wang and Manning, ACL 2012, with their
  interpolation of .25), and a logistic fit of held-out scores for probabilities (Platt, 1999).

Both come down to one weight for a feature and a label, so what is cached is plain numbers, read
back without pickle. Training takes CPU seconds, draws nothing, and does not depend on the order of
the rows.
"""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from itertools import pairwise, permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import orjson

from irrealis.build import build as build_
from irrealis.contract import canonical, text_view
from irrealis.errors import IrrealisError, needs
from irrealis.evaluate.evaluation import Table
from irrealis.files import write_file
from irrealis.inputs import cache_folder
from irrealis.manifest import Judging, Manifest
from irrealis.store import BuildRecord, batches, content_hash, read_record, row_digest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

Text: TypeAlias = str | Mapping[str, str]
Side: TypeAlias = Literal["original", "counterfactual"]
Array: TypeAlias = "NDArray[np.float64]"

SIDES: Final[tuple[Side, ...]] = ("original", "counterfactual")
CONFIDENT = 0.9
FOLDS = 5
RECIPE = 2  # of features and training: raise it when a change of ours changes what a judge says
# Newton's method goes on to the minimum, where the figures of all processors agree; a solver that
# stops on the way there leaves a judge that is another on each
_TOLERANCE = 1e-8
_EXACT: Final[dict[str, Any]] = {"solver": "newton-cg", "tol": _TOLERANCE, "max_iter": 200}
_LARGEST = 256 * 1024 * 1024
_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the label that people gave it.

    `group` holds a text and what was made of it together: no two folds share one. `side` says which
    of the two it is, and `asked` whether this label is what its edit was meant to change.
    """

    fields: Mapping[str, str]
    label: str
    group: str
    side: Side
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Measure:
    """How often a judge agrees with people on texts that it was not trained on.

    `right` is a share of `count` texts, `right_if_confident` one of the `confident` texts on whose
    label its probability is at least .9; null if there are none.
    """

    on: str
    right: float
    count: int
    right_if_confident: float | None
    confident: int


@dataclass(frozen=True, slots=True)
class Model:
    """A linear softmax over features: `weights` has shape (features, labels).

    `scale` is the inverse document frequency of each feature where texts are weighted by TF-IDF;
    without it a feature is there or not.
    """

    features: tuple[str, ...]
    weights: Array
    intercept: Array
    scale: Array | None

    def probabilities(self, records: Sequence[Mapping[str, str]]) -> Array:
        """Probabilities, shape (records, labels)."""
        seen = _weighted(_counted(records, self.features), self.scale)
        return _softmax(seen @ self.weights + self.intercept)


@dataclass(frozen=True, slots=True)
class Judge:
    """A trained judge. All that it says follows from these fields."""

    target: str
    family: str
    labels: tuple[str, ...]
    fields: tuple[str, ...]
    trained_on: str  # sha256 of the canonical examples
    relation: str
    model: Model = field(repr=False)
    measures: tuple[Measure, ...] = ()

    @property
    def id(self) -> str:
        """What is judged, the family, and the start of the hash of the training data."""
        return f"{self.target}/{self.family}@{self.trained_on.removeprefix('sha256:')[:12]}"

    @property
    def accuracy(self) -> float:
        """Share of all held-out human labels on which it is right; NaN if none were held out."""
        count = sum(measure.count for measure in self.measures)
        return (
            sum(measure.right * measure.count for measure in self.measures) / count
            if count
            else float("nan")
        )

    def predict(self, texts: Sequence[Text]) -> list[str]:
        """The most probable label of each text."""
        return [self.labels[at] for at in self.probabilities(texts).argmax(axis=1)]

    def probabilities(self, texts: Sequence[Text]) -> Array:
        """Probabilities, shape (texts, labels), in the order of `labels`.

        Args:
            texts: of a judge of one field, strings; otherwise mappings with its fields.

        Raises:
            IrrealisError: a text without one of the fields.
        """
        return self.model.probabilities([self._record(text) for text in texts])

    def describe(self) -> dict[str, Any]:
        """What a table, a card or a script says of the judge."""
        return {
            "id": self.id,
            "family": self.family,
            "target": self.target,
            "labels": list(self.labels),
            "trained_on": self.trained_on,
            "relation": self.relation,
            "accuracy": self.accuracy,
            "measures": [
                {name: getattr(measure, name) for name in Measure.__slots__}
                for measure in self.measures
            ],
        }

    def _record(self, text: Text) -> dict[str, str]:
        if isinstance(text, str) and len(self.fields) == 1:
            return {self.fields[0]: text}
        if isinstance(text, str) or any(name not in text for name in self.fields):
            raise IrrealisError(
                f"judge {self.id}: a text that lacks some of the fields",
                expected=", ".join(self.fields),
                found="a string" if isinstance(text, str) else ", ".join(text),
            )
        return {name: text[name] for name in self.fields}


def features(record: Mapping[str, str]) -> Iterator[str]:
    """Words and pairs of neighbors of a record, lower-cased; between its fields, what differs.

    A bag of words does not show how a premise and its hypothesis relate. So records of several
    fields also have, for every two of them, the words in both, those in one alone, each couple of
    these ("dog~cat", the cross-unigrams of Bowman et al., EMNLP 2015), and the share in both.
    """
    bags: dict[str, set[str]] = {}
    for name, text in record.items():
        words = _WORD.findall(text.lower())
        bags[name] = set(words)
        mark = f"{name}|" if len(record) > 1 else ""
        yield from (f"{mark}{word}" for word in words)
        yield from (f"{mark}{word} {other}" for word, other in pairwise(words))
    for (name, mine), (other, theirs) in permutations(bags.items(), 2):
        lone, new = sorted(mine - theirs), sorted(theirs - mine)
        yield from (f"{other} not {name}|{word}" for word in new)
        if name < other:
            yield from (f"{name} and {other}|{word}" for word in sorted(mine & theirs))
            yield from (f"{name}~{other}|{word}~{with_}" for word in lone for with_ in new)
        yield f"{name} in {other}|{round(10 * len(mine & theirs) / max(len(theirs), 1))}"


def load_examples(
    build: Path,
    *,
    splits: Sequence[str],
    judging: Judging,
    sides: Collection[Side] = SIDES,
) -> list[Example]:
    """The texts of the pairs of a build with their labels, each once, in an order of their own.

    Labels that `judging` does not name (null, a tie) are left out.

    Args:
        build: a folder with a build.
        splits: those to read.
        judging: which part of the label is judged, and by which fields.
        sides: the sides of the pairs to take: `original`, `counterfactual` or both.

    Raises:
        IrrealisError: the build lacks a split, a label is no text, or what a pair says of its label
            came from a judge: judges learn from human labels only.
    """
    record = read_record(build)
    found: dict[bytes, Example] = {}
    for split in splits:
        if split not in record.configs.get("pairs", {}):
            raise IrrealisError(
                "a judge needs pairs of a split that this build does not hold",
                dataset=record.dataset,
                split=split,
                found=", ".join(record.splits),
                hint=f"irrealis build {record.dataset} --inputs upstream --split {split}",
            )
        for row in _pairs(build, record, split):
            if row["evidence"]["kind"] == "judge":
                raise IrrealisError(
                    "a label given by a judge must not train another judge",
                    dataset=record.dataset,
                    split=split,
                    row=row["id"],
                    field="evidence.kind",
                )
            for example in _examples(row, judging, sides):
                found.setdefault(canonical([example.fields, example.label, example.side]), example)
    return [found[key] for key in sorted(found)]


def train(
    examples: Sequence[Example],
    *,
    family: str,
    target: str,
    labels: Sequence[str],
    relation: str,
    held_out: Sequence[Example] = (),
    held_out_name: str = "held out",
) -> Judge:
    """Train a judge on `examples`, or take it from the cache, and measure it on `held_out`.

    Raises:
        Unavailable: scikit-learn is not installed.
        IrrealisError: no such family, a label with examples of fewer than two groups, or a text
            that is in both lists.
    """
    require_sklearn()
    if family not in FAMILIES:
        raise IrrealisError(f"no judge {family}", expected=", ".join(FAMILIES))
    examples = sorted(examples, key=_canonical)
    _refuse_unfit(examples, held_out, labels=labels, target=target)
    trained_on = content_hash(
        row_digest({"fields": dict(example.fields), "label": example.label}) for example in examples
    )
    head = {
        "recipe": RECIPE,
        "family": family,
        "labels": list(labels),
        "trained_on": trained_on,
        # folds follow groups, which the hash of texts and labels does not tell
        "groups": hashlib.sha256(canonical([example.group for example in examples])).hexdigest(),
        "versions": {name: version(name) for name in ("numpy", "scipy", "scikit-learn")},
    }
    path = cache_folder() / "judges" / f"{hashlib.sha256(canonical(head)).hexdigest()}.npz"
    model = _read(path, head)
    if model is None:
        model = FAMILIES[family](examples, labels)
        _write(path, head, model)
    judge = Judge(
        target=target,
        family=family,
        labels=tuple(labels),
        fields=tuple(examples[0].fields),
        trained_on=trained_on,
        relation=relation,
        model=model,
    )
    return _measured(judge, held_out, name=held_out_name)


def _refuse_unfit(
    examples: Sequence[Example],
    held_out: Sequence[Example],
    *,
    labels: Sequence[str],
    target: str,
) -> None:
    """Refuse a text that is in both lists, and a label that cannot be learned and cross-checked."""
    shared = {canonical(example.fields) for example in examples} & {
        canonical(example.fields) for example in held_out
    }
    if shared:
        raise IrrealisError(
            f"judge of {target}: some texts are both in the training data and held out",
            found=f"{len(shared)} texts, such as {min(shared).decode()[:100]}",
        )
    for label in labels:
        if len({example.group for example in examples if example.label == label}) < 2:
            raise IrrealisError(
                f"judge of {target}: too few texts to train on",
                field=f"label {label}",
                expected="examples of two groups or more",
                hint="train on upstream's data: irrealis build NAME --inputs upstream",
            )


def judges_of(
    manifest: Manifest,
    *,
    root: Path,
    build: Path | None = None,
    sides: Collection[Side] = SIDES,
    families: Sequence[str] = (),
) -> list[Judge]:
    """The judges that a manifest declares: for each entry of `judges`, one of every family.

    Args:
        build: a build of the dataset whose labels train them; it must hold the splits for training
            and those held out. Without one (or where an entry names another dataset than that of
            `build`) upstream's data is built in a temporary folder.
        sides: train on these sides of the pairs alone; both are measured.
        families: only these.

    Raises:
        Unavailable: scikit-learn is not installed, or upstream's data cannot be had.
        IrrealisError: see `load_examples` and `train`.
    """
    require_sklearn()
    folders = {} if build is None else {read_record(build).dataset: build}
    made: list[Judge] = []
    with tempfile.TemporaryDirectory() as scratch:
        for judging in manifest.judges:
            dataset = judging.dataset or manifest.name
            if dataset not in folders:
                its = [
                    judge
                    for judge in manifest.judges
                    if dataset == (judge.dataset or manifest.name)
                ]
                splits = {split for judge in its for split in (*judge.train, *judge.held_out)}
                folders[dataset] = build_(
                    dataset,
                    root=root,
                    inputs="upstream",
                    splits=sorted(splits),
                    out=Path(scratch) / dataset,
                ).folder
            folder = folders[dataset]
            examples = load_examples(folder, splits=judging.train, judging=judging, sides=sides)
            held_out = load_examples(folder, splits=judging.held_out, judging=judging)
            made += [
                train(
                    examples,
                    family=family,
                    target=f"{dataset}.{judging.target}",
                    labels=judging.labels,
                    relation=judging.relation,
                    held_out=held_out,
                    held_out_name=", ".join(judging.held_out),
                )
                for family in families or FAMILIES
            ]
    return made


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge says of pairs: shares of `pairs`, and a mean.

    `original`, `counterfactual` and `both` are how often it is right; `flip` how often it gives the
    two sides different labels, and `change` what the edit adds to the probability of the new label
    (flip rate and probability change of Nguyen et al., "CEval", INLG 2024).
    """

    pairs: int
    original: float
    counterfactual: float
    both: float
    flip: float
    change: float


def verdict(judge: Judge, rows: Sequence[Mapping[str, Any]], *, judging: Judging) -> Verdict:
    """What a judge says of rows of `pairs`, of those whose two labels it knows.

    Raises:
        IrrealisError: it knows both labels of none of them.
    """
    sides = [pair for row in rows if (pair := _both(row, judging))]
    if not sides:
        raise IrrealisError(
            f"judge {judge.id}: it knows the labels of none of the pairs",
            expected=", ".join(judge.labels),
        )
    before, after = (judge.probabilities([pair[side].fields for pair in sides]) for side in (0, 1))
    wants = [[judge.labels.index(example.label) for example in pair] for pair in sides]
    first, other = before.argmax(axis=1), after.argmax(axis=1)
    right = [(a == want[0], b == want[1]) for a, b, want in zip(first, other, wants, strict=True)]
    added = sum(float(after[at, w[1]] - before[at, w[1]]) for at, w in enumerate(wants))
    return Verdict(
        pairs=len(sides),
        original=sum(a for a, _ in right) / len(sides),
        counterfactual=sum(b for _, b in right) / len(sides),
        both=sum(a and b for a, b in right) / len(sides),
        flip=float((first != other).mean()),
        change=added / len(sides),
    )


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge says of one pair: a label of each side, and whether it is the row's."""

    labels: tuple[str, str]
    right: tuple[bool, bool]


def opinions(
    judge: Judge, rows: Sequence[Mapping[str, Any]], *, judging: Judging
) -> list[Opinion | None]:
    """What a judge says of each row of `pairs`; None of one whose two labels it does not know."""
    pairs = [_both(row, judging) for row in rows]
    texts = [example.fields for pair in pairs for example in pair or ()]
    predicted = iter(judge.predict(texts) if texts else ())
    found: list[Opinion | None] = []
    for pair in pairs:
        if pair is None:
            found.append(None)
            continue
        before, after = next(predicted), next(predicted)
        right = (before == pair[0].label, after == pair[1].label)
        found.append(Opinion((before, after), right))
    return found


def judge_tables(build: Path, *, manifest: Manifest) -> list[Table]:
    """The judges of a dataset, and what they say of its pairs in the splits held out.

    Args:
        build: a build of the dataset with the splits that its judges need.

    Raises:
        Unavailable, IrrealisError: see `judges_of`.
    """
    record = read_record(build)
    root = manifest.folder.parent.parent
    known: list[tuple[str | int | float | None, ...]] = []
    verdicts: list[tuple[str | int | float | None, ...]] = []
    for judging in manifest.judges:
        alone = manifest.model_copy(update={"judges": (judging,)})
        splits = [split for split in judging.held_out if split in record.splits]
        rows = [row for split in splits for row in _pairs(build, record, split)]
        for judge in judges_of(alone, root=root, build=build):
            known += [
                (
                    judge.id,
                    measure.on,
                    measure.count,
                    measure.right,
                    measure.confident,
                    measure.right_if_confident,
                )
                for measure in judge.measures
            ]
            found = verdict(judge, rows, judging=judging)
            verdicts.append((judge.id, *(getattr(found, name) for name in Verdict.__slots__)))
    relations = dict.fromkeys(judging.relation for judging in manifest.judges)
    return [
        Table(
            title="Judges: how often each agrees with people on labels that were held out",
            columns=("judge", "on", "texts", "right", f"sure ({CONFIDENT:g})", "right if sure"),
            rows=tuple(known),
            note="A judge's id ends with the hash of its training data. Relation to the generator: "
            f"{'; '.join(relations)}.",
        ),
        Table(
            title="Pairs of the splits held out, by each judge",
            columns=(
                "judge",
                "pairs",
                "original right",
                "counterfactual right",
                "both right",
                "flipped",
                "probability added",
            ),
            rows=tuple(verdicts),
            note="Flipped: the judge gives the two sides different labels. Probability added: by "
            "the edit, to the label that the counterfactual has.",
        ),
    ]


def require_sklearn() -> None:
    """Say what to install if scikit-learn is missing.

    Raises:
        Unavailable: it is.
    """
    with needs("judge", "asking a judge"):
        import sklearn  # noqa: F401


def _pairs(build: Path, record: BuildRecord, split: str) -> Iterator[dict[str, Any]]:
    for shard in record.configs["pairs"][split].shards:
        for batch in batches(build / shard):
            yield from batch.to_pylist()


def _canonical(example: Example) -> bytes:
    return canonical([dict(example.fields), example.label, example.group, example.side])


def _examples(
    row: Mapping[str, Any], judging: Judging, sides: Collection[Side]
) -> Iterator[Example]:
    asked = judging.intervention is None or any(
        change["target"] == judging.intervention for change in row["intervention"]
    )
    for side in sides:
        label = row[f"label_{side}"]
        for step in judging.label.split(".") if judging.label else ():
            if not isinstance(label, dict) or step not in label:
                raise IrrealisError(
                    "the pairs have no such label",
                    row=row["id"],
                    field=f"judges, {judging.target}: {judging.label}",
                    found=repr(row[f"label_{side}"])[:160],
                )
            label = label[step]
        if label in judging.labels:
            yield Example(
                text_view(row[side]), label, row["group"], side, side == "original" or asked
            )


def _both(row: Mapping[str, Any], judging: Judging) -> list[Example] | None:
    """Both sides of a pair, if the labels of both are known and its edit was to change them."""
    pair = list(_examples(row, judging, SIDES))
    return pair if len(pair) == len(SIDES) and pair[1].asked else None


def _measured(judge: Judge, held_out: Sequence[Example], *, name: str) -> Judge:
    measures = []
    for side in SIDES:
        those = [example for example in held_out if example.side == side and example.asked]
        if not those:
            continue
        probabilities = judge.probabilities([example.fields for example in those])
        best = [judge.labels[at] for at in probabilities.argmax(axis=1)]
        right = [label == example.label for label, example in zip(best, those, strict=True)]
        sure = [
            ok
            for ok, most in zip(right, probabilities.max(axis=1), strict=True)
            if most >= CONFIDENT
        ]
        measures.append(
            Measure(
                on=f"{side}s of {name}",
                right=sum(right) / len(right),
                count=len(right),
                right_if_confident=sum(sure) / len(sure) if sure else None,
                confident=len(sure),
            )
        )
    return replace(judge, measures=tuple(measures))


def _counted(records: Sequence[Mapping[str, str]], names: Sequence[str]) -> csr_matrix:
    """How often each record has each feature."""
    require_sklearn()
    from sklearn.feature_extraction.text import CountVectorizer

    index = {name: at for at, name in enumerate(names)}
    counts = CountVectorizer(analyzer=features, vocabulary=index).transform(records)
    return counts.astype(float)


def _weighted(counts: csr_matrix, scale: Array | None) -> csr_matrix:
    """Counts as TF-IDF of unit length, the count's logarithm for the count; or 1 where above 0."""
    import numpy as np
    from scipy.sparse import diags_array
    from sklearn.preprocessing import normalize

    made = counts.copy()
    if scale is None:
        made.data = np.ones_like(made.data)
        return made
    made.data = 1 + np.log(made.data)
    return normalize(made @ diags_array(scale).tocsr())


def _softmax(scores: Array) -> Array:
    import numpy as np

    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float64)


def _vocabulary(examples: Sequence[Example]) -> tuple[str, ...]:
    """Features of two examples or more, in order; those of a single one do not generalize."""
    times = Counter(name for example in examples for name in set(features(example.fields)))
    return tuple(sorted(name for name, count in times.items() if count > 1))


def _tfidf_lr(examples: Sequence[Example], labels: Sequence[str]) -> Model:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    names = _vocabulary(examples)
    counts = _counted([example.fields for example in examples], names)
    times = np.asarray((counts > 0).sum(axis=0)).ravel()
    scale = np.log((1 + len(examples)) / (1 + times)) + 1
    fitted = LogisticRegression(C=10.0, **_EXACT).fit(
        _weighted(counts, scale), [labels.index(example.label) for example in examples]
    )
    return _linear(names, fitted, scale)


def _linear(names: tuple[str, ...], fitted: Any, scale: Array | None) -> Model:
    """A fitted logistic regression; of two labels it keeps one column, for the second."""
    import numpy as np

    weights, intercept = fitted.coef_.T, fitted.intercept_
    if weights.shape[1] == 1:
        weights = np.hstack([np.zeros_like(weights), weights])
        intercept = np.array([0.0, *intercept])
    return Model(names, weights, intercept, scale)


def _nbsvm(examples: Sequence[Example], labels: Sequence[str]) -> Model:
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    names = _vocabulary(examples)
    seen = _weighted(_counted([example.fields for example in examples], names), None)
    labeled = np.array([labels.index(example.label) for example in examples])
    groups = [example.group for example in examples]
    # scores of texts that were trained on are too sure of themselves: fit on held-out folds
    scores = np.zeros((len(examples), len(labels)))
    folds = GroupKFold(min(FOLDS, len(set(groups))))
    for kept, left in folds.split(scores, groups=groups):
        weights, intercept = _svms(seen[kept], labeled[kept], len(labels))
        scores[left] = seen[left] @ weights + intercept
    platt = _linear((), LogisticRegression(C=1e3, **_EXACT).fit(scores, labeled), None)
    weights, intercept = _svms(seen, labeled, len(labels))
    return Model(
        names, weights @ platt.weights, intercept @ platt.weights + platt.intercept, scale=None
    )


def _svms(seen: csr_matrix, labeled: NDArray[np.int64], labels: int) -> tuple[Array, Array]:
    """One SVM a label, against all others, on log-count ratios: weights and intercepts."""
    import numpy as np
    from sklearn.svm import LinearSVC

    weights, intercepts = np.zeros((seen.shape[1], labels)), np.zeros(labels)
    for label in range(labels):
        its = labeled == label
        if its.all() or not its.any():  # a fold without the label, or of nothing else
            intercepts[label] = 1.0 if its.all() else -1.0
            continue
        for_, against = (1 + np.asarray(seen[rows].sum(axis=0)).ravel() for rows in (its, ~its))
        ratio = np.log(for_ / for_.sum()) - np.log(against / against.sum())
        # the primal problem: solving its dual draws random numbers
        svm = LinearSVC(C=0.1, dual=False, tol=_TOLERANCE, max_iter=5000).fit(
            seen.multiply(ratio).tocsr(), its
        )
        own = svm.coef_.ravel()
        weights[:, label] = ratio * (0.75 * np.abs(own).mean() + 0.25 * own)
        intercepts[label] = 0.25 * svm.intercept_[0]
    return weights, intercepts


FAMILIES: Mapping[str, Callable[[Sequence[Example], Sequence[str]], Model]] = {
    "tfidf-lr": _tfidf_lr,
    "nbsvm": _nbsvm,
}


def _write(path: Path, head: Mapping[str, object], model: Model) -> None:
    """Arrays, and the rest as JSON in an array of bytes, with a hash over all of it."""
    import numpy as np

    text = orjson.dumps({"head": head, "features": model.features})
    arrays = {"weights": model.weights, "intercept": model.intercept}
    if model.scale is not None:
        arrays["scale"] = model.scale
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        allow_pickle=False,
        text=np.frombuffer(text, dtype=np.uint8),
        hash=np.frombuffer(_digest(text, arrays), dtype=np.uint8),
        **arrays,
    )
    try:
        write_file(path, stream.getvalue())
    except IrrealisError as error:
        raise IrrealisError(
            f"cannot keep a judge: {error.args[0]}",
            hint="name a folder that can be written with IRREALIS_CACHE",
        ) from None


def _read(path: Path, head: Mapping[str, object]) -> Model | None:
    """The model in the cache; None if there is none, or if it is damaged or another model."""
    import numpy as np

    try:
        if path.stat().st_size > _LARGEST:
            return None
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        text, digest = arrays.pop("text").tobytes(), arrays.pop("hash").tobytes()
        stated = orjson.loads(text)
        if digest != _digest(text, arrays) or stated["head"] != head:
            return None
        return Model(
            tuple(stated["features"]), arrays["weights"], arrays["intercept"], arrays.get("scale")
        )
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile):
        return None


def _digest(text: bytes, arrays: Mapping[str, Array]) -> bytes:
    whole = hashlib.sha256(text)
    for name in sorted(arrays):
        whole.update(f"{name} {arrays[name].dtype.str} {arrays[name].shape}".encode())
        whole.update(arrays[name].tobytes())
    return whole.digest()
