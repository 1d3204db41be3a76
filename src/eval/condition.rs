//! Under which conditions an utterance is played, and how it sounds then.
//!
//! Pure. Every choice is fixed by the seed and the name of the recording, so that
//! neither their order nor their number changes what is heard of one.

use super::noise::{Noise, lay, tone};
use super::random::Random;
use super::room::{TAIL_S, in_room};
use crate::units::{SAMPLE_RATE, samples};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// What was done to an utterance; nothing, when all is absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// Energy of the speech over that of the noise, in decibels.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub snr_db: Option<f64>,
    /// The noise.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub noise: Option<String>,
    /// The impulse response.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rir: Option<String>,
    /// How long that room sounds after, in seconds, where it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rt_s: Option<f64>,
    /// How far the mouth is from the microphone, in metres, where it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub distance_m: Option<f64>,
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let snr = self.snr_db.map(|snr| format!("{snr} dB"));
        let parts: Vec<String> =
            [self.rir.clone(), self.noise.clone(), snr].into_iter().flatten().collect();
        if parts.is_empty() { write!(f, "clean") } else { write!(f, "{}", parts.join(" + ")) }
    }
}

/// A room that speech can be put in.
#[derive(Debug, Clone)]
pub struct Room {
    /// The impulse response's file.
    pub name: String,
    /// At 16 kHz.
    pub response: Arc<Vec<f32>>,
    /// See [`Condition::rt_s`].
    pub rt_s: Option<f64>,
    /// See [`Condition::distance_m`].
    pub distance_m: Option<f64>,
}

impl Room {
    /// A room whose name may tell what nobody else does: `sim_meeting_rt600_d150` is
    /// 0.6 s at 1.5 m.
    pub fn new(name: &str, response: Vec<f32>, rt_s: Option<f64>, distance_m: Option<f64>) -> Room {
        Room {
            name: name.to_owned(),
            response: Arc::new(response),
            rt_s: rt_s.or(told(name, "rt").map(|ms| ms / 1000.0)),
            distance_m: distance_m.or(told(name, "d").map(|cm| cm / 100.0)),
        }
    }
}

/// The number behind `key` in a name whose parts stand between `_`.
fn told(name: &str, key: &str) -> Option<f64> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.split('_').find_map(|part| part.strip_prefix(key)?.parse().ok())
}

/// An utterance as the microphone has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// One plane a channel, all of one length.
    pub planes: Vec<Vec<f32>>,
    /// Samples before the recording begins.
    pub lead: usize,
    /// Samples of the recording itself, the tail of the room left out.
    pub recording: usize,
}

/// Plays utterances under conditions.
#[derive(Debug, Clone, Default)]
pub struct Stage {
    /// What every choice follows from.
    pub seed: u64,
    /// Seconds of room tone, or of the noise, before and after.
    pub lead_s: f64,
    /// The ratios that each utterance is played at.
    pub snr_db: Vec<f64>,
    /// The noises, grouped by where they come from; one group is picked, then one of it.
    pub noises: Vec<Vec<Noise>>,
    /// The rooms; one is picked.
    pub rooms: Vec<Room>,
}

/// How an utterance is to be played.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// For the report.
    pub condition: Condition,
    noise: Option<Noise>,
    room: Option<Room>,
}

impl Stage {
    /// Whether recordings are changed at all.
    pub fn augments(&self) -> bool {
        !self.noises.is_empty() || !self.rooms.is_empty()
    }

    /// What is to be played of the recording `name`: it comes at every ratio, in one
    /// room and with one noise.
    pub fn parts(&self, name: &str) -> Vec<Part> {
        let mut random = Random::new(self.seed, &format!("pick {name}"));
        let group = pick(&self.noises, &mut random);
        let noise = group.and_then(|group| pick(group, &mut random));
        let room = pick(&self.rooms, &mut random);
        let part = |snr_db: Option<f64>| Part {
            condition: Condition {
                snr_db,
                noise: noise.map(|noise| noise.name.clone()),
                rir: room.map(|room| room.name.clone()),
                rt_s: room.and_then(|room| room.rt_s),
                distance_m: room.and_then(|room| room.distance_m),
            },
            noise: noise.cloned(),
            room: room.cloned(),
        };
        match noise {
            Some(_) => self.snr_db.iter().map(|snr| part(Some(*snr))).collect(),
            None => vec![part(None)],
        }
    }

    /// The recording `name` as it sounds so: the room first, then the noise.
    pub fn play(&self, name: &str, part: &Part, channels: Vec<Vec<f32>>) -> Sound {
        let recording = channels.iter().map(Vec::len).max().unwrap_or(0);
        let channels: Vec<Vec<f32>> = match &part.room {
            None => channels,
            Some(room) => {
                let tail = (TAIL_S * f64::from(SAMPLE_RATE)) as usize;
                channels.iter().map(|dry| in_room(dry, &room.response, tail)).collect()
            }
        };
        let longest = channels.iter().map(Vec::len).max().unwrap_or(0);
        let lead = samples(self.lead_s) as usize;
        let mut random = Random::new(self.seed, &format!("noise {name}"));
        let bed = match &part.noise {
            Some(noise) => noise.take(longest + 2 * lead, &mut random),
            None => tone(longest + 2 * lead, &mut random),
        };
        Sound { planes: lay(&channels, &bed, lead, part.condition.snr_db), lead, recording }
    }
}

fn pick<'a, T>(from: &'a [T], random: &mut Random) -> Option<&'a T> {
    from.get(random.below(from.len()))
}

#[cfg(test)]
mod tests {
    use super::super::noise::Material;
    use super::*;

    fn stage() -> Stage {
        let noise =
            |name: &str| Noise { name: name.into(), material: Material::Loop(vec![0.1; 9].into()) };
        Stage {
            seed: 1,
            lead_s: 0.5,
            snr_db: vec![20.0, 5.0],
            noises: vec![vec![noise("a"), noise("b")], vec![noise("c")]],
            rooms: vec![Room::new("sim_x_rt600_d150.wav", vec![1.0, 0.5], None, None)],
        }
    }

    #[test]
    fn each_utterance_is_played_at_every_ratio_with_one_noise_in_one_room() {
        let parts = stage().parts("a.wav");
        let told: Vec<_> = parts.iter().map(|part| &part.condition).collect();
        assert_eq!(told.iter().map(|c| c.snr_db).collect::<Vec<_>>(), [Some(20.0), Some(5.0)]);
        assert_eq!(told[0].noise, told[1].noise);
        assert_eq!((told[0].rt_s, told[0].distance_m), (Some(0.6), Some(1.5)));
        let noises: std::collections::BTreeSet<_> = (0..50)
            .filter_map(|n| stage().parts(&format!("{n}")).first()?.condition.noise.clone())
            .collect();
        assert_eq!(noises.len(), 3);
        assert_eq!(Stage::default().parts("a.wav").len(), 1);
        assert_eq!(Stage::default().parts("a.wav")[0].condition.to_string(), "clean");
    }

    #[test]
    fn the_same_seed_gives_the_same_sound_and_the_lead_stands_before_it() {
        let stage = stage();
        let parts = stage.parts("a.wav");
        let play = || stage.play("a.wav", &parts[1], vec![vec![0.3; 4000], vec![0.0; 4000]]);
        let sound = play();
        assert_eq!(sound, play());
        assert_eq!((sound.lead, sound.recording), (8000, 4000));
        assert_eq!(sound.planes[0].len(), 8000 + 4001 + 8000);
        assert_eq!(sound.planes[0][..8000], sound.planes[1][..8000]);
    }
}
