#!/usr/bin/env python3
"""Record scenarios with an engine and Docker Compose, and correct two details of the recordings.

    record.py RECORDER [options of the recorder] FOLDER...

RECORDER is the recorder script, which is not part of this repository. The corrections:

* While a container is recreated, the new one has a temporary name: twelve random hex digits before the final
  name. The trace has `ID_db-1` instead, so that two recordings can be equal.
* `took` counts from the latest `Starting` line before the start. The recorder counts from the first line that
  has no start yet, which belongs to another attempt if a start has failed.
"""
import importlib.machinery
import importlib.util
import os
import re
import sys

TEMPORARY_NAME = re.compile(r"^[0-9a-f]{12}_r[0-9a-f]{8}-")
START_LINE = re.compile(r"Container (?:demo-)?(\S+) (?:Starting|Restarting)$")


def load_module(path):
    loader = importlib.machinery.SourceFileLoader("recorder", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("recorder", loader))
    loader.exec_module(module)
    return module


def correct(trace):
    start_times = {}
    for command in trace["commands"]:
        for line in command["lines"]:
            match = START_LINE.match(line["text"])
            if match:
                start_times.setdefault(match[1], []).append(line["t"])
    for event in trace["events"] + trace["signals"]:
        event["container"] = TEMPORARY_NAME.sub("ID_", event["container"])
        if "took" in event and event.get("event") == "started":
            earlier = [t for t in start_times.get(event["container"], []) if t <= event["t"]]
            event["took"] = round(event["t"] - max(earlier), 2)
    return trace


def main():
    recorder = load_module(sys.argv.pop(1))
    record_uncorrected = recorder.record

    def record(folder, options):
        trace = correct(record_uncorrected(folder, options))
        recorder.write(trace, options.output or os.path.join(folder, "trace.json"))
        return trace

    recorder.record = record
    recorder.main()


if __name__ == "__main__":
    main()
