"""How strongly two items speak of one event: the evidence for and against, weighed to one figure."""

from math import sqrt
from typing import NamedTuple

from core.story_numbers import rounded
from core.story_signature import Signature
from core.story_weights import TITLE_WEIGHT, Facets, Norms, Weighed


class Evidence(NamedTuple):
    """What was seen of a pair, each between 0 and 1 but for `days`. Conflicts and what comes after them speak against one event."""

    one_language: float
    terms: float
    copy: float
    marks: float
    rare: float
    cover: float
    numbers: float
    number_conflict: float
    goods_conflict: float
    subject_conflict: float
    country_conflict: float
    reaction_conflict: float
    stage_conflict: float
    ordinal_conflict: float
    agency_conflict: float
    instrument_conflict: float
    other_lead: float
    other_act: float
    other_days: float
    days: float


# Fitted by logistic regression on the parts dev and second of tests/data/story_items.jsonl, then moved towards precision, since a
# wrong merge hides news and a missed one only repeats it (bench/story_quality.py). What that part is too small to weigh
# was set by hand: copies, opposite acts, ordinals. Within a language more is asked, since neighbours share their phrases.
_BIAS = -2.2
_WEIGHTS = Evidence(
    one_language=-1.8,
    terms=1.2,
    copy=5.5,
    marks=3.8,
    rare=2.4,
    cover=2.6,
    numbers=2.6,
    number_conflict=-1.6,
    goods_conflict=-2.0,
    subject_conflict=-2.0,
    country_conflict=-2.5,
    reaction_conflict=-1.8,
    stage_conflict=-4.0,
    ordinal_conflict=-12.0,
    agency_conflict=-2.0,
    instrument_conflict=-3.0,
    other_lead=-1.1,
    other_act=-1.0,
    other_days=-1.2,
    days=-0.6,
)
_CONFLICTS = tuple(name for name in Evidence._fields if name.endswith("_conflict"))


def likelihood(one: Weighed, other: Signature, norms: Norms) -> float:
    """The logarithm of the odds that two items report one event: above 0 they rather do. `norms` are the other's."""
    evidence = weigh(one, other, norms)
    if evidence.copy and any(getattr(evidence, name) > 0.5 for name in _CONFLICTS):
        evidence = evidence._replace(copy=0.0)
    return _BIAS + sum(weight * value for weight, value in zip(_WEIGHTS, evidence, strict=True))


def weigh(one: Weighed, other: Signature, norms: Norms) -> Evidence:
    """The evidence on a pair; `norms` are the other's."""
    mine, others, signature = one.facets, Facets(other), one.signature
    one_language = signature.lang == other.lang
    terms = 0.0
    if one_language:
        norm = one.norms.terms * norms.terms
        terms = _cosine(signature.title_terms, one.terms, other.title_terms, other.body_terms, norm)
    return Evidence(
        one_language=float(one_language),
        terms=terms,
        copy=max(0.0, terms - 0.5) * 2,
        marks=_cosine(
            signature.title_marks, one.marks, other.title_marks, other.body_marks, one.norms.marks * norms.marks
        ),
        rare=min(5, sum(term in one.rare for term in other.terms)) / 5 if one_language else 0.0,
        cover=min(
            _told(signature.title_marks, others, one, one.norms.title), _told(other.title_marks, mine, one, norms.title)
        ),
        numbers=_shared_numbers(mine, others),
        number_conflict=_numbers_at_odds(mine, others),
        goods_conflict=_at_odds(mine, others, "goods", "firm"),
        subject_conflict=_other_subjects(one, others, norms),
        country_conflict=_at_odds(mine, others, "country"),
        reaction_conflict=_reacts_alone(mine, others),
        stage_conflict=_opposed(mine, others),
        ordinal_conflict=_apart(mine.of("ord"), others.of("ord")),
        agency_conflict=_apart(mine.agency_homes, others.agency_homes),
        instrument_conflict=_by_other_means(mine, others),
        other_lead=float(bool(mine.lead) and bool(others.lead) and mine.lead != others.lead),
        other_act=_acts_otherwise(mine, others),
        other_days=_apart(mine.of("day"), others.of("day")),
        days=_days_between(signature, other),
    )


def _cosine(
    title: tuple[str, ...],
    weights: dict[str, float],
    other_title: tuple[str, ...],
    other_body: tuple[str, ...],
    norm: float,
) -> float:
    """The cosine of two weighed sets of keys, of which only the shared ones are looked at; `norm` is that of both."""
    if not norm:
        return 0.0
    in_title = frozenset(title)
    dot = 0.0
    for keys, factor in ((other_title, TITLE_WEIGHT), (other_body, 1.0)):
        for key in keys:
            if key in weights:
                dot += factor * (TITLE_WEIGHT if key in in_title else 1.0) * weights[key] ** 2
    return min(1.0, dot / norm)


def _told(title: tuple[str, ...], other: Facets, weights: Weighed, total: float) -> float:
    """The part of a title's marks that the other item holds too. What both hold is in `weights`, whichever the title."""
    if not total:
        return 0.0
    return min(1.0, sum(weights.marks[mark] for mark in title if mark in other.marks) / total)


