"""Reads dashboards with the models that Grafana's makers generate from its schemas.

usage: grafana_models.py DASHBOARD.json...

Prints one line for each key that the models do not know, each value that changes on the way through them, each value
that is not of the type or enumeration that they name, and each kind of panel or query that they lack. Status 1 then.
"""

import enum
import inspect
import json
import sys
import types
import typing
from collections.abc import Iterator

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models import dashboard


def differences(before: object, after: object, place: str) -> Iterator[str]:
    """What got lost or was changed. Defaults may come in."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            if key in after:
                yield from differences(value, after[key], f"{place}.{key}")
            else:
                yield f"{place}.{key}: Grafana does not know this key"
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after)):
            yield from differences(one, other, f"{place}[{index}]")
    elif before != after:
        yield f"{place}: {before!r} becomes {after!r}"


def mistakes(value: object, expected: object, place: str) -> Iterator[str]:
    """What is not of its type. Values of enumerations are texts and numbers in these models."""
    origin = typing.get_origin(expected)
    if origin in (typing.Union, types.UnionType):
        choices = typing.get_args(expected)
        if all(list(mistakes(value, choice, place)) for choice in choices):
            wanted = [choice for choice in choices if choice is not types.NoneType]
            # With one choice its own complaint says more.
            yield from mistakes(value, wanted[0], place) if len(wanted) == 1 else [f"{place}: {value!r} is none of {wanted}"]
    elif origin is list:
        if not isinstance(value, list):
            yield f"{place}: {value!r} is no list"
            return
        for index, item in enumerate(value):
            yield from mistakes(item, typing.get_args(expected)[0], f"{place}[{index}]")
    elif origin is dict:
        if not isinstance(value, dict):
            yield f"{place}: {value!r} is no object"
            return
        for key, item in value.items():
            yield from mistakes(item, typing.get_args(expected)[1], f"{place}.{key}")
    elif inspect.isclass(expected) and issubclass(expected, enum.Enum):
        if value not in [item.value for item in expected]:
            yield f"{place}: {value!r} is none of {[item.value for item in expected]}"
    elif expected is float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            yield f"{place}: {value!r} is no number"
    elif expected in (int, str, bool, types.NoneType):
        if type(value) is not expected and not (isinstance(value, enum.Enum) and isinstance(value, expected)):
            yield f"{place}: {value!r} is no {expected.__name__}"
    elif inspect.isclass(expected) and hasattr(value, "to_json") and not isinstance(value, expected):
        yield f"{place}: is a {type(value).__name__} and no {expected.__name__}"
    # What stands under `object` shows its type by itself: options of a panel, queries.
    if hasattr(value, "to_json"):
        hints = typing.get_type_hints(type(value))
        for name, item in vars(value).items():
            yield from mistakes(item, hints.get(name, object), f"{place}.{name}")


def unknown_kinds(model: dashboard.Dashboard) -> Iterator[str]:
    """Panels and queries that stayed plain JSON, because there is no model for their kind."""
    for panel in model.panels or []:
        if isinstance(panel, dashboard.RowPanel):
            continue
        if not hasattr(panel.options, "to_json"):
            yield f"panel {panel.title!r}: Grafana has no panel {panel.type_val!r}"
        for target in panel.targets or []:
            if not hasattr(target, "to_json"):
                yield f"panel {panel.title!r}: its query is of no data source that Grafana knows"


def main() -> int:
    register_default_plugins()
    found = []
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            raw = json.load(file)
        model = dashboard.Dashboard.from_json(raw)
        after = json.loads(JSONEncoder().encode(model))
        lines = [*differences(raw, after, ""), *mistakes(model, dashboard.Dashboard, ""), *unknown_kinds(model)]
        found += [f"{path} {line}" for line in lines]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
