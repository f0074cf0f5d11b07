"""Readers of the formats in which titles and relations come. Each is a generator over one file.

A reader yields `RawTitle` or `RawRelation` for what it understood and `BadRow` for what it did not; it never
stops at a bad row, and never repairs one silently. What the file is known to do wrong goes into `Notices`.
"""

from taxonomy.core.readers.rows import BadRow, FileRefused, Notices, RawRelation, RawTitle

__all__ = ["BadRow", "FileRefused", "Notices", "RawRelation", "RawTitle"]
