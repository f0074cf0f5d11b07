"""What can go wrong with the embedded services, told in a sentence."""

from __future__ import annotations


class ServiceFault(Exception):
    """A service cannot be started; the message says why and what to do."""
