"""A trainer of scikit-learn (of PyTorch for the dense net) on the rows of benchmarks/MusicGenre.Benchmarks (RivalTrainers): one process, one figure each.

Usage: python3 trainers_rival.py TRAINER ROWS FOLDER THREADS TREES EPOCHS     prints lines: version, fit (s), predict (s), peak (bytes), predicted (genres' numbers)
       python3 trainers_rival.py                                              prints the versions

FOLDER has train.f32 and test.f32: rows of 57 features and the number of the genre, float32.
"""

import os
import sys
import time

THREADS = int(sys.argv[4]) if len(sys.argv) > 4 else 1
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = str(THREADS)

try:
    import numpy as np
    import sklearn
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.dummy import DummyClassifier
    from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, RandomForestClassifier, VotingClassifier
    from sklearn.kernel_ridge import KernelRidge
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC
    from threadpoolctl import threadpool_info
except ImportError:
    sys.exit("scikit-learn is not installed here; nothing was measured.")

COLUMNS = 57
WARM_UP = 1.5  # seconds
BUDGET, SHORT = 6.0, 1.0  # seconds: the fastest of up to three fits within the one counts, of up to twenty within the other


def use_torch():
    """PyTorch is heavy: it is loaded only for what needs it, and memory is only then counted with it."""
    import torch

    torch.set_num_threads(THREADS)
    return torch


class Dense(BaseEstimator, ClassifierMixin):
    """57-256-128-10, ReLU, dropout 0.4, Adam, batches of 32: the catalogue's dense net in PyTorch."""

    def __init__(self, epochs=100):
        self.epochs = epochs

    def fit(self, x, y):
        torch = use_torch()
        torch.manual_seed(1)
        nn = torch.nn
        self.classes_, numbers = np.unique(y, return_inverse=True)
        rows, labels = torch.from_numpy(np.ascontiguousarray(x, dtype=np.float32)), torch.from_numpy(numbers)
        self.net = nn.Sequential(
            nn.Linear(x.shape[1], 256), nn.ReLU(), nn.Dropout(0.4), nn.Linear(256, 128), nn.ReLU(), nn.Dropout(0.4), nn.Linear(128, len(self.classes_))
        )
        optimizer = torch.optim.Adam(self.net.parameters(), lr=1e-3, eps=1e-7)
        for _ in range(self.epochs):
            for batch in torch.randperm(len(rows)).split(32):
                optimizer.zero_grad()
                nn.functional.cross_entropy(self.net(rows[batch]), labels[batch]).backward()
                optimizer.step()
        self.net.eval()
        return self

    def predict_proba(self, x):
        torch = use_torch()
        with torch.no_grad():
            return torch.softmax(self.net(torch.from_numpy(np.ascontiguousarray(x, dtype=np.float32))), 1).numpy()

    def predict(self, x):
        return self.classes_[self.predict_proba(x).argmax(1)]


class Ridge(BaseEstimator, ClassifierMixin):
    """KernelRidge on one-hot targets; scores of five inner folds, from which ours makes probabilities, are computed on this side too."""

    def fit(self, x, y):
        self.classes_, numbers = np.unique(y, return_inverse=True)
        ridge = KernelRidge(kernel="rbf", alpha=0.02, gamma=1 / (2 * COLUMNS))
        targets = np.eye(len(self.classes_))[numbers]
        cross_val_predict(ridge, x, targets, cv=5)
        self.ridge = ridge.fit(x, targets)
        return self

    def predict_proba(self, x):
        return self.ridge.predict(x)


def svm():
    return SVC(C=10, probability=True, cache_size=200)


def extra_trees(trees):
    return ExtraTreesClassifier(n_estimators=trees, n_jobs=THREADS)


def boosting():
    return HistGradientBoostingClassifier(max_iter=300, learning_rate=0.05, max_leaf_nodes=15, l2_regularization=1, max_bins=64, early_stopping=False)


TRAINERS = {
    "majority": lambda trees, epochs: DummyClassifier(strategy="prior"),
    "logistic": lambda trees, epochs: LogisticRegression(C=1, max_iter=1000),
    "lda": lambda trees, epochs: LinearDiscriminantAnalysis(),
    "knn": lambda trees, epochs: KNeighborsClassifier(5, weights="distance", n_jobs=THREADS),
    "svm": lambda trees, epochs: svm(),
    "krr": lambda trees, epochs: Ridge(),
    "forest": lambda trees, epochs: RandomForestClassifier(n_estimators=trees, n_jobs=THREADS),
    "extratrees": lambda trees, epochs: extra_trees(trees),
    "boosting": lambda trees, epochs: boosting(),
    "dense": lambda trees, epochs: Dense(epochs),
    "voting": lambda trees, epochs: VotingClassifier(
        [("svm", svm()), ("extratrees", extra_trees(trees)), ("boosting", boosting()), ("dense", Dense(epochs))], voting="soft"
    ),
}


def read(path, rows):
    table = np.fromfile(path, dtype="<f4", count=rows * (COLUMNS + 1) if rows else -1).reshape(-1, COLUMNS + 1)
    return np.ascontiguousarray(table[:, :-1]), table[:, -1].astype(np.int64)


def blas():
    """NumPy's linear algebra: the reference implementation is five to ten times slower than the others and no rival."""
    libraries = {pool["internal_api"]: pool["version"] for pool in threadpool_info() if pool["user_api"] == "blas"}
    names = {"openblas": "OpenBLAS", "mkl": "MKL", "blis": "BLIS"}
    return ", ".join(f"{names.get(api, api)} {version}" for api, version in libraries.items()) or "a BLAS without threads (the reference implementation: install libopenblas0)"


def peak():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def seconds(action):
    fastest, begin = float("inf"), time.perf_counter()
    for turn in range(20):
        if turn >= 3 and time.perf_counter() - begin >= SHORT:
            break
        start = time.perf_counter()
        result = action()
        fastest = min(fastest, time.perf_counter() - start)
        if time.perf_counter() - begin + fastest > BUDGET:
            break
    return fastest, result


def main():
    if len(sys.argv) == 1:
        try:
            torch = f"PyTorch {use_torch().__version__}"
        except ImportError:
            torch = "no PyTorch"
        print(f"scikit-learn {sklearn.__version__}, {torch}, {blas()}")
        return

    name, rows, folder, trees, epochs = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[5]), int(sys.argv[6])
    x, y = read(os.path.join(folder, "train.f32"), rows)
    test, _ = read(os.path.join(folder, "test.f32"), 0)

    def fit(count, of_trees, of_epochs):
        return make_pipeline(StandardScaler(), TRAINERS[name](of_trees, of_epochs)).fit(x[:count], y[:count])

    # Libraries start their threads and make their first calls before the clock runs.
    begin = time.perf_counter()
    while time.perf_counter() - begin < WARM_UP:
        fit(500, 10, 1).predict_proba(test[:500])
    fitting, model = seconds(lambda: fit(rows, trees, epochs))
    predicting, probabilities = seconds(lambda: model.predict_proba(test))
    print(f"fit {fitting}")
    print(f"predict {predicting}")
    print(f"peak {peak()}")
    print("predicted", *np.unique(y)[probabilities.argmax(1)])


if __name__ == "__main__":
    main()
