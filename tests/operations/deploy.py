"""What `deploy/` says about one thing in several places says the same, and what has a schema keeps to it."""

import argparse
import json
import re
import shutil
import subprocess
import tempfile
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def topics(pipeline):
    """Every topic that a pipeline names."""
    tables = [pipeline["queues"], pipeline["queues"]["report"], pipeline.get("changelogs", {})]
    named = (topic for table in tables for topic in table.values() if isinstance(topic, str))
    return {*pipeline["kafka"]["input"], *named}


def kubernetes(validate, pipeline):
    file = DEPLOY / "kubernetes/worker.yaml"
    run(validate, "--strict", file)
    objects = {o["kind"]: o["spec"] for o in yaml.safe_load_all(file.read_text())}
    workers = objects["StatefulSet"]
    pod, labels = workers["template"]["spec"], workers["template"]["metadata"]["labels"]
    selectors = [workers["selector"], objects["PodDisruptionBudget"]["selector"], objects["NetworkPolicy"]["podSelector"]]
    assert all(s["matchLabels"] == labels for s in selectors) and objects["Service"]["selector"] == labels
    assert objects["HorizontalPodAutoscaler"]["scaleTargetRef"]["name"] == workers["serviceName"] == "kanhe"
    container = pod["containers"][0]
    port = container["ports"][0]["containerPort"]
    annotations = workers["template"]["metadata"]["annotations"]
    ports = {port, int(annotations["prometheus.io/port"]), objects["NetworkPolicy"]["ingress"][0]["ports"][0]["port"],
             objects["Service"]["ports"][0]["port"], int(pipeline["admin"]["listen"].rsplit(":", 1)[1])}
    assert len(ports) == 1, f"the admin port is {ports}"
    assert pod["terminationGracePeriodSeconds"] * 1000 > pipeline["limits"]["drain-ms"]
    assert pod["securityContext"]["runAsNonRoot"] and container["securityContext"]["readOnlyRootFilesystem"]
    # The probes' paths are the admin server's.
    served = (ROOT / "src/telemetry/admin.rs").read_text()
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        path = container[probe]["httpGet"]["path"]
        assert f'"{path}"' in served, f"{probe} asks for {path}"
    return port, pod["securityContext"]["runAsUser"]


def compose(pipeline, port):
    file = DEPLOY / "compose.yaml"
    services = yaml.safe_load(file.read_text())["services"]
    made = re.search(r"for topic in (.*?); do", services["topics"]["command"][0], re.S)[1].replace("\\", " ").split()
    assert set(made) == topics(pipeline), set(made) ^ topics(pipeline)
    for service in services.values():
        for volume in service.get("volumes", []):
            assert (DEPLOY / volume.split(":")[0]).exists(), f"{volume} is not there"
    assert (DEPLOY / services["kanhe"]["build"]["context"] / services["kanhe"]["build"]["dockerfile"]).exists()
    grace = int(services["kanhe"]["stop_grace_period"].removesuffix("s"))
    assert grace * 1000 > pipeline["limits"]["drain-ms"]
    scraped = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())["scrape_configs"]
    assert scraped[0]["static_configs"][0]["targets"] == [f"kanhe:{port}"]
    if shutil.which("docker") and subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0:
        run("docker", "compose", "-f", file, "config", "--quiet")
        return "docker compose agrees"
    return "no docker compose here: its schema is not asked"


def unit(kanhe):
    text = (DEPLOY / "kanhe.service").read_text()
    stop = int(re.search(r"TimeoutStopSec=(\d+)", text)[1])
    drain = tomllib.loads((ROOT / "pipelines/platform.toml").read_text())["limits"]["drain-ms"]
    assert stop * 1000 > drain
    if not shutil.which("systemd-analyze"):
        return "no systemd here: the unit is not verified"
    with tempfile.TemporaryDirectory(prefix="kanhe-unit-") as folder:
        path = Path(folder) / "kanhe.service"
        path.write_text(text.replace("/usr/bin/kanhe", kanhe))
        said = run("systemd-analyze", "verify", path)
        assert not said, said
    return "systemd verifies the unit"


def dashboard():
    panels = json.loads((DEPLOY / "grafana/dashboard.json").read_text())["panels"]
    assert len({p["id"] for p in panels}) == len(panels)
    taken = set()
    for panel in panels:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                 for y in range(place["y"], place["y"] + place["h"])}
        assert not cells & taken and place["x"] + place["w"] <= 24, f"{panel['title']} lies over another"
        taken |= cells
    return len(panels)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kanhe", required=True)
    parser.add_argument("--validate", required=True)
    args = parser.parse_args()
    file = DEPLOY / "compose/pipeline.toml"
    run(args.kanhe, "config", "check", file)
    pipeline = tomllib.loads(file.read_text())
    port, user = kubernetes(args.validate, pipeline)
    assert f"USER {user}\n" in (DEPLOY / "Dockerfile").read_text()
    print(f"deploy: Kubernetes' schemas hold; {compose(pipeline, port)}; {unit(args.kanhe)}; {dashboard()} panels")


main()
