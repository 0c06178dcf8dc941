"""The parts that audits share. They import no builder: what certifies a label did not make it."""
