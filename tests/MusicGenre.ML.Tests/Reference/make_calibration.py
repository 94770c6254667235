#!/usr/bin/env python3
"""Reliability and risk-coverage of the predictions in logistic.csv, for ExplanationTests: scikit-learn's calibration_curve, and NumPy. Rewrites calibration.json beside it."""
import csv
import json
import pathlib

import numpy as np
from sklearn.calibration import calibration_curve

HERE = pathlib.Path(__file__).resolve().parent
BOUNDS = [0.0, 0.5, 0.8, 0.95]

with open(HERE / "logistic.csv", newline="", encoding="utf-8") as file:
    header, *rows = list(csv.reader(file))
with open(HERE / "table.csv", newline="", encoding="utf-8") as file:
    table = list(csv.DictReader(file))
labels = {row["filename"]: row["label"] for row in table}
genres = header[2:]
probabilities = np.array([[float(v) for v in row[2:]] for row in rows])
assert all(genres[np.argmax(p)] == row[1] for p, row in zip(probabilities, rows))
right = np.array([row[1] == labels[row[0]] for row in rows])
stated = probabilities.max(axis=1)

true, mean = calibration_curve(right, stated, n_bins=10, strategy="uniform")

# The surest first; without ties the mean over all coverages of the fraction wrong.
order = np.argsort(-stated, kind="stable")
assert len(set(stated)) == len(stated)
risks = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
curve = [[b, int((stated >= b).sum()), float(right[stated >= b].mean())] for b in BOUNDS]
(HERE / "calibration.json").write_text(json.dumps({
    "accuracy": [float(v) for v in true],
    "confidence": [float(v) for v in mean],
    "area": float(risks.mean()),
    "bounds": curve,
}, indent=1) + "\n")
