//! What is known of common images: data, from images.yaml.
