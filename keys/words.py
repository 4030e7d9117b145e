"""Words in place of bytes: six for a device key, six for a new passphrase.

The words of a device key are slow-hashed, so that a look-alike key cannot be ground. Only whole lists of words are
compared by people; nothing is decoded from them. The list is named in WORDS.md.
"""

from functools import cache, lru_cache
from importlib.resources import files

from keys.hashing import digest_array
from keys.labels import Label
from keys.limits import (
    DEVICE_WORDS,
    DEVICE_WORDS_CACHE,
    DEVICE_WORDS_MEMORY_KIB,
    DEVICE_WORDS_OPERATIONS,
    KEY_BYTES,
    PHRASE_WORDS,
    PHRASE_WORDS_MAX,
    SALT_BYTES,
    WORD_BITS,
)
from keys.randomness import Random
from keys.stretch import Cost, argon2id

_COST = Cost(DEVICE_WORDS_OPERATIONS, DEVICE_WORDS_MEMORY_KIB)
_SALT = digest_array(Label.WORDS, size=SALT_BYTES)
_WORD_MASK = (1 << WORD_BITS) - 1


@cache
def word_list() -> tuple[str, ...]:
    """Gives the 2,048 words in order."""
    return tuple(files("keys").joinpath("words.txt").read_text(encoding="ascii").split())


@lru_cache(maxsize=DEVICE_WORDS_CACHE)
def words_of_device(public: bytes) -> tuple[str, ...]:
    """Gives the six words (66 bits) by which two people compare a device key of 32 bytes.

    Takes about 0.1 s and 64 MiB the first time for a key: run it outside an event loop.
    Raises: ValueError for a key of another length; NotEnoughMemory.
    """
    if len(public) != KEY_BYTES:
        raise ValueError("a device key has 32 bytes")
    hashed = argon2id(digest_array(Label.WORDS, public), salt=_SALT, cost=_COST)
    number = int.from_bytes(hashed.reveal(), "big") >> (8 * KEY_BYTES - DEVICE_WORDS * WORD_BITS)
    words = word_list()
    return tuple(words[number >> WORD_BITS * place & _WORD_MASK] for place in reversed(range(DEVICE_WORDS)))


def new_phrase(random: Random, count: int = PHRASE_WORDS) -> str:
    """Draws a passphrase of `count` (1-24) words, 11 bits each, with single spaces between.

    Raises: ValueError for another count.
    """
    if not 1 <= count <= PHRASE_WORDS_MAX:
        raise ValueError("a phrase has 1 to 24 words")
    words = word_list()
    return " ".join(words[int.from_bytes(random(2), "big") & _WORD_MASK] for _ in range(count))
