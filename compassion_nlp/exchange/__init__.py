"""Turn labels into the files of coders' tools, and their files into labels."""

from compassion_nlp.exchange.codebook import write_codebook
from compassion_nlp.exchange.doccano import read_doccano, write_doccano
from compassion_nlp.exchange.formats import FORMATS, FormatName, export, format_of, load
from compassion_nlp.exchange.label_studio import (
    read_label_studio,
    write_label_studio,
    write_label_studio_config,
)
from compassion_nlp.exchange.prodigy import read_prodigy, write_prodigy
from compassion_nlp.exchange.records import read_analysis, write_labels
from compassion_nlp.exchange.refi_qda import read_refi_qda, write_refi_qda
from compassion_nlp.exchange.spreadsheet import read_csv, write_csv
from compassion_nlp.learn.labels import LabelledUnit, Labels
from compassion_nlp.readers.labels import LabelError

__all__ = [
    "FORMATS",
    "FormatName",
    "LabelError",
    "LabelledUnit",
    "Labels",
    "export",
    "format_of",
    "load",
    "read_analysis",
    "read_csv",
    "read_doccano",
    "read_label_studio",
    "read_prodigy",
    "read_refi_qda",
    "write_codebook",
    "write_csv",
    "write_doccano",
    "write_label_studio",
    "write_label_studio_config",
    "write_labels",
    "write_prodigy",
    "write_refi_qda",
]
