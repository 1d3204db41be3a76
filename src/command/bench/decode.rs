//! `liyu bench --decode`: our recogniser beside whisper.cpp as it comes.

use super::speech::Speech;
use crate::bench::decode::{Candidate, DecodeReport, Options, decode};
use crate::command::setup;
use crate::config::Config;
use crate::model;
use crate::segment::{Bank, Utterance};
use crate::tr;
use crate::transcribe::whisper::Model;
use crate::transcribe::{TranscribeError, Transcriber};
use crate::units::{SAMPLE_RATE, SampleRange};
use anyhow::Result;

/// The most speech that is looked for.
const SPEECH_S: usize = 120;

/// Measures on the speech of the recordings, pauses left out.
pub fn run(config: &Config, speech: &Speech) -> Result<DecodeReport> {
    let sound = spoken(config, speech)?;
    let (own, _) = setup::model(config)?;
    // The weights that whisper.cpp is mostly run with, where they are installed.
    let half = format!("{}-f16", config.model);
    let half = model::locate(&half, &setup::model_dirs(config)).ok();
    let half = half.map(|path| Model::load(&path)).transpose()?;
    let mut candidates = vec![
        candidate(
            tr!("本程序({})", "liyu ({})", config.model),
            Box::new(own.recogniser(&config.whisper)?),
        ),
        candidate(
            tr!("whisper.cpp 默认设置,同一模型", "whisper.cpp defaults, same weights"),
            Box::new(own.plain()?),
        ),
    ];
    if let Some(half) = &half {
        candidates.push(candidate(
            tr!("whisper.cpp 默认设置,f16", "whisper.cpp defaults, f16"),
            Box::new(half.plain()?),
        ));
    }
    Ok(decode(&sound, &Options::default(), &mut candidates)?)
}

fn candidate(
    name: String,
    mut recogniser: Box<dyn Transcriber>,
) -> Candidate<'static, TranscribeError> {
    // As the pipeline does it: another state after a long utterance is part of its cost.
    let decode = move |samples: &[f32]| {
        let heard = recogniser.transcribe(samples).map(|_| ());
        recogniser.rest();
        heard
    };
    Candidate { name, decode: Box::new(decode) }
}

/// The utterances of all recordings and channels on end, up to [`SPEECH_S`].
fn spoken(config: &Config, speech: &Speech) -> Result<Vec<f32>> {
    let mut spoken = Vec::new();
    let most = SPEECH_S * SAMPLE_RATE as usize;
    let mut planes: Vec<Vec<f32>> = Vec::new();
    let cut = |planes: &mut Vec<Vec<f32>>, spoken: &mut Vec<f32>| {
        let mut found: Vec<Utterance> = Vec::new();
        let mut bank = Bank::new(planes.len(), &config.segment);
        let whole = std::mem::take(planes);
        bank.push(
            &crate::capture::Block { at: Default::default(), planes: whole.clone() },
            &mut found,
        );
        bank.finish(&mut found);
        found.sort_by_key(|utterance| (utterance.range.start, utterance.channel));
        for utterance in found {
            let SampleRange { start, end } = utterance.range;
            let plane = &whole[utterance.channel];
            let end = (end.0 as usize).min(plane.len());
            spoken.extend_from_slice(plane.get(start.0 as usize..end).unwrap_or_default());
        }
    };
    speech.each_block(|block, begins| {
        if begins {
            cut(&mut planes, &mut spoken);
        }
        planes.resize(block.planes.len(), Vec::new());
        planes.iter_mut().zip(&block.planes).for_each(|(to, from)| to.extend_from_slice(from));
        spoken.len() < most
    })?;
    cut(&mut planes, &mut spoken);
    Ok(spoken)
}
