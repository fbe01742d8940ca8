//! What the versions of Docker Compose load differently.

use drydock::compose::{LoadOptions, load, render};
use drydock::source::Workspace;
use drydock::version::ComposeVersion;

/// Returns the JSON of a project as a version of Docker Compose prints it.
fn config(compose_file: &str, version: ComposeVersion) -> serde_json::Value {
    let mut files = Workspace::new("/demo");
    files.set("compose.yaml", compose_file);
    let options = LoadOptions {
        version,
        ..LoadOptions::default()
    };
    let project = load(&files, &options).project.expect("the project loads");
    render::json(&project.resolved).expect("the project can be printed")
}

#[test]
fn missing_directory_is_created_but_not_written_from_v5_on() {
    let file = "services:\n  web:\n    image: nginx:1.29\n    volumes: [\"./data:/data\", \"./logs:/logs:z\"]\n";
    let binds = |version| {
        let config = config(file, version);
        let volumes = config["services"]["web"]["volumes"].as_array().cloned();
        let volumes = volumes.expect("there are mounts").into_iter();
        volumes
            .map(|volume| volume["bind"].to_string())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        binds(ComposeVersion::V2_40),
        r#"{"create_host_path":true} {"create_host_path":true,"selinux":"z"}"#
    );
    assert_eq!(binds(ComposeVersion::V5_6), r#"{} {"selinux":"z"}"#);
}
