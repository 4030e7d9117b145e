"""Drive a step of the service: carry out each effect it yields and send back what came of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from node.runtime.errors import TooSlow, Uncertain
from node.runtime.limits import EFFECT_TIMEOUT_S
from node.service.effects import Commit, DropRows, Effect, Step

T = TypeVar("T")


async def drive(step: Step[T], perform: Callable[[Effect], Awaitable[Any]]) -> T:
    """Run a step to its end and return its answer.

    Raises: TooSlow where an effect takes longer than EFFECT_TIMEOUT_S, Uncertain where that was a write; what the step
    raises. A failed effect is thrown
    into the step.
    """

    def send() -> Effect:
        return next(step)

    while True:
        try:
            effect = send()
        except StopIteration as done:
            answer: T = done.value
            return answer
        try:
            async with asyncio.timeout(EFFECT_TIMEOUT_S):
                result = await perform(effect)
        except TimeoutError:
            send = _throwing(step, _too_slow(effect))
        except Exception as error:  # noqa: BLE001 - an edge: whatever the store raised belongs to the step
            send = _throwing(step, error)
        else:
            send = _sending(step, result)


def _too_slow(effect: Effect) -> TooSlow:
    if isinstance(effect, Commit | DropRows):
        return Uncertain(
            "the disk did not answer in time and the node was locked; "
            "whether the last change was saved shows once it is unlocked"
        )
    return TooSlow("the disk did not answer in time; nothing more was stored")


def _sending(step: Step[T], result: object) -> Callable[[], Effect]:
    return lambda: step.send(result)


def _throwing(step: Step[T], error: Exception) -> Callable[[], Effect]:
    return lambda: step.throw(error)
