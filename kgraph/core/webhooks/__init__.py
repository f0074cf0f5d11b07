"""Telling other programs: what is signed, where it may go, when it is tried again."""
