"""Values for the trainers of many columns: wide.csv (the table), wide_scores.csv (what NumPy and scikit-learn make of it).

Run in this folder with NumPy and scikit-learn. The recipe of kernel ridge and group-balanced discriminant is written here a second time, from its definition, in double precision.
"""
import csv
import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.kernel_ridge import KernelRidge
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(5)
sizes = dict(a=12, b=30, c=6)
names = [f'{f}_{i}' for f, n in sizes.items() for i in range(n)]
genres = np.array(['blues', 'jazz', 'metal', 'rock'])
rows, trained = 64, 44
label = rng.integers(0, 4, rows)
label[:12] = np.arange(12) % 4
artist = np.array([f'{genres[g]} {rng.integers(0, 4)}' for g in label])
means = {g: rng.normal(0, .6, len(names)) for g in range(4)}
artists = {a: rng.normal(0, .7, len(names)) for a in sorted(set(artist))}
X = np.array([means[g] + artists[a] + rng.normal(0, 1, len(names)) for g, a in zip(label, artist)])
X[3, 5] = 90                      # clipped at 8
X[:, names.index('c_4')] = 2.5    # constant: does not count as a column of its family
X = np.round(X * np.exp(rng.normal(0, 1, len(names))), 3)
X[:, names.index('c_4')] = 2.5
X = X.astype(np.float32).astype(float)
with open('wide.csv', 'w', newline='\n') as f:
    w = csv.writer(f, lineterminator='\n')
    w.writerow(['filename', *names, 'artist', 'label'])
    for i in range(rows):
        w.writerow([f'{genres[label[i]]}.{i:05}.wav', *(f'{v:.7g}' for v in X[i]), artist[i], genres[label[i]]])

y, a = label[:trained], artist[:trained]
scaler = StandardScaler().fit(X[:trained])
Z = np.clip(scaler.transform(X), -8, 8)
family = np.array([n.split('_')[0] for n in names])
varies = X[:trained].std(0) > 0
W = np.array([1 / np.sqrt((varies & (family == f)).sum()) for f in family]) ** .5
V = Z * W
D = ((V[:, None] - V[None]) ** 2).sum(2)
scale = 2 / D[:trained, :trained].mean()
V, D = V * np.sqrt(scale), D * scale
K = np.exp(-.5 * D)
onehot = np.eye(4)[y]
krr = KernelRidge(alpha=.02, kernel='precomputed').fit(K[:trained, :trained], onehot).predict(K[trained:, :trained])
weights = trained / (4 * np.bincount(y))
krr_balanced = KernelRidge(alpha=.02, kernel='precomputed').fit(K[:trained, :trained], onehot, sample_weight=weights[y]).predict(K[trained:, :trained])


def discriminant(T, y, a, test, r=7e-4):
    """log prior + m' S^-1 (x - m / 2), S = covariance within groups + half of that of the groups' means + a ridge; a None: the covariance within genres + a ridge."""
    within, between, M = [], [], []
    for g in range(4):
        groups = [T[y == g]] if a is None else [T[(y == g) & (a == k)] for k in np.unique(a[y == g])]
        E = np.array([t.mean(0) for t in groups])
        M.append(E.mean(0))
        within += [(t - t.mean(0)) * np.sqrt(len(t) / (len(t) - 1)) for t in groups if len(t) > 1]
        if len(E) > 1:
            between.append((E - E.mean(0)) * np.sqrt(len(E) / (len(E) - 1)))
    S = np.zeros((T.shape[1],) * 2)
    if within:
        w = np.concatenate(within)
        S += w.T @ w / len(w)
    if between:
        b = np.concatenate(between)
        S += .5 * b.T @ b / len(b)
    S += r * np.trace(S) * np.eye(len(S))
    M = np.array(M)
    B = np.linalg.solve(S, M.T)
    return test @ B - .5 * np.diag(M @ B) + np.log(np.bincount(y) / len(y))


def softmax(s):
    e = np.exp(s - s.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


vote = softmax(discriminant(V[:trained], y, a, V[trained:]) / 5) + krr
S = scaler.transform(X)
columns = dict(
    krr=krr, krr_balanced=krr_balanced, vote=vote,
    groups=discriminant(S[:trained], y, a, S[trained:]),
    ridge=discriminant(S[:trained], y, None, S[trained:]),
    ridge_narrow=discriminant(S[:trained, :12], y, None, S[trained:, :12]),
    wolf=np.log(LinearDiscriminantAnalysis(solver='lsqr', shrinkage='auto').fit(S[:trained], y).predict_proba(S[trained:])),
    wolf_narrow=np.log(LinearDiscriminantAnalysis(solver='eigen', shrinkage='auto').fit(S[:trained, :12], y).predict_proba(S[trained:, :12])))
with open('wide_scores.csv', 'w', newline='\n') as f:
    w = csv.writer(f, lineterminator='\n')
    w.writerow(['scores', 'row', *genres])
    for k, v in columns.items():
        for i, s in enumerate(v):
            w.writerow([k, trained + i, *(f'{t:.9g}' for t in s)])
