//! The hash itself, step by step as published, in single precision like its reference.

use super::{Hashed, Pdq};
use std::f64::consts::PI;

/// Side of the square that every picture becomes.
const SIDE: usize = 64;
/// Side of the square of frequencies that is kept.
const KEPT: usize = 16;
/// A picture with a shorter side has no hash.
const MIN_SIDE: usize = 5;
/// Passes of the box filter, each along rows and along columns.
const PASSES: usize = 2;

/// Brightness, row by row, 0 to 255.
pub struct Luma {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width * height` values.
    pub values: Vec<f32>,
}

type Square = [[f32; SIDE]; SIDE];

/// The hash and its quality.
pub fn hash(luma: Luma) -> Hashed {
    if luma.width < MIN_SIDE || luma.height < MIN_SIDE {
        return Hashed { pdq: Pdq([0; 4]), quality: 0, inside: None };
    }
    let square = smaller(luma);
    Hashed { pdq: bits(&frequencies(&square)), quality: quality(&square), inside: None }
}

/// Box filters (Jarosz's approximation of a tent), then one value of each of 64 by 64 cells.
fn smaller(luma: Luma) -> Square {
    let Luma { width, height, values: mut a } = luma;
    if (width, height) != (SIDE, SIDE) {
        let window = |n: usize| n.div_ceil(2 * SIDE);
        let mut b = vec![0f32; a.len()];
        for _ in 0..PASSES {
            for row in 0..height {
                blur(&a, &mut b, row * width, width, 1, window(width));
            }
            for column in 0..width {
                blur(&b, &mut a, column, height, width, window(height));
            }
        }
    }
    let middle = |i: usize, n: usize| (2 * i + 1) * n / (2 * SIDE);
    let mut square = [[0f32; SIDE]; SIDE];
    for (i, row) in square.iter_mut().enumerate() {
        for (j, value) in row.iter_mut().enumerate() {
            *value = a.get(middle(i, height) * width + middle(j, width)).copied().unwrap_or_default();
        }
    }
    square
}

/// The mean of a window that slides along `n` values `step` apart, narrower at both ends.
fn blur(from: &[f32], to: &mut [f32], start: usize, n: usize, step: usize, window: usize) {
    let half = usize::midpoint(window, 2);
    let at = |i: usize| from.get(start + i * step).copied().unwrap_or_default();
    let (mut sum, mut count) = (0f32, 0f32);
    let (mut right, mut left) = (0, 0);
    for _ in 0..half - 1 {
        sum += at(right);
        count += 1.0;
        right += 1;
    }
    for i in 0..n {
        if right < n {
            sum += at(right);
            count += 1.0;
            right += 1;
        }
        if i + half > window {
            sum -= at(left);
            count -= 1.0;
            left += 1;
        }
        if let Some(value) = to.get_mut(start + i * step) {
            *value = sum / count;
        }
    }
}

/// The sum of the steps between neighbours in hundredths of white, cut to 100.
#[allow(clippy::cast_possible_truncation)] // Whole hundredths, as published.
fn quality(square: &Square) -> u8 {
    let step = |a: f32, b: f32| (((a - b) * 100.0 / 255.0) as i32).unsigned_abs();
    let down = square.iter().zip(square.iter().skip(1)).flat_map(|(u, v)| u.iter().zip(v));
    let along = square.iter().flat_map(|row| row.iter().zip(row.iter().skip(1)));
    let sum: u32 = down.chain(along).map(|(a, b)| step(*a, *b)).sum();
    (sum / 90).min(100) as u8
}

/// The lowest 16 by 16 frequencies of a cosine transform, without the constant ones.
#[allow(clippy::cast_precision_loss)] // Small whole numbers.
fn frequencies(square: &Square) -> [[f32; KEPT]; KEPT] {
    let mut waves = [[0f32; SIDE]; KEPT];
    for (i, wave) in waves.iter_mut().enumerate() {
        for (j, value) in wave.iter_mut().enumerate() {
            let angle = PI / 2.0 / SIDE as f64 * (i + 1) as f64 * (2 * j + 1) as f64;
            *value = ((2.0 / SIDE as f64).sqrt() * angle.cos()) as f32;
        }
    }
    let mut half = [[0f32; SIDE]; KEPT];
    for (row, wave) in half.iter_mut().zip(&waves) {
        for (weight, line) in wave.iter().zip(square) {
            for (value, cell) in row.iter_mut().zip(line) {
                *value += weight * cell;
            }
        }
    }
    let mut out = [[0f32; KEPT]; KEPT];
    for (row, line) in out.iter_mut().zip(&half) {
        for (value, wave) in row.iter_mut().zip(&waves) {
            *value = line.iter().zip(wave).map(|(a, b)| a * b).sum();
        }
    }
    out
}

/// One bit a frequency: whether it is above the median. The first is the last of the hash.
fn bits(frequencies: &[[f32; KEPT]; KEPT]) -> Pdq {
    let mut sorted: Vec<f32> = frequencies.iter().flatten().copied().collect();
    sorted.sort_by(f32::total_cmp);
    let median = sorted.get(KEPT * KEPT / 2 - 1).copied().unwrap_or_default();
    let mut words = [0u64; 4];
    for (i, value) in frequencies.iter().flatten().enumerate() {
        if let Some(word) = words.get_mut(3 - i / 64).filter(|_| *value > median) {
            *word |= 1 << (i % 64);
        }
    }
    Pdq(words)
}
