"""latest, summary, topics, feeds, status and help."""

from pathlib import Path

import pytest

from core.card import Actions, Bullets, Heading
from core.catalogue import Catalogue
from core.match import Matcher
from core.model import Feed, Tier
from jobs import match_items, watch_corpus
from storage.store import Store
from tests.bot.commands.conftest import NOW, Ask, asking, lines_of
from tests.storage.helpers import add_item


def titles(ask: Ask, line: str) -> list[str]:
    """The titles that `latest` lists."""
    return [row[1].text for block in ask(line).card.blocks if isinstance(block, Bullets) for row in block.rows]


CBAM, MINERALS, FTA, HARBOUR = (
    "EU publishes CBAM certificate price", "핵심광물 공급망 대책 발표", "한중 FTA 2단계 협상 점검", "Harbour works delayed by a year",
)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("latest", [MINERALS, CBAM, HARBOUR, FTA]),
        ("latest 2", [MINERALS, CBAM]),
        ("latest cbam 5", [CBAM]),
        ("latest 탄소국경세", [CBAM]),
        ("최신 핵심광물", [MINERALS]),
        ("한중 FTA의 최신", [FTA]),
        ("latest lang:ko", [MINERALS, FTA]),
        ("latest lang:ko 1", [MINERALS]),
        ("latest from:official", [MINERALS, CBAM, HARBOUR]),
        ("latest --country=eu", [CBAM, HARBOUR]),
        ("latest from:corpus", [FTA]),
        ("latest harbour OR 핵심광물", [MINERALS, HARBOUR]),
        ('latest "certificate price" lang:en', [CBAM]),
        ("latest (certificate lang:en)", [CBAM]),
        ("latest CBAM NOT certificates", []),
    ],
)
def test_latest_lists_what_fits_newest_first(ask: Ask, line: str, found: list[str]) -> None:
    assert titles(ask, line) == found


@pytest.mark.parametrize("line", ["latest 0", "latest 11", "latest cbam 99"])
def test_latest_says_how_many_it_shows(ask: Ask, line: str) -> None:
    assert ask(line).card.plain == f"latest shows 1 to 10 items, not {line.split()[-1]}."


def test_a_number_that_belongs_to_a_name_is_no_count(ask: Ask) -> None:
    assert "No stored item matches Section 232 tariffs." in ask("latest Section 232").card.plain
    assert "No stored item matches decree AND 2026." in ask("latest decree 2026").card.plain


def test_latest_without_a_hit_offers_to_follow(ask: Ask) -> None:
    reply = ask("latest gallium lang:ko")
    assert reply.card.plain.startswith("No stored item matches gallium lang:ko.")
    assert lines_of(reply.card) == ["subscribe (gallium)", "latest"]


def test_a_slip_in_latest_is_asked_about(ask: Ask) -> None:
    assert lines_of(ask("latest cbm").card) == ["latest cbam", 'latest "cbm"']


def test_latest_in_a_new_installation(ask_empty: Ask) -> None:
    assert ask_empty("latest").card.plain.startswith("Nothing is stored yet.")
    assert ask_empty("최신").card.plain.startswith("아직 저장된 자료가 없습니다.")


def test_latest_gives_each_item_a_summary(ask: Ask) -> None:
    reply = ask("latest 2")
    for line in lines_of(reply.card):
        assert isinstance(ask(line).card.blocks[0], Heading)


def test_summary_by_short_id_in_any_form(ask: Ask, filled: Store) -> None:
    item = next(i for i in filled.items.latest(None, 10) if i.title == CBAM)
    told = ask(f"summary #{item.id}").card.plain
    assert told.startswith(f"{CBAM} (https://ec.example/cbam-price?id=7)")
    assert "Excerpt, not a summary. [1]–[2] European Commission" in told
    for form in (item.id, item.id.lower(), f"＃{item.id}", f"<#{item.id}>"[1:-1]):
        assert ask(f"summary {form}").card.plain == told
    assert "요약이 아닌 원문 발췌입니다." in ask(f"#{item.id} 요약해 주세요").card.plain


def test_letters_that_short_ids_lack_are_read_as_the_digits_they_look_like(ask: Ask, filled: Store) -> None:
    looks = {"0": "O", "1": "l"}
    for item in filled.items.latest(None, 10):
        misread = "".join(looks.get(c, c) for c in item.id)
        assert item.title in ask(f"summary #{misread}").card.plain


@pytest.mark.parametrize(
    "url",
    [
        "https://ec.example/cbam-price?id=7",
        "http://ec.example/cbam-price/?id=7&utm_source=letter&fbclid=x#top",
        "https://EC.example:443/cbam-price?id=7",
        "<https://ec.example/cbam-price?id=7|ec.example>",
    ],
)
def test_summary_by_address_however_it_is_decorated(ask: Ask, url: str) -> None:
    assert ask(f"summary {url}").card.plain.startswith(CBAM)


@pytest.mark.parametrize("wanted", ["#ZZZZ", "https://nowhere.example/", "https://ec.example/cbam-price?id=8", "javascript:alert(1)", "K7", "…"])  # fmt: skip
def test_summary_of_what_is_not_stored(ask: Ask, wanted: str) -> None:
    reply = ask(f"summary {wanted}")
    assert reply.card.plain.splitlines()[0].startswith(("No stored item is called", "“summary” knows no option"))
    assert "summary of" not in reply.card.plain


def test_summary_of_a_topic_points_to_latest(ask: Ask) -> None:
    assert lines_of(ask("summary 탄소국경세").card) == ["latest cbam"]


def test_summary_alone_teaches(ask: Ask) -> None:
    assert ask("summary").card.plain.startswith("Say which item: its short id, as in summary #K7Q2")
    assert ask("요약").card.plain.startswith("어느 자료인지 적어 주세요.")


