"""What of a person is compared: names, dates, articles, ids in other lists."""

from collections.abc import Iterable
from dataclasses import dataclass

from node.ledger.derived.view import RecordView
from node.ledger.duplicates.naming import Spelling, spell
from node.ledger.values.article_text import article_numbers
from node.ledger.values.partial_date import UNKNOWN, PartialDate

COMPARED = ("person", "detention", "judgment", "charge")  # the kinds whose records are looked at


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Traits:
    """One person as the finder sees it. `ids` are (list, id there)."""

    record: bytes
    names: tuple[Spelling, ...]
    sex: str = ""
    born: PartialDate = UNKNOWN
    arrests: tuple[PartialDate, ...] = ()
    articles: frozenset[str] = frozenset()
    ids: frozenset[tuple[str, str]] = frozenset()


def traits_of(person: RecordView, related: Iterable[RecordView] = ()) -> Traits:
    """The traits of a person from the person's record and the detentions, judgments and charges that name it."""
    arrests: list[PartialDate] = []
    articles: set[str] = set()
    for record in related:
        if record.kind == "detention" and not record.day("arrested_on").is_unknown:
            arrests.append(record.day("arrested_on"))
        for path in record.fields:
            if path == "article_text" or (path.startswith("articles/") and path.endswith("/text")):
                articles.update(article_numbers(record.text(path)))
    return Traits(
        record=person.id,
        names=_names(person),
        sex=person.text("sex"),
        born=person.day("birth_date"),
        arrests=tuple(dict.fromkeys(arrests)),
        articles=frozenset(articles),
        ids=frozenset(_ids(person)),
    )


def _names(person: RecordView) -> tuple[Spelling, ...]:
    texts = {person.text(path): None for path in person.fields if path.startswith("names/") and path.endswith("/text")}
    return tuple(spelling for spelling in map(spell, texts) if spelling.words)


def _ids(person: RecordView) -> Iterable[tuple[str, str]]:
    for path in person.fields:
        if path.startswith("external/") and path.endswith("/id"):
            org = person.text(path.removesuffix("id") + "org")
            id = person.text(path).strip()
            if org and id:
                yield org.strip().casefold(), id
