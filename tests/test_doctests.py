"""Every example in a docstring is what its code gives."""

from __future__ import annotations

import doctest
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.machinery import FileFinder
from pathlib import Path

import irrealis.builders
import irrealis.schemas
import pytest

import irrealis


def _modules() -> Iterator[str]:
    for package in (irrealis, irrealis.builders, irrealis.schemas):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            # other tests may have put their toys on the path of the package by now
            finder = found.module_finder
            assert isinstance(finder, FileFinder)
            is_toy = Path(finder.path).is_relative_to(Path(__file__).parent)
            # a template is no module until its names are filled in
            if not is_toy and not found.name.startswith("irrealis.new.template"):
                yield found.name


@pytest.mark.parametrize("name", sorted(set(_modules())))
def test_the_examples_of_a_module_hold(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0
