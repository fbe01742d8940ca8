//! Tests of [`parse`] with whole files. The expected results are those of Docker Compose.

use super::*;
use crate::source::Workspace;

fn parsed(text: &str) -> (Workspace, Parsed) {
    let mut files = Workspace::new("/playground/demo");
    let id = files.set("compose.yaml", text);
    let parsed = parse(id, files.file(id));
    (files, parsed)
}

/// Checks the first error that Docker Compose prints, and the codes of the diagnostics. `F: ` stands for the prefix with
/// the file name.
#[track_caller]
fn check_failure(text: &str, upstream: &str, codes: &[&str]) {
    let (_, parsed) = parsed(text);
    let first = parsed
        .name_failure()
        .map(str::to_owned)
        .or_else(|| parsed.failure(0, FailureStage::Parse).map(|text| format!("F: {text}")))
        .or_else(|| parsed.failure(0, FailureStage::Keys).map(str::to_owned));
    assert_eq!(first.as_deref(), Some(upstream), "{text}");
    let actual: Vec<&str> = parsed
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code.name())
        .collect();
    assert_eq!(actual, codes, "{text}");
}

#[track_caller]
fn check_value(text: &str, expected: &str) {
    let (_, parsed) = parsed(text);
    assert_eq!(parsed.diagnostics, [], "{text}");
    let written: Vec<String> = parsed.documents.iter().map(|document| write(&document.root)).collect();
    assert_eq!(written.join("---\n"), expected, "{text}");
}

#[test]
fn errors_have_the_text_and_line_of_go_yaml() {
    for (text, upstream, codes) in [
        (
            "services:\n  web:\n    image: nginx\n   restart: always\n",
            "yaml: line 1: did not find expected key",
            &["yaml-indentation"][..],
        ),
        (
            "services:\n  web:\n\timage: nginx\n\tuser: a\n",
            "yaml: line 3: found character that cannot start any token",
            &["yaml-tab"],
        ),
        (
            "services:\n  web:\n    image: \"nginx\n    restart: always\n",
            "yaml: line 3: found unexpected end of stream",
            &["yaml-unclosed-quote"],
        ),
        (
            "services:\n  web:\n    image: nginx\n    ports: [\"80:80\", \"443:443\"\n    restart: always\n",
            "yaml: line 3: did not find expected ',' or ']'",
            &["yaml-unclosed-bracket"],
        ),
        (
            "services:\n  web:\n    image: nginx\n    command: echo key: value\n",
            "yaml: line 4: mapping values are not allowed in this context",
            &["yaml-needs-quotes"],
        ),
        (
            "services:\n  web:\n    image: nginx\n      ports: []\n",
            "yaml: line 4: mapping values are not allowed in this context",
            &["yaml-nested-value"],
        ),
        (
            "services:\n  web:\n    image nginx\n    restart: always\n",
            "yaml: line 4: mapping values are not allowed in this context",
            &["yaml-missing-colon"],
        ),
        (
            "a: - b\n",
            "yaml: block sequence entries are not allowed in this context",
            &["yaml-list-on-key-line"],
        ),
        (
            "a: 1\nb: *c\n",
            "yaml: unknown anchor 'c' referenced",
            &["yaml-unknown-anchor"],
        ),
        (
            "%YAML 1.2\n---\na: 1\n",
            "yaml: found incompatible YAML document",
            &["yaml-version"],
        ),
        (
            "a: 1\nb: 2\na: 3\n",
            "yaml: unmarshal errors:\n  line 3: mapping key \"a\" already defined at line 1",
            &["duplicate-key"],
        ),
        (
            "a:\n  b: 1\n  b: 2\n",
            "F: line 3: mapping key \"b\" already defined at line 2",
            &["duplicate-key"],
        ),
        (
            "- a\n",
            "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into cli.named",
            &[],
        ),
        (
            "just some words\n",
            "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `just so...` into cli.named",
            &[],
        ),
        (
            "x-loop: &loop\n  inner: *loop\n",
            "F: cycle detected: node at path x-loop.inner.inner references node at path x-loop.inner",
            &["yaml-alias-cycle"],
        ),
        (
            "a: &a text\nb:\n  <<: *a\n",
            "F: yaml: map merge requires map or sequence of maps as the value",
            &["yaml-bad-merge"],
        ),
        (
            "a: {[b]: c}\n",
            "F: yaml: invalid map key: []interface {}{\"b\"}",
            &["yaml-bad-key"],
        ),
        (
            "a: !!int b\n",
            "F: yaml: cannot decode !!str `b` as a !!int",
            &["yaml-bad-tag"],
        ),
        (
            "a:\n  - {1.50: x}\n",
            "non-string key in a[0]: 1.5",
            &["non-string-key"],
        ),
        ("~: x\n", "non-string key at top level: <nil>", &["non-string-key"]),
    ] {
        check_failure(text, upstream, codes);
    }
}

