#!/usr/bin/python3
"""Holds protocol/*.proto against the files of containerd's own source that Debian has (package
golang-github-containerd-containerd-dev): every message's fields must be there, with the same type and number.

usage: compare.py PROTOCOL_DIR CONTAINERD_API_DIR
"""
import pathlib
import re
import sys


def messages(text):
    """{message: {field: (type, number)}} and {method: (request, response)}"""
    text = re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S)
    found, methods = {}, {}
    for name, body in re.findall(r"\b(?:message|enum)\s+(\w+)\s*\{(.*?)\n?\}", text, flags=re.S):
        fields = re.findall(r"((?:repeated\s+)?(?:map<[^>]*>|[\w.]+))\s+(\w+)\s*=\s*(\d+)", body)
        found[name] = {field: (kind.rsplit(".")[-1], number) for kind, field, number in fields}
        found[name] |= {value: ("enum", number) for value, number in re.findall(r"^\s*([A-Z]+)\s*=\s*(\d+)", body, re.M)}
    for method in re.findall(r"rpc\s+(\w+)\s*\(([^)]*)\)\s*returns\s*\(([^)]*)\)", text):
        methods[method[0]] = tuple(re.sub(r"\s+", " ", part).strip().rsplit(".")[-1] for part in method[1:])
    return found, methods


directory, api = map(pathlib.Path, sys.argv[1:])
# The kubelet's interface, Google's types and the status of google.rpc are not among containerd's files.
elsewhere = {"cri.proto", "google.proto"}
faults = 0
for path in sorted(directory.glob("*.proto")):
    if path.name in elsewhere:
        continue
    package = re.search(r"package ([\w.]+);", path.read_text()).group(1)
    theirs, their_methods = {}, {}
    for file in api.rglob("*.proto"):
        text = file.read_text()
        if f"package {package};" in text:
            found, methods = messages(text)
            theirs |= found
            their_methods |= methods
    ours, our_methods = messages(path.read_text())
    for name, fields in ours.items():
        if name == "Failure":
            continue
        for field, value in fields.items():
            expected = theirs.get(name, {}).get(field)
            if expected != value and not (value[0] == "Failure" and expected == ("Status", value[1])):
                print(f"{path.name}: {name}.{field} is {value}, in containerd {expected}", file=sys.stderr)
                faults += 1
    for name, value in our_methods.items():
        if their_methods.get(name) != value:
            print(f"{path.name}: {name}{value} is {their_methods.get(name)} in containerd", file=sys.stderr)
            faults += 1
sys.exit(1 if faults else 0)
