"""The database and the broker that come with the package, for machines that have neither.

Standard library, psutil and psycopg2 only: the keeper process runs this code without Django.
"""
