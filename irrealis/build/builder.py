"""What a builder is: a pure function of (record, context, randomness), and what it may answer.

A module of `builders/` defines one subclass of `Builder` and names it `BUILDER`. The engine drives
it: reads records, hands each to `edit` with randomness of its own, and writes what comes back.
"""

from __future__ import annotations

import hashlib
import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from operator import attrgetter
from typing import Any, BinaryIO, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from irrealis.errors import IrrealisError, calling, nearest, theirs

Record = TypeVar("Record")
Context = TypeVar("Context")


class Parameters(BaseModel):
    """The parameters of a builder: typed, with the defaults of its reference setting."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Row:
    """A finished row of one config."""

    config: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drop:
    """A record, or one of its wanted counterfactuals, that is not made, and why.

    Args:
        reason: a short name that can be counted, such as `no-donor`.
        detail: what a reader needs to agree or disagree.
        level: `record` when nothing was made of the record, `variant` when less than asked for.
        variant: upstream's name of the variant, for an audit that accounts for each; written where
            the dataset declares `rejects_table(variants=True)`.
    """

    reason: str
    detail: str
    level: Literal["record", "variant"] = "record"
    variant: str | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """A fix made to upstream data before use; every fix is recorded."""

    kind: str
    where: str
    before: str
    after: str


class Builder(ABC, Generic[Record, Context]):
    """How one dataset is made.

    A subclass must not keep state between records: with the same parameters, context and
    randomness, `edit` gives the same answer in any process and in any order.
    """

    parameters_type: ClassVar[type[Parameters]] = Parameters
    # why there is no `text_record`, as the end of "it cannot edit a bare text: …"
    no_text: ClassVar[str] = "its records hold more than that"

    def __init__(self, *, dataset: str, parameters: Parameters, seed: int) -> None:
        self.dataset = dataset
        self.parameters = parameters
        self.seed = seed
        self.configs: Mapping[str, Parameters] = {}  # of each config that has its own

    def parameters_of(self, config: str) -> Parameters:
        """The parameters of a config: its own, where the manifest gives it some."""
        return self.configs.get(config, self.parameters)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle with the place of the registry: a worker needs it before it can find the class."""
        path = list(import_module("irrealis.builders").__path__)
        module, name = type(self).__module__, type(self).__qualname__
        if "<locals>" in name:
            raise TypeError(f"no worker finds {module}.{name}, a class inside of a function")
        return _found_in, (path, module, name), vars(self)

    @abstractmethod
    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Record]:
        """Records of one input file, in its order.

        Raises:
            IrrealisError: a file that is not in upstream's format; says which record and field.
        """

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Record]:
        """Records of a split: of all its files (what errors call one, and its bytes), in order.

        Override it where a record is spread over several files.

        Raises:
            IrrealisError: see `read`.
        """
        for source, stream in files:
            yield from self.read(stream, source=source)

    def generate(self, split: str, size: int, *, start: int = 0) -> Iterator[Record]:  # noqa: ARG002
        """Records that are drawn rather than read; see `GeneratedBuilder`.

        Raises:
            IrrealisError: the builder reads its records from files.
        """
        raise IrrealisError(
            f"the builder of {self.dataset} reads its records from files",
            expected="a GeneratedBuilder, as inputs.generate is given",
        )

    @abstractmethod
    def original_id(self, record: Record) -> str:
        """Upstream's own id of the record."""

    def context(self, records: Iterable[Record]) -> Context | None:  # noqa: ARG002
        """What `edit` needs to know of the other records of the same split."""
        return None

    def context_beside(
        self,
        records: Iterable[Record],
        *,
        others: Iterable[Record],
    ) -> Context | None:
        """As `context`, for a builder that must also know what stands in the other splits.

        Override it instead of `context`, such as to find texts that are in two splits. `others` are
        the records of every split of the dataset but this one and its alternatives, whether it is
        built or not; they are fetched and read only when they are iterated.
        """
        if not self.prepares:
            return self.context(records)
        given = list(records)
        kept, notes = self.prepare(given)
        context = self.context_from_notes(notes, others=self.prepare(list(others))[1])
        return None if context is None else self.context_with(context, given, kept)

    # whether it reads JSON lines, each of which is a record whatever stands beside it
    lines: ClassVar[bool] = False
    # whether there is something to find out of each record before anything is known of the others
    prepares: ClassVar[bool] = False

    def prepare(self, records: Sequence[Record]) -> tuple[Any, list[bytes]]:  # noqa: ARG002
        """What takes long, and needs to be known of all records before the first is edited.

        It is done chunk by chunk, by many workers, where `prepares` is true. The context is then
        made by `context_from_notes`, which gets the notes on all records of the split.

        Args:
            records: of a chunk.

        Returns:
            What `edit` needs of these records alone, as JSON, and notes on them, of which the
            context is made: short, such as hashes.
        """
        return None, []

    def context_from_notes(
        self,
        notes: Iterable[bytes],  # noqa: ARG002
        *,
        others: Iterable[bytes],  # noqa: ARG002
    ) -> Context | None:
        """As `context_beside`, from the notes of `prepare` on the split and on the other splits."""
        return None

    def context_with(
        self,
        context: Context,
        records: Sequence[Record],  # noqa: ARG002
        kept: Any,  # noqa: ARG002
    ) -> Context:
        """The context in which a chunk is edited: that of the split, and what was prepared."""
        return context

    def text_record(
        self,
        text: str,  # noqa: ARG002
        *,
        id: str,  # noqa: A002, ARG002
        values: Mapping[str, object],  # noqa: ARG002
    ) -> Record:
        """A record made of a text that a user supplies, for `irrealis try` and `irrealis edit`.

        Override it where a record is a text, and what else is known of it has a default.

        Args:
            text: not blank.
            id: of the record.
            values: what else is known of the text, or asked for.

        Raises:
            IrrealisError: the builder cannot edit a bare text, or does not know a value.
        """
        raise IrrealisError(
            f"it cannot edit a bare text: {self.no_text}",
            dataset=self.dataset,
            hint=f"irrealis show {self.dataset} says what it is made of",
        )

    @abstractmethod
    def edit(
        self, record: Record, *, context: Context, rng: random.Random
    ) -> Iterable[Row | Drop | Repair]:
        """Everything that is made of one record.

        Use only `rng.random()`: of all methods it alone is promised to stay the same between
        versions of Python.
        """

    def models(self) -> list[dict[str, str]]:
        """Names and versions of the models whose output the rows depend on."""
        return []


