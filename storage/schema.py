"""The JSON Schemas of what is written, kept by hand beside this file."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from dossier.errors import OurError

SchemaName = Literal["dossier", "courrier", "reason"]


@cache
def schema(name: SchemaName) -> Mapping[str, Any]:
    """A schema as JSON Schema 2020-12 has it."""
    loaded: Mapping[str, Any] = json.loads((files("storage") / "schemas" / f"{name}.schema.json").read_text("utf-8"))
    return loaded


def validate(document: Mapping[str, Any], name: SchemaName) -> None:
    """Raises OurError, which names the place and the rule but never the value: there are names in it."""
    error = best_match(_validator(name).iter_errors(document))
    if error is not None:
        raise OurError(f"{name}.json: {error.json_path} breaks {error.validator}")


@cache
def _validator(name: SchemaName) -> Draft202012Validator:
    loaded = schema(name)
    Draft202012Validator.check_schema(loaded)
    return Draft202012Validator(loaded)
