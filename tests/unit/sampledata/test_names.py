from __future__ import annotations

import numpy as np

from vitrola.sampledata.names import ARTISTS, TITLES, artists, titles
from vitrola.sampledata.wordlists import GENRE_TAGS, NOISE_TAGS


def test_every_filling_differs() -> None:
    for patterns, draw in ((TITLES, titles), (ARTISTS, artists)):
        space = sum(len(pattern.left) * len(pattern.right) for pattern in patterns)
        assert len(set(draw(np.random.default_rng(1), space))) == space


def test_words_repeat_in_no_pattern() -> None:
    for pattern in (*TITLES, *ARTISTS):
        assert len(set(pattern.left)) == len(pattern.left)
        assert len(set(pattern.right)) == len(pattern.right)


def test_noise_tags_name_no_genre() -> None:
    naming = {tag for tags in GENRE_TAGS.values() for tag in tags}
    assert naming.isdisjoint(NOISE_TAGS)
    assert len(set(NOISE_TAGS)) == len(NOISE_TAGS)