def edited(
    builder: Builder[Any, Any], record: Any, *, context: Any, rng: random.Random
) -> list[Row | Drop | Repair]:
    """What a builder makes of a record, each part of a type that can be written.

    Raises:
        IrrealisError: `edit` gives something else; says at which place, and what.
    """
    made: object = builder.edit(record, context=context, rng=rng)
    if not isinstance(made, Iterable):
        raise _odd(builder, record, "gives no parts", "yield Row, Drop or Repair", made)
    parts: list[Row | Drop | Repair] = []
    for number, part in enumerate(made, start=1):
        what = f"part {number} of what edit yields"
        if not isinstance(part, Row | Drop | Repair):
            raise _odd(builder, record, f"{what} is none", "a Row, a Drop or a Repair", part)
        if isinstance(part, Row):
            held: tuple[object, object] = (part.config, part.values)
            if not isinstance(held[0], str) or not isinstance(held[1], dict):
                wanted = "Row(config, values): a text and a dictionary"
                raise _odd(builder, record, f"{what} is no row", wanted, part)
        else:
            wanted = f"{type(part).__name__} of texts"
            names = [name for name in part.__slots__ if name != "variant"]
            if odd := [name for name in names if not isinstance(getattr(part, name), str)]:
                found = getattr(part, odd[0])
                raise _odd(builder, record, f"{what}: {odd[0]} is no text", wanted, found)
            if isinstance(part, Drop) and part.level not in ("record", "variant"):
                wanted = "record or variant"
                raise _odd(builder, record, f"{what}: no such level", wanted, part.level)
        parts.append(part)
    return parts


def located(
    given: Callable[[], Iterable[Record]],
    *,
    builder: Builder[Record, Any],
    split: str,
    source: str = "number",
    start: int = 0,
) -> Iterator[Record]:
    """The records that a builder reads or draws; what it raises says at which of them.

    Args:
        given: gives them, by its `read_split`, `read` or `generate`.
        builder: whose records they are.
        split: the split's name.
        source: what errors call a record, before its number.
        start: the number of the first.

    Raises:
        IrrealisError: what the builder raises; see `theirs`.
    """
    number = start
    try:
        for record in given():
            yield record
            number += 1
    except (Exception, SystemExit) as error:  # noqa: BLE001 whatever a builder raises
        # an error of ours says itself which record of a file it is
        row = None if isinstance(error, IrrealisError) else f"{source} {number}"
        raise theirs(error, dataset=builder.dataset, split=split, row=row)  # noqa: B904 it has one


