"""Measurements, run by hand and by `make bench`: never in a timed test."""
