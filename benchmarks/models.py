"""Compare kinds of models on the project's own corpus, grouped by author.

    python benchmarks/models.py [--corpus data/corpus] [--json models.json]

Every figure is out of fold: no author is in training and test, and what a model
learns from other models' answers comes from inner folds. Only texts that the
lexicon was not developed on are measured.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

from compassion_nlp.annotate import TextAnnotator
from compassion_nlp.features import codebook_levels, sentence_facts, signs, unit_facts
from compassion_nlp.features.matrix import UnitFacts
from compassion_nlp.learn import read_labels
from compassion_nlp.learn.labels import complete
from compassion_nlp.lexicon import packaged_lexicon
from compassion_nlp.mindsets.cue_layer import Families, clearest, codes_shown, with_says
from compassion_nlp.mindsets.linear import Example, Fitting, fit_linear
from compassion_nlp.mindsets.model import logistic
from compassion_nlp.schema import MINDSETS

ROOT = Path(__file__).parents[1]
UNITS = Fitting(C=0.3, word_scale=3.0, min_count=3, tol=1e-3, jobs=2)
SENTENCES = Fitting(C=0.3, word_scale=5.0, min_count=2, tol=1e-3, jobs=2)
OUTER, INNER = 5, 3

Array = np.ndarray


class Corpus:
    """The labelled texts with everything that the models below are made of."""

    def __init__(self, folder: Path) -> None:
        labels = read_labels(sorted(folder.glob("*.jsonl")))
        self.lexicon = packaged_lexicon()
        annotator = TextAnnotator(self.lexicon)
        self.found = annotator.annotate(labels.units)
        self.tokens = list(annotator.tokens(row.text for row in labels.rows))
        self.texts = [row.text for row in labels.rows]
        self.levels = complete(labels.levels, codes=MINDSETS).to_numpy()
        self.groups = np.array(labels.groups)
        self.unseen = np.array(labels.unseen)
        self.units = [unit_facts(f, [(0, len(f.text) + 1)])[0] for f in self.found]
        self.rules = np.array([list(codebook_levels(f.cues, f.text).values()) for f in self.found])
        owned = [(i, one) for i, f in enumerate(self.found) for one in sentence_facts(f)]
        self.owner = np.array([owner for owner, _ in owned])
        self.codes = tuple(sorted({code for spans in labels.spans for code, _, _ in spans}))
        self.shown = codes_shown(owned, labels.spans, self.codes)
        self.families = Families(self.codes, self.lexicon)
        self.sentences = []
        for owner, one in owned:
            first, last = np.searchsorted(self.found[owner].offsets, (one.start, one.end))
            self.sentences.append(Example(one, self.tokens[owner][first:last]))

    def says(self, train: Array, test: Array) -> Array:
        """Return what all texts say, those of ``train`` from inner folds."""
        said = np.zeros((len(self.texts), len(self.families.names)))
        for a, b in GroupKFold(INNER).split(train, groups=self.groups[train]):
            said[train[b]] = self._said(train[a], train[b])
        said[test] = self._said(train, test)
        return said

    def _said(self, train: Array, test: Array) -> Array:
        learn = np.flatnonzero(np.isin(self.owner, train)).tolist()
        ask = np.flatnonzero(np.isin(self.owner, test)).tolist()
        layer = fit_linear([self.sentences[i] for i in learn], self.shown[learn], SENTENCES)
        of_codes = logistic(layer.decisions([self.sentences[i].facts for i in ask]))
        place = np.searchsorted(test, self.owner[ask])
        return clearest(place, self.families.probabilities(of_codes), len(test))


def only(unit: UnitFacts, kinds: tuple[str, ...]) -> dict[str, float]:
    """Return the unit's signs of some kinds (``cue``, ``level`` ...)."""
    return {k: v for k, v in signs(unit.facts).items() if k.partition(".")[0] in kinds}


def sign_table(units: list[UnitFacts], kinds: tuple[str, ...]) -> sparse.csr_matrix:
    """Lay out signs for all genres and once more for each."""
    rows = [only(unit, kinds) for unit in units]
    names = {name: i for i, name in enumerate(sorted({name for row in rows for name in row}))}
    table = sparse.lil_matrix((len(rows), len(names)))
    for i, row in enumerate(rows):
        for name, value in row.items():
            table[i, names[name]] = value
    return by_genre(table.tocsr(), units)


def by_genre(table: sparse.csr_matrix, units: list[UnitFacts]) -> sparse.csr_matrix:
    """Add the same columns for each genre, at half their size."""
    turn = np.array([unit.facts.genre == "turn" for unit in units], float)
    return sparse.hstack(
        [table, sparse.diags(0.5 * turn) @ table, sparse.diags(0.5 * (1 - turn)) @ table]
    ).tocsr()


