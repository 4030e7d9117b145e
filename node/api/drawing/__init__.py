"""Foreign files made into pixels by a process apart: whatever a file holds, width, height and pixels are what returns.

    node ─ the file, by a pipe ─▶ a process without files, network, environment ─ sheets of pixels ─▶ JPEG, drawn here

Decoders of foreign bytes run nowhere else. The process writes nothing to a disk and ends with its file.
"""
