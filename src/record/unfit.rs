//! Why a step on an incident or a complaint cannot be taken, said so that a person
//! knows what to do instead.
//!
//! Pure. The rules themselves stand beside what they rule.

use super::TicketState;
use super::retention::Held;
use crate::tr;
use std::fmt;

/// Characters of the longest note: a page.
pub(super) const NOTE_MOST: usize = 2_000;

/// Characters of the longest name of a person.
pub(super) const NAME_MOST: usize = 64;

/// Why a step does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Nobody has decided, or what was decided is taken back already.
    NothingToUndo,
    /// The machine decided, as when one incident became part of another.
    NotAPersons,
    /// An appeal was built on the decision.
    BuiltOn,
    /// To take back is asked for in its own way.
    NotSo,
    /// Somebody has decided already, so nobody need be told.
    Decided,
    /// It has been put before the duty leader already.
    Escalated,
    /// It says nothing without a note.
    WantsNote,
    /// The note is longer than [`NOTE_MOST`].
    LongNote,
    /// The name is longer than [`NAME_MOST`].
    LongName,
    /// It was set aside: its time is over.
    SetAside,
    /// It was not set aside.
    NotSetAside,
    /// It must be kept.
    Held(Held),
    /// Whoever decided may not decide on the appeal.
    SamePerson,
    /// The time to appeal is over.
    TooLate,
    /// The complaint may not become this.
    TicketState {
        /// What it is.
        from: TicketState,
        /// What it should have become.
        to: TicketState,
    },
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Unfit::NothingToUndo => tr!("没有可撤回的处理", "there is no decision to take back"),
            Unfit::NotAPersons => tr!(
                "这是系统的处理,不能撤回;可直接改判",
                "the machine decided this; decide otherwise instead of taking it back"
            ),
            Unfit::BuiltOn => tr!(
                "已进入申诉,不能撤回;请在申诉中改判",
                "it has been appealed and cannot be taken back; decide on the appeal"
            ),
            Unfit::NotSo => tr!("请用撤回", "take it back with undo"),
            Unfit::Decided => {
                tr!("已有人处理,不必上报", "somebody has decided; it need not be escalated")
            }
            Unfit::Escalated => tr!("已经上报过", "it has been escalated already"),
            Unfit::WantsNote => tr!("请写明内容或原因", "write down what or why"),
            Unfit::LongNote => {
                tr!("文字太长,最多 {} 字", "the note is too long; at most {} characters", NOTE_MOST)
            }
            Unfit::LongName => {
                tr!("姓名太长,最多 {} 字", "the name is too long; at most {} characters", NAME_MOST)
            }
            Unfit::SetAside => tr!(
                "保存期已到,已移出;7 天内可用 liyu retention bring-back 找回",
                "its time is over and it was set aside; within 7 days liyu retention bring-back brings it back"
            ),
            Unfit::NotSetAside => tr!("没有被移出,不必找回", "it was not set aside"),
            Unfit::Held(held) => tr!("须保留:{}", "it must be kept: {}", held.label()),
            Unfit::SamePerson => tr!(
                "申诉须由没有参与原处理的人决定;请换一位主管",
                "an appeal is decided by someone who did not decide before; ask another supervisor"
            ),
            Unfit::TooLate => tr!(
                "已过申诉期限;如有新情况,请向主管说明,由主管改判",
                "the time to appeal is over; tell a supervisor what is new, who may decide otherwise"
            ),
            Unfit::TicketState { from, to } => {
                let next: Vec<_> = from.next().iter().map(|state| state.label()).collect();
                tr!(
                    "现为“{}”,不能改为“{}”;可以改为:{}",
                    "it is {} and cannot become {}; it may become: {}",
                    from.label(),
                    to.label(),
                    next.join(&tr!("、", ", "))
                )
            }
        })
    }
}

/// Whether a note may be kept.
pub(super) fn fit_note(note: &str) -> Result<(), Unfit> {
    if note.chars().count() > NOTE_MOST { Err(Unfit::LongNote) } else { Ok(()) }
}
