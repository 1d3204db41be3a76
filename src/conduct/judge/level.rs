//! Levels: always against the counter's own ambience and what is usual of the same side
//! there, and never called a feeling.

use crate::conduct::encounter::Encounter;
use crate::conduct::moment::{Moment, Side, What};

/// A turn must have so many syllables for its level to say something.
pub(super) const SYLLABLES_LEAST: u32 = 8;
/// A turn this much above its side's usual level is raised, dB: raised voices are 6 to 8 dB
/// above normal ones, loud ones 12 to 15 (ANSI S3.5 standard vocal efforts).
const RAISED_DB: f64 = 6.0;
/// Turns of one side that tell its usual level where it is not known from before.
const TURNS_LEAST: usize = 3;

/// The level of a turn over the ambience, dB.
pub(super) fn level(moment: &Moment) -> Option<f64> {
    match moment.what {
        What::Turn { above_db, syllables, .. } if syllables >= SYLLABLES_LEAST => {
            Some(f64::from(above_db))
        }
        _ => None,
    }
}

/// What is usual of a side over the ambience, dB: as it was before the encounter, else the
/// median of its turns in it.
pub(super) fn usual(encounter: &Encounter, side: Side) -> Option<f64> {
    let before = encounter.moments.iter().find_map(|moment| match moment.what {
        What::Usual { above_db } if moment.side == side => Some(f64::from(above_db)),
        _ => None,
    });
    before.or_else(|| {
        let mut levels: Vec<f64> = encounter.turns(side).filter_map(level).collect();
        levels.sort_by(f64::total_cmp);
        (levels.len() >= TURNS_LEAST).then(|| levels[levels.len() / 2])
    })
}

/// The encounter with its raised turns marked.
pub(super) fn marked(encounter: &Encounter) -> Encounter {
    let mut marked = encounter.clone();
    marked.moments.clear();
    let usual = [Side::Clerk, Side::Citizen].map(|side| (side, usual(encounter, side)));
    for moment in &encounter.moments {
        marked.moments.push(moment.clone());
        let known = usual.iter().find(|(side, _)| *side == moment.side);
        let Some((_, Some(usual))) = known else { continue };
        if let Some(by_db) = level(moment).map(|level| level - usual)
            && by_db >= RAISED_DB
        {
            let what = What::Raised { by_db: by_db as f32 };
            marked.moments.push(Moment { what, ..moment.clone() });
        }
    }
    marked
}

/// Whether a turn of a marked encounter is raised.
pub(super) fn is_raised(encounter: &Encounter, turn: &Moment) -> bool {
    encounter
        .within(turn)
        .any(|moment| matches!(moment.what, What::Raised { .. }) && moment.start_s == turn.start_s)
}
