"""Frame values of other frame lengths, hops and sample rates than librosa's defaults, computed from the published formulas in double precision with numpy and scipy.

    python3 frames_by_formula.py            writes formula/*.csv.gz and audio/mixture.wav
    python3 frames_by_formula.py --check    compares the formulas, at librosa's defaults, with librosa's own values beside this file

This is not librosa: it is independent of it and of the library under test. What ties it to librosa is the check, which runs the same code on the same signals.
"""
import gzip
import pathlib
import sys
import wave

import numpy as np
import scipy.fft

HERE = pathlib.Path(__file__).parent
AMIN = 1e-10

# Sample rate, frame length, hop, padding, octaves of the contrast (the highest band must end below half the rate), mel bands.
CONFIGURATIONS = {
    "8000_512_160_zero": (8000, 512, 160, "constant", 4, 40),
    "16000_1024_256_reflect": (16000, 1024, 256, "reflect", 5, 80),
    "44100_4096_1024_zero": (44100, 4096, 1024, "constant", 6, 128),
    "48000_1024_2000_zero": (48000, 1024, 2000, "constant", 6, 64),
    "22050_256_100_reflect": (22050, 256, 100, "reflect", 3, 26),
    "44100_1103_441_zero": (44100, 1103, 441, "constant", 6, 64),
    "22050_8192_2048_reflect": (22050, 8192, 2048, "reflect", 6, 128),
    "16000_400_160_reflect": (16000, 400, 160, "reflect", 4, 26),
}


