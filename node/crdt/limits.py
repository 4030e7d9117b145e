"""Profile 1: every limit of the ledger's core, each with its reason.

Ceilings hold for every profile and are checked on receipt. `Profile` holds the limits that decide whether the content
of a payload is valid; the roster an entry names says which profile judges it, so that two programs never disagree.
"""

from dataclasses import dataclass

# --- ceilings, checked on receipt -------------------------------------------------------------------------------------
DEPTH_MAX = 6  # the deepest object (an entry in a run) needs five; one spare
INT_MIN, INT_MAX = -(2**63), 2**63 - 1  # what Automerge and SQLite both hold
ENTRY_BYTES_MAX = 256 * 1024  # one message on the wire and one read into memory on the smallest laptop
ENTRY_PAYLOADS_MAX = 64  # one signature serves a batch; a larger batch would hold up a bounded window
HEADER_BYTES_MAX = 8 * 1024  # 64 payloads of 40 bytes, an opening and the fixed part fit in half of it
SEQ_MAX = 2**40  # a log that writes a thousand entries a second for thirty years stays below
OBJECT_BYTES_MAX = 64 * 1024  # a membership object; the largest certificate lists 512 devices and 256 erasures
PENDING_ENTRIES_MAX = 4_096  # entries with a gap before them, of all logs together: a memory stick's worth
PENDING_BYTES_MAX = 32 * 1024 * 1024  # what such entries may take on disk
FORK_CHILDREN_MAX = 4  # branches kept at a fork point, so that all nodes keep the same
FORK_DEPTH_MAX = 3  # forks one after another on a branch with more than one child kept: 4^3 = 64 branches of one log
FORK_BRANCHES_MAX = 64  # stretches of one log accepted before lower ids arrived, kept outside the digests
FORK_REPLAY_MAX = 256  # entries replayed past a fork: bounds the harm of a stolen key

# --- payloads ---------------------------------------------------------------------------------------------------------
SALT_BYTES = 16  # random bytes at the head of every plaintext: equal texts have unequal hashes
PAD_BLOCK = 64  # below PADME_FROM lengths tell no more than a multiple of this
PADME_FROM = 1024  # above it Padmé: at most 12 % overhead, O(log log n) bits leaked
PAYLOAD_BYTES_MAX = ENTRY_BYTES_MAX - HEADER_BYTES_MAX  # one payload alone in its entry
BODY_BYTES_MAX = 256 * 1024  # an inflated body; 1:1 with the entry ceiling, so a bomb gains nothing
ARRAY_ITEMS_MAX = 4_096  # longest list of any object here: 2,000 logs of a witness; what false lengths make us allocate
SAMPLED_FROM = 64 * 1024  # a longer body, a piece of a file mostly, is deflated only where a piece of it shrinks
SAMPLED_TO = 192 * 1024  # what fits a payload stored too; above it only deflating may make it fit
SHORT_BODY_BYTES = 7 * 1024  # with dictionary 1 before it, within a window of 16 KiB: deflated to the same bytes there
SAMPLE_BYTES = 4 * 1024  # that piece: 1 ms; deflating 128 KiB of a picture for nothing takes 30
BROKEN_DOCUMENTS_MAX = 16  # Automerge documents that panicked and stay in memory: freeing one ends the program
WITNESS_EVERY = 32  # entries of a log between two witnesses of its author's frontier


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The limits that decide whether the content of a payload is valid (counts and bytes)."""

    ops_max: int
    deps_max: int
    path_bytes_max: int
    path_segments_max: int
    value_bytes_max: int
    record_ops_max: int
    record_bytes_max: int
    evidence_max: int
    devices_max: int
    grants_per_steward_max: int


PROFILE_1 = Profile(
    ops_max=512,  # the largest form has 120 fields; an import row of 512 columns is already odd
    deps_max=32,  # heads of a record: 32 people editing one person at the same moment
    path_bytes_max=200,  # `names/<16 characters>/patronymic` is 40
    path_segments_max=5,  # list item inside a list item
    value_bytes_max=64 * 1024,  # a page of text is 3 kB; a judgment in full is an attachment
    record_ops_max=20_000,  # replay of one record stays below a second
    record_bytes_max=2 * 1024 * 1024,  # values ever put into one record; beyond it a successor record
    evidence_max=16,  # hashes of documents under one attestation
    devices_max=512,  # a key rotation for 512 devices is one message of 50 kB
    grants_per_steward_max=128,  # mass admission by one seized steward stays bounded
)
PROFILES = {1: PROFILE_1}

# --- membership objects, checked on receipt ---------------------------------------------------------------------------
BODY_OF_CERTIFICATE_BYTES_MAX = 48 * 1024  # leaves room in an object for all signatures, or for a vote around it
VERSION_MAX = 2**31  # certificates in one chain
STEWARDS_MAX = 32  # a quorum of more people than that never meets; keeps a certificate with its signatures small
RECOVERY_KEYS_MAX = 16  # SLIP-39 has at most 16 shares; each key may be split further
GROUPS_MAX = 128  # organisations and diasporas in one space
ABANDONS_MAX = 4  # heads a recovery certificate may name: more stuck branches than proven double signers leave
CUT_LOGS_MAX = 64  # logs of one device: a new one after every restore or copy
EXPULSIONS_MAX = 256  # devices in one certificate; a mass admission by two stewards is taken back at once
SETTLED_MAX = 256  # eight slots of all stewards
ERASURES_MAX = 256  # records in one certificate; a longer list takes several
ERASURE_SOURCES_MAX = 64  # ids by which other lists name one person
SIGNATURES_MAX = 2 * STEWARDS_MAX + RECOVERY_KEYS_MAX  # old stewards, added stewards, recovery keys
SLOTS = 8  # suspensions by one steward at one time: what a seized steward can do before a quorum answers
REASON_MAX = 255  # a code of the domain's list
NUMBER_MAX = 2**48  # passes and prekeys of one device
PASSES_MAX = 512  # devices one steward's passes let in: those of the largest space
HELD_MAX = 256  # kids in one prekey: twenty years of monthly epochs
PACKET_RECORDS_MAX = 1024  # record keys in one packet: 48 bytes each, within an object
VOTE_ROUND = 0  # the only round of this version; later rounds settle a split vote without recovery keys
SUSPENSIONS_KEPT = 4  # of one slot, the lowest ids, so that all nodes keep the same; plus those a certificate names
VOTES_KEPT = 4  # bodies of one steward kept for one head, the lowest ids, so that all nodes keep the same
VOTES_VERIFIED_MAX = 16  # groups that must attest before a value is called verified
ROTATION_DAYS_MAX = 365  # between two epochs; 30 is usual
ATTACHMENT_KIB_MAX = 64 * 1024  # the largest attachment a space may allow
