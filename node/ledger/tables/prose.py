"""Facts inside free text of printed lists: birth, occupation, arrest, sentence, place. In be, ru and en.

Nothing is guessed: a fact is taken where a telling word stands before it. The text itself is kept beside.
"""

import re
from collections.abc import Iterator
from typing import Final

from node.ledger.limits import INPUT_CHARS_MAX, PROSE_CHARS_MAX

_MONTH: Final = r"[a-zа-яёіў]{3,12}"
_DAY: Final = r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DATE: Final = rf"(?:{_DAY}|[0-9]{{1,2}} {_MONTH} [0-9]{{4}}|{_MONTH} [0-9]{{4}}|[0-9]{{4}})"
_YEAR_WORD: Final = r"(?: ?(?:года?|годзе|году|г)\b[.\u2024]?)?"
_IN: Final = r"(?: (?:в|во|у|ў|in|on))?"
_CLAUSE_END: Final = r"(?=;|\.(?: [A-ZА-ЯЁІЎ]|$)|$)"
_ANY_CASE: Final = re.IGNORECASE
_BORN: Final = re.compile(
    r"\b(?:род(?:ился|илась|[.\u2024])?|нар(?:адзіўся|адзілася|[.\u2024])?|born)"
    rf"{_IN} ?(?P<date>{_DATE}){_YEAR_WORD}"
)
_BORN_AFTER: Final = re.compile(
    rf"\b(?P<date>{_DATE}) ?"
    r"(?:г[.\u2024]? ?р\b|года? рождения|г[.\u2024]? рожд|г[.\u2024]? н\b|года? нараджэння)[.\u2024]?"
)
_PLACE_AFTER: Final = re.compile(rf"(?: ?,| (?=(?:в|у|in) )) ?(?:(?:в|у|in) )?(?P<place>[^;]{{2,120}}?){_CLAUSE_END}")
_NATIVE: Final = re.compile(
    rf"\b(?:урож\w*|ураджэн\w*|native of)[:\u2024]? (?P<place>[^;]{{2,120}}?){_CLAUSE_END}", _ANY_CASE
)
_WORK: Final = re.compile(
    r"\b(?:профессия|занятие|прафесія|занятак|occupation|profession|worked as|работала?(?: как)?|працава(?:ў|ла))"
    r":? (?P<work>[^;.,]{3,100})",
    _ANY_CASE,
)
_TRADES: Final = re.compile(
    r"крестьян|колхозни|рабоч|учител|журналист|студент|инженер|врач|строител|водител|пенсионер|священник|служащ|"
    r"сялян|калгасні|настаўні|журналіст|інжынер|лекар|будаўні|кіроўц|пенсіянер|святар|служач|"
    r"teacher|journalist|worker|student|engineer|doctor|builder|driver|pensioner|priest|farmer|peasant|clerk",
    _ANY_CASE,
)
_PEOPLES: Final = re.compile(
    r"\b(?:белорус|русск|поляк|полька|еврей|украин|литов|беларус|рускі|руская|паляк|яўрэй|укра[іи]н)", _ANY_CASE
)
_ABBREVIATED: Final = re.compile(r"\b(г|д|с|п|ул|вул|обл|вобл|в|м|им|р-н|ст|арт|обв|урож|род|нар|art|no)\. ", _ANY_CASE)
_DOT: Final = "\u2024"  # stands for the dot of an abbreviation, which ends no sentence
_ARREST: Final = re.compile(
    r"\b(?:арестован[аы]?|арыштаван[аы]?|задержан[аы]?|затрыман[аы]?|arrested|detained)"
    rf"{_IN} (?P<date>{_DATE})",
    _ANY_CASE,
)
_SENTENCE: Final = re.compile(
    r"\b(?:приговор(?:ен[аы]?)?|осужд[её]н[аы]?|прысуд|прыгаворан[аы]?|асуджан[аы]?|sentenced?)\b:? ?"
    r"(?P<text>.{2,400})",
    _ANY_CASE,
)
_TERM: Final = re.compile(
    r"(?P<term>[0-9]{1,3}(?:[.,][0-9])?(?: [0-9]/[0-9])? ?"
    r"(?:years?|months?|days?|лет|года?|гадоў|гады|месяц\w*|сут\w*|дн\w*)"
    r"(?:(?: and| и| і|,)? [0-9]{1,2} ?(?:months?|месяц\w*|days?|дн\w*|дзён))?)(?!\w)",
    _ANY_CASE,
)
_LAW: Final = re.compile(
    r"\b(?:ст(?:[.\u2024]|атья|атьи|атьям)|арт(?:[.\u2024]|ыкул\w*)|art(?:[.\u2024]|icles?)|обв[.\u2024]?)"
    r" ?:? ?(?P<law>[0-9][0-9,()/ –-]*[0-9)]|[0-9])",
    _ANY_CASE,
)
_FACILITY: Final = re.compile(
    r"(?P<place>\b(?:penal colony|remand prison|prison|(?:исправительная |папраўчая )?(?:колони|калоні)\w*|"
    r"турма|тюрьма|сизо|сіза|ик|пк)(?: ?(?:no[.\u2024]?|№|-))? ?[0-9]{1,3}\b[^;.]{0,80})",
    _ANY_CASE,
)
_HELD: Final = re.compile(
    r"\b(?:отбывает(?: наказание)?|содержится|адбывае(?: пакаранне)?|утрымліваецца|held|serving)"
    r"(?: (?:в|у|ў|in|at))? (?P<place>[^;.]{3,100})",
    _ANY_CASE,
)
_OF_A_TERM: Final = re.compile(r" ?(?:лет|год[аы]|гадоў|years)")


