"""Every failure becomes one line that says what happened and never repeats what somebody wrote."""

import errno
import re

import pytest

import keys.labels
from keys.errors import WrongPassphrase
from keys.text import encode_text
from node.ledger.errors import Fault, ValueRefused
from node.ledger.language import labels
from node.runtime.errors import Locked
from node.runtime.refusals import describe, is_expected, line_of
from node.service.errors import NotFound
from node.store.errors import Damaged

NAME = "TEST-Kastus-Unheard"


@pytest.mark.parametrize(
    "error",
    [
        WrongPassphrase(),
        Locked("locked"),
        NotFound("nothing"),
        Damaged([3]),
        ValueRefused(Fault.FORM, labels("a", "b", "c")),
    ],
    ids=lambda error: type(error).__name__,
)
def test_refusal_is_its_own_message_on_one_line(error: Exception) -> None:
    assert is_expected(error)
    assert line_of(error) == " ".join(str(error).split())


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOENT, errno.ENOSPC, errno.EROFS, errno.EEXIST, errno.EMFILE])
def test_refusal_of_the_system_names_no_file(number: int) -> None:
    error = OSError(number, "TEST message", f"/home/{NAME}")
    assert is_expected(error)
    assert NAME not in line_of(error)
    assert "\n" not in line_of(error)


def test_fault_of_the_program_tells_type_and_place_and_not_its_message() -> None:
    with pytest.raises(KeyError) as caught:
        keys.labels.Label[NAME]
    assert not is_expected(caught.value)
    line = line_of(caught.value)
    assert "a fault of this program (KeyError)" in line
    assert NAME not in line


def test_fault_inside_the_program_is_placed_by_module_and_line() -> None:
    with pytest.raises(TypeError) as caught:
        encode_text("device", NAME)  # type: ignore[arg-type]
    assert re.fullmatch(r"TypeError at keys\.[a-z]+:[0-9]+", describe(caught.value))


def test_group_of_errors_is_told_by_its_first() -> None:
    group = BaseExceptionGroup("tasks", [ExceptionGroup("inner", [Locked("this one")]), ValueError(NAME)])
    assert line_of(group) == "this one"
