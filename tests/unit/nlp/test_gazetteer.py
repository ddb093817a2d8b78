"""The gazetteer: which written forms stand for which units."""

import pytest

from nlp.gazetteer import gazetteer


@pytest.mark.parametrize(
    ("form", "how", "unit"),
    [
        ("红塔区", "full", "530402"),
        ("红塔", "short", "530402"),
        ("玉溪", "leading", "530400"),
        ("云南", "leading", "530000"),
        ("峨山县", "full", "530426"),
        ("澄江县", "full", "530481"),
        ("江北新区", "full", "jiangbei"),
        ("沣东", "short", "fengdong"),
        ("高新区", "generic", "xian_gaoxin"),
        ("大营街", "short", "530402007"),
        ("孟津县", "full", "410308"),
    ],
)
def test_a_form_stands_for_its_unit(form: str, how: str, unit: str) -> None:
    assert unit in getattr(gazetteer().names[form], how)


def test_a_general_zone_name_is_never_full() -> None:
    assert gazetteer().names["高新区"].full == ()


def test_a_blocker_stands_for_nothing() -> None:
    name = gazetteer().names["消防通道"]
    assert (name.full, name.leading, name.short, name.generic) == ((), (), (), ())


def test_roads_are_no_short_names_of_subdistricts() -> None:
    assert "长安路" not in gazetteer().names
