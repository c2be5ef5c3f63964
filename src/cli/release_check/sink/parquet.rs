//! A masked copy as Parquet: what is kept keeps its type, what is generalised becomes text.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::{ColumnWriter, ColumnWriterImpl};
use parquet::data_type::{ByteArray, DataType, Decimal, FixedLenByteArray};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::FileReader;
use parquet::file::writer::SerializedFileWriter;
use parquet::record::Field;
use parquet::schema::types::{Type, TypePtr};

use super::{Out, ReleaseCheckError, Sink};
use crate::cli::release_check::output;
use crate::cli::table::{Block, TableError};
use crate::tables::{Layout, Use};

/// Rows of a group.
const GROUP: usize = 1 << 16;

/// A Parquet file.
pub struct ParquetSink<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    /// The columns of the table that are kept, whether each is text, and their values.
    columns: Vec<(usize, bool, Vec<Field>)>,
    rows: usize,
}

impl<W: Write + Send> ParquetSink<W> {
    /// With the schema and the compression of a table.
    pub fn new(table: &Path, layout: &Layout, to: W) -> Result<Self, ReleaseCheckError> {
        let source = File::open(table).map_err(|source| TableError::Io { path: table.to_owned(), source })?;
        let reader = crate::cli::table::parquet::file(table, source)?;
        let metadata = reader.metadata();
        let (mut fields, mut columns) = (Vec::new(), Vec::new());
        let all = metadata.file_metadata().schema().get_fields();
        for (at, (field, role)) in all.iter().zip(&layout.uses).enumerate() {
            let kept: TypePtr = match role {
                Use::Identifier | Use::Undeclared => continue,
                Use::Quasi(_) => Arc::new(text(field.name()).map_err(|e| output(table, e))?),
                Use::Sensitive(_) | Use::Free => Arc::new(optional(field).map_err(|e| output(table, e))?),
            };
            let is_text = kept.get_basic_info().converted_type() == ConvertedType::UTF8;
            columns.push((at, is_text, Vec::new()));
            fields.push(kept);
        }
        let schema = Type::group_type_builder("schema").with_fields(fields).build();
        let schema = schema.map_err(|e| output(table, e))?;
        let chunk = metadata.row_groups().first().and_then(|group| group.columns().first());
        let mut properties = WriterProperties::builder();
        if let Some(chunk) = chunk {
            properties = properties.set_compression(chunk.compression());
        }
        let writer = SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties.build()));
        Ok(Self { writer: writer.map_err(|e| output(table, e))?, columns, rows: 0 })
    }

    fn flush(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for (.., fields) in &mut self.columns {
            let Some(mut column) = group.next_column()? else { break };
            write(column.untyped(), fields)?;
            column.close()?;
            fields.clear();
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

fn text(name: &str) -> Result<Type, ParquetError> {
    Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
        .with_repetition(Repetition::OPTIONAL)
        .with_converted_type(ConvertedType::UTF8)
        .with_logical_type(Some(LogicalType::String))
        .build()
}

/// The same type, which may be null: a number that is somebody's telephone is left out.
fn optional(field: &Type) -> Result<Type, ParquetError> {
    let info = field.get_basic_info();
    let Type::PrimitiveType { physical_type, type_length, scale, precision, .. } = field else {
        return Err(ParquetError::NYI("nested columns".to_owned()));
    };
    Type::primitive_type_builder(field.name(), *physical_type)
        .with_repetition(Repetition::OPTIONAL)
        .with_converted_type(info.converted_type())
        .with_logical_type(info.logical_type_ref().cloned())
        .with_length(*type_length)
        .with_precision(*precision)
        .with_scale(*scale)
        .build()
}

fn write(column: &mut ColumnWriter<'_>, fields: &[Field]) -> Result<(), ParquetError> {
    match column {
        ColumnWriter::BoolColumnWriter(to) => put(to, fields, |field| match field {
            Field::Bool(v) => Some(*v),
            _ => None,
        }),
        ColumnWriter::Int32ColumnWriter(to) => put(to, fields, |field| match field {
            Field::Byte(v) => Some(i32::from(*v)),
            Field::Short(v) => Some(i32::from(*v)),
            Field::UByte(v) => Some(i32::from(*v)),
            Field::UShort(v) => Some(i32::from(*v)),
            Field::UInt(v) => Some(v.cast_signed()),
            Field::Int(v) | Field::Date(v) => Some(*v),
            Field::Decimal(Decimal::Int32 { value, .. }) => Some(i32::from_be_bytes(*value)),
            _ => None,
        }),
        ColumnWriter::Int64ColumnWriter(to) => put(to, fields, |field| match field {
            Field::Long(v) | Field::TimestampMillis(v) | Field::TimestampMicros(v) => Some(*v),
            Field::ULong(v) => Some(v.cast_signed()),
            Field::Decimal(Decimal::Int64 { value, .. }) => Some(i64::from_be_bytes(*value)),
            _ => None,
        }),
        ColumnWriter::FloatColumnWriter(to) => put(to, fields, |field| match field {
            Field::Float(v) => Some(*v),
            _ => None,
        }),
        ColumnWriter::DoubleColumnWriter(to) => put(to, fields, |field| match field {
            Field::Double(v) => Some(*v),
            _ => None,
        }),
        ColumnWriter::ByteArrayColumnWriter(to) => put(to, fields, |field| match field {
            Field::Str(v) => Some(ByteArray::from(v.as_str())),
            Field::Decimal(v) => Some(ByteArray::from(v.data().to_vec())),
            _ => None,
        }),
        ColumnWriter::FixedLenByteArrayColumnWriter(to) => put(to, fields, |field| match field {
            Field::Decimal(v) => Some(FixedLenByteArray::from(v.data().to_vec())),
            _ => None,
        }),
        ColumnWriter::Int96ColumnWriter(_) => Err(ParquetError::NYI("times of 96 bits".to_owned())),
    }
}

/// Writes the values of a column. Every type that is read has a value here; nothing is null by mistake.
fn put<T: DataType>(
    to: &mut ColumnWriterImpl<'_, T>,
    fields: &[Field],
    value: impl Fn(&Field) -> Option<T::T>,
) -> Result<(), ParquetError> {
    let values: Vec<T::T> = fields.iter().filter_map(value).collect();
    let levels: Vec<i16> = fields.iter().map(|field| i16::from(!matches!(field, Field::Null))).collect();
    let given = levels.iter().filter(|level| **level == 1).count();
    if given != values.len() {
        return Err(ParquetError::General("a value of another type than its column".to_owned()));
    }
    to.write_batch(&values, Some(&levels), None).map(|_| ())
}

impl<W: Write + Send> Sink for ParquetSink<W> {
    fn row(&mut self, block: &Block, row: usize, outs: &[Out<'_>]) -> io::Result<()> {
        for (column, is_text, fields) in &mut self.columns {
            fields.push(match outs.get(*column) {
                Some(Out::Shown(shown)) => Field::Str(shown.text.clone()),
                Some(Out::Covered(text)) if *is_text => Field::Str(text.clone().into_owned()),
                Some(Out::Covered(_)) => Field::Null,
                _ => block.field(row, *column).cloned().unwrap_or(Field::Null),
            });
        }
        self.rows += 1;
        if self.rows >= GROUP { self.flush().map_err(io::Error::other) } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.flush().and_then(|()| self.writer.close().map(|_| ())).map_err(io::Error::other)
    }
}
