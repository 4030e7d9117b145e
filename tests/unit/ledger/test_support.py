"""Who looks after whom, who may be written to, which parcels and letters are double, what lies on the shelf."""

from datetime import date, timedelta

import pytest

from node.ledger.derived import (
    Around,
    Given,
    RecordView,
    address_on,
    answered,
    count_stock,
    double_guardians,
    double_letters,
    fitting_offers,
    is_reserved,
    last_letter_on,
    may_write,
    months_since,
    next_parcel_on,
    parcels_in_period,
    postal_name,
    state_of_care,
    state_of_need,
    support_of,
)
from node.ledger.derived.letters import is_unwritten, months_before, unwritten_from
from node.ledger.types import Scalar

TODAY = date(2026, 6, 1)
ALICE, BOB, PLACE = b"\xa1" * 16, b"\xb0" * 16, b"\xcc" * 16


def view(number: int, kind: str, /, **fields: Scalar) -> RecordView:
    paths = {path.replace("__", "/"): value for path, value in fields.items()}
    return RecordView(id=bytes([number]) * 16, kind=kind, fields=paths)


def person(**fields: Scalar) -> RecordView:
    return RecordView(id=ALICE, kind="person", fields={path.replace("__", "/"): one for path, one in fields.items()})


PRISON = RecordView(
    id=PLACE,
    kind="place",
    fields={"addresses/a/text": "TEST-вул. 1", "addresses/a/postcode": "1", "category": "prison"},
)


def around(who: RecordView | None = None, **records: list[RecordView]) -> Around:
    held = view(90, "placement", person=ALICE, place=PLACE, began_on="2024")
    status = view(91, "status_event", person=ALICE, status="serving_imprisonment", effective_on="2024")
    about = {"events": [status], "stays": [held], "regime": [], "consents": [], "letters": [], **records}
    return Around(person=who or person(), **about)


def letter(number: int, **fields: Scalar) -> RecordView:
    return view(number, "letter", **{"person": ALICE, "direction": "to_prisoner", "status": "sent", **fields})


# --- guardians --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"last_contact_on": "2026-04-20"}, "active"),
        ({"last_contact_on": "2026-04-19"}, "silent"),
        ({"last_contact_on": "2026-04"}, "active"),  # perhaps on its last day
        ({"last_contact_on": "2026-03"}, "silent"),
        ({"last_contact_on": "unknown", "began_on": "2026-05"}, "active"),
        ({}, "silent"),
        ({"state": "paused"}, "paused"),
        ({"state": "handed_over", "last_contact_on": "2026-05-30"}, "handed_over"),
        ({"ended_on": "2026-05-31", "last_contact_on": "2026-05-30"}, "ended"),
        ({"began_on": "2026-07", "last_contact_on": "2026-05-30"}, "offered"),
        ({"state": "a_later_word"}, "a_later_word"),
    ],
)
def test_care_is_silent_after_six_weeks_without_contact(fields: dict[str, Scalar], state: str) -> None:
    assert state_of_care(view(1, "guardianship", person=ALICE, guardian="carol", **fields), TODAY) == state


def test_guardians_of_one_sort_are_double_and_others_stand_beside() -> None:
    def care(number: int, **fields: Scalar) -> RecordView:
        return view(number, "guardianship", **{"person": ALICE, "guardian": "carol", "state": "active", **fields})

    both = [care(1), care(2, category="group")]
    assert [one.id[0] for one in double_guardians(both, TODAY)[ALICE]] == [1, 2]
    beside = [care(1), care(2, category="letters_only"), care(3, category="public_figure"), care(4, person=BOB)]
    assert not double_guardians(beside, TODAY)
    assert not double_guardians([care(1), care(2, state="handed_over"), care(3, ended_on="2026-05")], TODAY)


