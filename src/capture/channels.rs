//! Which channels of a device or file are used, and whose speech each carries.
//!
//! Pure values from the configuration or `--channels`; used when a source is
//! opened. Channels that nobody named are dropped before they cost anything.

use crate::tr;
use crate::units::Role;

/// The channels that a counter uses, in the order of the planes of its blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelMap {
    /// For each plane, the channel of the device or file that it comes from, from 0.
    pub inputs: Vec<usize>,
    /// For each plane, whose speech it carries.
    pub roles: Vec<Role>,
}

/// The word that drops a channel.
const DROPPED: &str = "-";

impl ChannelMap {
    /// Every one of `channels` channels, all of unknown role.
    pub fn all(channels: usize) -> Self {
        ChannelMap { inputs: (0..channels).collect(), roles: vec![Role::Unknown; channels] }
    }

    /// Reads one word for each channel from the first: a role, or `-` to drop
    /// that channel. Channels past the last word are dropped too.
    ///
    /// # Errors
    /// A sentence for the person who wrote it: an unknown word, or no channel kept.
    pub fn parse<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let mut map = ChannelMap { inputs: Vec::new(), roles: Vec::new() };
        for (input, word) in words.into_iter().map(str::trim).enumerate() {
            if word == DROPPED {
                continue;
            }
            let role = Role::from_word(word).ok_or_else(|| {
                tr!(
                    "第 {} 个声道写的是“{}”,应为 clerk、citizen、room、unknown 或 -(不用)",
                    "channel {} says \"{}\"; use clerk, citizen, room, unknown or - (not used)",
                    input + 1,
                    word
                )
            })?;
            map.inputs.push(input);
            map.roles.push(role);
        }
        if map.roles.is_empty() {
            return Err(tr!(
                "没有留下任何声道,请至少给一个声道指定角色",
                "no channel is left; give at least one channel a role"
            ));
        }
        Ok(map)
    }

    /// Planes in each block.
    pub fn channels(&self) -> usize {
        self.roles.len()
    }

    /// Channels that a device or file must have to satisfy the map.
    pub fn needs(&self) -> usize {
        self.inputs.iter().max().map_or(0, |last| last + 1)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn words_become_roles_and_dashes_drop() {
        let map = ChannelMap::parse(["clerk", "-", " citizen"]).unwrap();
        assert_eq!(map.inputs, [0, 2]);
        assert_eq!(map.roles, [Role::Clerk, Role::Citizen]);
        assert_eq!((map.channels(), map.needs()), (2, 3));
        assert!(ChannelMap::parse(["clark"]).unwrap_err().contains("clark"));
        assert!(ChannelMap::parse(["-"]).is_err());
        assert_eq!(ChannelMap::all(2).roles, [Role::Unknown, Role::Unknown]);
    }
}
