//! Reading packs: every fault at once, each with its line.

use super::{
    Body, Forbidden, Grade, Hours, Measure, Measured, Pattern, Required, Rule, Rulebook, SHIPPED,
    Times,
};
use crate::calendar::Period;
use crate::conduct::call::Telephone;
use crate::conduct::cue::Exact;
use crate::conduct::encounter::Scene;
use crate::conduct::hall::Bounds;
use crate::conduct::moment::AmountKind;
use crate::conduct::money::MoneyWords;
use crate::conduct::swap::SideWords;
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
                anew_gap_s: 10.0,
                return_s: 45.0,
                ..Bounds::default()
            },
            sides: SideWords::default(),
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
    seconds("anew_gap_s", &mut packs.bounds.anew_gap_s);
    seconds("return_s", &mut packs.bounds.return_s);
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
    over("ask", &mut packs.bounds.ask);
    over("pause", &mut packs.bounds.pause);

    telephone(&mut packs.bounds.telephone, &top.section("telephone"));

    let names = top.section("names");
    for key in names.keys() {
        if let Some(name) = names.string(&key) {
            packs.called.insert(key, name);
        }
    }
    let money = top.section("money");
    for (key, kind) in [
        ("due", AmountKind::Due),
        ("received", AmountKind::Received),
        ("change", AmountKind::Change),
    ] {
        packs.money.add(kind, &money.strings(key));
    }
    packs.questions.extend(top.strings("questions").iter().map(|word| folded(word)));

    for cue in top.sections("cue") {
        let (words, not_within) = (cue.strings("words"), cue.strings("not_within"));
        let levels = [("near", Exact::Near), ("sound", Exact::Sound), ("written", Exact::Written)];
        let exact = cue.word("exact", &levels).unwrap_or_default();
        let entry = packs.cues.entry(cue.required_string("name")).or_default();
        entry.add(&words, &not_within, exact);
        if entry.is_void() {
            cue.fault("words", tr!("要有词,且不能为空", "must have words, none of them empty"));
        }
    }
    for section in top.sections("rule") {
        let rule = rule(&section, packs);
        packs.rules.insert(rule.id.clone(), rule);
    }
    let sides = top.section("sides");
    let (clerk, citizen) = (known(&sides, "clerk", packs), known(&sides, "citizen", packs));
    packs.sides.clerk.extend(clerk);
    packs.sides.citizen.extend(citizen);
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

/// A later pack replaces what it says again.
fn telephone(telephone: &mut Telephone, section: &Section<'_>) {
    for (key, to) in
        [("answer_s", &mut telephone.answer_s), ("ring_gap_s", &mut telephone.ring_gap_s)]
    {
        if let Some(s) = section.number(key, 1.0..=LONGEST_S) {
            *to = s;
        }
    }
    for (key, to) in [
        ("open", &mut telephone.open),
        ("taking", &mut telephone.taking),
        ("making", &mut telephone.making),
        ("back", &mut telephone.back),
        ("alone", &mut telephone.alone),
    ] {
        let read = patterns(section, key);
        if !read.is_empty() {
            *to = read;
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
    let scenes = [("counter", Some(Scene::Counter)), ("call", Some(Scene::Call)), ("any", None)];
    let told = before.map_or(Some(Scene::Counter), |rule| rule.scene);
    let scene = section.word("scene", &scenes).unwrap_or(told);
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
    let times = Times {
        during: hours(section, "during"),
        starts: hours(section, "starts_during"),
        ends: hours(section, "ends_during"),
    };
    let unless_first = known(section, "unless_first", packs);
    let grade = grade.unwrap_or(Grade::None);
    let needs = section.strings("needs");
    Rule { id, title, grade, source, scene, times, unless_first, needs, body }
}

fn required(section: &Section<'_>, packs: &Rulebook) -> Required {
    let required = Required {
        when: known(section, "when", packs),
        when_any: known(section, "when_any", packs),
        perhaps: known(section, "perhaps", packs),
        at_end: section.boolean("at_end").unwrap_or(false),
        any: known(section, "any", packs),
        all: known(section, "all", packs),
        or: known(section, "or", packs),
        lead_s: section.number("lead_s", 0.0..=LONGEST_S).unwrap_or(0.0),
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
        ("missed_rings", Measure::MissedRings),
        ("call_s", Measure::CallS),
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
        void: known(section, "void", packs),
        void_unless: known(section, "void_unless", packs),
        proof: known(section, "proof", packs),
    }
}

/// What the counter's hours may say; `unknown` where they are not known.
fn hours(section: &Section<'_>, key: &str) -> Vec<Hours> {
    let mut read = Vec::new();
    for (n, word) in section.strings(key).iter().enumerate() {
        match Period::ALL.into_iter().find(|period| period.word() == word) {
            Some(period) => read.push(Some(period)),
            None if word == "unknown" => read.push(None),
            None => section.item_fault(
                key,
                n,
                tr!(
                    "应为 open、closing、extended、lunch、early、closed 或 unknown",
                    "must be open, closing, extended, lunch, early, closed or unknown"
                ),
            ),
        }
    }
    read
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
