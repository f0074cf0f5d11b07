"""OpenID Connect as we want it spoken: the id token is always verified, and its subject belongs to its issuer.

django-allauth takes the id token of the code flow unverified, as OpenID Connect Core 1.0, section 3.1.3.7, number 6
allows where TLS vouches for the provider. We check the signature all the same: a proxy may end that TLS.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

import jwt
from allauth.socialaccount.internal.jwtkit import lookup_kid_jwk, verify_and_decode
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"}
)
"""Signatures by a key of which only the public half is known here."""
CLAIMS: Final = ("email", "email_verified", "name", "preferred_username")


class VerifyingAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The provider's answers, verified."""

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Who has logged in there.

        Raises:
            OAuth2Error: no id token, a signature that does not hold, another issuer, audience or time, or a
                userinfo of somebody else (section 5.3.2).
        """
        raw = kwargs["response"].get("id_token")
        if not raw:
            raise OAuth2Error("the provider sent no id token")
        claims = self._verified(app, raw)
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            told = self._fetch_user_info(token.token)
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("userinfo speaks of somebody else than the id token")
            claims = {**claims, **{name: told[name] for name in CLAIMS if name in told}}
        login = self.get_provider().sociallogin_from_response(request, claims)
        # A subject is somebody only at its issuer (section 2): after a change of provider nobody inherits a person.
        login.account.uid = subject_key(claims["iss"], claims["sub"])
        login.account.extra_data = {name: claims[name] for name in ("iss", "sub", *CLAIMS) if name in claims}
        return login

    def _verified(self, app: SocialApp, raw: str) -> dict[str, Any]:
        try:
            algorithm = jwt.get_unverified_header(raw).get("alg")
        except jwt.PyJWTError as error:
            raise OAuth2Error("the id token cannot be read") from error
        if algorithm not in ALGORITHMS:
            raise OAuth2Error(f"the id token is signed by {algorithm}, which proves nothing")
        try:
            claims: dict[str, Any] = verify_and_decode(
                credential=raw,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=lookup_kid_jwk,
            )
        except (KeyError, ValueError) as error:
            raise OAuth2Error("the id token or the provider's keys are not whole") from error
        if not claims.get("sub"):
            raise OAuth2Error("the id token names nobody")
        return claims


def subject_key(issuer: str, subject: str) -> str:
    """What is kept of who somebody is there: 64 hexadecimal digits."""
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()
