//! The footer: the keys that work here, the word about the last key, and the
//! line that is being typed or the question that is asked. Pure.

use super::style::Style;
use crate::console::keys::{self, Binding};
use crate::console::state::{Ask, Flash, Input, Modal, Purpose, State};
use crate::console::text::fill;
use crate::record::Disposition;
use crate::screen::cells;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Rows that the footer takes.
pub fn height(state: &State) -> u16 {
    match &state.modal {
        Some(Modal::Input(input)) => 3 + u16::from(beside(state, input).is_some()),
        Some(Modal::Ask(Ask::Case { .. })) => 3,
        Some(Modal::Ask(_)) => 2,
        Some(Modal::Menu(_) | Modal::SignIn(_)) | None => 1,
    }
}

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let mut lines = Vec::new();
    match &state.modal {
        Some(Modal::Input(input)) => lines.extend(typed(state, style, input, area, frame)),
        Some(Modal::Ask(ask)) => {
            let (question, id) = match ask {
                Ask::Undo { id } => (state.words().ask_undo, id),
                Ask::Escalate { id } => (state.words().ask_escalate, id),
                Ask::Case { id, .. } => (state.words().ask_case, id),
            };
            let of = state.incident(id).map(|i| format!("  {}  {}", i.counter, i.phrase));
            let text = format!("{question}{}", of.unwrap_or_default());
            let text = cells::clip(&text, usize::from(area.width));
            lines.push(Line::styled(text, style.alert()));
            if let Ask::Case { case, phrase_id, .. } = ask {
                // What leaves the store is read before it does.
                let text = format!("  {phrase_id}: {}", case.text);
                lines.push(Line::styled(
                    cells::clip(&text, usize::from(area.width)),
                    style.strong(),
                ));
            }
        }
        Some(Modal::Menu(_) | Modal::SignIn(_)) | None => {}
    }
    lines.push(key_line(state, style, area.width));
    super::put(frame, area, lines);
}

/// What is said about the last key.
fn word(state: &State) -> Option<String> {
    let w = state.words();
    Some(match state.flash.as_ref()? {
        Flash::Sent(deed) => fill(w.sent, &[&state.deed(deed)]),
        Flash::UndoSent => w.undo_sent.to_owned(),
        Flash::ComplaintSent => w.complaint_sent.to_owned(),
        Flash::StepSent => w.step_sent.to_owned(),
        Flash::Refused(why) => fill(w.refused, &[why]),
        Flash::ReasonNeeded => w.reason_needed.to_owned(),
        Flash::DateNeeded => w.date_needed.to_owned(),
        Flash::NotAttached => w.not_attached.to_owned(),
        Flash::Busy => w.busy.to_owned(),
        Flash::Reading => w.reading.to_owned(),
        Flash::NoClip => w.no_clip.to_owned(),
        Flash::NothingKept => w.nothing_kept.to_owned(),
        Flash::MayNot(to) => fill(w.may_not, &[&w.disposition(*to)]),
        Flash::NothingNew => w.nothing_new.to_owned(),
        Flash::NoNeighbour => w.no_neighbour.to_owned(),
        Flash::NoEncounter => w.met.no_neighbour.to_owned(),
        Flash::NoIncident => w.met.no_incident.to_owned(),
        Flash::NotListening => w.nothing_listened.to_owned(),
        Flash::NotToEscalate => w.not_to_escalate.to_owned(),
        Flash::NothingToUndo => w.nothing_to_undo.to_owned(),
        Flash::Forgot(why) => fill(w.forgot, &[why]),
        Flash::SignedIn { name, unseen: 0 } => fill(w.signed_in, &[name]),
        Flash::SignedIn { name, unseen } => fill(w.signed_in_new, &[name, unseen]),
        Flash::NotYours if !state.is_sealed() => w.no_accounts.to_owned(),
        Flash::NotYours => w.not_yours.to_owned(),
        Flash::Sealed(shut) => w.shut(*shut).to_owned(),
        Flash::Opening => w.sealed_opening.to_owned(),
        Flash::NotBefore => w.not_before.to_owned(),
        Flash::DecidedBefore => w.decided_before.to_owned(),
        Flash::NotAppealed => w.not_appealed.to_owned(),
        Flash::NoStaff => w.no_staff.to_owned(),
        Flash::SwapSent(counter, name) => fill(w.swap_sent, &[counter, name]),
        Flash::MuteSent(0) => w.unmute_sent.to_owned(),
        Flash::MuteSent(minutes) => fill(w.mute_sent, &[minutes]),
        Flash::NoCase => w.no_case.to_owned(),
        Flash::CaseKept(path) => fill(w.case_kept, &[path]),
        Flash::CaseLost(why) => fill(w.case_lost, &[why]),
    })
}

/// The keys of the footer that whoever is here may press.
fn offered(state: &State) -> impl Iterator<Item = &'static Binding> {
    let id = state.target();
    let disposition = id.and_then(|id| state.incident(id)).map(|incident| incident.disposition);
    // Of an appeal that nobody made the help tells; the footer has no room for it.
    let idle = !state.is_own() && disposition != Some(Disposition::Appealed);
    keys::footer(state.context())
        .filter(|binding| state.offers(binding.action))
        .filter(move |binding| binding.action != keys::Action::Appeal || !idle)
}

