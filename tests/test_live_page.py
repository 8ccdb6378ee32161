"""The page without a browser: what reaches it, what it passes on, and what it refuses."""

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import threading

import pytest

from benchmarks.live_view import client
from experiments.live import address
from sim.errors import InputError
from viz.live import serving

serving.quieten()

import solara.server.app  # noqa: E402, F401 -- every widget then belongs to the page that made it
from solara.server import kernel, kernel_context  # noqa: E402 -- its settings are read as it is imported

from viz.live import page  # noqa: E402


class Echo:
    """A session that publishes what it is told, and breaks where it is asked to."""

    def __init__(self, publish):
        self.publish, self.told, self.closed = publish, [], False

    def do(self, message):
        self.told.append(message)
        if message["what"] == "break":
            raise RuntimeError("a fault of ours")
        self.publish("shown", {"n": len(self.told)})

    def close(self):
        self.closed = True


class Line:
    """A connection that keeps what is sent."""

    def __init__(self):
        self.sent = []

    def send(self, text):
        self.sent.append(json.loads(text))

    def close(self):
        pass

    def states(self):
        """What every message to the page sets, in order."""
        content = [message["content"] for message in self.sent]
        return [told["data"].get("state", {}) for told in content if "data" in told]


@contextlib.contextmanager
def opened():
    """A page with a session that echoes, and the line to its browser."""
    context = kernel_context.VirtualKernelContext(id="one", kernel=kernel.Kernel(), session_id="one")
    kernel_context.contexts["one"] = context
    line, sessions = Line(), []
    context.kernel.session.websockets.add(line)

    def opener(publish):
        sessions.append(Echo(publish))
        return sessions[0]

    try:
        with context:
            yield page.opened(opener), sessions[0], line
    finally:
        if not context.closed_event.is_set():
            context.close()


def says(live, event, data):
    """Send an event as a browser would."""
    hears(live, {"method": "custom", "content": {"event": event, "data": data}})


def hears(live, data):
    """Give a page's message to the widget, as the connection does."""
    live._handle_msg({"content": {"data": data}, "buffers": []})


def test_what_a_room_does_reaches_its_session_and_the_answer_its_page():
    with opened() as (live, session, line):
        says(live, "do", {"what": "lever", "name": "train", "value": 0.1})
        assert session.told == [{"what": "lever", "name": "train", "value": 0.1}]
        assert line.states()[-1] == {"shown": {"n": 1}}


def test_a_session_publishes_from_a_thread_of_its_own_with_no_rendering():
    with opened() as (_, session, line):
        n = len(line.sent)
        thread = threading.Thread(target=session.publish, args=("band", {"n": 7}))
        thread.start()
        thread.join()
        assert len(line.sent) == n + 1
        assert line.states()[-1] == {"band": {"n": 7}}


def test_a_session_ends_with_its_page_and_is_not_heard_any_more():
    with opened() as (_, session, line):
        kernel_context.get_current_context().close()
        assert session.closed
        n = len(line.sent)
        session.publish("shown", {"n": 9})
        assert len(line.sent) == n


def test_a_session_can_publish_only_what_the_page_shows():
    with opened() as (_, session, _), pytest.raises(ValueError, match="template"):
        session.publish("template", "<script></script>")


def test_a_fault_of_ours_is_told_in_a_sentence_and_the_page_goes_on(caplog):
    with opened() as (live, session, _):
        says(live, "do", {"what": "break"})
        says(live, "do", {"what": "break"})
        assert live.fault == {"id": "page-2", "text": page.BROKEN}
        assert "a fault of ours" in caplog.text
        says(live, "do", {"what": "month"})
        assert live.shown == {"n": 3}
        assert len(session.told) == 3


@pytest.mark.parametrize("data", [None, 7, "hello", [1, 2], {"no": "what"}])
def test_a_message_of_another_form_is_handed_over_as_one_that_means_nothing(data):
    with opened() as (live, session, _):
        says(live, "do", data)
        assert session.told == [data if isinstance(data, dict) else {"what": data}]


