"""The training steps of benchmarks/MusicGenre.Benchmarks (NeuralStep, NeuralProduct), done by PyTorch on the CPU: same nets, same batch.

Usage: python3 pytorch_rival.py [THREADS]      (1 unless given)

Runs only where PyTorch is installed. Use a build on a fast BLAS (OpenBLAS, MKL): on the reference BLAS it is five to ten times slower and no rival.
Prints the best of several runs, in milliseconds a step, and the rate of the matrix product.
"""

import os
import sys
import time

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1
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


def main():
    print(f"PyTorch {torch.__version__}, {THREADS} thread(s)")
    a, b, c = torch.randn(512, 512), torch.randn(512, 512), torch.empty(512, 512)
    seconds = best(lambda: torch.mm(a, b, out=c), 30, 5)
    print(f"product 512 x 512 x 512   {seconds * 1e3:9.3f} ms   {2 * 512**3 / seconds / 1e9:.1f} GFLOP/s")
    print(f"dense-csv step            {best(step_of(dense(), (128, 26), 1e-3), 20, 50) * 1e3:9.3f} ms")
    print(f"lstm-mfcc step            {best(step_of(Recurrent(), (32, 130, 13), 1e-4), 15) * 1e3:9.3f} ms")
    print(f"cnn-spectrogram step      {best(step_of(convolutional(), (50, 1, 350, 350), 1e-3), 2) * 1e3:9.3f} ms")


if __name__ == "__main__":
    main()
