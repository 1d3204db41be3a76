//! `liyu evidence export`: one file of an incident, signed by two.

use crate::account::Action;
use crate::bundle::{Bound, Draft, FORMAT, Head, Manifest, Signer, fingerprint};
use crate::cli::Export;
use crate::clock;
use crate::command::entry::{self, Person};
use crate::command::opening;
use crate::record::{GENESIS, RecordError, Store, What};
use crate::tr;
use anyhow::{Result, bail};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// Asks both, makes the bundle, writes down that it was, and writes it.
pub fn run(store_dir: &Path, args: &Export, out: &mut impl Write) -> Result<()> {
    let id = args.id.as_str();
    opening::refuse_existing(&args.out)?;
    let mut store = entry::open_rows(store_dir)?;
    if !store.is_sealed()? {
        bail!(tr!(
            "证据包要两个账户签名;先用 liyu user add 建立账户",
            "a bundle is signed with two accounts; make them first with liyu user add"
        ));
    }
    let action = Action::Export;
    let people = opening::enter_two(&mut store, [&args.user, &args.second], action, id)?;
    let dossier = opening::look(&store, id)?;
    if !store.is_as_logged(id)? {
        bail!(tr!(
            "{} 的记录与日志不符,不予导出;请运行 liyu log verify",
            "the row of {} is not what the log says and is not exported; run liyu log verify",
            id
        ));
    }
    let [one, two] = &people;
    let opened = opening::open(&dossier, Some(&one.secret));
    let opened = opening::given(&mut store, opened, one, action, id)?;
    // Who approves must be able to hear what is approved.
    let approved = opening::open(&dossier, Some(&two.secret)).map(drop);
    opening::given(&mut store, approved, two, action, id)?;
    let whole = match args.whole {
        true => {
            let whole = opening::whole(&dossier, [&one.secret, &two.secret]);
            Some(opening::given(&mut store, whole, two, action, id)?)
        }
        false => None,
    };

    let mut incident = dossier.incident;
    // The index does not say what its phrase is called; the evidence does.
    let hits = opened.words.heard.iter().flat_map(|heard| &heard.hits);
    if let Some(hit) = hits.into_iter().find(|hit| hit.id == incident.phrase_id) {
        incident.phrase.clone_from(&hit.phrase);
    }
    let log = extract(&store, id)?;
    let (n, sha256) = store.log_head()?;
    let manifest = Manifest {
        format: FORMAT,
        liyu: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: clock::now(),
        incident,
        row: log.last().map(|bound| bound.line.row.clone()).unwrap_or_default(),
        log,
        head: Head { n, sha256 },
        signers: people.iter().map(signer).collect(),
        members: BTreeMap::new(),
    };
    let head = manifest.head.clone();
    let whole = whole.map(|whole| whole.to_vec());
    let draft = Draft::new(manifest, opened.clip.to_vec(), &opened.words, whole)?;
    let to_sign = draft.to_sign();
    let sign = |person: &Person| (person.account.id.clone(), person.secret.sign(&to_sign));
    let bundle = draft.signed(&people.iter().map(sign).collect())?;
    let (actor, second) = (&one.account.id, &two.account.id);
    if args.whole {
        opening::write_down(&mut store, actor, What::OpenedWhole, id, second)?;
    }
    let value = format!("{second} {}", draft.sha256());
    opening::write_down(&mut store, actor, What::Exported, id, &value)?;
    opening::write_new(&args.out, &bundle)?;

    writeln!(out, "{} {}", tr!("已写入", "written to"), args.out.display())?;
    writeln!(out, "{} {}", tr!("清单散列", "manifest"), draft.sha256())?;
    writeln!(out, "{} {} {}", tr!("日志末条", "head of the log"), head.n, head.sha256)?;
    for person in &people {
        let Person { account, secret } = person;
        let key = fingerprint(&secret.public());
        writeln!(out, "{} {} {} {key}", tr!("签名人", "signed by"), account.id, account.name)?;
    }
    Ok(())
}

fn signer(person: &Person) -> Signer {
    let account = &person.account;
    Signer {
        account: account.id.clone(),
        name: account.name.clone(),
        office: account.office,
        public: person.secret.public(),
    }
}

/// The lines about an incident, each with the hash of the line before it.
fn extract(store: &Store, id: &str) -> Result<Vec<Bound>, RecordError> {
    let bound = |line: crate::record::AuditLine| {
        let before = match line.n.checked_sub(1).filter(|n| *n > 0) {
            Some(n) => store.log_lines(n, 1)?.pop().map(|line| line.sha256),
            None => Some(GENESIS.to_owned()),
        };
        Ok(Bound { before: before.unwrap_or_default(), line })
    };
    store.log_about(id)?.into_iter().map(bound).collect()
}
