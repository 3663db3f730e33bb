"""The documents that corpus.toml names, downloaded. The only code of the project that uses a network."""
