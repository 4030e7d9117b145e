"""Terms as people read them, with the plural forms of each language."""

from typing import Final

from node.ledger.values.term import Term, Without

_FORMS: Final = {
    "en": (("year", "years", "years"), ("month", "months", "months"), ("day", "days", "days")),
    "be": (("год", "гады", "гадоў"), ("месяц", "месяцы", "месяцаў"), ("дзень", "дні", "дзён")),
    "ru": (("год", "года", "лет"), ("месяц", "месяца", "месяцев"), ("день", "дня", "дней")),
}
_WITHOUT: Final = {
    "en": {Without.LIFE: "life", Without.INDEFINITE: "indefinite", Without.UNSPECIFIED: "unspecified"},
    "be": {Without.LIFE: "пажыццёва", Without.INDEFINITE: "бестэрмінова", Without.UNSPECIFIED: "не вызначана"},
    "ru": {Without.LIFE: "пожизненно", Without.INDEFINITE: "бессрочно", Without.UNSPECIFIED: "не указано"},
}


def plural_form(count: int, language: str) -> int:
    """Which of three forms a noun takes after `count`: 0 one, 1 few, 2 many; English knows 0 and 1."""
    if language not in ("be", "ru"):
        return 0 if count == 1 else 1
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14 else 2


def format_term(term: Term, language: str) -> str:
    """`4 years 6 months`, `4 гады 6 месяцаў`, `15 суток` as days; English for an unknown language."""
    language = language if language in _FORMS else "en"
    if term.without is not None:
        return _WITHOUT[language][term.without]
    counts = zip((term.years, term.months, term.days), _FORMS[language], strict=True)
    return " ".join(f"{count} {forms[plural_form(count, language)]}" for count, forms in counts if count)
