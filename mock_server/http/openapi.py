"""The OpenAPI document, made of the contract's table."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import Any, Final

import msgspec

from mock_server.core.addresses import ADDRESS_PATTERN
from mock_server.http.problems import PROBLEM_JSON
from mock_server.http.routing import Answer, Call
from tui_voter.contract.endpoint import NOTHING, Endpoint, Needs
from tui_voter.contract.endpoints import ENDPOINTS
from tui_voter.contract.errors import Problem

PATH: Final = "/openapi.json"
CONTRACT_VERSION: Final = "1"

_NOT_BLANK: Final = r"[^\s\x1c-\x1f\x85]"
"""Matches a text of which something is left once it is stripped."""
_PATTERNS: Final = (
    ("LinkRequest", "address", ADDRESS_PATTERN),
    ("NewClaim", "text", _NOT_BLANK),
    ("NewAssistance", "subject", _NOT_BLANK),
    ("NewAssistance", "text", _NOT_BLANK),
)
"""What the portal requires of texts beyond the contract's types."""

_LANGUAGE: Final = {
    "name": "Accept-Language",
    "in": "header",
    "description": "The language of texts: fr or en.",
    "required": False,
    "schema": {"type": "string"},
}


async def show_document(_call: Call[None]) -> Answer:
    return Answer(200, _document(), "application/vnd.oai.openapi+json")


@cache
def _document() -> bytes:
    types = {kind for endpoint in ENDPOINTS.values() for kind in _types_of(endpoint)} | {Problem}
    named = sorted(types, key=lambda kind: kind.__name__)
    references, schemas = msgspec.json.schema_components(
        named, ref_template="#/components/schemas/{name}"
    )
    for struct, field, pattern in _PATTERNS:
        schemas[struct]["properties"][field]["pattern"] = pattern
    schema_of = dict(zip(named, references, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for name, endpoint in ENDPOINTS.items():
        operations = paths.setdefault(endpoint.path, {})
        operations[endpoint.method.lower()] = _operation(name, endpoint, schema_of)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "Mock election portal",
            "version": CONTRACT_VERSION,
            "description": "The wire contract of tui-voter, as its bundled mock portal speaks it.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
        },
    }
    return msgspec.json.encode(document)


def _types_of(endpoint: Endpoint[Any, Any]) -> set[Any]:
    return {endpoint.request, endpoint.response, endpoint.parameter} - {NOTHING}


def _operation(
    name: str, endpoint: Endpoint[Any, Any], schema_of: dict[Any, Any]
) -> dict[str, Any]:
    operation = {
        "operationId": name,
        "tags": [endpoint.subject.tag],
        "summary": endpoint.summary,
        "parameters": [_LANGUAGE],
        "responses": _responses(endpoint, schema_of),
    }
    if endpoint.parameter_name:
        segment = {"name": endpoint.parameter_name, "in": "path", "required": True}
        segment["schema"] = schema_of[endpoint.parameter]
        operation["parameters"] = [segment, _LANGUAGE]
    if endpoint.request is not NOTHING:
        body = _content("application/json", schema_of[endpoint.request])
        operation["requestBody"] = {"required": True, "content": body}
    if endpoint.needs is Needs.SESSION:
        operation["security"] = [{"session": []}]
    return operation


def _responses(endpoint: Endpoint[Any, Any], schema_of: dict[Any, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {"description": "What was asked for, or done."}
    if endpoint.status != 204:
        result["content"] = _content("application/json", schema_of[endpoint.response])
    responses = {str(endpoint.status): result}
    codes = sorted(endpoint.problems(), key=lambda code: code.status)
    for status, group in groupby(codes, key=lambda code: code.status):
        responses[str(status)] = {
            "description": "; ".join(f"`{code}`: {code.says}" for code in group),
            "content": _content(PROBLEM_JSON, schema_of[Problem]),
        }
    return responses


def _content(media_type: str, schema: Any) -> dict[str, Any]:
    return {media_type: {"schema": schema}}
