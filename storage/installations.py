"""Who installed us: credentials by organisation and workspace, their renewal, and their end. Secrets: storage/sealed.py."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, Text, and_, bindparam, delete, or_, type_coerce, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from core.secret import Secret
from core.spaces import Installation
from storage.engine import Database
from storage.sealed import sealer_of
from storage.space_rows import GridTeamRow, InstallationRow, metadata
from storage.spaces import come_back, depart
from storage.upsert import insert_new

# Every column that holds a secret.
SECRETS = (("installation", "token"), ("installation", "refresh"), ("feed", "secret"))


class InstallationStore:
    """Questions about installations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, made: Installation, now: datetime) -> None:
        """Take over new credentials. What the workspace left when it had gone is its own again.

        Raises SettingError where nothing can be encrypted.
        """
        self._database.sealer.require()
        with self._database.write() as session:
            same = col(InstallationRow.surface) == made.surface, col(InstallationRow.team) == made.team
            if made.team:  # a workspace that joined an organisation has one installation, not two
                session.execute(
                    delete(InstallationRow).where(*same, col(InstallationRow.enterprise) != made.enterprise)
                )
            row = session.exec(
                select(InstallationRow).where(*same, InstallationRow.enterprise == made.enterprise)
            ).first()
            row = row or InstallationRow(
                surface=made.surface, enterprise=made.enterprise, team=made.team, installed_at=now
            )
            for name in ("name", "app", "bot", "bot_user", "token", "refresh", "expires_at", "installed_by"):
                setattr(row, name, getattr(made, name))
            row.scopes = ",".join(made.scopes)
            row.installed_at, row.ended_at, row.end_reason, row.refreshing_until = now, None, "", None
            session.add(row)
            for team in _teams(session, made.surface, made.enterprise, made.team):
                come_back(session, made.surface, team)

    def of(self, surface: str, team: str, enterprise: str = "") -> Installation | None:
        """The installation that speaks in a workspace: its own, else that of its organisation."""
        with self._database.read() as session:
            own = _active(surface).where(InstallationRow.team == team)
            if team and (row := session.exec(own).first()):
                return _to_installation(row)
            known = select(GridTeamRow.enterprise).where(GridTeamRow.surface == surface, GridTeamRow.team == team)
            organisation = enterprise or session.exec(known).first()
            wide = _active(surface).where(InstallationRow.team == "", InstallationRow.enterprise == organisation)
            row = session.exec(wide).first() if organisation else None
            return _to_installation(row) if row else None

    def meet(self, surface: str, team: str, enterprise: str) -> None:
        """Remember to which organisation a workspace belongs."""
        named = {"surface": surface, "team": team}
        with self._database.write() as session:
            insert_new(session, GridTeamRow, [{**named, "enterprise": enterprise}])
            session.execute(update(GridTeamRow).filter_by(**named).values(enterprise=enterprise))

    def active(self, surface: str) -> list[Installation]:
        """Every installation that has not ended."""
        with self._database.read() as session:
            return [_to_installation(row) for row in session.exec(_active(surface).order_by(col(InstallationRow.key)))]

    def expiring(self, surface: str, before: datetime) -> list[Installation]:
        """Those whose token ends before this time and can be renewed, the soonest first."""
        ending = _active(surface).where(
            col(InstallationRow.expires_at) < before, col(InstallationRow.refresh).is_not(None)
        )
        with self._database.read() as session:
            return [_to_installation(row) for row in session.exec(ending.order_by(col(InstallationRow.expires_at)))]

    def begin_renewal(self, installation: Installation, now: datetime, lease: timedelta) -> bool:
        """Whether it is this process that asks for the new token. It keeps others away for the time of the lease."""
        mine = (
            col(InstallationRow.key) == installation.key,
            col(InstallationRow.ended_at).is_(None),
            col(InstallationRow.expires_at) == installation.expires_at,
            or_(col(InstallationRow.refreshing_until).is_(None), col(InstallationRow.refreshing_until) <= now),
        )
        with self._database.write() as session:
            result: Any = session.execute(update(InstallationRow).where(*mine).values(refreshing_until=now + lease))
            return bool(result.rowcount)

    def renewed(self, installation: Installation, token: Secret, refresh: Secret, expires_at: datetime) -> bool:
        """Keep the new tokens. False where the installation ended or was made anew meanwhile: then they are void."""
        mine = (
            col(InstallationRow.key) == installation.key,
            col(InstallationRow.ended_at).is_(None),
            col(InstallationRow.expires_at) == installation.expires_at,
        )
        new = {"token": token, "refresh": refresh, "expires_at": expires_at, "refreshing_until": None}
        with self._database.write() as session:
            result: Any = session.execute(update(InstallationRow).where(*mine).values(**new))
            return bool(result.rowcount)

    def end(self, surface: str, enterprise: str, team: str, reason: str, now: datetime) -> bool:
        """Uninstalled, or its tokens revoked: credentials go at once, and nothing is sent there any more.

        An empty team is the organisation's own installation. False where that had ended already; in either order the end is
        the same.
        """
        with self._database.write() as session:
            which = [col(InstallationRow.surface) == surface, col(InstallationRow.ended_at).is_(None)]
            which += [col(InstallationRow.team) == team] if team else [
                col(InstallationRow.team) == "", col(InstallationRow.enterprise) == enterprise
            ]  # fmt: skip
            gone = {"token": None, "refresh": None, "expires_at": None, "ended_at": now, "end_reason": reason}
            result: Any = session.execute(update(InstallationRow).where(*which).values(**gone))
            for one in _teams(session, surface, enterprise, team):
                if not _spoken_for(session, surface, one):
                    depart(session, surface, one, reason, now)
            return bool(result.rowcount)

    def turn_keys(self) -> tuple[int, int]:
        """Lock every secret of the database with the first key. How many are, and how many no key of ours unlocks."""
        done = lost = 0
        with self._database.write() as session:
            for table, name in SECRETS:
                turned, not_turned = _turn(session, metadata.tables[table], name)
                done, lost = done + turned, lost + not_turned
        return done, lost


