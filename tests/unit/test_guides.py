"""The user guide in its languages: the same parts in the same order, names of buttons that the pages have."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LOCALES = ROOT / "node" / "api" / "locales"
TOLD = re.compile(r"«([^»]+)»")
NOT_OURS = {"be": {"назад", "Вясны", "ОВД-Инфо", "не больш за"}, "ru": {"назад", "Весны", "ОВД-Инфо", "не более"}}


def outline(guide: str) -> list[tuple[str, int]]:
    """Give the pictures, commands and points of each part of a guide, without its words."""
    text = (DOCS / guide).read_text(encoding="utf-8")
    return [
        (part.partition("](pictures/")[2].partition("-")[0], len(re.findall(r"^(?:\d\.|-) ", part, re.MULTILINE)))
        for part in text.split("\n## ")
    ]


def commands(guide: str) -> set[str]:
    """Give the commands a guide names."""
    text = " ".join((DOCS / guide).read_text(encoding="utf-8").split())
    return {one for one in re.findall(r"`([^`]+)`", text) if one.startswith(("apieka", "make", "--"))}


def shown_words(language: str) -> Iterator[str]:
    """Yield what the pages say in a language."""
    with (LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        for message in read_po(file, locale=language):
            yield from [message.string] if isinstance(message.string, str) else message.string


@pytest.mark.parametrize("language", ["be", "ru"])
def test_guide_has_the_parts_points_and_commands_of_the_english_one(language: str) -> None:
    assert outline(f"USER_GUIDE.{language}.md") == outline("USER_GUIDE.md")
    assert commands(f"USER_GUIDE.{language}.md") == commands("USER_GUIDE.md")


@pytest.mark.parametrize("language", ["be", "ru"])
def test_every_button_named_in_the_guide_is_on_a_page(language: str) -> None:
    text = " ".join((DOCS / f"USER_GUIDE.{language}.md").read_text(encoding="utf-8").split())
    assert set(TOLD.findall(text)) - set(shown_words(language)) - NOT_OURS[language] == set()
