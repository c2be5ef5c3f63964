//! `/metrics`, `/healthz` and `/readyz` on loopback.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;
use thiserror::Error;
use tiny_http::{Header, Method, Request, Response, Server};

use super::{Health, Metrics};

/// The server could not start.
#[derive(Debug, Error)]
pub enum AdminError {
    /// The address is taken or not allowed.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address of the pipeline.
        address: SocketAddr,
        /// What the system says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// No thread could be started.
    #[error("cannot start the thread of the admin server: {0}")]
    Thread(#[from] std::io::Error),
}

/// A running server; it ends when dropped.
pub struct Admin {
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
}

impl Admin {
    /// Starts to serve. `start` is the moment that `health` counts from.
    pub fn start(
        address: SocketAddr,
        metrics: Metrics,
        health: Arc<Health>,
        start: Instant,
    ) -> Result<Self, AdminError> {
        let server = Server::http(address).map_err(|source| AdminError::Listen { address, source })?;
        let server = Arc::new(server);
        let asked = Arc::clone(&server);
        let thread = std::thread::Builder::new().name("admin".to_owned()).spawn(move || {
            for request in asked.incoming_requests() {
                answer(request, &metrics, &health, start);
            }
        })?;
        Ok(Self { server, thread: Some(thread) })
    }

    /// Where it listens: the port that was chosen when the pipeline says 0.
    pub fn address(&self) -> Option<SocketAddr> {
        self.server.server_addr().to_ip()
    }
}

impl Drop for Admin {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            // A panic of the server thread changes nothing for the stream.
            let _ = thread.join();
        }
    }
}

fn answer(request: Request, metrics: &Metrics, health: &Health, start: Instant) {
    let (status, body) = if *request.method() == Method::Get {
        match request.url() {
            "/metrics" => metrics.text().map_or((500, String::new()), |text| (200, text)),
            "/healthz" => state(health.is_alive(start.elapsed())),
            "/readyz" => state(health.is_ready()),
            _ => (404, "not found\n".to_owned()),
        }
    } else {
        (405, "only GET\n".to_owned())
    };
    let mut response = Response::from_string(body).with_status_code(status);
    if let Ok(kind) = Header::from_bytes("content-type", "text/plain; version=0.0.4; charset=utf-8") {
        response.add_header(kind);
    }
    // Whoever asked may have gone.
    let _ = request.respond(response);
}

fn state(good: bool) -> (u16, String) {
    if good { (200, "ok\n".to_owned()) } else { (503, "no\n".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    fn get(address: SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: kanhe\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn metrics_and_health_are_served_and_dropping_ends_the_thread() {
        let health = Arc::new(Health::default());
        let metrics = Metrics::new().unwrap();
        let admin =
            Admin::start(([127, 0, 0, 1], 0).into(), metrics, Arc::clone(&health), Instant::now()).unwrap();
        let address = admin.address().unwrap();
        assert!(get(address, "/metrics").contains("kanhe_in_flight_events 0"));
        assert!(get(address, "/healthz").starts_with("HTTP/1.1 200"));
        assert!(get(address, "/readyz").starts_with("HTTP/1.1 503"));
        health.set_ready(true);
        assert!(get(address, "/readyz").starts_with("HTTP/1.1 200"));
        assert!(get(address, "/other").starts_with("HTTP/1.1 404"));
        // Joins the thread that answers: this returns only when nobody answers any more. The
        // library closes the socket itself a moment later, which is not ours to await.
        drop(admin);
    }
}
