"""Fits index/confidence.toml: python -m tests.quality.calibrate (ten minutes; needs the data beside the project).

A logistic model of the signs of a search, on the development questions of both corpora: asked where they belong, of
documents that do not answer them, and with the page that answers left out. Then scaled, so that of the questions asked
where they belong the share with right answers is what it says. Judged by ten-fold cross-validation in which all samples
of one question are in one fold, over five shuffles of the folds. Draws two plots, of the first.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from app.evaluation.calibration import equal_bins, expected_error
from app.evaluation.plots import draw_reliability
from index.confidence import FILE
from index.encoder import load_encoder
from index.types import Signs
from tests.quality.development import GOVUK, SOCIAL_MEDIA, sha256
from tests.quality.near_misses import draw_near_misses
from tests.quality.samples import Sample, collect

Numbers = npt.NDArray[np.float64]

FOLDS, SHUFFLES = 10, 5
RELIABILITY = Path(__file__).with_name("reliability.svg")
NEAR_MISSES = Path(__file__).with_name("near-misses.svg")
DECLINED = 0.95
ENOUGH = 20  # questions, for a share of them to say something
SIGNS = tuple(Signs.__dataclass_fields__)
ASKED_WHERE_THEY_BELONG = ("social media", "GOV.UK, situation", "GOV.UK, short")
# How much a sample of each group counts: those of the shipped page most, of which there are fewest; near misses little,
# because a user's question is seldom one whose page was taken away. Chosen on the same questions, and so a little too
# good.
WEIGHTS: Mapping[str, float] = {
    "social media": 2,
    "social media, asked of GOV.UK": 1.5,
    "GOV.UK, situation": 0.75,
    "GOV.UK, short": 0.75,
    "GOV.UK, situation, asked of social media": 0.75,
    "GOV.UK, short, asked of social media": 1.5,
    "GOV.UK, situation, page left out": 0.05,
    "GOV.UK, short, page left out": 0.05,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=Path, help="Keep the samples here, and take them from here if they are.")
    samples = read_samples(parser.parse_args().samples)
    used = [sample for sample in samples if sample.group in WEIGHTS]
    shuffles = [cross_validate(used, seed) for seed in range(SHUFFLES)]
    figures = judge(used, shuffles)
    model = fit(used)
    threshold = choose_threshold(used, predict(model, used))
    FILE.write_text(written(model, threshold, used, figures), encoding="utf-8", newline="\n")
    sys.stdout.write(report(used, shuffles[0], threshold, figures))
    own = where_they_belong(used)
    draw_reliability(shuffles[0][own], labels_of(used)[own] == 1, RELIABILITY)
    curves = {name: near_misses(used, shuffles[0], name) for name in ("situation", "short")}
    draw_near_misses(curves, threshold, NEAR_MISSES)


def read_samples(path: Path | None) -> list[Sample]:
    if path and path.exists():
        samples: list[Sample] = pickle.loads(path.read_bytes())  # noqa: S301  # written below, by the same person
        return samples
    samples = list(collect(load_encoder()))
    if path:
        path.write_bytes(pickle.dumps(samples))
    return samples


def signs_of(samples: Sequence[Sample]) -> Numbers:
    """(samples, signs)"""
    return np.array([[asdict(sample.signs)[name] for name in SIGNS] for sample in samples])


def labels_of(samples: Sequence[Sample]) -> npt.NDArray[np.int64]:
    return np.array([sample.answerable and sample.right for sample in samples], np.int64)


def fit(samples: Sequence[Sample]) -> tuple[float, dict[str, float]]:
    """The intercept, and the weight of each sign as it is."""
    signs, labels, own = signs_of(samples), labels_of(samples), where_they_belong(samples)
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    weights = np.array([WEIGHTS[sample.group] for sample in samples])
    model.fit(signs, labels, logisticregression__sample_weight=weights)
    scaler, logistic = model[0], model[1]
    scale = LogisticRegression(C=np.inf).fit(model.decision_function(signs[own])[:, None], labels[own])
    slopes = logistic.coef_[0] / scaler.scale_ * scale.coef_[0, 0]
    intercept = logistic.intercept_[0] * scale.coef_[0, 0] + scale.intercept_[0]
    return float(intercept - slopes @ scaler.mean_), dict(zip(SIGNS, map(float, slopes), strict=True))


def where_they_belong(samples: Sequence[Sample]) -> npt.NDArray[np.bool_]:
    return np.array([sample.group in ASKED_WHERE_THEY_BELONG for sample in samples])


def predict(model: tuple[float, dict[str, float]], samples: Sequence[Sample]) -> Numbers:
    intercept, weights = model
    predicted: Numbers = 1 / (1 + np.exp(-intercept - signs_of(samples) @ np.array([weights[name] for name in SIGNS])))
    return predicted


def cross_validate(samples: Sequence[Sample], seed: int) -> Numbers:
    """The confidence in each sample by a model that has seen no sample of the same question."""
    ids = sorted({sample.question for sample in samples})
    folds = dict(zip(ids, np.random.default_rng(seed).permutation(len(ids)) % FOLDS, strict=True))
    fold = np.array([folds[sample.question] for sample in samples])
    predicted = np.zeros(len(samples))
    for k in range(FOLDS):
        seen = [sample for sample, f in zip(samples, fold, strict=True) if f != k]
        unseen = [sample for sample, f in zip(samples, fold, strict=True) if f == k]
        predicted[fold == k] = predict(fit(seen), unseen)
    return predicted


def choose_threshold(samples: Sequence[Sample], confidence: Numbers) -> float:
    """The lowest threshold at which DECLINED of what nothing answers is declined, in every group but near misses."""
    nothing = np.array([not sample.answerable for sample in samples])
    groups = [nothing & np.array([sample.group == group for sample in samples]) for group in WEIGHTS]
    judged = [of for group, of in zip(WEIGHTS, groups, strict=True) if "left out" not in group and of.sum() >= ENOUGH]
    thresholds = np.arange(0.01, 1, 0.002)
    lowest = next(t for t in thresholds if all((confidence[of] < t).mean() >= DECLINED for of in judged))
    return round(float(lowest), 3)


def judge(samples: Sequence[Sample], shuffles: Sequence[Numbers]) -> dict[str, float]:
    """Calibration error where questions belong, and how well near misses are told from the same with their page."""
    own, labels = where_they_belong(samples), labels_of(samples)
    errors = [expected_error(equal_bins(predicted[own], labels[own] == 1)) for predicted in shuffles]
    figures = {"calibration_error": float(np.mean(errors))}
    for name in ("situation", "short"):
        areas = [area(*near_misses(samples, predicted, name)) for predicted in shuffles]
        figures[f"near_miss_auroc_{name}"] = float(np.mean(areas))
    return {name: round(value, 3) for name, value in figures.items()}


def near_misses(samples: Sequence[Sample], predicted: Numbers, name: str) -> tuple[Numbers, Numbers]:
    """The confidence in answerable questions with their page, and in the same with it left out."""
    there = [s.group == f"GOV.UK, {name}" and s.answerable for s in samples]
    return predicted[there], predicted[[s.group == f"GOV.UK, {name}, page left out" for s in samples]]


def area(there: Numbers, missing: Numbers) -> float:
    """AUROC: how often a question with its page has the higher confidence."""
    labels = np.repeat([1, 0], [len(there), len(missing)])
    return float(roc_auc_score(labels, np.concatenate([there, missing])))


def written(
    model: tuple[float, dict[str, float]], threshold: float, samples: Sequence[Sample], figures: Mapping[str, float]
) -> str:
    intercept, weights = model
    lines = [
        "# Written by tests/quality/calibrate.py, which says how; not to be edited by hand.",
        f"threshold = {threshold}",
        f"intercept = {intercept:.4f}",
        "",
        "[weights]",
        *(f"{name} = {weight:.4f}" for name, weight in weights.items()),
        "",
        "[fitted]",
        f"on = {date.today().isoformat()}",
        f'questions = {{ social_media = "{sha256(SOCIAL_MEDIA)}", govuk = "{sha256(GOVUK / "questions_dev.jsonl")}" }}',
        *(f"{name} = {value}" for name, value in figures.items()),
        "",
        "[fitted.samples]",
        *(f'"{group}" = {sum(sample.group == group for sample in samples)}' for group in WEIGHTS),
    ]
    return "\n".join(lines) + "\n"


def report(samples: Sequence[Sample], predicted: Numbers, threshold: float, figures: Mapping[str, float]) -> str:
    """What cross-validation says of each group: how many of it are declined, answerable or not."""
    lines = [f"threshold {threshold}", *(f"{name} {value}" for name, value in figures.items())]
    for group in WEIGHTS:
        for answerable in (True, False):
            rows = [i for i, s in enumerate(samples) if s.group == group and s.answerable == answerable]
            if rows:
                declined = float((predicted[rows] < threshold).mean())
                kind = "answerable" if answerable else "unanswerable"
                lines.append(f"{kind:12s} declined {declined:.3f}  {group} ({len(rows)})")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
