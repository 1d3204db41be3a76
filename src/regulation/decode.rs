//! From bytes to text: which encoding a regulation was saved in, and how sure that is.
//!
//! Pure. Knows the encodings that Chinese offices use: UTF-8, GB18030 (with GBK and
//! GB2312 in it), BIG5, and UTF-16 where a byte order mark says so.

use chardetng::EncodingDetector;
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};

/// A regulation as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark; bytes that could not be read are U+FFFD.
    pub text: String,
    /// The encoding that was taken, by its usual name: `UTF-8`, `GB18030`, `BIG5`,
    /// `UTF-16LE`, `UTF-16BE`.
    pub encoding: &'static str,
    /// Whether the bytes leave no reasonable doubt: a byte order mark, whole UTF-8, or
    /// one of the others without a flaw where no other fits as well.
    pub certain: bool,
    /// How many places could not be read.
    pub flaws: usize,
}

/// Of a hundred ideographs of prose, how many are at least among [`COMMON`].
const COMMON_PERCENT: usize = 12;

/// A damaged UTF-8 text has so many whole characters of two bytes and more for each
/// flaw; other encodings read as UTF-8 have hardly any.
const WHOLE_PER_FLAW: usize = 8;

/// The most frequent ideographs of running text and of regulations for service
/// counters, in both scripts.
const COMMON: &str = "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自\
之去过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同\
三已老从动两长这來個國說們為時會過學對裡後麼沒於還發當無開經頭兩長從動見務服務请請您办辦理对员員业業规規语語\
窗口工应應须須禁止第条條准";

/// Reads `bytes`. Any bytes are accepted.
pub fn decode(bytes: &[u8]) -> Decoded {
    if let Some((encoding, mark_length)) = Encoding::for_bom(bytes) {
        return read(encoding, &bytes[mark_length..], true);
    }
    if std::str::from_utf8(bytes).is_ok() {
        return read(UTF_8, bytes, true);
    }
    let damaged = read(UTF_8, bytes, false);
    let whole = damaged.text.chars().filter(|ch| !ch.is_ascii() && *ch != '\u{fffd}').count();
    if whole >= WHOLE_PER_FLAW * damaged.flaws {
        return damaged;
    }
    let mut detector = EncodingDetector::new();
    detector.feed(bytes, true);
    let guessed = detector.guess(None, false);
    let (gb, big5) = (read(GB18030, bytes, false), read(BIG5, bytes, false));
    let big5_wins = match guessed {
        guess if guess == BIG5 => true,
        guess if guess.name().starts_with("GB") => false,
        // What the detector takes for a third encoding is still a Chinese regulation.
        _ => (big5.flaws, commonness(&gb)) < (gb.flaws, commonness(&big5)),
    };
    let (mut taken, other) = if big5_wins { (big5, gb) } else { (gb, big5) };
    let common = commonness(&taken);
    taken.certain = taken.flaws == 0 && common >= COMMON_PERCENT && common > 2 * commonness(&other);
    taken
}

fn read(encoding: &'static Encoding, bytes: &[u8], certain: bool) -> Decoded {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let flaws = if broken { text.matches('\u{fffd}').count() } else { 0 };
    let name = encoding.name();
    Decoded {
        text: text.into_owned(),
        encoding: if name == "Big5" {
            "BIG5"
        } else if name == "gb18030" {
            "GB18030"
        } else {
            name
        },
        certain: certain && flaws == 0,
        flaws,
    }
}

/// How many in a hundred of the ideographs are common ones.
fn commonness(decoded: &Decoded) -> usize {
    let ideographs = decoded.text.chars().filter(|ch| !ch.is_ascii() && ch.is_alphabetic());
    let (mut all, mut common) = (0, 0);
    for ch in ideographs {
        all += 1;
        common += usize::from(COMMON.contains(ch));
    }
    (common * 100usize).checked_div(all).unwrap_or(0)
}
