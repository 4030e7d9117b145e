"""How the bytes of a session travel: websocket, local network, SOCKS, file and memory.

It knows nothing of what the bytes mean. It refuses what is larger or slower than its bounds.
"""
