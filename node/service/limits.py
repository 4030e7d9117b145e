"""Bounds of the service: what a node keeps in memory and does at once."""

OPEN_RECORDS_MAX = 2_048  # opened records kept in memory; about 4 kB each, so 8 MB
RECORDS_PER_COMMIT = 1_024  # records of one bulk commit: 16 full entries, a tenth of a second, 2 MB
REBUILD_BATCH = 512  # records replayed between two commits of a rebuild
ENTRIES_PER_READ = 256  # entries of a log read at once by verify and backup: at most 64 MiB, typically 1
LACKING_KIDS_MAX = 256  # epochs whose keys are lacking: twenty years of monthly ones
LACKING_LOGS_MAX = 2_048  # logs that hold entries of such an epoch: those of the largest space
PENDING_SIZE_MAX = 512 * 1024  # one pending entry as stored, with its payloads
AWAITED_MAX = 2_048  # records noted for entries that they wait for, the oldest forgotten first: half an array
WAITING_BYTES_MAX = 16 * 1024 * 1024  # what both lists take as stored
ADMIT_ENTRIES_MAX = 1_024  # foreign entries judged in one step: verified in 60 ms
INVITATIONS_MAX = 32  # open invitations of one node: what a channel tries a first message under
INVITATION_DAYS = 7  # how long an invitation holds unless told
ADDRESSES_MAX = 4  # of the inviting node, in one invitation
ADDRESS_CHARS_MAX = 255  # a host name and a port; an onion address has 62
RECORD_KEYS_BYTES_MAX = 16 * 1024 * 1024  # record keys of one epoch under one first byte: 300,000 of them
PREKEYS_KEPT = 64  # private halves of own prekeys: a year of weekly ones
WITNESS_FROM = 16  # own entries without a witness after which the next write adds one: with a bulk commit's 16 below 32
WELCOME_OBJECTS = 256  # membership objects in one welcome: below a message even at the largest usual size
PACKETS_PER_STEP = 64  # keys handed to one peer at once
CARRIED_BYTES_MAX = 512 * 1024 * 1024  # of one device on a carrier: sixty times 10,000 records; 64 devices fill 32 GiB
CARRIED_PACKETS_MAX = 256  # key packets of one device on a carrier: twenty years of monthly epochs
RUN_READ = 32  # entries read for the first run of a connection: 8 MiB of the largest; then as many as fit
HEADERS_KEPT = 512  # decoded headers of stored entries: at most 8 kB each
GATHER_ROWS = 1_000  # rows read at once while all records are looked through: about 4 MB, 50 ms
SHARES_MAX = 32  # records shared in one call: with the share records beside them the payloads of one entry
SHARES_LISTED_MAX = 512  # share records looked at for later edits: two projections each, below a second
