//! Lines as SVG writes them.

use core::fmt::Write;

/// A place on paper.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

impl Point {
    /// A place.
    #[must_use]
    pub const fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }
}

/// A place as SVG writes it, to a tenth of a pixel.
///
/// ```
/// assert_eq!([plot::px(12.0), plot::px(-0.26), plot::px(7.96)], ["12", "-0.3", "8"]);
/// ```
#[must_use]
pub fn px(place: f64) -> String {
    let mut text = String::new();
    push_px(&mut text, tenths(place));
    text
}

fn tenths(place: f64) -> i64 {
    (place * 10.0).round() as i64
}

/// Writes tenths by hand: a page that prints no floats need not carry the code for it.
fn push_px(text: &mut String, tenths: i64) {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let _ = if rest == 0 { write!(text, "{sign}{whole}") } else { write!(text, "{sign}{whole}.{rest}") };
}

/// The `d` of a staircase through `points`, whose last level goes on to `end`: along first, then up or down, as a
/// distribution's does. Points that round to the same tenth of a pixel are drawn once.
///
/// ```
/// use plot::{Point, steps};
/// assert_eq!(steps(&[Point::new(0.0, 9.0), Point::new(4.0, 5.0)], 10.0), "M0 9H4V5H10");
/// ```
#[must_use]
pub fn steps(points: &[Point], end: f64) -> String {
    let mut path = String::new();
    let mut go = |command: char, place: i64| {
        path.push(command);
        push_px(&mut path, place);
    };
    let Some(first) = points.first() else { return path };
    let (mut x, mut y) = (tenths(first.x), tenths(first.y));
    go('M', x);
    go(' ', y);
    for point in &points[1..] {
        let (next_x, next_y) = (tenths(point.x), tenths(point.y));
        if next_y == y {
            continue;
        }
        if next_x != x {
            go('H', next_x);
        }
        go('V', next_y);
        (x, y) = (next_x, next_y);
    }
    if tenths(end) != x {
        go('H', tenths(end));
    }
    path
}

/// The `d` of what lies between two staircases, each as by [`steps`] and both to the same `end`.
///
/// ```
/// use plot::{Point, band};
/// let low = [Point::new(0.0, 9.0), Point::new(4.0, 5.0)];
/// let high = [Point::new(0.0, 6.0)];
/// assert_eq!(band(&low, &high, 10.0), "M0 9L4 9L4 5L10 5L10 6L0 6Z");
/// ```
#[must_use]
pub fn band(low: &[Point], high: &[Point], end: f64) -> String {
    let mut round = corners(low, end);
    round.extend(corners(high, end).into_iter().rev());
    if round.is_empty() { String::new() } else { line(&round) + "Z" }
}

fn corners(points: &[Point], end: f64) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::new();
    for point in points {
        match corners.last() {
            Some(last) if tenths(last.y) == tenths(point.y) => {}
            Some(last) => corners.extend([Point::new(point.x, last.y), *point]),
            None => corners.push(*point),
        }
    }
    corners.extend(corners.last().map(|last| Point::new(end, last.y)));
    corners
}

/// The `d` of straight lines through `points`.
///
/// ```
/// use plot::{Point, line};
/// assert_eq!(line(&[Point::new(0.0, 9.0), Point::new(4.0, 5.5)]), "M0 9L4 5.5");
/// ```
#[must_use]
pub fn line(points: &[Point]) -> String {
    let mut path = String::new();
    for (at, point) in points.iter().enumerate() {
        path.push(if at == 0 { 'M' } else { 'L' });
        push_px(&mut path, tenths(point.x));
        path.push(' ');
        push_px(&mut path, tenths(point.y));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_not_drawn() {
        let points = [(0.0, 10.0), (3.0, 10.01), (5.0, 7.0), (5.02, 6.0)].map(|(x, y)| Point::new(x, y));
        assert_eq!(steps(&points, 8.0), "M0 10H5V7V6H8");
    }

    #[test]
    fn one_level_is_a_line_and_none_is_nothing() {
        assert_eq!(steps(&[Point::new(1.0, 2.0)], 5.0), "M1 2H5");
        assert_eq!(steps(&[], 5.0), "");
    }
}
