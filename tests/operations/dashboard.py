"""Every query of the dashboard against a real Prometheus that scraped a real worker under load."""

import argparse
import json
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "faults"))

from confluent_kafka import Producer  # noqa: E402

from cluster import Cluster, Worker, free_ports, spawn, wait  # noqa: E402
from events import INPUTS, dump, event, partition, pipeline, topics  # noqa: E402

PRODUCT = """
[state]
key-file = "state.key"
[notice]
key-file = "state.key"
[[products]]
name = "visits"
k = 3
delay-rows = 20
delay-seconds = 86400
window-seconds = 86400
columns = [
  { name = "person", role = "identifier" },
  { name = "age", role = "quasi", range = [0, 120] },
]
"""
# Inputs and changelogs beside those of the fault tests: with state, all have as many partitions.
MORE = ["appeals", "verdicts", "rows-state", "redress-state"]
OUTPUTS = ["restore", "outcome", "log"]

DASHBOARD = HERE.parent.parent / "deploy/grafana/dashboard.json"


def ask(port, query):
    url = f"http://127.0.0.1:{port}/api/v1/query?" + urllib.parse.urlencode({"query": query})
    try:
        answer = json.load(urllib.request.urlopen(url, timeout=10))
    except (urllib.error.URLError, ConnectionError):
        return []
    results = answer["data"]["result"]
    # No number is no data.
    return [r for r in results if r["value"][1] != "NaN"]


def whole(address, prefix, admin):
    """The pipeline of the fault tests with a product and redress, so that their panels have data too."""
    # The breaker trips on the refusals of the load.
    text = pipeline(address, prefix).replace("enabled = false", "least = 50")
    text = text.replace(f'"{prefix}.records"]', f'"{prefix}.records", "{prefix}.appeals", "{prefix}.verdicts"]')
    text = text.replace("[breaker]", "".join(f'{name} = "{prefix}.{name}"\n' for name in OUTPUTS) + f"""
[changelogs]
records = "{prefix}.rows-state"
redress = "{prefix}.redress-state"
[redress]
verdicts = "{prefix}.verdicts"
log-keys = "keys"
[breaker]""")
    return text + f'[admin]\nlisten = "127.0.0.1:{admin}"\n' + PRODUCT


def beside(n):
    """A row of the product, and an appeal whose token nobody gave out."""
    time = f"2026-11-22T{n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}Z"
    values = {"person": f"示例身份{n % 37}", "age": 20 + n % 50}
    yield "records", dump({"id": f"v-{n}", "type": "record", "time": time, "product": "visits", "values": values})
    yield "appeals", dump({"id": f"q-{n}", "type": "appeal", "time": time, "about": f"r-{n}", "token": "0" * 32})


def main():
    parser = argparse.ArgumentParser()
    for name in ("kanhe", "home", "prometheus"):
        parser.add_argument(f"--{name}", required=True)
    args = parser.parse_args()
    queries = [t["expr"] for panel in json.loads(DASHBOARD.read_text())["panels"] for t in panel["targets"]]
    with tempfile.TemporaryDirectory(prefix="kanhe-operations-") as folder:
        cluster = Cluster(args.home, folder, 1)
        prometheus = worker = None
        try:
            prefix = "operations"
            partitions = max(INPUTS.values())
            compacted = {f"{prefix}.{name}": {"cleanup.policy": "compact"} for name in MORE if name.endswith("-state")}
            more = {f"{prefix}.{name}": partitions for name in MORE + OUTPUTS}
            cluster.create(topics(prefix) | more, compacted)
            admin, port = free_ports(2)
            path = Path(folder) / "pipeline.toml"
            (Path(folder) / "state.key").write_text("an invented secret of a test")
            path.write_text(whole(cluster.address, prefix, admin))
            scrape = Path(folder) / "prometheus.yml"
            scrape.write_text("global: {scrape_interval: 1s}\nscrape_configs: [{job_name: kanhe, static_configs: "
                              f'[{{targets: ["127.0.0.1:{admin}"]}}]}}]\n')
            prometheus = spawn([args.prometheus, f"--config.file={scrape}", f"--storage.tsdb.path={folder}/tsdb",
                                f"--web.listen-address=127.0.0.1:{port}"], open(f"{folder}/prometheus.log", "ab"))
            worker = Worker(args.kanhe, str(path), "worker-0", folder)
            worker.start()
            producer = Producer({"bootstrap.servers": cluster.address, "log_level": 2})
            state = {"n": 0, "left": queries}

            def load():
                for _ in range(400):
                    topic, key, value = event(state["n"])
                    state["n"] += 1
                    producer.produce(f"{prefix}.{topic}", value, key, partition(topic, key))
                    if state["n"] % 10 == 0:
                        for topic, value in beside(state["n"]):
                            producer.produce(f"{prefix}.{topic}", value.encode(), key, 0)
                producer.flush()
                state["left"] = [q for q in state["left"] if not ask(port, q)]
                return not state["left"]

            begin = time.monotonic()
            while not load():
                if time.monotonic() - begin > 120:
                    print(worker.log.read_text(errors="replace")[-2000:])
                    raise SystemExit(f"FAILED: no data for {state['left']}")
            if not ask(port, 'up{job="kanhe"} == 1'):
                raise SystemExit("FAILED: the worker is not scraped")
            print(f"{len(queries)} queries of the dashboard have data after {state['n']} events")
        finally:
            if worker and worker.running():
                worker.terminate()
            if prometheus:
                prometheus.terminate()
                prometheus.wait()
            cluster.stop()


main()
