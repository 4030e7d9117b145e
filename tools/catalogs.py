"""Brings the catalogs of the pages up to date with the messages in the source: new ones are added untranslated, old
ones are dropped, translations stay.

    python tools/catalogs.py

Refuses nothing; what is still untranslated is listed.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

API = Path(__file__).resolve().parent.parent / "node" / "api"
TRANSLATED = ("be", "ru")
PLANNED = ("pl", "lt", "uk")  # kept ready: every message, no translation yet
_METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
_OPTIONS = {"templates/**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
_KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def extract() -> Catalog:
    """Returns the messages of the pages, by their place in the source."""
    template = Catalog(charset="utf-8")
    found = extract_from_dir(API, method_map=_METHODS, options_map=_OPTIONS, keywords=_KEYWORDS)
    for file, _line, message, comments, context in found:
        template.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return template


def catalog_path(language: str) -> Path:
    """Returns the file of a language's catalog."""
    return API / "locales" / language / "LC_MESSAGES" / "messages.po"


def read_catalog(language: str) -> Catalog:
    """Returns a catalog as it is stored; an empty one where there is none."""
    path = catalog_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def renew(language: str, template: Catalog) -> list[str]:
    """Writes the catalog of a language with exactly the messages of `template`; returns what is untranslated."""
    catalog = read_catalog(language)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    out = io.BytesIO()
    write_po(out, catalog, width=110, omit_header=False, sort_output=True, ignore_obsolete=True, include_lineno=False)
    header = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    plural = f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    body = out.getvalue().decode().partition("\n\n")[2]
    catalog_path(language).parent.mkdir(parents=True, exist_ok=True)
    catalog_path(language).write_text(header + plural + body, encoding="utf-8")
    return [str(message.id) for message in catalog if message.id and not _is_translated(message.string)]


def _is_translated(string: object) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


def main() -> None:
    """Renews every catalog."""
    template = extract()
    for language in (*TRANSLATED, *PLANNED):
        missing = renew(language, template)
        print(f"{language}: {len(template)} messages, {len(missing)} untranslated")
        for message in missing if language in TRANSLATED else ():
            print(f"  {message}")


if __name__ == "__main__":
    main()
