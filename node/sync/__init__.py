"""What nodes say to one another: the Noise channel, frames, messages, the session and the bundle.

Pure: bytes in, bytes out. It refuses a frame, a message or a peer that does not show the right to speak.
"""
