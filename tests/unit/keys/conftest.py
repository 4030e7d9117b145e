"""Fixtures of the tests of keys/: vectors, the reference implementation, and random sources that are not random."""

import importlib.util
import json
from collections.abc import Callable
from hashlib import blake2b
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from keys.randomness import Random

VECTORS = Path(__file__).parents[2] / "vectors" / "keys"


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"keys_vectors_{name}", VECTORS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def reference() -> ModuleType:
    """The slow second implementation."""
    return _load("reference")


@pytest.fixture(scope="session")
def generate() -> ModuleType:
    """The maker of the vectors."""
    return _load("generate")


@pytest.fixture(scope="session")
def vectors() -> Callable[[str], dict[str, Any]]:
    """Reads one vector file by name."""

    def read(name: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text(encoding="ascii"))
        return content

    return read


@pytest.fixture
def counted_random() -> Random:
    """A random source that gives other bytes each time and the same in each run."""
    drawn = count()

    def draw(size: int) -> bytes:
        seed = blake2b(str(next(drawn)).encode()).digest()
        return (seed * (size // len(seed) + 1))[:size]

    return draw


@pytest.fixture
def stuck_random() -> Random:
    """A broken random source: the same byte for ever."""
    return lambda size: b"\x07" * size
