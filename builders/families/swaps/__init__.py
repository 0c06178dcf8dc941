"""Swaps that leave a label alone: gendered words and names for those of the other gender."""
