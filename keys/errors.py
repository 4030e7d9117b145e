"""Errors of keys/. No message holds a key, a passphrase, a text form or a plaintext.

KeysError
├── BadSignature      a signature that does not verify, for whatever reason
├── CannotOpen        wrong key, wrong context or altered ciphertext
├── BadKey            key bytes of a wrong length or type (also a ValueError)
├── BadPoint          a public key that is no usable curve point
├── BadKeyFile        a damaged or unknown key file; `problem` names what
├── BadPassphrase     a passphrase nobody can use: empty, too long, not text
├── WrongPassphrase   a sound key file and a passphrase that does not open it
├── NotEnoughMemory   the memory that stretching a passphrase needs is not there
├── BadText           a mistyped text form; `problem` names what, `position` where
└── BadShare          a share of a secret that is mistyped, foreign or one of too few
"""

from enum import StrEnum


class KeysError(Exception):
    """Anything keys/ refuses."""


class BadSignature(KeysError):
    """A signature does not verify under this key, label and text."""

    def __init__(self) -> None:
        super().__init__("the signature does not verify")


class CannotOpen(KeysError):
    """A ciphertext does not open: wrong key, wrong context, or altered."""

    def __init__(self) -> None:
        super().__init__("this does not open: wrong key or altered")


class BadKey(KeysError, ValueError):
    """Key bytes have a wrong length or type."""


class BadPoint(KeysError):
    """A public key is no usable curve point."""

    def __init__(self) -> None:
        super().__init__("this is not a usable public key")


class KeyFileProblem(StrEnum):
    """What is wrong with a key file."""

    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    NOT_A_KEY_FILE = "not a key file"
    CHECKSUM = "damaged: its checksum does not match"
    VERSION = "of an unknown version; a newer program may have written it"
    ALGORITHM = "of an unknown algorithm; a newer program may have written it"
    COST = "asking for stretching parameters out of bounds"
    LENGTH = "of a wrong length"


class BadKeyFile(KeysError):
    """A key file is damaged or unknown; found before any passphrase is stretched."""

    def __init__(self, problem: KeyFileProblem) -> None:
        super().__init__(f"the key file is {problem}")
        self.problem = problem


class BadPassphrase(KeysError):
    """A passphrase nobody can use."""


class WrongPassphrase(KeysError):
    """The key file is sound, the passphrase does not open it."""

    def __init__(self) -> None:
        super().__init__("the passphrase does not open this key file; nothing was changed")


class WrongLibrary(KeysError):
    """The libsodium at hand judges signatures differently from other nodes."""

    def __init__(self) -> None:
        super().__init__("this libsodium judges signatures differently from other nodes; install PyNaCl as pinned")


class NotEnoughMemory(KeysError):
    """The computer cannot give the memory that stretching a passphrase needs."""

    def __init__(self, memory_kib: int) -> None:
        super().__init__(f"stretching the passphrase needs {memory_kib // 1024} MiB of memory; nothing was changed")
        self.memory_kib = memory_kib


class TextProblem(StrEnum):
    """What is wrong with a text form."""

    LENGTH = "length"
    PREFIX = "prefix"
    CHARACTER = "character"
    CHECKSUM = "checksum"


class BadText(KeysError):
    """A text form is mistyped, cut short or of another kind."""

    def __init__(self, problem: TextProblem, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.problem = problem
        self.position = position


class BadShare(KeysError):
    """Shares that do not give a secret back: mistyped, of different secrets, or too few."""
