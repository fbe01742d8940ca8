//! Whatever text is read, nothing panics and every place is inside it, on character boundaries.

use drydock::compose::dotenv::{self, Format};
use drydock::compose::template;
use drydock::diagnostic::Diagnostic;
use drydock::source::{Span, Workspace};
use drydock::yaml::{self, Node, Value};
use proptest::prelude::*;

/// Texts made of what means something to YAML and to templates.
fn lively_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b: ",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        "\t",
        "\"",
        "'",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "# c",
        "&a ",
        "*a",
        "!reset ",
        "!override ",
        "!!int ",
        "<<: ",
        "|",
        ">-\n",
        "? ",
        "%",
        "@",
        "---\n",
        "...\n",
        "\r",
        "é",
        "😀",
        "\\",
        "${",
        "$$",
        "$A",
        "${A:-",
        "}",
        "=",
        "export ",
        "1",
        "0x1F",
        "\u{2028}",
        "\u{FEFF}",
        "\0",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![lively_text(), "\\PC{0,60}"]
}

fn check_span(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
}

fn check_node(text: &str, node: &Node) {
    check_span(text, node.span);
    match &node.value {
        Value::Sequence(items) => items.iter().for_each(|item| check_node(text, item)),
        Value::Mapping(entries) => {
            for entry in entries.values() {
                check_span(text, entry.key_span);
                check_node(text, &entry.node);
            }
        }
        _ => {}
    }
}

fn check_diagnostic(text: &str, diagnostic: &Diagnostic) {
    for label in diagnostic.primary.iter().chain(&diagnostic.secondary) {
        check_span(text, label.span);
    }
    for edit in diagnostic.fixes.iter().flat_map(|fix| &fix.edits) {
        check_span(text, edit.span);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_file_is_read(text in any_text()) {
        let mut files = Workspace::new("/w");
        let id = files.set("compose.yaml", &text);
        let parsed = yaml::parse(id, files.file(id));
        for document in &parsed.documents {
            check_node(&text, &document.root);
            yaml::write(&document.root);
        }
        for (_, node) in parsed.syntax.nodes() {
            check_span(&text, node.span);
        }
        for diagnostic in &parsed.diagnostics {
            check_diagnostic(&text, diagnostic);
        }
        // What Compose refuses here is told, but for a top level that loading looks at.
        let told = !parsed.diagnostics.is_empty();
        prop_assert!(told || parsed.failures.iter().all(|failure| failure.text.contains("cannot unmarshal")));
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut files = Workspace::new("/w");
        let id = files.set_bytes("compose.yaml", &bytes);
        let parsed = yaml::parse(id, files.file(id));
        for diagnostic in &parsed.diagnostics {
            check_diagnostic(files.file(id).text(), diagnostic);
        }
    }

    #[test]
    fn any_template_is_substituted(text in any_text()) {
        let substituted = template::substitute(&text, &mut |name| (name == "A").then(|| "$x {".to_owned()));
        for reference in &substituted.references {
            prop_assert!(text[reference.range.clone()].starts_with('$'));
        }
        if let Some(error) = &substituted.error {
            prop_assert!(text.get(error.range()).is_some());
        }
    }

    #[test]
    fn any_env_file_is_read(text in any_text()) {
        for format in [Format::Dotenv, Format::Raw] {
            let variables = dotenv::parse(&text, format, &mut |_| None);
            for one in &variables.assignments {
                prop_assert!(text.get(one.key_range.clone()).is_some());
                prop_assert!(text.get(one.value_range.clone()).is_some());
            }
            for error in &variables.errors {
                prop_assert!(text.get(error.range.clone()).is_some());
            }
        }
    }

    #[test]
    fn what_is_written_is_read_back(text in "[ -~é日\n]{0,30}", key in "[ -~é日]{0,30}") {
        let mut files = Workspace::new("/w");
        let source = files.set("empty", "");
        let span = Span::new(source, 0..0);
        let mut mapping = yaml::Mapping::default();
        mapping.insert(key.clone(), yaml::Entry { key_span: span, node: Node::string(text.clone(), span) });
        let written = yaml::write(&Node::new(Value::Mapping(mapping), span));
        let id = files.set("written.yaml", &written);
        let parsed = yaml::parse(id, files.file(id));
        // Two habits of go-yaml's: it writes the key `<<` bare, and blank lines it can't read back.
        if key != "<<" && !written.contains("|2") {
            prop_assert_eq!(parsed.documents[0].root.get(&key).and_then(Node::as_str), Some(text.as_str()), "{}", written);
        }
    }
}
