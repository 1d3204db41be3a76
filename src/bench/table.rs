//! Columns for people.
//!
//! Pure.

use std::fmt;
use unicode_width::UnicodeWidthStr;

/// Columns, right-aligned under their heads, which are parted by `|`.
pub fn table(
    f: &mut fmt::Formatter<'_>,
    heads: &str,
    rows: impl Iterator<Item = Vec<String>>,
) -> fmt::Result {
    let mut lines = vec![heads.split('|').map(str::to_owned).collect::<Vec<_>>()];
    lines.extend(rows);
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|at| {
            lines.iter().filter_map(|line| line.get(at)).map(|c| c.width()).max().unwrap_or(0)
        })
        .collect();
    for line in &lines {
        for (cell, width) in line.iter().zip(&widths) {
            write!(f, "  {}{cell}", " ".repeat(width.saturating_sub(cell.width())))?;
        }
        writeln!(f)?;
    }
    Ok(())
}

/// A figure with so many decimals, or a dash where there is none.
pub fn cell(figure: Option<f64>, decimals: usize) -> String {
    figure.map_or_else(|| "—".to_owned(), |figure| format!("{figure:.decimals$}"))
}
