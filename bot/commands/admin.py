"""admin: who may change what, who changed what, and all of a workspace's own data as a file. And `list all`."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from itertools import groupby

from bot.commands import model_uses, period
from bot.commands.context import Context
from bot.commands.replies import answer, buttons, card, code, suggest, text
from bot.commands.request import Reply
from core.card import Bullets, Heading, Note, Span
from core.errors import CommandError
from core.ledger_words import setting_text, value_text
from core.model import Channel
from core.ports import Attachment
from core.roles import Change, Mode, Person
from core.when import date_text

OPTIONS = ("since",)
SHOWN, LISTED = 15, 40
DAYS = 7
MOST_EXPORTED = 100_000
# Where a file can be handed to one person; elsewhere the command line of the installation writes the same.
HANDS_FILES = ("slack", "teams")
_MODES = {
    "open": Mode.OPEN, "모두": Mode.OPEN, "개방": Mode.OPEN, "editors": Mode.EDITORS, "편집자": Mode.EDITORS,
    "request": Mode.REQUEST, "요청": Mode.REQUEST, "승인": Mode.REQUEST,
}  # fmt: skip
_EDITOR, _MEMBER = ("editor", "편집자"), ("member", "멤버", "구성원")


def admin(context: Context) -> Reply:
    """How this channel is governed; or `audit`, `model`, `lock`, `roles`, `export`."""
    word, _, rest = context.line.subject.partition(" ")
    if not word:
        return _overview(context)
    do = _ACTIONS.get(word.casefold())
    return (
        do(context, rest.split()) if do else suggest(context.lang, context.say("admin.how"), context.examples("admin"))
    )


def everywhere(context: Context) -> Reply:
    """What every channel of the workspace follows."""
    following = context.store.subscriptions.of_workspace(context.channel.surface, context.channel.workspace)
    if not following:
        return answer(text(context.say("admin.nothing")))
    by_channel = [(c, [s.label for s in of]) for c, of in groupby(following, key=lambda s: s.channel)]
    rows = tuple((Span(_called(c), strong=True), Span(f" {', '.join(labels)}")) for c, labels in by_channel[:LISTED])
    more = [Note(context.say("more", count=len(by_channel) - LISTED))] if len(by_channel) > LISTED else []
    return answer(Heading(context.say("admin.all")), Bullets(rows), *more)


def _overview(context: Context) -> Reply:
    rules = context.store.roles.of(context.channel)
    waiting = len(context.store.roles.waiting(context.channel))
    editors = ", ".join(str(person) for person in rules.editors) or context.say("admin.no_editors")
    lines = [context.say(f"mode.{rules.mode}"), context.say("admin.editors", names=editors)]
    lines += [context.say("admin.waiting", count=waiting)] if waiting else []
    examples = Bullets(tuple(code(line) for line in context.examples("admin")[1:]))
    return answer(Heading(context.say("admin.title")), text(*lines), examples)


def _audit(context: Context, words: Sequence[str]) -> Reply:
    changes = _changes(context)
    if not changes:
        return answer(text(context.say("audit.none")))
    rows = tuple((Span(change_text(context, change)),) for change in changes[:SHOWN])
    more = [Note(context.say("more", count=len(changes) - SHOWN))] if len(changes) > SHOWN else []
    shown = answer(Heading(context.say("audit.title")), Bullets(rows), *more)
    return _with_file(context, shown, "audit.jsonl", [_line(change) for change in reversed(changes)])


def _lock(context: Context, words: Sequence[str]) -> Reply:
    channel = _channel(context, words[0]) if words and words[0].startswith("#") else context.channel
    wanted = [word for word in words if not word.startswith("#")]
    mode = _MODES.get(wanted[0].casefold()) if len(wanted) == 1 else None
    if mode is None:
        return suggest(context.lang, context.say("admin.lock_how"), [f"admin lock {mode}" for mode in Mode])
    before = context.store.roles.of(channel)
    context.store.roles.set_mode(channel, mode)
    told = [f"{_called(channel)}: {context.say(f'mode.{mode}')}"]
    told += [context.say("admin.no_editors_yet")] if mode is not Mode.OPEN and not before.editors else []
    here = channel == context.channel
    undo = buttons((context.say("undo"), f"admin lock {before.mode}")) if here else buttons()
    shown = context.public
    public = card(text(shown.say("admin.locked_by", user=str(context.person), mode=shown.say(f"mode.{mode}"))))
    return answer(text(*told), undo, announce=public if here and mode is not before.mode else None)


def _roles(context: Context, words: Sequence[str]) -> Reply:
    people = [word for word in words if word.startswith("@")]
    role = next((word.casefold() for word in words if not word.startswith("@")), "")
    if len(people) != 1 or role not in (*_EDITOR, *_MEMBER):
        rules = context.store.roles.of(context.channel)
        names = ", ".join(str(person) for person in rules.editors) or context.say("admin.no_editors")
        return answer(
            text(context.say("admin.editors", names=names), context.say("admin.roles_how")),
            Bullets((code("admin roles @user editor"), code("admin roles @user member"))),
        )
    person = _person(context, people[0])
    if role in _EDITOR:
        changed = context.store.roles.add_editor(context.channel, person, context.now)
        return answer(text(context.say("admin.editor" if changed else "admin.editor_already", name=str(person))))
    changed = context.store.roles.drop_editor(context.channel, person.id)
    return answer(text(context.say("admin.member" if changed else "admin.member_already", name=str(person))))


def _export(context: Context, words: Sequence[str]) -> Reply:
    """What the workspace made: its channels with roles and subscriptions, and its audit log. Nothing that others made."""
    store, (surface, workspace) = context.store, (context.channel.surface, context.channel.workspace)
    lines: list[str] = []
    for channel in store.subscriptions.channels(surface, workspace):
        rules = store.roles.of(channel)
        following = [
            {"subject": s.subject.text, "label": s.label, "preferences": asdict(s.preferences), "owner": s.created_by}
            for s in store.subscriptions.of_channel(channel)
        ]
        about = {"channel": channel.address, "name": channel.name, "lang": channel.lang, "mode": rules.mode}
        editors = [asdict(person) for person in rules.editors]
        lines.append(json.dumps({**about, "editors": editors, "subscriptions": following}, ensure_ascii=False))
    changes = store.audit.of_workspace(surface, workspace, limit=MOST_EXPORTED)
    lines += [_line(change) for change in reversed(changes)]
    return _with_file(context, answer(text(context.say("admin.export", count=len(lines)))), "policywire.jsonl", lines)


def audit_line(change: Change) -> dict[str, object]:
    """A change as data, for files."""
    return {
        "at": change.at.isoformat(), "surface": change.place.surface, "workspace": change.place.workspace,
        "channel": change.place.channel, "channel_name": change.place.name, "user": change.user.id,
        "user_name": change.user.name, "verb": change.verb, "approved_by": change.approved_by,
        "before": dict(change.before), "after": dict(change.after),
    }  # fmt: skip


def _line(change: Change) -> str:
    return json.dumps(audit_line(change), ensure_ascii=False)


def _with_file(context: Context, reply: Reply, name: str, lines: Sequence[str]) -> Reply:
    """The reply with the whole of it as a file, or with the command that writes one where the surface has no files."""
    if context.request.surface in HANDS_FILES:
        data = "".join(f"{line}\n" for line in lines).encode()
        return Reply(
            reply.card, file=Attachment(name, "application/x-ndjson", data, context.say("admin.file", name=name))
        )
    scope = f"{context.channel.surface}:{context.channel.workspace}"
    line = f"policywire audit --workspace {scope}"
    return Reply(card(*reply.card.blocks, Note(context.say("admin.by_command")), Bullets((code(line),))))


def _changes(context: Context) -> list[Change]:
    since = period.since(context) or context.now - timedelta(days=DAYS)
    place = context.channel
    return context.store.audit.of_workspace(place.surface, place.workspace, since=since, limit=MOST_EXPORTED)


def change_text(context: Context, change: Change) -> str:
    """When, who, where, what: before → after."""
    nothing, lang, zone = context.say("audit.nothing"), context.lang, context.zone
    names = dict.fromkeys((*change.before, *change.after))
    old, new = ({n: value_text(v, lang, zone) for n, v in values.items()} for values in (change.before, change.after))
    what = "; ".join(f"{setting_text(n, lang)}: {old.get(n, nothing)} → {new.get(n, nothing)}" for n in names)
    where = f"#{change.place.name}" if change.place.name else change.place.channel
    approved = context.say("audit.approved", user=change.approved_by) if change.approved_by else ""
    when = date_text(change.at, context.lang, context.zone)
    return f"{when} · {change.user} · {where} · {change.verb}{approved}: {what}"


def _channel(context: Context, typed: str) -> Channel:
    """The channel of this workspace that is meant. Raises CommandError where none was seen yet."""
    name = typed.removeprefix("#")
    address = (context.request.mentions or {}).get(typed)
    known = context.store.subscriptions.channels(context.channel.surface, context.channel.workspace)
    found = [c for c in known if (c.address == address if address else name in (c.name, c.address))]
    if len(found) != 1:
        raise CommandError("unknown channel", user=context.say("admin.no_channel", name=name[:80]))
    return found[0]


def _person(context: Context, typed: str) -> Person:
    """Who is meant. Raises CommandError where the surface did not say who that is."""
    name, mentions = typed.removeprefix("@"), context.request.mentions
    if mentions is None:
        return Person(name[:80], name[:80])
    if typed not in mentions:
        raise CommandError("unknown person", user=context.say("admin.no_person", name=name[:80]))
    return Person(mentions[typed], name[:80])


def _called(channel: Channel) -> str:
    return f"#{channel.name}" if channel.name else channel.address


_ACTIONS: dict[str, Callable[[Context, Sequence[str]], Reply]] = {
    "model": lambda context, words: model_uses.model(context), "모델": lambda context, words: model_uses.model(context),
    "audit": _audit, "기록": _audit, "감사": _audit, "lock": _lock, "잠금": _lock,
    "roles": _roles, "role": _roles, "역할": _roles, "export": _export, "내보내기": _export,
}  # fmt: skip
