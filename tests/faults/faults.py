"""Kills, freezes and rebalances under load; then every queue is compared with an offline scan.

Workers go 1 -> 3 -> 2 -> 1 while events come. One of three is frozen past its session. Workers and
brokers are killed at random moments. The last line says what was lost, doubled and mismatched.
"""

import argparse
import random
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

from confluent_kafka import Consumer, Producer

from cluster import Cluster, Worker, committed, ends, read, wait
from events import INPUTS, QUEUES, event, partition, pipeline, topics
from oracle import compare, expected

# Longer than the session of the pipeline: the group gives a frozen worker's partitions to others.
FREEZE = 8.0


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--broker-kills", type=int, default=1)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--kanhe", required=True)
    parser.add_argument("--home", required=True)
    return parser.parse_args()


class Load:
    """Sends the events, at a pace that lasts as long as the faults."""

    def __init__(self, address, prefix, number):
        self.inputs = {(topic, p): [] for topic, n in INPUTS.items() for p in range(n)}
        self.address, self.prefix, self.number = address, prefix, number
        # How many may be sent by now.
        self.allowed = 0
        self.sent, self.failed = 0, []
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        producer = Producer({"bootstrap.servers": self.address, "enable.idempotence": True, "linger.ms": 5,
                             "message.timeout.ms": 240_000, "log_level": 2})
        report = lambda error, _: self.failed.append(error) if error else None
        for n in range(self.number):
            while n >= self.allowed:
                producer.poll(0)
                time.sleep(0.02)
            topic, key, value = event(n)
            at = partition(topic, key)
            self.inputs[(topic, at)].append((key, value))
            while True:
                try:
                    producer.produce(f"{self.prefix}.{topic}", value, key, at, on_delivery=report)
                    break
                except BufferError:
                    producer.poll(0.1)
            producer.poll(0)
            self.sent = n + 1
        producer.flush()

    def done(self):
        return not self.thread.is_alive()


