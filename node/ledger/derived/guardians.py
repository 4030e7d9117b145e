"""Who has a guardian today, and who has none."""

from collections.abc import Iterable
from datetime import date

from node.ledger.derived.view import RecordView


def is_caring(guardianship: RecordView, today: date) -> bool:
    """Whether somebody takes care today: active (or of unsaid state), begun, not ended before today."""
    is_active = guardianship.text("state") in ("", "active")
    return (
        is_active
        and guardianship.day("began_on").has_begun(today)
        and not guardianship.day("ended_on").has_ended(today)
    )


def people_without_guardian(
    people: Iterable[RecordView], guardianships: Iterable[RecordView], today: date
) -> list[RecordView]:
    """Those of `people` for whom nobody takes care today, in the order given."""
    cared = {guardianship.ref("person") for guardianship in guardianships if is_caring(guardianship, today)}
    return [person for person in people if person.id not in cared]
