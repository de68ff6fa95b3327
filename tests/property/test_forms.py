"""Text of a form is never taken for other text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from vitrola.sources.forms import FORMS, LIKE_A_FORM


@given(st.sampled_from(sorted(FORMS)).flatmap(lambda form: st.from_regex(FORMS[form])))
def test_text_of_any_form_is_like_a_form(value):
    assert re.search(LIKE_A_FORM, value)
