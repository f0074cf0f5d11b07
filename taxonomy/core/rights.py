"""What each role may do, as scopes. The one table that permissions, tokens and tests read."""

from __future__ import annotations

SCOPES_OF_ROLE: dict[str, frozenset[str]] = {
    "annotator": frozenset({"graph:read", "annotate"}),
    "reviewer": frozenset({"graph:read", "annotate", "review"}),
    "ml_engineer": frozenset({"graph:read", "models"}),
    "search_client": frozenset({"graph:read"}),
    "administrator": frozenset({"graph:read", "annotate", "review", "models", "admin"}),
}


def scopes_of(role: str) -> frozenset[str]:
    """Scopes of a role; none for an unknown one."""
    return SCOPES_OF_ROLE.get(role, frozenset())
