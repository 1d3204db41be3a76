//! One thing asked of a service from outside a console, and its answer.
//!
//! Runs on the caller's thread and waits there, for commands. Keeps nothing.

use super::ServiceError;
use super::client::Client;
use super::message::{FromService, Hello, ToService};
use std::time::Duration;

/// How long the service may take: it may be writing to a slow disk, or removing much.
const WITHIN: Duration = Duration::from_secs(60);

/// Waits until the service has greeted: whoever has not been greeted is told nothing.
///
/// # Errors
/// [`ServiceError::Refused`], [`ServiceError::Lost`] and [`ServiceError::NoAnswer`].
pub fn greeted(client: &Client) -> Result<Hello, ServiceError> {
    client.wait_for(WITHIN, |event| match event {
        FromService::Hello(hello) => Some(hello),
        _ => None,
    })
}

/// Asks, and waits for what `wanted` takes for the answer.
///
/// # Errors
/// Those of [`greeted`].
pub fn ask<T>(
    client: &Client,
    request: ToService,
    wanted: impl FnMut(FromService) -> Option<T>,
) -> Result<T, ServiceError> {
    client.send(request)?;
    client.wait_for(WITHIN, wanted)
}
