"""The asyncio shell around the core: it delivers events and carries out effects.

It owns every task, timeout and queue. It refuses work beyond the bound of a queue.
"""
