"""subscribe, unsubscribe and list, and what Undo brings back."""

import pytest

from core.model import Preferences, Subject, SubjectKind, Subscription
from storage.store import Store
from tests.bot.commands.conftest import NOW, Ask, labels_of, lines_of


def followed(store: Store, address: str = "C1") -> list[Subscription]:
    return store.subscriptions.of_channel(store.subscriptions.channel("slack", "T1", address))


def wishes(store: Store) -> dict[str, Preferences]:
    return {s.subject.text: s.preferences for s in followed(store)}


@pytest.mark.parametrize(
    "line",
    [
        "subscribe korea-china-fta", "follow Korea–China FTA", "sub Korea-China FTA", "subscribe “한중 FTA”", "구독 한·중 FTA",
        "한중 FTA를 구독", "한중 FTA의 구독", "subscribe 中韩自贸协定", "subscribe (한중 FTA)", 'subscribe "Korea-China Free Trade Agreement"',
    ],
)  # fmt: skip
def test_a_topic_is_followed_by_its_id_name_or_any_alias(ask: Ask, filled: Store, line: str) -> None:
    ask(line)
    assert [s.subject for s in followed(filled)] == [Subject(SubjectKind.TOPIC, "korea-china-fta")]
    assert followed(filled)[0].label == "Korea–China FTA"
    assert (followed(filled)[0].created_by, followed(filled)[0].created_at) == ("U1", NOW)


@pytest.mark.parametrize(
    ("line", "canonical"),
    [
        ('subscribe "rare earth magnets"', '"rare earth magnets"'),
        ("subscribe (CBAM OR 탄소국경) NOT 세미나", "(CBAM OR 탄소국경) NOT 세미나"),
        ("subscribe cbam or 탄소국경", "cbam OR 탄소국경"),
        ("subscribe =CBAM", "=CBAM"),
        ("subscribe title:CBAM", "title:CBAM"),
        ("subscribe CBAM 또는 탄소국경", "CBAM OR 탄소국경"),
        ("subscribe gallium", "gallium"),
        ("subscribe (gallium lang:ko)", "gallium lang:ko"),
    ],
)
def test_what_is_no_topic_is_followed_as_a_query(ask: Ask, filled: Store, line: str, canonical: str) -> None:
    ask(line)
    assert [s.subject for s in followed(filled)] == [Subject(SubjectKind.QUERY, canonical)]


def test_the_confirmation_says_what_would_have_come_and_every_default(ask: Ask) -> None:
    reply = ask("subscribe cbam")
    assert reply.card.plain.splitlines() == [
        "This channel now follows CBAM & border carbon adjustments.",
        "Watching from now. In the last 30 days this would have posted 1 item.",
        "Languages: all. Sources: all. Countries: all. Balanced sensitivity. Each alert as it comes. One alert a story.",
        "[Undo] unsubscribe cbam",
    ]


def test_the_forecast_heeds_the_preferences(ask: Ask) -> None:
    assert "this would have posted 1 item" in ask("subscribe cbam lang:en from:official country:EU").card.plain
    assert "Of 4 items stored so far none matches." in ask("subscribe cbam lang:ko").card.plain
    assert "Of 4 items stored so far none matches." in ask("subscribe critical-minerals from:press").card.plain
    assert "this would have posted 1 item" in ask('subscribe "certificate price" from:"European Commission"').card.plain
    assert "Of 4 items stored so far none matches." in ask('subscribe "certificate price" lang:ko').card.plain


def test_where_nothing_is_stored_there_is_no_forecast(ask_empty: Ask) -> None:
    assert "Nothing is stored yet, so there is no forecast." in ask_empty("subscribe cbam").card.plain


def test_words_that_are_no_topic_are_said_to_be_taken_literally(ask: Ask) -> None:
    told = ask("subscribe gallium").card.plain
    assert "No topic is called that, so these words themselves are looked for, in titles and texts: gallium" in told
    assert "Read as: cbam OR steel" in ask("subscribe cbam | steel").card.plain
    assert "Read as" not in ask("subscribe cbam OR aluminium").card.plain


def test_a_quoted_alias_is_said_to_be_the_topic(ask: Ask) -> None:
    told = ask("subscribe “핵심광물”").card.plain
    assert "“핵심광물” is the topic critical-minerals, which knows its names in four languages." in told


