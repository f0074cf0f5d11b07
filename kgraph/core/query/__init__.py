"""Questions to a snapshot. Each module answers one kind; all speak in the snapshot's dense numbers.

`walk` (neighbours, closure), `ladder`, `paths`, `expand`, `neighbourhood`, `suggest`, `noise` and `normalize`.
"""
