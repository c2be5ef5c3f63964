//! The page and what belongs to it, compiled in: no other server is asked for anything.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;

/// Path, media type and content of each file.
const FILES: [(&str, &str, &str); 5] = [
    ("/", "text/html; charset=utf-8", include_str!("page.html")),
    ("/page.css", "text/css; charset=utf-8", include_str!("page.css")),
    ("/page.js", "text/javascript; charset=utf-8", include_str!("page.js")),
    ("/icon.svg", "image/svg+xml", include_str!("icon.svg")),
    ("/openapi.json", "application/json", include_str!("openapi.json")),
];

/// Routes of the files.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    FILES.into_iter().fold(Router::new(), |router, (path, media_type, content)| {
        router.route(path, get(move || async move { ([(CONTENT_TYPE, media_type)], content) }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_fetched_from_elsewhere() {
        for (path, _, content) in FILES.iter().take(3) {
            for outside in ["http://", "https://", "//cdn", "@import", "url("] {
                assert!(!content.contains(outside), "{path} holds {outside}");
            }
        }
    }

    #[test]
    fn no_script_or_style_stands_in_the_page_itself() {
        let page = FILES.first().map(|f| f.2).unwrap_or_default();
        for inline in ["<style", "style=", " onclick", " onload", "javascript:"] {
            assert!(!page.contains(inline), "{inline}");
        }
        assert_eq!(page.matches("<script").count(), 1);
    }
}
