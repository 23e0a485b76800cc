//! profiling, zeroize and documented: small attributes and derives.

use documented::{docs_const, Documented, DocumentedFields, DocumentedVariants};
use zeroize::{Zeroize, ZeroizeOnDrop};

#[profiling::function]
pub fn measured(times: u32) -> u32 {
    (0..times).map(|n| n * 2).sum()
}

pub struct Machine {
    pub runs: u32,
}

#[profiling::all_functions]
impl Machine {
    pub fn run(&mut self) -> u32 {
        self.runs += 1;
        self.runs
    }

    #[profiling::skip]
    pub const fn fixed() -> u8 {
        3
    }
}

/// A secret.
///
/// It has two fields.
#[derive(Zeroize, ZeroizeOnDrop, Documented, DocumentedFields)]
pub struct Secret<T: Zeroize> {
    /// The key.
    pub key: [u8; 4],
    #[documented_fields(default = "None here.")]
    pub other: Vec<T>,
    /// Not secret.
    #[zeroize(skip)]
    pub id: u32,
}

/// Either.
#[derive(Zeroize, Documented, DocumentedVariants, DocumentedFields)]
#[documented_fields(rename_all = "kebab-case")]
pub enum Either {
    /// On the left.
    OnTheLeft(u8),
    /// On the right.
    Right { x: i16 },
}

/// Adds.
#[docs_const]
pub fn add(one: u8, other: u8) -> u8 {
    one + other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions() {
        let _guard = tracing::subscriber::set_default(tracing_subscriber::registry());
        profiling::scope!("a scope", "with data");
        assert_eq!((measured(3), Machine::fixed()), (6, 3));
        let mut machine = Machine { runs: 4 };
        assert_eq!(machine.run(), 5);
    }

    #[test]
    fn zeroes() {
        let mut secret = Secret { key: [1; 4], other: vec![7u64], id: 9 };
        secret.zeroize();
        assert_eq!((secret.key, secret.other.len(), secret.id), ([0; 4], 0, 9));
        let mut either = Either::Right { x: 5 };
        either.zeroize();
        assert!(matches!(either, Either::Right { x: 0 }));
    }

    #[test]
    fn documentation() {
        assert_eq!(Secret::<u8>::DOCS, "A secret.\n\nIt has two fields.");
        assert_eq!(Secret::<u8>::FIELD_DOCS, ["The key.", "None here.", "Not secret."]);
        assert_eq!(Either::OnTheLeft(1).get_variant_docs(), "On the left.");
        assert_eq!(Either::get_field_docs("on-the-left").unwrap(), "On the left.");
        assert_eq!((ADD_DOCS, add(1, 2)), ("Adds.", 3));
    }
}
