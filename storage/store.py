"""The one object through which the product asks its database: a part a subject, one method a question."""

from storage.alarms import AlarmStore
from storage.audit import AuditStore
from storage.console import ConsoleStore
from storage.deliveries import Deliveries
from storage.digests import DigestStore
from storage.documents import DocumentStore
from storage.downloads import DownloadStore
from storage.engine import Database
from storage.fates import FateStore
from storage.feed_history import FeedHistory
from storage.feedback import FeedbackStore
from storage.feeds import FeedStore
from storage.firings import FiringStore
from storage.follows import FollowStore
from storage.forgetting import ForgettingStore
from storage.installations import InstallationStore
from storage.items import ItemStore
from storage.lanes import Lanes
from storage.language import LanguageStore
from storage.leases import LeaseStore
from storage.ledger import Ledger
from storage.listing import ItemListing
from storage.measures import MeasureStore
from storage.notices import NoticeStore
from storage.offers import OfferStore
from storage.people import PeopleStore
from storage.reasons import ReasonStore
from storage.retention import RetentionStore
from storage.roles import RoleStore
from storage.runs import RunStore
from storage.search import SearchStore
from storage.seen import SeenStore
from storage.sessions import SessionStore
from storage.spaces import SpaceStore
from storage.stories import StoryStore
from storage.subscriptions import SubscriptionStore
from storage.teams import TeamsStore
from storage.topics import TopicStore
from storage.trail import Trail
from storage.translations import TranslationStore
from storage.wishes import WishStore


class Store:
    """All questions, by subject."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.audit = AuditStore(database)
        self.roles = RoleStore(database)
        self.installations = InstallationStore(database)
        self.spaces = SpaceStore(database)
        self.fates = FateStore(database)
        self.seen = SeenStore(database)
        self.feeds = FeedStore(database)
        self.history = FeedHistory(database)
        self.leases = LeaseStore(database)
        self.notices = NoticeStore(database)
        self.documents = DocumentStore(database)
        self.items = ItemStore(database)
        self.subscriptions = SubscriptionStore(database)
        self.teams = TeamsStore(database)
        self.ledger = Ledger(database)
        self.lanes = Lanes(database)
        self.digests = DigestStore(database)
        self.wishes = WishStore(database)
        self.firings = FiringStore(database)
        self.deliveries = Deliveries(database)
        self.measures = MeasureStore(database)
        self.alarms = AlarmStore(database)
        self.offers = OfferStore(database)
        self.retention = RetentionStore(database)
        self.console = ConsoleStore(database)
        self.downloads = DownloadStore(database)
        self.runs = RunStore(database)
        self.search = SearchStore(database)
        self.reasons = ReasonStore(database)
        self.topics = TopicStore(database)
        self.feedback = FeedbackStore(database)
        self.stories = StoryStore(database)
        self.listing = ItemListing(database)
        self.trail = Trail(database)
        self.sessions = SessionStore(database)
        self.language, self.translations = LanguageStore(database), TranslationStore(database)
        self.people = PeopleStore(database)
        self.follows = FollowStore(database)
        self.forgetting = ForgettingStore(database)
