"""The one template environment of all pages, cards and charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irrealis.show.labels import visible

if TYPE_CHECKING:
    import jinja2


def environment(*packages: str, **options: Any) -> jinja2.Environment:
    """An environment in which a name that is missing is an error and every value is escaped.

    Values are escaped as HTML, and characters that a reader would not see, or that turn what stands
    around them, are shown by their number.

    Args:
        packages: whose folder `templates` is looked in, one after the other, before that of
            `irrealis.show`.
        options: of Jinja, where they are other ones.
    """
    import jinja2

    places = [jinja2.PackageLoader(package) for package in (*packages, "irrealis.show")]
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader(places),
        autoescape=True,
        finalize=_visible,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).overlay(**options)
    made.filters["number"] = lambda value: f"{value:,}"
    return made


def _visible(value: Any) -> Any:
    # Markup is a text, too: it is ours, or was escaped already
    return visible(value) if type(value) is str else value


def source(environment: jinja2.Environment, *names: str) -> str:
    """Styles or scripts as they stand in the folders of templates, one after the other."""
    loader = environment.loader
    assert loader is not None  # noqa: S101 every environment of ours has one
    return "\n".join(loader.get_source(environment, name)[0].strip() for name in names)
