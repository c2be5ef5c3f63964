//! Apache Parquet, as flat rows. Nested columns and types without a text of their own are errors.

use std::fmt::Write as _;
use std::fs::File;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::Decimal;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;
use time::{Date, OffsetDateTime};

use super::{Block, Kind, Reader, TableError};
use crate::limits::MAX_COLUMNS;

/// The Julian day of 1970-01-01.
const EPOCH: i32 = 2_440_588;

/// A Parquet file.
pub struct ParquetReader {
    path: PathBuf,
    names: Arc<Vec<String>>,
    /// Of each column, whether its numbers are moments.
    nanos: Vec<bool>,
    rows: RowIter<'static>,
    number: u64,
    text: String,
}

/// A file's reader, after its columns were looked at.
pub fn file(path: &Path, file: File) -> Result<SerializedFileReader<File>, TableError> {
    let reader = guarded(|| SerializedFileReader::new(file)).map_err(|e| whole(path, &e))?;
    let fields = reader.metadata().file_metadata().schema().get_fields();
    if fields.len() > MAX_COLUMNS {
        let what = format!("{} columns: at most {MAX_COLUMNS} expected", fields.len());
        return Err(TableError::Whole { path: path.to_owned(), what });
    }
    for (at, field) in fields.iter().enumerate() {
        if !is_read(field) {
            let what = format!("`{}`: a column of this type cannot be checked", field.name());
            return Err(TableError::Place { path: path.to_owned(), line: 1, column: at + 1, what });
        }
    }
    Ok(reader)
}

/// Whether a column's values have a text: those that are neither nested nor plain bytes.
fn is_read(field: &Type) -> bool {
    let info = field.get_basic_info();
    if !field.is_primitive() || info.has_repetition() && info.repetition() == Repetition::REPEATED {
        return false;
    }
    match (field.get_physical_type(), info.converted_type()) {
        (Physical::BOOLEAN | Physical::FLOAT | Physical::DOUBLE, ConvertedType::NONE) => true,
        (Physical::INT32, kind) => !matches!(kind, ConvertedType::TIME_MILLIS),
        (Physical::INT64, kind) => {
            let clock = matches!(info.logical_type_ref(), Some(LogicalType::Time { .. }));
            kind != ConvertedType::TIME_MICROS && !clock
        }
        (Physical::BYTE_ARRAY, kind) => {
            matches!(kind, ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::DECIMAL)
        }
        (Physical::FIXED_LEN_BYTE_ARRAY, kind) => kind == ConvertedType::DECIMAL,
        _ => false,
    }
}

/// Whether a column holds moments in nanoseconds, which the package reads as bare numbers.
fn is_nanos(field: &Type) -> bool {
    let logical = field.get_basic_info().logical_type_ref();
    matches!(logical, Some(LogicalType::Timestamp(at)) if at.unit == TimeUnit::NANOS)
}

impl ParquetReader {
    /// Reads the schema.
    pub fn new(path: &Path, source: File) -> Result<Self, TableError> {
        let reader = file(path, source)?;
        let fields = reader.metadata().file_metadata().schema().get_fields();
        let names = Arc::new(fields.iter().map(|field| field.name().to_owned()).collect());
        let nanos = fields.iter().map(|field| is_nanos(field)).collect();
        let rows = RowIter::from_file_into(Box::new(reader));
        Ok(Self { path: path.to_owned(), names, nanos, rows, number: 0, text: String::new() })
    }
}

