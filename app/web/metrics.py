"""What a running server counts: requests and answers, their times, and the index in use. No word of anybody."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE

__all__ = ["CONTENT_TYPE", "Metrics"]

SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)


class Metrics:
    """Of one server, in a registry of its own: two servers in one process do not add up."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "hcpc_guidance_requests", "Requests.", ("route", "method", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "hcpc_guidance_request_seconds",
            "Time from a request to the end of its reply.",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.answers = Histogram(
            "hcpc_guidance_answer_seconds",
            "Time to answer a question or judge a quotation, by what came of it.",
            ("kind",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.loads = Counter(
            "hcpc_guidance_index_loads", "Indexes that a build put in place.", ("outcome",), registry=self.registry
        )
        self.index = Gauge(
            "hcpc_guidance_index", "1 for the index that answers.", ("identity", "model"), registry=self.registry
        )

    def text(self) -> bytes:
        """All of it in the text format of Prometheus."""
        return generate_latest(self.registry)