def name_of(builder: Builder[Record, Any], record: Record, *, split: str, row: str) -> str:
    """The id of a record; errors call it `row` as long as it has none.

    Raises:
        IrrealisError: it is no text that can be written; or what the builder raises, see `theirs`.
    """
    with calling(dataset=builder.dataset, split=split, row=row):
        name: object = builder.original_id(record)
    try:
        if isinstance(name, str) and name.encode():
            return name
    except UnicodeEncodeError:
        pass
    raise IrrealisError(
        "an original_id that cannot be written",
        dataset=builder.dataset,
        split=split,
        row=row,
        field="original_id",
        expected="a text of valid Unicode that is not empty",
        found=ascii(name)[:200],
        hint=f"fix original_id of {type(builder).__module__.replace('irrealis.', '')}",
    )


def _odd(
    builder: Builder[Any, Any], record: Any, message: str, expected: str, found: object
) -> IrrealisError:
    return IrrealisError(
        message,
        dataset=builder.dataset,
        row=builder.original_id(record),
        expected=expected,
        found=repr(found)[:200],
        hint=f"fix edit of {type(builder).__module__.replace('irrealis.', '')}",
    )


def _found_in(path: list[str], module: str, name: str) -> Builder[Any, Any]:
    """A builder without its attributes, which pickle adds."""
    import_module("irrealis.builders").__path__ = path
    kind: type[Builder[Any, Any]] = attrgetter(name)(import_module(module))
    return kind.__new__(kind)


def record_rng(*, dataset: str, seed: int, original_id: str) -> random.Random:
    """Randomness of one record: independent of order, workers, shards and hash seeds."""
    key = "\0".join([dataset, str(seed), original_id]).encode("utf-8", "surrogatepass")
    return random.Random(int.from_bytes(hashlib.sha256(key).digest()))  # noqa: S311 not a secret


def _faults(error: ValidationError, known: Sequence[str]) -> str:
    """A line for each parameter that is refused."""
    lines = []
    for fault in error.errors():
        name = ".".join(map(str, fault["loc"]))
        unknown = fault["type"] == "extra_forbidden" and len(fault["loc"]) == 1
        why = f"no such parameter{nearest(name, known)}" if unknown else fault["msg"]
        lines.append(f"    {name}: {why}, found {repr(fault['input'])[:200]}")
    return "\n".join(lines)


def load_builder(
    module: str,
    *,
    dataset: str,
    parameters: dict[str, object],
    seed: int,
    configs: Mapping[str, Mapping[str, object]] | None = None,
) -> Builder[Any, Any]:
    """The builder of `irrealis.builders.<module>` with checked parameters.

    Args:
        module: its name below `builders/`, such as `cad_nli`.
        dataset: the dataset that it builds, for ids and errors.
        parameters: by name; those that are not given have the builder's defaults.
        seed: of the build, from which the random numbers of each record are derived.
        configs: parameters of single configs, which replace those of the same name.

    Raises:
        IrrealisError: no such module, no `BUILDER` in it, or parameters that it does not accept;
            or what the builder raises, see `theirs`.
    """
    name = f"irrealis.builders.{module}"
    with calling(dataset=dataset, field="builder"):
        try:
            found = import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            raise IrrealisError(
                f"no builder {module}",
                expected=f"a file builders/{module}.py that defines BUILDER",
                hint="irrealis new NAME makes a dataset with its builder",
            ) from None
    if not hasattr(found, "BUILDER"):
        raise IrrealisError(
            f"builders/{module} defines no BUILDER",
            dataset=dataset,
            field="builder",
            hint="add `BUILDER = YourBuilder` at its end",
        )
    builder: type[Builder[Any, Any]] = found.BUILDER
    known = sorted(builder.parameters_type.model_fields)
    try:
        checked = builder.parameters_type.model_validate(parameters)
        own = {
            config: builder.parameters_type.model_validate({**parameters, **values})
            for config, values in (configs or {}).items()
        }
    except ValidationError as error:
        raise IrrealisError(
            "parameters that the builder does not accept:\n" + _faults(error, known),
            dataset=dataset,
            field="parameters",
            expected=", ".join(known) or "none, as this builder has no parameters",
        ) from None
    with calling(dataset=dataset, field="builder"):
        made = builder(dataset=dataset, parameters=checked, seed=seed)
    made.configs = own
    return made
