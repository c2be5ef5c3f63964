//! Decoding of GIF and WebP to brightness, as [`super::image`] does for PNG and JPEG. Of a picture
//! that moves, the first frame: it is what stands still in a list of accounts.

use std::io::Cursor;
use std::num::NonZeroU64;

use image_webp::WebPDecoder;

use super::image::{AvatarError, bounded, brightness};
use super::pdq::Luma;
use crate::limits::MAX_AVATAR_MEMORY_BYTES;

/// The first frame on a white page of the size of the whole.
pub(super) fn gif(file: &[u8]) -> Result<Luma, AvatarError> {
    let broken = |_| AvatarError::Gif;
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    // A frame that stands out of its page would be larger than what was bounded.
    options.check_frame_consistency(true);
    if let Some(limit) = NonZeroU64::new(MAX_AVATAR_MEMORY_BYTES as u64) {
        options.set_memory_limit(gif::MemoryLimit::Bytes(limit));
    }
    let mut decoder = options.read_info(Cursor::new(file)).map_err(broken)?;
    let (width, height) = (usize::from(decoder.width()), usize::from(decoder.height()));
    bounded(width, height)?;
    let frame = decoder.read_next_frame().map_err(broken)?.ok_or(AvatarError::Gif)?;
    let mut values = vec![255.0; width * height];
    let (left, top, across) = (usize::from(frame.left), usize::from(frame.top), usize::from(frame.width));
    for (i, pixel) in frame.buffer.chunks_exact(4).enumerate() {
        let (x, y) = (left + i % across.max(1), top + i / across.max(1));
        if let Some(value) = values.get_mut(y * width + x) {
            *value = brightness(pixel);
        }
    }
    Ok(Luma { width, height, values })
}

/// The picture, or the first frame.
pub(super) fn webp(file: &[u8]) -> Result<Luma, AvatarError> {
    let broken = |_| AvatarError::WebP;
    let mut decoder = WebPDecoder::new(Cursor::new(file)).map_err(broken)?;
    decoder.set_memory_limit(MAX_AVATAR_MEMORY_BYTES);
    let (width, height) = decoder.dimensions();
    let (width, height) = (width as usize, height as usize);
    bounded(width, height)?;
    // The decoder compares the size of coded data with the picture's after it has decoded them.
    coded_sizes(file).try_for_each(|(width, height)| bounded(width, height))?;
    let mut pixels = vec![0; decoder.output_buffer_size().ok_or(AvatarError::WebP)?];
    decoder.read_image(&mut pixels).map_err(broken)?;
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    Ok(Luma { width, height, values: pixels.chunks_exact(channels).map(brightness).collect() })
}

/// Name of a chunk of coded data, its length, its first three bytes, a code of three, then the
/// size (RFC 6386, 9.1).
const HEAD: usize = 18;

/// Columns and rows of all coded data of a file, wherever they stand.
fn coded_sizes(file: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    file.windows(HEAD).filter_map(|head| match *head {
        [b'V', b'P', b'8', b' ', .., 0x9d, 0x01, 0x2a, across, more, down, most] => {
            let side = |low: u8, high: u8| usize::from(u16::from_le_bytes([low, high]) & 0x3fff);
            Some((side(across, more), side(down, most)))
        }
        _ => None,
    })
}