@pytest.mark.parametrize(
    "content",
    [
        {"create_widget": ["subprocess", "Popen"], "id": "x", "props": {"args": "true"}},
        {"create_widget": ["antigravity", "fly"], "id": "x", "props": {}},
        {"update_ref": {"functionRef": "close"}, "id": "one", "prop": "shown"},
        {"event": "do_", "data": {}},
        {"event": "close", "data": {}},
        {"event": None},
        None,
    ],
)
def test_a_page_can_call_nothing_but_do(content):
    with opened() as (live, session, line):
        n = len(line.sent)
        live._handle_custom_msg(content, [])
        assert session.told == []
        assert len(line.sent) == n
        assert "antigravity" not in sys.modules


def test_a_page_can_set_nothing():
    with opened() as (live, _, _):
        before = live.get_state()
        state = {"shown": {"n": 99}, "template": "<b>", "_model_name": "x"}
        hears(live, {"method": "update", "state": state})
        assert live.get_state() == before


def test_a_page_that_cannot_be_opened_says_so(caplog):
    def opener(_):
        raise RuntimeError("no session today")

    context = kernel_context.VirtualKernelContext(id="two", kernel=kernel.Kernel(), session_id="two")
    with context:
        shown = page.opened(opener)
        assert shown.children == [page.UNOPENED]
        assert "no session today" in caplog.text
        context.close()


def test_more_rooms_than_a_machine_can_hold_are_turned_away_in_a_sentence(monkeypatch):
    monkeypatch.setattr(page, "MOST_ROOMS", 1)
    with opened() as (live, _, _):
        assert isinstance(live, page.Live)
        one_more = kernel_context.VirtualKernelContext(id="two", kernel=kernel.Kernel(), session_id="two")
        kernel_context.contexts["two"] = one_more
        with one_more:
            asked = []
            assert page.opened(asked.append).children == [page.FULL]
            assert asked == []
    # A page that was turned away takes no room from the next, though it stays open.
    with opened() as (live, _, _):
        assert isinstance(live, page.Live)
    one_more.close()
    assert not page.ROOMS


def test_a_port_that_is_taken_is_passed_over_unless_it_was_asked_for():
    with address.listening("127.0.0.1", None) as first:
        taken = first.getsockname()[1]
        with address.listening("127.0.0.1", None) as second:
            assert second.getsockname()[1] > taken
        with pytest.raises(InputError, match=f"`--port` = {taken} cannot be used") as refused:
            address.listening("127.0.0.1", taken)
        assert len(str(refused.value).splitlines()) == 1


def test_short_messages_are_sent_at_once():
    """Unless a connection names its protocol the server's loop lets every second message wait for 40 ms."""

    async def connected():
        opened = asyncio.get_running_loop().create_future()
        with address.listening("127.0.0.1", None) as bound:
            server = await asyncio.start_server(lambda _, writer: opened.set_result(writer), sock=bound)
            async with server:
                _, writer = await asyncio.open_connection(*bound.getsockname())
                other = await opened
                waits = other.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                writer.close()
                other.close()
                return waits

    assert client.run(connected())


@pytest.mark.parametrize("host", ["300.1.1.1", "203.0.113.7"])
def test_an_address_of_another_machine_is_refused_in_a_sentence(host):
    with pytest.raises(InputError, match="--host"):
        address.listening(host, None)


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::1", "http://[::1]:80"),
        ("10.0.0.7", "http://10.0.0.7:80"),
    ],
)
def test_the_address_to_open(host, own):
    assert address.own(host, 80) == own
    assert "0.0.0.0" not in address.others(host, 80)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["no-such-thing"], "unknown scenario"),
        (["--regime", "Z"], '"K" or "L"'),
        (["--seed", "-1"], "--seed"),
        (["--host", "300.1.1.1"], "--host"),
        (["--posterior", "no/such/folder"], "--posterior"),
    ],
)
def test_a_command_that_cannot_be_met_is_refused_before_anything_is_served(options, words):
    done = subprocess.run(
        [sys.executable, "-m", "experiments.cli", "view", "--no-browser", *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_extra_is_named(monkeypatch):
    from experiments import missing

    monkeypatch.setattr(missing, "find_spec", lambda name: None if name == "solara" else name)
    with pytest.raises(InputError, match=r"pip install -c constraints.txt -e '.\[view\]'"):
        missing.raise_if("redtape view", "view", "numpy", "solara")
