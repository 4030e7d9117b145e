"""What the core learns of an operation: fits, unknown to this program, or wrong."""

import pytest

from node.crdt.grants import Role
from node.crdt.schema import Fitness, Schema
from node.ledger.declare import Writer
from node.ledger.judge import JUDGE, Judge
from node.ledger.schema import LEDGER
from node.ledger.types import Scalar


@pytest.mark.parametrize(
    ("kind", "path", "value", "fitness"),
    [
        ("person", "names/x7/text", "Тэставіч", Fitness.OK),
        ("person", "groups/medic", True, Fitness.OK),
        ("status_event", "status", "died_in_custody", Fitness.OK),
        ("ghost", "name", "x", Fitness.UNKNOWN),
        ("person", "ghost", "x", Fitness.UNKNOWN),
        ("person", "names/x7/ghost", "x", Fitness.UNKNOWN),
        ("person", "names/x7", "x", Fitness.UNKNOWN),
        ("person", "groups/ghost", True, Fitness.UNKNOWN),
        ("status_event", "status", "a_later_word", Fitness.UNKNOWN),
        ("status_event", "status", "Not A Word", Fitness.BAD),
        ("person", "groups/medic", False, Fitness.BAD),
        ("person", "groups/Ghost!", True, Fitness.BAD),
        ("person", "names/x y/text", "x", Fitness.BAD),
        ("person", "names/*/text", "x", Fitness.BAD),
        ("person", "names/x7/text", "", Fitness.BAD),
        ("person", "names/x7/text", "a\nb", Fitness.BAD),
        ("person", "names/x7/text", 7, Fitness.BAD),
        ("person", "note", "a" * 16_385, Fitness.BAD),
        ("person", "birth_date", "1982-02-30", Fitness.BAD),
        ("need", "person", b"short", Fitness.BAD),
        ("need", "amount", None, Fitness.BAD),
    ],
)
def test_judge_tells_what_a_newer_program_may_know_from_what_is_wrong(
    kind: str, path: str, value: Scalar, fitness: Fitness
) -> None:
    assert JUDGE.judge(kind, path, value) is fitness


@pytest.mark.parametrize(
    ("path", "fitness"),
    [
        ("names/x7/text", Fitness.OK),
        ("groups/medic", Fitness.OK),
        ("groups/ghost", Fitness.UNKNOWN),
        ("groups/G!", Fitness.BAD),
        ("ghost", Fitness.UNKNOWN),
    ],
)
def test_judge_path_judges_what_a_deletion_names(path: str, fitness: Fitness) -> None:
    assert JUDGE.judge_path("person", path) is fitness
    assert JUDGE.judge_path("ghost", path) is Fitness.UNKNOWN


def test_a_kind_is_known_or_not() -> None:
    assert JUDGE.knows("person")
    assert not JUDGE.knows("ghost")
    schema: Schema = Judge(LEDGER.with_kinds())
    assert schema.knows("need")


def test_writers_have_the_numbers_of_the_core_roles() -> None:
    assert {writer.name: int(writer) for writer in Writer} == {
        role.name: int(role) for role in Role if role is not Role.READER
    }


@pytest.mark.parametrize(
    ("role", "ordinary", "verifiers_only"),
    [
        (Role.READER, False, False),
        (Role.CONTRIBUTOR, True, False),
        (Role.VERIFIER, True, True),
        (Role.STEWARD, True, True),
    ],
)
def test_d04_a_role_writes_only_the_fields_open_to_it(role: Role, ordinary: bool, verifiers_only: bool) -> None:
    assert JUDGE.may_write("person", "names/x/text", role) is ordinary
    assert JUDGE.may_write("place", "addresses/x/last_verified", role) is verifiers_only
    assert not JUDGE.may_write("person", "ghost", role)
    assert not JUDGE.may_write("ghost", "name", role)


@pytest.mark.parametrize(
    ("kind", "path", "value", "is_asked"),
    [
        ("status_event", "status", "died_in_custody", True),
        ("status_event", "status", "died_after", True),
        ("status_event", "status", "remand", False),
        ("detention", "ended_how", "died", True),
        ("detention", "ended_how", "released", False),
        ("person", "identity_withheld", False, True),
        ("person", "identity_withheld", True, False),
        ("place", "money_details", "TEST", True),
        ("person", "ghost", "x", False),
        ("ghost", "status", "died_after", False),
    ],
)
def test_a_second_person_is_asked_for_deaths_names_and_money(
    kind: str, path: str, value: Scalar, is_asked: bool
) -> None:
    assert JUDGE.needs_second(kind, path, value) is is_asked
