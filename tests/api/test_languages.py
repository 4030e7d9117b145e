"""Nothing of the pages is left in English for readers of Belarusian and Russian: no message, date, plural or label."""

import re
from datetime import date

import pytest

from node.api.i18n import CATALOGS, LANGUAGES, PLANNED, catalog, coming_day, in_language
from node.ledger.schema import LEDGER
from tests.api.desk import Desk
from tests.api.sample import Sample
from tests.api.test_pages import paths
from tools.catalogs import extract, read_catalog

DAYS = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|today|tomorrow|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b"
    r"|\d\d/\d\d/\d{4}|\d (?:AM|PM)\b"
)
WORDS_MIN = 2  # of a message: a single word may stand in what people wrote


def english(language: str) -> set[str]:
    """Give the English messages, whole words and no places in them, whose translation is another."""
    found: set[str] = set()
    for message in extract():
        ids = message.id if isinstance(message.id, list | tuple) else [message.id]
        for text in ids:
            plain = "%" not in text and text.isascii() and len(text.split()) >= WORDS_MIN
            if plain and text not in str(catalog(language).gettext(text)):
                found.add(text)
    return found


@pytest.mark.parametrize("language", CATALOGS)
async def test_no_page_holds_an_english_message_or_date(desk: Desk, sample: Sample, language: str) -> None:
    desk.language = language
    messages = english(language)
    assert len(messages) > 500
    labels = {kind.plural.en for kind in LEDGER if " " in kind.plural.en}
    left = re.compile(rf"\b(?:{'|'.join(map(re.escape, messages | labels))})(?!\w)")
    for path in paths(sample):
        text = (await desk.get(path)).page.one("body").text
        assert left.search(text) is None, (path, left.search(text))
        assert DAYS.search(text) is None, (path, DAYS.search(text))


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["today", "tomorrow", "Mon, 16 March"]),
        ("be", ["сёння", "заўтра", "пн, 16 сакавіка"]),
        ("ru", ["сегодня", "завтра", "пн, 16 марта"]),
    ],
)
def test_coming_days_are_said_as_people_say_them(language: str, texts: list[str]) -> None:
    with in_language(language):
        assert [coming_day(date(2026, 3, day), date(2026, 3, 14)) for day in (14, 15, 16)] == texts


def test_planned_catalogs_hold_every_message_and_are_not_offered_yet() -> None:
    wanted = {str(message.id) for message in extract() if message.id}
    for language in PLANNED:
        assert {str(message.id) for message in read_catalog(language) if message.id} == wanted
        assert language not in LANGUAGES