def _turn(session: Session, table: Table, name: str) -> tuple[int, int]:
    connection, column = session.connection(), table.c[name]
    sealer = sealer_of(connection.dialect)
    raw = select_columns(table.c.key, type_coerce(column, Text)).where(column.is_not(None)).with_for_update()
    done = lost = 0
    for key, sealed in connection.execute(raw).all():
        turned = sealer.turn(sealed)
        if turned is None:
            lost += 1
            continue
        done += 1
        value = bindparam("turned", turned, type_=Text)
        connection.execute(update(table).where(table.c.key == key).values({name: value}))
    return done, lost


def _active(surface: str) -> SelectOfScalar[InstallationRow]:
    return select(InstallationRow).where(
        col(InstallationRow.surface) == surface, col(InstallationRow.ended_at).is_(None)
    )


def _teams(session: Session, surface: str, enterprise: str, team: str) -> list[str]:
    """The workspaces that an installation is for, as far as they are known."""
    if team:
        return [team]
    known = select(GridTeamRow.team).where(
        col(GridTeamRow.surface) == surface, col(GridTeamRow.enterprise) == enterprise
    )
    return list(session.exec(known))


def _spoken_for(session: Session, surface: str, team: str) -> bool:
    """Whether another installation still speaks in the workspace."""
    organisation = select(GridTeamRow.enterprise).where(
        col(GridTeamRow.surface) == surface, col(GridTeamRow.team) == team
    )
    wide = and_(col(InstallationRow.team) == "", col(InstallationRow.enterprise).in_(organisation))
    return session.exec(_active(surface).where(or_(col(InstallationRow.team) == team, wide))).first() is not None


def _to_installation(row: InstallationRow) -> Installation:
    named = {
        name: getattr(row, name)
        for name in (
            "surface",
            "enterprise",
            "team",
            "name",
            "app",
            "bot",
            "bot_user",
            "token",
            "refresh",
            "expires_at",
        )
    }
    scopes = tuple(scope for scope in row.scopes.split(",") if scope)
    return Installation(**named, scopes=scopes, installed_by=row.installed_by, ended_at=row.ended_at, key=row.key)
