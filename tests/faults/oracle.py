"""What the queues must hold, from an offline `kanhe scan` of the same input, and how far they do."""

import hashlib
import json
import subprocess


def digest(*fields):
    state = hashlib.sha256()
    for field in fields:
        raw = field.encode()
        state.update(len(raw).to_bytes(8, "big") + raw)
    return state.hexdigest()


def scan(binary, lines):
    """One decision a line, in the order of the input; lines that cannot be decoded give none."""
    run = subprocess.run([binary, "scan", "-"], input=b"\n".join(lines) + b"\n", capture_output=True)
    if run.returncode not in (0, 3):
        raise SystemExit(f"FAILED: scan ended with {run.returncode}: {run.stderr.decode()[-400:]}")
    return run.stdout.splitlines()


def expected(binary, prefix, inputs):
    """Messages by input partition, in order: (topic, id, key, value)."""
    queues = {}
    for (topic, partition), events in inputs.items():
        decisions = {}
        for line in scan(binary, [value for _, value in events]):
            decision = json.loads(line)
            decisions[decision["event"]] = (decision, line)
        out = []
        for offset, (key, value) in enumerate(events):
            try:
                number = json.loads(value)["id"]
            except ValueError:
                number = None
            if number not in decisions:
                keeps = b'"type":"post"' not in value
                full = f"{prefix}.{topic}"
                out.append((f"{prefix}.dead", digest("dead-letter", full, str(partition), str(offset)),
                            key.encode() if keeps else None, value if keeps else None))
                continue
            decision, line = decisions[number]
            out.extend(follows(prefix, decision, line, key, value))
        queues[(topic, partition)] = out
    return queues


def follows(prefix, decision, line, key, value):
    """The rules of routing, from `events.md` and not from the worker's source."""
    names = []
    if decision["action"] in ("refuse", "withhold"):
        names.append(("delete", "delete"))
    if decision["action"] == "mask":
        names.append(("mask", "mask"))
    if decision["report"]:
        desk = decision["report"]["desk"]
        names.append((desk, f"report-{desk}"))
    if decision["type"] == "record" and decision["action"] == "pass":
        names.append(("release", "release"))
    key = decision["event"] if decision["type"] == "post" else key
    for topic, queue in names:
        number = digest(decision["event"], queue, decision["action"], decision["lexicons"], decision["engine"])
        payload = line
        if queue == "release":
            event = json.loads(value)
            payload = json.dumps({"type": event.pop("type"), **event}, ensure_ascii=False,
                                 separators=(",", ":")).encode()
        yield f"{prefix}.{topic}", number, key.encode(), payload


def compare(expected, messages):
    """(lost, doubled, mismatched): messages that are missing, too many, or other than expected."""
    wanted, place = {}, {}
    for source, out in expected.items():
        for order, (topic, number, key, value) in enumerate(out):
            wanted[(topic, number)] = (key, value)
            place[(topic, number)] = (source, order)
    seen, doubled, mismatched, samples = set(), 0, 0, []
    for (topic, _), in_order in messages.items():
        last = {}
        for message in in_order:
            headers = dict(message.headers() or [])
            found = (topic, headers.get("ce_id", b"").decode())
            if found in seen:
                doubled += 1
                continue
            seen.add(found)
            if wanted.get(found) != (message.key(), message.value()):
                mismatched += 1
                samples.append((found, message.key(), message.value(), wanted.get(found)))
                continue
            source, order = place[found]
            # In order within a partition, for each partition that it came from.
            if order < last.get(source, -1):
                mismatched += 1
                samples.append((found, "out of order"))
            last[source] = order
    for sample in samples[:3]:
        print("mismatched:", str(sample)[:300])
    lost = wanted.keys() - seen
    for sample in sorted(lost)[:3]:
        print("lost:", sample)
    return len(lost), doubled, mismatched
