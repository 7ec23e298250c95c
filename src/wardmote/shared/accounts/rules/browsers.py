"""What a browser says of itself, in words people know."""

_BROWSERS = (
    # The order matters: each calls itself by the names of those below it too.
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_MACHINES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "an Android phone or tablet"),
    ("Windows", "Windows"),
    ("CrOS", "a Chromebook"),
    ("Macintosh", "a Mac"),
    ("Linux", "Linux"),
)


def browser_in_words(said: str) -> str:
    """A browser's own line (User-Agent) as people say it: "Firefox on Windows"."""
    browser = next((words for mark, words in _BROWSERS if mark in said), "A browser we do not know")
    machine = next((words for mark, words in _MACHINES if mark in said), "")
    return f"{browser} on {machine}" if machine else browser
