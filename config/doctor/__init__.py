"""Looks everything over and says what to do: ``manage.py doctor``."""
