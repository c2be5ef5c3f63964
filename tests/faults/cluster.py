"""Brokers and workers as processes of their own, which can be killed, frozen and started again."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

HERE = Path(__file__).resolve().parent
KAFKA = HERE.parent / "support" / "kafka"
# Ends a wait for something that will not come; nothing is asserted about time.
DEADLINE = 240


def free_ports(number):
    sockets = [socket.socket() for _ in range(number)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def spawn(command, log):
    # `setpriv` ends the process with us, however we end.
    return subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", *command],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
    )


class Cluster:
    """Brokers of one cluster; each is a controller too."""

    def __init__(self, home, folder, brokers, extra=None):
        self.home, self.folder = Path(home), Path(folder)
        self.extra = extra or {}
        ports = free_ports(2 * brokers)
        self.ports, self.controllers = ports[:brokers], ports[brokers:]
        self.nodes = [None] * brokers
        for node in range(brokers):
            self.prepare(node)
        for node in range(brokers):
            self.start(node)
        self.ask_anew()
        wait(lambda: self.alive() == brokers, "the brokers do not come up")

    @property
    def address(self):
        return ",".join(f"127.0.0.1:{port}" for port in self.ports)

    def prepare(self, node):
        text = (KAFKA / "server.properties").read_text()
        data = self.folder / f"broker-{node}"
        (data / "data").mkdir(parents=True)
        replicas = len(self.ports)
        settings = dict(line.split("=", 1) for line in text.splitlines() if "=" in line and line[0] != "#")
        voters = (f"{n + 1}@127.0.0.1:{port}" for n, port in enumerate(self.controllers))
        settings |= {
            "node.id": str(node + 1),
            "controller.quorum.voters": ",".join(voters),
            "default.replication.factor": str(replicas),
            "offsets.topic.replication.factor": str(replicas),
            "transaction.state.log.replication.factor": str(replicas),
            "min.insync.replicas": str(max(1, replicas - 1)),
            "transaction.state.log.min.isr": str(max(1, replicas - 1)),
            # A killed broker is seen and replaced within seconds.
            "broker.session.timeout.ms": "4000",
            "broker.heartbeat.interval.ms": "1000",
            "replica.lag.time.max.ms": "4000",
            "controller.quorum.election.timeout.ms": "1000",
            "controller.quorum.fetch.timeout.ms": "2000",
        } | self.extra
        for key, value in settings.items():
            value = value.replace("@PORT@", str(self.ports[node]))
            value = value.replace("@CONTROLLER@", str(self.controllers[node]))
            settings[key] = value.replace("@DATA@", str(data / "data"))
        (data / "server.properties").write_text("".join(f"{k}={v}\n" for k, v in settings.items()))
        shutil.copy(self.home / "format/data/bootstrap.checkpoint", data / "data")
        cluster = (KAFKA / "cluster-id").read_text().strip()
        (data / "data/meta.properties").write_text(f"version=1\ncluster.id={cluster}\nnode.id={node + 1}\n")

    def start(self, node):
        data = self.folder / f"broker-{node}"
        log = open(data / "log", "ab")
        self.nodes[node] = spawn(
            ["java", "-Xmx384m", "-Xms384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
             f"-XX:SharedArchiveFile={self.home}/kafka.jsa", "-cp", (self.home / "classpath").read_text(),
             "kafka.Kafka", str(data / "server.properties")],
            log,
        )

    def kill(self, node):
        self.nodes[node].kill()
        self.nodes[node].wait()

    def alive(self):
        try:
            return len(self.admin.list_topics(timeout=2).brokers)
        except Exception:
            self.ask_anew()
            return 0

    def ask_anew(self):
        """Another client: one that was told that no broker is there never looks for any again."""
        self.admin = AdminClient({"bootstrap.servers": self.address, "log_level": 2})

    def in_sync(self, replicas):
        """Whether every partition has all its replicas again."""
        try:
            topics = self.admin.list_topics(timeout=2).topics.values()
        except Exception:
            self.ask_anew()
            return False
        return all(len(p.isrs) >= replicas and p.leader >= 0 for t in topics for p in t.partitions.values())

    def create(self, topics, config=None):
        new = [
            NewTopic(name, partitions, len(self.ports), config=(config or {}).get(name, {}))
            for name, partitions in topics.items()
        ]
        for future in self.admin.create_topics(new, operation_timeout=30).values():
            future.result()
        wait(lambda: self.in_sync(len(self.ports)), "the topics do not come up")

    def members(self, group):
        """Members of a group that is at work; 0 while it changes or nobody knows."""
        try:
            # The newer call of this client ends the process when a broker dies meanwhile.
            found = self.admin.list_groups(group, timeout=5)
        except KafkaException:
            return 0
        return sum(len(g.members) for g in found if g.state == "Stable")

    def stop(self):
        """Ends the brokers at once: asked to, the last one would look for another controller for minutes."""
        for node in self.nodes:
            if node and node.poll() is None:
                node.kill()
        for node in self.nodes:
            if node:
                node.wait()


class Worker:
    """A `kanhe run` under a name that stays over its restarts."""

    def __init__(self, binary, pipeline, name, folder, options=()):
        self.binary, self.pipeline, self.name = binary, pipeline, name
        self.log = Path(folder) / f"{name}.log"
        self.options = list(options)
        self.process = None

    def start(self):
        with open(self.log, "ab") as log:
            command = [self.binary, "run", self.pipeline, "--instance-id", self.name, *self.options]
            self.process = spawn(command, log)

    def running(self):
        return self.process is not None and self.process.poll() is None

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def terminate(self):
        self.process.terminate()
        return self.process.wait(timeout=DEADLINE)

    def count(self, words):
        return self.log.read_text(errors="replace").count(words) if self.log.exists() else 0


def wait(done, what, most=DEADLINE):
    end = time.monotonic() + most
    while not done():
        if time.monotonic() > end:
            raise SystemExit(f"FAILED: {what}")
        time.sleep(0.1)


def ends(address, topics, isolation="read_committed"):
    """The end of every partition: with `read_committed`, the last stable offset."""
    consumer = Consumer({"bootstrap.servers": address, "group.id": "ends", "isolation.level": isolation,
                         "log_level": 2})
    found, stop = {}, time.monotonic() + DEADLINE
    try:
        for topic in topics:
            partitions = ask(stop, lambda: consumer.list_topics(topic, timeout=10)).topics[topic].partitions
            for partition in partitions:
                place = TopicPartition(topic, partition)
                found[(topic, partition)] = ask(stop, lambda: consumer.get_watermark_offsets(place, timeout=10))[1]
        return found
    finally:
        consumer.close()


def ask(stop, question):
    """Brokers that were killed and came back refuse at first."""
    while True:
        try:
            return question()
        except KafkaException:
            if time.monotonic() > stop:
                raise


def committed(consumer, places):
    """Offsets that the consumer's group has committed; 0 where there is none."""
    try:
        answers = consumer.committed([TopicPartition(t, p) for t, p in places], timeout=20)
    except Exception:
        return {}
    return {(a.topic, a.partition): max(a.offset, 0) for a in answers if not a.error}


def read(address, topics):
    """Everything that a `read_committed` reader sees, in the order of the partitions."""
    topics = list(topics)
    # A transaction that a dead worker left open hides what follows until the brokers end it.
    wait(lambda: ends(address, topics) == ends(address, topics, "read_uncommitted"), "transactions stay open")
    consumer = Consumer({
        "bootstrap.servers": address, "group.id": "reader", "isolation.level": "read_committed",
        "enable.auto.commit": False, "enable.partition.eof": True, "auto.offset.reset": "earliest",
        "log_level": 2,
    })
    places = list(ends(address, topics))
    consumer.assign([TopicPartition(t, p, 0) for t, p in places])
    messages, left, end = {place: [] for place in places}, len(places), time.monotonic() + DEADLINE
    while left:
        if time.monotonic() > end:
            raise SystemExit("FAILED: the ends of the queues do not come")
        message = consumer.poll(1)
        if message is None:
            continue
        if message.error():
            left -= message.error().name() == "_PARTITION_EOF"
            continue
        messages[(message.topic(), message.partition())].append(message)
    consumer.close()
    return messages
