"""What the JSON API refuses by itself.

ApiRefused
├── NoToken         no bearer token came with the request
├── WrongToken      one that is none, was revoked or has passed its day
├── TooManyTries    wrong ones came too fast
├── NotInScope      a token for reading at an operation that writes
├── NotOpen         the node is locked, or there is none yet
├── NoOperation     nothing stands at this path
├── OtherMethod     the path has other methods
├── BadInput        a parameter or a body that does not fit its declaration
├── BadValue        well formed, and still not to be taken
├── Betraying       text that holds what could betray a helper
├── NotJson         a body of another type
├── TooLong         a body above its bound
└── TooSlow         a body that did not come in time
"""

from collections.abc import Iterable


class ApiRefused(Exception):
    """Base of what the JSON API refuses; nothing was changed."""


class NoToken(ApiRefused):
    """No bearer token came with the request."""


class WrongToken(ApiRefused):
    """A token that opens nothing."""


class TooManyTries(ApiRefused):
    """Wrong tokens came too fast; `wait_s` seconds must pass."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"too many wrong tokens: wait {wait_s} s; nothing was changed")
        self.wait_s = wait_s


class NotInScope(ApiRefused):
    """A token for reading at an operation that writes."""


class NotOpen(ApiRefused):
    """The node is locked, or there is none yet."""


class NoOperation(ApiRefused):
    """Nothing stands at this path."""


class OtherMethod(ApiRefused):
    """The path has other methods, `allowed`."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(f"this path answers {', '.join(allowed)}")
        self.allowed = allowed


class BadInput(ApiRefused):
    """Something that does not fit its declaration; `where` names it, the message never its value."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}; nothing was changed")
        self.where = where


class BadValue(BadInput):
    """Something that fits its declaration and still cannot be taken."""


class Betraying(BadInput):
    """A text with traces of a helper that nobody said are meant."""

    def __init__(self, where: str, traces: Iterable[str]) -> None:
        super().__init__(where, f"holds {', '.join(traces)}: take it out, or send `override` if it is meant")


class NotJson(ApiRefused):
    """A body of another type or coding."""


class TooLong(ApiRefused):
    """A body above its bound."""


class TooSlow(ApiRefused):
    """A body that did not come in time."""
