"""Hearings as a calendar sees them: days known in part, courts in many spellings, who goes."""

from datetime import date

import pytest

from node.ledger.calendars.sittings import court_of_hearing, listed_court, sitting_of
from node.ledger.derived import RecordView
from node.ledger.packs import HOME, reference_records
from node.ledger.types import Scalar

LISTED = [
    RecordView(id=number.to_bytes(16, "big"), kind="court", fields=dict(one.fields))
    for number, one in enumerate(one for one in reference_records(HOME) if one.kind == "court")
]
COURTS = {view.id: listed_court(view) for view in LISTED}


def hearing(**values: Scalar) -> RecordView:
    return RecordView(id=b"h" * 16, kind="hearing", fields={path.replace("__", "/"): it for path, it in values.items()})


@pytest.mark.parametrize(
    "spelling",
    [
        "Суд Ленинского района г. Минска",
        "суд Ленінскага раёна Мінска",
        "Leninski District Court of Minsk",
        "Ленинский районный суд, Минск",
        "Lieninski rajonny sud, Minsk",
    ],
)
def test_spellings_of_one_court_have_one_key(spelling: str) -> None:
    listed = next(view for view in LISTED if "minsk-leninski" in str(view.fields["external/pack/id"]))
    by_list = court_of_hearing(hearing(court=listed.id), COURTS)
    assert court_of_hearing(hearing(court_text=spelling), COURTS) == by_list


def test_every_listed_court_has_a_key_of_its_own() -> None:
    assert len({key for key, _ in COURTS.values()}) == len(LISTED)


def test_court_of_the_list_goes_before_its_spelling() -> None:
    told = hearing(court=LISTED[0].id, court_text="TEST-іншы суд")
    assert court_of_hearing(told, COURTS) == COURTS[LISTED[0].id]


def test_hearing_without_a_court_says_so() -> None:
    key, words = court_of_hearing(hearing(), COURTS)
    assert (key, words.en) == ("", "court not named")


def test_day_known_in_part_stands_at_its_first_day_and_is_over_after_its_last() -> None:
    one = sitting_of(hearing(held_on="2026-03"), COURTS)
    assert one is not None
    assert one.first == date(2026, 3, 1)
    assert not one.lacks_outcome(date(2026, 3, 31))
    assert one.lacks_outcome(date(2026, 4, 1))
    assert sitting_of(hearing(held_on="unknown"), COURTS) is None
    assert sitting_of(hearing(), COURTS) is None


def test_watchers_are_those_who_come_and_not_those_kept_away() -> None:
    one = sitting_of(
        hearing(
            held_on="2026-03-10",
            observers__a__who="carol",
            observers__b__who="bob",
            observers__b__state="not_let_in",
            observers__c__who="alice",
            observers__c__state="came",
        ),
        COURTS,
    )
    assert one is not None
    assert one.watchers == 2
