"""The administrator's window shows nothing of django-allauth: its tables are written by nobody's hand."""

from __future__ import annotations

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin


def accounts_hide() -> None:
    """Take what django-allauth registered out of the admin; with it, somebody could tie an account to another person."""
    for model in (EmailAddress, EmailConfirmation, SocialAccount, SocialApp, SocialToken):
        if admin.site.is_registered(model):
            admin.site.unregister(model)
