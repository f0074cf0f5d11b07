"""Releases as files in the formats of others: pure, streamed, and the same bytes every time.

One module for each format; `formats` lists them. To add one: write ``stream(snapshot) -> Iterator[str]`` in a new
module and enter it there.
"""