# --- letters ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("told", "reasons"),
    [
        (around(), ()),
        (around(person(letters_stop="harm")), ("asked",)),
        (around(person(letters_stop="harm", letters_stop_until="2026-05")), ()),
        (around(person(letters_stop="harm", letters_stop_until="2026-06")), ("asked",)),
        (around(person(identity_withheld=True)), ("withheld",)),
        (around(stays=[]), ("place_unknown",)),
        (around(events=[view(1, "status_event", status="released_served", effective_on="2026")]), ("free",)),
        (around(events=[view(1, "status_event", status="died_in_custody", effective_on="2026")]), ("dead",)),
        (around(events=[]), ()),
        (around(regime=[view(1, "regime_event", category="correspondence_blocked", ended_on="2026-05")]), ()),
        (around(regime=[view(1, "regime_event", category="correspondence_blocked", ended_on="2026")]), ("blocked",)),
        (
            around(
                regime=[
                    view(1, "regime_event", category="incommunicado_started", began_on="2026-02"),
                    view(2, "regime_event", category="incommunicado_ended", began_on="2026-03"),
                ]
            ),
            (),
        ),
        (
            around(
                regime=[
                    view(1, "regime_event", category="incommunicado_started", began_on="2026-03"),
                    view(2, "regime_event", category="incommunicado_ended", began_on="2026-03"),
                ]
            ),
            ("cut_off",),
        ),
        (around(consents=[view(1, "consent", purposes__letters=True, withdrawn_on="2026")]), ("consent_withdrawn",)),
        (
            around(
                consents=[
                    view(1, "consent", purposes__letters=True, withdrawn_on="2025"),
                    view(2, "consent", purposes__letters=True, given_on="2026"),
                ]
            ),
            (),
        ),
        (around(consents=[view(1, "consent", purposes__photo=True, withdrawn_on="2026")]), ()),
    ],
)
def test_writing_is_spoken_against_by_reasons(told: Around, reasons: tuple[str, ...]) -> None:
    found = may_write(told, {PLACE: PRISON}, TODAY)
    assert found.reasons == reasons
    assert found.may is not bool(reasons)


def test_conflicting_places_and_statuses_are_cautions() -> None:
    stays = [
        view(1, "placement", place=PLACE, began_on="2026"),
        view(2, "placement", place=BOB, began_on="2026", whereabouts="presumed"),
    ]
    events = [
        view(3, "status_event", status="remand", effective_on="2026"),
        view(4, "status_event", status="serving_imprisonment", effective_on="2026"),
    ]
    found = may_write(around(stays=stays, events=events), {PLACE: PRISON}, TODAY)
    assert found.may
    assert set(found.cautions) == {"place_unsure", "status_unknown"}


@pytest.mark.parametrize(
    ("fields", "text", "is_sure"),
    [
        ({"addresses/a/text": "1"}, "1", True),
        ({"addresses/a/text": "1", "addresses/a/valid_to": "2026-05"}, None, False),
        ({"addresses/a/text": "1", "addresses/a/valid_to": "2026-06"}, "1", False),
        ({"addresses/a/text": "1", "addresses/a/valid_to": "2023/.."}, "1", False),
        ({"addresses/a/text": "1", "addresses/a/valid_from": "2026-07"}, None, False),
        ({"addresses/a/text": "1", "addresses/a/valid_to": "2023/..", "addresses/b/text": "2"}, "2", True),
        ({"addresses/a/text": "1", "addresses/b/text": "2", "addresses/b/language": "be"}, "2", True),
        ({"addresses/a/text": "1", "addresses/b/text": "2", "addresses/b/last_verified": "2025"}, "2", True),
        ({"addresses/a/text": "1", "closed_on": "2026-05"}, None, False),
        ({"addresses/a/postcode": "1"}, None, False),
    ],
)
def test_address_valid_today_is_found(fields: dict[str, Scalar], text: str | None, is_sure: bool) -> None:
    found = address_on(RecordView(id=PLACE, kind="place", fields=fields), TODAY)
    assert (found.text if found else None) == text
    assert found is None or found.is_sure is is_sure


