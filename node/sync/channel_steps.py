"""The channel's states, frames and the table of steps between them; `diagram` draws the table.

Data only: `node.sync.channel` walks it. What the table does not list is refused there and leads to `closed`.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class State(Enum):
    """Where a channel stands."""

    LISTENING = "listening"  # accepting side, nothing received
    PAIRING = "pairing"  # calling side, sent the first message of XXpsk0
    CALLING = "calling"  # calling side, sent the first message of IKpsk0
    PAIR_ANSWERED = "pair_answered"  # accepting side, sent the second message of XXpsk0
    CALL_ANSWERED = "call_answered"  # accepting side, sent the second message of IKpsk0
    OPEN = "open"  # protocol messages go both ways
    CLOSED = "closed"  # refused, or closed by our side; keys are dropped


class Frame(Enum):
    """What a frame is: the state says it, and for the first one its length."""

    PAIR_HELLO = "pair hello"
    PAIR_ANSWER = "pair answer"
    PAIR_FINISH = "pair finish"
    KNOWN_HELLO = "known hello"
    KNOWN_ANSWER = "known answer"
    TRANSPORT = "transport"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row: a frame that fits in a state, the frame that answers it, whether it opens the channel, what follows."""

    state: State
    receives: Frame
    next: State
    sends: Frame | None = None
    is_opening: bool = False


BEGINNINGS: Final = {
    State.LISTENING: None,
    State.PAIRING: Frame.PAIR_HELLO,
    State.CALLING: Frame.KNOWN_HELLO,
}

_ROWS: Final = (
    Step(state=State.LISTENING, receives=Frame.PAIR_HELLO, sends=Frame.PAIR_ANSWER, next=State.PAIR_ANSWERED),
    Step(state=State.LISTENING, receives=Frame.KNOWN_HELLO, sends=Frame.KNOWN_ANSWER, next=State.CALL_ANSWERED),
    Step(
        state=State.PAIRING,
        receives=Frame.PAIR_ANSWER,
        sends=Frame.PAIR_FINISH,
        next=State.OPEN,
        is_opening=True,
    ),
    Step(
        state=State.CALLING,
        receives=Frame.KNOWN_ANSWER,
        sends=Frame.TRANSPORT,
        next=State.OPEN,
        is_opening=True,
    ),
    Step(state=State.PAIR_ANSWERED, receives=Frame.PAIR_FINISH, next=State.OPEN, is_opening=True),
    Step(state=State.CALL_ANSWERED, receives=Frame.TRANSPORT, next=State.OPEN, is_opening=True),
    Step(state=State.OPEN, receives=Frame.TRANSPORT, next=State.OPEN),
)
STEPS: Final = {(step.state, step.receives): step for step in _ROWS}


def diagram() -> str:
    """Draw `STEPS` as Mermaid text: one line a step, a newline at the end."""
    lines = ["stateDiagram-v2"]
    for state, sends in BEGINNINGS.items():
        lines.append(f"    [*] --> {state.value} : {_sent(sends) or 'accepts'}")
    for step in STEPS.values():
        does = [f"gets {step.receives.value}", _sent(step.sends), "tells opened" if step.is_opening else ""]
        lines.append(f"    {step.state.value} --> {step.next.value} : {', '.join(filter(None, does))}")
    alive = (state.value for state in State if state is not State.CLOSED)
    lines += (f"    {value} --> {State.CLOSED.value} : anything else, or close" for value in alive)
    return "\n".join([*lines, f"    {State.CLOSED.value} --> [*]", ""])


def _sent(frame: Frame | None) -> str:
    return f"sends {frame.value}" if frame else ""
