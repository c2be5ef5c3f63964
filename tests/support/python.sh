#!/usr/bin/env bash
# A Python of the tests' own, with an independent Kafka client and the schemas of Kubernetes.
# Usage: python.sh FOLDER.
set -euo pipefail
wanted=(confluent-kafka==2.16.1 kubernetes-validate==1.37.0 pyyaml==6.0.4)
if [ "$(cat "$1/wanted" 2>/dev/null)" = "${wanted[*]}" ]; then exit 0; fi
rm -rf "$1"
python3 -m venv "$1"
"$1/bin/pip" install --quiet --disable-pip-version-check "${wanted[@]}"
echo "${wanted[*]}" >"$1/wanted"