impl Reader for ParquetReader {
    fn next(&mut self) -> Result<Option<Block>, TableError> {
        let mut block = Block::new(&self.names);
        while !block.is_full() {
            let Some(row) = guarded(|| self.rows.next().transpose()).transpose() else { break };
            self.number += 1;
            let row = row.map_err(|_| TableError::Line {
                path: self.path.clone(),
                line: self.number,
                what: "this row cannot be read: the file is damaged, or a text in it is no UTF-8".to_owned(),
            })?;
            block.begin(self.number);
            let fields: Vec<Field> = row.into_columns().into_iter().map(|(_, field)| field).collect();
            for (column, field) in fields.iter().enumerate() {
                if let Field::Str(text) = field {
                    block.set(column, text, Kind::Text);
                    continue;
                }
                self.text.clear();
                let kind = match field {
                    Field::Long(v) if self.nanos.get(column) == Some(&true) => {
                        moment(i128::from(*v), &mut self.text)
                    }
                    _ => write(field, &mut self.text),
                };
                let Some(kind) = kind else {
                    let what = "a value beyond what dates and numbers can be".to_owned();
                    let (path, line) = (self.path.clone(), self.number);
                    return Err(TableError::Place { path, line, column: column + 1, what });
                };
                block.set(column, &self.text, kind);
            }
            block.typed.push(fields);
        }
        Ok((block.rows() > 0).then_some(block))
    }
}

/// Writes a value as text; nothing where it has none.
fn write(field: &Field, out: &mut String) -> Option<Kind> {
    let kind = match field {
        Field::Null => return Some(Kind::Missing),
        Field::Bool(_) => Kind::Bool,
        Field::Date(_) | Field::TimestampMillis(_) | Field::TimestampMicros(_) | Field::Str(_) => Kind::Text,
        _ => Kind::Number,
    };
    let written = match field {
        Field::Bool(v) => write!(out, "{v}"),
        Field::Byte(v) => write!(out, "{v}"),
        Field::Short(v) => write!(out, "{v}"),
        Field::Int(v) => write!(out, "{v}"),
        Field::Long(v) => write!(out, "{v}"),
        Field::UByte(v) => write!(out, "{v}"),
        Field::UShort(v) => write!(out, "{v}"),
        Field::UInt(v) => write!(out, "{v}"),
        Field::ULong(v) => write!(out, "{v}"),
        Field::Float(v) => write!(out, "{v}"),
        Field::Double(v) => write!(out, "{v}"),
        Field::Str(v) => write!(out, "{v}"),
        Field::Decimal(v) => return decimal(v, out).map(|()| Kind::Number),
        Field::Date(days) => {
            let date = Date::from_julian_day(days.checked_add(EPOCH)?).ok()?;
            write!(out, "{date}")
        }
        Field::TimestampMillis(v) => return moment(i128::from(*v) * 1_000_000, out),
        Field::TimestampMicros(v) => return moment(i128::from(*v) * 1_000, out),
        _ => return None,
    };
    written.ok().map(|()| kind)
}

fn moment(nanoseconds: i128, out: &mut String) -> Option<Kind> {
    let moment = OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).ok()?;
    let (date, time) = (moment.date(), moment.time());
    let (hour, minute, second, nano) = time.as_hms_nano();
    write!(out, "{date} {hour:02}:{minute:02}:{second:02}").ok()?;
    match (nano / 1_000, nano % 1_000) {
        (0, 0) => {}
        (micro, 0) => write!(out, ".{micro:06}").ok()?,
        _ => write!(out, ".{nano:09}").ok()?,
    }
    Some(Kind::Text)
}

fn decimal(value: &Decimal, out: &mut String) -> Option<()> {
    let bytes = value.data();
    let first = bytes.first()?;
    if bytes.len() > size_of::<i128>() {
        return None;
    }
    let sign = if first & 0x80 != 0 { -1 } else { 0 };
    let number = bytes.iter().fold(sign, |n: i128, byte| n << 8 | i128::from(*byte));
    let scale = usize::try_from(value.scale()).ok()?;
    let digits = format!("{:0wide$}", number.unsigned_abs(), wide = scale + 1);
    let (whole, part) = digits.split_at_checked(digits.len() - scale)?;
    out.push_str(if number < 0 { "-" } else { "" });
    out.push_str(whole);
    if scale > 0 {
        out.push('.');
        out.push_str(part);
    }
    Some(())
}

/// What a damaged file makes the package panic about is an error like those that it reports. The
/// reader is not used again after one.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    panic::catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(ParquetError::General("panicked".to_owned())))
}

