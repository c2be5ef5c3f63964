"""Kills the worker of a data product again and again; each life begins with an empty folder, so that
nothing local survives. Then the whole output is checked against the promise by counting: every row is
decided once or waits, each published decision has one released row, and every class has k persons.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from confluent_kafka import Consumer, Producer

from cluster import Cluster, Worker, committed, ends, read, wait
from options import options

K, DELAY, SHARDS, PREFIX = 4, 40, 2, "records"
QUEUES = ["delete", "mask", "accounts", "fraud", "privacy", "data", "dead", "release"]


def row(n, dice):
    values = {"person": f"示例身份{dice.randrange(400)}", "age": dice.randrange(18, 90),
              "zip": f"99{dice.randrange(100):02}"}
    time = f"2026-11-22T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z"
    return {"id": f"d-{n}", "type": "record", "time": time, "product": "visits", "values": values}


def pipeline(address):
    reports = ", ".join(f'{desk} = "{PREFIX}.{desk}"' for desk in ("accounts", "fraud", "privacy", "data"))
    return f"""
[pipeline]
name = "{PREFIX}"
[kafka]
brokers = "{address}"
group = "{PREFIX}"
session-timeout-ms = 6000
transaction-timeout-ms = 10000
input = ["{PREFIX}.rows"]
[queues]
delete = "{PREFIX}.delete"
mask = "{PREFIX}.mask"
report = {{ {reports} }}
dead-letter = "{PREFIX}.dead"
release = "{PREFIX}.release"
[changelogs]
records = "{PREFIX}.state"
[state]
key-file = "state.key"
[limits]
commit-interval-ms = 20
batch-inputs = 50
[[products]]
name = "visits"
k = {K}
delay-rows = {DELAY}
delay-seconds = 86400
window-seconds = 86400
columns = [
  {{ name = "person", role = "identifier" }},
  {{ name = "age", role = "quasi", range = [0, 120] }},
  {{ name = "zip", role = "quasi", digits = 4, keep = [2] }},
]
"""


def check(rows, messages, waiting):
    """(lost, doubled, below): counted from the output alone and the rows that were sent."""
    decided, shards = Counter(), defaultdict(list)
    for queue in ("delete", "mask"):
        for message in messages[(f"{PREFIX}.{queue}", 0)]:
            decision = json.loads(message.value())
            decided[decision["event"]] += 1
            if queue == "mask":
                shards[int(decision["event"][2:]) % SHARDS].append(decision)
    lost = len(rows) - len(decided) - waiting
    doubled = sum(number - 1 for number in decided.values())
    wanted = Counter(json.dumps(d["values"], sort_keys=True) for out in shards.values() for d in out)
    released = [m for (topic, _), all in messages.items() if topic == f"{PREFIX}.release" for m in all]
    there = Counter(json.dumps(json.loads(m.value())["values"], sort_keys=True) for m in released)
    lost += (wanted - there).total()
    doubled += (there - wanted).total()
    below = 0
    for out in shards.values():
        persons, classes = [], []
        for decision in out:
            persons.append(rows[int(decision["event"][2:])]["values"]["person"])
            classes.append(json.dumps(decision["values"], sort_keys=True))
        for at, name in enumerate(classes):
            # A batch is no longer than what waits: until its end the class is full.
            until = range(min(len(classes), at + DELAY))
            below += len({persons[i] for i in until if classes[i] == name}) < K
    return lost, doubled, below, len(released)


def main():
    args, dice = options(events=4000, kills=4)
    rows = [row(n, dice) for n in range(args.events)]
    with tempfile.TemporaryDirectory(prefix="kanhe-faults-") as folder:
        cluster = Cluster(args.home, folder, 1)
        worker, restored = None, 0
        try:
            shared = {f"{PREFIX}.{name}": SHARDS for name in ("rows", "state")}
            compacted = {f"{PREFIX}.state": {"cleanup.policy": "compact"}}
            cluster.create(shared | {f"{PREFIX}.{name}": 1 for name in QUEUES}, compacted)
            places = [(f"{PREFIX}.rows", p) for p in range(SHARDS)]
            group = Consumer({"bootstrap.servers": cluster.address, "group.id": PREFIX, "log_level": 2})
            producer = Producer({"bootstrap.servers": cluster.address, "enable.idempotence": True})
            done = lambda: sum(committed(group, places).values())
            sent = 0
            for life in range(args.kills + 1):
                home = Path(folder) / f"life-{life}"
                home.mkdir()
                (home / "state.key").write_text("an invented secret of a test")
                (home / "pipeline.toml").write_text(pipeline(cluster.address))
                # Every second life is another machine: even the name is new.
                worker = Worker(args.kanhe, str(home / "pipeline.toml"), f"worker-{life // 2}", str(home))
                worker.start()
                goal = len(rows) * (life + 1) // (args.kills + 1)
                for n in range(sent, goal):
                    producer.produce(f"{PREFIX}.rows", json.dumps(rows[n]).encode(), f"k-{n}", n % SHARDS)
                producer.flush()
                # In the middle of its share, or at the end of all.
                until = goal if life == args.kills else dice.randrange(sent + 1, goal)
                wait(lambda: done() >= until, f"life {life} does not get on")
                sent = goal
                restored += worker.count('"state restored"')
                if life < args.kills:
                    worker.kill()
            if worker.terminate() != 0:
                raise SystemExit("FAILED: the last worker did not stop cleanly")
            state = subprocess.run([args.kanhe, "state", "inspect", worker.pipeline], capture_output=True, check=True)
            held = json.loads(state.stdout)
            messages = read(cluster.address, [f"{PREFIX}.{name}" for name in QUEUES])
            if ends(cluster.address, [f"{PREFIX}.dead"]) != {(f"{PREFIX}.dead", 0): 0}:
                raise SystemExit("FAILED: there are dead letters")
            lost, doubled, below, released = check(rows, messages, held["waiting"])
        except (SystemExit, Exception):
            if worker and worker.log.exists():
                print(*worker.log.read_text(errors="replace").splitlines()[-25:], sep="\n")
            raise
        finally:
            if worker and worker.running():
                worker.kill()
            cluster.stop()
    print(f"rows {len(rows)} kills {args.kills} restores {restored} released {released} waiting {held['waiting']} "
          f"lost {lost} doubled {doubled} below-k {below} seed {args.seed}")
    good = released > 0 and held["waiting"] <= DELAY * SHARDS and restored > args.kills
    sys.exit(0 if good and not (lost or doubled or below) else 1)


main()
