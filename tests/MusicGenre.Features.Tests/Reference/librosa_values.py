"""The calls of librosa behind v0.11.0 and v0.8.0, for whoever wants to make values of another signal or version.

    python3 librosa_values.py SIGNAL.wav ... OUTPUT_FOLDER        (in an environment with the version of librosa in question)

It writes a CSV for each signal as they are here, before packing: every function with its defaults, at 22,050 Hz, n_fft 2048, hop 512. The files here were made by the same
calls on numpy 1.24.2, scipy 1.10.1 and numba 0.56.4; this script was written down afterwards.
"""
import pathlib
import sys

import librosa
import numpy as np
import soundfile


def rows(y):
    sr = 22050
    chroma = librosa.feature.chroma_stft(y=y, sr=sr)
    mfcc = librosa.feature.mfcc(y=y, sr=sr, n_mfcc=20)
    harmonic, percussive = librosa.effects.hpss(y)
    middle = len(y) // 2
    yield "chroma_stft", chroma
    yield "chroma_stft_tuning0", librosa.feature.chroma_stft(y=y, sr=sr, tuning=0)
    yield "melspectrogram", librosa.feature.melspectrogram(y=y, sr=sr)
    yield "mfcc", mfcc
    yield "mfcc_delta", librosa.feature.delta(mfcc)
    yield "mfcc_delta2", librosa.feature.delta(mfcc, order=2)
    yield "rms", librosa.feature.rms(y=y)
    yield "spectral_centroid", librosa.feature.spectral_centroid(y=y, sr=sr)
    yield "spectral_bandwidth", librosa.feature.spectral_bandwidth(y=y, sr=sr)
    yield "spectral_rolloff", librosa.feature.spectral_rolloff(y=y, sr=sr)
    yield "spectral_flatness", librosa.feature.spectral_flatness(y=y)
    yield "spectral_contrast", librosa.feature.spectral_contrast(y=y, sr=sr)
    yield "zero_crossing_rate", librosa.feature.zero_crossing_rate(y)
    yield "tonnetz_from_chroma_stft", librosa.feature.tonnetz(chroma=chroma, sr=sr)
    yield "onset_strength", librosa.onset.onset_strength(y=y, sr=sr)
    yield "onset_strength_median", librosa.onset.onset_strength(y=y, sr=sr, aggregate=np.median)
    yield "harmonic", harmonic
    yield "percussive", percussive
    yield "harmonic_first256", harmonic[:256]
    yield "harmonic_mid256", harmonic[middle : middle + 256]
    yield "percussive_first256", percussive[:256]
    yield "percussive_mid256", percussive[middle : middle + 256]


def scalars(y):
    sr = 22050
    power = np.abs(librosa.stft(y)) ** 2
    tempo = librosa.feature.tempo if hasattr(librosa.feature, "tempo") else librosa.beat.tempo
    return {
        "estimate_tuning_power_S_as_chroma_stft": librosa.estimate_tuning(S=power, sr=sr, bins_per_octave=12),
        "estimate_tuning_y": librosa.estimate_tuning(y=y, sr=sr),
        "beat_track_tempo": float(np.squeeze(librosa.beat.beat_track(y=y, sr=sr)[0])),
        "tempo": float(np.squeeze(tempo(y=y, sr=sr))),
    }


def main(paths, folder):
    for path in map(pathlib.Path, paths):
        y, _ = soundfile.read(path, dtype="float32")
        lines = ["feature,dim,dtype,n,mean,var,mean64,var64,values..."]
        for name, values in rows(y):
            for dim, row in enumerate(np.atleast_2d(values)):
                wide = row.astype(np.float64)
                shown = "" if name in ("harmonic", "percussive") else ",".join(f"{v:.8g}" for v in row)
                lines.append(f"{name},{dim},{row.dtype},{len(row)},{row.mean():.9g},{row.var():.9g},{wide.mean():.17g},{wide.var():.17g},{shown}")
        (folder / f"{path.stem}.csv").write_text("\n".join(lines) + "\n")
        print(path.stem, scalars(y))


if __name__ == "__main__":
    main(sys.argv[1:-1], pathlib.Path(sys.argv[-1]))
