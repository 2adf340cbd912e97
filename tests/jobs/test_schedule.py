"""Jobs come again whatever happens, never twice at a time, and end cleanly."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from inspect import signature

import pytest

from core.errors import StorageError
from jobs.report import Report
from jobs.schedule import TAKEN, Job, Schedule, run_in_turn, run_once, table
from tests.conftest import NOW


def job(run, seconds: float = 0.02, name: str = "step") -> Job:
    return Job(name, seconds, 0, run)


def wait_for(condition) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def wall():
    from datetime import UTC
    from datetime import datetime as moments

    return moments.fromtimestamp(time.clock_gettime(time.CLOCK_REALTIME), UTC)


def test_a_run_that_did_something_is_recorded(store):
    report = Report({"new": 2, "seen": 0}, ("a: broken",))
    assert run_once(store, job(lambda: report), lambda: NOW) == report
    (run,) = store.runs.all()
    assert (run.name, run.report, run.error, run.finished_at) == ("step", "2 new", "a: broken", NOW)


def test_a_run_without_work_leaves_no_trace(sqlite_store):
    run_once(sqlite_store, job(lambda: Report({"interrupted": 0})), lambda: NOW)
    assert sqlite_store.runs.all() == []


@pytest.mark.parametrize(
    ("error", "told"),
    [(ZeroDivisionError("secret inside"), "ZeroDivisionError"), (StorageError("log", user="for people"), "for people")],
)
def test_a_run_that_raised_is_recorded_until_one_runs_through(sqlite_store, error, told):
    def fail() -> Report:
        raise error

    assert run_once(sqlite_store, job(fail), lambda: NOW) is None
    assert [(r.error, r.report) for r in sqlite_store.runs.all()] == [(told, "")]
    run_once(sqlite_store, job(Report), lambda: NOW)
    assert [r.error for r in sqlite_store.runs.all()] == [None]


def test_a_database_that_does_not_answer_is_no_end(sqlite_store, tmp_path):
    sqlite_store.database.close()
    (tmp_path / "policywire.db").write_text("no database any more " * 100)
    assert run_once(sqlite_store, job(lambda: Report({"new": 1})), lambda: NOW) == Report({"new": 1})


def test_a_job_that_failed_comes_again(sqlite_store):
    turns = []

    def work() -> Report:
        turns.append(1)
        if len(turns) == 1:
            raise ZeroDivisionError
        return Report({"done": 1})

    schedule = Schedule(sqlite_store, [job(work)], wall)
    schedule.start()
    wait_for(lambda: len(turns) >= 3)
    schedule.stop()
    assert sqlite_store.runs.all()[0].error is None


def test_one_job_never_runs_twice_at_a_time_and_holds_up_no_other(sqlite_store):
    running, most, quick = [], [], []

    def slow() -> Report:
        running.append(1)
        most.append(len(running))
        before = len(quick)
        if len(most) < 4:  # the last one is not held, so that the schedule can be stopped
            wait_for(lambda: len(quick) > before + 1)
        running.pop()
        return Report()

    def fast() -> Report:
        quick.append(1)
        return Report()

    schedule = Schedule(sqlite_store, [job(slow, name="slow"), job(fast, name="fast")], wall)
    schedule.start()
    wait_for(lambda: len(most) >= 4)
    schedule.stop()
    assert most == [1] * len(most)
    assert running == []


def test_stop_waits_for_what_runs_and_starts_no_more(sqlite_store):
    begun, ended = threading.Event(), []

    def work() -> Report:
        begun.set()
        time.sleep(0.2)
        ended.append(1)
        return Report()

    schedule = Schedule(sqlite_store, [job(work)], wall)
    schedule.start()
    assert begun.wait(60)
    schedule.stop()
    finished = len(ended)
    assert finished >= 1
    time.sleep(0.1)
    assert len(ended) == finished
    schedule.stop()


def test_a_schedule_that_never_began_can_be_stopped(sqlite_store):
    Schedule(sqlite_store, [job(Report)], wall).stop()


def test_the_table_has_every_step_in_the_datas_way():
    names = list(signature(table).parameters)
    steps = table(**dict.fromkeys(names, Report))
    assert [step.name for step in steps] == names
    assert names[-7:-3] == ["send_digests", "translate_alerts", "deliver_alerts", "watch_deliveries"]
    assert all(0 < step.jitter < step.seconds for step in steps)


def test_a_report_tells_what_it_counted():
    assert str(Report({"new": 2, "revised": 0, "seen": 1})) == "2 new, 1 seen"
    assert (str(Report()), Report().worked, Report({"new": 1}).worked) == ("nothing to do", False, True)


def test_of_many_processes_one_runs_a_job_at_each_of_its_times(store):
    turns, now = [], [NOW]

    def work() -> Report:
        turns.append(now[0])
        return Report()

    step = Job("step", 10, 0, work)
    for seconds in range(40):
        now[0] = NOW + timedelta(seconds=seconds / 2)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: run_in_turn(store, step, lambda: now[0]), range(4)))
    assert len(turns) == len(set(turns)) == 4


def test_a_job_whose_process_died_runs_elsewhere_after_a_while(store):
    assert store.firings.take("step", NOW, NOW + TAKEN)
    turns = []
    step = Job("step", 10, 0, lambda: turns.append(1) or Report())
    run_in_turn(store, step, lambda: NOW + TAKEN - timedelta(seconds=1))
    assert turns == []
    run_in_turn(store, step, lambda: NOW + TAKEN)
    assert turns == [1]


def test_a_job_for_every_process_waits_for_no_other(store):
    turns = []
    step = Job("step", 10, 0, lambda: turns.append(1) or Report(), every=True)
    for _ in range(3):
        run_in_turn(store, step, lambda: NOW)
    assert turns == [1, 1, 1]
