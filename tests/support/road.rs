//! The road between a worker and its broker: everything goes over it as it is, or it is slow, or
//! closed for a kind of request. What a scenario wants to happen at a moment of the protocol, it
//! says by the request that must not get through.
#![allow(dead_code)] // Most scenarios have a road without anybody on it.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// `TxnOffsetCommit`: the last request of `send_offsets_to_transaction`.
pub const OFFSETS: i16 = 28;
/// `Produce`.
pub const PRODUCE: i16 = 0;

/// What the road is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// Each request waits so long.
    Slow(Duration),
    /// Requests of this kind, and what comes behind them on their connection, wait until it opens.
    Closed(i16),
    /// It breaks at the next request of this kind.
    Breaks(i16),
    /// All connections are cut, and new ones too.
    Broken,
}

struct Shared {
    /// With the number of requests that met what was set for their kind.
    state: Mutex<(State, usize)>,
    changed: Condvar,
}

/// A road. It listens from the start, and leads somewhere once `leads_to` is called.
pub struct Road {
    listener: TcpListener,
    shared: Arc<Shared>,
}

impl Road {
    /// An open one.
    pub fn new() -> Self {
        let shared = Shared { state: Mutex::new((State::Open, 0)), changed: Condvar::new() };
        Self { listener: TcpListener::bind("127.0.0.1:0").unwrap(), shared: Arc::new(shared) }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.listener.local_addr().unwrap().port()
    }

    /// Begins to lead to `broker`.
    pub fn leads_to(&self, broker: &str) {
        let (listener, shared) = (self.listener.try_clone().unwrap(), Arc::clone(&self.shared));
        let broker = broker.to_owned();
        thread::spawn(move || {
            for client in listener.incoming() {
                let Ok(client) = client else { return };
                // A broker that is going takes nobody any more.
                let Ok(server) = TcpStream::connect(&broker) else { continue };
                let (from_server, to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
                let shared = Arc::clone(&shared);
                thread::spawn(move || requests(client, server, &shared));
                thread::spawn(move || answers(from_server, to_client));
            }
        });
    }

    /// Requests of this kind do not get through any more.
    pub fn close_to(&self, kind: i16) {
        self.set(State::Closed(kind));
    }

    /// Every request waits so long before it goes on.
    pub fn slow_down(&self, wait: Duration) {
        self.set(State::Slow(wait));
    }

    /// The broker is gone when the next request of this kind should reach it.
    pub fn break_at(&self, kind: i16) {
        self.set(State::Breaks(kind));
    }

    /// Everything goes on, also what was held.
    pub fn open(&self) {
        self.set(State::Open);
    }

    /// Waits until a request met what was set for its kind.
    pub fn await_met(&self) {
        let state = self.shared.state.lock().unwrap();
        let (state, _) =
            self.shared.changed.wait_timeout_while(state, super::DEADLINE, |(_, held)| *held == 0).unwrap();
        assert!(state.1 > 0, "no such request came");
    }

    fn set(&self, state: State) {
        *self.shared.state.lock().unwrap() = (state, 0);
        self.shared.changed.notify_all();
    }
}

impl Drop for Road {
    fn drop(&mut self) {
        self.open();
    }
}

/// Request by request: four bytes of length, two of kind.
fn requests(mut client: TcpStream, mut server: TcpStream, shared: &Shared) {
    let mut request = Vec::new();
    while read(&mut client, &mut request).is_ok() {
        let kind = request.get(4..6).map_or(-1, |kind| i16::from_be_bytes([kind[0], kind[1]]));
        if !passes(kind, shared) || server.write_all(&request).is_err() {
            break;
        }
    }
    let _ = (server.shutdown(Shutdown::Both), client.shutdown(Shutdown::Both));
}

/// Waits as long as the road wants it to; false when it is broken.
fn passes(kind: i16, shared: &Shared) -> bool {
    let mut state = shared.state.lock().unwrap();
    match state.0 {
        State::Slow(wait) => {
            drop(state);
            thread::sleep(wait);
        }
        State::Closed(closed) if closed == kind => {
            state.1 += 1;
            shared.changed.notify_all();
            drop(shared.changed.wait_while(state, |(state, _)| *state == State::Closed(kind)).unwrap());
        }
        State::Breaks(at) if at == kind => {
            *state = (State::Broken, 1);
            shared.changed.notify_all();
            return false;
        }
        State::Broken => return false,
        State::Open | State::Closed(_) | State::Breaks(_) => {}
    }
    true
}

fn read(client: &mut TcpStream, request: &mut Vec<u8>) -> std::io::Result<()> {
    let mut length = [0; 4];
    client.read_exact(&mut length)?;
    request.clear();
    request.extend(length);
    request.resize(4 + u32::from_be_bytes(length) as usize, 0);
    client.read_exact(request.get_mut(4..).ok_or(ErrorKind::InvalidData)?)
}

fn answers(mut server: TcpStream, mut client: TcpStream) {
    let _ = std::io::copy(&mut server, &mut client);
    let _ = client.shutdown(Shutdown::Both);
}
