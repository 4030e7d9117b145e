"""Secrets as shares: what goes together, what is refused and in which words."""

from itertools import combinations

import pytest
from shamir_mnemonic import combine_mnemonics

from keys.errors import BadShare
from keys.shares import join_shares, split_secret

SECRET = bytes(range(64))


@pytest.fixture(scope="module")
def shares() -> tuple[str, ...]:
    return split_secret(SECRET, shares=5, needed=3)


def test_any_needed_shares_give_the_secret_back(shares: tuple[str, ...]) -> None:
    for some in combinations(shares, 3):
        assert join_shares(some) == SECRET


def test_library_reads_the_same_shares(shares: tuple[str, ...]) -> None:
    assert combine_mnemonics(shares[:3]) == SECRET


def test_shares_are_read_however_they_are_typed(shares: tuple[str, ...]) -> None:
    typed = [f"  {shares[4].upper()}\n", shares[1].replace(" ", "   "), shares[1], shares[0], shares[2]]
    assert join_shares(typed) == SECRET


def test_share_has_59_words_for_64_bytes_and_33_for_32(shares: tuple[str, ...]) -> None:
    assert {len(share.split()) for share in shares} == {59}
    assert {len(share.split()) for share in split_secret(SECRET[:32], shares=2, needed=2)} == {33}


def test_too_few_shares_say_how_many_are_missing(shares: tuple[str, ...]) -> None:
    with pytest.raises(BadShare, match="3 different shares are needed; 2 were given"):
        join_shares([shares[0], shares[1], shares[0]])
    with pytest.raises(BadShare, match="no share"):
        join_shares([])


def test_mistyped_share_is_named_by_its_place_without_its_words(shares: tuple[str, ...]) -> None:
    words = shares[1].split()
    for wrong in (["zzz", *words[1:]], [*words[:9], words[10], words[9], *words[11:]], words[:-1], []):
        with pytest.raises(BadShare, match="share 2 is mistyped") as refused:
            join_shares([shares[0], " ".join(wrong), shares[2]])
        assert not set(str(refused.value).split()) & set(wrong) - {"share", "is", "the", "word", "each", "paper"}


def test_shares_of_two_secrets_do_not_go_together(shares: tuple[str, ...]) -> None:
    other = split_secret(bytes(64), shares=5, needed=3)
    with pytest.raises(BadShare, match="different times"):
        join_shares([shares[0], shares[1], other[2]])


@pytest.mark.parametrize(("count", "needed"), [(3, 1), (2, 3), (17, 2), (1, 1), (0, 0)])
def test_unsafe_or_impossible_numbers_are_refused(count: int, needed: int) -> None:
    with pytest.raises(ValueError, match="shares"):
        split_secret(SECRET, shares=count, needed=needed)


@pytest.mark.parametrize("size", [0, 15, 17, 258])
def test_secret_out_of_bounds_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="bytes"):
        split_secret(bytes(size), shares=3, needed=2)
