"""Text of others as a person may safely see it."""


def visible(text: str) -> str:
    """Text with its control and direction characters spelt out."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def shortened(text: str, most: int) -> str:
    """At most so many characters of a text, control characters spelt out."""
    shown = visible(text[: most + 1])
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"
