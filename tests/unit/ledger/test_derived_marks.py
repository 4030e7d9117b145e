"""What follows for a person, a need, a hearing: the words lists filter by, the days they sort by, and until when."""

from __future__ import annotations

from datetime import date

import pytest

from node.ledger.derived import RecordView
from node.ledger.derived.marks import Marked, marked, own_marks, text_code
from node.ledger.types import Scalar

TODAY = date(2026, 3, 14)
PLACE = b"p" * 16


def view(kind: str, **fields: Scalar) -> RecordView:
    """Make a record; `__` stands for the slash of a path."""
    paths = {path.replace("__", "/"): value for path, value in fields.items()}
    return RecordView(id=repr(sorted(paths)).encode()[:16], kind=kind, fields=paths)


def of(record: RecordView, *near: RecordView, needs: tuple[str, ...] = (), today: date = TODAY) -> Marked:
    """Work out what follows for a record."""
    by_kind: dict[str, list[RecordView]] = {}
    for one in near:
        by_kind.setdefault(one.kind, []).append(one)
    return marked(record, by_kind, needs, today)


PERSON = view("person", birth_date="1985-04-24", sex="female", groups__journalist=True)
SERVING = view("status_event", status="serving_imprisonment", effective_on="2024-02")


def test_person_of_whom_nothing_is_known_has_every_gap_but_those_of_prison() -> None:
    marks = of(view("person")).marks
    assert set(marks) == {"liberty=unknown", "recognised=none", "gap=guardian", "gap=status"}


def test_prisoner_without_place_and_letters_has_those_gaps() -> None:
    marks = of(PERSON, SERVING).marks
    assert {"liberty=imprisoned", "status=serving_imprisonment", "gap=place", "gap=letter", "is=journalist"} <= {*marks}
    assert "gap=status" not in marks


def test_place_letter_and_guardian_close_their_gaps() -> None:
    stay = view("placement", place=PLACE, began_on="2024-02")
    letter = view("letter", sent_on="2026-01-10")
    care = view("guardianship", state="active", began_on="2025")
    marks = of(PERSON, SERVING, stay, letter, care).marks
    assert f"place={PLACE.hex()}" in marks
    assert not [mark for mark in marks if mark.startswith("gap=")]


@pytest.mark.parametrize(("day", "is_missing"), [(date(2026, 4, 9), False), (date(2026, 4, 10), True)])
def test_letter_grows_old_on_the_day_that_was_foretold(day: date, is_missing: bool) -> None:
    letter = view("letter", sent_on="2026-01-10")
    assert of(PERSON, SERVING, letter).until == date(2026, 4, 10)
    assert ("gap=letter" in of(PERSON, SERVING, letter, today=day).marks) is is_missing


def test_both_statuses_of_a_conflict_are_found() -> None:
    other = view("status_event", status="released_served", effective_on="2024-02")
    marks = of(PERSON, SERVING, other).marks
    assert {"status=serving_imprisonment", "status=released_served", "status-conflict"} <= {*marks}


def test_dead_and_free_have_no_birthday_and_the_dead_no_gap() -> None:
    free = view("status_event", status="released_served", effective_on="2025")
    dead = view("status_event", status="died_in_custody", effective_on="2025")
    assert of(PERSON, free).due == of(PERSON, dead).due == ()
    assert "gap=guardian" in of(PERSON, free).marks
    assert not [mark for mark in of(PERSON, dead).marks if mark.startswith("gap=")]


def test_birthday_and_release_stand_under_their_days() -> None:
    verdict = view("judgment", decided_on="2024-01-20", penalty="imprisonment", term="P4Y6M", counted_from="2023-05-03")
    assert dict(of(PERSON, SERVING, verdict).due) == {"birthday": "04-24", "release": "2027-11-03"}
    withheld = view("person", birth_date="1985-04-24", identity_withheld=True)
    assert dict(of(withheld, SERVING, verdict).due) == {"release": "2027-11-03"}


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
    assert of(need, some).marks == ("state=partly_covered", "open", "urgent")
    assert of(need, some).due == (("need", "0 2026-03-31 040"),)
    assert of(need, some).until == date(2026, 3, 31)
    arrived = view("delivery", amount="EUR:1000", status="delivered_confirmed")
    assert of(need, arrived).marks == ("state=delivered",)
    assert of(need, arrived).due == ()


def test_hearing_stands_under_its_day_and_hour() -> None:
    assert of(view("hearing", held_on="2026-03-20", starts_at="10:30")).due == (("hearing", "2026-03-20 10:30"),)
    assert of(view("hearing", held_on="unknown")).due == ()


@pytest.mark.parametrize("word", ["a b", "A", "x" * 80, "<b>", "\ue000s1", ""])
def test_d10_no_word_of_a_record_becomes_a_mark_that_is_none(word: str) -> None:
    odd = view("status_event", status=word, effective_on="2025")
    marks = of(view("person", sex=word, **{f"groups__{word}": True}), odd).marks
    assert all(mark.replace("=", "").replace("_", "").replace("-", "").isalnum() for mark in marks)
    assert list(own_marks("need", {"category": word})) == []
