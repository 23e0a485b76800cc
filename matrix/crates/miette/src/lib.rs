//! miette: reports with places in source text.

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceOffset, SourceSpan};
use thiserror::Error;

#[derive(Error, Diagnostic, Debug)]
#[error("{count} mistakes in {name}")]
#[diagnostic(code(matrix::mistakes), help("mend {count} of them"), url("https://example.invalid/{name}"), severity(Warning))]
pub struct Mistakes {
    pub name: String,
    pub count: usize,
    #[source_code]
    pub text: NamedSource<String>,
    #[label(primary, "here {name}")]
    pub place: SourceSpan,
    #[label]
    pub bare: Option<SourceSpan>,
    #[label(collection, "also")]
    pub more: Vec<LabeledSpan>,
    #[related]
    pub others: Vec<Failure>,
}

#[derive(Error, Diagnostic, Debug)]
pub enum Failure {
    #[error("unreadable")]
    #[diagnostic(code(matrix::unreadable), url(docsrs))]
    Unreadable(#[from] std::fmt::Error),
    #[error("helped")]
    #[diagnostic(severity(advice))]
    Helped {
        #[help]
        advice: Option<String>,
        #[diagnostic_source]
        cause: Inner,
    },
    #[error(transparent)]
    #[diagnostic(transparent)]
    Inner(#[from] Inner),
    #[error("forwarded")]
    #[diagnostic(forward(0))]
    Forwarded(Inner),
}

#[derive(Error, Diagnostic, Debug, Default)]
#[error("inner")]
#[diagnostic(code = "inner_code", help = "look inside")]
pub struct Inner;

pub fn mistakes() -> Mistakes {
    let text = "one two three".to_owned();
    Mistakes {
        name: "words".into(),
        count: 2,
        place: SourceSpan::new(SourceOffset::from_location(&text, 1, 5), 3),
        text: NamedSource::new("words.txt", text),
        bare: None,
        more: vec![LabeledSpan::at_offset(0, "first")],
        others: vec![Failure::Unreadable(std::fmt::Error), Failure::Forwarded(Inner)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use miette::Severity;

    fn text(shown: Option<Box<dyn std::fmt::Display + '_>>) -> String {
        shown.map(|found| found.to_string()).unwrap_or_default()
    }

    #[test]
    fn of_a_struct() {
        let report = mistakes();
        assert_eq!(report.to_string(), "2 mistakes in words");
        assert_eq!(text(report.code()), "matrix::mistakes");
        assert_eq!(text(report.help()), "mend 2 of them");
        assert_eq!(text(report.url()), "https://example.invalid/words");
        assert_eq!(report.severity(), Some(Severity::Warning));
        let labels: Vec<_> = report.labels().unwrap().map(|label| (label.offset(), label.label().unwrap_or("").to_owned(), label.primary())).collect();
        assert!(labels.contains(&(4, "here words".into(), true)));
        assert!(labels.iter().any(|(offset, _, primary)| *offset == 0 && !primary));
        assert_eq!(report.related().unwrap().count(), 2);
        assert!(report.source_code().is_some());
    }

    #[test]
    fn of_an_enum() {
        let helped = Failure::Helped { advice: Some("try again".into()), cause: Inner };
        assert_eq!(text(helped.help()), "try again");
        assert_eq!(helped.severity(), Some(Severity::Advice));
        assert_eq!(text(helped.diagnostic_source().unwrap().code()), "inner_code");
        assert_eq!(text(Failure::from(Inner).help()), "look inside");
        assert_eq!(text(Failure::Forwarded(Inner).code()), "inner_code");
        assert!(text(Failure::from(std::fmt::Error).url()).contains("docs.rs"));
    }

    #[test]
    fn shown() {
        let shown = format!("{:?}", miette::Report::new(mistakes()));
        assert!(shown.contains("2 mistakes in words"), "{shown}");
    }
}
