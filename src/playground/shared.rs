//! Large values that views share without copying and compare by pointer.

use std::ops::Deref;
use std::rc::Rc;

/// A reference-counted value that compares by pointer.
///
/// It equals only itself and its clones, even where another value has the same content.
#[derive(Debug)]
pub struct Shared<T>(Rc<T>);

impl<T> Shared<T> {
    /// Wraps a value in a new pointer.
    pub(super) fn new(value: T) -> Self {
        Shared(Rc::new(value))
    }

    /// Replaces the value, unless the new one is equal: views that hold the old pointer then see no change.
    pub(super) fn set_if_changed(&mut self, value: T)
    where
        T: PartialEq,
    {
        if *self.0 != value {
            *self = Shared::new(value);
        }
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Shared(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Default> Default for Shared<T> {
    fn default() -> Self {
        Shared::new(T::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_clones_are_equal() {
        let one = Shared::new(vec![1]);
        assert_eq!(one, one.clone());
        assert_ne!(one, Shared::new(vec![1]));
    }

    #[test]
    fn equal_value_keeps_the_pointer() {
        let before = Shared::new(1);
        let mut after = before.clone();
        after.set_if_changed(1);
        assert_eq!(before, after);
        after.set_if_changed(2);
        assert_ne!(before, after);
    }
}