@pytest.mark.parametrize("name", ["lang", "from", "country"])
@pytest.mark.parametrize("form", ["{}:{}", "--{}={}", "{}={}"])
def test_options_narrow_a_subscription_in_all_spellings(ask: Ask, filled: Store, name: str, form: str) -> None:
    value = {"lang": "KO,en", "from": "Official,Wire of Tests", "country": "kr,EU"}[name]
    ask(f"subscribe cbam {form.format(name, chr(34) + value + chr(34))}")
    expected = {
        "lang": Preferences(langs=("ko", "en")),
        "from": Preferences(sources=("official", "Wire of Tests")),
        "country": Preferences(countries=("KR", "EU")),
    }
    assert wishes(filled) == {"cbam": expected[name]}


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("lang:korean", "“lang:” takes language codes such as ko,en, not “korean”."),
        ("lang:", "“lang:” takes language codes such as ko,en, not “”."),
        ("country:Korea", "“country:” takes two-letter country codes such as KR,CN, not “Korea”."),
        ("from:!!!", "“from:” takes official, wire, press, blog, corpus or a part of a source's name, not “!!!”."),
        ("from:" + "x" * 101, f"not “{'x' * 40}”."),
        ("lang:" + ",".join(["ko"] * 21), "“lang:” takes language codes"),
    ],
)
def test_a_wrong_value_is_answered_with_the_right_form(ask: Ask, filled: Store, option: str, told: str) -> None:
    assert told in ask(f"subscribe cbam {option}").card.plain
    assert followed(filled) == []


def test_subscribing_again_changes_nothing_and_says_what_holds(ask: Ask, filled: Store) -> None:
    ask("subscribe cbam lang:ko")
    reply = ask("subscribe cbam")
    assert reply.card.plain.startswith("This channel follows CBAM & border carbon adjustments already.\nLanguages: ko.")
    assert reply.announce is None
    assert wishes(filled) == {"cbam": Preferences(langs=("ko",))}


def test_subscribing_again_with_other_options_changes_them_and_undo_brings_them_back(ask: Ask, filled: Store) -> None:
    ask('subscribe cbam lang:ko from:official,"Wire of Tests"')
    before, first = wishes(filled), followed(filled)[0]
    reply = ask("subscribe cbam lang:en", user_name="Mina")
    assert wishes(filled) == {"cbam": Preferences(langs=("en",))}
    assert (followed(filled)[0].key, followed(filled)[0].created_at) == (first.key, first.created_at)
    assert reply.announce
    assert reply.announce.plain.startswith("Mina changed the options of CBAM & border carbon adjustments.")
    ask(lines_of(reply.announce)[0])
    assert wishes(filled) == before


def test_options_can_be_taken_back_and_that_can_be_undone(ask: Ask, filled: Store) -> None:
    ask("subscribe cbam lang:ko")
    back = ask("subscribe cbam lang:all")
    assert wishes(filled) == {"cbam": Preferences()}
    ask(lines_of(back.card)[0])
    narrowed = ask("subscribe cbam country:kr")
    assert lines_of(narrowed.card) == ["subscribe cbam lang:ko", "preview cbam"]
    ask("subscribe cbam lang:all")
    undone = ask("subscribe cbam country:kr")
    ask(lines_of(undone.card)[0])
    assert wishes(filled) == {"cbam": Preferences()}


@pytest.mark.parametrize(
    "line",
    [
        "subscribe cbam lang:ko,zh-tw from:official,\"Korea (Customs) Service\" country:kr",
        'subscribe "rare earth magnets" from:press',
        "subscribe (gallium lang:ko) OR (germanium country:CN) lang:en",
        "subscribe (CBAM OR 탄소국경) NOT 세미나 from:\"a  b\"",
        "subscribe =WTO",
        "subscribe gallium title:export",
    ],
)  # fmt: skip
def test_undo_of_unsubscribe_restores_subject_and_preferences(ask: Ask, filled: Store, line: str) -> None:
    made = ask(line)
    before = wishes(filled)
    assert len(before) == 1
    ended = ask(lines_of(made.card)[0])
    assert followed(filled) == []
    assert ended.announce
    assert lines_of(ended.announce) == lines_of(ended.card)
    ask(lines_of(ended.announce)[0])
    assert wishes(filled) == before


@pytest.mark.parametrize(
    "said",
    [
        "cbam", "CBAM & border carbon adjustments", "탄소국경세", '"CBAM"', "cbam lang:ko", "碳关税",
        '((gallium OR germanium) NOT "led")', '(gallium OR germanium) NOT "led"', "(gallium OR  germanium) not led", '(gallium OR germanium) NOT led lang:ko',
    ],
)  # fmt: skip
def test_a_subscription_is_ended_by_any_of_its_names_or_the_line_that_made_it(
    ask: Ask, filled: Store, said: str
) -> None:
    ask("subscribe cbam lang:ko")
    ask('subscribe (gallium OR germanium) NOT "led" lang:ko')
    reply = ask(f"unsubscribe {said}")
    assert reply.card.plain.startswith("This channel no longer follows ")
    assert len(followed(filled)) == 1


def test_ending_what_is_not_followed_lists_what_is(ask: Ask, filled: Store) -> None:
    ask("subscribe cbam")
    for said, told in (("rcep", "This channel does not follow rcep."), ("", "Say which one to end.")):
        reply = ask(f"unsubscribe {said}")
        assert reply.card.plain.splitlines() == [
            told,
            "It follows: CBAM & border carbon adjustments.",
            "[unsubscribe cbam] unsubscribe cbam",
        ]
    assert len(followed(filled)) == 1


