//! Documents are read for their publisher's check only.
use kanhe::cli::check::checker::Checker;
use kanhe::documents::Document;

fn main() {}
