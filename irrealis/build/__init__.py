"""The build: from the records of the inputs to a checked folder of rows.

`builder` says what a builder is and what it may answer, `generated` what one is that draws its
records, `run` drives one over every split, with workers and shards, and has the result checked, and
`golden` keeps what a sample must build to, and `trying` edits texts that a user supplies.
"""

from irrealis.build.builder import Builder, Drop, Parameters, Repair, Row, load_builder, record_rng
from irrealis.build.draw import Draw
from irrealis.build.generated import GeneratedBuilder, within
from irrealis.build.golden import (
    GOLDEN_FILE,
    build_golden,
    dump,
    golden_lines,
    mark,
    read_rows,
    write_golden,
)
from irrealis.build.origin import changed_since, module_files, origin
from irrealis.build.run import Build, build
from irrealis.build.trying import Editor, Tried, edit

__all__ = [
    "GOLDEN_FILE",
    "Build",
    "Builder",
    "Draw",
    "Drop",
    "Editor",
    "GeneratedBuilder",
    "Parameters",
    "Repair",
    "Row",
    "Tried",
    "build",
    "build_golden",
    "changed_since",
    "dump",
    "edit",
    "golden_lines",
    "load_builder",
    "mark",
    "module_files",
    "origin",
    "read_rows",
    "record_rng",
    "within",
    "write_golden",
]