def test_envelope_bears_the_name_marked_for_letters_else_cyrillic_by_document() -> None:
    latin = {"names__a__text": "TEST-Hanna", "names__a__language": "en"}
    russian = {"names__b__text": "Анна TEST-Узорова", "names__b__language": "ru"}
    alias = {"names__0__text": "TEST-Птушка", "names__0__kind": "alias", "names__0__language": "ru"}
    assert postal_name(person(**latin)) == "TEST-Hanna"
    assert postal_name(person(**latin, **russian, **alias)) == "Анна TEST-Узорова"
    parts = {"names__b__surname": "TEST-Узорова", "names__b__given": "Анна", "names__b__patronymic": "TEST-Івановна"}
    assert postal_name(person(**latin, **russian, **parts)) == "TEST-Узорова Анна TEST-Івановна"
    assert postal_name(person(**russian, names__z__text="TEST-Z", names__z__kind="postal")) == "TEST-Z"
    assert postal_name(person()) == ""


@pytest.mark.parametrize(
    ("letters", "months"),
    [
        ([], None),
        ([letter(1, sent_on="2026-05-02")], 0),
        ([letter(1, sent_on="2026-05-01")], 1),
        ([letter(1, sent_on="2025-06-02")], 11),
        ([letter(1, sent_on="2025")], 5),  # perhaps on its last day
        ([letter(1, sent_on="unknown")], 0),
        ([letter(1, sent_on="2027")], None),
        ([letter(1, sent_on="2026-05", status="blocked")], None),
        ([letter(1, sent_on="2026-05", status="reserved"), letter(2, sent_on="2026-02-01")], 4),
        ([letter(1, sent_on="2026-05", direction="from_prisoner")], None),
    ],
)
def test_months_without_a_letter(letters: list[RecordView], months: int | None) -> None:
    assert months_since(last_letter_on(letters, TODAY), TODAY) == months


@pytest.mark.parametrize("months", [1, 2, 3, 6, 12])
def test_nobody_wrote_is_one_thing_whichever_way_it_is_asked(months: int) -> None:
    for back in range(500):
        last = TODAY - timedelta(days=back)
        for today in (TODAY, date(2026, 2, 28), date(2024, 2, 29), date(2026, 4, 30), date(2026, 3, 31)):
            is_so = is_unwritten(last, today, months)
            assert is_so == (last <= months_before(today, months))
            assert is_so == ((since := months_since(last, today)) is not None and since >= months)
            turn = unwritten_from(last, months)
            assert turn is not None
            assert is_so == (today >= turn)
    assert is_unwritten(None, TODAY, months)
    assert not is_unwritten(date.max, TODAY, months)
    assert unwritten_from(date.max, months) is None


@pytest.mark.parametrize(
    ("last", "turn"),
    [
        (date(2025, 11, 30), date(2026, 3, 1)),  # February has no 30th
        (date(2025, 11, 28), date(2026, 2, 28)),
        (date(2023, 11, 29), date(2024, 2, 29)),
        (date(2026, 1, 31), date(2026, 5, 1)),
        (date(2026, 3, 1), date(2026, 6, 1)),
    ],
)
def test_three_months_without_a_letter_are_over_on_that_day(last: date, turn: date) -> None:
    assert unwritten_from(last) == turn
    assert is_unwritten(last, turn)
    assert not is_unwritten(last, turn - timedelta(days=1))


@pytest.mark.parametrize(
    ("until", "holds"),
    [("2026-06-01", True), ("2026-05-31", False), ("2026-06-15", True), ("2026-06-16", False), ("unknown", False)],
)
def test_reservation_holds_until_its_day_and_not_for_too_long_ahead(until: str, holds: bool) -> None:
    assert is_reserved(letter(1, status="reserved", reserved_until=until), TODAY) is holds


