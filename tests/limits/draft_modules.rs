//! What checks drafts is no library: nobody can build a filter of other people's texts on it.
use kanhe::decide::draft::check;
use kanhe::published::Published;
use kanhe::rules::disclosure::Disclosure;
use kanhe::sums::OwnReleases;

fn main() {}
