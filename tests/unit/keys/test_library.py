"""The check that refuses a libsodium of another opinion."""

from collections.abc import Callable
from typing import Any

import pytest

from keys import library
from keys.errors import WrongLibrary
from keys.library import check_library
from keys.signing import verify

ACCEPTED_ELSEWHERE = {"S + L", "R the identity, equation holds", "R of mixed order, equation holds times 8"}


def test_check_library_accepts_the_pinned_one() -> None:
    check_library()


def test_check_library_asks_what_libraries_differ_on(
    vectors: Callable[[str], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def watch(public: bytes, label: str, packed: bytes, signature: bytes) -> None:
        asked.append((public.hex(), str(label), packed.hex(), signature.hex()))
        verify(public, label, packed, signature)

    monkeypatch.setattr(library, "verify", watch)
    check_library()
    cases = [case for case in vectors("signing")["invalid"] if case["why"] in ACCEPTED_ELSEWHERE]
    assert asked[1:] == [(c["public"], c["label"], c["packed"], c["signature"]) for c in cases]


def test_check_library_refuses_one_that_accepts_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "verify", lambda *_: None)
    with pytest.raises(WrongLibrary):
        check_library()


def test_check_library_refuses_one_that_accepts_a_single_forgery(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def lenient_once(*claim: Any) -> None:
        asked.append(claim)
        if len(asked) != 4:
            verify(*claim)

    monkeypatch.setattr(library, "verify", lenient_once)
    with pytest.raises(WrongLibrary):
        check_library()
