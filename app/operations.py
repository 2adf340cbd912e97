"""What machines ask a running process: `/healthz` (is it alive), `/readyz` (does its work get done), `/metrics`.

They tell names of parts and numbers, never what is in an item, an address or a secret.
"""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app.metrics import exposition
from app.readiness import findings
from storage.store import Store


def health_router() -> APIRouter:
    """`/healthz`: an answer at all is the answer."""
    router = APIRouter()

    @router.get("/healthz", include_in_schema=False)
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    return router


def ready_router(store: Store, clock: Callable[[], datetime]) -> APIRouter:
    """`/readyz`: 200 where all is well, else 503, each time with what was looked at."""
    router = APIRouter()

    @router.get("/readyz", include_in_schema=False)
    def readyz() -> JSONResponse:
        found = list(findings(store, clock()))
        ready = all(one.ok for one in found)
        checks = {one.name: {"ok": one.ok, "told": one.told} for one in found}
        return JSONResponse({"ready": ready, "checks": checks}, 200 if ready else 503)

    return router


def metrics_router(store: Store, clock: Callable[[], datetime]) -> APIRouter:
    """`/metrics` in Prometheus' text format."""
    router = APIRouter()

    @router.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        return Response(exposition(store, clock), media_type=CONTENT_TYPE_LATEST)

    return router


def build_operations_app(store: Store, clock: Callable[[], datetime]) -> FastAPI:
    """The application of the operations port, which workers have too."""
    app = FastAPI(title="Policywire operations", openapi_url=None, docs_url=None, redoc_url=None)
    for router in (health_router(), ready_router(store, clock), metrics_router(store, clock)):
        app.include_router(router)
    return app