def facts_in(text: str) -> dict[str, str]:
    """The facts a text tells, by meaning, as typed; at most 4,000 characters are looked at."""
    looked = _ABBREVIATED.sub(rf"\1{_DOT} ", " ".join(text[:PROSE_CHARS_MAX].split()))
    return {meaning: fact.replace(_DOT, ".") for meaning, fact in _facts(looked) if fact}


def _facts(text: str) -> Iterator[tuple[str, str]]:
    yield from _birth(text)
    yield "occupation", _occupation(text)
    if arrest := _ARREST.search(text):
        yield "arrested", arrest["date"]
    yield from _sentence(text)
    if place := _FACILITY.search(text) or _HELD.search(text):
        yield "prison", _trimmed(place["place"])


def _birth(text: str) -> Iterator[tuple[str, str]]:
    found = _BORN.search(text.lower()) or _BORN_AFTER.search(text.lower())
    if found:
        yield "born", found["date"]
        if place := _PLACE_AFTER.match(text, found.end()):
            yield "birth_place", _only_place(place["place"])
    if native := _NATIVE.search(text):
        yield "birth_place", _only_place(native["place"])


def _only_place(text: str) -> str:
    """The parts by comma that stand before a people or an occupation."""
    parts: list[str] = []
    for part in text.split(","):
        if _TRADES.search(part) or _PEOPLES.search(part):
            break
        parts.append(part)
    return _trimmed(",".join(parts))


def _occupation(text: str) -> str:
    if named := _WORK.search(text):
        return _trimmed(named["work"])
    clauses = [part for clause in re.split(r"[;.]", text) for part in clause.split(",")]
    return next((_trimmed(clause) for clause in clauses if _TRADES.search(clause) and len(clause) <= 80), "")


def _sentence(text: str) -> Iterator[tuple[str, str]]:
    sentence = _SENTENCE.search(text)
    told = sentence["text"] if sentence else ""
    if term := _TERM.search(told):
        yield "term", term["term"][:INPUT_CHARS_MAX]
    if told:
        yield "penalty", told
    day = re.search(rf"\b(?P<date>{_DATE})", told.lower())
    if day and not _OF_A_TERM.match(told.lower(), day.end()):
        yield "verdict", day["date"]
    if law := _LAW.search(text):
        yield "articles", law["law"].strip(" ,")


def _trimmed(text: str) -> str:
    return text.strip(" ,.;:")
