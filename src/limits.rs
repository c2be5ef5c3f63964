//! Every bound of the system, in one place. Configuration may lower them; nothing raises them.

/// Largest event that is decoded, in bytes. Kafka's own default message limit is 1 MiB.
pub const MAX_EVENT_BYTES: usize = 1 << 20;
/// Most parts in one event.
pub const MAX_PARTS: usize = 64;
/// Longest identifier (`id`, `account`, `product` …), in bytes.
pub const MAX_ID_BYTES: usize = 256;
/// Deepest JSON nesting that is read. Events are two levels deep; evidence and values are flat.
pub const MAX_JSON_DEPTH: usize = 16;
/// Most columns in one record.
pub const MAX_COLUMNS: usize = 1024;
/// Most hits that one finding lists. Further ones change nothing about the action.
pub const MAX_HITS: usize = 64;
/// Longest stretch, in folded units, that a term may spread over in the text.
pub const MAX_SPREAD: usize = 96;
/// Longest bracketed remark that the annotation fold looks over, in folded units.
pub const MAX_ANNOTATION: usize = 12;
/// Longest account name, in folded units, that is read as a name; what is longer is cut for
/// matching. Platforms allow 10 to 60 characters.
pub const MAX_NAME_UNITS: usize = 512;
/// Longest term of a lexicon, in characters.
pub const MAX_TERM_CHARS: usize = 32;
/// Most terms in all lexicons of names.
pub const MAX_TERMS: usize = 100_000;
/// Longest text of an appeal, in bytes: some pages, which a person at a desk can read.
pub const MAX_APPEAL_TEXT_BYTES: usize = 16 * 1024;
/// Longest value that a complaint names, in bytes: an address is the longest kind of private value.
pub const MAX_VALUE_BYTES: usize = 1024;
/// Complaints of one complainant a day that count for a case's rank: more than a person who is
/// hunted writes by hand in a day.
pub const MAX_COMPLAINTS_A_DAY: u32 = 20;
/// Most complainants of one day that a case counts; beyond it the rank says "very many".
pub const MAX_COMPLAINANTS: usize = 64;
/// Longest line of a log, in bytes: a decision's findings with all their places, sealed.
pub const MAX_LOG_LINE_BYTES: usize = 1 << 20;
/// Largest avatar, in bytes of base64 text.
pub const MAX_AVATAR_BYTES: usize = 512 * 1024;
/// Most pixels of an avatar: 2,048 by 2,048, more than any platform shows.
pub const MAX_AVATAR_PIXELS: usize = 1 << 22;
/// Most bytes that decoding a PNG may take beside its pixels.
pub const MAX_AVATAR_MEMORY_BYTES: usize = 32 << 20;
/// Most scans of a JPEG. Progressive ones have about ten.
pub const MAX_AVATAR_SCANS: usize = 64;
/// Most pixels that all scans of a JPEG may pass over: sixteen passes over the largest picture.
pub const MAX_AVATAR_SCANNED: usize = 16 * MAX_AVATAR_PIXELS;
/// Most emblems in all lexicons of names.
pub const MAX_EMBLEMS: usize = 1_000_000;
/// Most verified accounts that are compiled into one registry.
pub const MAX_VERIFIED: usize = 1_000_000;
/// Most changes that a registry takes in after it was compiled; a restart compiles them.
pub const MAX_VERIFIED_CHANGES: usize = 100_000;
/// Longest name of a verified account, in characters.
pub const MAX_VERIFIED_CHARS: usize = 64;
/// Longest part of a new name that is compared with verified ones, in folded units: a verified
/// name with something between all of its characters.
pub const MAX_VERIFIED_UNITS: usize = 192;
/// Most verified names that one new name is compared with.
pub const MAX_COMPARED: usize = 512;
/// Longest name of a pipeline, topic, group or client, in bytes: Kafka's limit of a topic's name.
pub const MAX_NAME_BYTES: usize = 249;
/// Smallest bound of a queue message, in bytes: room for the headers of a dead letter.
pub const MIN_QUEUE_BYTES: u64 = 4096;
/// Largest bound of a queue message, in bytes: an event of the largest size with its decision.
pub const MAX_QUEUE_BYTES: u64 = 8 << 20;
/// Most inputs of a worker that are read and not yet committed, and most in one transaction.
pub const MAX_IN_FLIGHT: u64 = 100_000;
/// Most bytes of inputs that are read and not yet committed, and most that one transaction sends:
/// a worker's memory stays under 300 MiB.
pub const MAX_IN_FLIGHT_BYTES: u64 = 128 << 20;
/// Least and most bytes that a worker's consumer reads ahead. The client library takes no answer of
/// more than 100 MB.
pub const MIN_READ_AHEAD_BYTES: u64 = 1 << 20;
/// See [`MIN_READ_AHEAD_BYTES`].
pub const MAX_READ_AHEAD_BYTES: u64 = 64 << 20;
/// Least and most bytes that a worker's producer holds until brokers have them: at the least two
/// messages of the largest size.
pub const MIN_UNSENT_BYTES: u64 = 2 * MAX_QUEUE_BYTES;
/// See [`MIN_UNSENT_BYTES`].
pub const MAX_UNSENT_BYTES: u64 = MAX_IN_FLIGHT_BYTES;
/// Smallest bound of a transaction's bytes.
pub const MIN_BATCH_BYTES: u64 = 4096;
/// Most registrations that the breaker looks back on.
pub const MAX_BREAKER_WINDOW: u64 = 1_000_000;
/// Most bytes of one set of names that is put to use while the worker runs.
pub const MAX_LEXICON_BYTES: usize = 32 << 20;
/// Most threads that decide in one worker; more machines carry more.
pub const MAX_THREADS: u64 = 64;
/// Longest time for the end of what is under way at a stop, in milliseconds.
pub const MAX_DRAIN_MS: u64 = 600_000;
/// Shortest and longest silence after which the group takes a worker for dead, in milliseconds: the
/// brokers' own bounds (`group.min.session.timeout.ms`, `group.max.session.timeout.ms`).
pub const MIN_SESSION_TIMEOUT_MS: u64 = 6_000;
/// See [`MIN_SESSION_TIMEOUT_MS`].
pub const MAX_SESSION_TIMEOUT_MS: u64 = 1_800_000;
/// Shortest age at which the brokers abort an open transaction, in milliseconds.
pub const MIN_TRANSACTION_TIMEOUT_MS: u64 = 5_000;
/// Longest age, the brokers' own bound (`transaction.max.timeout.ms`).
pub const MAX_TRANSACTION_TIMEOUT_MS: u64 = 900_000;
/// Longest time between two commits, in milliseconds: what is decided twice after a crash.
pub const MAX_COMMIT_INTERVAL_MS: u64 = 60_000;
/// Largest document of a publisher, in bytes: a long report with its pictures.
pub const MAX_DOCUMENT_BYTES: usize = 32 << 20;
/// Most entries of a document's container. Word's own have a dozen, with pictures some hundreds.
pub const MAX_ZIP_ENTRIES: usize = 4096;
/// Most bytes of all XML of a container, inflated: what a zip bomb cannot pass. A text of the
/// largest size has about twenty times its bytes in marks.
pub const MAX_XML_BYTES: usize = 48 << 20;
/// Deepest nesting of a document's XML. Tables in tables in text boxes reach about sixty.
pub const MAX_XML_DEPTH: usize = 512;
/// Most pages of a PDF.
pub const MAX_PDF_PAGES: usize = 2000;
/// Most glyphs of a PDF: a text of the largest size has fewer.
pub const MAX_PDF_GLYPHS: usize = MAX_EVENT_BYTES;
/// Address space of the process that reads a PDF, in bytes: the largest document thirty times.
pub const MAX_PDF_MEMORY_BYTES: u64 = 1 << 30;
/// Time of that process on a processor, in seconds.
pub const MAX_PDF_SECONDS: u64 = 20;
/// Most bytes of its answer: a text of the largest size as JSON.
pub const MAX_PDF_ANSWER_BYTES: u64 = 8 << 20;
/// Most drafts in the release log that were checked and not released: ten days at the daily bound.
pub const MAX_PENDING_DRAFTS: u32 = 5000;
/// Largest request to `kanhe serve`, in bytes: a document in base64 with its head.
pub const MAX_REQUEST_BYTES: usize = MAX_DOCUMENT_BYTES / 3 * 4 + 4096;
/// Most quasi-identifiers of a product.
pub const MAX_QUASI_IDENTIFIERS: usize = 16;
/// Most values of a hierarchy: China has some 3,000 counties and 40,000 townships.
pub const MAX_HIERARCHY_LEAVES: usize = 100_000;
/// Deepest path of a hierarchy.
pub const MAX_HIERARCHY_DEPTH: usize = 16;
/// Most steps of a numeric range: `f32` still counts them exactly.
pub const MAX_INTERVAL_STEPS: u32 = 1 << 24;
/// Longest code that is generalised digit by digit: four bits each, fewer than 32.
pub const MAX_CODE_DIGITS: u8 = 7;
/// Most classes of one shard. Further ones take the place of those that were not used for longest.
pub const MAX_CLASSES: usize = 1 << 15;
/// Largest `k` and `l`: what each class keeps of its identifiers.
pub const MAX_K: u64 = 1000;
/// Most rows of a product that wait in one shard.
pub const MAX_DELAY_ROWS: u64 = 100_000;
/// Most products of a pipeline.
pub const MAX_PRODUCTS: usize = 256;
/// Longest event-time bound of a product: ten years, in seconds.
pub const MAX_PRODUCT_SECONDS: u64 = 10 * 366 * 24 * 3600;

