//! Lists that follow their files while somebody listens.
//!
//! Owns the thread `lists`, which looks at the packs about once a second, compiles
//! what has changed and hands it to the pipeline. It never touches sound, and
//! whatever is wrong with a file, the lists in force stay.

use super::setup;
use crate::capture::Stop;
use crate::clock;
use crate::config::Config;
use crate::document::Faults;
use crate::event::ListsEvent;
use crate::normalize::Accents;
use crate::phrasebook::{InForce, Look, Shelf, short};
use crate::pipeline::{Edition, Ended, Lists, PipelineError, spawn};
use crate::service::message::{Notice, NoticeLevel};
use crate::tr;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use jiff::civil::Date;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How soon a file that has changed is looked at again: an editor may be writing it.
const SETTLE: Duration = Duration::from_millis(100);
/// How often that is done before what is there is taken as it is.
const SETTLE_MOST: usize = 10;
/// Looks for which the news of other lists stays on the consoles.
const NEWS: usize = 60;
/// What notices about lists are kept under.
const KEY: &str = "lists";

/// Packs as they lay in their files when they were last loaded.
pub struct Packs {
    folder: Option<PathBuf>,
    names: Vec<String>,
    accents: Accents,
    day: Date,
    seen: Look,
}

impl Packs {
    /// Loads the packs that `config` names as they are in force today.
    pub fn load(config: &Config) -> Result<(Packs, InForce), Faults> {
        let mut packs = Packs {
            folder: setup::phrases_folder(config),
            names: config.packs.clone(),
            accents: config.accents,
            day: clock::today(),
            seen: Look::new(),
        };
        let lists = packs.again(clock::today())?;
        Ok((packs, lists))
    }

    fn shelf(&self) -> Shelf {
        Shelf::new(self.folder.as_deref())
    }

    /// Loads them as they are on `day`, and remembers what was read.
    fn again(&mut self, day: Date) -> Result<InForce, Faults> {
        let shelf = self.shelf();
        let lists = InForce::load(&shelf, &self.names, day);
        self.day = day;
        self.seen = shelf.seen();
        lists
    }

    /// Makes lists ready for listening.
    pub fn edition(&self, lists: InForce) -> Arc<Edition> {
        Arc::new(Edition::new(lists, &self.accents))
    }

    /// What the files hold now.
    fn look(&self) -> Look {
        self.shelf().look(&self.seen)
    }
}

/// What has to be told, and to whom.
enum News {
    /// Other lists are in force.
    Swapped(Arc<Edition>),
    /// An edit was refused; the lists in force stay.
    Refused(Faults),
    /// The fault is gone and the lists are those that are in force.
    Mended,
}

/// The lists in force and the files behind them.
struct Follower {
    packs: Packs,
    edition: Arc<Edition>,
    refused: Option<Faults>,
}

impl Follower {
    /// Loads what has changed; `None` when there is nothing new to tell.
    fn reload(&mut self, day: Date) -> Option<News> {
        match self.packs.again(day) {
            Ok(lists) => {
                let was_refused = self.refused.take().is_some();
                if lists.version() != self.edition.version() {
                    self.edition = self.packs.edition(lists);
                    return Some(News::Swapped(Arc::clone(&self.edition)));
                }
                was_refused.then_some(News::Mended)
            }
            Err(faults) if self.refused.as_ref() == Some(&faults) => None,
            Err(faults) => {
                self.refused = Some(faults.clone());
                Some(News::Refused(faults))
            }
        }
    }

    fn event(&self) -> ListsEvent {
        self.edition.event(clock::now())
    }
}

/// The thread that follows the files.
pub struct Following {
    end: Sender<()>,
    thread: JoinHandle<()>,
}

impl Following {
    /// Follows `packs`, of which `edition` was made, and brings what changes to
    /// `lists`. Tells first what is in force; `notice` tells people and consoles, an
    /// empty text takes the last one back.
    pub fn start(
        packs: Packs,
        edition: Arc<Edition>,
        lists: Lists,
        stop: &Stop,
        mut notice: impl FnMut(Notice) + Send + 'static,
    ) -> Result<Following, PipelineError> {
        let (end, ended) = bounded(0);
        let mut follower = Follower { packs, edition, refused: None };
        // The pipeline has just begun; if it has ended, nothing is to be told.
        lists.tell(follower.event()).ok();
        let thread = spawn("lists", stop, move || {
            // The end of the pipeline is the end of this thread, and nobody's fault.
            follow(&mut follower, &lists, &ended, &mut notice).ok();
        })?;
        Ok(Following { end, thread })
    }

    /// Ends the thread; at once but for a file that is being read.
    pub fn end(self) -> Result<(), PipelineError> {
        drop(self.end);
        self.thread.join().map_err(|_| PipelineError::Panicked(KEY))
    }
}

/// Whether nobody has asked for the end in that time.
fn wait(ended: &Receiver<()>, time: Duration) -> Result<(), Ended> {
    match ended.recv_timeout(time) {
        Err(RecvTimeoutError::Timeout) => Ok(()),
        Ok(()) | Err(RecvTimeoutError::Disconnected) => Err(Ended),
    }
}

