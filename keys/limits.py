"""Sizes and bounds of keys/, each with its reason. Nothing else in the package holds a bound."""

from typing import Final

KEY_BYTES: Final = 32
"""Every symmetric key, seed and public key: 256 bits, the size BLAKE2b-256, X25519, Ed25519 and XChaCha20 share."""

DIGEST_BYTES: Final = 32
"""BLAKE2b-256; shorter values are its first bytes."""

DIGEST_KEY_BYTES_MAX: Final = 64
"""The largest key BLAKE2b takes."""

SIGNATURE_BYTES: Final = 64
"""Ed25519."""

NONCE_BYTES: Final = 24
"""XChaCha20-Poly1305: long enough that derived nonces do not collide."""

TAG_BYTES: Final = 16
"""Poly1305."""

SEAL_OVERHEAD_BYTES: Final = NONCE_BYTES + TAG_BYTES
"""What sealing adds to a plaintext."""

BOX_OVERHEAD_BYTES: Final = KEY_BYTES + SEAL_OVERHEAD_BYTES
"""What sealing to a public key adds: the ephemeral public key and the seal."""

RECORD_ID_BYTES: Final = 16
"""Record ids: 128 bits never collide at any size this ledger reaches."""

SPACE_ID_BYTES: Final = 16
"""Space ids: first bytes of the hash of the genesis body."""

ARRAY_ITEMS_MAX: Final = 0xFFFF
"""array16; more items would need a form nothing here writes."""

RANDOM_BYTES_MAX: Final = 1 << 20
"""One draw; nothing in the project needs a megabyte of random bytes at once."""

COUNTED_NUMBER_MAX: Final = 2**64 - 2
"""Noise reserves the last number."""

# --- passphrases -------------------------------------------------------------------------------------------------

PASSPHRASE_CHARS_MAX: Final = 1024
"""Longer than any phrase a person types; bounds normalisation."""

NORMAL_OPERATIONS: Final = 3
"""With NORMAL_MEMORY_KIB: about 0.4 to 1 s on one core of a laptop ten years old or younger."""

NORMAL_MEMORY_KIB: Final = 256 * 1024
"""256 MiB: what a laptop with 2 GiB still has free, and eight guesses in parallel fill a graphics card's 2 GiB."""

CHEAP_OPERATIONS: Final = 1
"""Least work libsodium accepts; for tests only."""

CHEAP_MEMORY_KIB: Final = 8
"""Least memory libsodium accepts; for tests only."""

OPERATIONS_MIN: Final = 1
"""libsodium's least for Argon2id."""

OPERATIONS_MAX: Final = 16
"""A hostile file asks for at most about 16 s of work at MEMORY_KIB_MAX."""

MEMORY_KIB_MIN: Final = 8
"""libsodium's least."""

MEMORY_KIB_MAX: Final = 1024 * 1024
"""1 GiB: more would push a small laptop into swap, and a swapped passphrase is a written passphrase."""

SALT_BYTES: Final = 16
"""What libsodium's Argon2id takes."""

# --- key file ----------------------------------------------------------------------------------------------------

WRAPPED_SECRET_BYTES_MAX: Final = 1024
"""A wrapped secret is a key or a handful of keys; data is sealed under it, never wrapped itself."""

KEY_FILE_BYTES_MAX: Final = 4096
"""More than any key file of version 1; a larger file is not read into memory."""

# --- words and text ----------------------------------------------------------------------------------------------

WORD_BITS: Final = 11
"""2,048 words."""

PHRASE_WORDS: Final = 6
"""66 bits: beyond any search through NORMAL stretching, still learnt by heart."""

PHRASE_WORDS_MAX: Final = 24
"""Longest phrase offered; 264 bits are more than the key behind it."""

DEVICE_WORDS: Final = 6
"""66 bits, compared in both directions."""

DEVICE_WORDS_OPERATIONS: Final = 3
"""With DEVICE_WORDS_MEMORY_KIB about 0.1 s a key. Part of the format: another value gives other words."""

DEVICE_WORDS_MEMORY_KIB: Final = 64 * 1024
"""64 MiB makes grinding look-alike keys cost memory as well as time. Part of the format."""

DEVICE_WORDS_CACHE: Final = 512
"""Words kept for as many devices as the largest space has; they are public and never change."""

STRONG_BITS: Final = 60
"""A passphrase of its owner's own making is strong from here: 2^60 stretchings cost more than a seizure is worth."""

TEXT_PREFIX_CHARS_MAX: Final = 16
"""A prefix is a short word."""

TEXT_CHECKSUM_BYTES: Final = 5
"""40 bits, eight characters: a slip passes once in 10^12."""

TEXT_RAW_BYTES_MAX: Final = 4096
"""An invitation with its roster head and addresses fits many times."""

TEXT_CHARS_MAX: Final = 16384
"""The longest text form with generous spaces and line breaks; bounds decoding."""

SHARES_MAX: Final = 16
"""What SLIP-39 can number."""

SHARES_NEEDED_MIN: Final = 2
"""One that is enough alone would be a copy."""

SHARED_SECRET_BYTES_MAX: Final = 256
"""212 words: what somebody still copies by hand without giving up."""
