//! A wording as somebody might say it: slots filled with an example.
//!
//! Pure.

use crate::phrasebook::{Part, Slot, parts};

/// `wording` with an example in each slot; as it stands when its slots are torn.
pub fn say(wording: &str) -> String {
    match parts(wording) {
        Ok(parts) => parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text,
                Part::Slot(slot) => example(*slot),
            })
            .collect(),
        Err(_) => wording.to_owned(),
    }
}

/// What may stand in the slot.
fn example(slot: Slot) -> &'static str {
    match slot {
        Slot::Number => "6",
        Slot::Money => "25",
        Slot::Time => "十分钟",
        Slot::Date => "三月五号",
        Slot::Name => "王芳",
        Slot::Place => "民政局",
        Slot::Window => "三号",
        Slot::Document => "身份证",
        Slot::Free(_) => "业务",
    }
}
