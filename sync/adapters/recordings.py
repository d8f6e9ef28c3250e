"""Reads the route of a recording of any kind, by what its bytes are."""

from sync.adapters import fit
from sync.adapters.originals import sniff
from sync.core.original import FileKind
from sync.core.route import Route


def read_route(data: bytes) -> Route:
    """The Route of a FIT, GPX or TCX file. Raises NoRoute."""
    return _of_xml(data) or fit.read_route(data)


def read_slowly(data: bytes) -> Route:
    """The same of what our own FIT reader has declined. Raises NoRoute."""
    return _of_xml(data) or fit.read_with_libraries(data)


def _of_xml(data: bytes) -> Route | None:
    match sniff(data):
        case FileKind.GPX:
            from sync.adapters.gpx import read_gpx

            return read_gpx(data).route("gpx")
        case FileKind.TCX:
            from sync.adapters.tcx import read_tcx

            return read_tcx(data).route("tcx")
    return None
