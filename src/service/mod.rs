//! The running pipeline behind a local socket, and what consoles receive.
//!
//! [`message`] is the language between a service and its consoles; `server`
//! runs beside the pipeline, `client` inside a console. Never draws.

pub mod message;
