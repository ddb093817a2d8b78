"""Words and names as jieba cuts them."""

from nlp.segments import names, segments


def test_words_stand_where_they_say() -> None:
    text = "楼道里停满电动车"
    found = list(segments(text))
    assert [text[start:end] for _, start, end in found] == [word for word, _, _ in found]
    assert "楼道" in [word for word, _, _ in found]


def test_names_of_people_and_places_are_told() -> None:
    assert set(names("王建国住在杭州市的楼道里")) == {"王建国", "杭州市"}
