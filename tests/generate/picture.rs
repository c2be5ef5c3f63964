//! Pictures that are drawn here, in grey: emblems from plain geometry, pictures of shapes, and what
//! happens to a picture on its way.
#![allow(dead_code)] // Those who share it take what they need.
#![allow(clippy::cast_precision_loss, clippy::cast_sign_loss)] // Pixels and shades.
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]

use std::f64::consts::{PI, TAU};

use super::random::Random;

/// A grey picture.
#[derive(Clone)]
pub struct Picture {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Row by row.
    pub pixels: Vec<u8>,
    /// How it is sent.
    pub form: Form,
}

/// How a picture is sent.
#[derive(Clone, Copy)]
pub enum Form {
    /// A PNG in grey.
    Png,
    /// A PNG in colours, which each shade becomes.
    Coloured(fn(f64) -> [f64; 3]),
    /// A JPEG of a quality from 1 to 100, as an encoder of its own writes it.
    Jpeg(u8),
}

impl Picture {
    /// Drawn point by point.
    pub fn drawn(width: usize, height: usize, shade: impl Fn(usize, usize) -> f64) -> Self {
        let pixels =
            (0..width * height).map(|i| shade(i % width, i / width).clamp(0.0, 255.0) as u8).collect();
        Self { width, height, pixels, form: Form::Png }
    }

    /// Drawn on a square from -1 to 1.
    fn on_square(side: usize, shade: impl Fn(f64, f64) -> f64) -> Self {
        let at = |i: usize| (2 * i + 1) as f64 / side as f64 - 1.0;
        Self::drawn(side, side, |x, y| shade(at(x), at(y)))
    }

    /// The shade at a place, the nearest one beyond the border.
    pub fn at(&self, x: isize, y: isize) -> f64 {
        let x = x.clamp(0, self.width as isize - 1) as usize;
        let y = y.clamp(0, self.height as isize - 1) as usize;
        f64::from(self.pixels[y * self.width + x])
    }

    /// As it is sent.
    pub fn file(&self) -> Vec<u8> {
        match self.form {
            Form::Png => self.png(),
            Form::Coloured(colour) => {
                let of = |v: &u8| colour(f64::from(*v)).map(|c| c.clamp(0.0, 255.0) as u8);
                self.png_of(png::ColorType::Rgb, &self.pixels.iter().flat_map(of).collect::<Vec<u8>>())
            }
            Form::Jpeg(quality) => {
                let mut out = Vec::new();
                let (width, height) = (self.width as u16, self.height as u16);
                let encoder = jpeg_encoder::Encoder::new(&mut out, quality);
                encoder.encode(&self.pixels, width, height, jpeg_encoder::ColorType::Luma).unwrap();
                out
            }
        }
    }

    /// As a PNG in grey.
    pub fn png(&self) -> Vec<u8> {
        self.png_of(png::ColorType::Grayscale, &self.pixels)
    }

    fn png_of(&self, colours: png::ColorType, pixels: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, self.width as u32, self.height as u32);
        encoder.set_color(colours);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(pixels).unwrap();
        writer.finish().unwrap();
        out
    }

    fn sent_as(&self, form: Form) -> Self {
        Self { form, ..self.clone() }
    }

    /// In another size, each point the mean of four within its cell.
    fn sized(&self, width: usize, height: usize) -> Self {
        let scale = (self.width as f64 / width as f64, self.height as f64 / height as f64);
        let point = |x: f64, y: f64| self.at((x * scale.0) as isize, (y * scale.1) as isize);
        Self::drawn(width, height, |x, y| {
            let (x, y) = (x as f64, y as f64);
            let near = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
            near.iter().map(|(dx, dy)| point(x + dx, y + dy)).sum::<f64>() / 4.0
        })
    }

    fn mapped(&self, shade: impl Fn(f64) -> f64) -> Self {
        Self::drawn(self.width, self.height, |x, y| shade(self.at(x as isize, y as isize)))
    }
}

