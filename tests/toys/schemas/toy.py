"""What the audits of toys share: each column follows from the record and its certificate."""

from irrealis.check import Audit, Failure

GENERATOR = {"kind": "rules", "name": "toy", "version": "1", "prompt_hash": None}


def change(kind, target, before, after):
    """An intervention as a row states it."""
    said = {"kind": kind, "target": target, "from": before, "to": after}
    return {**said, "source": None, "source_name": None}


class ToyAudit(Audit):
    def expected(self, row):
        """Column -> what it must be, worked out from the original and the certificate."""
        raise NotImplementedError

    def see(self, config, row):
        if config not in ("rejects", "repairs", "probes"):
            for column, want in {"generator": GENERATOR, **self.expected(row)}.items():
                if row[column] != want:
                    yield Failure("toy", column, want, row[column], row["id"])