@pytest.mark.parametrize(
    ("letters", "double"),
    [
        ([letter(1, sent_on="2026-05-01"), letter(2, sent_on="2026-05-01")], [1, 2]),
        ([letter(1, sent_on="2026-05-01", written_by="a"), letter(2, sent_on="2026-05-07", written_by="b")], [1, 2]),
        ([letter(1, sent_on="2026-05-01", written_by="a"), letter(2, sent_on="2026-05-08", written_by="b")], []),
        ([letter(1, sent_on="2026-05-01", written_by="a"), letter(2, sent_on="2026-05-03", written_by=" A")], []),
        ([letter(1, sent_on="2026-05"), letter(2, sent_on="2026-05")], []),  # nobody knows the days
        ([letter(1, sent_on="2026-05-01"), letter(2, sent_on="2026-05-01", status="draft")], []),
        (
            [letter(number, status="reserved", reserved_until=f"2026-06-0{number}") for number in (3, 4)],
            [3, 4],
        ),
        ([letter(3, status="reserved", reserved_until="2026-06-02"), letter(4, sent_on="2026-06-01")], []),
    ],
)  # fmt: skip
def test_letters_written_without_knowing_are_double(letters: list[RecordView], double: list[int]) -> None:
    assert [one.id[0] for one in double_letters(letters, TODAY)] == double


def test_letter_is_answered_by_the_answer_that_names_it() -> None:
    told = [
        letter(1),
        letter(2, status="answered"),
        letter(3),
        letter(4, direction="from_prisoner", answer_to=b"\x01" * 16),
    ]
    assert {id[0] for id in answered(told)} == {1, 2}


# --- parcels, needs, offers, stock ------------------------------------------------------------------------------------
def parcel(number: int, **fields: Scalar) -> RecordView:
    return view(number, "delivery", **{"person": ALICE, "category": "parcel", "status": "accepted", **fields})


def test_parcels_count_in_the_period_of_the_place_where_they_may_lie_in_it() -> None:
    sent = [
        parcel(1, sent_on="2026-03-01"),  # its three months are over today
        parcel(2, sent_on="2026-03-02"),
        parcel(3, sent_on="2026-03"),
        parcel(4, sent_on="2026-05-01", status="refused"),
        parcel(5, sent_on="2026-05-01", category="money"),
        parcel(6, status="prepared"),
        parcel(7, status="accepted"),
        parcel(8, sent_on="2026-07-01"),
    ]
    assert [one.id[0] for one in parcels_in_period(sent, 3, TODAY)] == [3, 2, 6]
    assert parcels_in_period(sent, None, TODAY) == []
    assert next_parcel_on(sent[:3], 3) == date(2026, 6, 30)
    assert next_parcel_on(sent[:1], None) == date(2026, 6, 1)
    assert next_parcel_on([parcel(1)], 3) is None


def test_need_says_that_more_was_sent_and_why_the_last_was_refused() -> None:
    need = view(1, "need", person=ALICE, category="parcel_food")
    refused = parcel(2, status="refused", sent_on="2026-05-01")
    later = parcel(3, status="returned", sent_on="2026-05-02")
    state = state_of_need(need, [], [refused, later], TODAY)
    assert state.refused is later
    both = state_of_need(need, [], [refused, parcel(4, status="sent"), parcel(5, status="prepared")], TODAY)
    assert (both.sent_percent, both.is_over_sent, both.refused) == (200, True, None)


def test_pledge_of_a_period_that_is_over_does_not_cover_a_repeating_need() -> None:
    need = view(1, "need", person=ALICE, category="parcel_food", repeat="monthly")
    once = view(2, "pledge", need=need.id, due_on="2026-04-20", status="promised")
    always = view(3, "pledge", need=need.id, due_on="2026-04-20", status="promised", repeat="monthly")
    assert state_of_need(need, [once], [], TODAY).status == "open"
    assert state_of_need(need, [always], [], TODAY).status == "covered"


def test_offers_fit_by_kind_while_they_are_open() -> None:
    offers = [
        view(1, "offer", category="goods", valid_to="2026-07"),
        view(2, "offer", category="goods", status="open", valid_to="2026-06"),
        view(3, "offer", category="goods", valid_to="2026-05"),
        view(4, "offer", category="goods", status="matched"),
        view(5, "offer", category="goods", need=b"\x09" * 16),
        view(6, "offer", category="job"),
    ]
    assert [offer.id[0] for offer in fitting_offers("parcel_clothes", offers, TODAY)] == [2, 1]
    assert [offer.id[0] for offer in fitting_offers("job", offers, TODAY)] == [6]
    assert fitting_offers("other", offers, TODAY) == []


