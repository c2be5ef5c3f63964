"""Compares `kanhe release-check` with pycanon (equal measures) and DuckDB (Parquet, time and memory)."""

import csv
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

KANHE = os.environ["KANHE"]

PIPELINE = (Path(__file__).parents[2] / "tests/fixtures/pipelines/rows.toml").read_text()

SMALL = """
[[products]]
name = "small"
k = 3
l = 2
table = { max-withheld = 1.0 }
# The tables have no such column: each row is a person, as pycanon counts.
columns = [
  { name = "person", role = "identifier" },
  { name = "age", role = "quasi", range = [0, 120] },
  { name = "code", role = "quasi", digits = 4 },
  { name = "sex", role = "quasi", paths = [["F"], ["M"]] },
  { name = "illness", role = "sensitive" },
  { name = "pay", role = "sensitive" },
]
"""

# Twenty columns: who, where, when, what, how much, and text.
LARGE = """
[[products]]
name = "large"
k = 5
l = 2
columns = [
  { name = "person", role = "identifier" },
  { name = "age", role = "quasi", range = [0, 120] },
  { name = "code", role = "quasi", digits = 6, keep = [2, 4] },
  { name = "sex", role = "quasi", paths = [["F"], ["M"]] },
  { name = "day", role = "quasi", range = [0, 365] },
  { name = "degree", role = "quasi", range = [0, 9] },
  { name = "illness", role = "sensitive" },
  { name = "pay", role = "sensitive" },
""" + "".join(f'  {{ name = "c{n}", role = "free" }},\n' for n in range(12)) + "]\n"
QUASI = ["age", "code", "sex", "day", "degree"]

# Deterministic: every value is a hash of the row's number.
GENERATE = """
copy (
  select 'p' || (hash(i) % {persons}) as person,
    18 + hash(i, 1) % 70 as age,
    '99' || lpad((hash(i, 2) % 20)::varchar, 2, '0') || lpad((hash(i, 3) % 30)::varchar, 2, '0') as code,
    case when hash(i, 4) % 2 = 0 then 'F' else 'M' end as sex,
    hash(i, 5) % 366 as day,
    hash(i, 6) % 10 as degree,
    'i' || (hash(i, 7) % 40) as illness,
    hash(i, 8) % 500 as pay,
    {free}
  from range({rows}) t(i)
) to '{path}' ({format})
"""
FREE = ", ".join(f"'w' || (hash(i, {n + 20}) % {10 ** (1 + n % 6)}) as c{n}" for n in range(12))


