//! Who keeps all this, as the notice names them, and what they have attested.

use super::layer::Layer;
use crate::notice::Unit;
use crate::tr;
use jiff::civil::Date;

/// When the unit attested what the law asks of it before anybody is recorded; absent
/// where it has not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attested {
    /// The notice hangs where everybody sees it before they speak.
    pub notice: Option<Date>,
    /// The legal basis was established.
    pub legal_basis: Option<Date>,
    /// The impact assessment was made.
    pub impact_assessment: Option<Date>,
}

impl Attested {
    /// Each by the name of its key.
    pub fn all(&self) -> [(&'static str, Option<Date>); 3] {
        [
            ("notice", self.notice),
            ("legal_basis", self.legal_basis),
            ("impact_assessment", self.impact_assessment),
        ]
    }
}

pub(super) fn unit(section: &Layer<'_>) -> Unit {
    let text = |key| section.string(key).trim().to_owned();
    Unit {
        name: text("name"),
        address: text("address"),
        contact: text("contact"),
        telephone: text("telephone"),
        legal_basis: text("legal_basis"),
        purposes: section.strings("purposes"),
    }
}

pub(super) fn attested(section: &Layer<'_>) -> Attested {
    let date = |key: &str| {
        let text = section.string(key);
        if text.is_empty() {
            return None;
        }
        let date = text.parse().ok();
        if date.is_none() {
            section.fault(
                key,
                tr!(
                    "“{}”不是日期,应写成 2026-11-01;还没有做就留空",
                    "\"{}\" is no date; write it like 2026-11-01, or leave it empty until it is done",
                    text
                ),
            );
        }
        date
    };
    Attested {
        notice: date("notice"),
        legal_basis: date("legal_basis"),
        impact_assessment: date("impact_assessment"),
    }
}
