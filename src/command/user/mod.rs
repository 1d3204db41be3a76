//! `liyu user`: people's accounts, one verb a file.
//!
//! Runs on the main thread. Whoever runs the machine may make and end accounts, while a
//! service listens too: the log says so, and so do the consoles. To open what lies there
//! takes a passphrase of somebody who may, and the store to itself.

mod add;
mod disable;
mod list;
mod passwd;
mod reseal;
mod reset;

use crate::account::Office;
use crate::cli::{Role, User};
use crate::lang::pick;
use anyhow::Result;
use std::io::Write;
use std::path::Path;

/// Does what `args` ask for.
pub fn run(store_dir: &Path, args: &User, out: &mut impl Write) -> Result<()> {
    match args {
        User::Add(args) => add::run(store_dir, args, out),
        User::List(args) => list::run(store_dir, args, out),
        User::Passwd { name } => passwd::run(store_dir, name, out),
        User::Disable(args) => disable::run(store_dir, args, out),
        User::Reset(args) => reset::run(store_dir, args, out),
        User::Reseal { by, and } => reseal::run(store_dir, by, and.as_deref(), out),
    }
}

fn office(role: Role) -> Office {
    match role {
        Role::Supervisor => Office::Supervisor,
        Role::Staff => Office::Staff,
        Role::Trainer => Office::Trainer,
        Role::Inspector => Office::Inspector,
        Role::Auditor => Office::Auditor,
        Role::Discipline => Office::Discipline,
    }
}

/// What an office is called.
fn called(office: Office) -> &'static str {
    match office {
        Office::Supervisor => pick("主管 supervisor", "supervisor"),
        Office::Staff => pick("窗口人员 staff", "staff"),
        Office::Trainer => pick("用语表维护员 trainer", "trainer"),
        Office::Inspector => pick("检查员 inspector", "inspector"),
        Office::Auditor => pick("审计员 auditor", "auditor"),
        Office::Discipline => pick("纪检 discipline", "discipline"),
    }
}
