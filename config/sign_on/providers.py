"""The provider as django-allauth wants it told."""

from __future__ import annotations

from typing import Any, Final

from config.environment import SignOn

PROVIDER: Final = "company"
"""Stands in the addresses: the provider is told ``https://HOST/sso/company/callback``."""


def sign_on_providers(sign_on: SignOn | None) -> dict[str, Any]:
    """The setting ``SOCIALACCOUNT_PROVIDERS``; empty when single sign-on is off."""
    if sign_on is None:
        return {}
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": PROVIDER,
                    "name": sign_on.name,
                    "client_id": sign_on.client_id,
                    "secret": sign_on.client_secret,
                    "settings": {"server_url": sign_on.issuer},
                }
            ],
        }
    }
