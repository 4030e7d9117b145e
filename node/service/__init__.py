"""The node's core: steps that turn requests and foreign bytes into effects. It holds no disk, clock, network or
asyncio.
"""
