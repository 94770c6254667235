#!/usr/bin/env bash
# Features of a folder as a Slurm job array, one task a shard. The folder and the tables lie where all nodes see them.
#
#   sbatch --array=1-8 slurm-extract.sh MUSIC TABLES 8 [options of musicgenre extract]
#   musicgenre merge TABLES/features-*.csv --out features.csv
#
# Numbers that failed can be submitted alone (--array=3,7): the number of shards is an argument for that.
#SBATCH --job-name=musicgenre
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=1G
#SBATCH --requeue
#SBATCH --open-mode=append
set -u
music=$1 tables=$2 shards=$3
shift 3
number=$SLURM_ARRAY_TASK_ID
mkdir -p "$tables"

# A task that was killed goes on with the rows that it left.
${MUSICGENRE:-musicgenre} extract "$music" --shard "$number/$shards" --out "$tables/features-$number.csv" --resume --threads "${SLURM_CPUS_PER_TASK:-1}" "$@"

# Files that can't be used are reported, with exit status 1, and the rest is done. The last file to be written says that the shard is complete.
[ -e "$tables/features-$number.shard.json" ]
