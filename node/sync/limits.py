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
