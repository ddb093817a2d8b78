"""A draft grows from what comes in any order; what the reporter chose wins over the guess."""

import pytest

from backend.domain.errors import Invalid
from backend.media import MediaStore
from backend.services.drafts import MAX_FILES, MAX_TEXT, Draft, Upload, add_files, understand
from tests.support.api import BODY, HAZARD
from tests.support.pictures import photo


def _draft(*texts: str) -> Draft:
    draft = Draft()
    for number, words in enumerate(texts):
        draft.add_text(words, f"m{number}")
    return draft


def test_words_come_together_in_order() -> None:
    draft = _draft("第一句", " 第二句\x00 ", "", "\n")
    assert draft.text == "第一句\n第二句"
    assert not draft.empty
    assert Draft().empty


def test_a_draft_survives_being_put_away() -> None:
    draft = _draft(HAZARD)
    draft.latitude, draft.longitude = 24.35, 102.54
    assert Draft.load(draft.dump()) == draft
    assert len(draft.data_key) == 32
    assert Draft().key != Draft().key
    assert Draft().id != Draft().id


def test_too_much_is_refused_and_what_was_there_is_kept() -> None:
    draft = _draft("隐" * MAX_TEXT)
    with pytest.raises(Invalid) as caught:
        draft.add_text("患")
    assert (caught.value.code, draft.text) == ("text_too_long", "隐" * MAX_TEXT)
    with pytest.raises(Invalid):
        _draft("x" * 200_000)


def test_an_edited_message_edits_the_draft() -> None:
    draft = _draft("第一句", "第二句")
    assert draft.replace_text("改过的", "m0")
    assert draft.text == "改过的\n第二句"
    assert not draft.replace_text("x", "unknown")
    with pytest.raises(Invalid):
        draft.replace_text("x" * MAX_TEXT, "m0")


def test_half_a_surrogate_pair_does_not_break_it() -> None:
    draft = _draft("隐患\ud800在此")
    draft.replace_text("隐患\udfff在那", "m0")
    assert draft.text.encode()


async def test_files_are_taken_up_to_a_number(tmp_path) -> None:  # type: ignore[no-untyped-def]
    media, draft = MediaStore(tmp_path / "media"), Draft()
    small = Upload("x.pdf", b"%PDF-1.7")
    taken, refused = await add_files(media, draft, [small] * (MAX_FILES + 2))
    assert len(taken) == len(draft.files) == MAX_FILES
    assert [error.code for error in refused] == ["too_many_files"]


async def test_a_bad_file_does_not_cost_the_good_ones(tmp_path) -> None:  # type: ignore[no-untyped-def]
    media, draft = MediaStore(tmp_path / "media"), Draft()
    uploads = [Upload("a", b"MZ"), Upload("b", photo()), Upload("c", b"\xff\xd8\xff bad")]
    taken, refused = await add_files(media, draft, uploads)
    assert [stored.kind for stored in taken] == ["photo"]
    assert [error.code for error in refused] == ["file_refused", "photo_broken"]
    media.close()


def test_a_clear_text_asks_nothing() -> None:
    found = understand(_draft(HAZARD))
    assert (found.industry, found.industry_asked, found.place_asked) == ("hazchem", False, False)
    assert found.body is not None
    assert (found.body.id, found.jurisdiction, found.not_safety) == (BODY, "yuxi", False)


def test_an_unnamed_place_is_asked_and_never_guessed() -> None:
    for words in ("某化工厂危险化学品桶堆满仓库", "鼓楼区某化工厂危险化学品桶堆满仓库"):
        found = understand(_draft(words))
        assert found.place_asked
        assert found.body is None or found.region is not None


def test_what_the_reporter_chose_wins() -> None:
    draft = _draft(HAZARD)
    draft.industry, draft.unit = "fire", "530423"
    found = understand(draft)
    assert (found.industry, found.industry_asked, found.place_asked) == ("fire", False, False)
    assert found.region is not None
    assert found.region.unit == "530423"
    draft.unit = "forged"
    assert understand(draft).place_asked


def test_a_place_that_nobody_can_name_goes_to_a_person() -> None:
    draft = _draft(HAZARD)
    draft.place_unknown = True
    found = understand(draft)
    assert (found.region, found.route, found.place_asked) == (None, None, False)


def test_what_is_no_matter_of_safety_has_no_body() -> None:
    draft = _draft("玉溪市红塔区某公司拖欠工资三个月")
    draft.industry = "not_safety"
    found = understand(draft)
    assert (found.not_safety, found.route, found.body) == (True, None, None)


def test_nothing_at_all_can_be_understood_too() -> None:
    assert understand(Draft()).place_asked


def test_a_matter_across_counties_goes_to_the_body_above_them() -> None:
    draft = Draft()
    draft.add_text("同一家化工公司的危险化学品储罐分别在红塔区和江川区", "1")
    assert (body := understand(draft).body) is not None
    assert body.id == "530400.emergency"
    draft.unit = "530403"
    assert (body := understand(draft).body) is not None
    assert body.id == "530403.emergency"


def test_a_poster_s_firm_answers_what_the_words_leave_open() -> None:
    vague = _draft("这里的门一直锁着,人出不去")
    assert understand(vague).place_asked
    vague.workplace, vague.unit, vague.firm_industry = "w", "530402007", "hazchem"
    found = understand(vague)
    assert (found.industry, found.industry_asked, found.place_asked) == ("hazchem", False, False)
    assert found.body is not None
    assert found.body.id == "530402.emergency"
    vague.industry = "fire"
    assert understand(vague).industry == "fire"
    vague.industry, vague.firm_body = None, "530402.market_regulation"
    found = understand(vague)
    assert found.body is not None
    assert found.body.id == "530402.market_regulation"
    vague.forget_workplace()
    assert understand(vague).industry_asked == understand(_draft(vague.text)).industry_asked
