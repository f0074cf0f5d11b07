"""Pure Python: the relation algebra, snapshots and queries. No Django in here."""
