"""A broker that takes only TLS with SCRAM-SHA-512 from kanhe: the worker reads, decides and commits, every
verb that speaks to Kafka does its work, refusals say why, and the password is in nothing that was written."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "faults"))

from confluent_kafka import Consumer, Producer  # noqa: E402
from confluent_kafka.admin import (  # noqa: E402
    ScramCredentialInfo, ScramMechanism, UserScramCredentialUpsertion,
)

from cluster import Cluster, Worker, committed, ends, free_ports, read, wait  # noqa: E402

PREFIX, USER = "secured", "kanhe-worker"
# Planted: searched for in everything that a run writes.
PASSWORD, WRONG = "geheimnis-0f3c7a915e", "irrtum-7b1d44e802"
INPUTS = ["registrations", "posts", "rows", "appeals", "verdicts"]
QUEUES = ["delete", "mask", "accounts", "fraud", "privacy", "data", "dead", "release", "restore", "outcome", "log"]
CHANGELOGS = ["redress", "records"]
NOW = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
DOXX = "这个人叫李示例，他的手机号是13800001234，大家去打。"


def certificates(folder):
    """A certificate authority, a broker's certificate for 127.0.0.1, and an authority nobody asked."""
    def openssl(*args):
        subprocess.run(["openssl", *args], check=True, capture_output=True, cwd=folder)

    for name in ("authority", "stranger"):
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name} of a test",
                "-keyout", f"{name}.key", "-out", f"{name}.pem")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-keyout", "broker.key", "-out", "broker.csr")
    (folder / "san").write_text("subjectAltName=IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "broker.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial",
            "-days", "2", "-extfile", "san", "-out", "broker.pem")
    openssl("pkcs12", "-export", "-in", "broker.pem", "-inkey", "broker.key", "-out", "broker.p12",
            "-passout", "pass:of-a-test")


def settings(folder, port):
    # The plain listener is the test's own way in.
    return {
        "listeners": f"PLAINTEXT://127.0.0.1:@PORT@,SECURE://127.0.0.1:{port},CONTROLLER://127.0.0.1:@CONTROLLER@",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:@PORT@,SECURE://127.0.0.1:{port}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL",
        "listener.name.secure.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.secure.scram-sha-512.sasl.jaas.config":
            "org.apache.kafka.common.security.scram.ScramLoginModule required;",
        "listener.name.secure.ssl.keystore.type": "PKCS12",
        "listener.name.secure.ssl.keystore.location": str(folder / "broker.p12"),
        "listener.name.secure.ssl.keystore.password": "of-a-test",
        "listener.name.secure.ssl.key.password": "of-a-test",
    }


def pipeline(port, authority="authority.pem", password="password"):
    topic = lambda name: f"{PREFIX}.{name}"
    reports = ", ".join(f'{desk} = "{topic(desk)}"' for desk in ("accounts", "fraud", "privacy", "data"))
    return f"""
[pipeline]
name = "{PREFIX}"
[kafka]
brokers = "127.0.0.1:{port}"
group = "{PREFIX}"
instance-id = "one"
session-timeout-ms = 6000
input = {json.dumps([topic(name) for name in INPUTS])}
[kafka.security]
protocol = "sasl-ssl"
mechanism = "scram-sha-512"
username = "{USER}"
password-file = "{password}"
ca-file = "{authority}"
[queues]
delete = "{topic("delete")}"
mask = "{topic("mask")}"
report = {{ {reports} }}
dead-letter = "{topic("dead")}"
release = "{topic("release")}"
restore = "{topic("restore")}"
outcome = "{topic("outcome")}"
log = "{topic("log")}"
[changelogs]
redress = "{topic("redress")}"
records = "{topic("records")}"
[state]
key-file = "state.key"
[redress]
verdicts = "{topic("verdicts")}"
log-keys = "keys"
[notice]
key-file = "notice.key"
[limits]
commit-interval-ms = 20
[admin]
listen = "127.0.0.1:0"
[[products]]
name = "visits"
k = 3
delay-rows = 8
columns = [{{ name = "person", role = "identifier" }}, {{ name = "age", role = "quasi", range = [0, 120] }}]
"""


def event(number, kind, **fields):
    return json.dumps({"id": number, "type": kind, "time": NOW, **fields}, ensure_ascii=False)


def named(number, name):
    return event(number, "registration", account="a1", category="personal", parts=[{"kind": "nickname", "text": name}])


