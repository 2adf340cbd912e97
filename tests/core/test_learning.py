"""What feedback teaches, and that it is used only where it helps."""

import json
import random

from core.learning import MIN_LABELS, Label, learned, model_from_data, model_to_data
from core.model import Item

TARIFFS, PARTIES = ("tariff", "steel", "duty", "customs"), ("wedding", "singer", "album", "concert")


def item(number: int, words: tuple[str, ...]) -> Item:
    chance = random.Random(number)
    noise = [f"noise{chance.randrange(40)}" for _ in range(30)]
    return Item(str(number), " ".join(chance.sample(words, 2)), " ".join([*chance.sample(words, 3), *noise]))


def labels(count: int, every: int = 3) -> list[Label]:
    """Labels that a word tells apart: each `every`th is not relevant."""
    return [Label(item(n, PARTIES if n % every == 0 else TARIFFS), n % every != 0) for n in range(count)]


def test_below_20_labels_or_of_one_kind_nothing_is_learned() -> None:
    assert learned(labels(MIN_LABELS - 1)) is None
    assert learned([Label(item(n, TARIFFS), True) for n in range(50)]) is None
    assert learned(labels(40, every=20)) is None


def test_what_words_tell_apart_is_learned_and_helps() -> None:
    model = learned(labels(40))
    assert model is not None
    assert (model.labels, model.helps) == (40, True)
    assert model.with_ > model.without
    wanted, unwanted = item(99, TARIFFS), item(98, PARTIES)
    assert model.keeps(wanted)
    assert not model.keeps(unwanted)
    assert set(model.reasons(unwanted)) <= set(PARTIES)
    assert model.reasons(Item("x", "", "")) == []


def test_what_no_word_tells_apart_is_not_used() -> None:
    chance = random.Random(7)
    model = learned([Label(item(n, TARIFFS), chance.random() < 0.6) for n in range(60)])
    assert model is not None
    assert not model.helps


def test_an_item_without_a_known_word_stays() -> None:
    model = learned(labels(60))
    assert model is not None
    assert model.keeps(Item("x", "通商", "協議"))


def test_korean_is_learned_too() -> None:
    said = [("관세 인상", "철강 수출 관세"), ("가수 결혼", "공연 앨범 발매")]
    model = learned([Label(Item(str(n), *said[n % 2]), n % 2 == 0) for n in range(24)])
    assert model is not None
    assert model.keeps(Item("x", "관세 협상", ""))
    assert not model.keeps(Item("x", "가수 공연", ""))


def test_a_model_is_kept_as_json_and_the_same_labels_give_the_same() -> None:
    model = learned(labels(40))
    assert model is not None
    assert learned(labels(40)) == model
    again = model_from_data(json.loads(json.dumps(model_to_data(model))))
    assert (again.labels, again.with_, again.without) == (model.labels, model.with_, model.without)
    assert abs(again.chance(item(99, TARIFFS)) - model.chance(item(99, TARIFFS))) < 0.001


def test_hostile_text_is_bounded() -> None:
    poison = Item("x", "tariff " * 100_000, "\x00\ud800 wedding" * 100_000)
    model = learned([*labels(30), Label(poison, True)])
    assert model is not None
    assert 0.0 <= model.chance(poison) <= 1.0