/// Longest row of a table, in bytes: what a quote that is never closed can swallow.
pub const MAX_TABLE_ROW_BYTES: usize = 16 << 20;
/// Bytes of a table's cells that are read at once, and most rows of them.
pub const TABLE_BLOCK_BYTES: usize = 1 << 20;
/// See [`TABLE_BLOCK_BYTES`].
pub const TABLE_BLOCK_ROWS: usize = 4096;
/// Bytes that all sorts of a `release-check` hold in memory together; what is more goes to
/// temporary files.
pub const TABLE_SORT_BYTES: usize = 256 << 20;
/// Bytes of coded rows of a table that are planned in memory; larger groups of rows are cut in files.
pub const TABLE_REGION_BYTES: usize = 128 << 20;
/// Most temporary files that one cut writes at once.
pub const MAX_TABLE_FILES: usize = 256;
/// Most classes of a masked table: with more rows than `k` times as many, classes hold more than `k`.
pub const MAX_TABLE_CLASSES: u64 = 1 << 21;
/// Most sensitive columns of a table.
pub const MAX_TABLE_SENSITIVE: usize = 64;
/// Most distinct values of a sensitive column whose distribution is compared. Further ones are only
/// told apart by their hash, and closeness is not measured.
pub const MAX_SENSITIVE_VALUES: usize = 1 << 16;

