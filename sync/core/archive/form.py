"""The form of a line: which fields of a value go out under which name, and what is left out and why.

A field that is in no form goes nowhere: what a value gains later stays at home until somebody has thought about it.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cached_property
from types import MappingProxyType
from typing import Any, get_type_hints

from sync.core.archive.values import Converter, NotSuch, converter, members


@dataclass(frozen=True, slots=True)
class Field:
    """`name` in the archive, for ever; `about` for who reads it; `of`: our own name, where it is another."""

    name: str
    about: str
    of: str = ""

    @property
    def own(self) -> str:
        return self.of or self.name


def _anything(value: Any) -> None:
    return None


@dataclass(frozen=True)
class Form:
    """How a class of ours looks in an archive. `parts`: the forms of the classes that its fields hold; `left_out`: the
    fields that stay at home, each with the reason. `check` refuses what no value of ours can be, with `NotSuch`."""

    of: type[Any]
    about: str
    fields: tuple[Field, ...]
    parts: tuple["Form", ...] = ()
    left_out: Mapping[str, str] = MappingProxyType({})
    check: Callable[[Any], None] = _anything

    def write(self, value: Any) -> dict[str, Any]:
        """As plain JSON values."""
        return {name: each.write(getattr(value, own)) for name, own, each, _ in self._columns}

    def read(self, raw: Any) -> Any:
        """The value back; what has a default may be missing. Raises `NotSuch`, which names the field."""
        found, known = members(raw), dict[str, Any]()
        for name, own, each, needed in self._columns:
            if name not in found:
                if needed:
                    raise NotSuch(f"{name} is missing")
                continue
            try:
                known[own] = each.read(found[name])
            except NotSuch as error:
                raise NotSuch(f"{name} {error}") from None
        value = self.of(**known)
        self.check(value)
        return value

    @property
    def all(self) -> "tuple[Form, ...]":
        """Itself, and the forms of everything in it."""
        return (self, *(form for part in self.parts for form in part.all))

    @property
    def differs(self) -> set[str]:
        """Fields of the class that the form does not mention, and mentioned ones that the class lacks."""
        return ({field.own for field in self.fields} | {*self.left_out}) ^ {field.name for field in fields(self.of)}

    @cached_property
    def _columns(self) -> list[tuple[str, str, Converter, bool]]:
        hints = get_type_hints(self.of)
        needed = {one.name for one in fields(self.of) if one.default is MISSING and one.default_factory is MISSING}
        return [(one.name, one.own, converter(hints[one.own], self._part), one.own in needed) for one in self.fields]

    def _part(self, of: type[Any]) -> Converter | None:
        form = next((part for part in self.parts if part.of is of), None)
        return None if form is None else Converter(form.write, form.read)
