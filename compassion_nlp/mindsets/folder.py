"""Turn a model into a folder of plain numbers and JSON, and back after checking it."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from compassion_nlp.features import FeatureSpace, WordTable
from compassion_nlp.features.matrix import Floats
from compassion_nlp.mindsets.model import MindsetModel
from compassion_nlp.schema import GENRES, ModelError

FORMAT = 2
_NUMBERS = "weights.npz"
_DESCRIPTION = "model.json"
_CUES = "cues"  # the folder of the model of sentences, inside the model's own
_MOST_BYTES = 64 * 1024 * 1024  # the packaged model has about 1 MB; larger is no model of ours
_ARRAYS = ("weights", "intercepts", "calibration", "thresholds", "prevalence", "rarity")


class Description(BaseModel):
    """The content of ``model.json``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    codes: tuple[str, ...] = Field(min_length=1, max_length=200)
    genres: tuple[str, ...]
    signs: tuple[str, ...]
    words: tuple[str, ...]
    weights_sha256: str
    cues_sha256: str | None = None
    about: dict[str, Any]


def save_model(model: MindsetModel, folder: Path) -> MindsetModel:
    """Write a model folder; return the model with the hash of what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {name: _array(model, name) for name in _ARRAYS}
    cues = save_model(model.cues, folder / _CUES) if model.cues else None
    model = replace(model, cues=cues)
    digest = _digest(model, arrays)
    model = replace(model, about={**model.about, "hash": digest})
    partial = folder / (_NUMBERS + ".partial")
    with partial.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    partial.replace(folder / _NUMBERS)
    description = Description(
        format=FORMAT,
        codes=model.codes,
        genres=GENRES,
        signs=model.space.signs,
        words=model.space.words.terms,
        weights_sha256=digest,
        cues_sha256=cues.about["hash"] if cues else None,
        about=dict(model.about),
    )
    text = json.dumps(description.model_dump(mode="json"), indent=1, ensure_ascii=False)
    partial = folder / (_DESCRIPTION + ".partial")
    partial.write_text(text + "\n", encoding="utf-8", newline="\n")
    partial.replace(folder / _DESCRIPTION)
    return model


def load_model(folder: Path) -> MindsetModel:
    """Read a model folder; ModelError says why one is refused. Nothing in it is executed."""
    description = _description(folder)
    arrays = _arrays(folder)
    model = replace(_model(folder, description, arrays), cues=_cues(folder, description))
    if _digest(model, arrays) != description.weights_sha256:
        raise ModelError(
            f"{folder / _NUMBERS}: its numbers do not match the hash in {_DESCRIPTION}; "
            "the folder is damaged or was changed: copy it anew or train again"
        )
    return model


def _cues(folder: Path, description: Description) -> MindsetModel | None:
    if description.cues_sha256 is None:
        return None
    if (folder / _CUES).is_symlink():
        raise ModelError(f"{folder / _CUES}: found a link; a model folder holds none")
    cues = load_model(folder / _CUES)
    if cues.cues is not None or cues.about["hash"] != description.cues_sha256:
        raise ModelError(
            f"{folder / _CUES}: it is not the one that {_DESCRIPTION} names; copy the folder anew"
        )
    return cues


def _description(folder: Path) -> Description:
    path = _plain_file(folder, _DESCRIPTION)
    try:
        description = Description.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise ModelError(
            f"{path}: {where}: {first['msg']}; expected a model of format {FORMAT}"
        ) from None
    if description.format != FORMAT or description.genres != GENRES:
        raise ModelError(
            f"{path}: found format {description.format} for {', '.join(description.genres)}; "
            f"expected {FORMAT} for {', '.join(GENRES)}; train it again with this version"
        )
    return description


def _arrays(folder: Path) -> dict[str, Floats]:
    path = _plain_file(folder, _NUMBERS)
    names: list[str] = []
    size = 0
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            size = sum(info.file_size for info in archive.infolist())
            names = sorted(name.removesuffix(".npy") for name in archive.namelist())
            if size <= _MOST_BYTES and names == sorted(_ARRAYS):
                file.seek(0)
                with np.load(file, allow_pickle=False) as content:
                    return {name: content[name] for name in _ARRAYS}
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelError(
            f"{path}: not readable as plain numbers ({type(error).__name__}); copy it anew"
        ) from None
    raise ModelError(
        f"{path}: found arrays {', '.join(names[:10])} of {size} bytes; "
        f"expected {', '.join(_ARRAYS)} of at most {_MOST_BYTES}"
    )


def _model(folder: Path, description: Description, arrays: dict[str, Floats]) -> MindsetModel:
    codes, columns = len(description.codes), len(description.signs) + len(description.words)
    levels = arrays["thresholds"].shape[-1] if arrays["thresholds"].ndim == 2 else 0  # noqa: PLR2004
    shapes = {
        "weights": (len(GENRES), codes, columns),
        "intercepts": (len(GENRES), codes),
        "calibration": (codes, levels, 2),
        "thresholds": (codes, levels),
        "prevalence": (codes,),
        "rarity": (len(description.words),),
    }
    for name, shape in shapes.items():
        array = arrays[name]
        if array.dtype.kind != "f" or array.shape != shape or not np.isfinite(array).all():
            raise ModelError(
                f"{folder / _NUMBERS}: array {name}: found {array.dtype} {array.shape}; "
                f"expected finite floats {shape}"
            )
    numbers = {name: array.astype(np.float64) for name, array in arrays.items()}
    return MindsetModel(
        codes=description.codes,
        space=FeatureSpace(description.signs, WordTable(description.words), numbers["rarity"]),
        weights=numbers["weights"],
        intercepts=numbers["intercepts"],
        calibration=numbers["calibration"],
        thresholds=numbers["thresholds"],
        prevalence=numbers["prevalence"],
        about=description.about,
    )


def _plain_file(folder: Path, name: str) -> Path:
    path = folder / name
    if path.is_symlink() or not path.is_file():
        raise ModelError(
            f"{path}: no such file; a model folder holds {_DESCRIPTION} and {_NUMBERS}, no links"
        )
    if path.stat().st_size > _MOST_BYTES:
        raise ModelError(
            f"{path}: found {path.stat().st_size} bytes; at most {_MOST_BYTES} are read"
        )
    return path


def _array(model: MindsetModel, name: str) -> Floats:
    array = model.space.rarity if name == "rarity" else getattr(model, name)
    # Six digits are enough for scores equal to 1e-6 and keep the wheel small.
    return np.asarray(array, dtype=np.float32 if name == "weights" else np.float64)


def _digest(model: MindsetModel, arrays: dict[str, Floats]) -> str:
    hashed = hashlib.sha256()
    for name in _ARRAYS:
        hashed.update(name.encode() + str(arrays[name].shape).encode())
        hashed.update(np.ascontiguousarray(arrays[name]).tobytes())
    names: list[Any] = [model.codes, model.space.signs, model.space.words.terms]
    if model.cues:
        names.append(model.cues.about["hash"])
    hashed.update(json.dumps(names, ensure_ascii=False).encode())
    return hashed.hexdigest()
