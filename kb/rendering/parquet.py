"""Records as a Parquet file. Its columns follow from the shape of the kind: parts are structures, lists are lists.

Needs `pyarrow` (requirements/parquet.txt), which the site does without.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from kb.rules.canonical import canonical
from kb.rules.fields import Field, Shape


class NotInstalledError(Exception):
    """There is no `pyarrow` here."""


def written(shape: Shape, rows: Iterable[Mapping[str, Any]], about: Mapping[str, str]) -> bytes:
    """The file. `about` goes into its metadata. A field that is a mapping is kept as JSON text. Raises `NotInstalledError`."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415 - the same
    except ImportError:
        raise NotInstalledError from None
    schema = pa.schema([pa.field(f.name, _type(pa, f)) for f in shape.fields], metadata=dict(about))
    target = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist([_row(shape, row) for row in rows], schema=schema), target, compression="zstd")
    return target.getvalue()


def _type(pa: Any, field: Field) -> Any:
    if field.shape is not None:
        one = pa.struct([pa.field(f.name, _type(pa, f)) for f in field.shape.fields])
    else:
        one = {"bool": pa.bool_(), "int": pa.int64()}.get(field.type, pa.string())
    return pa.list_(one) if field.many else one


def _row(shape: Shape, row: Mapping[str, Any]) -> dict[str, Any]:
    return {f.name: _value(f, row[f.name]) for f in shape.fields if row.get(f.name) is not None}


def _value(field: Field, value: Any) -> Any:
    if field.shape is not None:
        return [_row(field.shape, x) for x in value] if field.many else _row(field.shape, value)
    return canonical(value) if field.type == "mapping" else value
