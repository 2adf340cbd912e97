"""ROUGE-1/2/L (F1) of lead, LexRank, TextRank (sumy) and our excerpt, side by side on texts with reference summaries.

    .venv/bin/pip install rouge-score sumy
    .venv/bin/python -m bench.summary_rouge DATA [--lang ko] [--sentences N]

DATA is yours to fetch; nothing of it is in this repository. Three forms are read:
- a folder of JSON files with `title`, `sentences` and `summaries` (indices): github.com/theeluwin/sci-news-sum-kr-50, data/,
  for non-commercial measuring only;
- a CSV or a JSONL file with `article` and `highlights`: the CNN/DailyMail samples in github.com/EileenFeng/Text-Summarization-NLP
  (data/train_sample.zip) and github.com/rogerhe13/LLM_2 (data_cnn/cnn_test_15.jsonl).

Each method gives as many sentences as the reference has where that is made of the article's sentences, else three. The last
line is ours as `policywire summarize` prints it, with its own length. rouge-score's own tokenizer drops Korean and gives 0,
and sumy's downloads data: both are given ours.
"""

import csv
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.model import Item
from core.summary import LENGTH, excerpt
from core.text import sentences

SUMMARY_SENTENCES = 8


@dataclass(frozen=True)
class Sample:
    """One article. `count` is how many sentences a summary is to have; `reference` has one sentence a line."""

    item: Item
    parts: tuple[str, ...]
    reference: str
    count: int


class Words:
    """Words of Latin and Hangul, other CJK signs one by one; the Latin ones stemmed, as is usual for English."""

    def __init__(self, stemmed: bool) -> None:
        from nltk.stem.porter import PorterStemmer

        self.stem: Callable[[str], str] = PorterStemmer().stem if stemmed else str

    def tokenize(self, text: str) -> list[str]:
        """For rouge-score."""
        return [
            self.stem(word) for word in re.findall(r"[a-z0-9]+|[가-힣]+|[\u3040-\u30ff\u4e00-\u9fff]", text.lower())
        ]

    to_words = tokenize


def samples(path: Path, lang: str) -> Iterator[Sample]:
    """The articles of a folder or a file."""
    for number, row in enumerate(_rows(path)):
        if "sentences" in row:
            parts = tuple(row["sentences"])
            chosen = [parts[at] for at in row["summaries"]]
            # A blank line keeps the set's own sentences apart; they have no full stop.
            item = Item(str(number), row.get("title", ""), "\n\n".join(parts), lang)
            yield Sample(item, parts, "\n".join(chosen), len(chosen))
        else:
            body = str(row["article"])
            parts = tuple(body[start:end] for start, end in sentences(body, lang))
            yield Sample(Item(str(number), row.get("title", ""), body, lang), parts, str(row["highlights"]), 3)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.is_dir():
        for file in sorted(path.glob("*.json")):
            yield json.loads(file.read_text("utf-8"))
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)
    else:
        yield from (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())


def ours(sample: Sample) -> list[str]:
    """Our excerpt with as many sentences as the others."""
    return [cited.text for cited in excerpt(sample.item, sample.count)]


def printed(sample: Sample) -> list[str]:
    """Our excerpt as the command prints it."""
    return [cited.text for cited in excerpt(sample.item, SUMMARY_SENTENCES, length=LENGTH)]


def by_sumy(name: str, words: Words) -> Callable[[Sample], list[str]]:
    """One of sumy's summarisers, given our sentences and words."""
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.summarizers.text_rank import TextRankSummarizer

    summarizer = {"LexRank": LexRankSummarizer, "TextRank": TextRankSummarizer}[name]()

    def summarise(sample: Sample) -> list[str]:
        document = ObjectDocumentModel([Paragraph([Sentence(part, words) for part in sample.parts])])
        return [str(sentence) for sentence in summarizer(document, sample.count)]

    return summarise


def measure(read: Sequence[Sample], words: Words, method: Callable[[Sample], list[str]]) -> str:
    """Mean F1 in percent; L is taken line by line (rougeLsum), as papers report it."""
    from rouge_score import rouge_scorer

    kinds = ["rouge1", "rouge2", "rougeLsum"]
    scorer = rouge_scorer.RougeScorer(kinds, tokenizer=words)
    scores = [scorer.score(sample.reference, "\n".join(method(sample))) for sample in read]
    return "  ".join(f"{100 * sum(score[kind].fmeasure for score in scores) / len(scores):5.1f}" for kind in kinds)


def main(arguments: list[str]) -> None:
    """Prints one line a method."""
    lang = arguments[arguments.index("--lang") + 1] if "--lang" in arguments else "en"
    fixed = int(arguments[arguments.index("--sentences") + 1]) if "--sentences" in arguments else None
    values = {arguments[at + 1] for at, given in enumerate(arguments) if given in ("--lang", "--sentences")}
    paths = [Path(given) for given in arguments if not given.startswith("--") and given not in values]
    read = [sample for path in paths for sample in samples(path, lang)]
    if fixed:
        read = [Sample(one.item, one.parts, one.reference, fixed) for one in read]
    words = Words(stemmed=lang == "en")
    print(f"{len(read)} articles          R1     R2     RL")
    methods = {
        "lead": lambda sample: list(sample.parts[: sample.count]),
        "LexRank": by_sumy("LexRank", words),
        "TextRank": by_sumy("TextRank", words),
        "ours": ours,
        "ours, as printed": printed,
    }
    for name, method in methods.items():
        print(f"{name:<18} {measure(read, words, method)}")


if __name__ == "__main__":
    main(sys.argv[1:])
