"""Mutated messages on the wire: each becomes a decision or a dead letter, and the good ones between
them are decided as an offline scan decides them. One worker, never started again."""

import json
import tempfile
import time
import urllib.request
from pathlib import Path

from confluent_kafka import Consumer, Producer

from cluster import Cluster, Worker, committed, ends, free_ports, read, wait
from events import INPUTS, QUEUES, event, partition, pipeline, topics
from options import options
from oracle import compare, expected

# Every tenth message is a good one.
GOOD = 10


def mutate(dice, n):
    """A message that is no event, or is one only by chance."""
    # Ids that no good one has: an event that came before under the same id would answer for it.
    value = bytearray(event(1_000_000 + dice.randrange(1000))[2])
    kind = n % 12
    if kind == 0:
        return dice.randbytes(dice.randrange(400))
    if kind == 1:
        return dice.choice([b"[", b'{"a":']) * dice.choice([17, 200, 20_000])
    if kind == 2:
        long = b"x" * dice.choice([5_000, 20_000, 300_000 if n % 240 == 2 else 100])
        return bytes(value).replace(b'"time"', b'"more":"' + long + b'","time"')
    if kind == 3:
        for _ in range(dice.randrange(1, 5)):
            value[dice.randrange(len(value))] = dice.randrange(128, 256)
    elif kind == 4:
        for _ in range(dice.randrange(1, 5)):
            value[dice.randrange(len(value))] = dice.randrange(256)
    elif kind == 5:
        wrong = dice.choice([b"7", b"null", b"[]", b"{}", b"true", b"1e999", b'"\\ud800"', b'""'])
        field = dice.choice([b'"id":', b'"type":', b'"time":', b'"parts":', b'"account":', b'"values":'])
        at = value.find(field)
        if at >= 0:
            value[at + len(field):at + len(field)] = wrong + b',"was":'
    elif kind == 6:
        del value[dice.randrange(len(value)):]
    elif kind == 7:
        at = dice.randrange(len(value))
        value[at:at] = value[: dice.randrange(len(value))]
    elif kind == 8:
        return dice.choice([b"", b"null", b"{}", b"[]", b"\xef\xbb\xbf{}", b'"', b"{" * 3, b"-", b"\x00" * 9])
    elif kind == 9:
        value[1:1] = bytes(value[1:-1]) + b","
    elif kind == 10:
        return None
    return bytes(value)


def metric(port, name):
    text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10).read().decode()
    return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name + "{"))


def main():
    args, dice = options(messages=100_000)
    with tempfile.TemporaryDirectory(prefix="kanhe-fuzz-") as folder:
        cluster = Cluster(args.home, folder, 1)
        try:
            run(args, dice, folder, cluster)
        finally:
            cluster.stop()


def run(args, dice, folder, cluster):
    prefix = "fuzz"
    cluster.create(topics(prefix))
    port = free_ports(1)[0]
    path = Path(folder) / "pipeline.toml"
    path.write_text(pipeline(cluster.address, prefix) + f'[admin]\nlisten = "127.0.0.1:{port}"\n')
    worker = Worker(args.kanhe, str(path), "worker-0", folder)
    worker.start()
    producer = Producer({"bootstrap.servers": cluster.address, "enable.idempotence": True, "linger.ms": 5, "log_level": 2,
                         "queue.buffering.max.kbytes": 65536})
    inputs = {(topic, p): [] for topic, n in INPUTS.items() for p in range(n)}
    good = {place: [] for place in inputs}
    begin = time.monotonic()
    for n in range(args.messages):
        topic, key, value = event(n // GOOD)
        place = (topic, partition(topic, key))
        if n % GOOD:
            value = mutate(dice, n)
        else:
            good[place].append(len(inputs[place]))
        inputs[place].append((key, value))
        while True:
            try:
                producer.produce(f"{prefix}.{topic}", value, key, place[1])
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
    producer.flush()
    end = ends(cluster.address, [f"{prefix}.{name}" for name in INPUTS])
    group = Consumer({"bootstrap.servers": cluster.address, "group.id": prefix, "log_level": 2})
    wait(lambda: not worker.running() or committed(group, end) == end, "inputs stay uncommitted")
    if not worker.running():
        print(*worker.log.read_text(errors="replace").splitlines()[-20:], sep="\n")
        raise SystemExit("FAILED: the worker ended")
    took = time.monotonic() - begin
    decided = int(metric(port, "kanhe_events_total"))
    status = worker.terminate()
    messages = read(cluster.address, [f"{prefix}.{name}" for name in QUEUES])
    dead = {tuple(dict(m.headers())[f"source.{part}"] for part in ("topic", "partition", "offset"))
            for place, found in messages.items() if place[0].endswith(".dead") for m in found}
    # The good ones, as if nothing stood between them; broken ones among them are dead letters by place.
    wanted = {}
    for place, events in inputs.items():
        only = [events[at] for at in good[place]]
        kept = expected(args.kanhe, prefix, {place: only})[place]
        wanted[place] = [m for m in kept if not m[0].endswith(".dead")]
    ids = {(topic, number) for out in wanted.values() for topic, number, _, _ in out}
    of_good = {place: [m for m in found if (place[0], dict(m.headers())["ce_id"].decode()) in ids]
               for place, found in messages.items()}
    lost, doubled, mismatched = compare(wanted, of_good)
    print(f"messages {args.messages} decided {decided} dead {len(dead)} good-lost {lost} good-doubled "
          f"{doubled} good-mismatched {mismatched} seconds {took:.0f} exit {status} seed {args.seed}")
    if status or lost or doubled or mismatched or decided + len(dead) != args.messages:
        raise SystemExit("FAILED")


main()