/// The word about the last key as it is drawn, and the keys that fit beside it with the
/// columns that each begins and ends at.
fn places(state: &State, columns: u16) -> (String, Vec<(usize, usize, &'static Binding)>) {
    let w = state.words();
    let columns = usize::from(columns);
    let told = word(state)
        .map(|text| format!(" {} ", cells::clip(&text, columns.saturating_sub(2))))
        .unwrap_or_default();
    let mut used = cells::width(&told) + usize::from(!told.is_empty());
    let mut shown = Vec::new();
    // The key that tells of all others is never left out; the rest from the end on.
    let is_help = |b: &&'static Binding| b.action == keys::Action::Help;
    let mut reserved = offered(state).find(is_help).map_or(0, |b| wide(b, w));
    let mut full = false;
    for binding in offered(state) {
        if is_help(&binding) {
            reserved = 0;
        }
        // The last one needs no space behind it.
        let to = used + wide(binding, w);
        full |= to + reserved > columns + 2;
        if !full || is_help(&binding) {
            shown.push((used, to - 2, binding));
            used = to;
        }
    }
    (told, shown)
}

fn wide(binding: &Binding, w: &crate::console::text::Words) -> usize {
    cells::width(binding.name) + cells::width((binding.label)(w)) + 3
}

/// The key whose name is drawn in this column of the footer's last row.
pub fn key_at(state: &State, columns: u16, column: u16) -> Option<&'static Binding> {
    let (_, shown) = places(state, columns);
    let hit = |(from, to, _): &&(usize, usize, _)| (*from..*to).contains(&usize::from(column));
    shown.iter().find(hit).map(|(_, _, binding)| *binding)
}

fn key_line(state: &State, style: &Style, columns: u16) -> Line<'static> {
    let w = state.words();
    let (told, shown) = places(state, columns);
    let mut spans = Vec::new();
    if !told.is_empty() {
        spans.extend([Span::styled(told, style.selected()), Span::raw(" ")]);
    }
    for (_, _, binding) in shown {
        spans.push(Span::styled(binding.name, style.strong()));
        spans.push(Span::raw(format!(" {}  ", (binding.label)(w))));
    }
    Line::from(spans)
}

/// What the line is for, and what is to be known about it.
fn asked(state: &State, input: &Input) -> (String, &'static str) {
    let w = state.words();
    match &input.purpose {
        Purpose::Dismiss { .. } => (w.reason_title.to_owned(), w.reason_hint),
        Purpose::Comment { .. } => (w.comment_title.to_owned(), w.comment_hint),
        Purpose::Assign { .. } => (w.assign_title.to_owned(), w.assign_hint),
        Purpose::Search => (w.search_title.to_owned(), w.search_hint),
        Purpose::Complain { counter } => {
            (format!("{} {}", w.complain_title, cells::clip(counter, 24)), w.complain_hint)
        }
        Purpose::Remark { .. } => (w.remark_title.to_owned(), w.comment_hint),
        Purpose::ReplyBy { .. } => (w.reply_title.to_owned(), w.reply_hint),
        Purpose::Settle { state, .. } => {
            (fill(w.settle_title, &[&w.ticket_state(*state)]), w.note_hint)
        }
        Purpose::Appeal { ground, .. } => {
            (fill(w.appeal_title, &[&w.ground(*ground)]), w.appeal_hint)
        }
        Purpose::Ruling { ruling, .. } => {
            (fill(w.ruling_title, &[&w.ruling(*ruling)]), w.appeal_hint)
        }
        Purpose::Fault { at_fault, .. } => {
            (fill(w.fault_title, &[&w.fault_of(*at_fault)]), w.note_hint)
        }
    }
}

/// What can be taken over, or what a complaint would keep.
fn beside(state: &State, input: &Input) -> Option<String> {
    let w = state.words();
    match &input.purpose {
        Purpose::Complain { counter } => {
            let known = state.counters.iter().find(|known| known.info.name == *counter);
            let kept_s = known.and_then(|c| c.status.as_ref()).map_or(0.0, |s| s.kept_s);
            Some(if kept_s >= 1.0 {
                fill(w.complain_kept, &[&(kept_s as u64)])
            } else {
                w.complain_none.to_owned()
            })
        }
        _ if input.offered.is_empty() => None,
        _ => Some(fill(w.offered, &[&input.offered.join("  ")])),
    }
}

fn typed(
    state: &State,
    style: &Style,
    input: &Input,
    area: Rect,
    frame: &mut Frame<'_>,
) -> Vec<Line<'static>> {
    let columns = usize::from(area.width);
    let (title, hint) = asked(state, input);
    let head = if input.quitting {
        Line::styled(format!("{title}: {}", state.words().reason_quit), style.alert())
    } else {
        Line::styled(cells::clip(&format!("{title}: {hint}"), columns), style.strong())
    };
    let room = columns.saturating_sub(3);
    let text = cells::clip_start(&input.text, room);
    let column = cells::width(&text).min(room) as u16;
    frame.set_cursor_position((area.x + 2 + column, area.y + 1));
    let mut lines = vec![head, Line::raw(format!("> {text}"))];
    let beside = beside(state, input).map(|text| cells::clip(&text, columns));
    lines.extend(beside.map(|text| Line::styled(text, style.faint())));
    lines
}

/// The footer's area of the key line: its last row.
pub fn key_row(area: Rect) -> u16 {
    area.bottom().saturating_sub(1)
}
