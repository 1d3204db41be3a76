//! What can go wrong with the store, said so that a person can act on it.
//!
//! Pure. Knows how SQLite's result codes map to causes; decides nothing.

use super::{Denied, Disposition, Unfit};
use crate::tr;
use crate::vault::VaultError;
use rusqlite::ErrorCode;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Nothing can be written at `path`: disk full, no permission, I/O error.
    /// Whoever listens must stop: see [`RecordError::is_unwritable`].
    Unwritable {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Something at `path` exists and cannot be read.
    Unreadable {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file stands where the store's directory should be.
    NotADirectory {
        /// The store's path.
        path: PathBuf,
    },
    /// Something is there already, where a copy should go.
    NotEmpty {
        /// Where.
        path: PathBuf,
    },
    /// There is no store to read in this directory.
    NoStore {
        /// The store's directory.
        path: PathBuf,
    },
    /// Another process writes to this store.
    InUse {
        /// The store's directory.
        path: PathBuf,
        /// Its process id, where it can be known.
        pid: Option<u32>,
    },
    /// A newer program made this store. It was not touched.
    Newer {
        /// The index.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The highest that this program knows.
        known: i64,
    },
    /// An older program made this store, and it was opened to read only.
    Older {
        /// The index.
        path: PathBuf,
    },
    /// The index is damaged, or is no index of ours.
    Corrupt {
        /// The index.
        path: PathBuf,
        /// What was found.
        found: String,
    },
    /// The index refused a statement: a fault of this program.
    Index {
        /// The index.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The store was opened to read only.
    ReadOnly {
        /// The store's directory.
        path: PathBuf,
    },
    /// No incident has this id.
    NoSuchIncident {
        /// The id.
        id: String,
    },
    /// The incident may not become this.
    NotAllowed {
        /// The incident's id.
        id: String,
        /// What it is.
        from: Disposition,
        /// What it should have become.
        to: Disposition,
    },
    /// Another account has this name.
    NameTaken {
        /// The name.
        name: String,
    },
    /// No account has this name or id.
    NoSuchAccount {
        /// The name or id.
        name: String,
    },
    /// The first account is another one than a supervisor's.
    FirstAccount,
    /// There is no account yet, and this needs one.
    NoAccounts,
    /// Only staff leave: others are ended.
    NotLeaving {
        /// The account's name.
        name: String,
    },
    /// Nobody else looks after everything.
    LastSupervisor {
        /// The account's name.
        name: String,
    },
    /// The first account was to be made without a recovery key: a fault of this program.
    NoRecovery,
    /// It could not be sealed, so it was not written: the system failed, or nobody is there
    /// to seal to. Whoever listens must stop.
    Unsealed {
        /// The id of an incident or a complaint.
        id: String,
        /// Why.
        source: VaultError,
    },
    /// Sealed evidence could not be opened.
    Unopened {
        /// The id of an incident or a complaint.
        id: String,
        /// Why.
        source: VaultError,
    },
    /// No complaint has this id.
    NoSuchTicket {
        /// The id.
        id: String,
    },
    /// A step on an incident or a complaint does not fit.
    Unfit {
        /// The id of either.
        id: String,
        /// Why.
        why: Unfit,
    },
    /// Whoever asked may not.
    Denied {
        /// The id of what it was about; may be empty.
        id: String,
        /// Why.
        why: Denied,
    },
    /// This evidence cannot be stored: a fault of this program.
    BadEvidence {
        /// The incident's id.
        id: String,
        /// What is wrong with it.
        why: String,
    },
}

impl RecordError {
    /// Whether nothing can be recorded any more, so that listening must stop.
    pub fn is_unwritable(&self) -> bool {
        matches!(self, RecordError::Unwritable { .. } | RecordError::Unsealed { .. })
    }

    /// The same of a store that is only read: nothing there was to be written.
    pub(super) fn of_reader(self) -> RecordError {
        match self {
            RecordError::Unwritable { path, source } => RecordError::Unreadable { path, source },
            other => other,
        }
    }

    /// `map_err` for writing at `path`.
    pub(super) fn writing(path: &Path) -> impl Fn(io::Error) -> RecordError + '_ {
        |source| RecordError::Unwritable { path: path.to_owned(), source }
    }

    /// `map_err` for reading at `path`.
    pub(super) fn reading(path: &Path) -> impl Fn(io::Error) -> RecordError + '_ {
        |source| RecordError::Unreadable { path: path.to_owned(), source }
    }

    /// `map_err` for statements on the index at `path`. The codes are those of
    /// <https://www.sqlite.org/rescode.html>.
    pub(super) fn index(path: &Path) -> impl Fn(rusqlite::Error) -> RecordError + '_ {
        |source| {
            let path = path.to_owned();
            // Only a damaged or hand-edited row cannot be read as what it was
            // written as.
            if let rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) = source
            {
                return RecordError::Corrupt { path, found: source.to_string() };
            }
            let kind = match source.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => io::ErrorKind::StorageFull,
                Some(ErrorCode::ReadOnly) => io::ErrorKind::ReadOnlyFilesystem,
                Some(ErrorCode::PermissionDenied) => io::ErrorKind::PermissionDenied,
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    io::ErrorKind::ResourceBusy
                }
                Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => io::ErrorKind::Other,
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                    return RecordError::Corrupt { path, found: source.to_string() };
                }
                _ => return RecordError::Index { path, source },
            };
            RecordError::Unwritable { path, source: io::Error::new(kind, source) }
        }
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            RecordError::Unwritable { path, source } => tr!(
                "写不进 {}:{}。{}",
                "cannot write {}: {}. {}",
                path.display(),
                source,
                what_to_do(source.kind())
            ),
            RecordError::Unreadable { path, source } => tr!(
                "读不了 {}:{}。请检查该路径的权限和磁盘",
                "cannot read {}: {}. Check its permissions and the disk",
                path.display(),
                source
            ),
            RecordError::NotADirectory { path } => tr!(
                "{} 是一个文件,不是存储目录。请用 --store 另指定一个目录",
                "{} is a file, not a store. Name a directory with --store",
                path.display()
            ),
            RecordError::NotEmpty { path } => tr!(
                "{} 里已经有东西;请换一个空目录或不存在的路径,未做任何改动",
                "{} is not empty; name an empty directory or one that does not exist. Nothing was changed",
                path.display()
            ),
            RecordError::NoStore { path } => tr!(
                "{} 里没有存储。请检查 --store,或先运行一次 watch 或 replay",
                "there is no store in {}. Check --store, or run watch or replay once",
                path.display()
            ),
            RecordError::InUse { path, pid } => {
                let holder = match pid {
                    Some(pid) => tr!("另一个 liyu(进程 {})", "another liyu (process {})", pid),
                    None => tr!("另一个 liyu", "another liyu"),
                };
                tr!(
                    "{} 正由{}写入。请先停掉它,或用 --store 另指定一个目录",
                    "{} is being written by {}. Stop that one, or name another directory with --store",
                    path.display(),
                    holder
                )
            }
            RecordError::Newer { path, found, known } => tr!(
                "{} 由更新的 liyu 写成(版本 {},本程序认得 {}),未做任何改动。请改用新版程序",
                "{} was made by a newer liyu (version {}, this one knows {}); nothing was changed. Use the newer program",
                path.display(),
                found,
                known
            ),
            RecordError::Older { path } => tr!(
                "{} 由较旧的 liyu 写成。请先用本程序运行一次 watch 或 replay 来升级",
                "{} was made by an older liyu. Run watch or replay once to bring it up to date",
                path.display()
            ),
            RecordError::Corrupt { path, found } => tr!(
                "索引 {} 已损坏({})。请把它连同 -wal、-shm 移到别处再启动:记录会由录音目录重建;处理意见只能从备份恢复",
                "the index {} is damaged ({}). Move it away together with its -wal and -shm and start again: \
                 incidents are rebuilt from the clips; decisions come back from a backup only",
                path.display(),
                found
            ),
            RecordError::Index { path, source } => tr!(
                "索引 {} 拒绝了一次操作:{}。这是程序错误,请报告",
                "the index {} refused a statement: {}. This is a fault of the program; please report it",
                path.display(),
                source
            ),
            RecordError::ReadOnly { path } => tr!(
                "{} 以只读方式打开,不能改动",
                "{} was opened to read only and cannot be changed",
                path.display()
            ),
            RecordError::NoSuchIncident { id } => {
                tr!("没有编号为 {} 的记录", "there is no incident {}", id)
            }
            RecordError::NotAllowed { id, from, to } => {
                let next: Vec<_> = from.next().iter().map(|d| d.label()).collect();
                let next =
                    if next.is_empty() { tr!("无", "nothing") } else { next.join(&tr!("、", ", ")) };
                tr!(
                    "{} 现为“{}”,不能改为“{}”;可以改为:{}",
                    "{} is {} and cannot become {}; it may become: {}",
                    id,
                    from.label(),
                    to.label(),
                    next
                )
            }
            RecordError::NameTaken { name } => tr!(
                "已有名为 {} 的账户;请换一个名字,或用 liyu user list 查看",
                "there is an account named {} already; choose another name, or see liyu user list",
                name
            ),
            RecordError::NoSuchAccount { name } => tr!(
                "没有名为 {} 的账户;用 liyu user list 查看",
                "there is no account named {}; see liyu user list",
                name
            ),
            RecordError::FirstAccount => tr!(
                "第一个账户必须是主管(--role supervisor):否则没有人能打开已封存的录音",
                "the first account must be a supervisor (--role supervisor): nobody else could open what is sealed"
            ),
            RecordError::NoAccounts => tr!(
                "还没有账户;第一个要先停止服务再建立,建立时会显示恢复密钥",
                "there is no account yet; stop the service to make the first, which prints the recovery key"
            ),
            RecordError::NotLeaving { name } => tr!(
                "{} 不是窗口人员,--leaving 只用于窗口人员;其他账户直接停用",
                "{} is not staff, and --leaving is for staff; others are ended without it",
                name
            ),
            RecordError::LastSupervisor { name } => tr!(
                "{} 是最后一个不限单位的主管,停用后记录只有恢复密钥能打开;先建立另一个主管",
                "{} is the last supervisor of all units; without them the recovery key alone opens what lies here. Make another first",
                name
            ),
            RecordError::NoRecovery => tr!(
                "建立第一个账户时没有恢复密钥。这是程序错误,请报告",
                "the first account was to be made without a recovery key. This is a fault of the program; please report it"
            ),
            RecordError::Unsealed { id, source } => tr!(
                "{} 无法封存,因此没有保存:{}。请检查系统的随机数和内存,然后重新启动",
                "{} could not be sealed, so it was not kept: {}. Check the system's random numbers and memory, then start again",
                id,
                source
            ),
            RecordError::Unopened { id, source } => match source {
                VaultError::NotForYou => tr!(
                    "{} 没有封存给这个账户,打不开",
                    "{} is not sealed to this account and cannot be opened",
                    id
                ),
                _ => tr!(
                    "{} 打不开:{}。文件可能已被改动或损坏,请用 liyu log verify 检查",
                    "{} cannot be opened: {}. Its file may have been changed or damaged; check with liyu log verify",
                    id,
                    source
                ),
            },
            RecordError::NoSuchTicket { id } => {
                tr!("没有编号为 {} 的投诉", "there is no complaint {}", id)
            }
            RecordError::Unfit { id, why } => tr!("{}:{}", "{}: {}", id, why),
            RecordError::Denied { why, .. } => why.to_string(),
            RecordError::BadEvidence { id, why } => tr!(
                "记录 {} 无法保存:{}。这是程序错误,请报告",
                "incident {} cannot be stored: {}. This is a fault of the program; please report it",
                id,
                why
            ),
        })
    }
}

