use std::ffi::{OsStr, OsString};
use std::path::Path;

/// The compiler that cargo asked for: rustc, or rustc behind a RUSTC_WORKSPACE_WRAPPER such as
/// clippy-driver.
pub struct Program {
    workspace_wrapper: Option<OsString>,
    pub rustc: OsString,
}

impl Program {
    /// Splits `[workspace wrapper] rustc argument…`.
    pub fn split(arguments: &[OsString]) -> Option<(Program, &[OsString])> {
        let first = arguments.first()?;
        if let Some(second) = arguments.get(1) {
            let plain = !second.as_encoded_bytes().starts_with(b"-") && !second.as_encoded_bytes().starts_with(b"@");
            let named = std::env::var_os("RUSTC_WORKSPACE_WRAPPER").is_some_and(|wrapper| &wrapper == first);
            let rustc = format!("rustc{}", std::env::consts::EXE_SUFFIX);
            if plain && (named || Path::new(second).file_name() == Some(OsStr::new(&rustc))) {
                let program = Program { workspace_wrapper: Some(first.clone()), rustc: second.clone() };
                return Some((program, &arguments[2..]));
            }
        }
        Some((Program { workspace_wrapper: None, rustc: first.clone() }, &arguments[1..]))
    }

    /// Whether another program stands in for rustc, which may do more than compile.
    pub fn has_workspace_wrapper(&self) -> bool {
        self.workspace_wrapper.is_some()
    }

    /// The command line up to rustc's own arguments, in cargo's order of nesting.
    pub fn command(&self, chain: Option<&str>) -> Vec<OsString> {
        let chain = chain.map(OsString::from).into_iter();
        chain.chain(self.workspace_wrapper.clone()).chain([self.rustc.clone()]).collect()
    }
}

/// One option with its value, or one positional argument (`name` is empty then).
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// `-C`, `--extern`, … ; long and short names as they were written.
    pub name: String,
    pub value: Option<String>,
    /// `--name=value` rather than `--name value`.
    joined: bool,
}

impl Argument {
    pub fn option(name: &str, value: &str) -> Argument {
        Argument { name: name.into(), value: Some(value.into()), joined: false }
    }

    pub fn positional(value: &str) -> Argument {
        Argument { name: String::new(), value: Some(value.into()), joined: false }
    }

    pub fn value(&self) -> &str {
        self.value.as_deref().unwrap_or("")
    }

    /// The key of `-C key=value`, with the dashes that rustc takes for underscores.
    pub fn codegen_key(&self) -> Option<String> {
        (self.name == "-C" || self.name == "--codegen").then(|| {
            let key = self.value().split('=').next().unwrap_or("");
            key.replace('_', "-")
        })
    }

    fn codegen_value(&self) -> Option<&str> {
        self.value().split_once('=').map(|(_, value)| value)
    }

    fn write(&self, out: &mut Vec<OsString>) {
        match &self.value {
            Some(value) if self.name.is_empty() => out.push(value.into()),
            Some(value) if self.joined => out.push(format!("{}={value}", self.name).into()),
            Some(value) => out.extend([OsString::from(&self.name), OsString::from(value)]),
            None => out.push(OsString::from(&self.name)),
        }
    }
}

/// The arguments of one call of rustc or rustdoc, argument files expanded.
#[derive(Clone, Debug, PartialEq)]
pub struct Arguments {
    pub list: Vec<Argument>,
}

