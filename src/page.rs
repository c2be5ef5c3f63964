//! What the pages of reports share, whichever stage they are about.

/// Width of the longest bar of a chart, in CSS pixels.
pub(crate) const BAR: f64 = 420.0;

/// The style that every page begins with.
pub(crate) const BASE: &str = "body{font:15px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}\
table{border-collapse:collapse;width:100%}th,td{padding:.3rem .6rem;border-bottom:1px solid #ccc;text-align:right}\
th:first-child,td:first-child{text-align:left}svg{max-width:100%;height:auto}";

/// A text as HTML shows it.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The width of a bar for `n` where the longest is for `most`.
#[allow(clippy::cast_precision_loss)] // Pixels.
pub(crate) fn width(n: u64, most: u64) -> f64 {
    BAR * n as f64 / most.max(1) as f64
}
