"""The check: what must hold of the rows of a build.

`folder` drives it over schema, `invariants` of pairs, the dataset's own `audit` and the `gates` of
its manifest, and `report` says what failed. Everything is read back from the files, so that a check
never trusts what made them.
"""

from irrealis.check.audit import Audit, load_definitions
from irrealis.check.failure import Failure, Found, apart, short
from irrealis.check.folder import check_folder
from irrealis.check.gates import outside_gates
from irrealis.check.invariants import digest
from irrealis.check.report import Report
from irrealis.check.rows import Row

__all__ = [
    "Audit",
    "Failure",
    "Found",
    "Report",
    "Row",
    "apart",
    "check_folder",
    "digest",
    "load_definitions",
    "outside_gates",
    "short",
]