impl Arguments {
    /// None when they are not text, or an argument file cannot be read: such a call is none of
    /// cargo's units and is passed on as it is.
    pub fn parse(arguments: &[OsString]) -> Option<Arguments> {
        let mut words = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let word = argument.to_str()?;
            match word.strip_prefix('@') {
                Some(path) => words.extend(std::fs::read_to_string(path).ok()?.lines().map(String::from)),
                None => words.push(word.to_owned()),
            }
        }
        let mut list = Vec::with_capacity(words.len());
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            list.push(split_word(word, &mut words));
        }
        Some(Arguments { list })
    }

    pub fn to_words(&self) -> Vec<OsString> {
        let mut out = Vec::with_capacity(self.list.len() * 2);
        self.list.iter().for_each(|argument| argument.write(&mut out));
        out
    }

    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.list.iter().filter(move |argument| argument.name == name).map(Argument::value)
    }

    pub fn first(&self, name: &str) -> Option<&str> {
        self.list.iter().find(|argument| argument.name == name).map(Argument::value)
    }

    pub fn has(&self, name: &str) -> bool {
        self.list.iter().any(|argument| argument.name == name)
    }

    pub fn codegen(&self, key: &str) -> Option<&str> {
        self.list.iter().find(|argument| argument.codegen_key().as_deref() == Some(key)).and_then(Argument::codegen_value)
    }

    /// The crate root: the first positional argument. `-` (standard input) is none.
    pub fn root(&self) -> Option<&str> {
        self.list.iter().find(|argument| argument.name.is_empty()).map(Argument::value).filter(|value| *value != "-")
    }

    pub fn crate_name(&self) -> Option<&str> {
        self.first("--crate-name")
    }

    pub fn is_proc_macro(&self) -> bool {
        self.values("--crate-type").any(|kind| kind == "proc-macro")
    }

    /// What cargo itself passed for the unit. Behind `-C metadata` come paths, RUSTFLAGS and what
    /// build scripts and the user add, which must not change how a unit is recognised.
    pub fn own_part(&self) -> &[Argument] {
        let end = self.list.iter().position(|argument| argument.codegen_key().as_deref() == Some("metadata"));
        &self.list[..end.unwrap_or(self.list.len())]
    }

    /// Kinds of output asked for, without the paths that may be given with them.
    pub fn emits(&self, kind: &str) -> bool {
        self.values("--emit").flat_map(|list| list.split(',')).any(|item| item.split('=').next() == Some(kind))
    }

    /// Whether nothing is asked for but what cargo asks for when it checks a crate.
    pub fn is_check(&self) -> bool {
        let mut kinds: Vec<&str> = self.values("--emit").flat_map(|list| list.split(',')).collect();
        kinds.sort_unstable();
        kinds == ["dep-info", "metadata"]
    }

    pub fn json_messages(&self) -> bool {
        self.first("--error-format") == Some("json")
    }

    /// Whether `--json=` asks for `what`, e.g. `artifacts`.
    pub fn json_asks(&self, what: &str) -> bool {
        self.values("--json").flat_map(|list| list.split(',')).any(|item| item == what)
    }

    /// Replaces the value of a single-valued option, or adds it: rustc refuses some given twice.
    pub fn set(&mut self, name: &str, value: &str) {
        self.list.retain(|argument| argument.name != name);
        self.list.push(Argument::option(name, value));
    }
}

fn split_word(word: String, following: &mut impl Iterator<Item = String>) -> Argument {
    if !word.starts_with('-') || word == "-" {
        return Argument { name: String::new(), value: Some(word), joined: false };
    }
    if word.starts_with("--") {
        if let Some((name, value)) = word.split_once('=') {
            return Argument { name: name.into(), value: Some(value.into()), joined: true };
        }
        let value = if LONG_WITH_VALUE.contains(&&word[2..]) { following.next() } else { None };
        return Argument { name: word, value, joined: false };
    }
    // `-Copt-level=3` and `-C opt-level=3` are the same; so are `-L` and `-l`.
    let takes_value = SHORT_WITH_VALUE.contains(&word.as_bytes().get(1).copied().unwrap_or(0));
    match (takes_value, word.char_indices().nth(2)) {
        (true, Some((at, _))) => {
            Argument { name: word[..at].into(), value: Some(word[at..].into()), joined: false }
        }
        (true, None) => Argument { value: following.next(), name: word, joined: false },
        (false, _) => Argument { name: word, value: None, joined: false },
    }
}

