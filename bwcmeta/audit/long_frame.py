"""A frame that may be longer than memory: made piece by piece, of which the later ones lie on disk once it is long."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.errors import EngineError
from bwcmeta.scratch import ScratchFolder

if TYPE_CHECKING:
    import polars as pl

VALUES_IN_MEMORY = 20_000_000
"""So many values of a frame (a million findings, six million rows of evidence) stay in memory; what is longer has its
further pieces on disk, until its last reader lets go of it. Words of a list take next to no room and are not counted."""


class LongFrame:
    """Rows of one shape in a fixed order.

    Text may come as words of a list (an Enum), or as nothing at all where no row has any: a piece is kept as it came, and
    told as the schema says.

    Args:
        schema: column -> type.
        hidden: the first so many columns are the program's own: `lazy`, `iter_slices` and `frame` leave them out.

    Attributes:
        height: how many rows there are.
        files: the pieces that are on disk.
    """

    def __init__(self, schema: Mapping[str, pl.DataType | type[pl.DataType]], hidden: int = 0) -> None:
        self._schema = dict(schema)
        self._hidden = hidden
        self._pieces: list[pl.DataFrame] = []
        self._values = 0
        self._folder: ScratchFolder | None = None
        self.files: list[Path] = []
        self.height = 0

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self._schema)[self._hidden :]

    def add(self, frame: pl.DataFrame) -> None:
        """Add rows at the end.

        Raises:
            EngineError: the folder for temporary files is full, or cannot be written.
        """
        import polars as pl

        if not frame.height:
            return
        packed = {name for name in self._schema if frame.schema[name].base_type() in (pl.Enum, pl.Null)}
        piece = frame.select(
            pl.col(name) if name in packed else pl.col(name).cast(kind) for name, kind in self._schema.items()
        )
        self.height += piece.height
        self._values += piece.height * (piece.width - len(packed))
        if self._values > VALUES_IN_MEMORY:
            self._lay_down(piece)
        else:
            self._pieces.append(piece)

    def _lay_down(self, piece: pl.DataFrame) -> None:
        import polars as pl

        try:
            if self._folder is None:
                self._folder = ScratchFolder("results")
                weakref.finalize(self, self._folder.cleanup)
            path = self._folder.path / f"{len(self.files):06}.arrow"
            piece.write_ipc(path)  # unpacked: it is read twice, soon, and to pack it takes as long as to make it
            self.files.append(path)
        except (OSError, pl.exceptions.PolarsError) as error:
            msg = f"the results do not fit into the folder for temporary files ({tempfile.gettempdir()}): {error}"
            raise EngineError(msg) from error

    def parts(self) -> list[pl.LazyFrame]:
        """All rows with the hidden columns, in pieces of which each fits into memory; at least one."""
        import polars as pl

        parts = [*(piece.lazy() for piece in self._pieces), *(pl.scan_ipc(path) for path in self.files)]
        return [part.cast(pl.Schema(self._schema)) for part in parts] or [pl.DataFrame(schema=self._schema).lazy()]

    def everything(self) -> pl.LazyFrame:
        """All rows, with the hidden columns."""
        import polars as pl

        return pl.concat(self.parts())

    def lazy(self) -> pl.LazyFrame:
        """All rows, to be read as far as they are needed."""
        return self.everything().select(self.columns)

    def only(self, column: str, value: str) -> pl.LazyFrame:
        """The rows with that value in that column."""
        import polars as pl

        return self.lazy().filter(pl.col(column) == value)

    def frame(self) -> pl.DataFrame:
        """All rows, in memory."""
        return self.lazy().collect()

    def iter_slices(self, rows: int) -> Iterator[pl.DataFrame]:
        """Some rows at a time, in order."""
        import polars as pl

        told = pl.Schema({name: self._schema[name] for name in self.columns})
        for piece in self.iter_packed(rows):
            yield piece.cast(told)

    def iter_packed(self, rows: int) -> Iterator[pl.DataFrame]:
        """The same as it is kept: text may be words of a list, or nothing at all."""
        import polars as pl

        for piece in self._pieces:
            yield from piece.select(self.columns).iter_slices(rows)
        for path in self.files:
            yield from pl.read_ipc(path, columns=self.columns).iter_slices(rows)

    def head(self, rows: int) -> pl.DataFrame:
        """The first rows."""
        return self.lazy().head(rows).collect()
