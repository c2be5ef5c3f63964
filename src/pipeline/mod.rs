//! The whole way of one event, pure: bytes in, a decision or a dead letter out.

pub mod protected;
