//! Pictures that move: two drawn ones after each other, in every format that can.
#![allow(clippy::cast_possible_truncation)] // Sides of small pictures.

use super::picture::Picture;

/// Makes a file of two frames of the same size.
pub type Make = fn(&Picture, &Picture) -> Vec<u8>;

/// The formats with their names.
pub const FORMATS: [(&str, Make); 3] = [("GIF", gif), ("WebP", webp), ("animated PNG", png)];

/// A GIF of 256 shades of grey.
pub fn gif(first: &Picture, second: &Picture) -> Vec<u8> {
    let mut out = Vec::new();
    let greys: Vec<u8> = (0..=255).flat_map(|v| [v; 3]).collect();
    let (width, height) = (first.width as u16, first.height as u16);
    let mut encoder = gif::Encoder::new(&mut out, width, height, &greys).unwrap();
    for picture in [first, second] {
        let frame = gif::Frame::from_indexed_pixels(width, height, picture.pixels.clone(), None);
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    out
}

/// An animated PNG.
fn png(first: &Picture, second: &Picture) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, first.width as u32, first.height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    for picture in [first, second] {
        writer.write_image_data(&picture.pixels).unwrap();
    }
    writer.finish().unwrap();
    out
}

/// An animated WebP: the coded data of two still ones in the chunks of a moving one, as the
/// container's description has them (RFC 9649, 2.7).
pub fn webp(first: &Picture, second: &Picture) -> Vec<u8> {
    let u24 = |n: usize| n.to_le_bytes()[..3].to_vec();
    let size = [u24(first.width - 1), u24(first.height - 1)].concat();
    let mut body = b"WEBP".to_vec();
    chunk(&mut body, *b"VP8X", &[&[2, 0, 0, 0], &size[..]].concat());
    chunk(&mut body, *b"ANIM", &[0; 6]);
    for picture in [first, second] {
        let mut still = Vec::new();
        let encoder = image_webp::WebPEncoder::new(&mut still);
        let (width, height) = (picture.width as u32, picture.height as u32);
        encoder.encode(&picture.pixels, width, height, image_webp::ColorType::L8).unwrap();
        // Place, size, duration, no blending; then the still one's only chunk.
        let frame = [&[0; 6], &size[..], &u24(100), &[2], &still[12..]].concat();
        chunk(&mut body, *b"ANMF", &frame);
    }
    let mut out = Vec::new();
    chunk(&mut out, *b"RIFF", &body);
    out
}

fn chunk(out: &mut Vec<u8>, name: [u8; 4], body: &[u8]) {
    out.extend(name);
    out.extend((body.len() as u32).to_le_bytes());
    out.extend(body);
    out.extend(&[0; 1][..body.len() % 2]);
}
