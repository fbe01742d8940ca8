//! Generated projects of any size. The same arguments always give the same project.

use std::fmt::Write;

use drydock::source::Workspace;

/// How the services depend on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Groups of eight in five layers (1, 2, 2, 2, 1). Each service depends on the whole layer before it.
    Diamonds,
    /// Each service depends on the one before it.
    Chain,
}

/// Widths of a group's layers.
const LAYERS: [usize; 5] = [1, 2, 2, 2, 1];

/// Services of a group.
const GROUP: usize = 8;

/// Returns the example that the page opens with.
pub fn example() -> Workspace {
    let mut files = Workspace::new("/project");
    files.set(
        "compose.yaml",
        include_str!("../../static/examples/flask-mariadb/compose.yaml"),
    );
    files.set(".env", include_str!("../../static/examples/flask-mariadb/.env"));
    files.set(
        "Dockerfile",
        include_str!("../../static/examples/flask-mariadb/Dockerfile"),
    );
    files.set("app.py", include_str!("../../static/examples/flask-mariadb/app.py"));
    files.set(
        "requirements.txt",
        include_str!("../../static/examples/flask-mariadb/requirements.txt"),
    );
    files
}

/// Returns a project with a number of services, with health checks, networks, volumes, ports and variables.
pub fn project(shape: Shape, services: usize) -> Workspace {
    let mut text = String::from("name: generated\nservices:\n");
    for index in 0..services {
        service(&mut text, shape, index);
    }
    let groups = services.div_ceil(GROUP);
    text.push_str("networks:\n  front:\n");
    for group in 0..groups {
        line(&mut text, format_args!("  group{group}:\n    driver: bridge"));
    }
    text.push_str("volumes:\n");
    for group in 0..groups {
        line(
            &mut text,
            format_args!("  data{group}:\n    labels:\n      group: \"{group}\""),
        );
    }
    let mut files = Workspace::new("/project");
    files.set("compose.yaml", &text);
    files.set(".env", "PASSWORD=secret\nTAG=1.2.3\nLEVEL=info\n");
    files
}

fn service(text: &mut String, shape: Shape, index: usize) {
    let group = index / GROUP;
    let port = 10_000 + index;
    line(
        text,
        format_args!(
            "  s{index}:
    image: registry.example.com/app{group}:${{TAG}}
    restart: unless-stopped
    environment:
      LEVEL: ${{LEVEL:-warning}}
      PORT: \"8080\"
      DATABASE_URL: postgres://app:${{PASSWORD}}@database{group}:5432/app
    ports:
      - \"{port}:8080\"
    networks: [front, group{group}]
    volumes:
      - data{group}:/var/lib/app
    healthcheck:
      test: [CMD, curl, --fail, http://localhost:8080/health]
      interval: 5s
      timeout: 2s
      retries: 5
      start_period: 10s"
        ),
    );
    let dependencies = dependencies(shape, index);
    if !dependencies.is_empty() {
        text.push_str("    depends_on:\n");
    }
    for dependency in dependencies {
        let condition = if dependency % 3 == 2 {
            "service_started"
        } else {
            "service_healthy"
        };
        line(
            text,
            format_args!("      s{dependency}:\n        condition: {condition}"),
        );
    }
}

fn dependencies(shape: Shape, index: usize) -> Vec<usize> {
    match shape {
        Shape::Chain => index.checked_sub(1).into_iter().collect(),
        Shape::Diamonds => {
            let first = index / GROUP * GROUP;
            let mut layer_start = first;
            let mut previous_layer = Vec::new();
            for width in LAYERS {
                if index < layer_start + width {
                    break;
                }
                previous_layer = (layer_start..layer_start + width).collect();
                layer_start += width;
            }
            previous_layer
        }
    }
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    writeln!(text, "{content}").expect("writing to a string succeeds");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diamonds_are_five_layers_deep() {
        for (index, expected) in [
            (0, vec![]),
            (1, vec![0]),
            (2, vec![0]),
            (4, vec![1, 2]),
            (7, vec![5, 6]),
            (8, vec![]),
        ] {
            assert_eq!(dependencies(Shape::Diamonds, index), expected, "s{index}");
        }
    }

    #[test]
    fn generated_projects_have_no_diagnostics() {
        for shape in [Shape::Diamonds, Shape::Chain] {
            let loaded = crate::load(&project(shape, 20));
            assert!(loaded.diagnostics.is_empty(), "{shape:?}: {:?}", loaded.diagnostics);
        }
    }
}
