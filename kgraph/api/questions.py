"""Checking the parameters of a question: the framework's fields, without the framework's way to them.

A question has a handful of parameters, most of them left out. What they are then is known beforehand; only what is there
is handed to its field. Whatever is wrong is checked again by the serializer, which words the refusal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.fields import SkipField, empty

_Query = type[serializers.Serializer[Any]]
_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to check the parameters of one kind of question."""

    serializer: serializers.Serializer[Any]
    fields: tuple[tuple[str, Any], ...]
    defaults: Mapping[str, Any]
    needed: frozenset[str]


@cache
def _plan(query: _Query) -> _Plan:
    serializer = query()
    defaults, needed = {}, set()
    for name, field in serializer.fields.items():
        if field.required:
            needed.add(name)
        try:
            # A form's check box that is not sent is not ticked; the framework reads addresses as forms.
            absent = field.default_empty_html
            defaults[name] = field.get_default() if absent is empty else absent
        except SkipField:
            pass
    return _Plan(serializer, tuple(serializer.fields.items()), defaults, frozenset(needed))


def asked_of(query: _Query, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What the parameters of an address say; the same as the serializer's ``validated_data``.

    Fields are checked one by one and then together by ``validate``; a query has no ``validate_<field>``.

    Raises:
        ValidationError: as the serializer raises it.
    """
    if not isinstance(parameters, QueryDict):
        return _the_long_way(query, parameters)
    plan = _plan(query)
    asked = dict(plan.defaults)
    try:
        for name, field in plan.fields:
            value = parameters.get(name, _MISSING)
            if value is _MISSING:
                if name in plan.needed:
                    return _the_long_way(query, parameters)
            elif value == "":  # left empty: how that is read depends on the field
                return _the_long_way(query, parameters)
            else:
                asked[name] = field.run_validation(value)
        checked: dict[str, Any] = plan.serializer.validate(asked)
    except ValidationError:
        return _the_long_way(query, parameters)
    return checked


def _the_long_way(query: _Query, parameters: Mapping[str, Any]) -> dict[str, Any]:
    checked = query(data=parameters)
    checked.is_valid(raise_exception=True)
    found: dict[str, Any] = checked.validated_data
    return found
