"""Tables as Parquet (parquet.apache.org), by Apache Arrow, which does not come with Runtrack: it is 150 MB large."""

import io
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from sync.core.tables import Of, Row, Table

GROUP = 20_000
"""Rows of a row group: what is held at a time."""


class NotInstalled(Exception):
    """Arrow is not there."""


def pieces(table: Table, rows: Iterable[Row]) -> Iterator[bytes]:
    """The file, group by group. Raises `NotInstalled` before the first piece."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise NotInstalled from error
    types: dict[Of, Any] = {
        Of.TEXT: pyarrow.string(),
        Of.NUMBER: pyarrow.float64(),
        Of.WHOLE: pyarrow.int64(),
        Of.TIME: pyarrow.timestamp("ms", tz="UTC"),
    }
    about = [pyarrow.field(column.name, types[column.of], metadata={"about": column.about}) for column in table.columns]
    schema, sink = pyarrow.schema(about), _Sink()
    with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        for some in batched(rows, GROUP):
            columns = [
                pyarrow.array(values, type=field.type)
                for values, field in zip(zip(*some, strict=True), schema, strict=True)
            ]
            writer.write_batch(pyarrow.record_batch(columns, schema=schema))
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """What was written since it was last taken."""

    def __init__(self) -> None:
        super().__init__()
        self._kept, self._size = list[bytes](), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._kept.append(piece)
        self._size += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._size

    def taken(self) -> bytes:
        kept, self._kept = self._kept, []
        return b"".join(kept)
