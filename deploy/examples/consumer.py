#!/usr/bin/env python3
"""Applies what kanhe decided, each decision once: `pip install confluent-kafka`.

Usage: consumer.py BROKERS GROUP STORE TOPIC... [--once]

STORE is an SQLite file. An effect and the id of its message are one transaction there, so that a
message which comes again (a crash before the offset was committed, at-least-once delivery) changes
nothing. With --once it ends where the topics end.
"""

import json
import sqlite3
import sys

from confluent_kafka import Consumer, KafkaError, KafkaException


def attributes(message):
    """The CloudEvents attributes, binary mode: headers `ce_…`."""
    headers = {name: value.decode() for name, value in message.headers() or [] if value is not None}
    if headers.get("ce_specversion") != "1.0" or not headers.get("ce_id"):
        raise ValueError(f"{message.topic()} {message.partition()} {message.offset()}: no CloudEvent")
    if headers.get("content-type") != "application/json":
        raise ValueError(f"{message.topic()} {message.partition()} {message.offset()}: no JSON")
    return headers


def effect(kind, decision):
    """What a platform does, here a word and what it is about."""
    queue = kind.rsplit(".", 1)[1]
    if queue == "delete":  # do not grant the name, do not publish the row; show decision["notice"]
        return "refuse", decision["event"]
    if queue == "mask":  # decision["parts"] take the place of the post's parts; show decision["notice"]
        return "replace", decision["event"]
    if queue == "report":  # a case for the desk that the topic belongs to
        return "open", decision["report"]["case"]
    raise ValueError(f"unknown type {kind}")


def apply(store, message):
    event = attributes(message)
    word, about = effect(event["ce_type"], json.loads(message.value()))
    with store:  # one transaction
        new = store.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event["ce_id"],)).rowcount
        if new:
            store.execute("INSERT INTO effects VALUES (?, ?)", (word, about))


def main():
    words = [word for word in sys.argv[1:] if word != "--once"]
    brokers, group, path, topics = words[0], words[1], words[2], words[3:]
    store = sqlite3.connect(path)
    store.execute("CREATE TABLE IF NOT EXISTS seen (ce_id TEXT PRIMARY KEY)")
    store.execute("CREATE TABLE IF NOT EXISTS effects (word TEXT, about TEXT)")
    consumer = Consumer({
        "bootstrap.servers": brokers,
        "group.id": group,
        "isolation.level": "read_committed",  # what was aborted was never decided
        "enable.auto.commit": False,
        "auto.offset.reset": "earliest",
        "enable.partition.eof": "--once" in sys.argv,
    })
    open_places = set()
    consumer.subscribe(topics, on_assign=lambda _, places: open_places.update((p.topic, p.partition) for p in places))
    while True:
        message = consumer.poll(1)
        if message is None:
            continue
        if message.error():
            if message.error().code() != KafkaError._PARTITION_EOF:
                raise KafkaException(message.error())
            open_places.discard((message.topic(), message.partition()))
            if not open_places:
                break
            continue
        apply(store, message)
        consumer.commit(message, asynchronous=False)  # after the effect; a busy platform does so in batches
    consumer.close()


if __name__ == "__main__":
    main()
