"""Names that change while a worker runs, the breaker, and dead letters that are sent back: all with a
real broker and one worker that is never started again."""

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "faults"))

from confluent_kafka import Consumer, Producer  # noqa: E402

from cluster import Cluster, Worker, committed, ends, free_ports, read, wait  # noqa: E402
from events import INPUTS, partition, pipeline, post, registration, topics  # noqa: E402

NAME = "示例巡护总队官方发布"
MARK = "植入标记甲乙丙"


def lexicon(passes):
    return f"""[lexicon]
id = "example"
title = "示例"
title_en = "example"
basis = ["10(1)"]
owner = "lexicon-team"

[[term]]
id = "shili-xunhu"
text = "示例巡护总队"
kind = "organ"
source = "示例"
status = "live"
since = "2026-11-25"
folds = ["width", "script", "separator"]
except = []
hit = ["示例巡护总队官方发布"]
pass = ["{passes}"]
"""


class Scenario:
    def __init__(self, args, cluster, folder, prefix, lexicons, more="", limits=""):
        self.args, self.cluster, self.prefix = args, cluster, prefix
        cluster.create(topics(prefix))
        self.port = free_ports(1)[0]
        self.path = Path(folder) / f"{prefix}.toml"
        text = pipeline(cluster.address, prefix).replace("enabled = false", more or "enabled = false")
        self.path.write_text(f'{text}[admin]\nlisten = "127.0.0.1:{self.port}"\n{lexicons}')
        self.worker = Worker(args.kanhe, str(self.path), f"{prefix}-worker", folder)
        self.worker.start()
        self.number = 0
        self.group = Consumer({"bootstrap.servers": cluster.address, "group.id": prefix, "log_level": 2})

    def send(self, messages):
        producer = Producer({"bootstrap.servers": self.cluster.address, "log_level": 2})
        for topic, key, value in messages:
            producer.produce(f"{self.prefix}.{topic}", value, key, partition(topic, key), headers={"trace": key})
        producer.flush()
        self.settle()

    def settle(self):
        end = ends(self.cluster.address, [f"{self.prefix}.{name}" for name in INPUTS])
        wait(lambda: committed(self.group, end) == end, "inputs stay uncommitted")

    def names(self, name, number=1):
        """Opens accounts of this name and says how many are refused."""
        before = self.queue("delete")
        first = self.number
        self.number += number
        self.send([("registrations", f"k-{n}", registration(n, "personal", name, "示例").encode())
                   for n in range(first, self.number)])
        return self.queue("delete") - before

    def queue(self, name):
        return sum(len(found) for found in read(self.cluster.address, [f"{self.prefix}.{name}"]).values())

    def metric(self, line):
        text = urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=10).read().decode()
        return next((float(found.rsplit(" ", 1)[1]) for found in text.splitlines() if found.startswith(line)), 0)

    def await_metric(self, line, least):
        wait(lambda: self.metric(line) >= least, f"{line} does not come to {least}")

    def stop(self):
        assert self.worker.terminate() == 0
        log = self.worker.log.read_text(errors="replace")
        assert MARK not in log, "an input's words are in the log"
        assert "panic" not in log, log[-2000:]


def reload_from_folder(args, cluster, folder):
    names = Path(folder) / "names"
    shutil.copytree(ROOT / "lexicons/names", names)
    s = Scenario(args, cluster, folder, "folder", f'[lexicons]\nfolder = "{names}"\n')
    loaded, refused = ('kanhe_lexicon_reloads_total{result="%s"}' % r for r in ("loaded", "refused"))
    assert s.names(NAME) == 0, "the name is not known yet"
    (names / "example.toml").write_text(lexicon("李示例"))
    s.await_metric(loaded, 1)
    assert s.names(NAME) == 1, "the new name decides"
    # Its own example fails: refused, with a reason, and the old set goes on.
    (names / "example.toml").write_text(lexicon(NAME))
    s.await_metric(refused, 1)
    assert s.worker.count("a set of names is refused") == 1 and s.worker.count("KL901") == 1
    assert s.names(NAME) == 1, "the old set goes on"
    (names / "example.toml").write_text("[lexicon")
    s.await_metric(refused, 2)
    s.worker.signal(signal.SIGHUP)
    s.await_metric(refused, 3)
    (names / "example.toml").unlink()
    s.await_metric(loaded, 2)
    assert s.names(NAME) == 0, "the name is gone"
    s.stop()


