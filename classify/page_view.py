"""A page with all that was read from it: what types, borders and facts are found on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from classify.deux_d_doc import DeuxDDoc
from classify.labels import Field
from classify.mrz import Mrz
from classify.text import ReadPage
from dossier.bundle import BundlePage


@dataclass(frozen=True, kw_only=True, slots=True)
class PageView:
    """One page: ``scores`` are the logits of its types (:func:`classify.types.score_page`)."""

    source: BundlePage
    read: ReadPage
    mrz: Mrz | None = None
    codes: tuple[DeuxDDoc, ...] = ()
    fields: tuple[Field, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
