from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client

from tests.people import the

PAGES = sorted(m._meta.model_name or "" for m in admin.site._registry if m._meta.app_label == "taxonomy")


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_the_administrator_looks_and_nobody_writes(page: str) -> None:
    root = the("root")
    root.is_staff = root.is_superuser = True
    root.save(update_fields=["is_staff", "is_superuser"])
    client = Client()
    client.force_login(root)

    assert client.get(f"/admin/taxonomy/{page}/").status_code == 200
    assert client.get(f"/admin/taxonomy/{page}/add/").status_code == 403


@pytest.mark.django_db
def test_others_do_not_get_in() -> None:
    client = Client()
    client.force_login(the("ada"))

    assert client.get("/admin/taxonomy/person/").status_code == 302


@pytest.mark.django_db
def test_no_password_and_no_digest_is_shown() -> None:
    root = the("root")
    root.is_staff = root.is_superuser = True
    root.set_password("a long password")
    root.save()
    client = Client()
    client.force_login(root)

    shown = client.get(f"/admin/taxonomy/person/{root.pk}/change/")

    assert shown.status_code == 200 and root.password not in shown.content.decode()