def generate(path, rows, how="format csv, header true"):
    import duckdb

    path.unlink(missing_ok=True)
    duckdb.sql("set enable_progress_bar = false")
    duckdb.sql(GENERATE.format(persons=rows * 9 // 10, rows=rows, free=FREE, path=path, format=how))


def run(args, want):
    """A process's answer, seconds and peak memory in MB."""
    begin = time.monotonic()
    child = subprocess.Popen(args, stdout=subprocess.PIPE)
    out = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in want:
        sys.exit(f"{args} ended with {child.returncode}")
    return out, time.monotonic() - begin, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime


def close(a, b):
    return abs(a - b) < 1e-9


def equal(folder):
    """The same measures as pycanon, of small tables as they stand and of their masked copies."""
    import pandas
    from pycanon import anonymity

    pipeline = folder / "small.toml"
    pipeline.write_text(PIPELINE + SMALL)
    compared = 0
    for seed in range(20):
        rng = random.Random(seed)
        table, copy = folder / f"small-{seed}.csv", folder / f"small-{seed}-masked.csv"
        copy.unlink(missing_ok=True)
        with table.open("w") as to:
            out = csv.writer(to)
            out.writerow(["age", "code", "sex", "illness", "pay"])
            for _ in range(rng.choice([30, 100, 400])):
                code = f"99{rng.randrange(3)}{rng.randrange(4)}"
                out.writerow(
                    [20 + rng.randrange(8), code, rng.choice("FM"), f"i{rng.randrange(6)}", rng.randrange(30)]
                )
        args = [KANHE, "release-check", table, "--pipeline", pipeline, "--masked", copy]
        report = json.loads(run(args, (0, 1, 4))[0])
        tables = [(table, report["as-it-stands"])]
        if copy.exists():
            tables.append((copy, report["masked"]["measures"]))
        for path, own in tables:
            data = pandas.read_csv(path, dtype={"age": str, "code": str, "sex": str, "illness": str})
            quasi, sensitive = ["age", "code", "sex"], ["illness", "pay"]
            assert own["k"] == anonymity.k_anonymity(data, quasi), path
            for column, measured in zip(sensitive, own["sensitive"]):
                assert measured["l"] == anonymity.l_diversity(data, quasi, [column]), (path, column)
                assert close(measured["t"], anonymity.t_closeness(data, quasi, [column])), (path, column)
            compared += 1
    print(f"pycanon: k, l and t of {compared} tables are equal")


def parquet(folder, rows=20_000):
    """DuckDB's Parquet files are read, and what is written DuckDB reads: the copy of the same rows in CSV."""
    import duckdb

    pipeline = folder / "large.toml"
    pipeline.write_text(PIPELINE + LARGE)
    copies = {}
    formats = {"csv": "format csv, header true"}
    formats |= {codec: f"format parquet, compression {codec}" for codec in ("snappy", "zstd", "gzip", "lz4_raw")}
    for name, how in formats.items():
        ending = "csv" if name == "csv" else "parquet"
        table, copy = folder / f"format-{name}.{ending}", folder / f"format-{name}-masked.{ending}"
        copy.unlink(missing_ok=True)
        generate(table, rows, how)
        run([KANHE, "release-check", table, "--pipeline", pipeline, "--masked", copy], (1,))
        read = f"read_csv('{copy}', all_varchar = true)" if name == "csv" else f"'{copy}'"
        text = "select columns(*)::varchar from " + read
        copies[name] = sorted(duckdb.sql(text).fetchall())
    assert all(copy == copies["csv"] for copy in copies.values())
    assert len(copies["csv"]) == rows
    print(f"DuckDB: the masked copies of {rows} rows in CSV and four kinds of Parquet are equal")


PEER = """
import duckdb, sys
path, quasi = sys.argv[1], sys.argv[2]
duckdb.sql("set enable_progress_bar = false")
found = duckdb.sql(f'''
  select min(n), sum(case when n < 5 then rows else 0 end), count(*), min(l1), min(l2) from (
    select {quasi}, count(*) as rows, count(distinct person) as n,
      count(distinct illness) as l1, count(distinct pay) as l2
    from read_csv('{path}', types = {{'code': 'VARCHAR'}}) group by {quasi})
''').fetchall()[0]
print(*found)
"""


def large(folder, rows):
    """Time and memory on a large table, beside a plain group-by over the same columns."""
    table, pipeline = folder / f"large-{rows}.csv", folder / "large.toml"
    copy = folder / f"large-{rows}-masked.csv"
    copy.unlink(missing_ok=True)
    pipeline.write_text(PIPELINE + LARGE)
    if not table.exists():
        begin = time.monotonic()
        generate(table, rows)
        print(f"generated {rows} rows, {table.stat().st_size / 1e6:.0f} MB in {time.monotonic() - begin:.1f} s")
    peer, peer_seconds, peer_memory, peer_cpu = run([sys.executable, "-c", PEER, table, ", ".join(QUASI)], (0,))
    k, below, classes, l1, l2 = map(int, peer.split())
    args = [KANHE, "release-check", table, "--pipeline", pipeline, "--temp", folder]
    out, seconds, memory, cpu = run(args + ["--masked", copy], (1,))
    report = json.loads(out)
    own = report["as-it-stands"]
    assert (own["k"], own["rows-below-k"], own["classes"]) == (k, below, classes), (own, peer)
    assert [s["l"] for s in own["sensitive"]] == [l1, l2]
    masked = report["masked"]
    print(f"DuckDB group-by (k, l):           {peer_seconds:6.1f} s, {peer_cpu:6.1f} s of CPU, {peer_memory:5.0f} MB")
    print(f"kanhe, all measures and the copy: {seconds:6.1f} s, {cpu:6.1f} s of CPU, {memory:5.0f} MB")
    print(f"ratio {seconds / peer_seconds:.1f}; the same k, rows below k, classes and l")
    print(f"masked: k {masked['measures']['k']}, {masked['measures']['classes']} classes,"
          f" loss {masked['loss']:.3f}, {masked['withheld']} rows withheld")
    copy.unlink()


def main():
    folder, rows = Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    equal(folder)
    parquet(folder)
    large(folder, rows)


if __name__ == "__main__":
    main()
