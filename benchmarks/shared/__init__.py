"""What the benchmarks have in common: clocks, figures, the programs and voters."""
