"""The page's texts on the server's side: flat keys in static/i18n, one file a language."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

LANGUAGES = ("pt-BR", "en")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
Translate = Callable[..., str]


class Words:
    """Every language's texts."""

    def __init__(self, folder: Path) -> None:
        self._texts: dict[str, dict[str, str]] = {
            language: json.loads((folder / f"{language}.json").read_text("utf-8"))
            for language in LANGUAGES
        }

    def translator(self, language: str) -> Translate:
        """Return t(key, name=value, ...); a key without a text is shown as it is."""
        texts = self._texts[language]

        def t(key: str, **args: object) -> str:
            text = texts.get(key, key)
            return PLACEHOLDER.sub(lambda found: str(args.get(found[1], found[0])), text)

        return t


def choose_language(asked: str | None, accepted: str) -> str:
    """Return the language of `?lang=`, else the first known one of Accept-Language, else pt-BR."""
    for wanted in (asked, *_by_preference(accepted)):
        for language in LANGUAGES:
            if wanted and _primary(wanted) == _primary(language):
                return language
    return LANGUAGES[0]


def _by_preference(accepted: str) -> list[str]:
    weighed = []
    for part in accepted.split(","):
        tag, _, weight = part.partition(";q=")
        try:
            weighed.append((-float(weight or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for _, tag in sorted(weighed, key=lambda pair: pair[0])]


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()
