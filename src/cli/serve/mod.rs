//! `kanhe serve`: a page on the publisher's own machine to paste or drop a draft into, and the
//! same as an HTTP call for an editor's tool. Loopback only; nothing is logged; nothing is kept but
//! the release log.

mod api;
mod guard;
mod pages;

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use thiserror::Error;
use tokio::net::TcpListener;

use super::check::CheckerError;
use super::check::checker::Checker;
use super::drafts::DraftArgs;
use super::load::LoadError;
use super::register::RegisterArgs;
use super::{Ends, Exit};

/// Check own drafts in a browser, on this machine only
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Where to listen: a loopback address
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8742")]
    pub listen: SocketAddr,
    /// Folder of the release log [default: the user's state folder]
    #[arg(long, value_name = "DIR")]
    pub log: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub drafts: DraftArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub register: RegisterArgs,
}

/// Why the server did not start or did not go on.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum ServeError {
    #[error("{0} is no loopback address: drafts stay on this machine")]
    NotLoopback(SocketAddr),
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Checker(#[from] CheckerError),
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("the server failed: {0}")]
    Serve(#[from] io::Error),
}

impl Ends for ServeError {
    fn exit(&self) -> Exit {
        match self {
            Self::NotLoopback(_) | Self::Load(_) | Self::Listen { .. } => Exit::Usage,
            Self::Checker(_) | Self::Serve(_) => Exit::Failed,
        }
    }
}

/// What all requests share: one draft is checked at a time.
type Shared = Arc<Mutex<Checker>>;

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, ServeError> {
    if !args.listen.ip().is_loopback() {
        return Err(ServeError::NotLoopback(args.listen));
    }
    let checker = Checker::open(args.drafts.set()?, args.log.clone(), &args.register, false)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(listen(args.listen, Arc::new(Mutex::new(checker))))?;
    Ok(Exit::Fine)
}

async fn listen(address: SocketAddr, checker: Shared) -> Result<(), ServeError> {
    let listener =
        TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })?;
    let bound = listener.local_addr()?;
    // The one line on standard output: where the page is, whatever port was chosen.
    let mut out = io::stdout();
    writeln!(out, "http://{bound}/")?;
    out.flush()?;
    let router = api::routes(checker, bound);
    axum::serve(listener, router).with_graceful_shutdown(stopped()).await?;
    Ok(())
}

/// Waits for an interrupt or a supervisor's word.
async fn stopped() {
    let interrupt = async {
        // Without a handler the process ends by itself.
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    interrupt.await;
}
