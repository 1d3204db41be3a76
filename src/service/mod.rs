//! The running pipeline behind a local socket, and what consoles receive.
//!
//! [`message`] is the language between a service and its consoles; [`server`]
//! and [`host`] run beside the pipeline, [`client`] inside a console, [`socket`]
//! knows where they meet. Complaints from outside a console come through [`marking`],
//! those of the hall's rating device through [`hook`]. Never draws.

pub mod actor;
pub mod client;
pub mod errand;
pub mod gauge;
pub mod hook;
pub mod host;
pub mod journal;
mod jumps;
mod loopback;
pub mod marking;
pub mod message;
mod permit;
pub mod queue;
mod register;
pub mod server;
pub mod signin;
pub mod socket;
mod wire;

use crate::tr;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Why a service and a console do not find each other.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// A service serves this store already.
    #[error("{}", already_running(.store))]
    AlreadyRunning {
        /// The store's directory.
        store: PathBuf,
    },
    /// No service serves this store.
    #[error("{}", not_running(.store))]
    NotRunning {
        /// The store's directory.
        store: PathBuf,
    },
    /// Something that is not ours stands where the socket belongs.
    #[error("{}", in_the_way(.path))]
    InTheWay {
        /// What is in the way.
        path: PathBuf,
    },
    /// The system refused a step on the way to the socket.
    #[error("{}", failed(.path, .source))]
    Socket {
        /// The socket, or the directory that it needs.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The other side is gone.
    #[error("{}", tr!("与服务的连接已断开", "the connection to the service is lost"))]
    Lost,
    /// The other side has not taken what was sent to it before.
    #[error("{}", tr!("服务正忙,请稍后再试", "the service is busy; try again in a moment"))]
    Busy,
    /// The service does not do it.
    #[error("{0}")]
    Refused(String),
    /// The service has not answered in time.
    #[error("{}", tr!("服务没有按时答复,请看控制台确认", "the service did not answer in time; look at the console"))]
    NoAnswer,
    /// No account has this name and this passphrase, or it has ended.
    #[error("{}", tr!("名字或口令不对,或账户已停用;忘记口令由两人执行 liyu user reset", "wrong name or passphrase, or the account has ended; a forgotten one is reset by two people: liyu user reset"))]
    WrongPassphrase,
    /// What should be opened to sign in is no such thing.
    #[error("{}", tr!("服务发来的登录信息无法使用;请确认控制台与服务是同一版本", "what the service sent to sign in cannot be used; check that console and service are of one version"))]
    BadChallenge,
    /// Complaints cannot be listened for.
    #[error("{}", cannot_listen(.address, .source))]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The queue system cannot be listened to.
    #[error("{}", cannot_hear(.address, .source))]
    Queue {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

fn cannot_hear(address: &SocketAddr, source: &io::Error) -> String {
    tr!(
        "无法在 {} 听排队系统:{};请换一个端口(设置 conduct.queue_listen)",
        "cannot hear the queue system at {}: {}; choose another port (setting conduct.queue_listen)",
        address,
        source
    )
}

fn already_running(store: &Path) -> String {
    tr!(
        "已有服务在使用 {};用 liyu console 连接它,或先停止它",
        "a service is already running on {}; attach with liyu console, or stop it first",
        store.display()
    )
}

fn not_running(store: &Path) -> String {
    tr!(
        "没有服务在使用 {};先运行 liyu watch,或用 --store 指明目录",
        "no service is running on {}; start liyu watch first, or name the store with --store",
        store.display()
    )
}

fn in_the_way(path: &Path) -> String {
    tr!(
        "{} 不是本程序的套接字或私有目录;请移走它",
        "{} is not a socket or private directory of ours; move it away",
        path.display()
    )
}

fn failed(path: &Path, source: &io::Error) -> String {
    tr!(
        "无法使用本地套接字 {}:{};请检查目录是否存在及其权限",
        "cannot use the local socket {}: {}; check that the directory exists and its permissions",
        path.display(),
        source
    )
}

fn cannot_listen(address: &SocketAddr, source: &io::Error) -> String {
    tr!(
        "无法在 {} 接收评价器的投诉:{};请换一个端口(设置 complaint.listen)",
        "cannot take complaints at {}: {}; choose another port (setting complaint.listen)",
        address,
        source
    )
}
