"""Turn what several coders said of the same units into measures of agreement."""

from compassion_nlp.agreement.coding import read_coding
from compassion_nlp.agreement.coefficients import (
    cohen_kappa,
    icc,
    krippendorff_alpha,
    observed_agreement,
)
from compassion_nlp.agreement.estimate import Estimate, estimate
from compassion_nlp.agreement.spans import SpanAgreement, span_agreement
from compassion_nlp.agreement.table import agreement_table

__all__ = [
    "Estimate",
    "SpanAgreement",
    "agreement_table",
    "cohen_kappa",
    "estimate",
    "icc",
    "krippendorff_alpha",
    "observed_agreement",
    "read_coding",
    "span_agreement",
]
