//! The supervisor's screen: attaches to a service, shows what it hears, and
//! sends back what people decide.
//!
//! `state` holds what is known and `update` changes it, `view` draws it, both
//! pure; `keys` and `text` are the only homes of keys and words; `settings` is what
//! is remembered; `run` and `remembered` touch the world. Runs on the thread that
//! calls [`run()`], with a thread `terminal` for key presses and a thread `keeper`, which
//! alone holds the secret of whoever is signed in and opens what is sealed to them. Never hears, never
//! recognises, never opens the store: all it knows comes through
//! [`crate::service::client`].

mod hold;
mod keeper;
mod keys;
mod name;
mod remembered;
mod renewing;
mod run;
mod settings;
mod stage;
mod state;
mod text;
mod update;
mod view;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub(crate) use run::drive;
pub use run::{ConsoleError, Visit, run};
pub(crate) use stage::Stage;
pub(crate) use state::{Link, State, View};
pub(crate) use view::view;
