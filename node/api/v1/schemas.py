"""JSON Schemas of what the JSON API answers; the tests hold every answer against them."""

from typing import Final

from node.ledger.types import Json

Schema = dict[str, Json]

TEXT: Final[Schema] = {"type": "string"}
WHOLE: Final[Schema] = {"type": "integer"}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
FLAG: Final[Schema] = {"type": "boolean"}
VALUE: Final[Schema] = {"type": ["string", "integer", "boolean", "null"]}
SHORT_ID: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
LONG_ID: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
DEVICE: Final[Schema] = {"type": "string", "pattern": "^device-[0-9a-z]+$"}
CURSOR_FORM: Final = "[0-9a-f]{24}"


def thing(**members: Schema) -> Schema:
    """Return the schema of an object that has exactly these members."""
    return {
        "type": "object",
        "properties": dict(members),
        "required": list(members),
        "additionalProperties": False,
    }


def many(items: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def named(values: Schema) -> Schema:
    """Return the schema of an object with any names."""
    return {"type": "object", "additionalProperties": values}


def maybe(schema: Schema) -> Schema:
    """Return the schema of a value or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def _with(schema: Schema, **members: Schema) -> Schema:
    properties, required = schema["properties"], schema["required"]
    assert isinstance(properties, dict)
    assert isinstance(required, list)
    return {**schema, "properties": {**properties, **members}, "required": [*required, *members]}


VOICE: Final = thing(author=TEXT, device=DEVICE, group=TEXT, time=WHOLE, source=maybe(SHORT_ID))
BADGE: Final = _with(VOICE, step=TEXT, independent=FLAG)
CLAIM: Final = _with(VOICE, value=VALUE)
PROVENANCE: Final = _with(
    VOICE,
    attested=many(BADGE),
    disputed=many(BADGE),
    contested=FLAG,
    verified=FLAG,
    proposed=FLAG,
    restated=many(VOICE),
)
ROW: Final = thing(record=SHORT_ID, space=SHORT_ID, kind=TEXT, title=TEXT, fields=named(VALUE))
RECORD: Final = _with(
    ROW,
    conflicts=named(many(CLAIM)),
    proposals=named(many(CLAIM)),
    provenance=named(PROVENANCE),
    hidden=many(thing(mode=TEXT, reason=TEXT)),
    incomplete=thing(waiting=COUNT, unreadable=COUNT, void=COUNT, newer=COUNT, refused=COUNT),
    heads=many({"type": "string", "pattern": "^[0-9a-f]{64}\\.[0-9]+$"}),
)
RECORDS: Final = thing(records=many(ROW), next=maybe({"type": "string", "pattern": f"^{CURSOR_FORM}$"}), shifted=FLAG)
RECORDS_COUNTED: Final = _with(RECORDS, total=maybe(COUNT))
EVENT: Final = _with(VOICE, deed=TEXT, path=TEXT, value=VALUE, note=TEXT)
HISTORY: Final = thing(record=SHORT_ID, kind=TEXT, history=many(EVENT))
WRITTEN: Final = thing(record=SHORT_ID, space=SHORT_ID, kind=TEXT, waiting=FLAG)
ATTACHED: Final = thing(record=SHORT_ID, records=many(SHORT_ID), space=SHORT_ID, kind=TEXT, waiting=FLAG)
FILE: Final = thing(record=SHORT_ID, away=FLAG)
VERDICT: Final = thing(record=SHORT_ID, entry=maybe(LONG_ID), waiting=FLAG)
KIND: Final = thing(kind=TEXT, label=TEXT, plural=TEXT, fields={"type": "object"})
SPACE: Final = thing(space=SHORT_ID, title=TEXT, group=TEXT, role=TEXT, members=COUNT, recovery_key_here=FLAG)
MEMBER: Final = thing(device=DEVICE, name=TEXT, group=TEXT, role=TEXT, state=TEXT)
PROPOSAL: Final[Schema] = {
    "type": "object",
    "properties": {
        "proposal": LONG_ID,
        "certificate": LONG_ID,
        "space": SHORT_ID,
        "signed": COUNT,
        "needed": COUNT,
        "recovery_signed": COUNT,
        "recovery_needed": COUNT,
        "waits_for": many(DEVICE),
        "signed_here": FLAG,
        "changes": many(TEXT),
    },
    "oneOf": [{"required": ["proposal"]}, {"required": ["certificate"]}],
    "required": [
        "space",
        "signed",
        "needed",
        "recovery_signed",
        "recovery_needed",
        "waits_for",
        "signed_here",
        "changes",
    ],
    "additionalProperties": False,
}
PEER: Final = thing(
    space=SHORT_ID,
    device=DEVICE,
    name=TEXT,
    role=TEXT,
    state=TEXT,
    connected=FLAG,
    equal=FLAG,
    missing=COUNT,
    unsent=COUNT,
    waiting_keys=COUNT,
    heard=maybe(TEXT),
    per_s=maybe(COUNT),
    left_s=maybe(COUNT),
)
WITHHELD: Final = thing(
    log=SHORT_ID, device=maybe(DEVICE), name=TEXT, entries=COUNT, told_by=many(TEXT), heard=maybe(TEXT)
)
STANDING: Final = thing(
    space=SHORT_ID,
    title=TEXT,
    role=TEXT,
    members=COUNT,
    records=COUNT,
    state_hash=LONG_ID,
    partial=FLAG,
    withheld=many(WITHHELD),
    waiting=COUNT,
    erasing=maybe(thing(waits_for=many(TEXT), needs_key=FLAG, unwitnessed=FLAG)),
    rotation_suggested=FLAG,
    bad_keys_from=many(TEXT),
)
STATUS: Final = thing(name=TEXT, device=DEVICE, spaces=many(STANDING))
SPAN: Final = thing(least=COUNT, most=COUNT, contradicted=COUNT)
LINE: Final = thing(key=TEXT, label=TEXT, people=SPAN, records=SPAN)
STATISTICS: Final[Schema] = {
    "type": "object",
    "properties": {
        "space": SHORT_ID,
        "on": TEXT,
        "people": COUNT,
        "imprisoned": SPAN,
        "recognised": many(thing(group=TEXT, criteria=many(TEXT), recognised=SPAN, imprisoned=SPAN)),
        "overlap": many(_with(SPAN, groups=many(TEXT))),
        "tables": named(thing(lines=many(LINE), without=COUNT)),
        "since": thing(day=TEXT, imprisoned=SPAN, came=SPAN, left=SPAN),
    },
    "required": ["space", "on", "people", "imprisoned", "recognised", "overlap", "tables"],
    "additionalProperties": False,
}
_COUNTS: Final = {"new": COUNT, "changed": COUNT, "unchanged": COUNT, "conflicting": COUNT}
IMPORT: Final = thing(
    **{"import": maybe(TEXT)},
    **_COUNTS,
    rejected=many(thing(row=COUNT, reason=TEXT)),
    rejected_total=COUNT,
    withheld=many(thing(row=COUNT, column=TEXT, reason=TEXT)),
    differences=many(thing(row=COUNT, record=SHORT_ID, kind=TEXT, path=TEXT, before=VALUE, after=VALUE, conflict=FLAG)),
    rows=COUNT,
    writes=COUNT,
    list=TEXT,
    encoding=TEXT,
    separator=TEXT,
    mapping=maybe(thing(list=TEXT, columns=named(TEXT))),
    drops=many(thing(column=TEXT, before=COUNT, now=COUNT)),
    traces=many(thing(row=COUNT, what=TEXT)),
    waits=many(TEXT),
)
IMPORTED: Final = thing(
    **{"import": TEXT},
    space=SHORT_ID,
    list=TEXT,
    time=WHOLE,
    rows=COUNT,
    **_COUNTS,
    rejected=COUNT,
    undone=FLAG,
)
UNDONE: Final = thing(**{"import": TEXT}, space=SHORT_ID, records=COUNT, left=COUNT)
ERROR: Final = thing(
    error=thing(status={"type": "integer", "minimum": 400, "maximum": 599}, code=TEXT, message=TEXT, where=maybe(TEXT))
)
