//! getset, which reports its errors by way of proc-macro-error2: thread-local state and unwinding within a call.

use getset::{CloneGetters, CopyGetters, Getters, MutGetters, Setters, WithSetters};

#[derive(Getters, Setters, WithSetters, MutGetters, CopyGetters, Default)]
#[getset(get = "pub")]
pub struct Settings<T: Copy + Default>
where
    T: PartialEq,
{
    /// The name.
    name: String,
    #[getset(get_copy = "pub with_prefix", set = "pub", get_mut = "pub(crate)")]
    level: T,
    #[getset(set_with = "pub")]
    hidden: u8,
    list: std::sync::Arc<Vec<u8>>,
}

impl<T: Copy + Default + PartialEq> Settings<T> {
    pub fn total(&self) -> usize {
        usize::from(self.hidden) + self.list.len()
    }
}

#[derive(CloneGetters)]
pub struct Cloned {
    #[getset(get_clone = "pub")]
    text: std::rc::Rc<str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accessors() {
        let mut settings = Settings::<u16>::default().with_hidden(3);
        settings.set_level(7).name.push('n');
        *settings.level_mut() += 1;
        assert_eq!((settings.name().as_str(), settings.get_level(), settings.total()), ("n", 8, 3));
        assert_eq!(settings.list().len(), 0);
        assert_eq!(&*Cloned { text: "t".into() }.text(), "t");
    }
}
