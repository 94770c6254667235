#!/usr/bin/env bash
# Features of a folder on a few machines with GNU parallel over ssh. The folder and the tables lie where all of them see them; ":" is this machine.
#
#   ./parallel-extract.sh anna,bert,: MUSIC TABLES 8 [options of musicgenre extract]
#   musicgenre merge TABLES/features-*.csv --out features.csv
#
# Run it again after an interruption: finished shards are left out (--resume-failed), the others go on with the rows that they left.
set -eu
machines=$1 music=$(realpath "$2") tables=$3 shards=$4
shift 4
mkdir -p "$tables"
tables=$(realpath "$tables")
seq "$shards" | parallel --sshlogin "$machines" --jobs 100% --joblog "$tables/jobs.log" --resume-failed --retries 3 \
    "${MUSICGENRE:-musicgenre}" extract "$(printf '%q' "$music")" --shard "{}/$shards" --out "$(printf '%q' "$tables")/features-{}.csv" --resume --threads 1 "$@" \
    ";" test -e "$(printf '%q' "$tables")/features-{}.shard.json"
