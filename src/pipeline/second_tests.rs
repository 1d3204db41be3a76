//! The second listen on a recogniser that has made up its mind.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::phrasebook::Phrasebook;
use crate::pipeline::Edition;
use crate::transcribe::Doubt;
use std::sync::Arc;

/// Says one text, and of every other that it is this much less likely.
struct Firm {
    text: &'static str,
    doubt: Option<Doubt>,
    loss: Option<f64>,
}

impl Transcriber for Firm {
    fn transcribe(&mut self, _samples: &[f32]) -> Result<Transcript, TranscribeError> {
        let text = self.text.to_owned();
        Ok(Transcript { text, doubt: self.doubt, ..Transcript::default() })
    }

    fn weigh(&mut self, text: &str, others: &[Other]) -> Result<Option<Vec<f64>>, TranscribeError> {
        assert_eq!(text, self.text);
        Ok(self.loss.map(|loss| vec![loss; others.len()]))
    }
}

fn weighed(firm: Firm) -> Vec<Weighed> {
    let edition = Arc::new(Edition::of(Phrasebook::shipped().unwrap()));
    let mut second = SecondListen::new(Box::new(firm), InUse::new(edition));
    second.transcribe(&[0.0; 16_000]).unwrap().weighed
}

#[test]
fn what_a_text_leaves_open_is_weighed() {
    let weighed = weighed(Firm { text: "这个不归我官", doubt: None, loss: Some(2.5) });
    let open = weighed.iter().find(|one| one.wording == "不归我管").unwrap();
    assert_eq!((open.start, open.end, open.loss), (6, 18, 2.5));
}

#[test]
fn nothing_is_asked_about_plain_words_doubtful_texts_or_of_who_cannot_tell() {
    assert_eq!(weighed(Firm { text: "您好请坐", doubt: None, loss: Some(0.0) }), []);
    assert_eq!(weighed(Firm { text: "", doubt: None, loss: Some(0.0) }), []);
    let doubt = Some(Doubt::Unlikely);
    assert_eq!(weighed(Firm { text: "这个不归我官", doubt, loss: Some(0.0) }), []);
    assert_eq!(weighed(Firm { text: "这个不归我官", doubt: None, loss: None }), []);
    let nothing = Some(f64::NAN);
    assert_eq!(weighed(Firm { text: "这个不归我官", doubt: None, loss: nothing }), []);
}
