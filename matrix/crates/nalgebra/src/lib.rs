//! nalgebra: literals of matrices.

use nalgebra::{dmatrix, dvector, matrix, point, stack, vector, Matrix2x3, Point3, SMatrix, Vector3};

pub const IDENTITY: SMatrix<f32, 2, 2> = matrix![1.0, 0.0; 0.0, 1.0];

pub fn shifted(by: f64) -> Vector3<f64> {
    vector![1.0, 2.0 + by, -by]
}

macro_rules! diagonal {
    ($first:expr, $second:expr) => {
        matrix![$first, 0; 0, $second]
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_sizes() {
        let rows: Matrix2x3<i32> = matrix![1, 2, 3;
                                           4, 5, 6];
        assert_eq!((rows[(0, 2)], rows[(1, 0)]), (3, 4));
        assert_eq!(IDENTITY * vector![3.0, 4.0], vector![3.0, 4.0]);
        assert_eq!(shifted(1.0).sum(), 3.0);
        assert_eq!(diagonal!(2, 1 + 2).determinant_of(), 6);
        let place: Point3<u8> = point![1, 2, 3];
        assert_eq!(place.coords, vector![1, 2, 3]);
    }

    #[test]
    fn sizes_at_run_time() {
        let empty = dmatrix![] as nalgebra::DMatrix<u8>;
        assert_eq!((empty.nrows(), dmatrix![1, 2; 3, 4].ncols(), dvector![1, 2, 3].len()), (0, 2, 3));
    }

    #[test]
    fn blocks() {
        let corner = matrix![1.0, 2.0];
        let stacked = stack![corner, matrix![9.0]; 0, matrix![5.0]];
        assert_eq!(stacked, matrix![1.0, 2.0, 9.0; 0.0, 0.0, 5.0]);
    }

    trait Determinant {
        fn determinant_of(&self) -> i32;
    }

    impl Determinant for SMatrix<i32, 2, 2> {
        fn determinant_of(&self) -> i32 {
            self[(0, 0)] * self[(1, 1)] - self[(0, 1)] * self[(1, 0)]
        }
    }
}
