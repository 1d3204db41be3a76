//! What may become of an incident, step by step.
//!
//! Pure. Who may take a step is not decided here.
//!
//! | from | to |
//! |---|---|
//! | new, uncertain | reviewed, confirmed, dismissed, remedied |
//! | reviewed | confirmed, dismissed, remedied |
//! | confirmed, dismissed, remedied | each other (a change of mind, on record), appealed |
//! | appealed | upheld, overturned |
//! | upheld, overturned | nothing: an appeal ends the matter |
//!
//! Only the machine makes an incident new or uncertain, and nothing becomes
//! what it is already.

use super::Disposition;
use crate::lang::pick;

use Disposition::{
    Appealed, Confirmed, Dismissed, New, Overturned, Remedied, Reviewed, Uncertain, Upheld,
};

impl Disposition {
    /// All of them, in the order of an incident's life.
    pub const ALL: [Disposition; 9] =
        [New, Uncertain, Reviewed, Confirmed, Dismissed, Remedied, Appealed, Upheld, Overturned];

    /// What it may become by a decision; empty when it is final.
    pub fn next(self) -> &'static [Disposition] {
        match self {
            New | Uncertain => &[Reviewed, Confirmed, Dismissed, Remedied],
            Reviewed => &[Confirmed, Dismissed, Remedied],
            Confirmed => &[Dismissed, Remedied, Appealed],
            Dismissed => &[Confirmed, Remedied, Appealed],
            Remedied => &[Confirmed, Dismissed, Appealed],
            Appealed => &[Upheld, Overturned],
            Upheld | Overturned => &[],
        }
    }

    /// Whether a decision may turn it into `to`.
    pub fn may_become(self, to: Disposition) -> bool {
        self.next().contains(&to)
    }

    /// Whether nobody has said yet whether it counts.
    pub fn is_undecided(self) -> bool {
        matches!(self, New | Uncertain | Reviewed)
    }

    /// What the machine says of an incident on which nobody has decided: all but
    /// [`Disposition::Uncertain`] is new.
    pub(super) fn undecided(self) -> Disposition {
        if self == Uncertain { Uncertain } else { New }
    }

    /// Its name for people, in the language in force.
    pub fn label(self) -> &'static str {
        match self {
            New => pick("新", "new"),
            Uncertain => pick("存疑", "uncertain"),
            Reviewed => pick("已阅", "reviewed"),
            Confirmed => pick("属实", "confirmed"),
            Dismissed => pick("不成立", "dismissed"),
            Remedied => pick("已整改", "remedied"),
            Appealed => pick("申诉中", "appealed"),
            Upheld => pick("维持", "upheld"),
            Overturned => pick("撤销", "overturned"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_becomes_new_or_uncertain_or_itself() {
        for from in Disposition::ALL {
            assert!(!from.may_become(New) && !from.may_become(Uncertain) && !from.may_become(from));
        }
    }

    #[test]
    fn only_a_decision_can_be_appealed_and_only_an_appeal_ends() {
        for from in Disposition::ALL {
            let decided = matches!(from, Confirmed | Dismissed | Remedied);
            assert_eq!(from.may_become(Appealed), decided);
            assert_eq!(from.may_become(Upheld), from == Appealed);
            assert_eq!(from.may_become(Overturned), from == Appealed);
            assert_eq!(from.next().is_empty(), matches!(from, Upheld | Overturned));
        }
    }

    proptest! {
        #[test]
        fn a_decided_incident_never_goes_back(path in proptest::collection::vec(0usize..9, 0..12)) {
            let (mut now, mut rank) = (New, 0);
            for step in path {
                let to = Disposition::ALL[step];
                if now.may_become(to) {
                    now = to;
                    let reached = match now {
                        New | Uncertain => 0,
                        Reviewed => 1,
                        Confirmed | Dismissed | Remedied => 2,
                        Appealed => 3,
                        Upheld | Overturned => 4,
                    };
                    prop_assert!(reached >= rank);
                    rank = reached;
                }
            }
        }
    }
}
