//! Reading arbitrary text does not panic, and all spans and ranges are inside it, on character boundaries.

use drydock::compose::dotenv::{self, Format};
use drydock::compose::template;
use drydock::source::{Span, Workspace};
use drydock::yaml::{self, Node, Value};
use proptest::prelude::*;

use crate::spans::assert_in_bounds;

/// Returns texts made of tokens of YAML, templates and env files.
fn token_sequence() -> impl Strategy<Value = String> {
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

/// Returns texts of all kinds, most of them made of tokens.
pub fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![token_sequence(), "\\PC{0,60}"]
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_yaml_can_be_parsed(text in any_text()) {
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
        assert_in_bounds(&files, &parsed.diagnostics, &text);
        // Every failure has a diagnostic, except a top level of the wrong type, which loading reports.
        let has_diagnostics = !parsed.diagnostics.is_empty();
        prop_assert!(has_diagnostics || parsed.failures.iter().all(|failure| failure.text.contains("cannot unmarshal")));
    }

    #[test]
    fn arbitrary_bytes_can_be_parsed(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut files = Workspace::new("/w");
        let id = files.set_bytes("compose.yaml", &bytes);
        let parsed = yaml::parse(id, files.file(id));
        assert_in_bounds(&files, &parsed.diagnostics, files.file(id).text());
    }

    #[test]
    fn arbitrary_templates_can_be_substituted(text in any_text()) {
        let substituted = template::substitute(&text, &mut |name| (name == "A").then(|| "$x {".to_owned()));
        for reference in &substituted.references {
            prop_assert!(text[reference.range.clone()].starts_with('$'));
        }
        if let Some(error) = &substituted.error {
            prop_assert!(text.get(error.range()).is_some());
        }
    }

    #[test]
    fn arbitrary_env_files_can_be_parsed(text in any_text()) {
        for format in [Format::Dotenv, Format::Raw] {
            let variables = dotenv::parse(&text, format, &mut |_| None);
            for assignment in &variables.assignments {
                prop_assert!(text.get(assignment.key_range.clone()).is_some());
                prop_assert!(text.get(assignment.value_range.clone()).is_some());
            }
            for error in &variables.errors {
                prop_assert!(text.get(error.range.clone()).is_some());
            }
        }
    }

    #[test]
    fn written_yaml_is_read_back(text in "[ -~é日\n]{0,30}", key in "[ -~é日]{0,30}") {
        let mut files = Workspace::new("/w");
        let source = files.set("empty", "");
        let span = Span::new(source, 0..0);
        let mut mapping = yaml::Mapping::default();
        mapping.insert(key.clone(), yaml::Entry { key_span: span, node: Node::string(text.clone(), span) });
        let written = yaml::write(&Node::new(Value::Mapping(mapping), span));
        let id = files.set("written.yaml", &written);
        let parsed = yaml::parse(id, files.file(id));
        // go-yaml writes the key `<<` without quotes, and some leading blank lines in a form that it cannot read.
        if key != "<<" && !written.contains("|2") {
            prop_assert_eq!(parsed.documents[0].root.get(&key).and_then(Node::as_str), Some(text.as_str()), "{}", written);
        }
    }
}
