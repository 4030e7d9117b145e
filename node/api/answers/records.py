"""Records and histories as JSON. Values stand in their one stored form, which can be typed back."""

from collections.abc import Iterable, Mapping

from node.api.answers.members import author_name, group_name
from node.crdt.claims import KIND_PATH, Badge, Claim, Projection, Voice
from node.crdt.codec import Scalar
from node.ledger.describe import title_of
from node.ledger.types import Json
from node.service.effects import RecordRow
from node.service.history import Event
from node.service.rows import values_of
from node.service.space import SpaceState
from node.service.wording import device_text

_MODES = {1: "withheld", 2: "hidden"}


def json_value(value: Scalar) -> Json:
    """Return a stored value as JSON; bytes become hex."""
    return value.hex() if isinstance(value, bytes) else value


def fields_json(values: Mapping[str, Scalar]) -> dict[str, Json]:
    """Return values by path; the kind stands elsewhere."""
    return {path: json_value(value) for path, value in values.items() if path != KIND_PATH}


def row_json(row: RecordRow) -> dict[str, Json]:
    """Return one line of a list of records."""
    return {
        "record": row.record.hex(),
        "kind": row.kind,
        "title": row.title,
        "fields": fields_json(values_of(row)),
        "space": row.space.hex(),
    }


def record_json(space: SpaceState, projection: Projection) -> dict[str, Json]:
    """Return a record as it stands: values, conflicts, proposals, and who said what."""
    paths = [path for path in projection.fields if path != KIND_PATH]
    shown = {path: claim for path in paths if (claim := projection.current(path)) is not None}
    proposed = {path: [claim for claim in projection.fields[path] if claim.is_proposed] for path in paths}
    provenance = shown | {path: claims[0] for path, claims in proposed.items() if claims and path not in shown}
    values = {path: claim.value for path, claim in shown.items()}
    kind = projection.kind or ""
    return {
        "record": projection.record.hex(),
        "space": space.space.hex(),
        "kind": kind,
        "title": title_of(space.registry, kind, values) if space.registry.get(kind) else "",
        "fields": fields_json(values),
        "conflicts": {
            path: [_claim_json(space, claim) for claim in projection.fields[path] if not claim.is_proposed]
            for path in projection.conflicts()
        },
        "proposals": {
            path: [_claim_json(space, item) for item in claims] for path, claims in proposed.items() if claims
        },
        "provenance": {path: _provenance_json(space, claim) for path, claim in sorted(provenance.items())},
        "hidden": [{"mode": _MODES.get(item.mode, "hidden"), "reason": item.reason} for item in projection.hidings],
        "incomplete": {
            "waiting": projection.waiting,
            "unreadable": projection.unreadable,
            "void": projection.void,
            "newer": projection.newer,
            "refused": len(projection.refused),
        },
    }


def event_json(space: SpaceState, event: Event) -> dict[str, Json]:
    """Return one line of a history."""
    deed: dict[str, Json] = {"deed": event.deed.value, "path": event.path, "value": json_value(event.value)}
    return {**deed, **_voice_json(space, event.voice), "note": event.note}


def _claim_json(space: SpaceState, claim: Claim) -> dict[str, Json]:
    return {"value": json_value(claim.value), **_voice_json(space, claim.voice)}


def _provenance_json(space: SpaceState, claim: Claim) -> dict[str, Json]:
    return {
        **_voice_json(space, claim.voice),
        "attested": _badges_json(space, claim.attested_by),
        "disputed": _badges_json(space, claim.disputed_by),
        "contested": claim.is_contested,
        "verified": claim.is_verified,
        "proposed": claim.is_proposed,
        "restated": [_voice_json(space, voice) for voice in claim.restated_by],
    }


def _badges_json(space: SpaceState, badges: Iterable[Badge]) -> list[Json]:
    return [
        {**_voice_json(space, badge.voice), "step": badge.step, "independent": badge.is_independent} for badge in badges
    ]


def _voice_json(space: SpaceState, voice: Voice) -> dict[str, Json]:
    return {
        "author": author_name(space, voice.device),
        "device": device_text(voice.device),
        "group": group_name(space, voice.group),
        "time": voice.time,
        "source": voice.source.hex() if voice.source else None,
    }
