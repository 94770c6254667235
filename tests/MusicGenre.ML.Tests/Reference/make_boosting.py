#!/usr/bin/env python3
"""scikit-learn's HistGradientBoostingClassifier on table.csv, fold 1, for ForestTests: rewrites boosting.csv beside it. Made with scikit-learn 1.2.1, NumPy 1.24.

Each column is first cut into LEVELS steps of equal width between its least and its greatest value, so that both sides have the same bins. The rows have weights of no pattern, few
columns and large leaves, so that no two splits are equally good: which of them is taken is nobody's to say.
"""
import csv
import functools

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.ensemble._hist_gradient_boosting import gradient_boosting

from make_reference import HERE, read_table, short, write

LEVELS = 48
COLUMNS = 12
LEAST_HESSIAN = 2.0  # of a leaf; scikit-learn has no setting for it

gradient_boosting.TreeGrower = functools.partial(gradient_boosting.TreeGrower, min_hessian_to_split=LEAST_HESSIAN)


def main():
    names, values, labels = read_table()
    with open(HERE / "folds.csv", newline="", encoding="utf-8") as file:
        folds = np.array([int(row["fold"]) for row in csv.DictReader(file)])
    values = values[:, :COLUMNS]
    weights = 0.5 + np.arange(len(labels)) * 7919 % 1009 / 1009
    least, greatest = values.min(axis=0), values.max(axis=0)
    steps = np.floor(LEVELS * (values - least) / (greatest - least))
    train, test = folds != 1, folds == 1
    model = HistGradientBoostingClassifier(
        learning_rate=0.2, max_iter=15, max_leaf_nodes=6, min_samples_leaf=1, l2_regularization=1, early_stopping=False)
    model.fit(steps[train], labels[train], sample_weight=weights[train])
    rows = zip(np.array(names)[test], model.predict(steps[test]), model.predict_proba(steps[test]))
    write("boosting.csv", ["filename", "predicted", *model.classes_], ([n, g, *short(p)] for n, g, p in rows))


if __name__ == "__main__":
    main()
