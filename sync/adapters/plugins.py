"""Services that other packages on this machine bring, through the entry-point group `runtrack.services`.

One that cannot be used is a fault that `doctor` names; everything else goes on without it.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sync.login_field import Field
from sync.service import Service

GROUP = "runtrack.services"
INFOS = (".dist-info", ".egg-info")


@dataclass(frozen=True, slots=True)
class Fault:
    """A package whose service cannot be used, and why."""

    package: str
    why: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Brought:
    """What packages bring, by the package's name, and what is wrong with the others."""

    services: dict[str, Service]
    faults: tuple[Fault, ...]


def brought(ours: Iterable[Service]) -> Brought:
    """The services of all packages, beside `ours`, whose names and settings none of them may take."""
    services, faults, known = dict[str, Service](), list[Fault](), list(ours)
    for package, entry in _entries():
        try:
            service = _usable(entry.load(), known)
        except (Exception, SystemExit) as error:  # whatever a stranger's module does when it is imported
            faults.append(Fault(package, words(error)))
            continue
        services[package] = service
        known.append(service)
    return Brought(services, tuple(faults))


def words(error: BaseException) -> str:
    """An exception of somebody else's code, in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def _usable(value: object, known: Iterable[Service]) -> Service:
    """The value, if it is a service that the rest of the program can loop over. Raises `ValueError` saying why not."""
    if not isinstance(value, Service):
        raise ValueError(f"it brings {type(value).__name__}, not a Service")
    if not (value.name.isidentifier() and value.name.islower() and value.title.isprintable() and value.roles):
        raise ValueError("its name must be a word in small letters, and it needs a title and a role")
    if not all(isinstance(each, Field) for each in value.fields):
        raise ValueError("the fields of its login are none")
    for other in known:
        if value.name == other.name:
            raise ValueError(f"there is a service {other.name} already")
        if taken := {each.name for each in value.settings} & {each.name for each in other.settings}:
            raise ValueError(f"{min(taken)} is a setting of {other.title}")
    return value


def _entries() -> Iterator[tuple[str, Any]]:
    """(package, entry point) of the group. importlib.metadata takes longer to load than a whole tick takes for its
    answer, so that it is asked only where a package has one."""
    if not any(GROUP in _text(f"{folder or os.curdir}/{name}") for folder in sys.path for name in _infos(folder)):
        return
    from importlib.metadata import entry_points

    for entry in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        yield (entry.dist.name if entry.dist is not None else entry.name), entry


def _infos(folder: str) -> list[str]:
    """The folders in which the packages installed there are described."""
    try:
        return [name for name in os.listdir(folder or os.curdir) if name.endswith(INFOS)]  # noqa: PTH208
    except OSError:
        return []


def _text(info: str) -> str:
    """What a package is entered at, without the cost of a Path for each of a hundred packages."""
    try:
        with open(f"{info}/entry_points.txt", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return ""
