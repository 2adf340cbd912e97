"""The connection to an OpenAI-compatible endpoint: one call, bounded in time and size, every failure named.

`openai` lives here alone, with `httpx2`, which it is built on. Works with OpenAI, Azure (its /openai/v1/ address), vLLM, Ollama and their like.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from time import monotonic
from typing import Any, TypedDict

import httpx2
import openai

from core.ports import Spent
from core.written import Shortfall

ANSWER_LIMIT = 64_000
CONNECT_SECONDS = 5.0
_MILLION = 1_000_000


class Message(TypedDict):
    """One message of a chat."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens cost, in any currency; nothing by default."""

    tokens_in: Decimal = Decimal(0)
    tokens_out: Decimal = Decimal(0)


FREE = Price()


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer with the tokens the endpoint counted, 0 where it did not say."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0


class EndpointError(Exception):
    """A call brought no answer. `rest`: better not to ask again for a while; `charged`: it may have cost something."""

    def __init__(
        self, shortfall: Shortfall, *, rest: bool = True, charged: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(shortfall.value)
        self.shortfall, self.rest, self.charged, self.retry_after = shortfall, rest, charged, retry_after


class Endpoint:
    """A model at an address. `seconds` bounds a whole call, also one whose answer comes drop by drop.

    Endpoints differ: some refuse JSON mode or a temperature, newer models of OpenAI call the limit max_completion_tokens.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        model: str,
        *,
        seconds: float = 30.0,
        price: Price = FREE,
        json_mode: bool = True,
        tokens_name: str = "max_tokens",
        temperature: float | None = 0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.model, self.price, self.seconds = model, price, seconds
        self.name = f"{base_url} {model}"
        self._clock, self._tokens_name = clock, tokens_name
        self._options: dict[str, Any] = {} if temperature is None else {"temperature": temperature}
        if json_mode:
            self._options["response_format"] = {"type": "json_object"}
        timeout = openai.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds))
        # A redirect would carry the document and the key to an address nobody chose.
        client = openai.DefaultHttpxClient(timeout=timeout, follow_redirects=False)
        self._client = openai.OpenAI(
            base_url=base_url, api_key=api_key or "none", timeout=timeout, max_retries=0, http_client=client
        )

    def close(self) -> None:
        """Ends its connections."""
        self._client.close()

    def spent(self, tokens_in: int, tokens_out: int) -> Spent:
        """What so many tokens amount to."""
        cost = (self.price.tokens_in * tokens_in + self.price.tokens_out * tokens_out) / _MILLION
        return Spent(tokens_in + tokens_out, cost)

    def complete(self, messages: Sequence[Message], max_tokens: int) -> Completion:
        """One answer. Raises EndpointError, and nothing else for what an endpoint does."""
        try:
            return _completion(self._read(messages, max_tokens))
        except openai.APITimeoutError as error:
            raise EndpointError(Shortfall.TIMEOUT, charged=True) from error
        except openai.APIStatusError as error:
            raise _of_status(error) from error
        except (openai.APIConnectionError, httpx2.TransportError) as error:
            # While a body is read the HTTP library's own errors come through, and a time-out is one of them.
            late = isinstance(error, httpx2.TimeoutException)
            raise EndpointError(Shortfall.TIMEOUT if late else Shortfall.UNREACHABLE, charged=late) from error
        except (openai.OpenAIError, ValueError, RecursionError) as error:
            raise EndpointError(Shortfall.BAD_ANSWER, rest=False, charged=True) from error

    def _read(self, messages: Sequence[Message], max_tokens: int) -> bytes:
        """The body of the answer. Raises EndpointError where it takes too long, and ValueError where it is too large."""
        end = self._clock() + self.seconds
        options: dict[str, Any] = {"messages": list(messages), self._tokens_name: max_tokens} | self._options
        body = bytearray()
        create = self._client.chat.completions.with_streaming_response.create
        with create(model=self.model, **options) as response:
            for piece in response.iter_bytes():
                body += piece
                if self._clock() > end:
                    raise EndpointError(Shortfall.TIMEOUT, charged=True)
                if len(body) > ANSWER_LIMIT:
                    raise ValueError("the answer is too large")
        return bytes(body)


def _of_status(error: openai.APIStatusError) -> EndpointError:
    """429 and 5xx pass; 401, 403, 404 need a person but are as pointless to repeat; other 4xx are about this document."""
    status = error.status_code
    if status == 429:
        return EndpointError(Shortfall.RATE_LIMITED, retry_after=_seconds(error.response.headers.get("retry-after")))
    if status >= 500:
        return EndpointError(Shortfall.UNREACHABLE, retry_after=_seconds(error.response.headers.get("retry-after")))
    return EndpointError(Shortfall.REJECTED, rest=status in (401, 403, 404) or status < 400)


def _seconds(header: str | None) -> float | None:
    return float(header) if header and header.isdecimal() and len(header) < 8 else None


def _completion(body: bytes) -> Completion:
    """Raises ValueError for what is no chat completion."""
    data = json.loads(body)
    try:
        text = data["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError("no message in the answer") from error
    if not isinstance(text, str):
        raise ValueError("the message is no text")
    usage = data.get("usage")
    counts = usage if isinstance(usage, dict) else {}
    return Completion(text, _tokens(counts.get("prompt_tokens")), _tokens(counts.get("completion_tokens")))


def _tokens(count: object) -> int:
    return count if type(count) is int and 0 < count < 10_000_000 else 0
