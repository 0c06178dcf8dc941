"""The tables of a dataset: the schema of each of its configs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from irrealis.contract.fields import Field
from irrealis.contract.schema import pairs_schema, probes_schema, stated_fields
from irrealis.errors import IrrealisError, calling

if TYPE_CHECKING:
    import pandera.polars as pa
    import polars as pl

    from irrealis.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Table:
    """A config's schema, the column that names a row in messages, and for the card what it holds.

    Of the configs that every dataset has, the card knows by itself what they hold. `kind` says
    which invariants of the engine hold of its rows: those of pairs, of probes, or none.
    """

    schema: pa.DataFrameSchema
    key: str
    holds: str = ""
    kind: Literal["pairs", "probes", "other"] = "other"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of a table of pairs."""
        return stated_fields(self.schema)


def pairs_table(
    *,
    fields: Sequence[Field | str],
    label: pl.DataType,
    facts: pl.Struct | None = None,
    values: pl.DataType | None = None,
    query: bool = False,
    axes: Sequence[str] = (),
    holds: str = "",
) -> Table:
    """A table of pairs: the config `pairs`, or one more of a dataset.

    Args:
        holds: what its rows are, for the card.

    The other arguments are those of `pairs_schema`.
    """
    schema = pairs_schema(
        fields=fields, label=label, facts=facts, values=values, query=query, axes=axes
    )
    return Table(schema, key="id", holds=holds, kind="pairs")


def probes_table() -> Table:
    """The config `probes`: prompts that ask what an edit changed and what it left alone."""
    return Table(
        probes_schema(),
        key="id",
        holds="prompts for each group, with their answers before and after the edit",
        kind="probes",
    )


def load_schemas(manifest: Manifest) -> dict[str, Table]:
    """The tables of a dataset: those of its schema module, and `rejects` and `repairs`.

    Raises:
        IrrealisError: no such schema module, or one that has pairs although the manifest says why
            there are none, or the reverse.
    """
    module = schema_module(manifest)
    configs: dict[str, Table] = (
        module.configs_of(manifest) if hasattr(module, "configs_of") else module.CONFIGS
    )
    main = manifest.main
    if main not in configs or (main != "pairs" and "pairs" in configs):
        raise IrrealisError(
            f"schemas/{manifest.schema_} and the manifest disagree about pairs",
            dataset=manifest.name,
            field="no_pairs",
            expected=f"a config {main}" + ("" if main == "pairs" else ", and no config pairs"),
            found=", ".join(configs),
            hint="a dataset without pairs says why in its dataset.yaml: `no_pairs: the reason`",
        )
    if main == "pairs" and configs[main].kind != "pairs":
        # a schema module that states the schema alone
        configs = {**configs, main: replace(configs[main], kind="pairs")}
    ledgers = {**_ledgers(), **{name: configs[name] for name in configs if name == "rejects"}}
    return {**{n: table for n, table in configs.items() if n not in ledgers}, **ledgers}


def schema_module(manifest: Manifest) -> Any:
    """The module `schemas/<name>.py` of a dataset, which defines CONFIGS and may define AUDIT.

    Where the manifest says which columns there are, it defines a function `configs_of` of the
    manifest in place of CONFIGS.

    Raises:
        IrrealisError: there is no such module; or what it raises, see `theirs`.
    """
    name = f"irrealis.schemas.{manifest.schema_}"
    with calling(dataset=manifest.name, field="schema"):
        try:
            return import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            raise IrrealisError(
                f"no schema {manifest.schema_}",
                expected=f"a file schemas/{manifest.schema_}.py that defines CONFIGS",
                hint="irrealis new NAME makes a dataset with its schema",
            ) from None


def rejects_table(*, variants: bool = False) -> Table:
    """What was dropped, and why.

    Args:
        variants: there is a column `variant`, upstream's name of the variant that was dropped, for
            an audit that accounts for each of them.
    """
    import pandera.polars as pa
    import polars as pl

    name = pa.Column(pl.String, pa.Check.str_length(min_value=1))
    columns = {
        "original_id": name,
        "level": pa.Column(pl.String, pa.Check.isin(["record", "variant"])),
        "reason": name,
        "detail": name,
    }
    if variants:
        columns["variant"] = pa.Column(pl.String, pa.Check.str_length(min_value=1), nullable=True)
    return Table(pa.DataFrameSchema(columns, strict=True, ordered=True), key="original_id")


def _ledgers() -> dict[str, Table]:
    """What was dropped and what was mended: the same two tables for every dataset."""
    import pandera.polars as pa
    import polars as pl

    name = pa.Column(pl.String, pa.Check.str_length(min_value=1))
    return {
        "rejects": rejects_table(),
        "repairs": Table(
            pa.DataFrameSchema(
                {
                    "original_id": name,
                    "kind": name,
                    "where": name,
                    "before": pa.Column(pl.String),
                    "after": pa.Column(pl.String),
                },
                strict=True,
                ordered=True,
            ),
            key="original_id",
        ),
    }
