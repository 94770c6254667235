"""Fits of scikit-learn beside those of benchmarks/MusicGenre.Benchmarks (SpeedComparison): same rows, same settings, one thread.

Usage: python3 scikit_learn_rival.py TABLE.csv     reads names of trainers, a line each, and answers each with the seconds of a fit
"""

import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"

try:
    import numpy as np
    import sklearn
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC
except ImportError:
    sys.exit("scikit-learn is not installed here; nothing was measured.")

TRAINERS = {
    "logistic": lambda: LogisticRegression(C=1, max_iter=1000),
    "lda": lambda: LinearDiscriminantAnalysis(),
    "svm": lambda: SVC(C=1, probability=True),
    "forest": lambda: RandomForestClassifier(n_estimators=500, n_jobs=1),
    "extratrees": lambda: ExtraTreesClassifier(n_estimators=500, n_jobs=1),
}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        header, *rows = [line.rstrip("\n").split(",") for line in file]
    columns = [i for i, name in enumerate(header) if name not in ("filename", "length", "group", "label")]
    x = np.array([[row[i] for i in columns] for row in rows], dtype=np.float32)
    y = np.array([row[header.index("label")] for row in rows])
    print(f"scikit-learn {sklearn.__version__}", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        make_pipeline(StandardScaler(), TRAINERS[line.strip()]()).fit(x, y)
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
