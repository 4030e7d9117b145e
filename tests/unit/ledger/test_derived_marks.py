"""What follows for a person, a need, a hearing: the words lists filter by, the days they sort by, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from node.ledger.calendars.sittings import court_of_hearing, listed_court
from node.ledger.derived import RecordView
from node.ledger.derived.marks import (
    Known,
    Marked,
    cares,
    court_code,
    day_of_key,
    marked,
    own_marks,
    read_held,
    text_code,
)
from node.ledger.types import Scalar

TODAY = date(2026, 3, 14)
PLACE = b"p" * 16


def view(kind: str, **fields: Scalar) -> RecordView:
    """Make a record; `__` stands for the slash of a path."""
    paths = {path.replace("__", "/"): value for path, value in fields.items()}
    return RecordView(id=repr(sorted(paths)).encode()[:16], kind=kind, fields=paths)


PRISON = RecordView(id=PLACE, kind="place", fields={"addresses/a/text": "TEST-street 1", "parcel_every_months": 2})


def of(record: RecordView, *near: RecordView, needs: tuple[str, ...] = (), today: date = TODAY) -> Marked:
    """Work out what follows for a record, where a prison is known."""
    by_kind: dict[str, list[RecordView]] = {}
    for one in near:
        by_kind.setdefault(one.kind, []).append(one)
    return marked(record, by_kind, needs, today, Known(places={PLACE: PRISON}))


PERSON = view("person", birth_date="1985-04-24", sex="female", groups__journalist=True)
SERVING = view("status_event", status="serving_imprisonment", effective_on="2024-02")
STAY = view("placement", place=PLACE, began_on="2024-02")
LETTER = view("letter", sent_on="2026-01-10", direction="to_prisoner")


def test_person_of_whom_nothing_is_known_has_every_gap_but_those_of_prison() -> None:
    marks = of(view("person")).marks
    assert set(marks) == {
        *("liberty=unknown", "recognised=none", "gap=guardian", "gap=status", "lacks"),
        *("unwritten=place_unknown", "stop-write", "caution=status_unknown"),
    }


def test_prisoner_without_place_and_letters_has_those_gaps() -> None:
    marks = of(PERSON, SERVING).marks
    assert {"liberty=imprisoned", "status=serving_imprisonment", "gap=place", "gap=parcel", "is=journalist"} <= {*marks}
    assert not {"gap=status", "gap=letters"} & {*marks}, "to nobody knows where nobody writes"
    assert {"gap=letters", "may-write", "born=04"} <= {*of(PERSON, SERVING, STAY).marks}


def test_place_letter_and_guardian_close_their_gaps() -> None:
    care = view("guardianship", state="active", began_on="2026-03")
    sent = view("delivery", category="parcel", sent_on="2026-03-01")
    lawyer = view("lawyer_engagement", began_on="2024")
    marks = of(PERSON, SERVING, STAY, LETTER, care, sent, lawyer).marks
    assert f"place={PLACE.hex()}" in marks
    assert not [mark for mark in marks if mark.startswith("gap=")]


@pytest.mark.parametrize(("day", "is_missing"), [(date(2026, 4, 9), False), (date(2026, 4, 10), True)])
def test_letter_grows_old_on_the_day_that_was_foretold(day: date, is_missing: bool) -> None:
    assert of(PERSON, SERVING, STAY, LETTER).until == date(2026, 4, 10)
    assert ("gap=letters" in of(PERSON, SERVING, STAY, LETTER, today=day).marks) is is_missing


def test_both_statuses_of_a_conflict_are_found() -> None:
    other = view("status_event", status="released_served", effective_on="2024-02")
    marks = of(PERSON, SERVING, other).marks
    assert {"status=serving_imprisonment", "status=released_served", "status-conflict"} <= {*marks}


def test_dead_and_free_have_no_birthday_and_the_dead_no_gap() -> None:
    free = view("status_event", status="released_served", effective_on="2025")
    dead = view("status_event", status="died_in_custody", effective_on="2025")
    assert (of(PERSON, free).due, of(PERSON, dead).due) == ((("gap", "1 4 0000-00-00"),), ())
    assert "gap=guardian" in of(PERSON, free).marks
    assert not [mark for mark in of(PERSON, dead).marks if mark.startswith("gap=")]


def test_birthday_and_release_stand_under_their_days() -> None:
    verdict = view("judgment", decided_on="2024-01-20", penalty="imprisonment", term="P4Y6M", counted_from="2023-05-03")
    due = dict(of(PERSON, SERVING, verdict).due)
    assert (due["birthday"], due["release"]) == ("04-24", "2027-11-03")
    withheld = view("person", birth_date="1985-04-24", identity_withheld=True)
    assert "birthday" not in dict(of(withheld, SERVING, verdict).due)


def test_articles_come_from_charges_and_judgments_without_their_parts() -> None:
    charge = view("charge", article_text="ч. 2 ст. 293")
    verdict = view("judgment", articles__a__text="342, 361-1")
    assert {"article=293", "article=342", "article=361-1"} <= {*of(PERSON, charge, verdict).marks}


def test_recognition_is_named_by_a_code_that_is_no_text() -> None:
    told = view("recognition", group="TEST-Group", decision="recognised", decided_on="2025")
    assert f"recognised={text_code(' test-group ')}" in of(PERSON, told).marks
    assert "recognised=none" not in of(PERSON, told).marks
    refused = view("recognition", group="TEST-Group", decision="not_recognised", decided_on="2025")
    assert "recognised=none" in of(PERSON, refused).marks


def test_open_needs_of_a_person_are_said_once() -> None:
    marks = of(PERSON, needs=("open", "urgent", "open")).marks
    assert [mark for mark in marks if mark.startswith("need=")] == ["need=open", "need=urgent"]


def test_need_stands_by_urgency_then_day_until_it_is_met() -> None:
    need = view("need", urgency="urgent", due_on="2026-03-31", amount="EUR:1000")
    some = view("pledge", amount="EUR:400", status="promised")
    assert of(need, some).marks == ("state=partly_covered", "area=other", "open", "urgent", "due=2026-03")
    assert of(need, some).due == (("need", "0 0 2026-03-31 040"),)
    assert of(need, some).until == date(2026, 3, 31)
    arrived = view("delivery", amount="EUR:1000", status="delivered_confirmed")
    assert of(need, arrived).marks == ("state=delivered", "area=other", "due=2026-03")
    assert of(need, arrived).due == (("need", "1 0 2026-03-31 000"),)
    assert "over" in of(need, some, arrived, view("pledge", amount="EUR:700")).marks


def test_hearing_stands_under_its_day_and_hour() -> None:
    told = view("hearing", held_on="2026-03-20", starts_at="10:30", court_text="TEST-court")
    court = court_code(court_of_hearing(told, {})[0])
    assert of(told) == Marked(
        marks=(f"court={court}",), due=(("hearing", f"2026-03-20 10:30/{court}"),), until=date(2026, 3, 20)
    )
    assert of(told, today=date(2026, 3, 21)).marks == ("late", f"court={court}")
    assert of(view("hearing", held_on="unknown")).due == ()
    assert of(view("hearing", held_on="2026-03-20")).due == (("hearing", "2026-03-20 /none"),)


@pytest.mark.parametrize("word", ["a b", "A", "x" * 80, "<b>", "\ue000s1", ""])
def test_d10_no_word_of_a_record_becomes_a_mark_that_is_none(word: str) -> None:
    odd = view("status_event", status=word, effective_on="2025")
    marks = of(view("person", sex=word, **{f"groups__{word}": True}), odd).marks
    assert all(mark.replace("=", "").replace("_", "").replace("-", "").isalnum() for mark in marks)
    assert list(own_marks("need", {"category": word})) == []


# --- lists of help ----------------------------------------------------------------------------------------------------
def test_letters_are_listed_by_the_day_of_the_last_and_reserved_names_last() -> None:
    held = view("letter", direction="to_prisoner", status="reserved", reserved_until="2026-03-20", written_by="alice")
    undated = view("letter", direction="to_prisoner", status="sent")
    keys = [dict(of(PERSON, SERVING, STAY, *letters).due)["letter"] for letters in ((), (LETTER,), (undated,), (held,))]
    assert keys == ["0 0000-00-00", "0 2026-01-10", "0 9999-99-99", "1 0000-00-00"]
    assert [day_of_key(key[2:]) for key in keys] == [None, date(2026, 1, 10), date.max, None]
    assert {"reserved", "may-write"} <= {*of(PERSON, SERVING, STAY, held).marks}
    assert list(own_marks("letter", held.fields)) == [f"reserved={text_code('Alice ')}"]
    again = view("letter", direction="to_prisoner", status="reserved", reserved_until="2026-03-19")
    assert {"reserved-twice", "double-letter"} <= {*of(PERSON, SERVING, STAY, held, again).marks}


def test_who_is_not_to_be_written_to_bears_the_reasons() -> None:
    asked = view("person", letters_stop="harm", letters_stop_until="2026-05-01")
    assert {"unwritten=asked", "stop-write"} <= {*of(asked, SERVING, STAY).marks}
    assert "may-write" in of(asked, SERVING, STAY, today=date(2026, 5, 2)).marks
    free = view("status_event", status="released_served", effective_on="2026")
    assert not {"stop-write", "may-write"} & {*of(PERSON, free, STAY).marks}


def test_a_lawyer_who_is_missing_moves_nobody_up_the_list_of_gaps() -> None:
    lawyer = view("lawyer_engagement", began_on="2024")
    with_one, without = of(PERSON, SERVING, STAY, lawyer), of(PERSON, SERVING, STAY)
    assert ("gap=lawyer" in with_one.marks, "gap=lawyer" in without.marks) == (False, True)
    assert dict(with_one.due)["gap"] == dict(without.due)["gap"] == "0 3 0000-00-00"
    assert "lacks" in with_one.marks


def test_by_place_a_key_tells_gaps_and_months() -> None:
    sent = view("delivery", category="parcel", sent_on="2026-03-01")
    told = read_held(dict(of(PERSON, SERVING, STAY, LETTER, sent).due)["held"])
    assert (told.place, told.gaps) == (PLACE, ("guardian", "lawyer"))
    assert (told.letters, told.parcels) == ({2026 * 12 + 0}, {2026 * 12 + 2})
    assert read_held(dict(of(PERSON, SERVING).due)["held"]).place is None


def test_two_parcels_in_the_period_of_the_place_are_counted() -> None:
    sent = [view("delivery", category="parcel", sent_on=day) for day in ("2026-03-01", "2026-02-01")]
    assert "parcels=2" in of(PERSON, SERVING, STAY, sent[0], replace(sent[1], id=b"2" * 16)).marks


def test_guardianships_of_one_person_bear_their_state_and_whether_they_are_double() -> None:
    person = b"a" * 16
    told = [
        RecordView(id=bytes([number]) * 16, kind="guardianship", fields={"person": person, **fields})
        for number, fields in enumerate(
            (
                {"guardian": "Carol", "state": "active", "began_on": "2026-03-01"},
                {"guardian": "bob", "state": "active", "began_on": "2026"},
                {"guardian": "old", "state": "ended"},
            )
        )
    ]
    found = cares(told, TODAY)
    assert found[told[0].id] == Marked(
        marks=("care=active", f"who={text_code('carol')}", "live", "double", "watched"),
        due=(("care", "0 3 2026-03-01"),),
    )
    assert found[told[2].id].marks == ("care=ended", f"who={text_code('old')}")
    assert found[told[2].id].due == (("care", "1 6 0000-00-00"),)
    alone = cares(told[:1], date(2026, 4, 13))
    assert alone[told[0].id].marks[0] == "care=silent"
    assert cares(told[:1], date(2026, 4, 12))[told[0].id].marks[0] == "care=active"


def test_places_courts_and_offers_bear_what_decides_elsewhere() -> None:
    assert of(PRISON).marks == ("address", "parcel-months=2")
    moving = view("place", addresses__a__text="TEST-street 1", addresses__a__valid_to="2026-03-20")
    assert of(moving).until == date(2026, 3, 20)
    assert [of(moving, today=date(2026, 3, day)).marks for day in (19, 20, 21)] == [
        ("address",), ("address-unsure",), ()
    ]  # fmt: skip
    court = view("court", names__a__text="TEST-court")
    assert of(court).marks == (f"folds={text_code(listed_court(court)[0])}",)
    offer = view("offer", category="job", valid_to="2026-03-20")
    assert (of(offer).marks, of(offer).until) == (("open",), date(2026, 3, 20))
    assert of(offer, today=date(2026, 3, 21)).marks == ()
