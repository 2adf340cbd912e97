"""What is kept of people: languages and saved items, apart by surface, workspace and user."""

from storage.people import Person
from storage.store import Store

KIM, LEE = Person("slack", "T1", "U1"), Person("slack", "T1", "U2")
ELSEWHERE = (Person("slack", "T2", "U1"), Person("teams", "T1", "U1"))


def test_a_language_is_kept_changed_and_given_back(store: Store) -> None:
    assert store.people.lang(KIM) == ""
    for lang in ("ko", "en", "ko"):
        store.people.set_lang(KIM, lang)
        assert store.people.lang(KIM) == lang
    assert [store.people.lang(one) for one in (LEE, *ELSEWHERE)] == ["", "", ""]
    store.people.set_lang(KIM, "")
    assert store.people.lang(KIM) == ""


def test_the_language_of_a_channel_is_changed(store: Store) -> None:
    channel = store.subscriptions.channel("slack", "T1", "C1", lang="en")
    store.subscriptions.set_lang(channel, "ko")
    assert store.subscriptions.channel("slack", "T1", "C1").lang == "ko"


def test_channels_are_found_in_their_workspace_only(store: Store) -> None:
    for workspace, address, name in (
        ("T1", "C2", "beta"),
        ("T1", "C1", "alpha"),
        ("T1", "C3", "gamma"),
        ("T2", "C1", "other"),
    ):
        store.subscriptions.channel("slack", workspace, address, name=name)
    found = store.subscriptions.in_workspace("slack", "T1", {"C1", "C2", "C9"})
    assert [(one.workspace, one.name) for one in found] == [("T1", "alpha"), ("T1", "beta")]
    assert store.subscriptions.in_workspace("slack", "T1", ()) == []
