"""Who is let in, once the provider has said who it is. It always ends in a redirect to the UI, which says it in words."""

from __future__ import annotations

import logging
from typing import Any, NoReturn, cast

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib.auth import login
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from config.environment import SignOn
from taxonomy.api.session import BACKEND
from taxonomy.models import Person
from taxonomy.services.people import login_record, person_arrive

logger = logging.getLogger("titleloom.sign_on")


class SignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Our word in django-allauth's flow."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        """Let the person in, or say why not; django-allauth's own sign-up and log-in are never reached.

        Raises:
            ImmediateHttpResponse: always, with a redirect.
        """
        sign_on = settings.SIGN_ON
        assert sign_on is not None
        claims = sociallogin.account.extra_data
        if problem := refusal(claims, sign_on):
            self._away(problem)
        person = self._person(sociallogin, sign_on)
        if not person.is_active:
            self._away("waiting" if person.waiting_since is not None else "inactive")
        login(request, person, backend=BACKEND)
        with transaction.atomic():
            login_record(person)
        raise ImmediateHttpResponse(HttpResponseRedirect(_where(request, sociallogin)))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> NoReturn:
        """The provider said no, cannot be reached, or its answer does not hold.

        Raises:
            ImmediateHttpResponse: always.
        """
        # The class only: what a library says of a failed exchange may quote the exchange.
        logger.warning("sign-on failed", extra={"reason": str(error), "error": type(exception).__name__})
        self._away("cancelled" if str(error) == "cancelled" else "failed")

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never by django-allauth's own form."""
        return False

    def _person(self, sociallogin: SocialLogin, sign_on: SignOn) -> Person:
        """The person behind the account; somebody new becomes one."""
        account = sociallogin.account
        known = SocialAccount.objects.select_related("user").filter(
            provider=account.provider, uid=account.uid
        )
        try:
            with transaction.atomic():
                if (found := known.first()) is not None:
                    return cast(Person, found.user)
                claims = account.extra_data
                person = person_arrive(
                    wish=claims.get("preferred_username") or claims["email"].partition("@")[0],
                    name=claims.get("name", ""),
                    email=claims["email"],
                    role=sign_on.role,
                )
                account.user = person
                account.save()
                return person
        except IntegrityError:
            # The same person in two windows: the other one was first.
            return cast(Person, known.get().user)

    def _away(self, code: str) -> NoReturn:
        raise ImmediateHttpResponse(HttpResponseRedirect("/?" + urlencode({"sso": code})))


def refusal(claims: dict[str, Any], sign_on: SignOn) -> str:
    """Why somebody with these claims is not let in, as the code that the log-in page explains; empty when they are."""
    address = str(claims.get("email") or "").lower()
    if "@" not in address:
        return "no_email"
    # An address that nobody verified is one that anybody can claim (section 5.7).
    if claims.get("email_verified") is not True:
        return "unverified"
    if sign_on.domains and address.rpartition("@")[2] not in sign_on.domains:
        return "domain"
    return ""


def _where(request: HttpRequest, sociallogin: SocialLogin) -> str:
    """The page that was asked for, when it is one of ours."""
    wanted = str(sociallogin.state.get("next") or "/")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if ours else "/"
