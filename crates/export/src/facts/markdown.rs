//! Markdown, piece by piece.

/// A document under way.
#[derive(Debug, Default)]
pub(super) struct Document(String);

impl Document {
    /// A heading; level 1 is the title.
    pub(super) fn heading(&mut self, level: usize, text: &str) {
        self.block(&format!("{} {text}", "#".repeat(level)));
    }

    /// Paragraphs that are Markdown already.
    pub(super) fn text(&mut self, text: &str) {
        self.block(text.trim_end());
    }

    /// A table, each row as long as its head.
    pub(super) fn table<const N: usize>(&mut self, head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) {
        let mut text = row(&head.map(str::to_owned));
        text.push_str(&"|---".repeat(N));
        text.push_str("|\n");
        rows.into_iter().for_each(|cells| text.push_str(&row(&cells)));
        self.block(text.trim_end());
    }

    /// A list.
    pub(super) fn list(&mut self, items: impl IntoIterator<Item = String>) {
        let lines: Vec<String> = items.into_iter().map(|item| format!("- {item}")).collect();
        self.block(&lines.join("\n"));
    }

    /// All of it.
    pub(super) fn finish(self) -> String {
        self.0
    }

    fn block(&mut self, text: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(text);
        self.0.push('\n');
    }
}

fn row(cells: &[String]) -> String {
    // A bar inside a cell would end it.
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// As code.
pub(super) fn code(text: impl core::fmt::Display) -> String {
    format!("`{text}`")
}