@pytest.mark.parametrize(("line", "confirm"), [("unsubscribe all", "End all"), ("해지 모두", "모두 해지")])
def test_ending_all_asks_first(ask: Ask, filled: Store, line: str, confirm: str) -> None:
    ask("subscribe cbam")
    ask("subscribe rcep")
    question = ask(line)
    assert question.announce is None
    assert labels_of(question.card) == [confirm]
    assert len(followed(filled)) == 2
    done = ask(lines_of(question.card)[0], user_name="Mina")
    assert followed(filled) == []
    assert done.announce
    assert done.announce.plain == "Mina ended all subscriptions of this channel."


@pytest.mark.parametrize("answer", ["no", "yes,yes", "maybe", ""])
def test_only_yes_ends_all(ask: Ask, filled: Store, answer: str) -> None:
    ask("subscribe cbam")
    ask(f"unsubscribe all confirm:{answer}")
    assert len(followed(filled)) == 1


@pytest.mark.parametrize("line", ["list", "unsubscribe cbam", "unsubscribe all confirm:yes"])
def test_an_empty_channel_is_told_how_to_begin(ask: Ask, line: str) -> None:
    card = ask(line).card
    assert card.plain.startswith("Nothing is subscribed here yet.")
    assert (labels_of(card), lines_of(card)) == (["Choose topics", "See a sample"], ["subscribe", "test"])
    korean = ask(line, lang="ko").card
    assert korean.plain.startswith("이 채널에는 아직 구독이 없습니다.")
    assert labels_of(korean) == ["주제 고르기", "샘플 보기"]


def test_changes_are_announced_with_a_name_where_there_is_one_and_never_with_an_id(ask: Ask) -> None:
    named = ask("subscribe cbam", user="U0ABC", user_name="Mina")
    assert named.announce
    assert named.announce.plain.startswith("Mina subscribed this channel to CBAM & border carbon adjustments.")
    nameless = ask("unsubscribe cbam", user="U0ABC")
    assert nameless.announce
    assert nameless.announce.plain.startswith("This channel no longer follows CBAM")
    assert "U0ABC" not in named.announce.plain + nameless.announce.plain


def test_a_slip_of_the_pen_is_asked_about_and_the_words_themselves_are_offered(ask: Ask, filled: Store) -> None:
    reply = ask("subscribe cbm")
    assert reply.card.plain.splitlines()[:2] == ["There is no topic “cbm”.", "Did you mean subscribe cbam?"]
    assert lines_of(reply.card) == ["subscribe cbam", 'subscribe "cbm"']
    assert followed(filled) == []
    ask(lines_of(reply.card)[1])
    assert followed(filled)[0].subject == Subject(SubjectKind.QUERY, "cbm")


def test_something_like_an_id_that_no_topic_has_is_no_silent_query(ask: Ask, filled: Store) -> None:
    reply = ask("subscribe moon-base-treaty")
    assert reply.card.plain.startswith("There is no topic “moon-base-treaty”.")
    assert lines_of(reply.card) == ['subscribe "moon-base-treaty"', "topics"]
    assert followed(filled) == []


def test_subscribe_alone_teaches(ask: Ask) -> None:
    assert ask("subscribe").card.plain.splitlines()[:2] == [
        "Say what to follow, for example:",
        "• subscribe korea-china-fta",
    ]
    assert "• 한중 FTA를 구독" in ask("구독").card.plain


def test_a_query_that_grows_too_long_when_written_out_is_refused(ask: Ask, filled: Store) -> None:
    words = " ".join(f"word{number:03}xxxxxxxxxxxx" for number in range(99))
    assert "at most 2000 are taken" in ask(f"subscribe {words}").card.plain
    assert followed(filled) == []


def test_a_list_shows_subject_options_and_date(ask: Ask) -> None:
    ask("subscribe cbam lang:ko")
    ask("subscribe gallium from:official")
    rows = ask("list").card.plain.splitlines()
    assert rows[1:3] == [
        "• CBAM & border carbon adjustments (cbam lang:ko), since Mon 2 Mar 2026, 18:00 KST",
        "• gallium (query from:official), since Mon 2 Mar 2026, 18:00 KST",
    ]


def test_a_long_list_is_cut_and_says_so(ask: Ask) -> None:
    for number in range(42):
        ask(f"subscribe word{number}")
    assert "and 2 more" in ask("list").card.plain


def test_a_query_in_other_letters_is_the_same_subscription(ask: Ask, filled: Store) -> None:
    ask("subscribe (CBAM OR 탄소국경) NOT 세미나")
    ask("subscribe (cbam OR 탄소국경) NOT 세미나")
    assert len(followed(filled)) == 1