#[test]
fn several_errors_are_reported_at_once() {
    let (files, parsed) = parsed(
        "services:\n  a:\n    image: @x\n    user: u\n  b:\n    command: x: y\n  c:\n    image: i\n     restart: no\n",
    );
    let lines: Vec<u32> = parsed
        .diagnostics
        .iter()
        .filter_map(|diagnostic| diagnostic.primary.as_ref())
        .map(|label| files.line_column(label.span).line)
        .collect();
    assert_eq!(lines, [3, 6, 9]);
    assert_eq!(
        write(&parsed.documents[0].root),
        "services:\n  a:\n    image: '@x'\n    user: u\n  b:\n    command: 'x: y'\n  c:\n    image: i\n    restart: \"no\"\n"
    );
}

#[test]
fn fixes_repair_the_file() {
    for (text, expected) in [
        ("a:\n\tb: 1\n\tc:\n\t\td: 2\n", "a:\n  b: 1\n  c:\n    d: 2\n"),
        (
            "a:\n  b:\n    c: 1\n   d: 2\n   e: 3\n",
            "a:\n  b:\n    c: 1\n    d: 2\n    e: 3\n",
        ),
        ("a: b: c # d\n", "a: 'b: c' # d\n"),
        ("a:\n  b: 1\n    c:\n      - d\n", "a:\n  b: 1\n  c:\n    - d\n"),
        (
            "s:\n  a:\n   b: c\n    d: e\n    f: g\n    h: i\n",
            "s:\n  a:\n    b: c\n    d: e\n    f: g\n    h: i\n",
        ),
        (
            "s:\n  a:\n    b: c\n   d: e\n    f: g\n    h: i\n",
            "s:\n  a:\n    b: c\n    d: e\n    f: g\n    h: i\n",
        ),
        (
            "s:\n  a:\n    b: c\n     d: e\n    f: g\n    h: i\n",
            "s:\n  a:\n    b: c\n    d: e\n    f: g\n    h: i\n",
        ),
        ("a: [\"b\", \"c]\nd: e\n", "a: [\"b\", \"c\"]\nd: e\n"),
        ("a: [\"b\", \"c]\nd: \"e\"\n", "a: [\"b\", \"c\"]\nd: \"e\"\n"),
        (
            "a:\n  b: \"c\n  d:\n    e: \"f\"\n    g: \"h\"\n",
            "a:\n  b: \"c\"\n  d:\n    e: \"f\"\n    g: \"h\"\n",
        ),
        (
            "s:\n  db:\n    image postgres:16\n    a:\n      b: c\n",
            "s:\n  db:\n    image: postgres:16\n    a:\n      b: c\n",
        ),
        ("a: - b\n", "a:\n  - b\n"),
        ("a: \"b\nc: d\n", "a: \"b\"\nc: d\n"),
        ("a: \"\\d\"\n", "a: \"\\\\d\"\n"),
        ("a: *.com\n", "a: '*.com'\n"),
        ("a:\n  b c\n  d: e\n", "a:\n  b: c\n  d: e\n"),
        ("a: &one 1\nb: *on\n", "a: &one 1\nb: *one\n"),
        ("a: {80: b}\n", "a: {\"80\": b}\n"),
        ("a:\n  b: 1\n  b: 2\n", "a:\n  b: 1\n"),
    ] {
        let (_, parsed) = parsed(text);
        let [diagnostic] = parsed.diagnostics.as_slice() else {
            panic!("expected one diagnostic in {text:?}: {:?}", parsed.diagnostics);
        };
        let mut edits = diagnostic.fixes[0].edits.clone();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
        let mut fixed = text.to_owned();
        for edit in edits {
            fixed.replace_range(edit.span.range(), &edit.text);
        }
        assert_eq!(fixed, expected);
    }
}

