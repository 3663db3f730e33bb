"""Answers judged against questions whose answers are known: measures, intervals, calibration, comparisons."""
