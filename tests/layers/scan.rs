//! Finds every path in `src` that leaves its own module, as the compiler would read
//! it: by tokens, so that macros count too and comments and strings do not.
//!
//! Follows `mod` declarations from a root file. What stands behind `#[cfg(test)]` is
//! left out: tests may know everything.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

/// A path as written somewhere, made absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// `src/spot/mod.rs:17`.
    pub at: String,
    /// The room it stands in: `spot`; empty for the root.
    pub room: String,
    /// The modules it stands in: `["spot", "sound"]`.
    pub module: Vec<String>,
    /// `["crate", "phrasebook", "Phrase"]`, or `["std", …]`, or another crate's.
    pub path: Vec<String>,
}

impl Import {
    pub fn text(&self) -> String {
        self.path.join("::")
    }
}

/// Every path of the crate whose root is `file`.
pub fn scan(file: &Path, shown: &str) -> Vec<Import> {
    let mut found = Vec::new();
    let children = file.parent().unwrap().to_owned();
    scan_file(Place { file: file.to_owned(), shown: shown.into(), children }, &[], &mut found);
    found
}

/// Every path of `source`, as if it were the file of `module`.
pub fn scan_text(source: &str, module: &[&str]) -> Vec<Import> {
    let module: Vec<String> = module.iter().map(|&m| m.to_owned()).collect();
    let mut found = Vec::new();
    walk_text(source, "text", &module, &mut found);
    found
}

struct Place {
    file: PathBuf,
    shown: String,
    /// Where its child modules lie.
    children: PathBuf,
}

fn scan_file(place: Place, module: &[String], found: &mut Vec<Import>) {
    let source =
        fs::read_to_string(&place.file).unwrap_or_else(|e| panic!("{}: {e}", place.file.display()));
    for (name, path) in walk_text(&source, &place.shown, module, found) {
        let beside = place.file.parent().unwrap();
        let root = place.shown.split('/').next().unwrap();
        let (file, children) = match path {
            Some(path) => (beside.join(path), beside.to_owned()),
            None if place.children.join(format!("{name}.rs")).exists() => {
                (place.children.join(format!("{name}.rs")), place.children.join(&name))
            }
            None => (place.children.join(&name).join("mod.rs"), place.children.join(&name)),
        };
        let from_root = file.components().rev().take_while(|c| c.as_os_str() != root);
        let mut shown: Vec<_> = from_root.map(|c| c.as_os_str().to_string_lossy()).collect();
        shown.push(root.into());
        shown.reverse();
        let shown = shown.join("/");
        let module = [module, &[name]].concat();
        scan_file(Place { file, shown, children }, &module, found);
    }
}

type Children = Vec<(String, Option<String>)>;

fn walk_text(source: &str, shown: &str, module: &[String], found: &mut Vec<Import>) -> Children {
    let tokens: TokenStream = source.parse().unwrap_or_else(|e| panic!("{shown}: {e}"));
    let mut walk = Walk {
        shown,
        module: module.to_vec(),
        aliases: BTreeMap::new(),
        children: Vec::new(),
        paths: Vec::new(),
    };
    walk.tokens(tokens);
    let Walk { aliases, children, paths, .. } = walk;
    for mut written in paths {
        // One step is enough: what an alias stands for is absolute already.
        if let Some(full) = aliases.get(&written.path[0]) {
            written.path.splice(..1, full.iter().cloned());
        } else if written.path.len() < 2 {
            continue;
        }
        written.path = absolute(&written.module, written.path);
        found.push(written);
    }
    children
}

/// `self`, `super` and `crate` taken out, as far as they can be.
fn absolute(module: &[String], path: Vec<String>) -> Vec<String> {
    let mut rest: VecDeque<String> = path.into();
    let mut base = match rest[0].as_str() {
        "self" | "super" => [&["crate".to_owned()], module].concat(),
        "liyu" => {
            rest[0] = "crate".into();
            return rest.into();
        }
        _ => return rest.into(),
    };
    while let Some(step) = rest.front() {
        match step.as_str() {
            "self" => {}
            "super" => {
                base.pop();
            }
            _ => break,
        }
        rest.pop_front();
    }
    base.extend(rest);
    base
}

struct Walk<'a> {
    shown: &'a str,
    module: Vec<String>,
    aliases: BTreeMap<String, Vec<String>>,
    children: Children,
    paths: Vec<Import>,
}

