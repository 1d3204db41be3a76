//! `liyu user reseal`.

use crate::account::Action;
use crate::clock;
use crate::command::entry::{self, Person};
use crate::record::{Resealed, Scope, Store};
use crate::tr;
use anyhow::Result;
use std::io::Write;
use std::path::Path;

/// Seals what lies there to those who may open it now, and tells how much.
pub fn run(store_dir: &Path, by: &str, and: Option<&str>, out: &mut impl Write) -> Result<()> {
    let mut store = entry::open_rows(store_dir)?;
    let mut people = Vec::new();
    for name in std::iter::once(by).chain(and) {
        people.push(entry::enter(&mut store, name)?);
    }
    let [person, second @ ..] = people.as_slice() else { return Ok(()) };
    for person in &people {
        entry::allow(&mut store, &person.account, Action::OpenEvidence, "")?;
    }
    let done = reseal(&mut store, person, second.first())?;
    writeln!(out, "{}", told(&done))?;
    Ok(())
}

/// Seals anew what `person` can open and others than today may.
pub fn reseal(store: &mut Store, person: &Person, second: Option<&Person>) -> Result<Resealed> {
    let secrets = (&person.secret, second.map(|second| &second.secret));
    Ok(store.reseal(secrets, &Scope::Stale, &person.account.id, clock::now())?)
}

/// What it came to, in one line.
pub fn told(done: &Resealed) -> String {
    let mut told = tr!(
        "重新加密记录 {} 条、投诉 {} 条",
        "sealed anew: incidents {}, complaints {}",
        done.incidents,
        done.complaints
    );
    if done.not_for_you > 0 {
        told += &tr!(
            ";{} 条此人打不开,请由能打开的人再执行一次",
            "; {} are not sealed to this person; have somebody do it who can open them",
            done.not_for_you
        );
    }
    if done.unsound > 0 {
        told += &tr!(
            ";{} 条的片段缺失或被改动,保持原样",
            "; {} are missing or were changed and stay as they are",
            done.unsound
        );
    }
    if done.wholes_left > 0 {
        told += &tr!(
            ";{} 条未消音的原声要两人在场(--and 名字)",
            "; the whole of {} takes a second person (--and NAME)",
            done.wholes_left
        );
    }
    told
}
