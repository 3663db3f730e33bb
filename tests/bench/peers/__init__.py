"""What a user would pick instead, each in a process of an environment of its own: build/peers, made by `make bench`.

Each is asked as its documentation says, with its default settings, for five passages: it searches what this project
searches of a passage, its context, and shows its text. None imports this project, which is not installed there.
"""
