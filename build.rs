//! Turns what is known of images from YAML, which people edit, into JSON, which the page can read at once:
//! a YAML reader in the page would cost every visitor some 30 KB.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/images.yaml");
    let images: serde_yaml::Value = serde_yaml::from_str(&fs::read_to_string("src/images.yaml")?)?;
    let target = Path::new(&env::var("OUT_DIR")?).join("images.json");
    fs::write(target, serde_json::to_string(&images)?)?;
    Ok(())
}
