"""Invented records for the demonstration: nobody in them exists, every name is marked TEST-."""

from collections.abc import Callable, Iterator

from node.crdt.codec import Scalar
from node.crdt.ids import Record

_PEOPLE = (
    ("TEST-Яніна Прыкладная", "female", "1987-03", "lawyer_fee", "urgent"),
    ("TEST-Алесь Узорны", "male", "1994", "parcel_food", "normal"),
    ("TEST-Марыя Тэстовіч", "female", "1971-11-02", "medicine", "urgent"),
    ("TEST-Павел Паказны", "male", "2001-06", "books_press", "normal"),
    ("TEST-Вольга Выдуманая", "female", "1990", "family_living", "normal"),
    ("TEST-Ігар Небылічны", "male", "1983-09-17", "travel_visit", "normal"),
)
_PLACE = "TEST-калонія № 0"

Draft = tuple[Record, str, dict[str, Scalar]]


def demo_records(random: Callable[[int], bytes]) -> Iterator[Draft]:
    """Yield the records as (id, kind, values), a place first."""
    place = Record(random(16))
    yield place, "place", {"names/t1/text": _PLACE, "names/t1/language": "be", "category": "penal_colony"}
    for name, sex, born, need, urgency in _PEOPLE:
        person = Record(random(16))
        yield person, "person", {"names/t1/text": name, "names/t1/language": "be", "sex": sex, "birth_date": born}
        yield Record(random(16)), "placement", {"person": person, "place": place, "began_on": "2025"}
        yield Record(random(16)), "need", {"person": person, "category": need, "urgency": urgency}
