//! Big values that views hold without copying them, compared without reading them.

use std::ops::Deref;
use std::rc::Rc;

/// A value behind a pointer; equal only to itself and its clones, whatever is inside.
#[derive(Debug)]
pub struct Shared<T>(Rc<T>);

impl<T> Shared<T> {
    /// Puts a value behind a new pointer.
    pub fn new(value: T) -> Self {
        Shared(Rc::new(value))
    }

    /// Exchanges the value, but keeps the old pointer where the new value is equal: views that hold it
    /// then see no change.
    pub fn renew(&mut self, value: T)
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
    fn equality_is_identity() {
        let one = Shared::new(vec![1]);
        assert_eq!(one, one.clone());
        assert_ne!(one, Shared::new(vec![1]));
    }

    #[test]
    fn renewing_with_an_equal_value_keeps_the_pointer() {
        let before = Shared::new(1);
        let mut after = before.clone();
        after.renew(1);
        assert_eq!(before, after);
        after.renew(2);
        assert_ne!(before, after);
    }
}
