"""Bounds of the asyncio shell."""

EFFECT_TIMEOUT_S = 60.0  # one effect of the store; a full verify reads in pieces far below
STEP_TIMEOUT_S = 600.0  # one step, an import of 10,000 records on a slow disk included
LOCK_AFTER_S = 600.0  # idle time after which a node locks itself
CONTROL_MESSAGE_BYTES_MAX = 16 * 1024 * 1024  # one command or answer of the local control channel
CONTROL_CONNECTIONS_MAX = 16  # commands answered at once
CONTROL_CONNECT_TIMEOUT_S = 5.0  # until a running node of this home has greeted: it is on the same computer
CONTROL_REQUEST_TIMEOUT_S = 10.0  # until a command that connected has said what it wants
CONTROL_ALIVE_EVERY_S = 5.0  # a node at work on a command says so this often
CONTROL_SILENCE_S = 30.0  # a node that says nothing for so long is taken for stuck
CONTROL_PROGRESS_EVERY_S = 0.25  # how often a command's progress is told: smooth to the eye, cheap
CONTROL_STOP_S = 90.0  # commands under way are waited for at the end: longer than one effect may take
CONTROL_PATH_BYTES_MAX = 100  # of a socket file's path: the shortest bound of the systems this runs on is 104
CONTROL_TOKEN_BYTES = 32  # of the token file where there are no socket files
LOCK_CHECK_EVERY_S = 30.0  # how often idleness is looked at: a node locks at most this much late
PAGE_STOP_S = 5.0  # requests under way are waited for at the end
LOCK_AFTER_MINUTES_MAX = 24 * 60  # an idle node does not stay open longer than a day
HANDSHAKE_TIMEOUT_S = 30.0  # three frames, through Tor; a stranger is let wait no longer
PEER_SILENCE_S = 24 * 3600.0  # a live line may have nothing to say for a day; the line itself notices when it is cut
SYNC_SILENCE_S = 120.0  # one message of a sync once, over a slow line
OUTBOX_FRAMES_MAX = 512  # sealed frames that wait for a slow peer: the window and acknowledgements, at most 8 MiB
REFRESH_EVERY = 256  # messages after which records are replayed though more are coming: some 50 MB, or a minute
CALL_ATTEMPTS_MAX = 64  # devices tried at an address that is not known yet
BACKOFF_FIRST_S = 1.0  # before the second call of an address
BACKOFF_MAX_S = 300.0  # between two calls of an address nobody answers at
COLLECT_AFTER = (50_000, 20, 50)  # new objects before the youngest are looked at, and how many times before the older
