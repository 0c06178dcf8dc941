"""Pages that are made from the code: they are what it gives now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from irrealis import documentation
from irrealis.manifest.reference import MEANING, models, reference, schema
from tests.copies import ROOT, run


def test_the_reference_of_dataset_yaml_is_what_the_model_says() -> None:
    assert (ROOT / "docs/dataset-yaml.md").read_text("utf-8") == reference(), (
        "python -m irrealis.manifest.reference > docs/dataset-yaml.md"
    )
    assert json.loads((ROOT / "docs/dataset.schema.json").read_text("utf-8")) == schema(), (
        "python -m irrealis.manifest.reference --schema > docs/dataset.schema.json"
    )


@pytest.mark.parametrize("page", ["commands", "python"])
def test_the_reference_of_commands_and_of_python_is_what_the_code_says(page: str) -> None:
    made = {"commands": documentation.commands, "python": documentation.python}[page]()
    assert (ROOT / f"docs/{page}.md").read_text("utf-8") == made, (
        f"python -m irrealis.documentation {page} > docs/{page}.md"
    )


def test_the_shell_completes_datasets_and_splits(tmp_path: Path) -> None:
    def completed(line: str) -> list[str]:
        words = line.split(" ")
        asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
        env = {"_IRREALIS_COMPLETE": "bash_complete", **asked}
        return run("irrealis", cwd=tmp_path, env=env).stdout.split()

    assert completed("irrealis build ceb") == [
        "plain,cebab",
        "plain,cebab-edits",
        "plain,cebab-matched",
    ]
    assert completed("irrealis build cad-imdb --split v") == ["plain,validation"]


def test_every_key_of_dataset_yaml_has_a_meaning_and_no_other() -> None:
    keys = {
        f"{model.__name__}.{field.alias or name}"
        for model in models()
        for name, field in model.model_fields.items()
    }
    assert keys == MEANING.keys()


def test_the_schema_accepts_what_is_here_and_refuses_what_is_wrong(tmp_path: Path) -> None:
    command = f"check-jsonschema --schemafile {ROOT / 'docs/dataset.schema.json'}"
    run(f"{command} datasets/*/dataset.yaml", cwd=ROOT)
    right = (ROOT / "datasets/cebab/dataset.yaml").read_text("utf-8")
    for name, wrong in (("licence", f"{right}\nlicence: mit"), ("mit", "license: MIT!")):
        path = tmp_path / f"{name}.yaml"
        path.write_text(wrong)
        with pytest.raises(AssertionError, match="validation errors"):
            run(f"{command} {path}", cwd=ROOT)
