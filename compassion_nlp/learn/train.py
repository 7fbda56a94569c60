"""Turn label files into a model folder, the same way every time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from compassion_nlp.learn.labels import Labels, complete, read_labels
from compassion_nlp.learn.measure import calibration_error, pairs_ordered
from compassion_nlp.learn.published import join_published, kept_by_id
from compassion_nlp.mindsets import MindsetModel, save_model
from compassion_nlp.mindsets.classifier import MindsetClassifier
from compassion_nlp.readers.labels import LabelError


def train(
    paths: Iterable[Path],
    folder: Path,
    *,
    name: str = "own",
    corpus: Path | None = None,
    **options: Any,
) -> MindsetModel:
    """Fit a model on label files and write its folder.

    ``corpus`` is the folder with the texts of label files that keep ids only.
    ``options`` are those of `MindsetClassifier`. What was measured on grouped
    out-of-fold predictions is written into the model's description.
    """
    paths = sorted(paths)
    labels = gather(paths, corpus)
    levels = complete(labels.levels)
    classifier = MindsetClassifier(name=name, **options)
    spans = labels.spans if any(labels.spans) else None
    classifier.fit(labels.units, levels, groups=labels.groups, spans=spans, unseen=labels.unseen)
    unseen = np.array(labels.unseen)
    model = classifier.model_
    about = {
        **model.about,
        "data": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths},
        "options": {
            k: v
            for k, v in classifier.get_params().items()
            if k not in ("name", "lexicon", "n_jobs")
        },
        "versions": {p: version(p) for p in ("scikit-learn", "spacy", "numpy")},
        "unseen": int(unseen.sum()),
        "out_of_fold": _out_of_fold(
            model, classifier.out_of_fold_[unseen], levels.to_numpy()[unseen]
        ),
        "pairs_ordered": pairs_ordered(
            [row.pair if not row.development else None for row in labels.rows],
            levels.to_numpy(),
            classifier.out_of_fold_,
        ),
    }
    return save_model(MindsetModel(**{**vars(model), "about": about}), folder)


def gather(paths: Iterable[Path], corpus: Path | None = None) -> Labels:
    """Read label files; those that keep ids only are joined to the texts in ``corpus``."""
    paths = list(paths)
    by_id = [path for path in paths if kept_by_id(path)]
    if by_id and corpus is None:
        raise LabelError(
            f"{by_id[0]}: it keeps labels by id, without texts; give the folder with your copy "
            "of the published corpus (--corpus DIR)"
        )
    joined = [join_published(path, corpus).rows for path in by_id if corpus is not None]
    own = [path for path in paths if path not in by_id]
    rows = read_labels(own).rows if own or not joined else ()
    return Labels(tuple(row for part in (rows, *joined) for row in part))


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
