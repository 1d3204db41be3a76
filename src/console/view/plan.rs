//! Where the counters of a hall stand on a screen: the largest form of tile that shows
//! all of them, and what is left over when none does.
//!
//! Pure geometry: knows how many counters there are and nothing about them.

use ratatui::layout::Rect;

/// Columns between two tiles.
const GAP: u16 = 1;

/// Columns above which a tile is better split in two.
const WIDE: u16 = 80;

/// How much of a counter is shown, the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Everything, a meter a row, several last words.
    Full,
    /// Everything, meters side by side.
    Medium,
    /// Meters, incidents and what is wrong.
    Compact,
    /// One line.
    Row,
}

impl Form {
    const ALL: [Form; 4] = [Form::Full, Form::Medium, Form::Compact, Form::Row];

    /// The least columns and rows that it is of use in.
    const fn least(self) -> (u16, u16) {
        match self {
            Form::Full => (38, 7),
            Form::Medium => (38, 5),
            Form::Compact => (26, 3),
            Form::Row => (26, 1),
        }
    }
}

/// Slots for counters in an area, and what stands beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How much each slot shows.
    pub form: Form,
    /// Slots beside each other.
    pub columns: u16,
    /// Slots above each other.
    pub rows: u16,
    /// The names of what stands in the rows, above them; only with [`Form::Row`].
    pub head: Rect,
    /// Where it is told how many counters are not shown; empty when all are.
    pub rest: Rect,
    /// What is left below; empty when nothing is.
    pub spare: Rect,
    body: Rect,
    slot: (u16, u16),
}

/// The plan for `n` counters in `area`. An area of no size has no slots.
pub fn plan(area: Rect, n: usize) -> Plan {
    Form::ALL.into_iter().find_map(|form| all(area, n, form)).unwrap_or_else(|| some(area))
}

/// All `n` counters in `form`, if they fit.
fn all(area: Rect, n: usize, form: Form) -> Option<Plan> {
    let (wide, high) = form.least();
    let (head, body) = if form == Form::Row { headed(area) } else { (none(area), area) };
    if body.is_empty() || body.width < wide {
        return None;
    }
    let most = (body.width + GAP) / (wide + GAP);
    let n = u16::try_from(n.max(1)).ok()?;
    let wanted = body.width.div_ceil(WIDE).min(n).max(1);
    let columns = (wanted..=most.max(wanted)).find(|columns| {
        *columns <= most && n.div_ceil(*columns).saturating_mul(high) <= body.height
    })?;
    let rows = n.div_ceil(columns);
    // A line is a line; what is left below a tile makes it taller.
    let high = if form == Form::Row { 1 } else { body.height / rows };
    Some(Plan::new(form, (columns, rows), high, head, none(area), body))
}

/// As many lines as fit, and a row that tells of the others.
fn some(area: Rect) -> Plan {
    let rest = Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..area };
    let above = Rect { height: area.height.saturating_sub(1), ..area };
    let (head, body) = headed(above);
    let columns = ((body.width + GAP) / (Form::Row.least().0 + GAP)).max(1);
    Plan::new(Form::Row, (columns, body.height), 1, head, rest, body)
}

/// Takes a row for names off the top where there are enough rows.
fn headed(area: Rect) -> (Rect, Rect) {
    if area.height < 4 {
        return (none(area), area);
    }
    let head = Rect { height: 1, ..area };
    (head, Rect { y: area.y + 1, height: area.height - 1, ..area })
}

fn none(area: Rect) -> Rect {
    Rect { width: 0, height: 0, ..area }
}

impl Plan {
    fn new(
        form: Form,
        (columns, rows): (u16, u16),
        high: u16,
        head: Rect,
        rest: Rect,
        body: Rect,
    ) -> Plan {
        let wide = (body.width.saturating_sub((columns - 1) * GAP)) / columns;
        let used = rows * high;
        let spare = Rect { y: body.y + used, height: body.height.saturating_sub(used), ..body };
        let rows = if wide == 0 { 0 } else { rows };
        Plan { form, columns, rows, head, rest, spare, body, slot: (wide, high) }
    }

    /// Counters that it has slots for.
    pub fn capacity(&self) -> usize {
        usize::from(self.columns) * usize::from(self.rows)
    }

    /// Columns of a slot.
    pub fn width(&self) -> u16 {
        self.slot.0
    }

