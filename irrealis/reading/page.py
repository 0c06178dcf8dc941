"""The form as a page: the same rows side by side, to be filled in with a browser.

It holds all that it needs, asks the network for nothing, and saves the same text file that
`irrealis reading tally` reads.
"""

from __future__ import annotations

from pathlib import Path

from irrealis.files import write_file
from irrealis.reading.draw import Drawn
from irrealis.reading.form import OPEN
from irrealis.show import allowed, environment, script_json, source


def write_form(drawn: Drawn, *, out: Path) -> tuple[Path, Path]:
    """Write a form to `out`.txt and `out`.html, and give both.

    Raises:
        IrrealisError: one of them cannot be written.
    """
    text, page = (out.with_name(f"{out.name}.{kind}") for kind in ("txt", "html"))
    write_file(text, drawn.form.text().encode("utf-8", "replace"))
    write_file(page, form_page(drawn))
    return text, page


def form_page(drawn: Drawn) -> bytes:
    """The page of a form, in UTF-8; the same form gives the same bytes."""
    from markupsafe import Markup

    templates = environment("irrealis.reading")
    style, script = source(templates, "report.css", "form.css"), source(templates, "form.js")
    form = drawn.form
    data = script_json({"form": form.digest, "open": OPEN, "text": form.text()})
    html = templates.get_template("form.html.j2").render(
        form=form,
        rows=drawn.rows,
        style=Markup(style),  # noqa: S704 ours
        script=Markup(script),  # noqa: S704 ours
        data=Markup(data),  # noqa: S704 escaped for a script element
        name=f"{form.dataset}-{form.version}-seed-{form.seed}.txt",
        policy="default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src {allowed(style)}; script-src {allowed(script)}",
    )
    return html.encode("utf-8", "replace")
