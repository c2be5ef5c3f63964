"""Events of the fault tests. The kind of an event follows from its number; names and texts are invented."""

import json

TIME = "2026-11-22T08:00:00+08:00"
INPUTS = {"registrations": 4, "posts": 4, "records": 4}
QUEUES = ["delete", "mask", "accounts", "fraud", "privacy", "data", "dead", "release"]


def dump(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def registration(n, category, name, bio):
    parts = [{"kind": "nickname", "text": name}, {"kind": "bio", "text": bio}]
    return dump({"id": f"r-{n}", "type": "registration", "time": TIME, "account": f"a-{n}",
                 "category": category, "parts": parts})


def post(n, text):
    return dump({"id": f"p-{n}", "type": "post", "time": TIME, "parts": [{"kind": "body", "text": text}]})


def record(n):
    return dump({"id": f"d-{n}", "type": "record", "time": TIME, "product": "footfall",
                 "values": {"count": n, "district": "示例区"}})


PRIVATE = "这是我弟李示例,手机13800001234,谁认识帮我劝劝他"
FRAUD = "部队文职内招名额还剩3个,不笔试。我本人就是干部科管这块的,8万包上岸,先交两万占坑,V:wz_shili8899"
SPOKEN = "昨晚演习的炮声很大，希望部队白天练。"


def event(n):
    """Topic, key and value of event number `n`."""
    kind = n % 10
    if kind in (0, 1, 2, 3):
        name, category = {
            0: (f"解放军征兵办公室官方{n}", "personal"),
            1: (f"李示例{n}", "personal"),
            2: (f"边关的月亮{n}", "military"),
            3: ("解放军征兵办公室官方", "military"),
        }[kind]
        return "registrations", f"account-{n % 997}", registration(n, category, name, "示例").encode()
    if kind == 4 and n % 50 == 4:
        broken = registration(n, "personal", "李示例", "示例").replace('"account"', '"acount"')
        return "registrations", f"account-{n % 997}", broken.encode()
    if kind in (4, 5):
        return "records", f"site-{n % 101}", record(n).encode()
    if kind == 6 and n % 50 == 6:
        return "posts", f"author-{n % 31}", post(n, SPOKEN).encode()[:-3]
    text = PRIVATE if kind == 7 else FRAUD if kind == 8 and n % 20 == 8 else SPOKEN
    return "posts", f"author-{n % 31}", post(n, text).encode()


def partition(topic, key):
    """By the key, as a platform would; written here so that the order of a partition is known."""
    return sum(key.encode()) % INPUTS[topic]


def pipeline(address, prefix, **limits):
    bounds = {"commit-interval-ms": 50, "in-flight": 4000, "batch-inputs": 1000, "drain-ms": 60000} | limits
    return f"""
[pipeline]
name = "{prefix}"
[kafka]
brokers = "{address}"
group = "{prefix}"
delivery = "exactly-once"
session-timeout-ms = 6000
transaction-timeout-ms = 10000
input = ["{prefix}.registrations", "{prefix}.posts", "{prefix}.records"]
[queues]
delete = "{prefix}.delete"
mask = "{prefix}.mask"
report = {{ accounts = "{prefix}.accounts", fraud = "{prefix}.fraud", privacy = "{prefix}.privacy", data = "{prefix}.data" }}
dead-letter = "{prefix}.dead"
release = "{prefix}.release"
[breaker]
enabled = false
[limits]
""" + "".join(f"{key} = {value}\n" for key, value in bounds.items())


def topics(prefix):
    inputs = {f"{prefix}.{name}": partitions for name, partitions in INPUTS.items()}
    return inputs | {f"{prefix}.{name}": 3 for name in QUEUES}
