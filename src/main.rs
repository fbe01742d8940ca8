//! The playground's binary: mounts the page.

mod ui;

fn main() {
    yew::Renderer::<ui::App>::new().render();
}
