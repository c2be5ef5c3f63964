//! Redress as a stage of the worker: its table by partition, its outputs as queue messages, and the
//! log of what acted on names and posts.

use super::config::Config;
use super::flow::Flow;
use super::logging::StageLog;
use super::overlay::Table;
use super::stateful::{Change, StageError, Stateful, Stepped};
use super::{Decided, ENGINE, Outcome};
use crate::log::{KeyError, KeySource, Logged, record};
use crate::message::{Decision, Event, RedressEvent};
use crate::redress::{Ledger, Output, Proven, Redress, STAGE_NAME};
use crate::route::Input;

/// What the names of its chains in the log begin with.
const CHAINS: &str = "partition";

/// The stage.
pub struct Redressing {
    redress: Redress,
    verdicts: String,
    table: Table<Vec<u8>>,
    /// The names that rows of all partitions here prove.
    proven: Proven,
    log: Option<StageLog>,
}

/// One partition of the table, with what the open transaction changes.
struct Partition<'a> {
    table: &'a mut Table<Vec<u8>>,
    proven: &'a mut Proven,
    number: i32,
    changes: Vec<Change>,
}

impl Ledger for Partition<'_> {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.table.get(self.number, key).cloned()
    }

    fn put(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.proven.note(&key, value.as_deref());
        match &value {
            Some(value) => self.table.put(self.number, key.clone(), value.clone()),
            None => self.table.remove(self.number, key.clone()),
        }
        self.changes.push(Change { key, value });
    }

    fn after(&self, key: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        self.table.after(self.number, key).map(|(k, v)| (k.to_vec(), v.clone()))
    }

    fn proven(&self) -> &Proven {
        self.proven
    }
}

impl Redressing {
    /// The stage of a pipeline with `[redress]`; none without. `keys` are those of the log, where
    /// the pipeline names a queue for it.
    pub fn of(
        config: &Config,
        redress: Redress,
        keys: Option<Box<dyn KeySource>>,
    ) -> Result<Option<Self>, KeyError> {
        let Some(topics) = &config.redress else { return Ok(None) };
        let log = keys.map(|keys| StageLog::new(CHAINS, keys)).transpose()?;
        let verdicts = topics.verdicts.clone();
        Ok(Some(Self { redress, verdicts, table: Table::default(), proven: Proven::default(), log }))
    }

    /// What follows from outputs and the decision that they came with.
    fn stepped(
        log: &mut Option<StageLog>,
        flow: &Flow,
        input: &Input<'_>,
        mut partition: Partition<'_>,
        outcome: Outcome,
        sent: &Sent<'_>,
    ) -> Result<Stepped, StageError> {
        let router = flow.router();
        let mut messages = Vec::new();
        let mut logged: Vec<Logged> = Vec::new();
        let digest = flow.lexicon_digest();
        if let Some((event, decision)) = sent.decided {
            messages.extend(router.decision(decision, event, input));
            logged.extend(record(decision, event.time(), ENGINE, digest));
        }
        for output in &sent.outputs {
            messages.extend(router.redress(output, sent.by, sent.time, input));
            match output {
                Output::Mask(mask) => {
                    logged.extend(record(&Decision::Post(mask.clone()), sent.time, ENGINE, digest));
                }
                Output::Restore(restore) => logged.push(Logged::from_restore(restore, sent.time)),
                Output::Case(_) | Output::Outcome(_) => {}
            }
        }
        if let Some(log) = log {
            let (lines, head) = log.append(&logged, partition.number, partition.table, flow)?;
            messages.extend(lines);
            partition.changes.extend(head);
        }
        Ok(Stepped { outcome, messages, changes: partition.changes })
    }
}

/// What is sent for one event.
struct Sent<'a> {
    decided: Option<(&'a Event, &'a Decision)>,
    outputs: Vec<Output>,
    by: &'a str,
    time: &'a str,
}

impl Stateful for Redressing {
    fn name(&self) -> &'static str {
        STAGE_NAME
    }

    fn takes(&self) -> fn(&Event) -> bool {
        |_| false
    }

    fn settles(&self) -> fn(&Event, &Decision) -> bool {
        Redress::concerns
    }

    fn receives(&self) -> fn(&RedressEvent) -> bool {
        |_| true
    }

    fn step(&mut self, flow: &Flow, input: &Input<'_>, event: &Event) -> Result<Stepped, StageError> {
        self.settle(flow, input, event, flow.engine().decide(event))
    }

    fn settle(
        &mut self,
        flow: &Flow,
        input: &Input<'_>,
        event: &Event,
        decision: Decision,
    ) -> Result<Stepped, StageError> {
        let mut partition = Partition {
            table: &mut self.table,
            proven: &mut self.proven,
            number: input.partition,
            changes: Vec::new(),
        };
        let (decision, outputs) =
            self.redress.settle(&mut partition, event, decision, flow.engine().context());
        let sent = Sent { decided: Some((event, &decision)), outputs, by: event.id(), time: event.time() };
        let decided = Decided { decision: decision.clone(), time: event.time().to_owned() };
        Self::stepped(&mut self.log, flow, input, partition, Outcome::Decided(decided), &sent)
    }

    fn receive(
        &mut self,
        flow: &Flow,
        input: &Input<'_>,
        event: &RedressEvent,
    ) -> Result<Stepped, StageError> {
        // A verdict is a person's word only on the topic that nobody else can write.
        if matches!(event, RedressEvent::Verdict(_)) != (input.topic == self.verdicts) {
            let detail = "verdicts come on their own topic, and nothing else comes there".to_owned();
            return Ok(Stepped::stateless(flow.dead("wrong-topic", detail, input)));
        }
        let mut partition = Partition {
            table: &mut self.table,
            proven: &mut self.proven,
            number: input.partition,
            changes: Vec::new(),
        };
        let outputs = self.redress.receive(&mut partition, event, flow.engine().context());
        let answers = outputs.iter().filter_map(|output| match output {
            Output::Outcome(o) => Some((o.of, o.status.as_str(), o.reason)),
            _ => None,
        });
        let outcome = Outcome::Heard(answers.collect());
        let sent = Sent { decided: None, outputs, by: event.id(), time: event.time() };
        Self::stepped(&mut self.log, flow, input, partition, outcome, &sent)
    }

    fn restore(&mut self, partition: i32, key: &[u8], value: Option<&[u8]>) {
        self.proven.note(key, value);
        self.table.restore(partition, key, value.map(<[u8]>::to_vec));
    }

    fn forget(&mut self, partition: i32) {
        self.table.forget(partition);
        self.proven = Proven::of(self.table.committed());
        if let Some(log) = &mut self.log {
            log.forget(partition);
        }
    }

    fn commit(&mut self) {
        self.table.commit();
    }

    fn abort(&mut self) {
        self.table.abort();
        self.proven = Proven::of(self.table.committed());
        if let Some(log) = &mut self.log {
            log.abort();
        }
    }
}
