"""Turn a zip archive into its parts in memory, within limits told from its directory."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from compassion_nlp.output import whole_file
from compassion_nlp.readers.labels import LabelError

_MOST_PARTS = 100_000
_MOST_BYTES = 500 * 1024 * 1024
_MOST_RATIO = 200
"""Text shrinks up to some 30 times; deflate can reach 1,000."""

_SMALL = 1024 * 1024

_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What tools use; the ratio of others would have to be judged differently."""

# All that zipfile raises on archives that it cannot follow.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    UnicodeDecodeError,
)


def read_parts(path: Path, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the wanted parts by name; nothing is written to disk, so no name can lead astray.

    Raises LabelError for archives that would unpack to more than 500 MB or 100,000
    parts, and for damaged or encrypted ones.
    """
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                _check_size(archive, path)
                names = filter(wanted, archive.namelist())
                return {name: archive.read(name) for name in names}
        except _DAMAGE:
            raise LabelError(
                f"{path}: a damaged or encrypted zip archive; "
                "expected a project as its tool wrote it"
            ) from None


def write_parts(path: Path, parts: Mapping[str, bytes]) -> None:
    """Write a zip archive that is the same for the same parts."""
    with whole_file(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # A ZipInfo of its own has the date of 1980, not today's.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def _check_size(archive: zipfile.ZipFile, path: Path) -> None:
    parts = archive.infolist()
    if any(part.compress_type not in _PACKINGS for part in parts):
        raise zipfile.BadZipFile
    if (
        len(parts) > _MOST_PARTS
        or sum(part.file_size for part in parts) > _MOST_BYTES
        or any(part.file_size > max(_SMALL, _MOST_RATIO * part.compress_size) for part in parts)
    ):
        raise LabelError(
            f"{path}: would unpack to more than a project can need; expected at most "
            "500 MB in 100,000 parts; export fewer sources"
        )