#[test]
fn values_are_resolved() {
    for (text, expected) in [
        ("", ""),
        ("# only a comment\n", ""),
        ("a:\n- b\n- c\n", "a:\n  - b\n  - c\n"),
        ("a: {b: 1, \"c\":2, d}\n", "a:\n  b: 1\n  c: 2\n  d: null\n"),
        ("a: [b: c, [d]]\n", "a:\n  - b: c\n  - - d\n"),
        ("? a\n: b\n", "a: b\n"),
        ("a: b\n  c\n\n  d\n", "a: |-\n  b c\n  d\n"),
        ("a: >-\n  b\n  c\n\n   d\n  e\n", "a: |-\n  b c\n\n   d\n  e\n"),
        ("a: |2\n    b\n", "a: |2\n    b\n"),
        ("a: \"b\\\n  c\\x41\"\n", "a: bcA\n"),
        ("\u{FEFF}a: 1\r\nb: 2\rc: 3", "a: 1\nb: 2\nc: 3\n"),
        ("a: 1\n---\n---\nb: 2\n", "a: 1\n---\nnull\n---\nb: 2\n"),
        ("a: &x 1\nb: &x 2\nc: *x\n---\nd: *x\n", "a: 1\nb: 2\nc: 2\n---\nd: 2\n"),
        ("yes: 0777\nn: 1_000\n", "\"yes\": 511\n\"n\": 1000\n"),
        (
            "x: &x {k: 1, l: 2}\ny: &y {l: 3, m: 4}\nz:\n  <<: [*x, *y]\n  k: own\n",
            "x:\n  k: 1\n  l: 2\n\"y\":\n  l: 3\n  m: 4\nz:\n  k: own\n  l: 2\n  m: 4\n",
        ),
        ("a:\n  '<<': text\n", "a:\n  <<: text\n"),
    ] {
        check_value(text, expected);
    }
}

#[test]
fn merge_tags_are_recorded_with_their_paths() {
    let text = "base: &base\n  gone: !reset null\n  kept: 1\nuse:\n  <<: *base\n  list: [a, !reset b, c]\n  own: !override\n    x: !reset 1\n";
    let (files, parsed) = parsed(text);
    let tags: Vec<(String, MergeTagKind, &str)> = parsed.documents[0]
        .merge_tags
        .iter()
        .map(|tag| {
            let segments: Vec<String> = tag
                .path
                .iter()
                .map(|segment| match segment {
                    KeyOrIndex::Key(key) => key.clone(),
                    KeyOrIndex::Index(index) => index.to_string(),
                })
                .collect();
            (segments.join("."), tag.kind, files.text(tag.span))
        })
        .collect();
    assert_eq!(
        tags,
        [
            ("base.gone".to_owned(), MergeTagKind::Reset, "!reset"),
            ("use.list.1".to_owned(), MergeTagKind::Reset, "!reset"),
            ("use.own".to_owned(), MergeTagKind::Override, "!override"),
        ]
    );
    assert_eq!(
        write(&parsed.documents[0].root),
        "base:\n  kept: 1\nuse:\n  list:\n    - a\n    - c\n  own:\n    x: \"1\"\n  kept: 1\n"
    );
}

