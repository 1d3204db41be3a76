//! `liyu clip open`: evidence for scripts and audits.
//!
//! Opened in this process, with the passphrase of whoever asks; what is written to `--out`
//! is as it was said, for them to look after. It stands in the log before anything comes
//! out. A service that holds the store writes the line.

use super::{entry, opening, passphrase};
use crate::account::Action;
use crate::cli::{Clip, OpenClip};
use crate::record::{RecordError, Store, What};
use crate::service::client::Client;
use crate::service::errand::{ask, greeted};
use crate::service::message::{FromService, ToService};
use crate::service::signin::sign_in;
use crate::tr;
use crate::vault::{Secret, Zeroizing};
use anyhow::{Result, bail};
use opening::Opened;
use std::io::Write;
use std::path::Path;

/// Does what `args` ask for.
pub fn run(store_dir: &Path, args: &Clip, out: &mut impl Write) -> Result<()> {
    let Clip::Open(args) = args;
    if let Some(path) = &args.out {
        opening::refuse_existing(path)?;
    }
    let mut store = match Store::open_rows(store_dir) {
        Ok(store) => store,
        Err(RecordError::InUse { .. }) if !args.whole => {
            let reader = Store::open_read_only(store_dir)?;
            return give(args, &through_service(&reader, store_dir, args)?, None, out);
        }
        // It says what to do.
        Err(_) => entry::open_rows(store_dir)?,
    };
    let (opened, whole) = open(&mut store, args)?;
    give(args, &opened, whole, out)
}

/// Opens it with the store in hand, and writes that down.
fn open(store: &mut Store, args: &OpenClip) -> Result<(Opened, Option<Zeroizing<Vec<u8>>>)> {
    let id = args.id.as_str();
    if !store.is_sealed()? {
        if args.whole {
            bail!(tr!(
                "没有账户时一切公开,不保存未消音的原声",
                "while there is no account everything lies open, and no whole is kept"
            ));
        }
        let opened = opening::open(&opening::look(store, id)?, None)?;
        opening::write_down(store, &args.user, What::Opened, id, "")?;
        return Ok((opened, None));
    }
    let action = Action::OpenEvidence;
    let Some(second) = args.second.as_deref().filter(|_| args.whole) else {
        let person = opening::enter(store, &args.user, action, id)?;
        let dossier = opening::look(store, id)?;
        let opened = opening::open(&dossier, Some(&person.secret));
        let opened = opening::given(store, opened, &person, action, id)?;
        opening::write_down(store, &person.account.id, What::Opened, id, "")?;
        return Ok((opened, None));
    };
    let [one, two] = opening::enter_two(store, [&args.user, second], action, id)?;
    let dossier = opening::look(store, id)?;
    let opened = opening::open(&dossier, Some(&one.secret));
    let opened = opening::given(store, opened, &one, action, id)?;
    let whole = opening::whole(&dossier, [&one.secret, &two.secret]);
    let whole = opening::given(store, whole, &two, action, id)?;
    opening::write_down(store, &one.account.id, What::OpenedWhole, id, &two.account.id)?;
    Ok((opened, Some(whole)))
}

/// Has the service write down that it is opened, and opens it here.
fn through_service(reader: &Store, store_dir: &Path, args: &OpenClip) -> Result<Opened> {
    let client = Client::attach(store_dir, &args.user)?;
    let secret: Option<Secret> = match greeted(&client)?.unsealed {
        true => None,
        false => {
            let passphrase = passphrase::ask(&args.user)?;
            Some(sign_in(&client, &args.user, &passphrase)?.0)
        }
    };
    ask(&client, ToService::Open { id: args.id.clone() }, |event| match event {
        FromService::Detail(detail) if detail.incident.id == args.id => Some(()),
        _ => None,
    })?;
    opening::open(&opening::look(reader, &args.id)?, secret.as_ref())
}

/// Puts it where it is wanted.
fn give(
    args: &OpenClip,
    opened: &Opened,
    whole: Option<Zeroizing<Vec<u8>>>,
    out: &mut impl Write,
) -> Result<()> {
    if let Some(path) = &args.out {
        opening::write_new(path, whole.as_ref().unwrap_or(&opened.clip))?;
    }
    if args.words {
        writeln!(out, "{}", serde_json::to_string(&opened.words)?)?;
    }
    Ok(())
}
