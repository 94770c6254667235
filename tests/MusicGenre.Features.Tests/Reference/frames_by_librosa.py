"""librosa's own frame values at the sample rates, frame lengths and hops of frames_by_formula.py (in an environment with librosa 0.11.0).

    python3 frames_by_librosa.py            writes v0.11.0/frames/*.csv.gz
"""
import gzip

import librosa
import numpy as np

from frames_by_formula import CONFIGURATIONS, HERE, mixture


def rows(y, sr, n_fft, hop, padding, octaves, bands):
    frames = dict(n_fft=n_fft, hop_length=hop, pad_mode=padding)
    magnitude = np.abs(librosa.stft(y, **frames))
    power = magnitude**2
    spectrum = dict(S=magnitude, sr=sr)
    mel = librosa.feature.melspectrogram(S=power, sr=sr, n_fft=n_fft, n_mels=bands)
    level = librosa.power_to_db(librosa.feature.melspectrogram(S=power, sr=sr, n_fft=n_fft, n_mels=128))
    yield "rms", librosa.feature.rms(y=y, frame_length=n_fft, hop_length=hop, pad_mode=padding)
    yield "zero_crossing_rate", librosa.feature.zero_crossing_rate(y, frame_length=n_fft, hop_length=hop)
    yield "spectral_centroid", librosa.feature.spectral_centroid(**spectrum, n_fft=n_fft)
    yield "spectral_bandwidth", librosa.feature.spectral_bandwidth(**spectrum, n_fft=n_fft)
    yield "spectral_rolloff", librosa.feature.spectral_rolloff(**spectrum, n_fft=n_fft)
    yield "spectral_flatness", librosa.feature.spectral_flatness(S=magnitude)
    yield "spectral_contrast", librosa.feature.spectral_contrast(**spectrum, n_fft=n_fft, n_bands=octaves)
    yield "melspectrogram", mel
    yield "mfcc", librosa.feature.mfcc(S=librosa.power_to_db(mel), n_mfcc=13)
    yield "chroma_stft_tuning0", librosa.feature.chroma_stft(S=power, sr=sr, n_fft=n_fft, tuning=0)
    yield "onset_strength", librosa.onset.onset_strength(S=level, sr=sr, n_fft=n_fft, hop_length=hop)


if __name__ == "__main__":
    assert librosa.__version__ == "0.11.0", librosa.__version__
    folder = HERE / "v0.11.0" / "frames"
    folder.mkdir(exist_ok=True)
    for name, (sr, n_fft, hop, *others) in CONFIGURATIONS.items():
        lines = ["feature,dim,dtype,n,mean,var,mean64,var64,values..."]
        for feature, values in rows((mixture() / 32768).astype(np.float32), sr, n_fft, hop, *others):
            for dim, row in enumerate(np.atleast_2d(values)):
                lines.append(f"{feature},{dim},{row.dtype},{len(row)},,,,," + ",".join(f"{v:.9g}" for v in row))
        (folder / f"{name}.csv.gz").write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))
