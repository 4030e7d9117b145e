"""The one source of random bytes."""

import ast
from pathlib import Path

import pytest

import keys
from keys.limits import RANDOM_BYTES_MAX
from keys.randomness import system_random


@pytest.mark.parametrize("count", [0, 1, 32, RANDOM_BYTES_MAX])
def test_system_random_gives_as_many_bytes_as_asked(count: int) -> None:
    assert len(system_random(count)) == count


def test_system_random_differs_each_time() -> None:
    assert len({system_random(32) for _ in range(100)}) == 100


@pytest.mark.parametrize("count", [-1, RANDOM_BYTES_MAX + 1])
def test_system_random_out_of_bounds_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="1 MiB"):
        system_random(count)


def test_nothing_else_in_the_project_draws_randomness() -> None:
    root = Path(keys.__file__).parents[1]
    own = root / "keys" / "randomness.py"
    paths = sorted([*root.glob("keys/**/*.py"), *root.glob("node/**/*.py")])
    assert own in paths
    assert [str(path.relative_to(root)) for path in paths if path != own and draws(path)] == []


def draws(path: Path) -> bool:
    """Whether a module reaches for a source of randomness; `from random import Random` is a seeded one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names) if {"random", "secrets", "uuid"} & {name.name for name in names}:
                return True
            case ast.ImportFrom(module="random", names=[ast.alias(name="Random")]):
                continue
            case ast.ImportFrom(module="random" | "secrets" | "uuid"):
                return True
            case ast.Attribute(attr="urandom" | "randombytes"):
                return True
    return False
