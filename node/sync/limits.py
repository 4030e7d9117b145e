"""Profile 1: every limit of what nodes say to one another, each with its reason.

All are ceilings checked before the bytes they bound are copied or decrypted. None decides whether an entry is valid.
"""

from typing import Final

# --- frames and messages ----------------------------------------------------------------------------------------------
FRAME_BYTES_MAX: Final = 1024 * 1024  # one websocket message; what one read may take of memory for one peer
FRAME_TRANSPORTS_MAX: Final = 64  # 17 full ones exceed a frame; 55,000 of the smallest would cost 0.2 s of one read
TRANSPORT_BYTES_MAX: Final = 65_535  # a Noise message, and what its two-byte length can say
FRAME_FILL_BYTES: Final = 4 * (2 + TRANSPORT_BYTES_MAX)  # frames we make; a line that breaks costs as much again
MESSAGE_BYTES_MAX: Final = 1024 * 1024  # a protocol message: four largest entries; what is buffered for one peer

# --- handshake --------------------------------------------------------------------------------------------------------
CANDIDATES_MAX: Final = 32  # keys a first message is tried under: 16 spaces with two routing keys; 5 ms of garbage
HANDSHAKE_PAYLOAD_BYTES_MAX: Final = 4_096  # a pass is 300 bytes, a request to join below 1 KiB
REKEY_EVERY: Final = 2**16  # transport messages under one key: 4 GiB, and what a key seized in memory opens backwards

# --- session ----------------------------------------------------------------------------------------------------------
SPACES_MAX: Final = 64  # spaces two nodes have in common, circles included; a hello of 6 kB
WANTS_MAX: Final = 64  # keys asked for at once; a device back after five years of monthly epochs
FRONTIER_LOGS_MAX: Final = 4_096  # logs shown of one space: twice the largest; 0.2 MB
FRONTIER_OBJECTS_MAX: Final = 4_096  # objects shown of one space: passes and prekeys of 512 devices eight times; 0.1 MB
OBJECTS_MAX: Final = 512  # membership objects in one message: verified in 30 ms
RUN_ITEMS_MAX: Final = 1_024  # entries in one run: verified in 60 ms, so that others are served between two
RUN_BYTES: Final = 192 * 1024  # a run is closed when it reaches this; with one largest entry on top it fits a message
WINDOW_MESSAGES: Final = 16  # runs and object messages on the way before the first is acknowledged: at most 8 MiB
DEFER_BYTES_MIN: Final = 64 * 1024  # a payload that may stay behind: half a chunk; a year of work has few as large
COUNT_MAX: Final = 2**48  # messages of one connection
WELCOME_OBJECTS_MAX: Final = 65_536  # membership objects a joiner takes before it gives up on the inviter

# --- bundle -----------------------------------------------------------------------------------------------------------
BUNDLE_RECIPIENTS_MAX: Final = 512  # devices of the largest space; as many slots are tried, in 5 ms
BUNDLE_SLOTS_STEP: Final = 8  # slots come in eights, so that their number says little
BUNDLE_CHUNK_BYTES: Final = 64 * 1024  # what a flipped bit costs; the part of it that seals and repeats is 0.2 %
BUNDLE_CHUNKS_MAX: Final = 2**18  # 16 GiB: four hundred times the largest ledger known; the rest of a file is not read
BUNDLE_RUN_BYTES: Final = 32 * 1024  # of one run in a bundle: a part that does not open costs the runs that touch it