    /// Column and row of the `n`-th slot: tiles run along the rows, lines down the columns.
    fn place(&self, n: usize) -> (usize, usize) {
        let (columns, rows) = (usize::from(self.columns), usize::from(self.rows.max(1)));
        match self.form {
            Form::Row => (n / rows, n % rows),
            _ => (n % columns, n / columns),
        }
    }

    /// Where the `n`-th slot is, counted from zero; empty beyond [`Plan::capacity`].
    pub fn slot(&self, n: usize) -> Rect {
        if n >= self.capacity() {
            return none(self.body);
        }
        let (column, row) = self.place(n);
        let (wide, high) = self.slot;
        // Both are below the plan's columns and rows, and those fit into the area.
        let (column, row) = (column as u16, row as u16);
        Rect::new(self.body.x + column * (wide + GAP), self.body.y + row * high, wide, high)
    }

    /// Where the names of the `column`-th column of lines are.
    pub fn head(&self, column: u16) -> Rect {
        let x = self.head.x + column * (self.slot.0 + GAP);
        Rect { x, width: self.slot.0.min(self.head.width), ..self.head }
    }

    /// The slot at a place of the screen.
    pub fn at(&self, column: u16, row: u16) -> Option<usize> {
        let here = ratatui::layout::Position::new(column, row);
        (0..self.capacity()).find(|n| self.slot(*n).contains(here))
    }

    /// How far `n` moves in the order of slots when it moves `right` and `down`.
    pub fn step(&self, right: isize, down: isize) -> isize {
        let (columns, rows) = (self.columns.max(1) as isize, self.rows.max(1) as isize);
        match self.form {
            Form::Row => right * rows + down,
            _ => right + down * columns,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halls_of_all_sizes_on_screens_of_all_sizes() {
        let body = |columns, rows| Rect::new(0, 2, columns, rows);
        for (area, n, form, columns) in [
            (body(80, 20), 1, Form::Full, 1),
            (body(80, 20), 6, Form::Medium, 2),
            (body(80, 20), 40, Form::Row, 3),
            (body(120, 36), 1, Form::Full, 1),
            (body(120, 36), 6, Form::Full, 2),
            (body(120, 36), 40, Form::Compact, 4),
            (body(200, 56), 1, Form::Full, 1),
            (body(200, 56), 6, Form::Full, 3),
            (body(200, 56), 40, Form::Full, 5),
        ] {
            let plan = plan(area, n);
            assert_eq!((plan.form, plan.columns), (form, columns), "{n} on {area}");
            assert!(plan.rest.is_empty() && plan.capacity() >= n);
        }
    }

    #[test]
    fn what_does_not_fit_is_told_of() {
        let plan = plan(Rect::new(0, 0, 80, 6), 40);
        assert_eq!((plan.capacity(), plan.rest.height), (12, 1));
    }

    proptest! {
        #[test]
        fn slots_lie_in_the_area_and_never_overlap(
            x in 0u16..9, y in 0u16..9, columns in 1u16..=250, rows in 1u16..=80, n in 0usize..90,
        ) {
            let area = Rect::new(x, y, columns, rows);
            let plan = plan(area, n);
            let shown = plan.capacity().min(n);
            // Every counter is shown or counted.
            prop_assert!(shown == n || plan.rest.height == 1);
            let mut parts: Vec<Rect> = (0..shown).map(|n| plan.slot(n)).collect();
            parts.extend([plan.rest, plan.spare]);
            parts.push(plan.head);
            for (n, part) in parts.iter().enumerate() {
                prop_assert!(part.is_empty() || area.intersection(*part) == *part, "{part}");
                for other in &parts[n + 1..] {
                    prop_assert!(part.intersection(*other).is_empty(), "{part} {other}");
                }
            }
            for n in 0..shown {
                let slot = plan.slot(n);
                prop_assert!(!slot.is_empty());
                prop_assert_eq!(plan.at(slot.x, slot.y), Some(n));
                prop_assert_eq!(plan.at(slot.right() - 1, slot.bottom() - 1), Some(n));
            }
            prop_assert!(plan.slot(plan.capacity()).is_empty());
        }

        #[test]
        fn more_room_never_shows_less(columns in 26u16..250, rows in 1u16..80, n in 1usize..60) {
            let less = plan(Rect::new(0, 0, columns, rows), n).capacity().min(n);
            let more = plan(Rect::new(0, 0, columns, rows + 1), n).capacity().min(n);
            prop_assert!(more >= less);
        }
    }
}
