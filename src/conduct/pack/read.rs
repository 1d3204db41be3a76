//! Reading packs: every fault at once, each with its line.

use super::{
    Body, Forbidden, Grade, Measure, Measured, Pattern, Required, Rule, Rulebook, SHIPPED,
};
use crate::conduct::encounter::Bounds;
use crate::conduct::money::MoneyWords;
use crate::document::{Document, Faults, Section};
use crate::normalize::folded;
use crate::tr;
use std::collections::BTreeMap;

/// Seconds that anything in a pack may last.
const LONGEST_S: f64 = 3600.0;

impl Rulebook {
    /// The shipped common pack with those of `names` over it. [`Faults`] when a name is
    /// unknown or a pack has faults.
    pub fn shipped(names: &[String]) -> Result<Rulebook, Faults> {
        let mut documents = vec![Document::new("common.toml", SHIPPED[0].text)];
        for name in names {
            let Some(pack) = SHIPPED.iter().find(|pack| pack.name == name) else {
                let known: Vec<&str> = SHIPPED.iter().map(|pack| pack.name).collect();
                let fault = crate::document::Fault::at_start(
                    "conduct.packs",
                    tr!(
                        "没有规则包 {},可用的有:{}",
                        "there is no pack {}; there are: {}",
                        name,
                        known.join(", ")
                    ),
                );
                return Err(Faults(vec![fault]));
            };
            documents.push(Document::new(format!("{name}.toml"), pack.text));
        }
        Rulebook::of(&documents)
    }

    /// The packs of `documents`, each laid over those before it.
    pub fn of(documents: &[Document]) -> Result<Rulebook, Faults> {
        let mut packs = Rulebook {
            names: Vec::new(),
            rules: BTreeMap::new(),
            called: BTreeMap::new(),
            cues: BTreeMap::new(),
            questions: Vec::new(),
            money: MoneyWords::default(),
            bounds: Bounds {
                gap_s: 45.0,
                waiting_gap_s: 300.0,
                farewell_gap_s: 6.0,
                farewell: Vec::new(),
                wait: Vec::new(),
                next: Vec::new(),
                greet: Vec::new(),
            },
            understood_least: 0.5,
            courtesy: Vec::new(),
        };
        for document in documents {
            document.check()?;
            document.read(|top| lay(&mut packs, top))?;
        }
        Ok(packs)
    }
}

fn lay(packs: &mut Rulebook, top: &Section<'_>) {
    packs.names.push(top.required_string("name"));
    top.string("notes");
    let bounds = top.section("encounter");
    let seconds = |key, to: &mut f64| {
        if let Some(s) = bounds.number(key, 1.0..=LONGEST_S) {
            *to = s;
        }
    };
    seconds("gap_s", &mut packs.bounds.gap_s);
    seconds("waiting_gap_s", &mut packs.bounds.waiting_gap_s);
    seconds("farewell_gap_s", &mut packs.bounds.farewell_gap_s);
    if let Some(least) = bounds.number("understood_least", 0.0..=1.0) {
        packs.understood_least = least;
    }
    let over = |key, to: &mut Vec<Pattern>| {
        let read = patterns(&bounds, key);
        if !read.is_empty() {
            *to = read;
        }
    };
    over("farewell", &mut packs.bounds.farewell);
    over("wait", &mut packs.bounds.wait);
    over("next", &mut packs.bounds.next);
    over("greet", &mut packs.bounds.greet);

    let names = top.section("names");
    for key in names.keys() {
        if let Some(name) = names.string(&key) {
            packs.called.insert(key, name);
        }
    }
    let money = top.section("money");
    packs.money.due.extend(money.strings("due"));
    packs.money.received.extend(money.strings("received"));
    packs.money.change.extend(money.strings("change"));
    packs.questions.extend(top.strings("questions").iter().map(|word| folded(word)));

    for cue in top.sections("cue") {
        let words = cue.strings("words").iter().map(|word| folded(word)).collect::<Vec<_>>();
        if words.iter().any(String::is_empty) || words.is_empty() {
            cue.fault("words", tr!("要有词,且不能为空", "must have words, none of them empty"));
        }
        packs.cues.entry(cue.required_string("name")).or_default().extend(words);
    }
    for section in top.sections("rule") {
        let rule = rule(&section, packs);
        packs.rules.insert(rule.id.clone(), rule);
    }
    let courtesy = top.section("courtesy");
    if courtesy.has("rules") {
        packs.courtesy = courtesy.strings("rules");
        for (n, id) in packs.courtesy.iter().enumerate() {
            if !packs.rules.contains_key(id) {
                courtesy.item_fault("rules", n, tr!("没有规则 {}", "there is no rule {}", id));
            }
        }
    }
}

