"""Tracks of one artist with nearly one title, within a source or across sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.matching.candidates import halves, neighbours
from vitrola.matching.names import name_of
from vitrola.matching.scoring import Likeness, alike, likeness
from vitrola.matching.titles import lead_artist, title_of
from vitrola.matching.types import Pair

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vitrola.matching.titles import Title
    from vitrola.matching.types import Track

SAME_SECONDS = 2.0
"""Lengths that differ by less are of one recording."""
OTHER_SHARE = 0.04
"""Lengths that differ by a larger share are of two recordings or two cuts."""


def track_pairs(tracks: Iterable[Track]) -> list[Pair]:
    """Pairs of tracks that look like one, the likeliest first.

    Another version (live, a remix, acoustic), other numbers or other guests are never suggested. Length,
    year and album speak for or against a pair.
    """
    known = sorted((track for track in tracks if track.name and track.artist), key=lambda t: t.track_id)
    titles = [title_of(track.name or "") for track in known]
    artists = [name_of(lead_artist(track.artist or "")).squeezed for track in known]
    texts = [f"{artist}\t{title.base.text}" for artist, title in zip(artists, titles, strict=True)]

    def exact_keys(place: int) -> Iterable[object]:
        artist, title = artists[place], titles[place]
        for form in (title.base.letters, title.base.squeezed, " ".join(sorted(title.base.core))):
            yield artist, form, title.version

    def near_keys(place: int) -> Iterable[object]:
        title = titles[place]
        return ((artists[place], title.version, key) for key in halves(title.base.squeezed))

    found: dict[tuple[int, int], Pair] = {}
    exact = neighbours(texts, exact_keys, within=2)
    near = alike(neighbours(texts, near_keys), [title.base.text for title in titles])
    for pairs in (exact, near):
        for one, other in pairs.tolist():
            if artists[one] and (one, other) not in found:
                like = _title_likeness(titles[one], titles[other])
                if like:
                    found[one, other] = _judged(known[one], known[other], like)
    return sorted(found.values(), key=lambda pair: (-pair.score, pair.one, pair.other))


def _title_likeness(one: Title, other: Title) -> Likeness | None:
    if one.version != other.version:
        return None
    like = likeness(one.base, other.base)
    if like is None:
        return None
    score, reason = like.score, like.reason
    if one.guests != other.guests:
        if one.guests and other.guests:
            return None
        score, reason = score - 3, f"{reason}; guests named in one only"
    if one.edition != other.edition:
        score, reason = score - 5, f"{reason}; another edition"
    return Likeness(score, reason)


def _judged(one: Track, other: Track, like: Likeness) -> Pair:
    score, reasons = like.score, [like.reason]
    for change, reason in (_length(one, other), _year(one, other), _album(one, other)):
        score += change
        reasons += [reason] if reason else []
    if one.artist != other.artist:
        score -= 1
        reasons.append("artist written differently")
    if one.source != other.source:
        reasons.append("two sources")
    first, second = sorted((one.track_id, other.track_id))
    return Pair("track", first, second, round(min(max(score, 0), 100), 1), tuple(reasons))


def _length(one: Track, other: Track) -> tuple[float, str]:
    if one.duration_ms is None or other.duration_ms is None:
        return 0, ""
    apart = abs(one.duration_ms - other.duration_ms) / 1000
    if apart <= SAME_SECONDS:
        return 4, "same length"
    said = f"lengths {apart:,.0f} s apart"
    return (-15 if apart * 1000 > OTHER_SHARE * max(one.duration_ms, other.duration_ms) else -3), said


def _year(one: Track, other: Track) -> tuple[float, str]:
    if one.year is None or other.year is None:
        return 0, ""
    apart = abs(one.year - other.year)
    return (1, "same year") if not apart else (-min(apart, 4), f"years {one.year} and {other.year}")


def _album(one: Track, other: Track) -> tuple[float, str]:
    if not one.album or not other.album:
        return 0, ""
    same = title_of(one.album).base.letters == title_of(other.album).base.letters
    return (3, "same album") if same else (-1, "another album")
