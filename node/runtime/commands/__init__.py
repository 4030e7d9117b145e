"""What a node can be asked to do by name: one set of commands for its terminal and for a running node's local channel.

A command takes a `Call` and answers with plain JSON. It refuses arguments of a wrong form, prints nothing, asks nobody.
"""