fn follow(
    follower: &mut Follower,
    lists: &Lists,
    ended: &Receiver<()>,
    notice: &mut impl FnMut(Notice),
) -> Result<(), Ended> {
    let mut news_left = 0;
    loop {
        wait(ended, LOOK_EVERY)?;
        if news_left > 0 {
            news_left -= 1;
            if news_left == 0 {
                notice(told(NoticeLevel::Info, String::new()));
            }
        }
        let mut look = follower.packs.look();
        let today = clock::today();
        if look == follower.packs.seen && today == follower.packs.day {
            continue;
        }
        for _ in 0..SETTLE_MOST {
            wait(ended, SETTLE)?;
            let again = follower.packs.look();
            if again == look {
                break;
            }
            look = again;
        }
        let Some(news) = follower.reload(today) else { continue };
        news_left = if matches!(news, News::Refused(_)) { 0 } else { NEWS };
        notice(match &news {
            News::Swapped(_) | News::Mended => told(NoticeLevel::Info, in_force(&follower.event())),
            News::Refused(faults) => {
                told(NoticeLevel::Warning, refused(faults, follower.edition.version()))
            }
        });
        match news {
            News::Swapped(edition) => lists.swap(edition, clock::now())?,
            News::Mended => lists.tell(follower.event())?,
            News::Refused(faults) => lists.tell(ListsEvent {
                refused: true,
                why: faults.0.iter().map(ToString::to_string).collect(),
                ..follower.event()
            })?,
        }
    }
}

fn told(level: NoticeLevel, text: String) -> Notice {
    Notice { key: KEY.to_owned(), level, text }
}

fn in_force(lists: &ListsEvent) -> String {
    tr!(
        "用语表现用版本 {}({} 条)",
        "lists in force now: version {} ({} phrases)",
        lists.version,
        lists.phrases
    )
}

fn refused(Faults(faults): &Faults, version: &str) -> String {
    let first = faults.first().map(ToString::to_string).unwrap_or_default();
    let more = match faults.len() {
        0 | 1 => String::new(),
        count => {
            tr!("(共 {} 处,liyu phrases lint 看全部)", " ({} faults; see liyu phrases lint)", count)
        }
    };
    tr!(
        "用语表有误,未更换,仍用版本 {}:{}{}",
        "the edited lists are refused, version {} stays in force: {}{}",
        short(version),
        first,
        more
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::fs;

    const TODAY: &str = "2026-11-23";

    fn pack(text: &str) -> String {
        format!(
            "[pack]\nname = \"x\"\ntitle = \"x\"\n[[phrase]]\nid = \"A\"\ntext = \"{text}\"\nlist = \"civil\"\nsource = \"ours\"\n"
        )
    }

    #[test]
    fn each_edit_is_told_once_and_a_broken_one_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.toml");
        fs::write(&file, pack("您好")).unwrap();
        let mut packs = Packs {
            folder: Some(folder.path().to_owned()),
            names: vec!["x".to_owned()],
            accents: Accents::default(),
            day: Date::ZERO,
            seen: Look::new(),
        };
        let today: Date = TODAY.parse().unwrap();
        let lists = packs.again(today).unwrap();
        let edition = packs.edition(lists);
        let first = edition.version().to_owned();
        let mut follower = Follower { packs, edition, refused: None };
        let changed = |follower: &Follower| follower.packs.look() != follower.packs.seen;
        assert!(!changed(&follower) && follower.reload(today).is_none());

        fs::write(&file, pack("您好") + "# a remark\n").unwrap();
        assert!(changed(&follower));
        assert!(follower.reload(today).is_none(), "the same lists");
        assert!(!changed(&follower));

        fs::write(&file, pack("您好").replace("source", "sauce")).unwrap();
        let Some(News::Refused(faults)) = follower.reload(today) else { panic!() };
        let line = refused(&faults, &first);
        assert!(line.contains("x.toml:4:1:") && line.contains(short(&first)), "{line}");
        assert!(follower.reload(today).is_none(), "told once");
        fs::write(&file, "[pack]\nname = \"x\"\n[[phr").unwrap();
        assert!(matches!(follower.reload(today), Some(News::Refused(_))), "another fault");
        assert_eq!(follower.edition.version(), first);

        fs::write(&file, pack("您好")).unwrap();
        assert!(matches!(follower.reload(today), Some(News::Mended)));
        fs::write(&file, pack("再见")).unwrap();
        let Some(News::Swapped(edition)) = follower.reload(today) else { panic!() };
        assert_ne!(edition.version(), first);
        assert!(in_force(&edition.event(clock::now())).contains(short(edition.version())));

        fs::remove_file(&file).unwrap();
        assert!(changed(&follower));
        assert!(matches!(follower.reload(today), Some(News::Refused(_))));
        fs::write(&file, pack("再见")).unwrap();
        assert!(changed(&follower), "a file that comes back is seen");
    }
}
