"""Each job beside its floor, in one interleaved run. `python -m benchmarks --help` says how; Linux only."""
