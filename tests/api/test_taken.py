"""The sheet for the ten minutes after a seizure names buttons and lines as the pages do, in each of its languages."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tools.catalogs import catalog_path

SHEET = Path(__file__).resolve().parents[2] / "docs" / "TAKEN.md"
NAMED = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
PARTS = {"English": "en", "Беларуская": "be", "Русский": "ru"}


def messages(language: str) -> set[str]:
    """Give what the pages say in a language."""
    with catalog_path("be" if language == "en" else language).open("rb") as file:
        catalog = read_po(file)
    said = [message.id if language == "en" else message.string for message in catalog if message.id]
    return {text for item in said for text in ([item] if isinstance(item, str) else item)}


@pytest.mark.parametrize("head", PARTS)
def test_every_word_quoted_from_the_pages_begins_something_that_stands_there(head: str) -> None:
    text = SHEET.read_text(encoding="utf-8")
    part = next(part for part in re.split(r"^## ", text, flags=re.MULTILINE) if part.startswith(head))
    known = messages(PARTS[head])
    named = [" ".join(found.split()) for found in NAMED.findall(part)]
    assert len(named) > 10
    assert [name for name in named if not any(text.startswith(name) for text in known)] == []
