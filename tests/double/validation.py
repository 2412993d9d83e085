"""What goes over the wire, judged by aiogram's models of the Bot API, which nobody here wrote.

The models let unknown fields pass, so `pop_unknown_fields` looks for them; otherwise a misspelt inline keyboard would
count as some other, empty kind of markup.
"""

import json
from collections.abc import Hashable, Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, TypeAlias, Union, get_args, get_origin

from aiogram import methods
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile
from pydantic import BaseModel, JsonValue, TypeAdapter

_ATTACHED: Final = "attach://"

RawValue: TypeAlias = JsonValue | InputFile
"""A value of a request as it arrived: text from a form, anything from a JSON body, or an uploaded file."""


def decode(model: type[BaseModel], raw: Mapping[str, RawValue]) -> dict[str, RawValue]:
    """Decode the fields of a request as the Bot API does: only those that are objects or lists hold JSON.

    Raises ValueError, naming the field, when such a field holds something that is not JSON.
    """
    decoded: dict[str, RawValue] = {}
    attached: set[str] = set()
    for name, value in raw.items():
        field = model.model_fields.get(name)
        if (part := _attachment(value, raw)) is not None:
            decoded[name] = raw[part]
            attached.add(part)
        elif isinstance(value, str) and field is not None and not _is_scalar(field.annotation):
            try:
                held = json.loads(value)
            except ValueError as error:
                raise ValueError(f"{name} is not JSON: {value!r}") from error
            if isinstance(held, dict):  # a medium names the part of the form that holds its file
                parts = {key: part for key, one in held.items() if (part := _attachment(one, raw)) is not None}
                held |= {key: raw[part] for key, part in parts.items()}
                attached.update(parts.values())
            decoded[name] = held
        else:
            decoded[name] = value
    return {name: value for name, value in decoded.items() if name not in attached}


def pop_unknown_fields(value: object, path: str = "") -> Iterator[str]:
    """Take away, as Telegram does, the fields that the models do not know, however deep; yield their dotted paths."""
    if isinstance(value, BaseModel):
        unknown = value.__pydantic_extra__ or {}
        yield from (f"{path}{name}" for name in unknown)
        unknown.clear()
        for name in type(value).model_fields:
            yield from pop_unknown_fields(getattr(value, name), f"{path}{name}.")
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value):
            yield from pop_unknown_fields(item, f"{path}{place}.")


def to_wire(declared: Hashable, value: object) -> JsonValue:
    """The JSON of a result or an update, proved to be a valid `declared` type by reading it back.

    Raises `pydantic.ValidationError`, or ValueError for fields that the Bot API has not: then the double is wrong.
    """
    adapter = _adapter(declared)
    # Unset fields hold aiogram's own defaults, which are no JSON and were never said by anybody.
    wire: JsonValue = adapter.dump_python(value, mode="json", by_alias=True, exclude_none=True, exclude_unset=True)
    unknown = list(pop_unknown_fields(adapter.validate_python(wire)))
    if unknown:
        raise ValueError(f"not in the Bot API: {', '.join(unknown)}")
    return wire


@cache
def _adapter(declared: Hashable) -> TypeAdapter[object]:
    return TypeAdapter(declared)


def _attachment(value: object, raw: Mapping[str, RawValue]) -> str | None:
    """The part of the form that a value names as its file."""
    part = value.removeprefix(_ATTACHED) if isinstance(value, str) and value.startswith(_ATTACHED) else None
    return part if part in raw else None


def _is_scalar(annotation: object) -> bool:
    """Whether a field is sent as plain text: a string, number, flag, date or file, or a choice of such."""
    if get_origin(annotation) is Annotated:
        return _is_scalar(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return all(_is_scalar(member) for member in get_args(annotation) if member not in {type(None), Default})
    return isinstance(annotation, type) and get_origin(annotation) is None and not issubclass(annotation, BaseModel)


def method_model(name: str) -> type[TelegramMethod[Any]] | None:  # Any: each method has a result type of its own
    """aiogram's model of the method called `name` in any case of letters, or None when there is no such method."""
    return _methods().get(name.lower())


@cache
def _methods() -> dict[str, type[TelegramMethod[Any]]]:  # Any: as above
    exported = (getattr(methods, name) for name in methods.__all__)
    models = (model for model in exported if isinstance(model, type) and issubclass(model, TelegramMethod))
    return {model.__api_method__.lower(): model for model in models if model is not TelegramMethod}
