"""Steps of help that one press writes down: taking a need, sending, what became of it, matching an offer, handing over.

Each reads what stands first and writes in one commit. Refused: a need that is taken or an offer that is used by now.
"""

from collections.abc import Mapping
from datetime import date

from node.crdt.codec import Scalar
from node.crdt.ids import Record
from node.ledger.derived import NeedState, RecordView, is_caring, is_open_offer, state_of_need
from node.ledger.values.money import Money
from node.ledger.vocabulary.aid import DELIVERIES_ON_WAY
from node.service.effects import FindRows, FoundRows, Step
from node.service.errors import NotFound, Refused
from node.service.limits import ABOUT_ONE_MAX
from node.service.outbox import write_or_wait
from node.service.records import add_record, change_draft, new_draft, read_projection, set_values
from node.service.space import SpaceState
from node.service.viewing import view_and_marks

Values = Mapping[str, Scalar]


def take_need(
    space: SpaceState,
    need: Record,
    *,
    by: str,
    today: date,
    now: int,
    every_time: bool = False,
    offer: Record | None = None,
) -> Step[Record]:
    """Promise what is still missing of a need, each time where it repeats and that is asked for; return the pledge.

    Raises: NotFound, Refused where nothing is missing any more.
    """
    state = yield from read_need(space, need, today)
    if max(state.pledged_percent, state.sent_percent) >= 100 or not (state.is_open or state.need.text("repeat")):
        raise Refused("somebody has taken this need already; nothing was written")
    values: dict[str, Scalar] = {"need": need, "by": by, "status": "promised", **missing(state)}
    repeat = state.need.text("repeat")
    if repeat not in ("", "once"):
        values |= {"repeat": repeat} if every_time else {"repeat": "once", "due_on": today.isoformat()}
    elif state.need.text("due_on"):
        values["due_on"] = state.need.text("due_on")
    if offer is not None:
        values["offer"] = offer
    if not by:
        del values["by"]
    return (yield from add_record(space, "pledge", values, now=now))


def missing(state: NeedState) -> dict[str, Scalar]:
    """Return what a need still lacks as the measure of a pledge: a sum or a count; nothing where it has neither."""
    need, left = state.need, max(0, 100 - max(state.pledged_percent, state.sent_percent))
    amount, quantity = need.money("amount"), need.number("quantity")
    if amount is not None and amount.minor > 0:
        return {"amount": Money(max(1, -(-amount.minor * left // 100)), amount.currency).canonical}
    if quantity:
        return {"quantity": max(1, -(-quantity * left // 100))}
    return {}


def note_outcome(space: SpaceState, delivery: Record, values: Values, *, now: int) -> Step[None]:
    """Write what became of a delivery that was on its way. Raises: NotFound, Refused where that is known by now."""
    projection = yield from read_projection(space, delivery)
    current = projection.current("status")
    if current is not None and current.value not in DELIVERIES_ON_WAY:
        raise Refused("what became of this is written down already: look at its card; nothing was changed")
    yield from set_values(space, delivery, values, now=now)


def match_offer(space: SpaceState, offer: Record, need: Record, *, today: date, now: int) -> Step[Record]:
    """Give an open offer to a need: the offer names the need, and a pledge of nobody's name the offer.

    Raises: NotFound, Refused where the offer is used by now.
    """
    (held,) = yield from _views(space, "offer", (offer,))
    if not is_open_offer(held, today):
        raise Refused("this offer is used or out of date; nothing was written")
    state = yield from read_need(space, need, today)
    what = held.text("what")
    values: dict[str, Scalar] = {"need": need, "offer": offer, "status": "promised", **missing(state)}
    pledge = new_draft(space, "pledge", {**values, **({"what": what} if what else {})}, now=now)
    matched: Values = {"need": need, "status": "matched"}
    yield from write_or_wait(space, [pledge, (yield from change_draft(space, offer, matched, now=now))])
    return pledge[0]


def hand_over(
    space: SpaceState, guardianship: Record, *, to: str, today: date, now: int, is_agreed: bool
) -> Step[Record]:
    """End a guardianship of today and begin one of the same care by somebody else; return it.

    `is_agreed`: whoever takes over knows and begins today; else the care is offered to them.
    Raises: NotFound, Refused where the care has ended or was handed over by now.
    """
    (old,) = yield from _views(space, "guardianship", (guardianship,))
    if not is_caring(old, today) and old.text("state") not in ("paused", "lost_contact", "offered"):
        raise Refused("this care has ended or was handed over already; nothing was written")
    day = today.isoformat()
    kept = {path: value for path, value in old.fields.items() if path == "category" or path.startswith("commitments/")}
    values: dict[str, Scalar] = {
        **kept,
        "person": old.fields["person"],
        "guardian": to,
        "state": "active" if is_agreed else "offered",
        "follows": guardianship,
        **({"began_on": day, "last_contact_on": day} if is_agreed else {}),
    }
    new = new_draft(space, "guardianship", values, now=now)
    ended: Values = {"state": "handed_over", "ended_on": day}
    yield from write_or_wait(space, [new, (yield from change_draft(space, guardianship, ended, now=now))])
    return new[0]


def read_need(space: SpaceState, need: Record, today: date) -> Step[NeedState]:
    """Return a need with what was promised and sent. Raises: NotFound."""
    (view,) = yield from _views(space, "need", (need,))
    pledges = yield from _about(space, "pledge", need)
    deliveries = yield from _about(space, "delivery", need)
    return state_of_need(view, pledges, deliveries, today)


def _views(space: SpaceState, kind: str, records: tuple[Record, ...]) -> Step[list[RecordView]]:
    found = yield FindRows(space=space.space, kind=kind, records=records, limit=len(records))
    assert isinstance(found, FoundRows)
    if len(found.rows) < len(records):
        raise NotFound(f"there is no {kind} of that id here")
    return [view_and_marks(row)[0] for row in found.rows]


def _about(space: SpaceState, kind: str, need: Record) -> Step[list[RecordView]]:
    found = yield FindRows(space=space.space, kind=kind, refs_to=need, path="need", limit=ABOUT_ONE_MAX)
    assert isinstance(found, FoundRows)
    return [view_and_marks(row)[0] for row in found.rows]
