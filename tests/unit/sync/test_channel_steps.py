"""The channel's table: it is whole, and its diagram says what it says."""

from node.sync.channel_steps import BEGINNINGS, STEPS, State, diagram


def test_every_state_is_reached_and_left() -> None:
    reached = set(BEGINNINGS) | {step.next for step in STEPS.values()}
    assert reached | {State.CLOSED} == set(State)
    assert {step.state for step in STEPS.values()} == set(State) - {State.CLOSED}


def test_only_steps_into_open_tell_that_it_opened() -> None:
    for step in STEPS.values():
        assert step.is_opening is (step.next is State.OPEN and step.state is not State.OPEN)


def test_accepting_side_sends_nothing_before_a_first_message_that_opens() -> None:
    assert BEGINNINGS[State.LISTENING] is None


def test_diagram_has_a_line_for_every_beginning_step_and_end() -> None:
    lines = diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert len(lines) == 1 + len(BEGINNINGS) + len(STEPS) + (len(State) - 1) + 1
    for step in STEPS.values():
        drawn = [
            line for line in lines if f"{step.state.value} --> {step.next.value} : gets {step.receives.value}" in line
        ]
        assert len(drawn) == 1
        assert (f"sends {step.sends.value}" in drawn[0]) if step.sends else ("sends" not in drawn[0])
