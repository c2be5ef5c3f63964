//! A picture without the frame that somebody put around it. A frame of one shade is the cheapest
//! way to make a picture another one, and it moves every frequency.

use super::pdq::Luma;

/// Shades by which a border of one shade may differ from its corner: what compression leaves.
const EVEN: f32 = 12.0;
/// Widest border, as a share of the side. A wider one is the picture's own page.
const WIDEST: usize = 8;

/// What is inside of a border of one shade; `None` where there is none.
pub(super) fn inside(luma: &Luma) -> Option<Luma> {
    let Luma { width, height, ref values } = *luma;
    let shade = *values.first()?;
    let even = |x: usize, y: usize| values.get(y * width + x).is_some_and(|v| (v - shade).abs() <= EVEN);
    let row = |y: usize| (0..width).all(|x| even(x, y));
    let column = |x: usize| (0..height).all(|y| even(x, y));
    let top = depth(height, row)?;
    let bottom = depth(height, |y| row(height - 1 - y))?;
    let left = depth(width, column)?;
    let right = depth(width, |x| column(width - 1 - x))?;
    if top + bottom + left + right == 0 {
        return None;
    }
    let (across, down) = (width - left - right, height - top - bottom);
    let rows = values.chunks_exact(width).skip(top).take(down);
    let values = rows.flat_map(|r| r.get(left..left + across).unwrap_or_default()).copied().collect();
    Some(Luma { width: across, height: down, values })
}

/// How many lines in from the edge are even; `None` when that goes on too far.
fn depth(side: usize, line: impl Fn(usize) -> bool) -> Option<usize> {
    (0..=side / WIDEST).find(|i| !line(*i))
}
