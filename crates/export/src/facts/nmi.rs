//! The NMI machine: rules, handlers, contexts, faults, properties.

use nmi_sim::{Context, Fault, Handler, Property, Rule, Source, Standing};

use super::markdown::{Document, code};

pub(super) fn describe(document: &mut Document) {
    document.heading(2, "The NMI machine");
    document.heading(3, "Rules of the hardware");
    let rules = Rule::ALL.map(|rule| [rule.sentence().to_owned(), cited(rule.source()), standing(rule.standing())]);
    document.table(["rule", "source", "standing"], rules);
    document.heading(3, "Handlers");
    let handlers = Handler::ALL.map(|handler| {
        [
            code(handler.name()),
            handler.sentence().to_owned(),
            cited(handler.source()),
            standing(handler.source().standing()),
        ]
    });
    document.table(["handler", "what it does", "source", "standing"], handlers);
    document.heading(3, "What an NMI interrupts");
    document.table(
        ["context", "what it is"],
        Context::ALL.map(|context| [code(context.name()), context.sentence().to_owned()]),
    );
    document.heading(3, "What can fault inside it");
    document.table(["fault", "what it is"], Fault::ALL.map(|fault| [code(fault.name()), fault.sentence().to_owned()]));
    document.heading(3, "What must hold");
    document.table(
        ["property", "what it says"],
        Property::ALL.map(|property| [code(property.name()), property.sentence().to_owned()]),
    );
}

fn cited(source: Source) -> String {
    source.cite().to_owned()
}

fn standing(standing: Standing) -> String {
    match standing {
        Standing::Cited => "cited",
        Standing::Derived => "derived",
        Standing::Unverified => "unverified",
        Standing::ModelChoice => "model choice",
    }
    .to_owned()
}
