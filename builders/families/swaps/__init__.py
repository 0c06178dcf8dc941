"""Swaps that leave a label alone: gendered words and names for those of the other gender."""

MODEL = "gender-swap"  # what `irrealis new --family` begins with
