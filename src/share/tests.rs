//! Round trips, and invalid links.

use proptest::prelude::*;

use super::*;

fn example() -> Shared {
    let files = [
        (
            "compose.yaml",
            "services:\n  web:\n    build: .\n    ports:\n      - \"5000:5000\"\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: mariadb:11.8\n    restart: always\n",
        ),
        (".env", "DB_NAME=hello\nDB_PASSWD=p\u{e4}ss\n"),
    ];
    Shared {
        files: files.map(|(path, text)| (path.to_owned(), text.to_owned())).to_vec(),
        open: Some("compose.yaml".to_owned()),
        playhead: Some(31_020),
        project: Some("graph".to_owned()),
        views: None,
        scenario: None,
    }
}

#[test]
fn link_round_trips() {
    let link = encode(&example());
    assert!(link.starts_with("#1:"));
    assert!(link.len() < 200, "{}", link.len());
    for form in [
        link.clone(),
        link[1..].to_owned(),
        format!("https://example.org/play/{link}"),
        format!(" {}\n {}", &link[..40], &link[40..]),
    ] {
        assert_eq!(decode(&form), Ok(example()), "{form}");
    }
    assert_eq!(decode(&encode(&Shared::default())), Ok(Shared::default()));
}

/// This link was created by the first build that had version 1.
#[test]
fn old_links_still_open() {
    let link = concat!(
        "#1:nVqxDQAgCEsVN7_wOUeOcvQBZz_yAtHEBJ3UD6ANpGmLAq-p0",
        "3zdwX3A-z3J-30i0HhqK1qfFQ6VpXNN4hmZbT1rcwM50UQcO1BN7A"
    );
    assert_eq!(decode(link), Ok(example()));
}

#[test]
fn invalid_links_are_rejected() {
    let version = |text: &str| LinkError::UnknownVersion(text.to_owned());
    for (link, expected) in [
        ("", LinkError::NotALink),
        ("#", LinkError::NotALink),
        ("hello", LinkError::NotALink),
        ("https://example.org", LinkError::NotALink),
        ("#2:abc", version("2")),
        ("#1:", LinkError::Damaged),
        ("#1:A", LinkError::Damaged),
        ("#1:!!!!", LinkError::Damaged),
    ] {
        assert_eq!(decode(link), Err(expected), "{link}");
    }
}

#[test]
fn size_limit_is_known_before_encoding() {
    for (size, expected) in [(0, false), (MAX_SIZE - 4096, false), (MAX_SIZE, true)] {
        let shared = Shared {
            files: vec![("a".to_owned(), "x".repeat(size))],
            ..Shared::default()
        };
        assert_eq!(shared.is_too_large(), expected, "{size}");
        assert!(expected || decode(&encode(&shared)) == Ok(shared), "{size}");
    }
}

#[test]
fn truncated_link_is_damaged() {
    let link = encode(&example());
    for end in 3..link.len() {
        assert_eq!(decode(&link[..end]), Err(LinkError::Damaged), "{end}");
    }
}

proptest! {
    #[test]
    fn any_text_round_trips(
        files in proptest::collection::vec((".*", "(?s).*"), 0..4),
        open in proptest::option::of(".*"),
        playhead in proptest::option::of(any::<u64>()),
        views in proptest::option::of(".*"),
        scenario in proptest::option::of(".*"),
    ) {
        let shared = Shared { files, open, playhead, project: None, views, scenario };
        prop_assert_eq!(decode(&encode(&shared)), Ok(shared));
    }

    #[test]
    fn decoding_never_panics(link in ".*", body in "[A-Za-z0-9_-]{0,300}") {
        let _ = decode(&link);
        let _ = decode(&format!("#1:{body}"));
    }

    #[test]
    fn modified_link_never_decodes_to_another_project(at in 3_usize..150, replacement in "[A-Za-z0-9_-]") {
        let mut link = encode(&example());
        let at = at.min(link.len() - 1);
        link.replace_range(at..=at, &replacement);
        if let Ok(shared) = decode(&link) {
            prop_assert_eq!(shared, example());
        }
    }
}
