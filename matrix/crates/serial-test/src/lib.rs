//! serial_test: attributes that wrap a test's body.

use std::sync::atomic::AtomicUsize;

pub static RUNNING: AtomicUsize = AtomicUsize::new(0);

#[cfg(test)]
mod tests {
    use super::RUNNING;
    use serial_test::{parallel, serial};
    use std::sync::atomic::Ordering::SeqCst;

    fn alone() {
        assert_eq!(RUNNING.fetch_add(1, SeqCst), 0);
        std::thread::sleep(std::time::Duration::from_millis(5));
        assert_eq!(RUNNING.fetch_sub(1, SeqCst), 1);
    }

    #[test]
    #[serial]
    fn first() {
        alone();
    }

    #[test]
    #[serial]
    fn second() -> Result<(), std::num::ParseIntError> {
        alone();
        "7".parse::<u8>()?;
        Ok(())
    }

    #[test]
    #[serial(one, two)]
    fn with_keys() {}

    #[test]
    #[parallel(two)]
    fn beside_others() {}

    #[test]
    #[serial(inner_attrs = [allow(unused_variables)])]
    #[should_panic(expected = "as it should")]
    fn that_panics() {
        let unused = 1;
        panic!("as it should");
    }

    #[serial(whole)]
    mod of_a_module {
        #[test]
        fn one() {}

        #[test]
        fn two() {}
    }
}