#[test]
fn aliases_and_merge_keys_are_origins() {
    let (files, parsed) = parsed("a: &a {k: 1}\nb: *a\nc:\n  <<: *a\n");
    let root = &parsed.documents[0].root;
    let origins = |path: &[&str]| -> Vec<Origin> {
        root.get_path(path)
            .map(|node| node.origins().cloned().collect())
            .unwrap_or_default()
    };
    let [Origin::Alias { name, used_at }] = &origins(&["b"])[..] else {
        panic!("expected an alias");
    };
    assert_eq!((name.as_str(), files.text(*used_at)), ("a", "*a"));
    let [Origin::MergeKey { used_at }] = &origins(&["c", "k"])[..] else {
        panic!("expected a merge key");
    };
    assert_eq!(files.line_column(*used_at).line, 4);
    assert_eq!(origins(&["a", "k"]), []);
}

#[test]
fn spans_count_bytes() {
    let (files, parsed) = parsed("é: [ü, \"x\"] # ß\nlist:\n  - &n !!str 1\n  - *n\n");
    let text: Vec<&str> = parsed.syntax.nodes().map(|(_, node)| files.text(node.span)).collect();
    assert_eq!(text[1..5], ["é", "[ü, \"x\"]", "ü", "\"x\""]);
    let anchor = parsed.syntax.nodes().find_map(|(_, node)| node.anchor.clone());
    assert_eq!(
        anchor.map(|anchor| (anchor.name, files.text(anchor.span))),
        Some(("n".to_owned(), "&n"))
    );
    let tag = parsed.syntax.nodes().find_map(|(_, node)| node.tag.clone());
    assert_eq!(
        tag.map(|tag| (tag.name, files.text(tag.span))),
        Some(("!!str".to_owned(), "!!str"))
    );
}

#[test]
fn hostile_texts_are_rejected_quickly() {
    let deep_sequence = "[".repeat(100_000);
    let deep_mapping: String = (0..3000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for letter in b'b'..=b'j' {
        let (name, previous) = (char::from(letter), char::from(letter - 1));
        bomb.push_str(&format!(
            "{name}: &{name} [{}]\n",
            vec![format!("*{previous}"); 10].join(", ")
        ));
    }
    for (text, code) in [
        (deep_sequence, "yaml-too-deep"),
        (deep_mapping, "yaml-too-deep"),
        (bomb, "yaml-alias-expansion"),
        ("a: *b\n".repeat(3), "yaml-unknown-anchor"),
        ("a: &a {<<: *a}\n".to_owned(), "yaml-alias-cycle"),
    ] {
        let (_, parsed) = parsed(&text);
        assert!(
            parsed
                .diagnostics
                .iter()
                .any(|diagnostic| diagnostic.code.name() == code),
            "{code}: {:?}",
            parsed.diagnostics
        );
    }
}

#[test]
fn invalid_utf_8_is_rejected() {
    let mut files = Workspace::new("/w");
    let id = files.set_bytes("compose.yaml", b"a: \"caf\xE9\"\nb: 1\n");
    let parsed = parse(id, files.file(id));
    assert_eq!(parsed.name_failure(), Some("yaml: invalid trailing UTF-8 octet"));
    assert_eq!(parsed.documents[0].root.get("b").and_then(Node::as_int), Some(1));
}

#[test]
fn reset_merge_value_is_reported() {
    check_failure(
        "services: {}\n<<: !reset\n",
        project_name::INVALID_MERGE,
        &["yaml-bad-merge"],
    );
}

#[test]
fn invalid_utf_16_is_reported_even_if_the_first_character_is_wide() {
    // A lone surrogate after the byte order mark becomes U+FFFD, which has three bytes.
    let mut files = Workspace::new("/w");
    let id = files.set_bytes("compose.yaml", &[0xFF, 0xFE, 0x00, 0xD8, 0x41, 0x00]);
    let parsed = super::parse(id, files.file(id));
    assert!(!parsed.failures.is_empty());
}
