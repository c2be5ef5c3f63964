//! Dead letters as messages. **What may not keep its input keeps nothing of it** but its size and
//! its hash: no key, no value, no header.

use sha2::{Digest, Sha256};

use super::cloudevent::{Header, digest, event_headers, text};
use super::{Input, Queue, QueueMessage, Router};
use crate::message::{DeadLetter, hex};

/// Put before the name of a kept header, so that an input cannot pass off headers of its own as ours.
pub const KEPT: &str = "input.";

pub(super) fn letter(router: &Router, letter: &DeadLetter, input: &Input<'_>) -> QueueMessage {
    let mut headers = own_headers(router, letter, input);
    let (mut key, mut payload) = (None, None);
    if letter.keeps_input {
        key = input.key.map(<[u8]>::to_vec);
        payload = input.payload.map(<[u8]>::to_vec);
        let kept =
            input.headers.iter().map(|(name, value)| (format!("{KEPT}{name}"), value.map(<[u8]>::to_vec)));
        headers.extend(kept);
    }
    QueueMessage { queue: Queue::DeadLetter, topic: router.queues.dead_letter.clone(), key, headers, payload }
}

fn own_headers(router: &Router, letter: &DeadLetter, input: &Input<'_>) -> Vec<Header> {
    let bytes = input.payload.unwrap_or_default();
    let (partition, offset) = (input.partition.to_string(), input.offset.to_string());
    // A dead letter has no event id: its place in the stream stands for it.
    let id = digest(&[Queue::DeadLetter.as_str(), input.topic, &partition, &offset]);
    let mut headers = event_headers(&id, "kanhe.dead-letter", &router.source);
    headers.push(text("error.stage", letter.stage));
    headers.push(text("error.code", letter.code));
    if let Some(at) = letter.offset {
        headers.push(text("error.offset", &at.to_string()));
    }
    headers.push(text("source.topic", input.topic));
    headers.push(text("source.partition", &partition));
    headers.push(text("source.offset", &offset));
    headers.push(text("source.size", &bytes.len().to_string()));
    headers.push(text("source.sha256", &hex(&Sha256::digest(bytes))));
    headers
}
