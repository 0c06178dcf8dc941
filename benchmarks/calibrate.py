"""The thresholds of similarity as quantiles of the candidate pool, embedder by embedder.

    python benchmarks/calibrate.py [--input FILE] [--pairs N] [--quantiles]
        [--similarity static|contriever] [--entity LOW HIGH] [--context MIN] [--other MAX]
        [--from-quantiles LOW HIGH CONTEXT OTHER] [--no-yield] [--json]

A threshold is a cosine of one embedder and means nothing to another; the share of candidate pairs
that it lets through carries over. A candidate pair is two entities of different documents that have
the same type, at least one (role, relation) in common and no name: what CovEReD (Modarressi et al.,
Findings of EMNLP 2024, section 3.2) compares. The script samples such pairs, says which quantile
each threshold of the reference embedder is, gives every other embedder the thresholds at these
quantiles, and builds the file with each. The reference is the manifest's setting, or the paper's
with `--similarity contriever`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from irrealis.builders import redocred_cf
from irrealis.builders.families.documents.reading import (
    BrokenDocument,
    Document,
    Entity,
    RawDocument,
    clean,
    fold,
)
from irrealis.builders.redocred_cf.pool import Pool, context_lines
from irrealis.builders.redocred_cf.similarity import (
    SCALE,
    UNIT,
    Similarity,
    Vectors,
    load_similarity,
)

from irrealis.build import Row, load_builder, record_rng
from irrealis.errors import IrrealisError, Unavailable
from irrealis.inputs import fetch
from irrealis.manifest import load_manifest

DATASET, SPLIT = "redocred-cf", "validation"
ROOT = Path(__file__).resolve().parent.parent
PAPER = (0.2, 0.8, 0.4, 0.5)  # entity at least, entity at most, context at least, other at most
SHOWN = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
KINDS = ("entity", "context", "other")
FEATURES = 2048

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Bounds as cosines, or as quantiles: all four mean the same in both."""

    entity_low: float
    entity_high: float
    context: float
    other: float

    def through(self, scale: Callable[[str, float], float]) -> Thresholds:
        """Each bound as `scale(kind, bound)` has it."""
        return Thresholds(
            scale("entity", self.entity_low),
            scale("entity", self.entity_high),
            scale("context", self.context),
            scale("other", self.other),
        )

    def parameters(self) -> dict[str, object]:
        """The builder's parameters of these bounds."""
        return {
            "entity_similarity": (self.entity_low, self.entity_high),
            "context_similarity": self.context,
            "other_similarity": self.other,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """An entity of a document."""

    document: Document
    number: int

    @property
    def entity(self) -> Entity:
        """The entity."""
        return self.document.entities[self.number]

    def others(self) -> list[str]:
        """Names of the other entities of the document."""
        entities = self.document.entities
        return [name for i, e in enumerate(entities) if i != self.number for name in e.names]


def pinned_file() -> Path:
    """The validation file that the manifest pins."""
    upstream = load_manifest(DATASET, root=ROOT).inputs.upstream
    assert upstream is not None  # noqa: S101 this dataset has one
    return fetch(upstream.splits[SPLIT][0], dataset=DATASET, split=SPLIT)


def places_of(documents: Sequence[Document]) -> list[Place]:
    """All entities with a type and a relation."""
    return [
        Place(document, i)
        for document in documents
        for i, entity in enumerate(document.entities)
        if entity.roles and entity.type is not None
    ]


def sample_pairs(places: Sequence[Place], *, count: int, seed: int) -> list[tuple[Place, Place]]:
    """Candidate pairs (an entity, a donor), each equally likely; the same for the same seed."""
    by_role: dict[tuple[str | None, str, str], list[int]] = {}
    for at, place in enumerate(places):
        for role in sorted(place.entity.roles):
            by_role.setdefault((place.entity.type, *role), []).append(at)
    lists = {key: np.array(found) for key, found in by_role.items()}
    titles = np.unique([place.document.title for place in places], return_inverse=True)[1]
    folded = [{fold(name) for name in place.entity.names} for place in places]

    def sharing(at: int) -> npt.NDArray[np.int64]:
        entity = places[at].entity
        rows = np.unique(np.concatenate([lists[entity.type, *role] for role in entity.roles]))
        others: npt.NDArray[np.int64] = rows[titles[rows] != titles[at]]
        return others

    weights = np.array([len(sharing(at)) for at in range(len(places))], dtype=float)
    if not weights.any():
        raise IrrealisError("no two entities of different documents share a type and a relation")
    random = np.random.default_rng(seed)
    pairs: list[tuple[Place, Place]] = []
    for _ in range(20):  # few pairs share a name, but all might
        for at in random.choice(len(places), count, p=weights / weights.sum()):
            donor = int(random.choice(sharing(int(at))))
            if not folded[at] & folded[donor]:
                pairs.append((places[at], places[donor]))
        if len(pairs) >= count:
            break
    return pairs[:count]


def measure(
    pairs: Sequence[tuple[Place, Place]], similarity: Similarity, *, window: int
) -> dict[str, Floats]:
    """Cosines of each pair: of the entities, of their contexts, of the donor to other entities."""
    contexts = {
        (place.document.title, place.number): context_lines(
            place.document, place.entity, window=window
        )
        for pair in pairs
        for place in pair
    }
    texts = [line for lines in contexts.values() for line in lines]
    for one, two in pairs:
        texts += [*one.entity.names, *two.entity.names, *one.others()]
    embed = _embedder(similarity, texts)

    def cosine(one: Sequence[str], two: Sequence[str]) -> float:
        return float((embed(one) @ embed(two).T).max(initial=-UNIT)) / UNIT

    def lines(place: Place) -> list[str]:
        return contexts[place.document.title, place.number]

    return {
        "entity": np.array([cosine(a.entity.names, b.entity.names) for a, b in pairs]),
        "context": np.array([cosine(lines(a), lines(b)) for a, b in pairs]),
        "other": np.array([cosine(b.entity.names, a.others()) for a, b in pairs]),
    }


def _embedder(similarity: Similarity, texts: Sequence[str]) -> Callable[[Sequence[str]], Vectors]:
    distinct = {text: at for at, text in enumerate(dict.fromkeys(texts))}
    vectors = similarity.embed(list(distinct)).astype(np.int8)
    return lambda some: vectors[[distinct[text] for text in some]].astype(np.float32)


class Tfidf:
    """TF-IDF of scikit-learn, hashed to few enough features to be a dense vector.

    Args:
        analyzer: `char_wb` (2 to 4 letters within a word) or `word`.
        texts: what document frequencies are counted in.

    Raises:
        Unavailable: scikit-learn is not installed.
    """

    def __init__(self, analyzer: str, texts: Sequence[str]) -> None:
        """Count document frequencies."""
        try:
            import sklearn
            from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
            from sklearn.pipeline import make_pipeline
        except ImportError:
            raise Unavailable(
                "TF-IDF needs a package that is not installed",
                hint="python -m pip install scikit-learn",
            ) from None
        ngrams = (2, 4) if analyzer == "char_wb" else (1, 1)
        self._version, self._analyzer = sklearn.__version__, analyzer
        self._model = make_pipeline(
            HashingVectorizer(analyzer=analyzer, ngram_range=ngrams, n_features=FEATURES),
            TfidfTransformer(),
        ).fit(texts)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, as `Similarity` has it."""
        if not texts:
            return np.zeros((0, FEATURES), dtype=np.float32)
        dense = self._model.transform(texts).astype(np.float32).toarray()
        return np.rint(dense * SCALE)  # type: ignore[no-any-return]

    def model(self) -> dict[str, str]:
        """Name and version."""
        return {"name": f"TF-IDF {self._analyzer}", "version": self._version}


def embedders(
    documents: Sequence[Document], *, window: int, names: Sequence[str]
) -> Iterator[tuple[str, Similarity | None]]:
    """Embedders by name; None, and why on stderr, for one that is not installed."""
    lines = [
        line
        for document in documents
        for entity in document.entities
        for line in (*entity.names, *context_lines(document, entity, window=window))
    ]
    known: dict[str, Callable[[], Similarity]] = {
        "static": lambda: load_similarity("static"),
        "contriever": lambda: load_similarity("contriever"),
        "character TF-IDF": lambda: Tfidf("char_wb", lines),
        "word TF-IDF": lambda: Tfidf("word", lines),
    }
    for name in names:
        try:
            yield name, known[name]()
        except Unavailable as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
            yield name, None


def measure_yield(
    records: Sequence[dict[str, Any]], similarity: Similarity, thresholds: Thresholds
) -> dict[str, float]:
    """What the real builder makes of the records with another embedder and its thresholds."""
    manifest = load_manifest(DATASET, root=ROOT)
    parameters = {**manifest.parameters, **thresholds.parameters()}
    builder = load_builder(manifest.builder, dataset=DATASET, parameters=parameters, seed=0)
    made: list[int] = []
    fewest: list[int] = []
    with patch.object(redocred_cf, "load_similarity", lambda _: similarity):
        pool = builder.context(records)
        candidates = Pool.candidates

        def counting(*args: Any, **kwargs: Any) -> Any:
            found = candidates(*args, **kwargs)
            fewest.extend(map(len, found))
            return found

        with patch.object(Pool, "candidates", counting):
            for record in records:
                title = builder.original_id(record)
                rng = record_rng(dataset=DATASET, seed=0, original_id=title)
                said = builder.edit(record, context=pool, rng=rng)
                made.append(sum(isinstance(x, Row) and x.config == "pairs" for x in said))
    return {
        "yield": sum(map(bool, made)) / len(made),
        "counterfactuals": sum(made),
        "candidates_per_entity": float(np.mean(fewest)),
        "entities_with_candidates": float(np.mean([count > 0 for count in fewest])),
    }


def calibrate(file: Path, args: argparse.Namespace) -> dict[str, Any]:
    """All figures, the reference embedder first."""
    manifest = load_manifest(DATASET, root=ROOT)
    builder = load_builder(
        manifest.builder, dataset=DATASET, parameters=dict(manifest.parameters), seed=0
    )
    parameters: Any = builder.parameters
    window = parameters.window
    with file.open("rb") as stream:
        records = list(builder.read(stream, source=file.name))
    documents = []
    for record in records:
        try:
            documents.append(clean(RawDocument.model_validate(record, strict=False)))
        except BrokenDocument:
            continue
    pairs = sample_pairs(places_of(documents), count=args.pairs, seed=args.seed)
    reference = _reference(args, parameters)
    names = [args.similarity, "static", "character TF-IDF", "word TF-IDF"]
    result: dict[str, Any] = {"pairs": len(pairs), "seed": args.seed, "embedders": {}}
    wanted = Thresholds(*args.from_quantiles) if args.from_quantiles else None
    for name, similarity in embedders(documents, window=window, names=list(dict.fromkeys(names))):
        if similarity is None:
            if wanted is None:
                raise Unavailable("without the reference embedder there are no quantiles to match")
            continue
        cosines = measure(pairs, similarity, window=window)

        def quantile(kind: str, bound: float, cosines: dict[str, Floats] = cosines) -> float:
            return float(np.mean(cosines[kind] < bound))

        def cosine(kind: str, bound: float, cosines: dict[str, Floats] = cosines) -> float:
            return float(np.quantile(cosines[kind], bound))

        if wanted is None:
            wanted, thresholds = reference.through(quantile), reference
        else:
            thresholds = wanted.through(cosine)
        passing = (
            (cosines["entity"] >= thresholds.entity_low)
            & (cosines["entity"] <= thresholds.entity_high)
            & (cosines["context"] >= thresholds.context)
            & (cosines["other"] <= thresholds.other)
        )
        result["embedders"][name] = {
            "model": similarity.model(),
            "quantiles": {
                kind: {str(q): float(np.quantile(cosines[kind], q)) for q in SHOWN}
                for kind in KINDS
            },
            "thresholds": asdict(thresholds),
            "thresholds_as_quantiles": asdict(thresholds.through(quantile)),
            "pairs_within_all": float(passing.mean()),
            **({} if args.no_yield else measure_yield(records, similarity, thresholds)),
        }
    return result


def _reference(args: argparse.Namespace, parameters: Any) -> Thresholds:
    low, high, context, other = (
        PAPER
        if args.similarity == "contriever"
        else (
            *parameters.entity_similarity,
            parameters.context_similarity,
            parameters.other_similarity,
        )
    )
    low, high = args.entity or (low, high)
    context = context if args.context is None else args.context
    return Thresholds(low, high, context, other if args.other is None else args.other)


def table(result: dict[str, Any], *, calibrated: bool) -> Iterator[str]:
    """The result for a reader, line by line."""
    yield f"{result['pairs']} candidate pairs, seed {result['seed']}"
    for kind in KINDS:
        yield ""
        yield f"{kind + ' similarity':<20}" + "".join(f"{q:>8.0%}" for q in SHOWN)
        for name, found in result["embedders"].items():
            values = found["quantiles"][kind].values()
            yield f"  {name:<18}" + "".join(f"{value:8.3f}" for value in values)
    yield ""
    header: tuple[str, ...] = ("entity min", "entity max", "context min", "other max", "all hold")
    yield f"{'threshold (quantile)':<20}" + "".join(f"{text:>16}" for text in header)
    for number, (name, found) in enumerate(result["embedders"].items()):
        if number and not calibrated:
            continue
        quantiles = found["thresholds_as_quantiles"]
        cells = [f"{v:.3f} ({quantiles[k]:.1%})" for k, v in found["thresholds"].items()]
        cells.append(f"{found['pairs_within_all']:.1%}")
        yield f"  {name:<18}" + "".join(f"{cell:>16}" for cell in cells)
    if all("yield" in found for found in result["embedders"].values()):
        yield ""
        header = ("yield", "counterfactuals", "donors/entity", "with a donor")
        yield f"{'at these thresholds':<20}" + "".join(f"{text:>16}" for text in header)
        for name, found in result["embedders"].items():
            yield (
                f"  {name:<18}{found['yield']:16.1%}{found['counterfactuals']:16.0f}"
                f"{found['candidates_per_entity']:16.1f}{found['entities_with_candidates']:16.1%}"
            )


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    add = parser.add_argument
    add("--input", type=Path, metavar="FILE", help="documents in DocRED's format")
    add("--pairs", type=int, default=20_000, help="pairs to sample (%(default)s)")
    add("--seed", type=int, default=0, help="of the sample (%(default)s)")
    add("--similarity", choices=("static", "contriever"), default="static", help="the reference")
    add("--entity", type=float, nargs=2, metavar=("LOW", "HIGH"), help="of the reference")
    add("--context", type=float, metavar="MIN", help="of the reference")
    add("--other", type=float, metavar="MAX", help="of the reference")
    add(
        "--from-quantiles",
        type=float,
        nargs=4,
        metavar=("LOW", "HIGH", "CONTEXT", "OTHER"),
        help="quantiles (0 to 1) to take all thresholds from, instead of a reference's",
    )
    add("--quantiles", action="store_true", help="print the thresholds of the other embedders too")
    add("--no-yield", action="store_true", help="do not build")
    add("--json", action="store_true", help="print all figures as JSON")
    args = parser.parse_args()
    try:
        result = calibrate(args.input or pinned_file(), args)
    except IrrealisError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    lines = table(result, calibrated=args.quantiles)
    print(json.dumps(result, indent=2) if args.json else "\n".join(lines))


if __name__ == "__main__":
    main()
