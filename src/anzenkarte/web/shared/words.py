"""The words of the pages; see ``workspace.words``, which the API speaks as well."""

from __future__ import annotations

from anzenkarte.workspace.words import language, said, say, sentence, sentences

__all__ = ["language", "said", "say", "sentence", "sentences"]
