"""Benchmarks: ratios against bare work on the same files and the same SQL."""