fn what_to_do(kind: io::ErrorKind) -> String {
    use io::ErrorKind::{
        FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, ResourceBusy,
        StorageFull,
    };
    match kind {
        StorageFull | QuotaExceeded | FileTooLarge => tr!(
            "磁盘已满或超出限额:请腾出空间后重新启动",
            "The disk is full or a limit is reached: make room, then start again"
        ),
        PermissionDenied | ReadOnlyFilesystem => tr!(
            "没有写权限:请更改目录权限,或用 --store 另指定一个目录",
            "No permission to write: change the directory's permissions, or name another with --store"
        ),
        ResourceBusy => tr!(
            "另一个程序占用着索引:请结束备份或数据库工具后重新启动",
            "Another program holds the index: end the backup or database tool, then start again"
        ),
        _ => tr!(
            "请检查磁盘是否有空间、是否正常,然后重新启动",
            "Check that the disk has room and is sound, then start again"
        ),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    fn of_code(code: i32) -> RecordError {
        let source = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
        RecordError::index(Path::new("recordings/index.db"))(source)
    }

    #[test]
    fn what_sqlite_cannot_write_stops_the_pipeline() {
        for code in [
            ffi::SQLITE_FULL,
            ffi::SQLITE_IOERR,
            ffi::SQLITE_IOERR_FSYNC,
            ffi::SQLITE_READONLY,
            ffi::SQLITE_PERM,
            ffi::SQLITE_CANTOPEN,
            ffi::SQLITE_BUSY,
        ] {
            assert!(of_code(code).is_unwritable(), "{code}");
        }
        for code in [ffi::SQLITE_CORRUPT, ffi::SQLITE_NOTADB, ffi::SQLITE_CONSTRAINT] {
            assert!(!of_code(code).is_unwritable(), "{code}");
        }
        assert!(matches!(of_code(ffi::SQLITE_CORRUPT), RecordError::Corrupt { .. }));
    }

    #[test]
    fn messages_say_where_and_what_to_do() {
        insta::assert_snapshot!(of_code(ffi::SQLITE_FULL), @"写不进 recordings/index.db:Error code 13: database or disk is full。磁盘已满或超出限额:请腾出空间后重新启动");
        let refused = RecordError::NotAllowed {
            id: "20261122-011530-7k2q".into(),
            from: Disposition::Appealed,
            to: Disposition::New,
        };
        insta::assert_snapshot!(refused, @"20261122-011530-7k2q 现为“申诉中”,不能改为“新”;可以改为:维持、撤销");
        let used = RecordError::InUse { path: "recordings".into(), pid: Some(42) };
        insta::assert_snapshot!(used, @"recordings 正由另一个 liyu(进程 42)写入。请先停掉它,或用 --store 另指定一个目录");
    }
}
