"""The consumers of the integration guide against a real worker's queues, each with its standard client:
every decision is applied, once, whatever comes twice; what was aborted is not; what is no CloudEvent stops
them."""

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "faults"))

from confluent_kafka import Consumer, Producer  # noqa: E402

from cluster import DEADLINE, Cluster, Worker, committed, ends, read, wait  # noqa: E402
from events import INPUTS, event, partition, pipeline, topics  # noqa: E402

EXAMPLES = ROOT / "deploy/examples"
EVENTS = 1000
QUEUES = ["delete", "mask", "accounts", "fraud"]


class Python:
    name = "python"

    def __init__(self, args, folder):
        self.store = Path(folder) / "effects.sqlite"
        self.command = [sys.executable, str(EXAMPLES / "consumer.py")]

    def applied(self):
        """What was done, as often as it was done."""
        with sqlite3.connect(self.store) as store:
            return sorted(store.execute("SELECT word, about FROM effects").fetchall())


class Java:
    name = "java"

    def __init__(self, args, folder):
        self.store = Path(folder) / "effects.tsv"
        classes = (Path(args.home) / "classpath").read_text()
        self.command = ["java", "-XX:TieredStopAtLevel=1", "-cp", classes, str(EXAMPLES / "Consumer.java")]

    def applied(self):
        return sorted(tuple(line.split("\t")[1:]) for line in self.store.read_text().splitlines())


def fill(args, cluster, folder, prefix):
    """A worker decides a thousand events; what stands in its queues then."""
    cluster.create(topics(prefix))
    path = Path(folder) / "pipeline.toml"
    path.write_text(pipeline(cluster.address, prefix))
    worker = Worker(args.kanhe, str(path), f"{prefix}-worker", folder)
    worker.start()
    producer = Producer({"bootstrap.servers": cluster.address, "log_level": 2})
    for n in range(EVENTS):
        topic, key, value = event(n)
        producer.produce(f"{prefix}.{topic}", value, key, partition(topic, key))
    producer.flush()
    group = Consumer({"bootstrap.servers": cluster.address, "group.id": prefix, "log_level": 2})
    end = ends(cluster.address, [f"{prefix}.{name}" for name in INPUTS])
    wait(lambda: committed(group, end) == end, "inputs stay uncommitted")
    assert worker.terminate() == 0
    found = read(cluster.address, [f"{prefix}.{queue}" for queue in QUEUES])
    return [message for messages in found.values() for message in messages]


def again(cluster, prefix, messages):
    """The same messages once more, as at-least-once delivery may send them, and one of a transaction that
    is aborted, under an id of its own."""
    producer = Producer({"bootstrap.servers": cluster.address, "log_level": 2})
    for message in messages[::3]:
        producer.produce(message.topic(), message.value(), message.key(), headers=message.headers())
    producer.flush()
    aborted = Producer({"bootstrap.servers": cluster.address, "transactional.id": prefix, "log_level": 2})
    aborted.init_transactions()
    aborted.begin_transaction()
    headers = [(name, b"aborted" if name == "ce_id" else value) for name, value in messages[0].headers()]
    aborted.produce(messages[0].topic(), messages[0].value(), messages[0].key(), headers=headers)
    aborted.flush()
    aborted.abort_transaction()


def run(example, cluster, group, prefix):
    command = [*example.command, cluster.address, f"{prefix}-{example.name}-{group}", str(example.store),
               *(f"{prefix}.{queue}" for queue in QUEUES), "--once"]
    return subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE)


def check(args, cluster, folder, prefix, messages, example):
    def effect(message):
        decision, kind = json.loads(message.value()), dict(message.headers())["ce_type"].decode()
        word = {"delete": "refuse", "mask": "replace", "report": "open"}[kind.rsplit(".", 1)[1]]
        return word, decision["report"]["case"] if word == "open" else decision["event"]

    expected = sorted(effect(message) for message in messages)
    assert {word for word, _ in expected} == {"refuse", "replace", "open"}
    for group in ("first", "first", "second"):
        done = run(example, cluster, group, prefix)
        assert done.returncode == 0, done.stderr
        assert example.applied() == expected, f"{example.name}: the {group} group's effects"
    print(f"{example.name}: {len(expected)} decisions applied once each, read three times with doubles")


def refuses(cluster, prefix, example):
    done = run(example, cluster, "first", prefix)
    assert done.returncode != 0 and "no CloudEvent" in done.stderr, done.stderr
    print(f"{example.name}: what is no CloudEvent stops it")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kanhe", required=True)
    parser.add_argument("--home", required=True)
    args = parser.parse_args()
    # What the guide shows is what runs here.
    guide = (ROOT / "README.md").read_text()
    for file in sorted(EXAMPLES.iterdir()):
        assert f"deploy/examples/{file.name}" in guide, f"the guide does not name {file.name}"
    shown = guide.split("```python\n")[1].split("```")[0]
    assert shown in (EXAMPLES / "consumer.py").read_text(), "the guide shows something else than what runs"
    with tempfile.TemporaryDirectory(prefix="kanhe-examples-") as folder:
        cluster = Cluster(args.home, folder, 1)
        try:
            prefix = "examples"
            messages = fill(args, cluster, folder, prefix)
            again(cluster, prefix, messages)
            examples = [Python(args, folder), Java(args, folder)]
            for example in examples:
                check(args, cluster, folder, prefix, messages, example)
            producer = Producer({"bootstrap.servers": cluster.address, "log_level": 2})
            producer.produce(f"{prefix}.delete", b"{}", headers={"ce_id": "x"})
            producer.flush()
            for example in examples:
                refuses(cluster, prefix, example)
        finally:
            cluster.stop()


main()
