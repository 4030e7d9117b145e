"""A person is moved to another place: the stay that was open ends, a new one begins."""

from collections.abc import Iterable
from typing import Final

from node.ledger.acts.deed import Addition, Change, Deed, NewId, Said, told
from node.ledger.declare import Field, Kind, Level
from node.ledger.derived.view import RecordView
from node.ledger.kinds.detention import PLACEMENT
from node.ledger.language import labels
from node.ledger.types import Date, Ref

MOVED: Final = Kind(
    name="moved",
    labels=labels("move to another place", "перавод у іншае месца", "перевод в другое место"),
    plural=labels("moves", "пераводы", "переводы"),
    level=Level.NETWORK,
    summary="{moved_on}",
    fields=(
        Field(
            path="place",
            type=Ref(kinds=("place",)),
            labels=labels("To which place", "У якое месца", "В какое место"),
            is_short=True,
            is_required=True,
        ),
        Field(path="moved_on", type=Date(), labels=labels("When", "Калі", "Когда"), is_short=True, is_required=True),
        PLACEMENT.by_path["transfer"],
        PLACEMENT.by_path["whereabouts"],
        PLACEMENT.by_path["may_write"],
        PLACEMENT.by_path["may_send_parcel"],
    ),
)


def move(person: bytes, open_stays: Iterable[RecordView], said: Said, new_id: NewId) -> Deed:
    """A new stay from the day of the move; every stay that was open ends on it."""
    fields = {path: said.get(path) for path in ("place", "transfer", "whereabouts", "may_write", "may_send_parcel")}
    values = told({"person": person, "began_on": said.get("moved_on"), **fields})
    moved = said.get("moved_on")
    ended = [stay for stay in open_stays if not stay.text("ended_on")] if isinstance(moved, str) else []
    return Deed(
        additions=(Addition(record=new_id(), kind="placement", values=values),),
        changes=tuple(Change(record=stay.id, values={"ended_on": moved}) for stay in ended),
    )
