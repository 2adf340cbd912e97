"""The data we ship: the feeds row by row, and the briefs with the facts they carry."""

import re
from pathlib import Path

import pytest

from core.facts import NOTHING_KNOWN
from core.item_facts import fact_rows
from core.model import Feed, Item, Tier
from jobs.read_document import read as read_document
from jobs.read_feeds import read as read_feeds

SEEDS = Path(__file__).parents[2] / "seeds"
CORPUS = SEEDS / "corpus"
FEEDS = read_feeds(SEEDS / "feeds.yaml")
BY_ID = {feed.id: feed for feed in FEEDS}

SUMMIT = "2026-01-06-korea-china-summit-mid-sized-firms"
MEETING = "2026-01-27-262nd-foreign-economic-ministers-meeting"

# The language of a source is its country's, but for those that publish for the world in English.
LANGS = {"KR": {"ko"}, "JP": {"ja"}, "CN": {"zh", "en"}, "TW": {"zh-TW"}, "DE": {"de"}, "FR": {"fr"}}

OFFICIAL_HOSTS = re.compile(
    r"(\.go\.kr|\.or\.kr|\.go\.jp|\.or\.jp|\.gov|\.gov\.tw|\.gov\.au|\.europa\.eu|ustr\.gov|federalregister\.gov|www\.gov\.uk"
    r"|douane\.gouv\.fr|bundeswirtschaftsministerium\.de|wto\.org|unctad\.org|un\.org|bis\.org|asean\.org)$"
)


def host(feed: Feed) -> str:
    return feed.url.split("/")[2]


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.id)
class TestEachFeed:
    def test_its_address_is_a_web_address(self, feed: Feed):
        assert re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]{2,}/\S*", feed.url)

    def test_its_tier_fits_its_host(self, feed: Feed):
        assert (feed.tier is Tier.OFFICIAL) == bool(OFFICIAL_HOSTS.search(host(feed)))

    def test_its_language_fits_its_country(self, feed: Feed):
        assert feed.lang in LANGS.get(feed.country or "", {"en"})

    def test_its_id_begins_with_its_country(self, feed: Feed):
        region = feed.id.split("-")[0]
        assert region == (feed.country or region).lower()
        assert feed.country or region in {"int", "min"}

    def test_it_says_what_it_carries_in_english(self, feed: Feed):
        assert feed.carries
        assert feed.carries.isascii()

    def test_it_is_marked_as_not_yet_reached(self, feed: Feed):
        assert feed.reached is False


def test_all_sources_of_good_confidence_are_there():
    assert len(FEEDS) == 60
    assert {feed.country for feed in FEEDS} == {"KR", "JP", "CN", "TW", "US", "EU", "DE", "FR", "GB", "AU", None}


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        ("kr-customs-press", Tier.OFFICIAL),
        ("kr-bok-press", Tier.OFFICIAL),
        ("kr-yonhap-economy", Tier.WIRE),
        ("kr-maeil-economy", Tier.PRESS),
        ("jp-jetro-biznews", Tier.OFFICIAL),
        ("cn-gov-rss", Tier.BLOG),
        ("cn-scmp-china-economy", Tier.PRESS),
        ("us-piie", Tier.BLOG),
        ("us-trade-compliance-hub", Tier.BLOG),
        ("us-supply-chain-dive", Tier.PRESS),
        ("eu-ecb-press", Tier.OFFICIAL),
        ("int-wto-news", Tier.OFFICIAL),
        ("min-mining-com", Tier.PRESS),
    ],
)
def test_tiers(name: str, tier: Tier):
    assert BY_ID[name].tier is tier


def test_sources_known_dead_or_doubtful_are_left_out():
    assert not [feed.url for feed in FEEDS if re.search(r"www\.korea\.kr|mofcom|argusmedia|oecd\.org|usitc", feed.url)]


def test_the_head_says_that_none_was_reached():
    assert "NOT YET REACHED" in (SEEDS / "feeds.yaml").read_text(encoding="utf-8").split("version:")[0]


