"""Copies from a folder of librosa's reference values what the tests read: synthetic signals only, and of their rows those that the library has.

    python3 select_librosa.py FOLDER        (a folder made with librosa_values.py by each of the two versions)

Rows are copied as they are, and packed with gzip.
"""
import gzip
import json
import pathlib
import shutil
import sys

FEATURES = set(
    "feature chroma_stft chroma_stft_tuning0 melspectrogram mfcc mfcc_delta mfcc_delta2 rms spectral_centroid spectral_bandwidth spectral_rolloff spectral_flatness "
    "spectral_contrast zero_crossing_rate tonnetz_from_chroma_stft onset_strength onset_strength_median harmonic percussive harmonic_first256 harmonic_mid256 "
    "percussive_first256 percussive_mid256".split())
SCALARS = ["estimate_tuning_power_S_as_chroma_stft", "estimate_tuning_y", "beat_track_tempo", "tempo"]

source = pathlib.Path(sys.argv[1])
target = pathlib.Path(__file__).parent


def pack(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


signals = [s["name"] for s in json.loads((source / "signals.json").read_text()) if s["source"] == "synthetic"]
for signal in signals:
    (target / "audio").mkdir(exist_ok=True)
    shutil.copyfile(source / "audio" / f"{signal}.wav", target / "audio" / f"{signal}.wav")
for version in ["v0.11.0", "v0.8.0"]:
    for signal in signals:
        lines = (source / version / f"{signal}.csv").read_text().splitlines(keepends=True)
        pack(target / version / f"{signal}.csv.gz", "".join(line for line in lines if line.split(",")[0] in FEATURES))
    scalars = json.loads((source / version / "scalars.json").read_text())
    rows = [f" {json.dumps(signal)}: {json.dumps({name: scalars[signal][name] for name in SCALARS})}" for signal in signals]
    (target / version / "scalars.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")
    table = (source / version / "recipe57.csv").read_text().splitlines(keepends=True)
    (target / version / "recipe57.csv").write_text("".join(line for line in table if line.split(",")[0] in ["signal", *signals]))
for part in ["harmonic", "percussive"]:
    shutil.copyfile(source / "v0.11.0" / f"stepnoise.{part}.wav", target / "v0.11.0" / f"stepnoise.{part}.wav")
for matrix in sorted((source / "matrices").glob("*.csv")):
    pack(target / "matrices" / f"{matrix.name}.gz", matrix.read_text())
shutil.copyfile(source / "matrices" / "scales.json", target / "matrices" / "scales.json")