fn whole(path: &Path, error: &ParquetError) -> TableError {
    // The package's words may quote what it read.
    let what = match error {
        ParquetError::EOF(_) => "no Parquet file: it ends too early",
        ParquetError::NYI(_) => "a Parquet file of a kind that cannot be read",
        _ => "no Parquet file, or a damaged one",
    };
    TableError::Whole { path: path.to_owned(), what: what.to_owned() }
}

impl Block {
    /// A value of a row as the file has it.
    pub fn field(&self, row: usize, column: usize) -> Option<&Field> {
        self.typed.get(row)?.get(column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_text_that_people_write() {
        for (field, wanted) in [
            (Field::Date(20_000), "2024-10-04"),
            (Field::Date(-1), "1969-12-31"),
            (Field::TimestampMillis(1_700_000_000_000), "2023-11-14 22:13:20"),
            (Field::TimestampMicros(1_700_000_000_000_001), "2023-11-14 22:13:20.000001"),
            (Field::Decimal(Decimal::from_i32(-1205, 9, 2)), "-12.05"),
            (Field::Decimal(Decimal::from_i64(7, 9, 3)), "0.007"),
            (Field::Double(1.5), "1.5"),
            (Field::ULong(u64::MAX), "18446744073709551615"),
        ] {
            let mut text = String::new();
            assert!(write(&field, &mut text).is_some());
            assert_eq!(text, wanted);
        }
        for field in [Field::Date(i32::MAX), Field::TimestampMillis(i64::MAX)] {
            assert!(write(&field, &mut String::new()).is_none());
        }
    }

    /// A small file with a number and a text in each of three groups of rows.
    fn sample() -> Vec<u8> {
        use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
        use parquet::file::properties::WriterProperties;
        use parquet::file::writer::SerializedFileWriter;

        let schema = "message t { required int64 row (TIMESTAMP(NANOS,true)); required binary name (UTF8); }";
        let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
        let mut out = Vec::new();
        let mut writer =
            SerializedFileWriter::new(&mut out, schema, Arc::new(WriterProperties::default())).unwrap();
        for group in 0..3 {
            let mut columns = writer.next_row_group().unwrap();
            let mut column = columns.next_column().unwrap().unwrap();
            let numbers: Vec<i64> = (0..20).map(|n| n * group).collect();
            column.typed::<Int64Type>().write_batch(&numbers, None, None).unwrap();
            column.close().unwrap();
            let mut column = columns.next_column().unwrap().unwrap();
            let names: Vec<ByteArray> =
                numbers.iter().map(|n| ByteArray::from(format!("示例{n}").as_str())).collect();
            column.typed::<ByteArrayType>().write_batch(&names, None, None).unwrap();
            column.close().unwrap();
            columns.close().unwrap();
        }
        writer.close().unwrap();
        out
    }

    #[test]
    fn nanoseconds_are_moments() {
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, &sample()).unwrap();
        let mut reader = ParquetReader::new(Path::new("t.parquet"), file).unwrap();
        let block = reader.next().unwrap().unwrap();
        assert_eq!(block.cell(59, 0).text, "1970-01-01 00:00:00.000000038");
    }

    fn read(bytes: &[u8]) -> Result<usize, TableError> {
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, bytes).unwrap();
        let mut reader = ParquetReader::new(Path::new("t.parquet"), file)?;
        let mut rows = 0;
        while let Some(block) = reader.next()? {
            rows += block.rows();
        }
        Ok(rows)
    }

    #[test]
    fn a_damaged_file_is_an_error_and_never_a_panic() {
        let whole = sample();
        assert_eq!(read(&whole).unwrap(), 60);
        let mut refused = 0;
        for at in 0..whole.len() {
            for byte in [0, 0xff, whole[at] ^ 1, whole[at] ^ 0x80] {
                let mut damaged = whole.clone();
                damaged[at] = byte;
                refused += usize::from(read(&damaged).is_err());
            }
        }
        assert!(refused > whole.len(), "{refused} of {}", 4 * whole.len());
    }
}
