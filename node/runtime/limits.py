"""Bounds of the asyncio shell."""

EFFECT_TIMEOUT_S = 60.0  # one effect of the store; a full verify reads in pieces far below
STEP_TIMEOUT_S = 600.0  # one step, an import of 10,000 records on a slow disk included
LOCK_AFTER_S = 600.0  # idle time after which a node locks itself
CONTROL_MESSAGE_BYTES_MAX = 16 * 1024 * 1024  # one command or answer of the local control channel
CONTROL_CONNECTIONS_MAX = 16  # commands answered at once