def _shared_numbers(one: Facets, other: Facets) -> float:
    """How many telling figures both give, where one digit tells less: three or more count as one."""
    shared = one.of("pct", "num", "ord") & other.of("pct", "num", "ord")
    return min(3.0, sum(0.4 if mark[-2] == ":" else 1.0 for mark in shared)) / 3


def _at_odds(one: Facets, other: Facets, *kinds: str) -> float:
    """1 where each title names what the other item never does, or, where a title names nothing, the wholes share nothing."""
    one_title, other_title = one.in_title(*kinds), other.in_title(*kinds)
    if not one_title or not other_title:
        return _apart(one.of(*kinds), other.of(*kinds))
    return sqrt(len(one_title - other.marks) / len(one_title) * len(other_title - one.marks) / len(other_title))


INSTRUMENTS = frozenset(
    f"thing:{name}"
    for name in [
        "anti-dumping",
        "countervailing",
        "safeguard",
        "trade-barrier",
        "anti-discrimination",
        "export-control",
        "unreliable",
        "sanction",
        "quota",
        "carbon-border",
        "forced-labour",
        "due-diligence",
        "deforestation",
        "digital-tax",
        "interest-rate",
        "subsidy",
        "loan",
        "refund",
        "lawsuit",
        "localization",
    ]
)
# What a headline adds to the news itself; a protest or an answer is news of its own.
MOODS = frozenset({"reaction:worry", "reaction:hope"})


def _numbers_at_odds(one: Facets, other: Facets) -> float:
    """The same for figures, of which one may be the other told in fewer digits."""
    ones, others = _telling(one.of("pct", "num")), _telling(other.of("pct", "num"))
    one_title, other_title = _telling(one.in_title("pct", "num")), _telling(other.in_title("pct", "num"))
    if not one_title or not other_title:
        return float(bool(ones) and bool(others) and len(_untold(ones, others)) == len(ones))
    untold, unknown = _untold(one_title, others), _untold(other_title, ones)
    return sqrt(len(untold) / len(one_title) * len(unknown) / len(other_title))


def _telling(figures: frozenset[str]) -> list[str]:
    """Percentages and amounts; a bare count of one digit says nothing (three bodies, two years)."""
    return [mark for mark in figures if mark.startswith("pct:") or len(mark) > 5]


def _untold(figures: list[str], known: list[str]) -> list[str]:
    return [mark for mark in figures if not any(rounded(mark, other) for other in known)]


def _reacts_alone(one: Facets, other: Facets) -> float:
    """1 where one title tells how somebody takes it, in a way that the other report does not know."""
    mine, others = one.in_title("reaction"), other.in_title("reaction")
    if bool(mine) == bool(others):
        return 0.0
    told = (mine & other.of("reaction")) | (others & one.of("reaction"))
    return float(not told & MOODS)


def _other_subjects(one: Weighed, other: Facets, norms: Norms) -> float:
    """How much of what each title is about the other item never tells."""
    if not one.norms.subjects or not norms.subjects:
        return 0.0
    untold = 1 - _told(one.facets.title_subjects, other, one, one.norms.subjects)
    return sqrt(untold * (1 - _told(other.title_subjects, one.facets, one, norms.subjects)))


def _apart(one: frozenset[str], other: frozenset[str]) -> float:
    return float(bool(one) and bool(other) and not one & other)


# What cannot be said of one event at once. An item that says both tells a history and speaks against nothing.
_OPPOSITES = tuple(
    (frozenset(f"act:{act}" for act in one.split()), frozenset(f"act:{act}" for act in other.split()))
    for one, other in (
        ("launch", "conclude lift approve"),
        ("resume", "conclude approve"),
        ("raise", "cut"),
        ("impose", "lift suspend"),
        ("suspend", "resume"),
        ("approve sign", "reject"),
        ("rise", "fall"),
        ("preliminary", "final"),
        ("sign", "effect"),
    )
)


def _opposed(one: Facets, other: Facets) -> float:
    """1 where one title says the opposite of the other's."""
    left, right = one.in_title("act"), other.in_title("act")
    if not left or not right:
        return 0.0
    left_all, right_all = one.of("act"), other.of("act")
    for yes, no in _OPPOSITES:
        for said, denied in ((yes, no), (no, yes)):
            if left & said and right & denied and not left_all & denied and not right_all & said:
                return 1.0
    return 0.0


def _by_other_means(one: Facets, other: Facets) -> float:
    """1 where each title names an instrument of trade policy that the other report knows nothing of."""
    left, right = one.in_title("thing") & INSTRUMENTS, other.in_title("thing") & INSTRUMENTS
    return float(bool(left) and bool(right) and not left & other.marks and not right & one.marks)


def _acts_otherwise(one: Facets, other: Facets) -> float:
    """1 where each title names acts and the other report none of them."""
    left, right = one.in_title("act"), other.in_title("act")
    return float(bool(left) and bool(right) and not left & other.of("act") and not right & one.of("act"))


def _days_between(one: Signature, other: Signature) -> float:
    if one.when is None or other.when is None:
        return 0.0
    return abs((one.when - other.when).total_seconds()) / 86_400
