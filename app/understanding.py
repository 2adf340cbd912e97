"""What the product knows of names, and the language model where one is configured: built once, for jobs and commands."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.settings import Settings
from core.entities import Entities
from core.facts import Known
from core.model import Topic
from core.ports import Spent, Summariser, Translator
from jobs import read_agencies
from jobs.language_endpoint import Endpoint, Price
from jobs.language_model import LanguageModel
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Understanding:
    """Names for stories and for facts; `summariser` and `translator` are None where no model is configured."""

    entities: Entities
    known: Known
    summariser: Summariser | None = None
    translator: Translator | None = None
    endpoint: Endpoint | None = None

    def close(self) -> None:
        """End the model's connections."""
        if self.endpoint:
            self.endpoint.close()


def build_understanding(settings: Settings, store: Store, topics: Iterable[Topic]) -> Understanding:
    """From the agencies' file, the topics and the settings. Raises DataFileError for a file that cannot be read."""
    topics, agencies = list(topics), read_agencies.read(settings.agencies_file)
    entities, known = Entities(topics, agencies), Known(agencies, topics)
    if not settings.llm_url:
        return Understanding(entities, known)
    key = settings.llm_key.get_secret_value() if settings.llm_key else ""
    price = Price(settings.llm_price_in, settings.llm_price_out)
    endpoint = Endpoint(settings.llm_url, key, settings.llm_model, seconds=settings.llm_seconds, price=price)
    limit = Spent(settings.llm_tokens_a_day, settings.llm_cost_a_day)
    model = LanguageModel(endpoint, store.language, store.language, limit=limit, known=known, log=store.language)
    return Understanding(entities, known, model, model, endpoint)
