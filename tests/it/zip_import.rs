//! Reading ZIP archives: what other programs write, our own export, and damaged or hostile archives.

use std::io::{Cursor, Write};

use drydock::export::bundle;
use drydock::import::{Import, MAX_FILE_SIZE, find_project};
use drydock::source::Workspace;
use proptest::prelude::*;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Writes an archive with the `zip` crate.
fn archive(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*path, options).expect("the path is valid");
        writer.write_all(content).expect("memory is writable");
    }
    writer.finish().expect("the archive is complete").into_inner()
}

fn import(archive: &[u8]) -> Import {
    let mut import = Import::default();
    import.add("project.zip", archive);
    import
}

fn paths(import: &Import) -> Vec<&str> {
    import.files.iter().map(|(path, _)| path.as_str()).collect()
}

#[test]
fn stored_and_deflated_files_are_read() {
    let long = "services: {}\n".repeat(1000);
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let files: [(&str, &[u8]); 3] = [("é/compose.yaml", long.as_bytes()), ("é/empty", b""), ("a.txt", b"x")];
        let import = import(&archive(&files, method));
        assert_eq!(
            paths(&import),
            ["project/a.txt", "project/é/compose.yaml", "project/é/empty"]
        );
        assert_eq!((import.files[1].1.as_str(), import.skipped), (long.as_str(), 0));
    }
}

#[test]
fn archive_after_other_data_is_read() {
    let mut bytes = b"#!/bin/sh\n".to_vec();
    bytes.extend(archive(
        &[("compose.yaml", b"services: {}\n")],
        CompressionMethod::Deflated,
    ));
    assert_eq!(paths(&import(&bytes)), ["project/compose.yaml"]);
}

#[test]
fn export_can_be_imported() {
    let mut workspace = Workspace::new("/demo");
    let files = [
        ("compose.yaml", "services: {web: {build: .}}\n"),
        ("web/Dockerfile", "FROM nginx\n"),
        ("web/größe.txt", "ü"),
    ];
    for (path, text) in files {
        workspace.set(path, text);
    }
    let project = find_project(&import(&bundle::write(&workspace)).files).expect("it has a compose file");
    assert_eq!(project.name.as_deref(), Some("project"));
    let read: Vec<(&str, &str)> = project
        .files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    assert_eq!(read, files);
}

#[test]
fn unwanted_files_are_left_out() {
    let large = vec![b'a'; MAX_FILE_SIZE + 1];
    let import = import(&archive(
        &[
            ("compose.yaml", b"services: {}\n"),
            ("node_modules/a/index.js", b"x"),
            ("__MACOSX/._compose.yaml", b"x"),
            ("logo.png", b"\x89PNG\0\0"),
            ("large.txt", &large),
            ("../../outside", b"x"),
        ],
        CompressionMethod::Deflated,
    ));
    assert_eq!((paths(&import), import.skipped), (vec!["project/compose.yaml"], 3));
}

#[test]
fn false_sizes_do_not_exceed_the_limits() {
    let zeros = vec![b' '; 40 * MAX_FILE_SIZE];
    let mut bytes = archive(&[("bomb", &zeros)], CompressionMethod::Deflated);
    let directory = bytes
        .windows(4)
        .position(|window| window == b"PK\x01\x02")
        .expect("there is a directory");
    bytes[directory + 24..directory + 28].copy_from_slice(&10_u32.to_le_bytes());
    let import = import(&bytes);
    assert_eq!((paths(&import).len(), import.skipped), (0, 1));
}

#[test]
fn unsupported_archives_are_refused_with_a_reason() {
    let plain = archive(&[("a", b"x")], CompressionMethod::Stored);
    let directory = plain
        .windows(4)
        .position(|window| window == b"PK\x01\x02")
        .expect("there is a directory");
    let end = plain
        .windows(4)
        .position(|window| window == b"PK\x05\x06")
        .expect("there is an end");
    let changed = |at: usize, bytes: &[u8]| {
        let mut archive = plain.clone();
        archive[at..at + bytes.len()].copy_from_slice(bytes);
        import(&archive).errors
    };
    for (errors, expected) in [
        (changed(directory + 8, &[1]), "encrypted"),
        (changed(directory + 20, &[0xff; 4]), "ZIP64"),
        (changed(end + 10, &[0xff; 2]), "ZIP64"),
        (changed(end + 16, &[0xf0, 0, 0, 0]), "damaged"),
        (changed(end, b"XX"), "not a complete ZIP archive"),
    ] {
        assert!(
            errors.len() == 1 && errors[0].contains(expected),
            "{errors:?}: {expected}"
        );
    }
}

#[test]
fn content_with_a_wrong_checksum_is_skipped() {
    let mut bytes = archive(&[("a", b"text"), ("b", b"kept")], CompressionMethod::Stored);
    let at = bytes
        .windows(4)
        .position(|window| window == b"text")
        .expect("the content is stored");
    bytes[at] = b'T';
    let import = import(&bytes);
    assert_eq!((paths(&import), import.skipped), (vec!["project/b"], 1));
}

proptest! {
    #[test]
    fn damaged_archives_do_not_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        length in any::<prop::sample::Index>(),
        is_cut in prop::bool::weighted(0.2),
    ) {
        let files: [(&str, &[u8]); 2] = [("a/compose.yaml", b"services: {web: {image: nginx}}\n"), ("b", b"bbbbbbbbbbbbbbbb")];
        let mut bytes = archive(&files, CompressionMethod::Deflated);
        for (index, byte) in changes {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(length.index(bytes.len()));
        }
        find_project(&import(&bytes).files);
    }

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut bytes = bytes;
        import(&bytes);
        bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\0\0\0\0\0\0");
        import(&bytes);
    }
}
