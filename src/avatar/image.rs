//! Decoding of pictures to brightness. Files come from strangers: what is too large is refused
//! by its head, before a pixel is decoded.

use std::io::Cursor;
use thiserror::Error;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::pdq::Luma;
use super::web::{gif, webp};
use crate::limits::{MAX_AVATAR_MEMORY_BYTES, MAX_AVATAR_PIXELS, MAX_AVATAR_SCANNED, MAX_AVATAR_SCANS};

/// Why a picture has no hash. No message quotes the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[allow(missing_docs)]
pub enum AvatarError {
    #[error("neither PNG, JPEG, GIF nor WebP")]
    Format,
    #[error("more than {MAX_AVATAR_PIXELS} pixels")]
    Pixels,
    #[error("more than {MAX_AVATAR_SCANS} scans, or too many for so large a picture")]
    Scans,
    #[error("a PNG that is broken, cut off, or takes too much memory")]
    Png,
    #[error("a JPEG that is broken, cut off, or of a rare kind")]
    Jpeg,
    #[error("a GIF that is broken, cut off, or has a frame out of its page")]
    Gif,
    #[error("a WebP that is broken, cut off, or takes too much memory")]
    WebP,
}

/// The brightness of a picture.
pub fn luma(file: &[u8]) -> Result<Luma, AvatarError> {
    if file.starts_with(b"\x89PNG\r\n\x1a\n") {
        png(file)
    } else if file.starts_with(&[0xff, 0xd8, 0xff]) {
        jpeg(file)
    } else if file.starts_with(b"GIF8") {
        gif(file)
    } else if file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP") {
        webp(file)
    } else {
        Err(AvatarError::Format)
    }
}

fn png(file: &[u8]) -> Result<Luma, AvatarError> {
    let broken = |_| AvatarError::Png;
    let limits = png::Limits { bytes: MAX_AVATAR_MEMORY_BYTES };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(file), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    let head = decoder.read_header_info().map_err(broken)?;
    let (width, height) = (head.width as usize, head.height as usize);
    bounded(width, height)?;
    let mut reader = decoder.read_info().map_err(broken)?;
    let mut pixels = vec![0; reader.output_buffer_size().ok_or(AvatarError::Png)?];
    let frame = reader.next_frame(&mut pixels).map_err(broken)?;
    let channels = frame.color_type.samples();
    if (frame.width as usize, frame.height as usize) != (width, height) {
        return Err(AvatarError::Png);
    }
    Ok(Luma { width, height, values: pixels.chunks_exact(channels).map(brightness).collect() })
}

fn jpeg(file: &[u8]) -> Result<Luma, AvatarError> {
    // Inside coded data 0xff is followed by zero: this counts marks of scans, each of which may cost
    // a pass over the whole picture.
    let scans = file.windows(2).filter(|w| *w == [0xff, 0xda]).count();
    if scans > MAX_AVATAR_SCANS {
        return Err(AvatarError::Scans);
    }
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(MAX_AVATAR_PIXELS)
        .set_max_height(MAX_AVATAR_PIXELS)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().map_err(|_| AvatarError::Jpeg)?;
    let (width, height) = decoder.dimensions().ok_or(AvatarError::Jpeg)?;
    bounded(width, height)?;
    if scans * width * height > MAX_AVATAR_SCANNED {
        return Err(AvatarError::Scans);
    }
    let pixels = decoder.decode().map_err(|_| AvatarError::Jpeg)?;
    let values: Vec<f32> = pixels.chunks_exact(3).map(brightness).collect();
    if values.len() != width * height {
        return Err(AvatarError::Jpeg);
    }
    Ok(Luma { width, height, values })
}

pub(super) fn bounded(width: usize, height: usize) -> Result<(), AvatarError> {
    match width.checked_mul(height) {
        Some(pixels) if pixels <= MAX_AVATAR_PIXELS => Ok(()),
        _ => Err(AvatarError::Pixels),
    }
}

/// Brightness of grey, grey with alpha, RGB or RGB with alpha, as published; what is transparent
/// shows the white page behind it.
pub(super) fn brightness(pixel: &[u8]) -> f32 {
    let of = |r: u8, g: u8, b: u8| 0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b);
    let over = |luma: f32, alpha: u8| {
        let alpha = f32::from(alpha) / 255.0;
        luma * alpha + 255.0 * (1.0 - alpha)
    };
    match *pixel {
        [grey] => f32::from(grey),
        [grey, alpha] => over(f32::from(grey), alpha),
        [r, g, b] => of(r, g, b),
        [r, g, b, alpha] => over(of(r, g, b), alpha),
        _ => 0.0,
    }
}
