"""What follows of help never depends on the order of records, and never fails on dates known in part."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from node.ledger.derived import (
    Around,
    Given,
    RecordView,
    count_stock,
    double_guardians,
    double_letters,
    state_of_need,
    support_of,
)
from node.ledger.types import Scalar
from node.ledger.vocabulary import aid, letter, work

ALICE, PLACE = b"\xa1" * 16, b"\xcc" * 16
DATES = st.sampled_from(
    ("unknown", "2026", "2026~", "2026-05", "2026-06-01", "2026-05-31", "2025-12-03", "--05-01", "2025/2026",
     "2026-05/..", "../2026-05", "9999-12-31", "0001-01-01", "2026-02?", "")
)  # fmt: skip
TODAYS = st.sampled_from((date(2026, 6, 1), date(2024, 2, 29), date(2026, 1, 31)))


def records(kind: str, **choices: st.SearchStrategy[Scalar]) -> st.SearchStrategy[list[RecordView]]:
    """Up to five records of a kind, each field there or not."""
    fields = st.fixed_dictionaries({}, optional=dict(choices))

    def numbered(found: list[dict[str, Scalar]]) -> list[RecordView]:
        base = sum(kind.encode()) % 200
        return [
            RecordView(id=bytes([base + number]) * 16, kind=kind, fields={"person": ALICE, **one})
            for number, one in enumerate(found)
        ]

    return st.lists(fields, max_size=5).map(numbered)


LETTERS = records(
    "letter",
    direction=st.sampled_from(letter.DIRECTION.codes),
    status=st.sampled_from(letter.LETTER_STATUS.codes),
    sent_on=DATES,
    reserved_until=DATES,
    written_by=st.sampled_from(("alice", "Alice", "bob")),
)
CARES = records(
    "guardianship",
    state=st.sampled_from(aid.GUARDIAN_STATE.codes),
    category=st.sampled_from(aid.GUARDIAN_KIND.codes),
    began_on=DATES,
    ended_on=DATES,
    last_contact_on=DATES,
)
DELIVERIES = records(
    "delivery",
    category=st.sampled_from(aid.DELIVERY_KIND.codes),
    status=st.sampled_from(aid.DELIVERY_STATUS.codes),
    sent_on=DATES,
    arrived_on=DATES,
    quantity=st.integers(1, 9),
)
PLEDGES = records("pledge", status=st.sampled_from(aid.PLEDGE_STATUS.codes), due_on=DATES, quantity=st.integers(1, 9))
EVENTS = records(
    "status_event", status=st.sampled_from(("remand", "released_pardon", "died_in_custody")), effective_on=DATES
)
STAYS = records("placement", place=st.just(PLACE), began_on=DATES, ended_on=DATES, may_write=st.booleans())
REGIME = records(
    "regime_event",
    category=st.sampled_from(
        ("correspondence_blocked", "incommunicado_started", "incommunicado_ended", "parcels_withdrawn")
    ),
    began_on=DATES,
    ended_on=DATES,
)
CONSENTS = records(
    "consent", **{"purposes/letters": st.just(True)}, given_on=DATES, expires_on=DATES, withdrawn_on=DATES
)
PLACES = st.fixed_dictionaries(
    {"addresses/a/text": st.just("TEST-")},
    optional={"addresses/a/valid_to": DATES, "closed_on": DATES, "parcel_every_months": st.integers(1, 24)},
)


@settings(max_examples=150, deadline=None)
@given(LETTERS, CARES, DELIVERIES, EVENTS, STAYS, REGIME, CONSENTS, PLACES, TODAYS, st.randoms(use_true_random=False))
def test_support_does_not_depend_on_the_order_of_records(
    letters: list[RecordView],
    cares: list[RecordView],
    deliveries: list[RecordView],
    events: list[RecordView],
    stays: list[RecordView],
    regime: list[RecordView],
    consents: list[RecordView],
    place: dict[str, Scalar],
    today: date,
    dice: object,
) -> None:
    places = {PLACE: RecordView(id=PLACE, kind="place", fields=place)}

    def told(*, mixed: bool) -> Given:
        def some(found: list[RecordView]) -> list[RecordView]:
            ordered = list(found)
            if mixed:
                dice.shuffle(ordered)  # type: ignore[attr-defined]
            return ordered

        around = Around(
            person=RecordView(id=ALICE, kind="person", fields={}),
            events=some(events),
            stays=some(stays),
            regime=some(regime),
            consents=some(consents),
            letters=some(letters),
        )
        return Given(around=around, guardianships=some(cares), deliveries=some(deliveries), needs=[], lawyers=[])

    found = support_of(told(mixed=False), places, today)
    assert found == support_of(told(mixed=True), places, today)
    assert set(found.gaps) <= set(aid.GAP.codes)
    assert len(set(found.gaps)) == len(found.gaps)
    assert found.writing.may is (not found.writing.reasons)
    assert set(found.writing.reasons) <= set(letter.UNWRITTEN.codes)
    assert set(found.writing.cautions) <= set(letter.WRITE_CAUTION.codes)
    assert found.parcels_now <= len(deliveries)
    assert "letters" not in found.gaps or found.writing.may


@settings(max_examples=150, deadline=None)
@given(LETTERS, CARES, TODAYS, st.randoms(use_true_random=False))
def test_doubles_are_at_least_two_and_do_not_depend_on_the_order(
    letters: list[RecordView], cares: list[RecordView], today: date, dice: object
) -> None:
    double, doubled = double_letters(letters, today), double_guardians(cares, today)
    assert len(double) != 1
    assert all(len(several) > 1 for several in doubled.values())
    dice.shuffle(letters)  # type: ignore[attr-defined]
    dice.shuffle(cares)  # type: ignore[attr-defined]
    assert double_letters(letters, today) == double
    assert double_guardians(cares, today) == doubled


@settings(max_examples=150, deadline=None)
@given(PLEDGES, DELIVERIES, DATES, st.sampled_from(("", *aid.REPEAT.codes)), st.integers(0, 9), TODAYS)
def test_need_loses_no_pledge_and_says_what_is_more_than_needed(
    pledges: list[RecordView], deliveries: list[RecordView], due: str, repeat: str, wanted: int, today: date
) -> None:
    fields: dict[str, Scalar] = {"due_on": due, "repeat": repeat, **({"quantity": wanted} if wanted else {})}
    need = RecordView(id=ALICE, kind="need", fields=fields)
    state = state_of_need(need, pledges, deliveries, today)
    assert state == state_of_need(need, pledges[::-1], deliveries[::-1], today)
    assert state.status in aid.NEED_STATUS
    assert state.sent_percent >= state.arrived_percent >= 0
    more = RecordView(id=b"\xff" * 16, kind="pledge", fields={"status": "promised", "quantity": 1})
    assert state_of_need(need, [*pledges, more], deliveries, today).pledged_percent > state.pledged_percent


@settings(max_examples=100, deadline=None)
@given(
    records(
        "stock",
        title=st.sampled_from(("TEST-a", "test-A", "TEST-b")),
        step=st.sampled_from(work.STOCK_STEP.codes),
        quantity=st.integers(1, 99),
        best_before=DATES,
    ),
    TODAYS,
)
def test_stock_counts_every_entry_once(entries: list[RecordView], today: date) -> None:
    shelves = count_stock(entries, today)
    assert shelves == count_stock(entries[::-1], today)
    counted = [one for one in entries if one.text("title") and one.number("quantity") and one.text("step")]
    total = sum(one.number("quantity") or 0 for one in counted)
    assert sum(shelf.came + shelf.packed + shelf.sent + shelf.written_off for shelf in shelves) == total