impl Walk<'_> {
    fn tokens(&mut self, stream: TokenStream) {
        let mut rest: VecDeque<TokenTree> = stream.into_iter().collect();
        let mut paths = Vec::new();
        while let Some(token) = rest.pop_front() {
            match &token {
                TokenTree::Punct(p) if p.as_char() == '#' => match attribute(&mut rest) {
                    Some(inner) if is_test(&inner) => skip_item(&mut rest),
                    Some(inner) => {
                        paths.extend(path_of(&inner));
                        self.tokens(inner.into_iter().collect());
                    }
                    None => {}
                },
                // What follows a dot is a field or a method.
                TokenTree::Punct(p) if p.as_char() == '.' => {
                    if matches!(rest.front(), Some(TokenTree::Ident(_))) {
                        rest.pop_front();
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(word) if word == "use" => self.import(&mut rest, &[]),
                TokenTree::Ident(word) if word == "mod" => {
                    self.declared(&mut rest, std::mem::take(&mut paths));
                }
                TokenTree::Ident(_) => {
                    let line = line(&token);
                    let mut path = vec![token.to_string()];
                    while let Some(next) = step(&mut rest) {
                        path.push(next);
                    }
                    self.note(line, path);
                }
            }
        }
    }

    /// After `mod`.
    fn declared(&mut self, rest: &mut VecDeque<TokenTree>, paths: Vec<String>) {
        let name = rest.pop_front().unwrap().to_string();
        if let Some(TokenTree::Group(body)) = rest.front() {
            let body = body.stream();
            rest.pop_front();
            self.module.push(name);
            self.tokens(body);
            self.module.pop();
        } else if paths.is_empty() {
            self.children.push((name, None));
        } else {
            // One file for each system: all of them are read.
            self.children.extend(paths.into_iter().map(|path| (name.clone(), Some(path))));
        }
    }

    /// After `use`, or inside one of its groups, below `prefix`.
    fn import(&mut self, rest: &mut VecDeque<TokenTree>, prefix: &[String]) {
        let mut path = prefix.to_vec();
        let mut at = 0;
        let mut name = None;
        while let Some(token) = rest.pop_front() {
            match &token {
                TokenTree::Ident(word) if word == "as" => {
                    name = rest.pop_front().map(|t| t.to_string());
                }
                TokenTree::Ident(word) if word == "self" && !path.is_empty() => at = line(&token),
                TokenTree::Ident(word) => {
                    at = line(&token);
                    path.push(word.to_string());
                }
                TokenTree::Group(group) => {
                    let mut inner: VecDeque<TokenTree> = group.stream().into_iter().collect();
                    while !inner.is_empty() {
                        self.import(&mut inner, &path);
                    }
                    at = 0; // Each member has spoken for itself.
                }
                TokenTree::Punct(p) if matches!(p.as_char(), ';' | ',') => break,
                TokenTree::Punct(p) if p.as_char() == '*' => path.push("*".into()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
        if at != 0 {
            let full = absolute(&self.module, path.clone());
            let name = name.or_else(|| full.last().cloned()).unwrap_or_default();
            if full.len() > 1 {
                self.aliases.insert(name, full.clone());
            }
            self.note(at, full);
        }
    }

    fn note(&mut self, line: usize, path: Vec<String>) {
        let at = format!("{}:{line}", self.shown);
        let room = self.module.first().cloned().unwrap_or_default();
        self.paths.push(Import { at, room, module: self.module.clone(), path });
    }
}

fn line(token: &TokenTree) -> usize {
    token.span().start().line
}

/// The next `::name`, if there is one.
fn step(rest: &mut VecDeque<TokenTree>) -> Option<String> {
    let colon =
        |t: Option<&TokenTree>| matches!(t, Some(TokenTree::Punct(p)) if p.as_char() == ':');
    match rest.get(2) {
        Some(TokenTree::Ident(name)) if colon(rest.front()) && colon(rest.get(1)) => {
            let name = name.to_string();
            rest.drain(..3);
            Some(name)
        }
        _ => None,
    }
}

/// After `#`: the inside of the brackets.
fn attribute(rest: &mut VecDeque<TokenTree>) -> Option<Vec<TokenTree>> {
    if matches!(rest.front(), Some(TokenTree::Punct(p)) if p.as_char() == '!') {
        rest.pop_front();
    }
    match rest.front() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
            let inner = group.stream().into_iter().collect();
            rest.pop_front();
            Some(inner)
        }
        _ => None,
    }
}

fn is_test(inner: &[TokenTree]) -> bool {
    let words = |group: &Group| group.stream().to_string();
    match inner {
        [TokenTree::Ident(cfg), TokenTree::Group(what)] if cfg == "cfg" => {
            let words = words(what);
            words.contains("test") && !words.contains("not")
        }
        _ => false,
    }
}

/// The file of `path = "…"`, also inside a `cfg_attr`.
fn path_of(inner: &[TokenTree]) -> Option<String> {
    match inner {
        [TokenTree::Ident(attr), TokenTree::Group(of)] if attr == "cfg_attr" => {
            let of: Vec<TokenTree> = of.stream().into_iter().collect();
            path_of(&of[of.len().checked_sub(3)?..])
        }
        [TokenTree::Ident(path), _, TokenTree::Literal(file)] if path == "path" => {
            Some(file.to_string().trim_matches('"').to_owned())
        }
        _ => None,
    }
}

/// The rest of an item: up to its `;` or its body.
fn skip_item(rest: &mut VecDeque<TokenTree>) {
    while let Some(token) = rest.pop_front() {
        match token {
            TokenTree::Punct(p) if p.as_char() == ';' => return,
            TokenTree::Group(g) if g.delimiter() == Delimiter::Brace => {
                // `use a::{b};` goes on; nothing else that ends in `;` holds braces.
                if matches!(rest.front(), Some(TokenTree::Punct(p)) if p.as_char() == ';') {
                    rest.pop_front();
                }
                return;
            }
            _ => {}
        }
    }
}
