"""The one object through which the product asks its database: a part a subject, one method a question."""

from storage.console import ConsoleStore
from storage.documents import DocumentStore
from storage.engine import Database
from storage.feeds import FeedStore
from storage.items import ItemStore
from storage.ledger import Ledger
from storage.runs import RunStore
from storage.subscriptions import SubscriptionStore


class Store:
    """All questions, by subject."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.feeds = FeedStore(database)
        self.documents = DocumentStore(database)
        self.items = ItemStore(database)
        self.subscriptions = SubscriptionStore(database)
        self.ledger = Ledger(database)
        self.console = ConsoleStore(database)
        self.runs = RunStore(database)
