"""Web addresses as entries give them."""

from __future__ import annotations

from urllib.parse import urlsplit


def wrong_address(url: str) -> str | None:
    """Why an address cannot stand in corpus.toml; None if it can."""
    if any(character.isspace() or not character.isprintable() or character == "\\" for character in url):
        return "holds a space, a backslash or a control character"
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        return "is not an address"
    if parts.scheme not in ("https", "http"):
        return "does not start with https://"
    if parts.username is not None or parts.password is not None:
        return "holds a user name or a password"
    return None if parts.hostname else "names no host"
