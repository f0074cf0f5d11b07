"""What a new release means for those who use the one before: compatibility, notes for people, replayed queries."""