def test_topics_are_listed_by_category_with_the_readers_own_name(ask: Ask, catalogue: Catalogue) -> None:
    told = ask("topics").card.plain
    assert all(f"• {topic_id} " in told for topic_id in catalogue.topics)
    assert told.index("Agreements") < told.index("Measures") < told.index("Sectors") < told.index("Forums")
    assert f"Topics shown: {len(catalogue.topics)}." in told
    assert "• critical-minerals 핵심광물" in ask("주제", lang="ko").card.plain


def test_topics_can_be_searched_in_any_language(ask: Ask) -> None:
    for wanted in ("topics 광물", 'topics "critical miner"', "주제 광물"):
        reply = ask(wanted)
        assert "critical-minerals" in reply.card.plain
        assert "subscribe critical-minerals" in lines_of(reply.card)


@pytest.mark.parametrize("line", ["topics show cbam", "topics show 탄소국경세", "주제 보기 CBAM"])
def test_a_topic_is_shown_with_its_names(ask: Ask, line: str) -> None:
    told = ask(line).card.plain
    assert told.startswith(("CBAM & border carbon adjustments (cbam)", "탄소국경조정제도(CBAM) (cbam)"))
    assert "\nko: " in told
    assert "탄소국경조정제도" in told


@pytest.mark.parametrize("line", ["topics cbm", "topics show cbm"])
def test_an_unknown_topic_gets_the_nearest(ask: Ask, line: str) -> None:
    assert lines_of(ask(line).card) == ["topics show cbam"]


@pytest.mark.parametrize("line", ["topics xyzzy", "topics ☃", "topics show xyzzy"])
def test_a_word_that_no_topic_is_near_leads_back_to_all(ask: Ask, line: str) -> None:
    assert lines_of(ask(line).card) == ["topics"]


def test_feeds_show_their_health_the_broken_first(ask: Ask) -> None:
    rows = ask("feeds").card.plain.splitlines()
    assert rows[1] == "3 in all: 2 answering, 1 failing, 0 not tried yet."
    assert rows[2].startswith("• Wire of Tests (wire, en): failing since Sat 28 Feb 2026, 18:00 KST: ")
    assert "no complete answer within 30 s" in rows[2]
    assert rows[3] == "• European Commission (official, en): not asked since Sat 28 Feb 2026, 18:31 KST · 0.3 a day"


def test_feeds_are_found_by_any_of_their_words(ask: Ask) -> None:
    assert len(ask("feeds wire").card.plain.splitlines()) == 3
    assert lines_of(ask("feeds nowhere").card) == ["feeds"]
    assert ask("feeds nowhere").card.plain.startswith("No feed fits “nowhere”.")


def test_without_feeds_it_is_said_why(ask_empty: Ask) -> None:
    assert ask_empty("feeds").card.plain.startswith("No feed is watched")
    assert "Feeds: none" in ask_empty("status").card.plain


def test_many_feeds_are_cut_and_it_is_said(sqlite_store: Store, catalogue: Catalogue) -> None:
    sqlite_store.feeds.sync([Feed(f"f{n}", f"Feed {n}", f"https://f{n}.example/", Tier.PRESS) for n in range(30)])
    told = asking(sqlite_store, catalogue)("feeds").card.plain
    assert told.count("not tried yet") == 25 + 1
    assert "and 5 more" in told


def test_status_names_unreadable_documents_without_their_folders(ask: Ask, filled: Store, tmp_path: Path) -> None:
    folder = tmp_path / "secret-folder"
    folder.mkdir()
    for number in range(6):
        (folder / f"torn{number}.pdf").write_bytes(b"%PDF-1.7 torn")
    watch_corpus.run(filled, [folder], NOW.replace(year=2036))
    told = ask("status").card.plain
    assert "1 read, 6 unreadable" in told
    assert "• torn0.pdf: " in told
    assert "• and 1 more" in told
    assert "secret-folder" not in told


def test_status_counts_deliveries_by_what_became_of_them(
    ask: Ask, filled: Store, matcher: Matcher, tmp_path: Path
) -> None:
    ask("subscribe cbam")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "note.md").write_text("# CBAM: a new price\n\nThe price of CBAM certificates went up.\n")
    later = NOW.replace(year=2036)
    watch_corpus.run(filled, [tmp_path / "new"], later)
    match_items.run(filled, matcher, match_items.Queries(matcher), later)
    assert "Deliveries: 1 waiting" in ask("status").card.plain
    assert "발송: 대기 1" in ask("상태").card.plain


def test_help_shows_examples_first_then_options_and_names(ask: Ask) -> None:
    told = ask("help subscribe").card.plain.splitlines()
    assert told[:2] == ["subscribe", "• subscribe korea-china-fta"]
    assert told[-1] == "Also: follow, sub, 구독"
    assert told[-2].startswith("Options: lang: language codes such as ko,en")
    assert ask("도움말 구독").card.plain.splitlines()[1] == "• 한중 FTA를 구독"
    assert ask("help follow").card.plain == ask("help subscribe").card.plain
    assert ask("help nonsense").card.plain.startswith("There is no command “nonsense”.")


def test_every_item_of_a_list_has_its_summary_at_hand(sqlite_store, catalogue):
    for number in range(6):
        add_item(sqlite_store, f"Levy {number}")
    (actions,) = [b for b in asking(sqlite_store, catalogue)("latest 6").card.blocks if isinstance(b, Actions)]
    assert [button.label for button in actions.buttons][-1] == "Share"
    summaries = [b.command for b in (*actions.buttons, *actions.more) if b.command and b.command.startswith("summary")]
    assert len(summaries) == 6
    assert len(actions.buttons) == 5