/// Most drafts that `check` and `serve` decide together in a day: a newsroom's desk, not a platform.
pub const MAX_DRAFTS_A_DAY: u32 = 500;
/// Longest window of the sums over own releases, in days.
pub const MAX_SUM_WINDOW_DAYS: i64 = 366;
/// Most subjects of one draft that are kept for sums.
pub const MAX_SUBJECTS: usize = 32;
/// Most entries of the published-source register.
pub const MAX_PUBLISHED_ENTRIES: usize = 100_000;
/// Most hashes of official texts in it (32 MiB): some ten thousand pages. The rate of false matches
/// stated in `published::shingles` rests on it.
pub const MAX_PUBLISHED_SHINGLES: usize = 1 << 22;
/// Most entries of all lexicons for drafts.
pub const MAX_DISCLOSURE_ENTRIES: usize = 10_000;
/// Largest part of a text that one compiled pattern for drafts may take, in bytes of its program.
pub const MAX_PATTERN_BYTES: usize = 4 << 20;

// Offsets inside an event are kept in 32 bits.
const _: () = assert!(MAX_EVENT_BYTES < u32::MAX as usize);
const _: () = assert!(MAX_AVATAR_BYTES < MAX_EVENT_BYTES);
const _: () = assert!(MAX_TERM_CHARS < MAX_SPREAD);

/// The bounds of a worker that no pipeline changes, by their names in the metric `kanhe_bound`, which
/// shows them beside those that it sets.
pub const FIXED: [(&str, usize); 20] = [
    ("parts", MAX_PARTS),
    ("id-bytes", MAX_ID_BYTES),
    ("json-depth", MAX_JSON_DEPTH),
    ("columns", MAX_COLUMNS),
    ("value-bytes", MAX_VALUE_BYTES),
    ("hits", MAX_HITS),
    ("name-units", MAX_NAME_UNITS),
    ("terms", MAX_TERMS),
    ("lexicon-bytes", MAX_LEXICON_BYTES),
    ("appeal-text-bytes", MAX_APPEAL_TEXT_BYTES),
    ("complainants", MAX_COMPLAINANTS),
    ("log-line-bytes", MAX_LOG_LINE_BYTES),
    ("avatar-bytes", MAX_AVATAR_BYTES),
    ("avatar-pixels", MAX_AVATAR_PIXELS),
    ("avatar-memory-bytes", MAX_AVATAR_MEMORY_BYTES),
    ("emblems", MAX_EMBLEMS),
    ("verified", MAX_VERIFIED),
    ("verified-changes", MAX_VERIFIED_CHANGES),
    ("classes", MAX_CLASSES),
    ("products", MAX_PRODUCTS),
];
