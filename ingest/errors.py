"""What can go wrong, as one small tree. Each error says where, why, and what to do about it."""

from __future__ import annotations

from pathlib import Path


class GuidanceError(Exception):
    """The root of every error that the project raises on purpose.

    GuidanceError
    ├── CorpusError            corpus.toml, or the folder it stands in
    │   └── UnreadableDocument a document that cannot be read whole, and so not quoted
    ├── FetchFailed            a document that could not be fetched; the one that was there stays
    ├── ModelRefused           the encoder's weights are missing, or not the ones that were asked for
    ├── IndexRefused           a stored index that is damaged, or was made from something else; names the field
    │   └── IndexMissing       there is none yet
    ├── QuestionRefused        a question that cannot be asked as it stands
    ├── AddressRefused         a host or port that cannot be listened on, or an origin that is none
    └── QuotationBroken        an answer whose words are not those of its document: never shown

    A question that the documents do not answer is not an error: it is an answer without passages.
    """

    def __init__(self, reason: str, *, do: str, path: Path | str | None = None) -> None:
        self.reason, self.do, self.path = reason, do, path
        where = f"{path}: " if path is not None else ""
        super().__init__(f"{where}{reason} {do}")


class CorpusError(GuidanceError):
    pass


class UnreadableDocument(CorpusError):
    pass


class FetchFailed(GuidanceError):
    pass


class ModelRefused(GuidanceError):
    pass


class IndexRefused(GuidanceError):
    def __init__(self, field: str, reason: str, *, do: str, path: Path | str | None = None) -> None:
        self.field = field
        super().__init__(f"{field}: {reason}", do=do, path=path)


class IndexMissing(IndexRefused):
    pass


class QuestionRefused(GuidanceError):
    pass


class AddressRefused(GuidanceError):
    pass


class QuotationBroken(GuidanceError):
    pass