const SHORT_WITH_VALUE: &[u8] = b"CLloAWDFZ";
const LONG_WITH_VALUE: &[&str] = &[
    "allow", "cap-lints", "cfg", "check-cfg", "codegen", "color", "crate-name", "crate-type", "crate-version", "deny",
    "diagnostic-width", "edition", "emit", "env-set", "error-format", "explain", "extern", "forbid", "force-warn",
    "json", "library-path", "out-dir", "output", "print", "remap-path-prefix", "remap-path-scope", "sysroot",
    "target", "warn",
    // rustdoc's own
    "default-theme", "doctest-build-arg", "extend-css", "extern-html-root-url", "html-after-content",
    "html-before-content", "html-in-header", "index-page", "markdown-after-content", "markdown-before-content",
    "markdown-css", "markdown-playground-url", "merge", "parts-out-dir", "include-parts-dir", "playground-url",
    "resource-suffix", "test-args", "test-builder", "test-builder-wrapper", "test-run-directory", "test-runtool",
    "test-runtool-arg", "theme", "persist-doctests",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Arguments {
        Arguments::parse(&line.split(' ').map(OsString::from).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn options_and_their_values() {
        let arguments = parse(
            "--crate-name syn --edition=2021 src/lib.rs --error-format=json --json=diagnostic-rendered-ansi,artifacts \
             --crate-type lib --emit=dep-info,metadata,link=/x -Copt-level=3 --cfg feature=\"full\" -C metadata=1 --cfg x -Ldependency=d -l z",
        );
        assert_eq!(arguments.root(), Some("src/lib.rs"));
        assert_eq!(arguments.crate_name(), Some("syn"));
        assert_eq!(arguments.codegen("opt-level"), Some("3"));
        assert!(arguments.emits("link") && arguments.emits("dep-info") && !arguments.emits("asm"));
        assert!(arguments.json_messages() && arguments.json_asks("artifacts") && !arguments.json_asks("unused"));
        assert_eq!(arguments.values("--cfg").collect::<Vec<_>>(), ["feature=\"full\"", "x"]);
        assert_eq!(arguments.values("-L").collect::<Vec<_>>(), ["dependency=d"]);
        assert_eq!(arguments.values("-l").collect::<Vec<_>>(), ["z"]);
        assert!(arguments.own_part().iter().all(|argument| argument.value() != "x"));
    }

    #[test]
    fn what_a_check_asks_for() {
        for line in ["--emit=dep-info,metadata", "--test --emit metadata,dep-info", "--emit=dep-info --emit=metadata"] {
            assert!(parse(line).is_check(), "{line}");
        }
        for line in ["--emit=dep-info,link", "--emit=dep-info,metadata,link", "--emit=dep-info,metadata,mir=/x", "--emit=metadata", "--test"] {
            assert!(!parse(line).is_check(), "{line}");
        }
    }

    #[test]
    fn words_come_back_as_they_were() {
        let line = "--crate-name a --edition=2021 a.rs -C metadata=1 --test -O --extern proc_macro @";
        let words: Vec<OsString> = line.trim_end_matches(" @").split(' ').map(OsString::from).collect();
        assert_eq!(Arguments::parse(&words).unwrap().to_words(), words);
    }

    #[test]
    fn argument_files_are_read() {
        let directory = crate::test_directory::TestDirectory::new("argfile");
        let file = directory.path("args");
        std::fs::write(&file, "--crate-name\nspace in name\nsrc/x.rs\n").unwrap();
        let arguments = Arguments::parse(&[format!("@{}", file.display()).into()]).unwrap();
        assert_eq!(arguments.crate_name(), Some("space in name"));
        assert_eq!(arguments.root(), Some("src/x.rs"));
        assert_eq!(Arguments::parse(&["@/nonexistent/file".into()]), None);
    }

    #[test]
    fn standard_input_is_no_root() {
        assert_eq!(parse("--crate-name ___ - --print=cfg").root(), None);
        assert_eq!(parse("-vV").root(), None);
    }

    #[test]
    fn a_workspace_wrapper_is_recognised() {
        let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        let arguments = words("/b/clippy-driver /b/rustc --crate-name x");
        let (program, rest) = Program::split(&arguments).unwrap();
        assert_eq!((program.rustc.to_str(), rest.len()), (Some("/b/rustc"), 2));
        assert_eq!(program.command(Some("sccache")), words("sccache /b/clippy-driver /b/rustc"));
        let arguments = words("/b/rustc src/rustc.rs2");
        assert_eq!(Program::split(&arguments).unwrap().1.len(), 1);
        assert!(Program::split(&[]).is_none());
    }

    #[test]
    fn an_option_that_is_set_occurs_once() {
        let mut arguments = parse("--cap-lints warn a.rs");
        arguments.set("--cap-lints", "allow");
        assert_eq!(arguments.values("--cap-lints").collect::<Vec<_>>(), ["allow"]);
    }
}
