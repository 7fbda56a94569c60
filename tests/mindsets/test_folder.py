from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from compassion_nlp.features import FeatureSpace, WordTable
from compassion_nlp.mindsets import MindsetModel, load_model, save_model
from compassion_nlp.schema import ModelError


def small_model() -> MindsetModel:
    rng = np.random.default_rng(1)
    space = FeatureSpace(("cue.validation",), WordTable(("no", "no wonder")), np.array([1.0, 2.0]))
    return MindsetModel(
        codes=("compassion", "other"),
        space=space,
        weights=rng.normal(size=(2, 2, 3)).astype(np.float32).astype(float),
        intercepts=rng.normal(size=(2, 2)),
        calibration=np.ones((2, 2, 2)),
        thresholds=np.full((2, 2), 0.5),
        prevalence=np.array([0.3, 0.2]),
        about={"name": "small", "hash": "", "lexicon": "abc"},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_model(small_model(), tmp_path)
    return tmp_path


def test_a_saved_model_comes_back_equal(tmp_path: Path) -> None:
    saved = save_model(small_model(), tmp_path)
    loaded = load_model(tmp_path)
    assert loaded.codes == saved.codes
    assert loaded.space.signs == saved.space.signs
    assert loaded.space.words == saved.space.words
    assert loaded.about == saved.about
    for name in ("weights", "intercepts", "calibration", "thresholds", "prevalence"):
        np.testing.assert_array_equal(getattr(loaded, name), getattr(saved, name))
    np.testing.assert_array_equal(loaded.space.rarity, saved.space.rarity)


def test_the_name_changes_with_any_number(tmp_path: Path) -> None:
    one = save_model(small_model(), tmp_path / "a")
    other = save_model(replace(small_model(), prevalence=np.array([0.3, 0.3])), tmp_path / "b")
    assert one.name != other.name


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.json: no such file"):
        load_model(tmp_path / "nowhere")


def test_changed_numbers_are_refused(folder: Path) -> None:
    with np.load(folder / "weights.npz") as content:
        arrays = dict(content)
    arrays["weights"] = arrays["weights"] + 1
    np.savez(folder / "weights.npz", **arrays)
    with pytest.raises(ModelError, match="do not match the hash"):
        load_model(folder)


def test_a_pickled_array_is_refused_unread(folder: Path) -> None:
    with np.load(folder / "weights.npz") as content:
        arrays = dict(content)
    arrays["weights"] = np.array([{"a": 1}], dtype=object)
    np.savez(folder / "weights.npz", **arrays)
    with pytest.raises(ModelError, match="not readable as plain numbers"):
        load_model(folder)


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        ("weights", np.zeros((2, 2, 9), np.float32), r"array weights: found float32 \(2, 2, 9\)"),
        ("intercepts", np.full((2, 2), np.nan), "array intercepts: .* expected finite floats"),
        ("rarity", np.zeros(2, np.int64), "array rarity: found int64"),
    ],
)
def test_wrong_shapes_and_types_are_refused(
    folder: Path, name: str, array: np.ndarray, message: str
) -> None:
    with np.load(folder / "weights.npz") as content:
        arrays = dict(content)
    arrays[name] = array
    np.savez(folder / "weights.npz", **arrays)
    with pytest.raises(ModelError, match=message):
        load_model(folder)


def test_missing_arrays_are_named(folder: Path) -> None:
    np.savez(folder / "weights.npz", weights=np.zeros(3))
    with pytest.raises(ModelError, match="found arrays weights of"):
        load_model(folder)


def test_an_archive_that_is_none_is_refused(folder: Path) -> None:
    (folder / "weights.npz").write_bytes(b"PK\x03\x04 nonsense")
    with pytest.raises(ModelError, match="not readable as plain numbers"):
        load_model(folder)


def test_a_foreign_format_is_refused(folder: Path) -> None:
    description = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps(description | {"format": 99}))
    with pytest.raises(ModelError, match="found format 99"):
        load_model(folder)


def test_missing_keys_are_named(folder: Path) -> None:
    description = json.loads((folder / "model.json").read_text())
    del description["codes"]
    (folder / "model.json").write_text(json.dumps(description))
    with pytest.raises(ModelError, match="codes: Field required"):
        load_model(folder)


def test_links_are_refused(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.npz"
    (folder / "weights.npz").rename(elsewhere)
    (folder / "weights.npz").symlink_to(elsewhere)
    with pytest.raises(ModelError, match="no links"):
        load_model(folder)
