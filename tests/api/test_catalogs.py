"""No string is left untranslated, and translations fit their messages."""

import ast
import re

import pytest
from babel.messages.catalog import Message

from node.api.i18n import CATALOGS, PLANNED
from tools.catalogs import API, TRANSLATED, catalog_path, extract, read_catalog
from tools.catalogs import PLANNED as KEPT_READY

_PLACE = re.compile(r"%\(\w+\)[ds]|%%")
_MARKS = {"_", "N_", "gettext", "ngettext", "pgettext", "npgettext"}
FOREIGN_LETTERS = {"be": "иИщЩъЪ", "ru": "іІўЎ"}  # letters that the language does not have


def messages(language: str) -> dict[tuple[object, str | None], Message]:
    """Give the messages of a catalog by id and context."""
    return {(message.id, message.context): message for message in read_catalog(language) if message.id}


def forms(message: Message) -> list[str]:
    """Give every translated form of a message."""
    return list(message.string) if isinstance(message.string, (list, tuple)) else [str(message.string)]


def test_catalogs_listed_by_the_tool_are_those_of_the_pages() -> None:
    assert (TRANSLATED, KEPT_READY) == (CATALOGS, PLANNED)


@pytest.mark.parametrize("language", [*CATALOGS, *PLANNED])
def test_catalog_holds_exactly_the_messages_of_the_source(language: str) -> None:
    wanted = {(message.id, message.context) for message in extract() if message.id}
    assert len(wanted) > 200
    assert set(messages(language)) == wanted, "run: python tools/catalogs.py"


@pytest.mark.parametrize("language", CATALOGS)
def test_catalog_is_complete_in_every_plural_form(language: str) -> None:
    for message in messages(language).values():
        assert all(forms(message)), message.id
        assert "fuzzy" not in message.flags, message.id
        if isinstance(message.id, tuple):
            assert len(forms(message)) == 3, message.id


@pytest.mark.parametrize("language", CATALOGS)
def test_translation_keeps_the_places_of_its_message(language: str) -> None:
    for message in messages(language).values():
        source = message.id[1] if isinstance(message.id, tuple) else message.id
        for form in forms(message):
            assert sorted(_PLACE.findall(form)) == sorted(_PLACE.findall(str(source))), form


@pytest.mark.parametrize("language", CATALOGS)
def test_translation_is_in_its_own_letters(language: str) -> None:
    for message in messages(language).values():
        for form in forms(message):
            assert not set(form) & set(FOREIGN_LETTERS[language]), form
            assert re.search("[А-Яа-яЁёІіЎў]", form), form


def test_extraction_finds_templates_and_code() -> None:
    text = catalog_path("be").read_text(encoding="utf-8")
    assert "#: templates/parts/form.html" in text
    assert "#: problems.py" in text


def test_no_message_stands_inside_another_string() -> None:
    """Extraction reads an f-string as one string: a message within it would stay English."""
    inside = [
        f"{path.name}:{call.lineno}"
        for path in API.rglob("*.py")
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _MARKS
    ]
    assert not inside
