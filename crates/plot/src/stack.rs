//! Bars whose pieces stand one after the other.

use crate::scale::{Linear, Scale};

/// One piece of a bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Which of the values it is.
    pub index: usize,
    /// Its value.
    pub value: u64,
    /// Where it begins.
    pub from: f64,
    /// How long it is.
    pub length: f64,
}

/// Lays the values that are not zero one after the other on a scale from zero. A piece too short to be seen gets
/// `least` and the ones after it move on.
#[must_use]
pub fn stack(values: &[u64], scale: &Linear, least: f64) -> Vec<Piece> {
    let zero = scale.place(0.0);
    let mut from = zero;
    let pieces = values.iter().enumerate().filter(|(_, value)| **value > 0).map(|(index, &value)| {
        let length = (scale.place(value as f64) - zero).max(least);
        let piece = Piece { index, value, from, length };
        from += length;
        piece
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scale::Span;

    #[test]
    fn pieces_follow_one_another() {
        let scale = Linear::to(100.0, Span::new(10.0, 210.0));
        let pieces = stack(&[50, 0, 25, 1], &scale, 3.0);
        let laid: Vec<_> = pieces.iter().map(|piece| (piece.index, piece.from, piece.length)).collect();
        assert_eq!(laid, [(0, 10.0, 100.0), (2, 110.0, 50.0), (3, 160.0, 3.0)]);
        assert!(stack(&[0, 0], &scale, 3.0).is_empty());
    }
}
