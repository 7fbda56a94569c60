"""Turn label files into a model folder, the same way every time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from compassion_nlp.learn.labels import complete, read_labels
from compassion_nlp.learn.measure import calibration_error
from compassion_nlp.mindsets import MindsetModel, save_model
from compassion_nlp.mindsets.classifier import MindsetClassifier


def train(
    paths: Iterable[Path], folder: Path, *, name: str = "own", **options: Any
) -> MindsetModel:
    """Fit a model on label files and write its folder.

    ``options`` are those of `MindsetClassifier`. What was measured on grouped
    out-of-fold predictions is written into the model's description.
    """
    paths = sorted(paths)
    labels = read_labels(paths)
    levels = complete(labels.levels)
    classifier = MindsetClassifier(name=name, **options)
    classifier.fit(labels.units, levels, groups=labels.groups, unseen=labels.unseen)
    unseen = np.array(labels.unseen)
    model = classifier.model_
    about = {
        **model.about,
        "data": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths},
        "options": {
            k: v for k, v in classifier.get_params().items() if k not in ("name", "lexicon")
        },
        "versions": {p: version(p) for p in ("scikit-learn", "spacy", "numpy")},
        "unseen": int(unseen.sum()),
        "out_of_fold": _out_of_fold(
            model, classifier.out_of_fold_[unseen], levels.to_numpy()[unseen]
        ),
    }
    return save_model(MindsetModel(**{**vars(model), "about": about}), folder)


def _out_of_fold(model: MindsetModel, decisions: Any, levels: Any) -> dict[str, Any]:
    slope, offset = model.calibration[:, 0, 0], model.calibration[:, 0, 1]
    scores = 1 / (1 + np.exp(-(decisions * slope + offset)))
    figures = {}
    for i, code in enumerate(model.codes):
        present = levels[:, i] > 0
        figures[code] = {
            "present": int(present.sum()),
            "auc": round(float(roc_auc_score(present, scores[:, i])), 3),
            "calibration_error": round(calibration_error(present, scores[:, i]), 3),
        }
    return figures
