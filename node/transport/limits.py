"""Bounds of the lines between nodes, each with its reason."""

CONNECT_TIMEOUT_S = 20.0  # through Tor a connection takes up to ten seconds
SEND_TIMEOUT_S = 60.0  # a frame of 256 KiB over 50 kbit/s takes 42 s
HEARTBEAT_S = 30.0  # a line that was cut without a word is noticed after one and a half of these
CLOSE_TIMEOUT_S = 2.0  # for the other side's farewell; nothing depends on it
CONNECTIONS_MAX = 256  # lines served at once: 200 peers and room for strangers, 1 MiB each at worst
QUEUE_FRAMES = 64  # frames of a memory line on the way
PORT_MAX = 65_535
BEACONS_HEARD_MAX = 256  # announcements looked at in one beacon's time: more than a network of people has devices
BEACON_BYTES_MAX = 256  # of what one announces
BEACON_RESOLVE_S = 3  # until what was announced is told whole
