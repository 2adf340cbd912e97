"""What a topic learns from feedback: a second look at its keyword hits, and whether that look is worth having.

Logistic regression on TF-IDF of what items say, a few hundred weights a topic. Below MIN_LABELS labels
nothing is learned, since it hurts there; and a model is used only where it beat no model on labels that it had not seen.
It may only take hits away. Pure: the same labels give the same model.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from core.model import Item
from core.text import terms

MIN_LABELS = 20
# Fewer of one kind than this, and a fold would have none of it.
MIN_OF_A_KIND = 4
FOLDS = 5
FEATURES = 400
# What comes after the first thousand words says little about what an item is about.
TITLE_LIMIT, BODY_LIMIT = 500, 6_000
ROUNDS, RATE, GRIP, SHRINK = 200, 0.5, 10.0, 0.02
# A hit is taken away only where the model is this sure of it: what is missed costs more than what is too much.
LEAST = 0.35
# F1 with the model must be better by this than without.
GAIN = 0.01


@dataclass(frozen=True, slots=True)
class Label:
    """An item that a topic matched, and whether people found it relevant to the topic."""

    item: Item
    relevant: bool


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by term, over their rarity. `without` and `with_` are the F1 on labels it had not seen."""

    bias: float
    weights: Mapping[str, float]
    rarity: Mapping[str, float]
    labels: int
    without: float
    with_: float

    @property
    def helps(self) -> bool:
        """Whether it is better than none."""
        return self.with_ >= self.without + GAIN

    def chance(self, item: Item) -> float:
        """How likely people find the item relevant to the topic, from 0 to 1."""
        vector = _vector(_counted(item), self.rarity)
        return _sigmoid(self.bias + sum(value * self.weights[term] for term, value in vector.items()))

    def keeps(self, item: Item) -> bool:
        """Whether a hit of the topic's terms stays one."""
        return self.chance(item) >= LEAST

    def reasons(self, item: Item, count: int = 3) -> list[str]:
        """The terms that speak most against the item."""
        vector = _vector(_counted(item), self.rarity)
        pulls = {term: value * self.weights[term] for term, value in vector.items()}
        return [term for term in sorted(pulls, key=lambda t: (pulls[t], t)) if pulls[term] < 0][:count]


def learned(labels: Sequence[Label]) -> Model | None:
    """A model of the labels with its cross-validated worth, None where they are too few or all of one kind."""
    kinds = Counter(label.relevant for label in labels)
    if len(labels) < MIN_LABELS or min(kinds[True], kinds[False]) < MIN_OF_A_KIND:
        return None
    known = [(_counted(label.item), label.relevant) for label in labels]
    guessed: list[tuple[bool, bool]] = []
    for fold in _folds(known):
        unseen = set(fold)
        bias, weights, rarity = _fitted([one for at, one in enumerate(known) if at not in unseen])
        for at in fold:
            vector = _vector(known[at][0], rarity)
            chance = _sigmoid(bias + sum(value * weights[term] for term, value in vector.items()))
            guessed.append((chance >= LEAST, known[at][1]))
    bias, weights, rarity = _fitted(known)
    without = _f1([(True, relevant) for _, relevant in known])
    return Model(bias, weights, rarity, len(labels), without, _f1(guessed))


def model_to_data(model: Model) -> dict[str, object]:
    """The model as JSON keeps it."""
    terms_ = {term: [round(weight, 4), round(model.rarity[term], 4)] for term, weight in model.weights.items()}
    return {"bias": model.bias, "terms": terms_, "labels": model.labels, "without": model.without, "with": model.with_}


def model_from_data(data: Mapping[str, object]) -> Model:
    """The model that `model_to_data` kept."""
    terms_ = data["terms"]
    assert isinstance(terms_, Mapping)
    weights = {term: weight for term, (weight, _) in terms_.items()}
    rarity = {term: rare for term, (_, rare) in terms_.items()}
    numbers = [float(str(data[name])) for name in ("bias", "without", "with")]
    return Model(numbers[0], weights, rarity, int(str(data["labels"])), numbers[1], numbers[2])


def _counted(item: Item) -> Counter[str]:
    """The item's terms; those of the title count twice."""
    title = terms(item.title[:TITLE_LIMIT])
    return Counter([*title, *title, *terms(item.body[:BODY_LIMIT])])


def _folds(known: Sequence[tuple[Counter[str], bool]]) -> list[list[int]]:
    """Places in turns, each kind for itself, so that every fold has its share of both."""
    ordered = sorted(range(len(known)), key=lambda at: (known[at][1], at))
    return [ordered[fold::FOLDS] for fold in range(FOLDS)]


def _fitted(known: Sequence[tuple[Counter[str], bool]]) -> tuple[float, dict[str, float], dict[str, float]]:
    """Bias, weights and rarities, by gradient descent; both kinds weigh the same however many there are of each."""
    import numpy as np  # 15 MB and 0.1 s, which only those who learn have to spend

    rarity = _rarity([counts for counts, _ in known])
    place = {term: at for at, term in enumerate(rarity)}
    seen = np.zeros((len(known), len(rarity)))
    for row, (counts, _) in enumerate(known):
        for term, value in _vector(counts, rarity).items():
            seen[row, place[term]] = value
    truth = np.array([float(relevant) for _, relevant in known])
    share = np.where(truth == 1.0, 0.5 / truth.sum(), 0.5 / (len(known) - truth.sum()))
    bias, weights = 0.0, np.zeros(len(rarity))
    for _ in range(ROUNDS):
        error = (truth - 1 / (1 + np.exp(-(bias + seen @ weights)))) * share
        bias += RATE * float(error.sum())
        weights += RATE * (GRIP * (error @ seen) - SHRINK * weights)
    return bias, dict(zip(rarity, map(float, weights), strict=True)), rarity


def _rarity(known: Sequence[Counter[str]]) -> dict[str, float]:
    """The terms that most items with any of them share, with their inverse frequency. One that stands everywhere tells nothing."""
    spread = Counter(term for counts in known for term in counts)
    telling = [term for term, number in spread.items() if 2 <= number < len(known)]
    kept = sorted(telling, key=lambda term: (-spread[term], term))[:FEATURES]
    return {term: log(len(known) / spread[term]) + 0.1 for term in kept}


def _vector(counts: Counter[str], rarity: Mapping[str, float]) -> dict[str, float]:
    """TF-IDF of unit length."""
    raw = {term: (1 + log(number)) * rarity[term] for term, number in counts.items() if term in rarity}
    length = sqrt(sum(value * value for value in raw.values()))
    return {term: value / length for term, value in raw.items()}


def _sigmoid(value: float) -> float:
    return 1 / (1 + exp(-value))


def _f1(guessed: Sequence[tuple[bool, bool]]) -> float:
    hits = sum(guess and truth for guess, truth in guessed)
    wrong = sum(guess != truth for guess, truth in guessed)
    return 2 * hits / (2 * hits + wrong) if hits else 0.0
