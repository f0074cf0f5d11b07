"""Single sign-on against a real provider on localhost: who gets in, who waits, and what is not believed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_settings
from rest_framework.test import APIClient

from config.environment import EnvironmentRefused, SignOn, read_environment
from config.sign_on.providers import sign_on_providers
from taxonomy.models import AuditEntry, Person
from tests.config.oidc_provider import Provider, provider_running
from tests.people import browser_of, the

pytestmark = pytest.mark.django_db
BEGIN = "/sso/company/login"
EVE = {
    "sub": "248289761001",
    "email": "eve@example.org",
    "email_verified": True,
    "name": "Eve Example",
    "preferred_username": "eve",
}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with provider_running({"eve": dict(EVE)}) as running, trusting(running):
        yield running


def trusting(provider: Provider, **more: Any) -> override_settings:
    told = {"role": "annotator", "domains": ("example.org",), **more}
    sign_on = SignOn(provider.address, provider.client_id, provider.client_secret, "Example Inc.", **told)
    return override_settings(SIGN_ON=sign_on, SOCIALACCOUNT_PROVIDERS=sign_on_providers(sign_on))


def go(client: Client, provider: Provider, *, person: str = "eve", next: str = "/") -> HttpResponse:
    """The whole way: off to the provider, log in there, and back."""
    off = client.post(BEGIN, {"next": next})
    assert off.status_code == 302, off.content
    asked = dict(parse_qsl(urlsplit(off["Location"]).query))
    back = provider.authorize(asked, person)
    return client.get(back.removeprefix("http://testserver"))  # type: ignore[return-value]


def who(client: Client) -> str | None:
    answer = client.get("/api/v1/session")
    return answer.json()["username"] if answer.status_code == 200 else None


def test_somebody_new_is_in_with_the_role_that_was_set_up(provider: Provider) -> None:
    client = Client()
    answer = go(client, provider, next="/annotate?x=1")

    assert (answer.status_code, answer["Location"]) == (302, "/annotate?x=1")
    assert who(client) == "eve"
    eve = Person.objects.get(username="eve")
    assert (eve.role, eve.email, eve.first_name) == ("annotator", "eve@example.org", "Eve Example")
    assert not eve.has_usable_password()
    rows = AuditEntry.objects.filter(object_type="person", object_id=str(eve.pk)).order_by("pk")
    assert list(rows.values_list("action", flat=True)) == ["person.arrive", "session.login"]


def test_the_same_person_comes_back_whatever_they_are_called_now(provider: Provider) -> None:
    go(Client(), provider)
    provider.people["eve"] |= {"email": "eva@example.org", "preferred_username": "eva"}

    client = Client()
    go(client, provider)

    assert who(client) == "eve"
    assert Person.objects.filter(email__endswith="example.org").count() == 1


def test_the_challenge_and_the_code_are_bound_to_this_browser(provider: Provider) -> None:
    off = Client().post(BEGIN)
    asked = parse_qs(urlsplit(off["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and len(asked["code_challenge"][0]) == 43

    thief = Client()
    back = provider.authorize({name: values[0] for name, values in asked.items()}, "eve")
    answer = thief.get(back.removeprefix("http://testserver"))

    assert answer["Location"] == "/?sso=failed"
    assert who(thief) is None and not Person.objects.filter(username="eve").exists()


def test_without_a_role_new_people_wait_until_a_lead_lets_them_in(provider: Provider) -> None:
    client = Client()
    with trusting(provider, role=""):
        assert go(client, provider)["Location"] == "/?sso=waiting"
        assert who(client) is None
        eve = Person.objects.get(username="eve")
        ada = browser_of("ada")
        assert [row["username"] for row in ada.get("/api/v1/people/waiting").json()["results"]] == ["eve"]
        wide = ada.post(f"/api/v1/people/{eve.pk}/admit", {"role": "administrator"})
        assert (wide.status_code, wide.json()["code"]) == (403, "person.role_too_wide")

        assert ada.post(f"/api/v1/people/{eve.pk}/admit", {"role": "reviewer"}).status_code == 200

        assert go(client, provider)["Location"] == "/"
    assert who(client) == "eve"
    assert ada.get("/api/v1/people/waiting").json()["results"] == []


def test_who_was_declined_or_made_inactive_stays_out(provider: Provider) -> None:
    with trusting(provider, role=""):
        go(Client(), provider)
        eve = Person.objects.get(username="eve")
        assert browser_of("ada").post(f"/api/v1/people/{eve.pk}/decline").status_code == 200
        again = browser_of("ada").post(f"/api/v1/people/{eve.pk}/decline")
        assert (again.status_code, again.json()["code"]) == (409, "person.not_waiting")

        assert go(Client(), provider)["Location"] == "/?sso=inactive"


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"email": "eve@example.com"}, "domain"),
        ({"email": "eve@sub.example.org"}, "domain"),
        ({"email": "eve@example.org.evil.net"}, "domain"),
        ({"email_verified": False}, "unverified"),
        ({"email_verified": "true"}, "unverified"),
        ({"email": ""}, "no_email"),
    ],
)
def test_an_address_of_another_domain_or_that_nobody_verified_is_kept_out(
    provider: Provider, claims: dict[str, Any], code: str
) -> None:
    provider.people["eve"] |= claims
    client = Client()

    assert go(client, provider)["Location"] == f"/?sso={code}"
    assert who(client) is None and not Person.objects.filter(first_name="Eve Example").exists()


@pytest.mark.parametrize(
    "wrong",
    [{"iss": "http://127.0.0.1:1"}, {"aud": "another-program"}, {"exp": 1_000_000_000}, {"sub": ""}],
)
def test_an_id_token_of_another_issuer_audience_or_time_is_not_believed(
    provider: Provider, wrong: dict[str, Any]
) -> None:
    provider.bend = lambda claims: {**claims, **wrong}
    client = Client()

    assert go(client, provider)["Location"] == "/?sso=failed"
    assert who(client) is None


def test_a_forged_signature_is_not_believed(provider: Provider) -> None:
    provider.sign_with = rsa.generate_private_key(65537, 2048)
    client = Client()

    assert go(client, provider)["Location"] == "/?sso=failed"
    assert who(client) is None


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_signature_that_anybody_can_make_is_not_believed(provider: Provider, algorithm: str) -> None:
    exchange = provider.token

    def forged(form: dict[str, str]) -> dict[str, Any] | None:
        answer = exchange(form)
        assert answer is not None
        claims = jwt.decode(answer["id_token"], options={"verify_signature": False})
        key = "" if algorithm == "none" else "titleloom-titleloom-titleloom-titleloom"
        return answer | {"id_token": jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "loom-1"})}

    provider.token = forged  # type: ignore[method-assign]
    client = Client()

    assert go(client, provider)["Location"] == "/?sso=failed"
    assert who(client) is None


def test_nobody_becomes_a_person_who_is_here_by_name_alone(provider: Provider) -> None:
    the("ana")
    provider.people["eve"] |= {"preferred_username": "ana"}
    client = Client()
    go(client, provider)

    assert who(client) == "ana-2"


def test_after_a_change_of_provider_nobody_inherits_a_person(provider: Provider) -> None:
    go(Client(), provider)
    with provider_running({"eve": dict(EVE)}) as other, trusting(other):
        client = Client()
        go(client, other)
    assert who(client) == "eve-2"


def test_no_other_page_can_begin_it_and_it_leads_nowhere_else(provider: Provider) -> None:
    strict = APIClient(enforce_csrf_checks=True)
    assert strict.post(BEGIN).status_code == 403
    assert Client().get(BEGIN).status_code == 405

    assert go(Client(), provider, next="https://evil.example/")["Location"] == "/"
    assert go(Client(), provider, next="//evil.example/")["Location"] == "/"


def test_a_provider_that_is_away_is_told_in_words(provider: Provider) -> None:
    with trusting(Provider("http://127.0.0.1:9", {})):
        assert Client().post(BEGIN)["Location"] == "/?sso=failed"


def test_nothing_secret_reaches_a_log(provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client = Client()
        off = client.post(BEGIN)
        back = provider.authorize(dict(parse_qsl(urlsplit(off["Location"]).query)), "eve")
        code = parse_qs(urlsplit(back).query)["code"][0]
        client.get(back.removeprefix("http://testserver"))

    assert who(client) == "eve"
    told = caplog.text + str(
        [vars(record) for record in caplog.records if record.name.startswith("titleloom")]
    )
    for secret in (provider.client_secret, *provider.tokens):
        assert secret not in told
    assert code not in caplog.text
    stored = str(list(AuditEntry.objects.values()))
    assert provider.client_secret not in stored and code not in stored
    assert provider.client_secret not in repr(SignOn("i", "c", provider.client_secret, "n", "", ()))


def test_it_is_off_unless_it_was_set_up() -> None:
    assert Client().post(BEGIN).status_code == 404
    assert Client().get("/api/v1/sign-on").json() == {"name": None, "address": None}


def test_the_log_in_page_is_told_where_it_begins(provider: Provider) -> None:
    assert Client().get("/api/v1/sign-on").json() == {"name": "Example Inc.", "address": BEGIN}


WHOLE = {
    "TITLELOOM_OIDC_ISSUER": "https://login.example.org/",
    "TITLELOOM_OIDC_CLIENT_ID": "titleloom",
    "TITLELOOM_OIDC_CLIENT_SECRET": "kept-between-two",
}


def test_the_environment_sets_it_up_or_is_refused(tmp_path: Any) -> None:
    home = {"TITLELOOM_HOME": str(tmp_path)}
    assert read_environment(home).sign_on is None
    read = read_environment({**home, **WHOLE}).sign_on
    assert read is not None
    assert (read.issuer, read.name, read.role) == ("https://login.example.org", "login.example.org", "")

    with pytest.raises(EnvironmentRefused, match="by half"):
        read_environment({**home, "TITLELOOM_OIDC_ISSUER": "https://login.example.org"})
    with pytest.raises(EnvironmentRefused, match="must be one of"):
        read_environment({**home, **WHOLE, "TITLELOOM_OIDC_ROLE": "administrator"})
    with pytest.raises(EnvironmentRefused, match="TITLELOOM_OIDC_DOMAINS"):
        read_environment({**home, **WHOLE, "TITLELOOM_OIDC_ROLE": "annotator"})
