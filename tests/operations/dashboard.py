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
from events import event, partition, pipeline, topics  # noqa: E402

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
            cluster.create(topics(prefix))
            admin, port = free_ports(2)
            path = Path(folder) / "pipeline.toml"
            # The breaker trips on the refusals of the load, so that its panel has data too.
            text = pipeline(cluster.address, prefix).replace("enabled = false", "least = 50")
            path.write_text(text + f'[admin]\nlisten = "127.0.0.1:{admin}"\n')
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
