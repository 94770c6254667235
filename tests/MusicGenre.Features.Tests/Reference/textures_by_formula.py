"""Values of the texture descriptors, computed from their formulas (docs/descriptors/textures.md) in double precision with numpy and scipy.

    python3 textures_by_formula.py            writes textures/*.csv.gz: a line a family, of one signal each

Independent of the library under test: plain formulas on whole arrays, nothing shared between families but the images. The signals are those of audio/ that are long enough and two
which the tests make themselves: `pattern`, whole numbers only, and `chord`, tones in digital silence.
"""
import gzip
import pathlib

import numpy as np
import scipy.linalg

from frames_by_formula import decibel, mel_bank, read

HERE = pathlib.Path(__file__).parent
SAMPLE_RATE, N_FFT, HOP = 22050, 2048, 512
FRAME_RATE = SAMPLE_RATE / HOP
FILES = ["chirp", "clicks120", "harmonics", "noise", "silence"]


def pattern(length):
    """Triangle waves of changing period, fading, with noise of a linear congruential generator that comes and goes, and a click every 11,025 samples."""
    i = np.arange(length)
    triangle = lambda period: np.abs((i % period) * 4 - 2 * period) - period
    state, noise = 7, []
    for _ in range(length):
        state = (state * 1664525 + 1013904223) % 2**32
        noise.append((state >> 20) - 2048)
    x = np.zeros(length, int)
    for k, periods in enumerate([(200, 159, 133), (178, 150, 112), (224, 178, 150), (100, 126, 168)]):
        on = i // 16000 % 4 == k
        for period in periods:
            x += np.where(on, triangle(period) * 2000 // period * (16000 - i % 16000) // 8000, 0)
    x += np.where(i // 5512 % 3 == 1, np.array(noise) * (5512 - i % 5512) // 11024, np.array(noise) // 100)
    x += np.where(i % 11025 == 500, 12000, 0)
    return np.clip(x, -32768, 32767) / 32768


def chord(length):
    """Four steady tones in 16 bit."""
    t = np.arange(length)
    return np.round(4915 * sum(np.sin(2 * np.pi * f * t / SAMPLE_RATE) for f in (261.6, 329.6, 392.0, 523.25))) / 32768


def images(y):
    """Semitone image and mel image, [frames, bands], dB."""
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(y, N_FFT // 2, mode="reflect"), N_FFT)[::HOP]
    magnitude = np.abs(np.fft.rfft(frames * (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT))))
    edges = 53.43 * 2 ** (np.arange(93) / 12)
    width = SAMPLE_RATE / N_FFT
    bins = np.arange(N_FFT // 2 + 1)[:, None] * width
    overlap = np.minimum(bins + width / 2, edges[1:]) - np.maximum(bins - width / 2, edges[:-1])
    semitone = 20 * np.log10(np.maximum(magnitude @ np.maximum(overlap / width, 0), 1e-4))
    return np.maximum(semitone, semitone.max() - 80), decibel((mel_bank(SAMPLE_RATE, N_FFT, 128) @ (magnitude**2).T).T)


def log_covariance(vectors):
    """log(C + 0.001 tr C / d I) of the vectors in the columns; eigenvalues at least 1e-12."""
    c = np.cov(vectors)
    values, axes = scipy.linalg.eigh(c + 1e-3 * np.trace(c) / len(c) * np.eye(len(c)))
    matrix = axes @ np.diag(np.log(np.maximum(values, 1e-12))) @ axes.T
    return [matrix[i, j] * (1 if i == j else 2**0.5) for i in range(len(c)) for j in range(i, len(c))]


def region_covariance(planes, zones):
    """Planes are [frames, bands] of one size."""
    values = []
    for bands in np.array_split(np.arange(planes[0].shape[1]), zones):
        pixels = np.array([p[:, bands].ravel() for p in planes])
        values += log_covariance(pixels) + [np.log(np.mean(abs(p)) + 1e-3) for p in pixels[1:]]
    return values


def neighbours(image, time, bands):
    """The image's interior, shifted: at(1, 0) is the next frame, at(0, 1) the next band."""
    frames, count = image.shape
    return lambda t, f: image[time + t : frames - time + t, bands + f : count - bands + f]


def region_direct(image):
    at = neighbours(image, 2, 2)
    return region_covariance([at(0, 0), abs(at(1, 0) - at(-1, 0)), abs(at(0, 1) - at(0, -1)), abs(at(1, 0) - 2 * at(0, 0) + at(-1, 0)),
                              abs(at(0, 1) - 2 * at(0, 0) + at(0, -1)), abs(at(2, 0) - at(-2, 0))], 8)


def region_lags(image):
    at = neighbours(image, 16, 3)
    return region_covariance([at(0, 0), *(abs(at(k, 0) - at(-k, 0)) for k in (1, 4, 16)), *(abs(at(0, k) - at(0, -k)) for k in (1, 3)),
                              at(1, 0) - 2 * at(0, 0) + at(-1, 0), at(0, 1) - 2 * at(0, 0) + at(0, -1)], 8)


def region_intervals(image):
    base = image[:, :73]
    return region_covariance([base, *(abs(image[:, k : 73 + k] - base) for k in (1, 2, 3, 4, 5, 7, 12, 19))], 4)


def local_binary_patterns(image, time, bands):
    around = [(0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1)]
    at = neighbours(image, time, bands)
    code = sum((at(t * time, f * bands) >= at(0, 0)) * 2**bit for bit, (t, f) in enumerate(around))
    ring = lambda v: [(v >> b) & 1 for b in range(8)]
    uniform = [v for v in range(256) if sum(a != b for a, b in zip(ring(v), ring(v)[1:] + ring(v)[:1])) <= 2]
    values = []
    for zone in np.array_split(np.arange(code.shape[1]), 4):
        counts = [np.sum(code[:, zone] == v) for v in uniform]
        values += [np.sqrt(n / code[:, zone].size) for n in counts + [code[:, zone].size - sum(counts)]]
    return values


def modulation(mel):
    rates, scales = [0.3, 0.6, 1.2, 2.4, 4.8, 9.6, 21.6], [0, 1, 2, 3, 5, 8, 13, 21, 34, 65]
    power = []
    for start in range(0, len(mel) - 255, 128):
        block = mel[start : start + 256]
        block = (block - block.mean(axis=0)) * np.hanning(256)[:, None] * np.hanning(128)
        power.append(abs(np.fft.fft2(block)) ** 2)
    power, f = np.mean(power, axis=0), np.fft.fftfreq(256) * FRAME_RATE
    return [np.log(power[(sign * f >= a) & (sign * f < b), u:v].mean() + 1e-3)
            for sign in (1, -1) for a, b in zip(rates, rates[1:]) for u, v in zip(scales, scales[1:])]


def mfcc_modulation(mfcc):
    edges = [0.25, 0.5, 0.8, 1.2, 1.8, 2.6, 3.7, 5.2, 7.3, 10.3, 14.5, 21.6]
    power = []
    for start in range(0, len(mfcc) - 511, 128):
        block = mfcc[start : start + 512]
        power.append(abs(np.fft.rfft((block - block.mean(axis=0)) * np.hanning(512)[:, None], axis=0)) ** 2)
    power, f = np.mean(power, axis=0), np.arange(257) * FRAME_RATE / 512
    return np.concatenate([np.log(power[(f >= a) & (f < b)].mean(axis=0) + 1e-6) for a, b in zip(edges, edges[1:])])


def tonal(semitone):
    excess = np.array([semitone[:, b] - semitone[:, b - 4 : b + 5].mean(axis=1) for b in range(6, 78)]).T
    chroma = np.maximum(excess, 0).reshape(-1, 6, 12).sum(axis=1)
    chroma /= np.maximum(np.linalg.norm(chroma, axis=1, keepdims=True), 1e-6)
    correlation = lambda a, b, j: np.mean(np.sum(a * np.roll(b, -j, axis=-1), axis=-1)) / 12
    mean = chroma.mean(axis=0)
    values = [correlation(chroma[: len(chroma) - lag], chroma[lag:], j) for lag in (0, 4, 16, 43, 86) for j in range(12)]
    return values[1:] + [correlation(mean, mean, j) for j in range(7)] + sorted(mean)


def rhythm(mel):
    onsets = np.maximum(0, mel[2:] - mel[:-2])
    values = []
    for bands in [*np.array_split(np.arange(128), 6), np.arange(128)]:
        series = onsets[:, bands].mean(axis=1)
        series = series - series.mean()
        correlation = np.correlate(series, series, "full")[len(series) - 1 :][:430]
        lags = np.exp(np.linspace(np.log(4), np.log(429), 128))
        v = np.interp(lags, np.arange(430), correlation / (correlation[0] + 1e-9))
        values += [*np.log(abs(np.fft.rfft(v - v.mean()))[1:13] + 1e-3), *sorted(v, reverse=True)[:24:3], v.mean(), v.std()]
    return values


def families(y):
    semitone, mel = images(y)
    mfcc = scipy.fft.dct(mel, axis=1, norm="ortho")[:, :20]
    groups = mel.reshape(len(mel), 16, 8).mean(axis=2)
    half = semitone[: len(semitone) // 2 * 2].reshape(-1, 2, 92).mean(axis=1)
    upper, frames = semitone[:, 8:], len(mel)
    yield "region_cov", region_direct(semitone)
    yield "modulation", modulation(mel) if frames >= 256 else []
    yield "lbp", local_binary_patterns(upper, 4, 1)
    yield "region_cov_lags", region_lags(semitone)
    yield "region_cov_intervals", region_intervals(semitone)
    yield "region_cov_mel", region_direct(mel)
    yield "region_cov_half_rate", region_direct(half)
    yield "lbp_t2", local_binary_patterns(upper, 2, 1)
    yield "lbp_t8", local_binary_patterns(upper, 8, 1)
    yield "lbp_t4_f2", local_binary_patterns(upper, 4, 2)
    yield "lbp_mel_t4", local_binary_patterns(mel, 4, 1)
    yield "lbp_mel_t2_f2", local_binary_patterns(mel, 2, 2)
    for lag in (1, 4, 16):
        yield f"mfcc_delta{lag}_cov", log_covariance((mfcc[lag:, :13] - mfcc[:-lag, :13]).T)
    yield "mfcc_cov", log_covariance(mfcc[:, 1:14].T)
    yield "mel_delta4_cov", log_covariance((groups[4:] - groups[:-4]).T)
    yield "tonal", tonal(semitone) if frames >= 87 else []
    yield "rhythm", rhythm(mel) if frames >= 450 else []
    yield "mfcc_modulation", mfcc_modulation(mfcc) if frames >= 512 else []


def main():
    (HERE / "textures").mkdir(exist_ok=True)
    made = {"pattern": pattern(300_000), "chord": chord(300_000)}
    for name in [*made, *FILES]:
        y = made[name] if name in made else read(HERE / "audio" / f"{name}.wav")
        lines = [",".join([family, *(f"{v:.9g}" for v in values)]) for family, values in families(y) if len(values)]
        (HERE / "textures" / f"{name}.csv.gz").write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))


if __name__ == "__main__":
    main()