fn rule(section: &Section<'_>, packs: &Rulebook) -> Rule {
    let id = section.required_string("id");
    let before = packs.rules.get(&id);
    // A later pack says again only what is different.
    let told = |key: &str, known: Option<&String>| match (section.has(key), known) {
        (false, Some(known)) => known.clone(),
        _ => section.required_string(key),
    };
    let title = told("title", before.map(|rule| &rule.title));
    let source = told("source", before.map(|rule| &rule.source));
    let grades = [("A", Grade::A), ("B", Grade::B), ("C", Grade::C), ("none", Grade::None)];
    let grade = section.word("grade", &grades).or(before.map(|rule| rule.grade));
    if grade.is_none() {
        section.missing("grade");
    }
    let kind = section.required_string("kind");
    let body = match kind.as_str() {
        "required" => Body::Required(required(section, packs)),
        "merit" => Body::Merit(required(section, packs)),
        "forbidden" => Body::Forbidden(Forbidden {
            any: known(section, "any", packs),
            when: known(section, "when", packs),
            when_any: known(section, "when_any", packs),
            remedy: known(section, "remedy", packs),
            within_s: section.number("within_s", 0.0..=LONGEST_S),
            unless: known(section, "unless", packs),
        }),
        "measured" => Body::Measured(measured(section, packs)),
        "unheard" => Body::Unheard(section.required_string("why")),
        _ => {
            section.fault(
                "kind",
                tr!(
                    "应为 required、forbidden、measured、merit 或 unheard",
                    "must be required, forbidden, measured, merit or unheard"
                ),
            );
            Body::Unheard(String::new())
        }
    };
    Rule { id, title, grade: grade.unwrap_or(Grade::None), source, body }
}

fn required(section: &Section<'_>, packs: &Rulebook) -> Required {
    let required = Required {
        when: known(section, "when", packs),
        when_any: known(section, "when_any", packs),
        at_end: section.boolean("at_end").unwrap_or(false),
        any: known(section, "any", packs),
        all: known(section, "all", packs),
        within_s: section.number("within_s", 0.0..=LONGEST_S),
        within_turns: section
            .integer("within_turns", 1..=100)
            .and_then(|turns| usize::try_from(turns).ok()),
        unless: known(section, "unless", packs),
        before: section.boolean("before").unwrap_or(false),
        missing: section.string("missing").unwrap_or_default(),
        may_be_silent: section.boolean("may_be_silent").unwrap_or(false),
    };
    if required.any.is_empty() && required.all.is_empty() {
        section.fault("any", tr!("any 和 all 至少要有一个", "there must be any or all"));
    }
    required
}

fn measured(section: &Section<'_>, packs: &Rulebook) -> Measured {
    let measures = [
        ("answer_s", Measure::AnswerS),
        ("silence_s", Measure::SilenceS),
        ("loud_db", Measure::LoudDb),
        ("rate_hz", Measure::RateHz),
        ("quarrel_turns", Measure::QuarrelTurns),
        ("interruptions", Measure::Interruptions),
        ("change_yuan", Measure::ChangeYuan),
        ("rings", Measure::Rings),
    ];
    let measure = section.word("measure", &measures);
    if measure.is_none() && !section.has("measure") {
        section.missing("measure");
    }
    Measured {
        measure: measure.unwrap_or(Measure::AnswerS),
        most: section.number("most", 0.0..=LONGEST_S).unwrap_or(0.0),
        unless: known(section, "unless", packs),
        excused: known(section, "excused", packs),
    }
}

/// Patterns whose cues are known.
fn known(section: &Section<'_>, key: &str, packs: &Rulebook) -> Vec<Pattern> {
    let read = patterns(section, key);
    for (n, pattern) in read.iter().enumerate() {
        if let Some(cue) = pattern.cue()
            && !packs.cues.contains_key(cue)
        {
            section.item_fault(key, n, tr!("没有名为 {} 的 cue", "there is no cue {}", cue));
        }
    }
    read
}

fn patterns(section: &Section<'_>, key: &str) -> Vec<Pattern> {
    let mut read = Vec::new();
    for (n, text) in section.strings(key).iter().enumerate() {
        match text.parse() {
            Ok(pattern) => read.push(pattern),
            Err(why) => section.item_fault(key, n, why),
        }
    }
    read
}