def mixture(length=12000):
    """Whole numbers only, the same on every machine: two triangle waves, noise of a linear congruential generator, a click every 3000 samples, and silence at the end."""
    i = np.arange(length)
    triangle = lambda period: np.abs((i % period) * 4 - 2 * period) - period
    state, noise = 1, []
    for _ in range(length):
        state = (state * 1664525 + 1013904223) % 2**32
        noise.append((state >> 20) - 2048)
    x = triangle(50) * 120 + triangle(37) * 90 * (i // 2000 % 2) + np.array(noise) // 2 + np.where(i % 3000 == 1500, 9000, 0)
    x[10500:] = 0
    return np.clip(x, -32768, 32767).astype(np.int16)


def hz_to_mel(f):
    f = np.asarray(f, float)
    return np.where(f < 1000, f * 3 / 200, 15 + np.log(np.maximum(f, 1e-9) / 1000) / (np.log(6.4) / 27))


def mel_to_hz(m):
    m = np.asarray(m, float)
    return np.where(m < 15, m * 200 / 3, 1000 * np.exp((m - 15) * np.log(6.4) / 27))


def mel_bank(sr, n_fft, bands):
    """Slaney's triangles of unit area (Auditory Toolbox, 1998)."""
    edges = mel_to_hz(np.linspace(hz_to_mel(0), hz_to_mel(sr / 2), bands + 2))
    f = np.arange(n_fft // 2 + 1) * sr / n_fft
    up = (f - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    down = (edges[2:, None] - f) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(0, np.minimum(up, down)) * (2 / (edges[2:] - edges[:-2]))[:, None]


def chroma_bank(sr, n_fft):
    """Ellis's Gaussian bumps (LabROSA, 2007): unit norm in each bin, weighted about the fifth octave, C first, A4 = 440 Hz."""
    bins = 12 * np.log2(np.arange(1, n_fft) * sr / n_fft / 27.5)
    bins = np.concatenate([[bins[0] - 18], bins])
    width = np.concatenate([np.maximum(np.diff(bins), 1), [1]])
    distance = np.remainder(bins - np.arange(12)[:, None] + 6 + 120, 12) - 6
    bank = np.exp(-0.5 * (2 * distance / width) ** 2)
    bank /= np.sqrt((bank**2).sum(axis=0))
    bank *= np.exp(-0.5 * ((bins / 12 - 5) / 2) ** 2)
    return np.roll(bank, -3, axis=0)[:, : n_fft // 2 + 1]


def decibel(power):
    """10 log10 of powers, at least 1e-10, at most 80 dB below the clip's loudest."""
    level = 10 * np.log10(np.maximum(AMIN, power))
    return np.maximum(level, level.max() - 80)


def contrast(magnitude, sr, n_fft, octaves):
    """Jiang et al., ICME 2002: mean of the loudest and of the quietest 2 % of each octave's bins, dB."""
    f = np.arange(n_fft // 2 + 1) * sr / n_fft
    edges = np.concatenate([[0], 200.0 * 2.0 ** np.arange(octaves + 1)])
    peaks, valleys = [], []
    for k in range(octaves + 1):
        band = np.flatnonzero((f >= edges[k]) & (f <= edges[k + 1]))
        first, last = band[0] - (k > 0), band[-1]
        if k == octaves:
            last = len(f) - 1
        count = max(1, int(np.rint(0.02 * (last - first + 1))))
        rows = np.sort(magnitude[first : last + (k == octaves)], axis=0)
        valleys.append(rows[:count].mean(axis=0))
        peaks.append(rows[-count:].mean(axis=0))
    return decibel(np.array(peaks)) - decibel(np.array(valleys))


def values(y, sr, n_fft, hop, padding, octaves, bands, coefficients):
    y = np.asarray(y, float)
    count = 1 + len(y) // hop
    places = np.arange(n_fft)[:, None] + hop * np.arange(count)
    frames = np.pad(y, n_fft // 2, mode=padding)[places]
    edge = np.pad(y, n_fft // 2, mode="edge")[places]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft)
    magnitude = np.abs(np.fft.rfft(frames * window[:, None], axis=0))
    power = magnitude**2
    f = np.arange(n_fft // 2 + 1)[:, None] * sr / n_fft
    total = magnitude.sum(axis=0)
    safe = np.where(total > 0, total, 1)
    centroid = (f * magnitude).sum(axis=0) / safe
    mel = mel_bank(sr, n_fft, bands) @ power
    level = decibel(mel)
    chroma = chroma_bank(sr, n_fft) @ power
    largest = chroma.max(axis=0)
    floor = np.maximum(AMIN, power)
    rise = np.maximum(0, np.diff(decibel(mel_bank(sr, n_fft, 128) @ power), axis=1)).mean(axis=0)
    onset = np.concatenate([np.zeros(1 + n_fft // (2 * hop)), rise])[:count]
    negative = edge < -AMIN
    return {
        "rms": np.sqrt((frames**2).mean(axis=0)),
        "zero_crossing_rate": (negative[1:] != negative[:-1]).sum(axis=0) / n_fft,
        "spectral_centroid": centroid,
        "spectral_bandwidth": np.sqrt((magnitude * (f - centroid) ** 2).sum(axis=0) / safe),
        "spectral_rolloff": f[np.argmax(np.cumsum(magnitude, axis=0) >= 0.85 * total, axis=0), 0],
        "spectral_flatness": np.exp(np.log(floor).mean(axis=0)) / floor.mean(axis=0),
        "spectral_contrast": contrast(magnitude, sr, n_fft, octaves),
        "melspectrogram": mel,
        "mfcc": scipy.fft.dct(level, axis=0, norm="ortho")[:coefficients],
        "chroma_stft_tuning0": chroma / np.where(largest > 0, largest, 1),
        "onset_strength": onset,
    }


def read(path):
    """16-bit WAV files; the others are left out of the check."""
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


def check():
    worst = {}
    for path in sorted((HERE / "audio").glob("*.wav")):
        try:
            y = read(path)
        except wave.Error:
            continue
        for version, padding in [("v0.11.0", "constant"), ("v0.8.0", "reflect")]:
            source = HERE / version / f"{path.stem}.csv.gz"
            if not source.exists() or (padding == "reflect" and len(y) < 1025):
                continue
            ours = values(y, 22050, 2048, 512, padding, 6, 128, 20)
            theirs = {}
            for line in gzip.decompress(source.read_bytes()).decode().splitlines()[1:]:
                cells = line.split(",")
                if cells[0] in ours and cells[1] != "ERROR" and len(cells) > 8 and cells[8]:
                    theirs.setdefault(cells[0], []).append([float(c) for c in cells[8:]])
            for name, rows in theirs.items():
                if (path.stem, name) == ("impulse", "spectral_contrast"):
                    continue  # The spectrum is flat: peaks and valleys differ by the rounding of librosa's FFT.
                rows, own = np.array(rows), np.atleast_2d(ours[name])
                error = np.abs(rows - own).max() / max(np.abs(rows).max(), 1e-9)
                if error > worst.get(name, (0,))[0]:
                    worst[name] = (error, path.stem, version)
    for name, (error, *where) in sorted(worst.items()):
        print(f"{name:22} {error:.1e} of the largest value, at worst ({' '.join(where)})")


def write():
    samples = mixture()
    with wave.open(str(HERE / "audio" / "mixture.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(samples.astype("<i2").tobytes())
    (HERE / "formula").mkdir(exist_ok=True)
    for name, (sr, n_fft, hop, padding, octaves, bands) in CONFIGURATIONS.items():
        lines = ["feature,dim,dtype,n,mean,var,mean64,var64,values..."]
        for feature, rows in values(samples / 32768, sr, n_fft, hop, padding, octaves, bands, 13).items():
            for dim, row in enumerate(np.atleast_2d(rows)):
                lines.append(f"{feature},{dim},float64,{len(row)},,,,," + ",".join(f"{v:.9g}" for v in row))
        (HERE / "formula" / f"{name}.csv.gz").write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))


if __name__ == "__main__":
    check() if "--check" in sys.argv else write()
