"""What went wrong, as JSON: always `{"error": {"status", "code", "message", "where"}}`. It never holds a value.

An error this program knows tells its own line; any other is logged by its type alone.
"""

import logging
from dataclasses import dataclass
from typing import Final

from keys.errors import KeysError, NotEnoughMemory
from node.api.errors import ForeignRequest
from node.api.v1 import errors
from node.crdt.errors import NotAllowed as VoteRefused
from node.ledger.errors import LedgerError, UnknownKind, ValueRefused
from node.ledger.types import Json
from node.service.errors import FileAway, NoKey, NotAllowed, NotFound, Refused

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem. `says`: what it means, for the document; `is_told`: the error's own line is the message."""

    status: int
    code: str
    says: str
    is_told: bool = True


UNKNOWN: Final = Problem(500, "failed", "The program could not finish this.", is_told=False)
_BY_TYPE: Final[tuple[tuple[type[BaseException], Problem], ...]] = (
    (errors.BadValue, Problem(422, "bad_value", "Well formed, and still not to be taken.")),
    (
        errors.Betraying,
        Problem(422, "betraying", "A text with what could betray a helper, without `override`."),
    ),
    (errors.BadInput, Problem(400, "bad_input", "A parameter or a body does not fit its declaration.")),
    (errors.NoToken, Problem(401, "no_token", "No bearer token came with the request.")),
    (errors.WrongToken, Problem(401, "wrong_token", "The token opens nothing: revoked, past its day, or none.")),
    (
        ForeignRequest,
        Problem(403, "foreign", "Another computer, host or page asked."),
    ),
    (errors.NotInScope, Problem(403, "not_in_scope", "The token is for reading only.")),
    (NotAllowed, Problem(403, "not_allowed", "The role of this node in the space forbids it.")),
    (errors.NoOperation, Problem(404, "no_operation", "Nothing stands at this path.")),
    (FileAway, Problem(404, "file_away", "The bytes of this file are not on this computer; post to ask for them.")),
    (NotFound, Problem(404, "not_found", "Nothing on this node has that id.")),
    (UnknownKind, Problem(404, "unknown_kind", "There is no such kind of record.")),
    (errors.OtherMethod, Problem(405, "other_method", "The path answers other methods; `Allow` names them.")),
    (errors.TooSlow, Problem(408, "too_slow", "The body did not come in time.")),
    (Refused, Problem(409, "refused", "This cannot be done as things stand.")),
    (NoKey, Problem(409, "no_key", "No key for writing has arrived yet.")),
    (VoteRefused, Problem(409, "not_signed", "This node cannot sign this now.")),
    (errors.TooLong, Problem(413, "too_long", "The body is longer than its bound.")),
    (errors.NotJson, Problem(415, "not_json", "The body is of another type or coding.")),
    (ValueRefused, Problem(422, "value_refused", "A value that its field does not take.")),
    (LedgerError, Problem(422, "refused_by_ledger", "A path that its kind does not declare, or a table refused.")),
    (errors.NotOpen, Problem(423, "locked", "The node is locked, or there is none yet.")),
    (errors.TooManyTries, Problem(429, "too_many_tries", "Wrong tokens came too fast; `Retry-After` says how long.")),
    (NotEnoughMemory, Problem(503, "no_memory", "This computer has too little free memory.")),
    (KeysError, Problem(409, "key_refused", "A key was refused.")),
)


def every_problem() -> tuple[Problem, ...]:
    """Return each kind of problem once."""
    return (*(problem for _, problem in _BY_TYPE), UNKNOWN)


def problem_of(error: BaseException) -> tuple[Problem, dict[str, Json]]:
    """Return what an error is, and the JSON that tells it."""
    problem = next((problem for type_, problem in _BY_TYPE if isinstance(error, type_)), UNKNOWN)
    if problem is UNKNOWN:
        log.error("an operation failed: %s", type(error).__name__)
    where = error.where if isinstance(error, errors.BadInput) else error.path if isinstance(error, ValueRefused) else ""
    told: dict[str, Json] = {
        "status": problem.status,
        "code": problem.code,
        "message": str(error) if problem.is_told else problem.says,
        "where": where or None,
    }
    return problem, {"error": told}
