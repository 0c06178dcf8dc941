"""Families: the parts that several builders are put together from."""