def test_stock_is_counted_by_thing_and_unit() -> None:
    entries = [
        view(1, "stock", title="TEST-Tea", step="bought", quantity=10, unit="pack", best_before="2026-05-01"),
        view(2, "stock", title="test-tea ", step="given", quantity=2, unit="pack", best_before="2026-09"),
        view(3, "stock", title="TEST-tea", step="packed", quantity=5, unit="pack"),
        view(4, "stock", title="TEST-tea", step="sent", quantity=3, unit="pack"),
        view(5, "stock", title="TEST-tea", step="written_off", quantity=1, unit="pack"),
        view(6, "stock", title="TEST-tea", step="bought", quantity=1, unit="gram"),
        view(7, "stock", title="TEST-soap", step="sent", quantity=1),
    ]
    shelves = {(shelf.title, shelf.unit): shelf for shelf in count_stock(entries, TODAY)}
    tea = shelves["TEST-Tea", "pack"]
    assert (tea.left, tea.waiting, tea.sent, tea.came, tea.best_before) == (6, 2, 3, 12, date(2026, 9, 1))
    assert shelves["TEST-tea", "gram"].left == 1
    assert shelves["TEST-soap", ""].is_short


# --- what nobody gives ------------------------------------------------------------------------------------------------
def given(told: Around | None = None, **records: object) -> Given:
    about = {"guardianships": [], "deliveries": [], "needs": [], "lawyers": [], **records}
    return Given(around=told or around(), **about)  # type: ignore[arg-type]


def test_gaps_are_what_nobody_gives() -> None:
    places = {PLACE: PRISON}
    assert support_of(given(), places, TODAY).gaps == ("guardian", "letters", "parcel", "lawyer")
    silent = view(1, "guardianship", person=ALICE, state="active", began_on="2025")
    lawyer = view(2, "lawyer_engagement", person=ALICE, began_on="2025")
    told = given(
        around(letters=[letter(3, sent_on="2026-05-20")]),
        guardianships=[silent],
        deliveries=[parcel(4, sent_on="2026-05-20")],
        lawyers=[lawyer],
    )
    found = support_of(told, places, TODAY)
    assert found.gaps == ("contact",)
    assert (found.letters[:2], found.parcels[:2]) == ((0, 1), (0, 1))
    gone = view(2, "lawyer_engagement", person=ALICE, began_on="2025", licence_withdrawn_on="2026-02")
    assert "lawyer" in support_of(given(lawyers=[gone]), places, TODAY).gaps


def test_gaps_of_the_dead_are_none_and_of_the_free_whether_somebody_asked() -> None:
    dead = around(events=[view(1, "status_event", status="died_in_custody", effective_on="2026")])
    assert support_of(given(dead), {}, TODAY).gaps == ()
    assert support_of(given(around(person(care_stage="closed"))), {}, TODAY).gaps == ()
    free = around(events=[view(1, "status_event", status="released_pardon", effective_on="2026-02")])
    assert support_of(given(free), {}, TODAY).gaps == ("guardian", "after_release")
    asked = given(free, needs=[view(2, "need", person=ALICE, category="job")])
    assert support_of(asked, {}, TODAY).gaps == ("guardian",)
    long_ago = around(events=[view(1, "status_event", status="released_pardon", effective_on="2023")])
    assert support_of(given(long_ago), {}, TODAY).gaps == ("guardian",)


def test_parcel_that_may_not_be_sent_is_no_gap() -> None:
    barred = around(stays=[view(1, "placement", place=PLACE, began_on="2025", may_send_parcel=False)])
    assert "parcel" not in support_of(given(barred), {PLACE: PRISON}, TODAY).gaps
    punished = around(regime=[view(1, "regime_event", category="parcels_withdrawn", began_on="2026-05")])
    assert "parcel" not in support_of(given(punished), {PLACE: PRISON}, TODAY).gaps
