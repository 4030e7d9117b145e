"""Proposals as JSON."""

from node.ledger.types import Json
from node.service.deciding import Decision
from node.service.space import SpaceState
from node.service.wording import device_text


def decision_json(space: SpaceState, decided: Decision) -> dict[str, Json]:
    """Return one proposal, or the certificate it became."""
    name = "certificate" if decided.is_certificate else "proposal"
    return {
        name: decided.id.hex(),
        "space": space.space.hex(),
        "signed": decided.signed,
        "needed": decided.needed,
        "recovery_signed": decided.recovery,
        "recovery_needed": decided.recovery_needed,
        "waits_for": [device_text(device) for device in sorted(decided.waits_for)],
        "signed_here": decided.is_signed_here,
        "changes": list(decided.words),
    }
