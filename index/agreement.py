"""Whether two encoders give the same vectors: of texts that tell tokenizers apart, and of the shipped corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.types import Encoded, Encoder
from ingest.corpus import SHIPPED, read_corpus

LEAST = 0.99999  # cosine, of every vector by the export and by sentence-transformers
BLOCKS = 100  # of the corpus that comes along, at most
# What tokenizers are seen to differ about.
SENTENCES = (
    "",
    " \t\n ",
    "?",
    "Can I accept a friend request from a patient on Facebook?",
    "MUST I TELL THE HCPC IF I'M CONVICTED?",
    "  Two  spaces,\u00a0a hard one,\u200b one of no width\r\nand a line  ",
    "café, cafe\u0301, naïve, Straße, ﬁle, İstanbul",
    "Rhaid i chi drin defnyddwyr gwasanaeth fel unigolion, gan barchu eu preifatrwydd a’u hurddas.",
    "我可以接受病人的好友请求吗？ Могу ли я? هل يمكنني؟",
    "👩🏽‍⚕️ posted a 🤳 of the ward",
    "[CLS] is not [SEP], and [MASK] is not a word",
    "1.7 and 5.10, £1,000.50, 24/03/2021, a@b.org.uk, https://www.hcpc-uk.org/a?b=c#d",
    "pneumonoultramicroscopicsilicovolcanoconiosis " * 3,
    "\x00\x07 control \ufffd and \ue000 private",
    "You must keep records of your work. " * 100,
)


def check_texts() -> list[str]:
    """The sentences, and of the corpus that comes along as many blocks as are soon encoded."""
    blocks = [d.slice(block.span) for d in read_corpus(SHIPPED).documents for block in d.blocks]
    return [*SENTENCES, *blocks[:: len(blocks) // BLOCKS + 1]]


def agreement(one: Encoder, other: Encoder, passages: Sequence[str], questions: Sequence[str]) -> float:
    """The least cosine of a vector, or of a token's, by both encoders."""
    of_passages = zip(one.encode_passages(passages), other.encode_passages(passages), strict=True)
    of_questions = ((one.encode_question(text), other.encode_question(text)) for text in questions)
    return min(cosine for pair in (*of_passages, *of_questions) for cosine in cosines(*pair))


def cosines(one: Encoded, other: Encoded) -> Iterator[float]:
    if one.tokens.shape != other.tokens.shape:
        yield 0.0
        return
    yield float(one.vector @ other.vector)
    yield float((one.tokens * other.tokens).sum(axis=1).min())
