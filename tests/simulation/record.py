#!/usr/bin/env python3
"""Run the project's scenario recorder, with two things put right in what it writes.

    record.py RECORDER [its own options] FOLDER...

* While a container is recreated the new one goes by a temporary name, twelve random hex digits before
  the final one. It reads `ID_db-1` here, so that two recordings can agree.
* `took` counts from the latest `Starting` line before the start: the recorder takes the first one that is
  left, which after a refused start belongs to another try.
"""
import importlib.machinery
import importlib.util
import os
import re
import sys

TEMPORARY = re.compile(r"^[0-9a-f]{12}_r[0-9a-f]{8}-")


def load(path):
    loader = importlib.machinery.SourceFileLoader("recorder", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("recorder", loader))
    loader.exec_module(module)
    return module


def put_right(trace):
    asked = {}
    for command in trace["commands"]:
        for line in command["lines"]:
            found = re.match(r"Container (?:demo-)?(\S+) (?:Starting|Restarting)$", line["text"])
            if found:
                asked.setdefault(found[1], []).append(line["t"])
    for event in trace["events"] + trace["signals"]:
        event["container"] = TEMPORARY.sub("ID_", event["container"])
        if "took" in event and event.get("event") == "started":
            earlier = [t for t in asked.get(event["container"], []) if t <= event["t"]]
            event["took"] = round(event["t"] - max(earlier), 2)
    return trace


def main():
    recorder = load(sys.argv.pop(1))
    plain = recorder.record

    def record(folder, opts):
        trace = put_right(plain(folder, opts))
        recorder.write(trace, opts.output or os.path.join(folder, "trace.json"))
        return trace

    recorder.record = record
    recorder.main()


if __name__ == "__main__":
    main()