def ngrams(corpus: Corpus, train: Array, *, characters: bool) -> sparse.csr_matrix:
    """Return tf-idf of words and pairs, or of characters inside words."""
    how = (
        {"analyzer": "char_wb", "ngram_range": (2, 5)}
        if characters
        else {"token_pattern": r"(?u)\b\w[\w'’]*\b", "ngram_range": (1, 2)}
    )
    vectors = TfidfVectorizer(min_df=3, sublinear_tf=True, **how)
    vectors.fit([corpus.texts[i] for i in train])
    return by_genre(3.0 * vectors.transform(corpus.texts), corpus.units)


CUES = ("cue", "family", "aside", "level")
SITUATION = ("move", "unmet", "opportunity")


def candidates(
    corpus: Corpus, train: Array, test: Array
) -> Iterator[tuple[str, Callable[[int], Array]]]:
    """Yield, per kind of model, a function from code to the decision values of ``test``."""
    linear = lambda table, code: (  # noqa: E731 - one line says it
        LogisticRegression(C=0.3, max_iter=500, tol=1e-3)
        .fit(table[train], corpus.levels[train, code] > 0)
        .decision_function(table[test])
    )
    cues = sign_table(corpus.units, CUES)
    context = sign_table(corpus.units, CUES + SITUATION)
    words = ngrams(corpus, train, characters=False)
    letters = ngrams(corpus, train, characters=True)
    yield "codebook's rules (A.6)", lambda code: corpus.rules[test, code].astype(float)
    yield "words alone", lambda code: linear(words, code)
    yield "cues", lambda code: linear(cues, code)
    yield "cues, situation", lambda code: linear(context, code)
    yield (
        "cues, situation, words",
        lambda code: linear(sparse.hstack([context, words]).tocsr(), code),
    )
    yield (
        "cues, situation, words, characters",
        lambda code: linear(sparse.hstack([context, words, letters]).tocsr(), code),
    )
    said = corpus.says(train, test)
    units = with_says(corpus.units, corpus.families.names, said)
    heard = sign_table(units, (*CUES, *SITUATION, "says"))
    yield "cues, situation, sentences", lambda code: linear(heard, code)
    yield (
        "cues, situation, sentences, words, characters",
        lambda code: linear(sparse.hstack([heard, words, letters]).tocsr(), code),
    )
    examples = [Example(units[i], corpus.tokens[i]) for i in train.tolist()]
    ordinal = fit_linear(examples, corpus.levels[train], UNITS)
    ours = ordinal.decisions([units[i] for i in test.tolist()])
    yield "cues, situation, sentences, words; ordinal (the default)", lambda code: ours[:, code]
    binary = fit_linear(examples, (corpus.levels[train] > 0).astype(int), UNITS)
    flat = binary.decisions([units[i] for i in test.tolist()])
    yield "the same, presence only", lambda code: flat[:, code]
    dense = np.hstack([heard.toarray(), np.array([[len(t)] for t in corpus.tokens])])
    trees = np.stack(
        [
            HistGradientBoostingClassifier(max_iter=150, learning_rate=0.06, random_state=0)
            .fit(dense[train], corpus.levels[train, code] > 0)
            .decision_function(dense[test])
            for code in range(len(MINDSETS))
        ],
        axis=1,
    )
    yield "boosted trees on cues, situation, sentences", lambda code: trees[:, code]
    mixed = ours / ours.std(axis=0) + trees / trees.std(axis=0)
    yield "the default and boosted trees, averaged", lambda code: mixed[:, code]


def main() -> None:
    """Run the comparison and print it as a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=ROOT / "data" / "corpus")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    corpus = Corpus(options.corpus)
    started = time.perf_counter()
    decisions: dict[str, Array] = {}
    first = np.where(corpus.levels.any(axis=1), (corpus.levels > 0).argmax(axis=1) + 1, 0)
    folds = StratifiedGroupKFold(OUTER, shuffle=True, random_state=0)
    for train, test in folds.split(first, first, corpus.groups):
        for name, decide in candidates(corpus, train, test):
            table = decisions.setdefault(name, np.zeros(corpus.levels.shape))
            values = np.stack([decide(code) for code in range(len(MINDSETS))], axis=1)
            table[test] = values
    measured = corpus.unseen
    figures = {}
    print(f"{measured.sum()} texts of {len(set(corpus.groups[measured]))} authors")
    print("| model | " + " | ".join(MINDSETS) + " | mean AUC |")
    print("|---|" + "---|" * (len(MINDSETS) + 1))
    for name, table in decisions.items():
        auc = [
            roc_auc_score(corpus.levels[measured, code] > 0, table[measured, code])
            for code in range(len(MINDSETS))
        ]
        figures[name] = dict(zip(MINDSETS, map(float, auc), strict=True))
        print(
            f"| {name} | " + " | ".join(f"{a:.3f}" for a in auc) + f" | {np.mean(auc):.3f} |",
            flush=True,
        )
    seconds = time.perf_counter() - started
    print(f"{seconds:.0f} s")
    if options.json:
        result = {"texts": int(measured.sum()), "auc": figures, "seconds": seconds}
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