def reload_from_topic(args, cluster, folder):
    cluster.create({"lexicons": 1}, {"lexicons": {"cleanup.policy": "compact"}})
    producer = Producer({"bootstrap.servers": cluster.address, "log_level": 2})
    for file in sorted((ROOT / "lexicons/names").glob("*.toml")):
        producer.produce("lexicons", file.read_bytes(), file.name)
    producer.produce("lexicons", lexicon("李示例").encode(), "example.toml")
    producer.flush()
    s = Scenario(args, cluster, folder, "topic", '[lexicons]\ntopic = "lexicons"\n')
    assert s.names(NAME) == 1, "the topic's set decides from the start"
    producer.produce("lexicons", None, "example.toml")
    producer.flush()
    s.await_metric('kanhe_lexicon_reloads_total{result="loaded"}', 2)
    assert s.names(NAME) == 0, "the name is gone"
    s.stop()


def breaker(args, cluster, folder):
    names = Path(folder) / "breaker-names"
    shutil.copytree(ROOT / "lexicons/names", names)
    (names / "example.toml").write_text(lexicon("李示例"))
    s = Scenario(args, cluster, folder, "breaker", f'[lexicons]\nfolder = "{names}"\n', "least = 40\nwindow = 1000")
    assert s.names(NAME, 30) == 30
    assert s.names(NAME, 100) >= 10
    s.await_metric('kanhe_breaker_open{name="shili-xunhu"}', 1)
    s.await_metric('kanhe_lexicon_reloads_total{result="loaded"}', 1)
    assert s.names(NAME, 5) == 0, "in shadow"
    assert s.names("解放军征兵办公室官方") == 1, "the others go on"
    s.worker.signal(signal.SIGHUP)
    s.await_metric('kanhe_lexicon_reloads_total{result="loaded"}', 2)
    assert s.names(NAME, 5) == 5, "armed again"
    s.stop()


def letters(args, cluster, folder):
    s = Scenario(args, cluster, folder, "letters", "")

    def dlq(*words):
        command = [args.kanhe, "dlq", words[0], str(s.path), *words[1:]]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    broken = registration(1, "personal", MARK, "示例").replace('"account"', '"acount"').encode()
    spoken = post(2, MARK).encode()[:-3]
    s.send([("registrations", "a-1", broken), ("posts", "author-1", spoken), ("registrations", "a-2", broken)])
    listed = [json.loads(line) for line in dlq("list").splitlines()]
    assert sorted(l["kept"] for l in listed) == [False, True, True], listed
    assert MARK not in dlq("list")
    kept = next(l for l in listed if l["kept"])
    assert MARK in dlq("show", kept["place"]) and kept["code"] in dlq("show", kept["place"])
    lost = next(l for l in listed if not l["kept"])
    assert MARK not in dlq("show", lost["place"]) and "author-1" not in dlq("show", lost["place"])
    assert "sent back 2, not kept 1, came back already 0" in dlq("redrive"), "both kept ones go back"
    # The inputs' ends cannot say when: the marker of the redrive's transaction stands there.
    wait(lambda: s.queue("dead") == 5, "what went back does not come again")
    found = [m for found in read(cluster.address, [f"{s.prefix}.registrations"]).values() for m in found]
    again = [m for m in found if ("kanhe-redriven", b"1") in (m.headers() or [])]
    assert sorted((m.key(), m.value(), m.headers()[0]) for m in again) == [
        (b"a-1", broken, ("trace", b"a-1")), (b"a-2", broken, ("trace", b"a-2"))]
    assert "sent back 0, not kept 0, came back already 2" in dlq("redrive"), "none goes round in a circle"
    assert "sent back 0, not kept 0, came back already 0" in dlq("redrive"), "nothing is left"
    s.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kanhe", required=True)
    parser.add_argument("--home", required=True)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kanhe-names-") as folder:
        cluster = Cluster(args.home, folder, 1)
        try:
            for scenario in (letters, reload_from_folder, reload_from_topic, breaker):
                try:
                    scenario(args, cluster, folder)
                except (AssertionError, SystemExit):
                    for log in Path(folder).glob("*-worker.log"):
                        print(f"--- {log.name}", *log.read_text().splitlines()[-12:], sep="\n")
                    raise
                print(f"{scenario.__name__}: ok")
        finally:
            cluster.stop()


main()