class Run:
    def __init__(self, args, folder, cluster, port):
        self.args, self.folder, self.cluster, self.port = args, folder, cluster, port
        self.written = []
        self.group = Consumer({"bootstrap.servers": cluster.address, "group.id": PREFIX, "log_level": 2})

    def pipeline(self, name, **other):
        path = self.folder / name
        path.write_text(pipeline(self.port, **other))
        return str(path)

    def send(self, topic, key, *values):
        producer = Producer({"bootstrap.servers": self.cluster.address, "log_level": 2})
        for value in values:
            producer.produce(f"{PREFIX}.{topic}", value, key)
        producer.flush()
        self.settle()

    def settle(self):
        end = ends(self.cluster.address, [f"{PREFIX}.{name}" for name in INPUTS])
        wait(lambda: not self.worker.running() or committed(self.group, end) == end, "inputs stay uncommitted")
        self.expect(self.worker.running(), "the worker ended")

    def queue(self, name):
        return read(self.cluster.address, [f"{PREFIX}.{name}"])[(f"{PREFIX}.{name}", 0)]

    def kanhe(self, *args, status=0):
        run = subprocess.run([self.args.kanhe, *args], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        self.written += [run.stdout, run.stderr]
        if run.returncode != status:
            raise SystemExit(f"FAILED: {args} ended with {run.returncode}: {run.stdout} {run.stderr[-2000:]}")
        return run.stdout + run.stderr

    def expect(self, there, what):
        if not there:
            raise SystemExit(f"FAILED: {what}")

    def works(self, path):
        """The worker and the verbs."""
        worker = self.worker = Worker(self.args.kanhe, path, "one", str(self.folder), ["--log", "debug"])
        worker.start()
        self.send("registrations", "a1", named("r1", "99901部队宣传科"), named("r2", "李示例"), '{"type":"registration"}')
        self.send("posts", "p1", event("p1", "post", parts=[{"kind": "body", "text": DOXX}]))
        self.send("rows", "k", *(event(f"d{n}", "record", product="visits",
                                       values={"person": f"示例身份{n}", "age": 30}) for n in range(12)))
        for name in ("delete", "mask", "release", "dead"):
            self.expect(self.queue(name), f"nothing is in {name}")
        refused = next(d for d in (json.loads(m.value()) for m in self.queue("delete")) if d["event"] == "r1")
        self.send("appeals", "a1", event("b1", "appeal", about="r1", token=refused["notice"]["token"]))

        opened = json.loads(self.queue("outcome")[0].value())
        self.expect(opened["status"] == "opened", f"the appeal is {opened}")
        self.expect(opened["case"] in self.kanhe("desk", "list", path), "the desk does not see the case")
        self.kanhe("desk", "decide", path, opened["case"], "restore", "--reviewer", "reviewer-1", "--no-example")
        self.settle()
        self.expect(len(self.queue("restore")) == 1, "the verdict restores nothing")
        rule = json.loads(self.queue("mask")[0].value())["findings"][0]["rule"]
        self.kanhe("revert", path, "--rule", rule, "--since", NOW[:10], "--yes")
        self.settle()
        self.expect(len(self.queue("restore")) == 2, "the revert restores nothing")
        self.expect('"product":"visits"' in self.kanhe("state", "inspect", path).replace(": ", ":"), "no state is held")
        self.expect("missing-field" in self.kanhe("dlq", "list", path), "no letter is listed")
        self.kanhe("dlq", "redrive", path)
        wait(lambda: len(self.queue("dead")) == 2, "no letter came back to its input", most=60)
        self.expect(worker.terminate() == 0, "the worker did not stop cleanly")
        self.written.append(worker.log.read_text(errors="replace"))

    def refuses(self, name, words, **other):
        """What is refused says so, at once and with the reason, and nothing is committed."""
        path, before = self.pipeline(name, **other), committed(self.group, self.inputs())
        for verb in (["run"], ["dlq", "list"], ["desk", "list"], ["state", "inspect"]):
            said = self.kanhe(*verb, path, status=3)
            self.expect(words in said and "refused" in said, f"{verb} does not say why: {said[-1500:]}")
        self.expect(committed(self.group, self.inputs()) == before, "a refused worker committed")

    def inputs(self):
        return [(f"{PREFIX}.{name}", 0) for name in INPUTS]

    def search(self):
        """The planted passwords are in nothing that was written: outputs, logs, topics, folders."""
        every = read(self.cluster.address, [f"{PREFIX}.{name}" for name in INPUTS + QUEUES + CHANGELOGS])
        said = [text.encode() for text in self.written]
        for message in (m for messages in every.values() for m in messages):
            said += [message.key() or b"", message.value() or b"", *(v or b"" for _, v in message.headers() or [])]
        own = {"password", "wrong", "broker-0"}
        files = [p for p in self.folder.rglob("*") if p.is_file() and p.relative_to(self.folder).parts[0] not in own]
        said += [path.read_bytes() for path in files]
        for secret in (PASSWORD, WRONG):
            self.expect(not any(secret.encode() in text for text in said), "the password was written somewhere")
        self.expect(len(said) > 50 and len(files) > 5, "too little was searched")
        return len(said)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kanhe", required=True)
    parser.add_argument("--home", required=True)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kanhe-secured-") as name:
        folder, port = Path(name), free_ports(1)[0]
        certificates(folder)
        for file, text in {"password": f"{PASSWORD}\n", "wrong": f"{WRONG}\n", "state.key": "an invented secret of a test",
                           "notice.key": "an invented key of a test"}.items():
            (folder / file).write_text(text)
        cluster = Cluster(args.home, folder, 1, settings(folder, port))
        try:
            scram = UserScramCredentialUpsertion(
                USER, ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD.encode())
            cluster.admin.alter_user_scram_credentials([scram])[USER].result()
            cluster.create({f"{PREFIX}.{topic}": 1 for topic in INPUTS + QUEUES + CHANGELOGS})
            run = Run(args, folder, cluster, port)
            run.works(run.pipeline("pipeline.toml"))
            run.refuses("wrong.toml", "uthentication failed", password="wrong")
            run.refuses("stranger.toml", "certificate", authority="stranger.pem")
            searched = run.search()
        except (SystemExit, Exception):
            for log in [*folder.glob("*.log"), folder / "broker-0/log"]:
                print(f"--- {log}", *log.read_text(errors="replace").splitlines()[-12:], sep="\n")
            raise
        finally:
            cluster.stop()
    print(f"secured: worker, dlq, desk, revert and state work; wrong password and unknown certificate are refused; "
          f"{searched} texts hold no password")


main()
