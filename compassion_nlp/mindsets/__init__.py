"""Turn features into calibrated mindset scores; the only part that knows scikit-learn."""

from compassion_nlp.mindsets.cue_layer import CueLayer
from compassion_nlp.mindsets.folder import load_model, save_model
from compassion_nlp.mindsets.model import MindsetModel, Scores

__all__ = ["CueLayer", "MindsetModel", "Scores", "load_model", "save_model"]
