"""Every purpose a hash, a derivation or a signature can have; an unknown label is refused.

A label stands in front of what is hashed or signed as `apieka/<label>/v1` and a zero byte, so that bytes made for one
purpose mean nothing for another.
"""

from enum import StrEnum


class Label(StrEnum):
    """The purposes, each with what it marks."""

    ENTRY = "entry"  # signature and id of an entry of a log
    LOG = "log"  # id of a log, from device, space and random bytes
    PAYLOAD = "payload"  # payload hash named by an entry's header
    CIPHERTEXT = "ciphertext"  # inner hash of a payload, left when it is pruned
    SPACE = "space"  # id of a space, from its genesis body
    CERTIFICATE = "certificate"  # signature and id of a roster certificate
    VOTE = "vote"  # a steward's signature of one body per version
    SUSPENSION = "suspension"  # signature and id of a suspension
    PASS = "pass"  # noqa: S105 - signature of a pass
    PREKEY = "prekey"  # signature and hash of a prekey
    PACKET = "packet"  # id of a key packet
    PROOF = "proof"  # id of a fork proof
    EPOCH = "epoch"  # kid: the name of an epoch key
    CONTROL_KEY = "control-key"  # control key of an epoch
    RECORD_KEY = "record-key"  # a record's key of an epoch
    NONCE_KEY = "nonce-key"  # key that derives the nonces of a sealing key
    NONCE = "nonce"  # nonce of one sealed text
    INDEX_KEY = "index-key"  # key behind imported record ids of a space
    RECORD = "record"  # id of an imported record
    SOURCE_ID = "source-id"  # keyed hash of a source's id in an erasure list
    ACTOR = "actor"  # Automerge actor of one change
    STATE = "state"  # state hash of a space
    PROJECTION = "projection"  # hash of one record's projection
    VALUE = "value"  # hash of a value an attestation stands under
    BLOB = "blob"  # hash of an attached file
    WORDS = "words"  # six words of a device key
    RECOVERY = "recovery"  # signature by a recovery key
    WRAP = "wrap"  # key that wraps a secret under a passphrase
    LOCAL = "local"  # keys of this node alone, below its master key
    DATABASE = "database"  # key of the database file
    BOX = "box"  # key of a text sealed to a public key
    ROUTING_TAG = "routing-tag"  # tag by which two nodes find common spaces
    FRONTIER_DIGEST = "frontier-digest"  # digest of what two nodes hold
    INVITATION = "invitation"  # keys and ids below an invitation's secret
    CHANNEL = "channel"  # what binds the channel between two nodes
    BUNDLE = "bundle"  # keys of a bundle file
    BACKUP = "backup"  # keys of a backup file
    TOKEN = "token"  # noqa: S105 - hash under which an access token of a program is kept
    CHECKSUM = "checksum"  # open checksum against bit rot and typing slips
