//! What the model is, as a document: made from the tables that the machines themselves use, so that it cannot say anything
//! else than they do.

mod compare;
mod markdown;
mod nmi;

use markdown::Document;

/// The document, in Markdown.
///
/// ```
/// assert!(export::facts().contains("### i386, two levels: 4 MiB a slot"));
/// ```
#[must_use]
pub fn facts() -> String {
    let mut document = Document::default();
    document.text(include_str!("begin.md"));
    compare::geometries(&mut document);
    compare::forms(&mut document);
    compare::costs(&mut document);
    document.text(include_str!("choices.md"));
    compare::unsourced(&mut document);
    compare::fields(&mut document);
    compare::presets(&mut document);
    nmi::describe(&mut document);
    document.finish()
}
