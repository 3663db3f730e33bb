"""Tests, by the parts of the project."""

import os

# Before NumPy is loaded: on matrices as small as those of tests, its threads wait for each other longer than they work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
