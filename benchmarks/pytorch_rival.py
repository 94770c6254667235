"""The training steps of benchmarks/MusicGenre.Benchmarks (NeuralStep, NeuralProduct), done by PyTorch on the CPU: same nets, same batch.

Usage: python3 pytorch_rival.py [THREADS]             prints all cases (1 thread unless given)
       python3 pytorch_rival.py [THREADS] --serve     reads names of cases, a line each, and answers each with its seconds (what `rival-steps` of the benchmarks talks to)

Runs only where PyTorch is installed. Use a build on a fast BLAS (OpenBLAS, MKL): on the reference BLAS it is five to ten times slower and no rival.
A figure is the best of several runs.
"""

import os
import sys
import time

NUMBERS = [a for a in sys.argv[1:] if a.isdigit()]
THREADS = int(NUMBERS[0]) if NUMBERS else 1
# torch.set_num_threads does not reach a BLAS with threads of its own.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = str(THREADS)

try:
    import torch
except ImportError:
    sys.exit("PyTorch is not installed here; nothing was measured.")

from torch import nn

torch.set_num_threads(THREADS)
torch.manual_seed(1)


def best(action, repeats, inner=1):
    """Seconds of the fastest of several repeats, after one that is not counted."""
    action()
    fastest = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(inner):
            action()
        fastest = min(fastest, (time.perf_counter() - start) / inner)
    return fastest


class Recurrent(nn.Module):
    """LSTM 64, LSTM 64, dense 64 ReLU, dropout, dense 10 on 130 x 13."""

    def __init__(self):
        super().__init__()
        self.first = nn.LSTM(13, 64, batch_first=True)
        self.second = nn.LSTM(64, 64, batch_first=True)
        self.head = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 10))

    def forward(self, x):
        x, _ = self.first(x)
        x, _ = self.second(x)
        return self.head(x[:, -1])


def dense():
    sizes = [26, 256, 128, 64]
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(64, 10))


def convolutional():
    layers = [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()]
    sizes = [32 * 86 * 86, 200, 150, 100, 50]
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(50, 10))


def step_of(net, shape, rate):
    optimizer = torch.optim.Adam(net.parameters(), lr=rate, eps=1e-7)
    x = torch.randn(*shape)
    y = torch.randint(0, 10, (shape[0],))

    def step():
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()

    return step


def product():
    a, b, c = torch.randn(512, 512), torch.randn(512, 512), torch.empty(512, 512)
    return best(lambda: torch.mm(a, b, out=c), 30, 5)


CASES = {
    "product": product,
    "dense-csv": lambda: best(step_of(dense(), (128, 26), 1e-3), 20, 50),
    "lstm-mfcc": lambda: best(step_of(Recurrent(), (32, 130, 13), 1e-4), 15),
    "cnn-spectrogram": lambda: best(step_of(convolutional(), (50, 1, 350, 350), 1e-3), 2),
}


def main():
    print(f"PyTorch {torch.__version__}, {THREADS} thread(s)", flush=True)
    if "--serve" in sys.argv:
        for line in sys.stdin:
            print(CASES[line.strip()](), flush=True)
        return

    for name, case in CASES.items():
        seconds = case()
        rate = f"   {2 * 512**3 / seconds / 1e9:.1f} GFLOP/s" if name == "product" else ""
        print(f"{name:<18} {seconds * 1e3:9.3f} ms{rate}", flush=True)


if __name__ == "__main__":
    main()