/// Whether a point is in a five-pointed star around the origin, one point up.
fn in_star(x: f64, y: f64, radius: f64) -> bool {
    let corner = |i: usize| {
        let r = if i.is_multiple_of(2) { radius } else { radius * 0.382 };
        let angle = PI / 5.0 * i as f64;
        (r * angle.sin(), -r * angle.cos())
    };
    let crossed = |i: usize| {
        let ((ax, ay), (bx, by)) = (corner(i), corner((i + 1) % 10));
        (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax
    };
    (0..10).filter(|i| crossed(*i)).count() % 2 == 1
}

/// The shipped examples, with their ids.
pub fn emblems() -> [(&'static str, Picture); 3] {
    let gear = |x: f64, y: f64| {
        let (r, angle) = (x.hypot(y), y.atan2(x));
        let rim = if (angle * 12.0).cos() > 0.0 { 0.92 } else { 0.8 };
        match r {
            _ if in_star(x, y, 0.58) => 50.0,
            _ if r < 0.66 => 215.0,
            _ if r < rim => 80.0,
            _ => 245.0,
        }
    };
    let waves = |x: f64, y: f64| match x.hypot(y) {
        r if r > 0.94 => 245.0,
        r if r > 0.86 => 30.0,
        _ if in_star(x, y + 0.3, 0.45) => 40.0,
        _ if y > 0.15 && ((y - 0.06 * (x * TAU * 1.5).sin()) * 5.0).rem_euclid(1.0) < 0.5 => 90.0,
        _ => 200.0,
    };
    let shield = |x: f64, y: f64| {
        let half = 0.42 - 0.42 * (y + 0.1).max(0.0).powi(2) * 1.6;
        let feather = ((y + 0.25 + 0.35 * x.abs()) * 7.0).rem_euclid(1.0) < 0.6;
        match x.abs() {
            _ if in_star(x, y + 0.25, 0.26) => 235.0,
            a if a < half && (-0.7..0.85).contains(&y) => {
                if x < 0.0 {
                    60.0
                } else {
                    110.0
                }
            }
            a if a < 0.96 && (-0.6..0.1).contains(&y) && feather => 150.0,
            _ => 240.0,
        }
    };
    [
        ("example-star-in-gear", Picture::on_square(256, gear)),
        ("example-star-over-waves", Picture::on_square(256, waves)),
        ("example-winged-shield", Picture::on_square(256, shield)),
    ]
}

/// A picture of a slope of light with ten to twenty discs and boxes on it.
pub fn shapes(random: &mut Random, side: usize) -> Picture {
    let (dx, dy) = (random.below(120) as f64, random.below(120) as f64);
    let mut picture =
        Picture::drawn(side, side, |x, y| 60.0 + (dx * x as f64 + dy * y as f64) / (2 * side) as f64);
    for _ in 0..10 + random.below(11) {
        let (cx, cy) = (random.below(side) as isize, random.below(side) as isize);
        let (r, shade) = ((side / 24 + random.below(side / 5)) as isize, random.below(256) as u8);
        let round = random.below(2) == 0;
        for (i, pixel) in picture.pixels.iter_mut().enumerate() {
            let (x, y) = ((i % side) as isize - cx, (i / side) as isize - cy);
            let inside = if round { x * x + y * y < r * r } else { x.abs() < r && y.abs() < r / 2 + 1 };
            if inside {
                *pixel = shade;
            }
        }
    }
    picture
}

/// One way of changing a picture.
pub type Change = (&'static str, fn(&Picture, &mut Random) -> Picture);

/// What happens to pictures that are the same to a person.
pub const CHANGES: [Change; 15] = [
    ("half the size", |p, _| p.sized(p.width / 2, p.height / 2)),
    ("a third of the size", |p, _| p.sized(p.width / 3, p.height / 3)),
    ("double the size", |p, _| p.sized(p.width * 2, p.height * 2)),
    ("stretched by a tenth", |p, _| p.sized(p.width * 11 / 10, p.height)),
    ("a JPEG of quality 60", |p, _| p.sent_as(Form::Jpeg(60))),
    ("a JPEG of quality 25", |p, _| p.sent_as(Form::Jpeg(25))),
    ("tinted", |p, _| p.sent_as(Form::Coloured(|v| [v * 0.6 + 100.0, v * 0.8 + 25.0, v * 0.5]))),
    ("in other colours", |p, _| p.sent_as(Form::Coloured(|v| [v, v * 0.9 + 10.0, 255.0 - v]))),
    ("blurred", |p, _| {
        let around =
            |x: isize, y: isize| (0..9).map(|i| p.at(x + i % 3 - 1, y + i / 3 - 1)).sum::<f64>() / 9.0;
        Picture::drawn(p.width, p.height, |x, y| around(x as isize, y as isize))
    }),
    ("brighter", |p, _| p.mapped(|v| v * 0.85 + 38.0)),
    ("with less contrast", |p, _| p.mapped(|v| v * 0.6 + 50.0)),
    ("with noise", |p, random| {
        let mut out = p.clone();
        for v in &mut out.pixels {
            *v = (f64::from(*v) + random.below(41) as f64 - 20.0).clamp(0.0, 255.0) as u8;
        }
        out
    }),
    ("cropped by 1.5 % a side", |p, _| {
        let cut = p.width * 3 / 200;
        Picture::drawn(p.width - 2 * cut, p.height - 2 * cut, |x, y| {
            p.at((x + cut) as isize, (y + cut) as isize)
        })
    }),
    ("with a border of 1.5 %", |p, _| {
        let more = p.width * 3 / 200;
        let inside = |n: usize, of: usize| (more..of + more).contains(&n);
        Picture::drawn(p.width + 2 * more, p.height + 2 * more, |x, y| {
            let inside = inside(x, p.width) && inside(y, p.height);
            if inside { p.at((x - more) as isize, (y - more) as isize) } else { 255.0 }
        })
    }),
    ("with a badge in the corner", |p, _| {
        let side = p.width / 8;
        let badge = |x: usize, y: usize| x + side > p.width && y + side > p.height;
        Picture::drawn(
            p.width,
            p.height,
            |x, y| if badge(x, y) { 250.0 } else { p.at(x as isize, y as isize) },
        )
    }),
];
