#!/usr/bin/env python3
"""scikit-learn's answers on table.csv, for ReferencePredictionTests. Made with scikit-learn 1.2.1, NumPy 1.24, SciPy 1.10.

Run it anywhere in the repository; it rewrites the files beside it.
"""
import csv
import json
import pathlib
import warnings

import numpy as np
from sklearn import metrics
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, PowerTransformer, StandardScaler
from sklearn.svm import SVC

HERE = pathlib.Path(__file__).resolve().parent
FOLDS = 5
ABSENT = "reggae"  # the genre that one fold has all of, and the others none of


def read_table():
    with open(HERE / "table.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    header = rows[0]
    columns = [i for i, name in enumerate(header) if name not in ("filename", "length", "label")]
    names = [row[header.index("filename")] for row in rows[1:]]
    labels = np.array([row[header.index("label")] for row in rows[1:]])
    # The library's tables are single precision.
    values = np.array([[float(row[i]) for i in columns] for row in rows[1:]], dtype=np.float32).astype(np.float64)
    return names, values, labels


def write(name, header, rows):
    with open(HERE / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def short(values, digits=7):
    return [np.format_float_positional(v, precision=digits, unique=True, trim="-") for v in values]


def cross_validate(values, labels, folds, make, answer):
    """The answer on each row of a model that learnt from the other folds, standardised there."""
    answers = [None] * len(labels)
    for fold in sorted(set(folds)):
        train, test = folds != fold, folds == fold
        scaler = StandardScaler().fit(values[train])
        model = make().fit(scaler.transform(values[train]), labels[train])
        for row, a in zip(np.flatnonzero(test), answer(model, scaler.transform(values[test]))):
            answers[row] = a
    return answers


def probabilities(classes):
    def answer(model, rows):
        all_classes = np.zeros((len(rows), len(classes)))
        all_classes[:, np.searchsorted(classes, model.classes_)] = model.predict_proba(rows)
        return [(classes[np.argmax(p)], p) for p in all_classes]
    return answer


def decisions(model, rows):
    """The predicted genre (the most votes, the first of equals), the votes, and for each genre the sum of its decisions against the others."""
    pairs = model.decision_function(rows)
    count = len(model.classes_)
    votes, sums = np.zeros((len(rows), count), int), np.zeros((len(rows), count))
    p = 0
    for i in range(count):
        for j in range(i + 1, count):
            votes[:, i] += pairs[:, p] > 0
            votes[:, j] += pairs[:, p] <= 0
            sums[:, i] += pairs[:, p]
            sums[:, j] -= pairs[:, p]
            p += 1
    return list(zip(model.predict(rows), votes, sums))


def figures(classes, labels, predicted, probs):
    precision, recall, f1, support = metrics.precision_recall_fscore_support(labels, predicted, labels=classes, zero_division=0)
    return {
        "accuracy": metrics.accuracy_score(labels, predicted),
        # Without labels=: genres that neither occur nor were predicted do not count.
        "macroPrecision": metrics.precision_score(labels, predicted, average="macro", zero_division=0),
        "macroRecall": metrics.recall_score(labels, predicted, average="macro", zero_division=0),
        "macroF1": metrics.f1_score(labels, predicted, average="macro", zero_division=0),
        "logLoss": metrics.log_loss(labels, probs, labels=classes),
        "top3Accuracy": metrics.top_k_accuracy_score(labels, probs, k=3, labels=classes),
        "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(), "support": support.tolist(),
        "confusionMatrix": metrics.confusion_matrix(labels, predicted, labels=classes).tolist(),
    }


def balanced(names, values, labels, classes, folds):
    """Class weights: the first fold alone. The "svd" solver of the discriminants takes priors for the bias alone; all alike are what balanced weights are."""
    first = folds == 1
    scaler = StandardScaler().fit(values[~first])
    learn, test = scaler.transform(values[~first]), scaler.transform(values[first])
    tested = [n for n, f in zip(names, first) if f]
    models = {
        "logistic": LogisticRegression(C=1, solver="newton-cg", tol=1e-8, max_iter=1000, class_weight="balanced"),
        "lda": LinearDiscriminantAnalysis(priors=np.full(len(classes), 1 / len(classes))),
    }
    for name, model in models.items():
        answers = probabilities(classes)(model.fit(learn, labels[~first]), test)
        write(f"{name}_balanced.csv", ["filename", "predicted", *classes], ([n, a[0], *short(a[1])] for n, a in zip(tested, answers)))
    machine = SVC(C=10, gamma="scale", tol=1e-6, decision_function_shape="ovo", class_weight="balanced").fit(learn, labels[~first])
    write("svm_C10_balanced.csv", ["filename", "predicted", *(f"votes {g}" for g in classes), *(f"sum {g}" for g in classes)],
          ([n, a[0], *a[1], *short(a[2], 6)] for n, a in zip(tested, decisions(machine, test))))


def main():
    warnings.filterwarnings("ignore")
    names, values, labels = read_table()
    classes = np.unique(labels)
    folds = np.zeros(len(labels), int)
    for f, (_, test) in enumerate(StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(values, labels)):
        folds[test] = f + 1
    write("folds.csv", ["filename", "fold"], zip(names, folds))

    linear = {
        # The objective is strictly convex, and Newton's method ends at its optimum (L-BFGS stops up to 1e-3 short of it).
        "logistic": lambda: LogisticRegression(C=1, solver="newton-cg", tol=1e-8, max_iter=1000),
        "lda": lambda: LinearDiscriminantAnalysis(),
        "knn": lambda: KNeighborsClassifier(5, weights="distance", algorithm="brute"),
    }
    for name, make in linear.items():
        answers = cross_validate(values, labels, folds, make, probabilities(classes))
        write(f"{name}.csv", ["filename", "predicted", *classes], ([n, a[0], *short(a[1])] for n, a in zip(names, answers)))

    for c in (1, 10):
        answers = cross_validate(
            values, labels, folds, lambda: SVC(C=c, gamma="scale", tol=1e-6, decision_function_shape="ovo"), decisions)
        write(f"svm_C{c}.csv", ["filename", "predicted", *(f"votes {g}" for g in classes), *(f"sum {g}" for g in classes)],
              ([n, a[0], *a[1], *short(a[2], 6)] for n, a in zip(names, answers)))

    balanced(names, values, labels, classes, folds)

    # Every row of one genre in one fold: that fold's model does not know it, and the other folds do not test it.
    absent = np.where(labels == ABSENT, 1, folds)
    write("folds_absent.csv", ["filename", "fold"], zip(names, absent))
    answers = cross_validate(values, labels, absent, linear["lda"], probabilities(classes))
    # Nine digits, so that no two probabilities become equal: of equal ones scikit-learn's top-k takes the last, the library shares.
    digits = [[f"{v:.9g}" for v in a[1]] for a in answers]
    rounded = np.array(digits, float)
    predicted = np.array([a[0] for a in answers])
    write("lda_absent.csv", ["filename", "predicted", *classes], ([n, g, *d] for n, g, d in zip(names, predicted, digits)))
    judged = [figures(classes, labels[absent == f], predicted[absent == f], rounded[absent == f]) for f in range(1, FOLDS + 1)]
    with open(HERE / "metrics_absent.json", "w", encoding="utf-8", newline="\n") as file:
        json.dump({"folds": judged, "pooled": figures(classes, labels, predicted, rounded)}, file, indent=1)
        file.write("\n")

    # Preprocessing learnt from the first fold's training rows, and what becomes of its first test rows. The last learns from fewer rows than there are columns.
    training = values[folds != 1]
    tested = np.flatnonzero(folds == 1)[:5]
    steps = {
        "standard": ([StandardScaler()], training),
        "minmax": ([MinMaxScaler()], training),
        "power": ([PowerTransformer()], training),
        "standard power": ([StandardScaler(), PowerTransformer()], training),
        "standard pca10": ([StandardScaler(), PCA(10, svd_solver="full")], training),
        "standard pca90 whitened": ([StandardScaler(), PCA(0.9, svd_solver="full", whiten=True)], training),
        "minmax pca20 whitened of 30 rows": ([MinMaxScaler(), PCA(20, svd_solver="full", whiten=True)], training[::13][:30]),
    }
    rows = []
    for name, (chain, learnt) in steps.items():
        pipeline = make_pipeline(*chain).fit(learnt)
        if isinstance(chain[-1], PowerTransformer):
            rows.append([name, "lambda", *short(chain[-1].lambdas_)])
        rows += [[name, names[r], *short(pipeline.transform(values[[r]])[0])] for r in tested]
    with open(HERE / "preprocessing.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()
