"""Measures `windlass serve` beside docker-registry: small manifests, a large blob, memory.

registry.py WINDLASS DOCKER_REGISTRY RUNS WORKDIR

Every server listens on loopback, is filled over the API, is loaded by wrk for a few seconds a run, and ends with this
script. Server CPU is read from /proc, so the load generator's does not count.
"""

import hashlib
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.request

windlass, docker_registry, runs, work = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
ticks = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def request(port, method, path, body=b"", headers=None, scheme="http"):
    call = urllib.request.Request(f"{scheme}://127.0.0.1:{port}{path}", body or None, headers or {}, method=method)
    with urllib.request.urlopen(call) as reply:
        return reply.status, reply.headers, reply.read()


def push_blob(port, name, body):
    digest = "sha256:" + hashlib.sha256(body).hexdigest()
    _, headers, _ = request(port, "POST", f"/v2/{name}/blobs/uploads/")
    place = re.sub(r"^https?://[^/]*", "", headers["Location"])
    mark = "&" if "?" in place else "?"
    request(port, "PUT", f"{place}{mark}digest={digest}", body, {"Content-Type": "application/octet-stream"})
    return digest


class Server:
    def __init__(self, name, command, port):
        self.name, self.port = name, port
        self.log = open(os.path.join(work, name + ".log"), "w")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        for _ in range(200):
            try:
                request(port, "GET", "/v2/")
                return
            except OSError:
                time.sleep(0.05)
        sys.exit(f"{name} did not start")

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / ticks

    def peak(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1)) / 1024

    def fill(self):
        config = push_blob(self.port, "bench/small", b"{}")
        layer = push_blob(self.port, "bench/small", b"layer")
        manifest = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": config, "size": 2},
            "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": layer, "size": 5}],
            "annotations": {"filler": "x" * 500},
        }
        headers = {"Content-Type": manifest["mediaType"]}
        request(self.port, "PUT", "/v2/bench/small/manifests/1", json.dumps(manifest).encode(), headers)
        self.blob = push_blob(self.port, "bench/large", os.urandom(1 << 20) * 256)

    def load(self, path, connections, seconds):
        before = self.cpu()
        accept = "Accept: application/vnd.oci.image.manifest.v1+json"
        url = f"http://127.0.0.1:{self.port}{path}"
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-H", accept, url]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        if "Non-2xx" in text:
            sys.exit(f"{self.name}: {text}")
        count, unit = re.search(r"requests in [\d.]+s, ([\d.]+)(\w+) read", text).groups()
        total = float(count) * {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}[unit]
        requests = int(re.search(r"(\d+) requests in", text).group(1))
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
        return requests, rate, total, self.cpu() - before

    def stop(self):
        self.process.terminate()
        self.process.wait()


def show(label, name, title, values, digits=2):
    numbers = f"{min(values):.{digits}f} / {statistics.median(values):.{digits}f} / {max(values):.{digits}f}"
    print(f"{label:<34} {name:<16} {title} {numbers}", flush=True)


ports = [free_port(), free_port()]
with open(os.path.join(work, "docker-registry.yml"), "w") as file:
    file.write(
        f"version: 0.1\nlog: {{level: error, accesslog: {{disabled: true}}}}\n"
        f"storage: {{filesystem: {{rootdirectory: {work}/docker}}}}\nhttp: {{addr: '127.0.0.1:{ports[1]}'}}\n"
    )
servers = [
    Server("windlass", [windlass, "serve", "--storage", work + "/windlass", "--listen", f"127.0.0.1:{ports[0]}"], ports[0]),
    Server("docker-registry", [docker_registry, "serve", work + "/docker-registry.yml"], ports[1]),
]
try:
    for server in servers:
        server.fill()
    rates = {server.name: [] for server in servers}
    costs = {server.name: [] for server in servers}
    for _ in range(runs):
        for server in servers:
            requests, rate, _, cpu = server.load("/v2/bench/small/manifests/1", 32, 4)
            rates[server.name].append(rate)
            costs[server.name].append(cpu / requests * 1e6)
    for server in servers:
        show("manifest of 1 KiB, 32 connections", server.name, "requests/s", rates[server.name], 0)
        show("", server.name, "CPU us each", costs[server.name], 1)
    ratios = [ours / theirs for ours, theirs in zip(*rates.values())]
    show("", "ratio", "requests/s", ratios, 1)
    for server in servers:
        costs, speeds = [], []
        for _ in range(runs):
            _, _, total, cpu = server.load(f"/v2/bench/large/blobs/{server.blob}", 4, 4)
            costs.append(cpu / (total / 1e9))
            speeds.append(total / 4 / 1e9)
        show("blob of 256 MiB, 4 connections", server.name, "CPU s per GB", costs)
        show("", server.name, "GB/s", speeds)
    for server in servers:
        server.load(f"/v2/bench/large/blobs/{server.blob}", 100, 4)
        server.load("/v2/bench/small/manifests/1", 100, 2)
        print(f"{'after 100 connections':<34} {server.name:<16} peak MiB {server.peak():.1f}")
finally:
    for server in servers:
        server.stop()
