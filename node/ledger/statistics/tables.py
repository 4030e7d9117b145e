"""Counts by article, term, place, court, judge and month, as of a day.

A record counts surely where its date surely lies on or before the day, possibly where it may. Of judgments with a term
the latest counts; where dates do not tell which is the latest, each of them counts possibly.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from node.ledger.derived import RecordView
from node.ledger.derived.latest import undominated
from node.ledger.language import Labels, labels
from node.ledger.limits import STATISTIC_MONTHS_MAX
from node.ledger.registry import Registry
from node.ledger.statistics.folding import commonest, fold_court, fold_judge, fold_place, fold_region, same
from node.ledger.statistics.lines import Line, Seen, Table, joined, ordered
from node.ledger.statistics.material import Material
from node.ledger.statistics.span import Span, one
from node.ledger.values.article_text import article_numbers
from node.ledger.values.partial_date import PartialDate
from node.ledger.values.term import Term, Without

_UNKNOWN: Final = labels("not known", "невядома", "неизвестно")
_MONTH_UNKNOWN: Final = "unknown"
_TERMS: Final[tuple[tuple[str, int, Labels], ...]] = (  # months up to and including
    ("1y", 12, labels("up to 1 year", "да 1 года", "до 1 года")),
    ("3y", 36, labels("over 1 to 3 years", "больш за 1 да 3 гадоў", "свыше 1 до 3 лет")),
    ("5y", 60, labels("over 3 to 5 years", "больш за 3 да 5 гадоў", "свыше 3 до 5 лет")),
    ("10y", 120, labels("over 5 to 10 years", "больш за 5 да 10 гадоў", "свыше 5 до 10 лет")),
    ("over", 10**6, labels("over 10 years", "больш за 10 гадоў", "свыше 10 лет")),
)
_TERM_ORDER: Final = (*(key for key, _, _ in _TERMS), *(without.value for without in Without))
_WITHOUT: Final = {
    Without.LIFE: labels("life", "пажыццёва", "пожизненно"),
    Without.INDEFINITE: labels("indefinite", "без тэрміну", "бессрочно"),
    Without.UNSPECIFIED: labels("not stated", "не названы", "не указан"),
}
_DAYS_A_MONTH: Final = 30  # terms in days are arrests of 15 to 90 days: any month will do


def by_article(material: Material, _registry: Registry, day: date) -> Table:
    """People and charges by article. A charge and the judgment on it count as one; dropped charges count too."""
    numbers = {view.id: view.text("number") for view in material.views["article"]}
    seen: dict[str, Seen] = {}
    told: set[bytes] = set()
    for person in material.people:
        charged: dict[str, list[Span]] = {}
        judged: dict[str, list[Span]] = {}
        for view in material.of("charge", person):
            _note(charged, _charged(view, numbers), _at(material, view, "brought_on", day, "article_text", "article"))
        for view in material.of("judgment", person):
            _note(judged, _judged(view), _at(material, view, "decided_on", day, "articles/"))
        for number in charged.keys() | judged.keys():
            told.add(person)
            more, less = sorted((charged.get(number, []), judged.get(number, [])), key=_weight, reverse=True)
            for span in more:
                seen.setdefault(number, Seen(same(number))).add(person, span)
            for span in less:  # they say whom, not how often
                seen[number].add(person, Span())
                _also(seen[number], person, span)
    return _table("article", seen, material, told)


def by_term(material: Material, _registry: Registry, day: date) -> Table:
    """People by the length of the term they were sentenced to last."""
    seen: dict[str, Seen] = {}
    told: set[bytes] = set()
    for person in material.people:
        views = [view for view in material.of("judgment", person) if view.term("term") is not None]
        spans = {view.id: _at(material, view, "decided_on", day, "term") for view in views}
        latest = undominated([view for view in views if spans[view.id].most], "decided_on")
        settled = [view for view in latest if "term" in view.attested] or latest
        keyed = [(_term_key(term), view) for view in settled if (term := view.term("term")) is not None]
        doubted = {key for key, view in keyed if spans[view.id].contradicted}
        keys = dict.fromkeys(key for key, _ in keyed)
        told.update([person] * bool(keys))
        is_sure = len(keys) == 1 and any(spans[view.id].least for view in settled)
        for key in keys:
            is_doubted = len(keys) > 1 or key in doubted
            seen.setdefault(key[0], Seen(key[1])).add(person, one(is_sure=is_sure, is_contradicted=is_doubted))
    return _table("term", seen, material, told)


def by_place(material: Material, registry: Registry, day: date) -> Table:
    """People by the place they are held in on a day; two places at once contradict one another."""
    return _by_stay("place", {view.id: fold_place(view, registry) for view in material.views["place"]}, material, day)


def by_region(material: Material, registry: Registry, day: date) -> Table:
    """People by the region of the place they are held in on a day, as the country packs tell it."""
    known = {view.id: fold_region(view, registry) or (_MONTH_UNKNOWN, _UNKNOWN) for view in material.views["place"]}
    return _by_stay("region", known, material, day)


def _by_stay(name: str, known: Mapping[bytes, tuple[str, Labels]], material: Material, day: date) -> Table:
    found: list[tuple[str, Labels, bytes, Span]] = []
    for person in material.people:
        stays = []
        for view in material.of("placement", person):
            key, words = known.get(view.ref("place") or b"", (_MONTH_UNKNOWN, _UNKNOWN))
            span = _stay(material, view, day)
            if span.most:
                stays.append((key, words, span))
        sure = {key for key, _, span in stays if span.least}
        for key, words, span in stays:
            is_doubted = len(sure) > 1
            is_sure = bool(span.least) and not is_doubted
            found.append(
                (
                    key,
                    words,
                    person,
                    one(is_sure=is_sure, is_contradicted=bool(span.contradicted) or (is_doubted and key in sure)),
                )
            )
    return _folded(name, found, material)


def by_court(material: Material, registry: Registry, day: date) -> Table:
    """People and judgments by court."""
    found = [
        (*fold_court(view.text("court"), registry), person, _at(material, view, "decided_on", day, "court"))
        for person, view in material.each("judgment")
        if view.text("court")
    ]
    return _folded("court", found, material)


def by_judge(material: Material, _registry: Registry, day: date) -> Table:
    """People and judgments by judge; each of several judges counts."""
    found = [
        (*fold_judge(text), person, _at(material, view, "decided_on", day, "judges/"))
        for person, view in material.each("judgment")
        for text in dict.fromkeys(_items(view, "judges/"))
    ]
    return _folded("judge", found, material)


def by_month(material: Material, _registry: Registry, day: date) -> Table:
    """People and detentions by month of arrest. A date that spans several months counts possibly in each of them."""
    seen: dict[str, Seen] = {}
    told: set[bytes] = set()
    for person, view in material.each("detention"):
        span = _at(material, view, "arrested_on", day, "arrested_on")
        months = _months(view.day("arrested_on"), min(day, material.today))
        for month in months if span.most else ():
            told.add(person)
            is_sure = len(months) == 1 and bool(span.least)
            words = _UNKNOWN if month == _MONTH_UNKNOWN else same(month)
            seen.setdefault(month, Seen(words)).add(
                person, one(is_sure=is_sure, is_contradicted=bool(span.contradicted))
            )
    return _table("month", seen, material, told)


TABLES: Final[Mapping[str, Callable[[Material, Registry, date], Table]]] = {
    "article": by_article,
    "term": by_term,
    "place": by_place,
    "court": by_court,
    "judge": by_judge,
    "month": by_month,
}


def build_table(name: str, material: Material, registry: Registry, day: date) -> Table:
    """One of TABLES by its name."""
    return TABLES[name](material, registry, day)


def join_tables(tables: Sequence[Table]) -> Table:
    """One table of the tables of one name that were made of different people."""
    name = tables[0].name
    lines = joined(line for table in tables for line in table.lines)
    return Table(name=name, lines=_in_order(name, lines), without=sum(table.without for table in tables))


# --- inside -----------------------------------------------------------------------------------------------------------
def _at(material: Material, view: RecordView, path: str, day: date, *rests_on: str) -> Span:
    """Whether a record is of the time until `day`."""
    first, last = material.bounds(view, path)
    is_possible = first <= day
    doubted = is_possible and material.is_contradicted(view, path, *rests_on)
    return one(is_sure=last <= day, is_possible=is_possible, is_contradicted=doubted)


def _stay(material: Material, view: RecordView, day: date) -> Span:
    """Whether a stay covers a day; on the day of its end it possibly does."""
    began, has_begun = material.bounds(view, "began_on")
    ends, ended = material.bounds(view, "ended_on") if view.text("ended_on") else (date.max, date.max)
    is_possible = began <= day <= ended
    doubted = is_possible and material.is_contradicted(view, "began_on", "ended_on", "place")
    return one(is_sure=has_begun <= day < ends, is_possible=is_possible, is_contradicted=doubted)


def _charged(view: RecordView, numbers: Mapping[bytes, str]) -> tuple[str, ...]:
    listed = numbers.get(view.ref("article") or b"", "")
    return (listed,) if listed else article_numbers(view.text("article_text"))


def _judged(view: RecordView) -> tuple[str, ...]:
    texts = _items(view, "articles/")
    return tuple(dict.fromkeys(number for text in texts for number in article_numbers(text)))


def _items(view: RecordView, name: str) -> list[str]:
    paths = sorted(path for path in view.fields if path.startswith(name) and path.endswith("/text"))
    return [text for path in paths if (text := view.text(path))]


def _note(found: dict[str, list[Span]], numbers: Iterable[str], span: Span) -> None:
    if span.most:
        for number in numbers:
            found.setdefault(number, []).append(span)


def _weight(spans: list[Span]) -> tuple[int, int]:
    return sum(span.most for span in spans), sum(span.least for span in spans)


def _also(seen: Seen, person: bytes, span: Span) -> None:
    """Count a person, not a record."""
    if span.least:
        seen.sure.add(person)
    if span.contradicted:
        seen.contradicted.add(person)


def _term_key(term: Term) -> tuple[str, Labels]:
    if term.without is not None:
        return term.without.value, _WITHOUT[term.without]
    months = term.years * 12 + term.months
    for key, most, words in _TERMS:
        if months * _DAYS_A_MONTH + term.days <= most * _DAYS_A_MONTH:
            return key, words
    raise AssertionError("the last class has no end")


def _months(when: PartialDate, day: date) -> list[str]:
    first, last = when.earliest, when.latest or day
    if first is None:
        return [_MONTH_UNKNOWN]
    last = min(last, day)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if count > STATISTIC_MONTHS_MAX:
        return [_MONTH_UNKNOWN]
    begin = first.year * 12 + first.month - 1
    return [f"{(begin + index) // 12:04d}-{(begin + index) % 12 + 1:02d}" for index in range(count)]


def _folded(name: str, found: Iterable[tuple[str, Labels, bytes, Span]], material: Material) -> Table:
    """A table of things that are spelled in several ways."""
    spellings: dict[str, Counter[Labels]] = {}
    listed = [item for item in found if item[3].most]
    for key, words, _, _ in listed:
        spellings.setdefault(key, Counter())[words] += 1
    seen = {key: Seen(commonest(spelled), spelled=spelled) for key, spelled in spellings.items()}
    for key, _, person, span in listed:
        seen[key].add(person, span)
    return _table(name, seen, material, {person for _, _, person, _ in listed})


def _table(name: str, seen: Mapping[str, Seen], material: Material, told: set[bytes]) -> Table:
    lines = [counted.line(key) for key, counted in seen.items()]
    return Table(name=name, lines=_in_order(name, lines), without=len(set(material.people) - told))


def _in_order(name: str, lines: Iterable[Line]) -> tuple[Line, ...]:
    """Terms from the shortest, months from the first, of all else the most people first."""
    match name:
        case "term":
            return tuple(sorted(lines, key=lambda line: _TERM_ORDER.index(line.key)))
        case "month":
            return tuple(sorted(lines, key=lambda line: line.key))
        case _:
            return ordered(lines)
