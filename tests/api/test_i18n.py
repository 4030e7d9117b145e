"""Languages, plurals and dates."""

from datetime import date

import pytest

from node.api.i18n import chosen_language, claimed_time, day_text, gettext, in_language, ngettext


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [
        ("be", "ru", "be"),
        (None, "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        (None, "de, be;q=0.4, en;q=0.8", "en"),
        (None, "lt", "en"),
        (None, None, "en"),
        ("xx", "be", "be"),
        (None, ";;;q=q,,be;q=0.1", "be"),
    ],
)
def test_language_is_the_browsers_choice_or_the_best_it_accepts(
    cookie: str | None, accepted: str | None, language: str
) -> None:
    assert chosen_language(cookie, accepted) == language


def test_plurals_follow_the_rule_of_belarusian() -> None:
    with in_language("be"):
        told = {
            count: ngettext("%(num)d field needs another look", "%(num)d fields need another look", count)
            for count in (1, 2, 5, 11, 21)
        }
    assert told[1] == told[21] == "%(num)d поле трэба паправіць"
    assert told[2] == "%(num)d палі трэба паправіць"
    assert told[5] == told[11] == "%(num)d палёў трэба паправіць"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "14 March 2026"), ("be", "14 сакавіка 2026\u202fг."), ("ru", "14 марта 2026\u202fг.")]
)
def test_day_is_written_in_the_readers_language(language: str, text: str) -> None:
    with in_language(language):
        assert day_text(date(2026, 3, 14)).replace("\u00a0", "\u202f").replace(" г.", "\u202fг.") == text


@pytest.mark.parametrize("seconds", [10**18, -(10**18), 2**62])
def test_claimed_time_out_of_bounds_is_a_dash(seconds: int) -> None:
    assert claimed_time(seconds) == "—"


def test_claimed_time_is_shown_in_universal_time() -> None:
    assert claimed_time(1_773_480_360, with_clock=True) == "14 Mar 2026, 09:26 UTC"


def test_language_block_ends_with_its_block() -> None:
    with in_language("ru"):
        assert gettext("Today") == "Сегодня"
        with in_language("xx"):
            assert gettext("Today") == "Today"
        assert gettext("Today") == "Сегодня"
    assert gettext("Today") == "Today"
