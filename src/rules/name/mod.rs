//! Names of accounts.
