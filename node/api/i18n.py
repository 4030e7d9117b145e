"""Languages of the pages: catalogs read at start, the language of each request, plurals and dates.

Messages are English in the source; `locales/<language>/LC_MESSAGES/messages.po` translates them and needs no compiling.
An empty catalog (pl, lt, uk) is kept ready and not offered. Refuses a language it does not offer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES: Final = {"be": "Беларуская", "en": "English", "ru": "Русский"}
CATALOGS: Final = ("be", "ru")  # English is the source
PLANNED: Final = ("pl", "lt", "uk")
DEFAULT: Final = "en"

_LOCALES: Final = {"en": "en_GB"}  # day before month, as everywhere the pages are read

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


@cache
def catalog(language: str) -> Translations:
    """Returns the translations into `language`; English answers every message with itself."""
    if language not in CATALOGS:
        return Translations()
    text = files("node.api").joinpath("locales", language, "LC_MESSAGES", "messages.po").read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(text), locale=language))
    compiled.seek(0)
    return Translations(compiled)


def current_language() -> str:
    """Returns the language of the request being answered."""
    return _language.get()


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Answers in `language` inside the block; English for one that is not offered."""
    before = _language.set(language if language in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _language.reset(before)


def gettext(message: str) -> str:
    """Returns the message in the language of the request."""
    return str(catalog(_language.get()).gettext(message))


def ngettext(singular: str, plural: str, count: int) -> str:
    """Returns the form of the message that fits `count`."""
    return str(catalog(_language.get()).ngettext(singular, plural, count))


def pgettext(context: str, message: str) -> str:
    """Returns the message as it is meant in `context`."""
    return str(catalog(_language.get()).pgettext(context, message))


def npgettext(context: str, singular: str, plural: str, count: int) -> str:
    """Returns the form that fits `count` of a message as it is meant in `context`."""
    return str(catalog(_language.get()).npgettext(context, singular, plural, count))


def N_(message: str) -> str:  # noqa: N802 -- the name by which catalogs know it
    """Marks a message that is translated where it is shown."""
    return message


def chosen_language(cookie: str | None, accepted: str | None) -> str:
    """Returns the language to answer in: the browser's choice, else the first offered one it accepts."""
    if cookie in LANGUAGES:
        return cookie
    for language in _accepted(accepted or ""):
        if language in LANGUAGES:
            return language
    return DEFAULT


def _accepted(header: str) -> list[str]:
    """The languages of an Accept-Language header, best first; what is malformed counts least."""
    weighed: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:500].split(",")):
        name, _, weight = part.partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        weighed.append((-quality, place, name.strip().lower().split("-")[0]))
    return [name for _, _, name in sorted(weighed)]


def _locale() -> str:
    return _LOCALES.get(_language.get(), _language.get())


def day_text(day: date) -> str:
    """Returns a day in words of the request's language."""
    return str(format_date(day, format="long", locale=_locale()))


def short_day(day: date) -> str:
    """Returns a day as forms show and take it: the same in every language, day first."""
    return f"{day:%d.%m.%Y}"


def month_text(day: date) -> str:
    """Returns the month of a day in words of the request's language."""
    return str(format_date(day, format="LLLL y", locale=_locale()))


def month_name(number: int) -> str:
    """Returns the name of a month, 1 to 12, in the request's language."""
    return str(format_date(date(2000, number, 1), format="LLLL", locale=_locale()))


_NEAR_DAYS: Final = {0: N_("today"), 1: N_("tomorrow")}


def coming_day(day: date, today: date) -> str:
    """Returns a day of the next weeks as people say it: today, tomorrow, else weekday, day and month."""
    days = (day - today).days
    if days in _NEAR_DAYS:
        return gettext(_NEAR_DAYS[days])
    return str(format_date(day, format="EE, d MMMM", locale=_locale()))


def claimed_time(seconds: int, *, with_clock: bool = False) -> str:
    """Returns a claimed time (seconds since 1970 UTC) as a day, or a day and hour; a dash outside the years 1–9999."""
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return "—"
    if with_clock:
        return f"{format_datetime(moment, format='d MMM y, HH:mm', locale=_locale())} UTC"
    return str(format_date(moment.date(), format="d MMM y", locale=_locale()))