FACTS = {
    f"{SUMMIT}-en": (
        "Lee Jae-myung|Xi Jinping|state visit|KBIZ|FOMEK|asiae|fnnews|6 January 2026|14 MOUs|technology, climate and digital"
        "|ministerial level|second-phase Korea–China FTA|second round|non-tariff barriers|advanced economies|tariff cuts"
        "|predictable|mineral supply chains|AI, renewable energy and supply-chain|largest export market|almost ten years"
        "|intellectual property|customs procedures|KoreaTechDesk|mid-sized"
    ),
    f"{SUMMIT}-ko": (
        "이재명|시진핑|국빈 방문|중소기업중앙회(KBIZ)|중견련, FOMEK|아시아경제|파이낸셜뉴스|2026년 1월 6일|14건|기술·기후·디지털|장관급"
        "|한중 FTA 2단계|2차 협상|비관세장벽|선진국|관세 인하|예측할 수 있는|광물 공급망|재생에너지|최대 수출 시장|거의 10년"
        "|지식재산권|통관|KoreaTechDesk|중견기업"
    ),
    f"{MEETING}-en": (
        "26 January 2026|262nd|Koo Yun-cheol|critical minerals|22 projects|$41.2 billion|by 2026|Middle East|Korea–Egypt CEPA"
        "|Comprehensive Economic Partnership Agreement|nine years|reciprocity|consumer goods|since 2017|K-content|CPTPP|AI"
        "|intellectual property|mutual recognition of technical qualifications|overdue payments|Ministry of Economy and Finance"
        "|재정경제부; until 1 January 2026 기획재정부|Ministry of Trade, Industry and Energy"
        "|산업통상부; until 30 September 2025 산업통상자원부|metaqsol"
    ),
    f"{MEETING}-ko": (
        "2026년 1월 26일|제262차 대외경제장관회의|구윤철|핵심광물|22개 프로젝트|412억 달러|by 2026|중동|한-이집트 CEPA"
        "|포괄적경제동반자협정|9년 만|호혜|소비재|2017년 이후|K-콘텐츠|CPTPP|인공지능(AI)|지식재산|기술자격 상호인정|미수금"
        "|재정경제부(2026년 1월 1일까지 기획재정부)|산업통상부(2025년 9월 30일까지 산업통상자원부)|metaqsol"
    ),
}


@pytest.mark.parametrize("name", FACTS)
class TestEachBrief:
    def test_it_carries_the_facts(self, name: str):
        document = read_document(CORPUS / f"{name}.md")
        said = f"{document.title}\n{document.body}"
        assert [fact for fact in FACTS[name].split("|") if fact not in said] == []

    def test_its_front_matter_names_source_day_and_language(self, name: str):
        document = read_document(CORPUS / f"{name}.md")
        assert ("KoreaTechDesk" if name.startswith(SUMMIT) else "metaqsol") in (document.publisher or "")
        assert document.published is not None
        assert f"{document.published:%Y-%m-%d}" == name[:10]
        assert document.lang == name[-2:]

    def test_it_invents_no_address(self, name: str):
        document = read_document(CORPUS / f"{name}.md")
        assert document.link is None
        assert "http" not in document.body

    def test_no_mark_of_its_format_is_left(self, name: str):
        document = read_document(CORPUS / f"{name}.md")
        assert not re.search(r"^#|\*\*|^---", document.body, re.MULTILINE)


@pytest.mark.parametrize("name", FACTS)
def test_no_brief_sets_a_day_by_which_or_from_which_anything_is_to_be_done(name: str):
    """The source's «by 2026» is no deadline, and the days on which ministries were renamed are none of effect."""
    document = read_document(CORPUS / f"{name}.md")
    item = Item(name, document.title, document.body, document.lang, published=document.published)
    assert {label for label, _ in fact_rows(item, NOTHING_KNOWN, "en")} <= {"Money", "Countries"}


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_meeting_brief_names_no_agreement_with_china(lang: str):
    said = (CORPUS / f"{MEETING}-{lang}.md").read_text(encoding="utf-8")
    assert not re.search(r"FTA|free trade|자유무역협정|second[- ]phase|2단계|2차 협상", said, re.IGNORECASE)


def test_each_brief_of_the_corpus_is_checked_here():
    assert {path.stem for path in CORPUS.iterdir()} == set(FACTS)