class Faults:
    def __init__(self, args, folder, dice):
        self.args, self.dice = args, dice
        self.cluster = Cluster(args.home, folder, 3)
        self.prefix = "faults"
        self.cluster.create(topics(self.prefix))
        path = Path(folder) / "pipeline.toml"
        path.write_text(pipeline(self.cluster.address, self.prefix))
        self.workers = [Worker(args.kanhe, str(path), f"worker-{n}", folder) for n in range(3)]
        self.wanted = 1
        self.kills = self.broker_kills = 0
        self.seen = {}
        self.frozen = None
        self.down = None

    def keep(self):
        """As a supervisor: as many workers as are wanted run."""
        for number, worker in enumerate(self.workers):
            if number < self.wanted and not worker.running():
                self.seen[worker.name] = worker.count('"partitions assigned"')
                worker.start()
            if number >= self.wanted and worker.running() and worker is not self.frozen:
                status = worker.terminate()
                # A signal that comes before the worker listens ends it before it begins.
                if status not in (0, -signal.SIGTERM):
                    print(f"{worker.name} ended with {status} when it was told to stop")

    def plan(self):
        """What happens, in order: kills everywhere, brokers one after another, workers 1, 3, 2, 1."""
        dice = self.dice
        plan = [(0.25, "scale", 3), (0.4, "freeze", 0), (0.65, "scale", 2), (0.85, "scale", 1)]
        plan += [(dice.random(), "kill", 0) for _ in range(self.args.kills)]
        plan += [(dice.uniform(0.1, 0.9), "broker", 0) for _ in range(self.args.broker_kills)]
        return [(what, number) for _, what, number in sorted(plan)]

    def working(self):
        """Whether every wanted worker has partitions: what is killed then is in the middle of its work."""
        wanted = [w for w in self.workers[: self.wanted] if w is not self.frozen]
        return all(w.running() and w.count('"partitions assigned"') > self.seen[w.name] for w in wanted)

    def act(self, what, number):
        if what == "scale":
            self.wanted = number
        elif what == "kill":
            alive = [w for w in self.workers[: self.wanted] if w.running() and w is not self.frozen]
            if not alive:
                self.keep()
                alive = [w for w in self.workers[: self.wanted] if w.running() and w is not self.frozen]
            self.dice.choice(alive).kill()
            self.kills += 1
        elif what == "freeze":
            running = [w for w in self.workers[1: self.wanted] if w.running()]
            if running:
                self.frozen = self.dice.choice(running)
                self.frozen.signal(signal.SIGSTOP)
                self.thaw = time.monotonic() + FREEZE
        elif what == "broker":
            wait(lambda: self.cluster.in_sync(3), "the brokers do not catch up")
            self.down = self.dice.randrange(3)
            self.cluster.kill(self.down)
            self.broker_kills += 1
            self.up = time.monotonic() + self.dice.uniform(1, 5)

    def tick(self):
        now = time.monotonic()
        if self.frozen and now >= self.thaw:
            if self.frozen.running():
                self.frozen.signal(signal.SIGCONT)
            self.frozen = None
        if self.down is not None and now >= self.up:
            self.cluster.start(self.down)
            self.down = None
        self.keep()

    def run(self):
        self.keep()
        load = Load(self.cluster.address, self.prefix, self.args.events)
        plan = self.plan()
        for step, (what, number) in enumerate(plan):
            load.allowed = self.args.events * (step + 1) // (len(plan) + 1)
            if what == "kill":
                wait(lambda: (self.tick(), self.working())[1], "the workers do not get to work")
            moment = time.monotonic() + self.dice.uniform(0, 1.5)
            while time.monotonic() < moment:
                self.tick()
                time.sleep(0.02)
            self.act(what, number)
        load.allowed = self.args.events
        while self.frozen or self.down is not None:
            self.tick()
            time.sleep(0.05)
        wait(lambda: (self.tick(), load.done())[1], "the load does not end")
        if load.failed:
            raise SystemExit(f"FAILED: the load was not taken: {load.failed[0]}")
        inputs = ends(self.cluster.address, [f"{self.prefix}.{name}" for name in INPUTS])
        group = Consumer({"bootstrap.servers": self.cluster.address, "group.id": self.prefix, "log_level": 2})
        wait(lambda: (self.tick(), committed(group, inputs) == inputs)[1], "inputs stay uncommitted")
        for worker in self.workers:
            if worker.running():
                status = worker.terminate()
                if status != 0:
                    raise SystemExit(f"FAILED: {worker.name} ended with {status}")
        if committed(group, inputs) != inputs:
            raise SystemExit("FAILED: not every input offset is committed")
        rebalances = sum(worker.count('"partitions assigned"') for worker in self.workers)
        messages = read(self.cluster.address, [f"{self.prefix}.{name}" for name in QUEUES])
        wanted = expected(self.args.kanhe, self.prefix, load.inputs)
        total = sum(len(out) for out in wanted.values())
        print(f"{total} messages must follow from {load.sent} events; {sum(map(len, messages.values()))} are there")
        return rebalances, *compare(wanted, messages)


def main():
    args = arguments()
    seed = args.seed if args.seed is not None else random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    with tempfile.TemporaryDirectory(prefix="kanhe-faults-") as folder:
        faults = Faults(args, folder, random.Random(seed))
        try:
            rebalances, lost, doubled, mismatched = faults.run()
        except (SystemExit, Exception):
            for log in Path(folder).glob("broker-*/log"):
                print(f"--- {log}", *log.read_text(errors="replace").splitlines()[-8:], sep="\n")
            for worker in faults.workers:
                if worker.log.exists():
                    print(f"--- {worker.name}", *worker.log.read_text(errors="replace").splitlines()[-25:], sep="\n")
            raise
        finally:
            for worker in faults.workers:
                if worker.running():
                    worker.signal(signal.SIGCONT)
                    worker.kill()
            faults.cluster.stop()
    print(f"events {args.events} kills {faults.kills} broker-kills {faults.broker_kills} rebalances {rebalances} "
          f"lost {lost} doubled {doubled} mismatched {mismatched} seed {seed}")
    good = not (lost or doubled or mismatched)
    sys.exit(0 if good and (faults.kills, faults.broker_kills) == (args.kills, args.broker_kills) else 1)


main()
