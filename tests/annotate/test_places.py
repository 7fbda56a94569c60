from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compassion_nlp.annotate.places import Cover, Place, Places, any_between

STRETCHES = st.tuples(st.integers(0, 200), st.integers(0, 90)).map(lambda s: (s[0], s[0] + s[1]))


@given(st.lists(STRETCHES, max_size=12), STRETCHES)
def test_what_shares_words_is_what_a_look_at_everything_finds(things, stretch) -> None:
    start, end = stretch
    places = [Place("", *thing) for thing in things]
    sharing = {place for place in places if place.start < end and start < place.end}
    assert set(Places(places).over(start, end)) == sharing
    assert Places(places).any_over(start, end) == bool(sharing)
    assert Cover(places).any_over(start, end) == bool(sharing)


@given(st.lists(st.integers(0, 50)).map(sorted), STRETCHES)
def test_a_place_between_is_found(places, stretch) -> None:
    start, end = stretch
    assert any_between(places, start, end) == any(start <= place < end for place in places)
