//! `kanhe schema`: JSON Schemas of events and decisions, generated from the types.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use thiserror::Error;

use super::{Ends, Exit};
use crate::message::{Appeal, Complaint, Draft, Post, Record, Registration, Verdict, Verdicted};
use crate::redress::{CaseReport, Outcome, Restore};
use crate::tables::TableReport;

/// Where the repository keeps its schemas.
const FOLDER: &str = "deploy/schemas";

/// Print JSON Schemas of events and decisions, write them, or check that they are current
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Write one file a schema into this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Write nothing; end with 1 when a file of the folder (default: deploy/schemas) is not current
    #[arg(long)]
    pub check: bool,
}

/// Why schemas could not be written or read.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum SchemaError {
    #[error("{}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

impl Ends for SchemaError {
    fn exit(&self) -> Exit {
        Exit::Failed
    }
}

/// File name and text of every schema.
pub fn all() -> Vec<(&'static str, String)> {
    let draft = "A publisher's own text before release. Accepted by `kanhe check` and `kanhe serve` only.";
    vec![
        ("registration.json", text(event::<Registration>("registration", None))),
        ("post.json", text(event::<Post>("post", None))),
        ("record.json", text(event::<Record>("record", None))),
        ("draft.json", text(event::<Draft>("draft", Some(draft)))),
        ("appeal.json", text(event::<Appeal>("appeal", None))),
        ("complaint.json", text(event::<Complaint>("complaint", None))),
        ("verdict.json", text(event::<Verdict>("verdict", None))),
        ("case.json", text(schema::<CaseReport>("case", SchemaSettings::for_serialize))),
        ("restore.json", text(schema::<Restore>("restore", SchemaSettings::for_serialize))),
        ("outcome.json", text(schema::<Outcome>("outcome", SchemaSettings::for_serialize))),
        ("release-check.json", text(schema::<TableReport>("release-check", SchemaSettings::for_serialize))),
        ("decision.json", text(schema::<Verdicted<'_>>("decision", SchemaSettings::for_serialize))),
    ]
}

fn text(schema: Schema) -> String {
    let mut value = schema.to_value();
    // The order of keys must not hang on a feature of a package.
    value.sort_all_objects();
    format!("{value:#}\n")
}

/// `way` says whether the type is read or written: what may be absent differs.
fn schema<T: JsonSchema>(title: &str, way: fn(SchemaSettings) -> SchemaSettings) -> Schema {
    let settings = way(SchemaSettings::draft2020_12());
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), json!(title));
    schema
}

/// The schema of an event: that of its type, and the `type` field that the decoder goes by.
fn event<T: JsonSchema>(kind: &str, description: Option<&str>) -> Schema {
    let mut schema = schema::<T>(kind, SchemaSettings::for_deserialize);
    if let Some(text) = description {
        schema.insert("description".to_owned(), json!(text));
    }
    // A complaint is one of two forms, which keep their fields to themselves.
    let properties = schema.ensure_object().entry("properties").or_insert_with(|| json!({}));
    if let Value::Object(properties) = properties {
        properties.insert("type".to_owned(), json!({ "const": kind }));
    }
    if let Value::Array(required) = schema.ensure_object().entry("required").or_insert_with(|| json!([])) {
        required.push(json!("type"));
    }
    schema
}

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, SchemaError> {
    let mut out = io::stdout().lock();
    if args.check {
        let folder = args.out.as_deref().unwrap_or(Path::new(FOLDER));
        let old: Vec<&str> = all()
            .iter()
            .filter(|(name, text)| fs::read_to_string(folder.join(name)).ok().as_ref() != Some(text))
            .map(|(name, _)| *name)
            .collect();
        for name in &old {
            writeln!(
                out,
                "{}: not current; `kanhe schema --out {}` writes it",
                folder.join(name).display(),
                folder.display()
            )?;
        }
        return Ok(if old.is_empty() { Exit::Fine } else { Exit::Findings });
    }
    for (name, text) in all() {
        let Some(folder) = &args.out else {
            write!(out, "{text}")?;
            continue;
        };
        let path = folder.join(name);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, text))
            .map_err(|source| SchemaError::Write { path, source })?;
    }
    Ok(Exit::Fine)
}
