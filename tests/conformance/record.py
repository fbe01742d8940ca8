#!/usr/bin/env python3
"""Record the answers of Docker Compose to cases: expected*.json or expected_error*.txt, and warnings.txt.

    DOCKER_COMPOSE=/path/to/docker-compose tests/conformance/record.py FOLDER...

A FOLDER is a case such as tests/conformance/load/my-case. Cases in tests/conformance/printed get expected.txt,
the output as text. `cargo xtask setup` installs and prints the path of docker-compose.

Each case is copied to a temporary folder, whose path is removed from the output, so that the project is in
/playground/NAME and the home folder is /home/user. Every case runs several times, because Go walks maps in random
order: each further answer gets a number, and only warnings of all runs are kept.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 8
CASE_FILE = re.compile(r"^(args\.json|meta\.json|warnings\.txt|expected.*)$")
ANSWER_FILE = re.compile(r"^(warnings\.txt|expected.*)$")
LOG_LINE = re.compile(r'^time="[^"]*" level=(\w+) msg=(.*)$')
ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")


def command_line(args, is_printed):
    words = []
    for key, flag in [("files", "-f"), ("profiles", "--profile"), ("env_files", "--env-file")]:
        for value in args.get(key, []):
            words += [flag, value]
    for key, flag in [("project_name", "--project-name"), ("project_directory", "--project-directory")]:
        if key in args:
            words.append(f"{flag}={args[key]}")
    words += ["config"] + ([] if is_printed else ["--format", "json"])
    return words + args.get("flags", []) + args.get("services", [])


def unquote(message):
    """Read a string that Go has quoted."""
    if not (len(message) >= 2 and message[0] == message[-1] == '"'):
        return message

    def character(match):
        code = match[1]
        if len(code) > 1:
            return chr(int(code[1:], 16))
        return {"n": "\n", "t": "\t", "r": "\r"}.get(code, code)

    return ESCAPE.sub(character, message[1:-1])


def split_warnings(stderr):
    warnings, error = [], []
    for line in stderr.split("\n"):
        match = LOG_LINE.match(line)
        if not match:
            error.append(line)
        elif match[1] in ("warning", "error", "fatal"):
            warnings.append(unquote(match[2].strip()).replace("\n", "\\n"))
    return sorted(warnings), "\n".join(error).strip("\n")


def run(program, case, args, is_printed):
    """Run the program once and return whether it succeeds, its answer and its warnings."""
    with tempfile.TemporaryDirectory() as scratch:
        scratch = os.path.realpath(scratch)
        root = os.path.join(scratch, "playground", case.name)
        home = os.path.join(scratch, "home", "user")
        os.makedirs(home)

        def ignored(folder, names):
            return [name for name in names if Path(folder) == case and CASE_FILE.match(name)]

        shutil.copytree(case, root, ignore=ignored)
        environment = {"PATH": "/bin", "HOME": home, "PWD": root, **args.get("env", {})}
        words = command_line(args, is_printed)
        result = subprocess.run([program, *words], cwd=root, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
        stdout, stderr = (
            stream.decode("utf-8", "replace").replace(scratch, "") for stream in (result.stdout, result.stderr)
        )
    warnings, error = split_warnings(stderr)
    if result.returncode != 0:
        return False, error + "\n", warnings
    if not is_printed:
        stdout = json.dumps(json.loads(stdout), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    return True, stdout, warnings


def record(program, case):
    args_file = case / "args.json"
    args = json.loads(args_file.read_text("utf-8")) if args_file.exists() else {}
    is_printed = case.parent.name == "printed"
    answers = {True: [], False: []}
    warnings = None
    for _ in range(RUNS):
        is_accepted, answer, found = run(program, case, args, is_printed)
        answers[is_accepted].append(answer)
        warnings = found if warnings is None else [warning for warning in warnings if warning in found]
    for path in case.iterdir():
        if ANSWER_FILE.match(path.name):
            path.unlink()
    accepted_name = ("expected", "txt") if is_printed else ("expected", "json")
    for is_accepted, (stem, extension) in [(True, accepted_name), (False, ("expected_error", "txt"))]:
        given = answers[is_accepted]
        distinct = sorted(set(given), key=lambda answer: (-given.count(answer), answer))
        for number, answer in enumerate(distinct, 1):
            infix = "" if number == 1 else f".{number}"
            (case / f"{stem}{infix}.{extension}").write_text(answer, "utf-8")
    if warnings and not is_printed:
        (case / "warnings.txt").write_text("\n".join(warnings) + "\n", "utf-8")
    print(f"{case}: {'accepted' if answers[True] else 'rejected'}")


def main():
    program = os.environ.get("DOCKER_COMPOSE")
    if not program or len(sys.argv) < 2:
        sys.exit(__doc__)
    for folder in sys.argv[1:]:
        record(program, Path(folder).resolve())


if __name__ == "__main__":
    main()
