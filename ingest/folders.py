"""The folders of a corpus, and what to type about it."""

from __future__ import annotations

from pathlib import Path

SHIPPED = Path(__file__).resolve().parent.parent / "corpus"
FETCHED = "fetched"


def downloads_folder(folder: Path) -> Path:
    """Where fetch keeps its downloads. The corpus that comes along may not be written to: the user's data folder."""
    if folder.resolve() != SHIPPED:
        return folder / FETCHED
    from platformdirs import user_data_path

    return user_data_path("hcpc-guidance", appauthor=False) / FETCHED


def corpus_of(downloads: Path) -> Path:
    """The corpus whose downloads these are."""
    return SHIPPED if downloads == downloads_folder(SHIPPED) else downloads.parent


def command(words: str, folder: Path) -> str:
    """As in `hcpc-guidance sources --corpus policies`; the corpus that comes along needs no name."""
    if folder.resolve() == SHIPPED:
        return f"hcpc-guidance {words}"
    named = f'"{folder}"' if " " in str(folder) else str(folder)
    return f"hcpc-guidance {words} {named}" if words == "build" else f"hcpc-guidance {words} --corpus {named}"
