"""Rows of altered-gsm8k, proved as those of altered-arithmetic are: from the words of each row."""

from __future__ import annotations

from irrealis.schemas.altered_arithmetic import CONFIGS as DRAWN
from irrealis.schemas.altered_arithmetic import AlteredArithmeticAudit

CONFIGS = {name: DRAWN[name] for name in ("pairs", "native")}


class AlteredGsm8kAudit(AlteredArithmeticAudit):
    """Every result follows from the words of its row."""


AUDIT = AlteredGsm8kAudit
