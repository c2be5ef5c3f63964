"""Kills, freezes and rebalances under load; then every queue is compared with an offline scan.

Workers go 1 -> 3 -> 2 -> 1 while events come. One of three is frozen past its session. Workers and
brokers are killed at random moments. The last line says what was lost, doubled and mismatched.
"""

import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

from confluent_kafka import Consumer, Producer

from cluster import Cluster, Worker, committed, ends, read, wait
from events import INPUTS, QUEUES, event, partition, pipeline, topics
from options import options
from oracle import compare, expected

# Seconds past the session of the pipeline (6), and past its transactions' timeout (10) too.
FREEZES = [8, 13]
# Seconds in which any transaction of a worker that runs has ended.
STUCK = 3
# Times that a worker is frozen until it is in the middle of a transaction.
TRIES = 20
# Seconds over which the events of one fault come.
PACE = 4


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
        self.queues = [f"{self.prefix}.{name}" for name in QUEUES]
        self.cluster.create(topics(self.prefix))
        path = Path(folder) / "pipeline.toml"
        path.write_text(pipeline(self.cluster.address, self.prefix))
        self.workers = [Worker(args.kanhe, str(path), f"worker-{n}", folder) for n in range(3)]
        self.wanted = 1
        self.kills = self.broker_kills = 0
        self.seen = {}
        self.frozen = None
        # Of workers that were frozen in a transaction: whether they aborted it, ended by it, or had
        # sent its offsets already, so that whoever came after them waited for its end.
        self.aborted = self.ended = self.finished = self.tries = 0
        self.down = None
        self.load = None
        self.goal, self.last = 0, time.monotonic()

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
        return all(w.running() and w.count('"partitions assigned"') > self.seen[w.name]
                   for w in self.workers[: self.wanted])

    def act(self, what, number):
        if what == "scale":
            self.wanted = number
            self.until(lambda: self.cluster.members(self.prefix) == number, f"no group of {number} workers")
        elif what == "kill":
            self.until(self.working, "the workers do not get to work")
            self.dice.choice(self.workers[: self.wanted]).kill()
            self.kills += 1
        elif what == "freeze":
            # Somebody must be there to take its partitions.
            self.wanted = max(self.wanted, 2)
            while not self.freeze():
                if self.tries == TRIES:
                    raise SystemExit("FAILED: no worker was frozen in a transaction")
        elif what == "broker":
            wait(lambda: self.cluster.in_sync(3), "the brokers do not catch up")
            self.down = self.dice.randrange(3)
            self.cluster.kill(self.down)
            self.broker_kills += 1
            self.up = time.monotonic() + self.dice.uniform(1, 5)

    def freeze(self):
        """Freezes a worker past its session; whether it was fenced in a transaction. The end of the
        queues that stands still shows the transaction."""
        self.tries += 1
        self.until(lambda: self.down is None and self.cluster.in_sync(3), "the brokers do not catch up")
        self.until(lambda: self.working() and self.cluster.members(self.prefix) == self.wanted,
                   "the workers do not get to work")
        # Something to do for about a second.
        self.load.allowed = max(self.load.allowed, self.load.sent)
        self.goal = min(self.args.events, self.load.allowed + self.share / PACE)
        self.pause(self.dice.uniform(0.1, 0.6))
        self.frozen = self.dice.choice(self.workers[1: self.wanted])
        self.frozen.signal(signal.SIGSTOP)
        begin, logged = time.monotonic(), self.frozen.log.stat().st_size
        self.pause(0.5)
        open_at = self.open()
        self.pause(STUCK)
        stands = open_at & self.open()
        if stands:
            self.pause(begin + self.dice.choice(FREEZES) - time.monotonic())
            self.until(lambda: self.cluster.members(self.prefix) == self.wanted - 1, "its session does not end")
        self.frozen.signal(signal.SIGCONT)
        if stands:
            stands = self.fenced(lambda: self.frozen.log.read_bytes()[logged:].decode(errors="replace"))
        self.frozen = None
        return bool(stands)

    def fenced(self, since):
        """What a frozen worker that is back says of its transaction."""
        is_over = lambda: '"partitions revoked"' in since() or "the worker failed" in since()
        self.until(is_over, f"{self.frozen.name} does not see that its session ended")
        ended, aborted = "the transaction cannot go on" in since(), "the transaction is aborted" in since()
        if "the worker failed" in since() and not ended:
            raise SystemExit(f"FAILED: {self.frozen.name} ended, and no transaction was the reason")
        self.ended += ended
        self.aborted += aborted and not ended
        self.finished += not (aborted or ended)
        return aborted or ended

    def open(self):
        """Where transactions are open: partition and stable end."""
        stable, all_there = (ends(self.cluster.address, self.queues, of) for of in ("read_committed", "read_uncommitted"))
        return {(place, end) for place, end in stable.items() if end < all_there[place]}

    def tick(self):
        now = time.monotonic()
        if self.load:
            self.load.allowed = min(self.goal, self.load.allowed + self.share * (now - self.last) / PACE)
        self.last = now
        if self.down is not None and now >= self.up:
            self.cluster.start(self.down)
            self.down = None
        self.keep()

    def until(self, done, what):
        wait(lambda: (self.tick(), done())[1], what)

    def pause(self, seconds):
        moment = time.monotonic() + seconds
        while time.monotonic() < moment:
            self.tick()
            time.sleep(0.02)

    def run(self):
        plan = self.plan()
        self.share = self.args.events / (len(plan) + 1)
        self.keep()
        self.load = load = Load(self.cluster.address, self.prefix, self.args.events)
        for step, (what, number) in enumerate(plan):
            load.allowed = self.goal
            self.goal = max(self.goal, self.share * (step + 1))
            self.pause(self.dice.uniform(0, 1.5))
            self.act(what, number)
        load.allowed = self.goal = self.args.events
        self.until(lambda: self.down is None and load.done(), "the load does not end")
        if load.failed:
            raise SystemExit(f"FAILED: the load was not taken: {load.failed[0]}")
        inputs = ends(self.cluster.address, [f"{self.prefix}.{name}" for name in INPUTS])
        group = Consumer({"bootstrap.servers": self.cluster.address, "group.id": self.prefix, "log_level": 2})
        self.until(lambda: committed(group, inputs) == inputs, "inputs stay uncommitted")
        for worker in self.workers:
            if worker.running():
                status = worker.terminate()
                if status != 0:
                    raise SystemExit(f"FAILED: {worker.name} ended with {status}")
        if committed(group, inputs) != inputs:
            raise SystemExit("FAILED: not every input offset is committed")
        rebalances = sum(worker.count('"partitions assigned"') for worker in self.workers)
        messages = read(self.cluster.address, self.queues)
        wanted = expected(self.args.kanhe, self.prefix, load.inputs)
        total = sum(len(out) for out in wanted.values())
        print(f"{total} messages must follow from {load.sent} events; {sum(map(len, messages.values()))} are there")
        return rebalances, *compare(wanted, messages)


def main():
    args, dice = options(events=20_000, kills=6, broker_kills=1)
    with tempfile.TemporaryDirectory(prefix="kanhe-faults-") as folder:
        faults = Faults(args, folder, dice)
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
    print(f"workers 1 3 2 1; frozen in a transaction and past its session: aborted it {faults.aborted}, ended by it "
          f"{faults.ended}, had sent its offsets {faults.finished}; tries {faults.tries}")
    print(f"events {args.events} kills {faults.kills} broker-kills {faults.broker_kills} rebalances {rebalances} "
          f"lost {lost} doubled {doubled} mismatched {mismatched} seed {args.seed}")
    good = not (lost or doubled or mismatched)
    sys.exit(0 if good and (faults.kills, faults.broker_kills) == (args.kills, args.broker_kills) else 1)


main()
