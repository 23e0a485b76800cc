use std::path::PathBuf;

/// The plan file of contracts.md §6: what to do with each unit, worked out by the host from
/// cargo's own graph before cargo starts.
#[derive(Debug, Default)]
pub struct Plan {
    pub mode: String,
    pub host: String,
    pub shim_lib: String,
    pub noop: String,
    /// The program that runs a build script in a sandbox.
    pub confine: String,
    /// The user's own RUSTC_WRAPPER.
    pub chain: Option<String>,
    pub rustdoc: String,
    /// Where the wrapper notes what it made (record.rs).
    pub units_directory: PathBuf,
    /// Hash over these header lines, by the host.
    pub stamp: String,
    /// Emit only.
    pub sandboxes: Vec<Sandbox>,
    text: String,
}

/// How to compile for a sandbox.
#[derive(Debug, Default)]
pub struct Sandbox {
    /// `wasm` or `process`.
    pub name: String,
    pub rustc: String,
    pub arguments: Vec<String>,
    pub link_arguments: Vec<String>,
    pub environment: Vec<(String, String)>,
    pub directory: PathBuf,
    pub shim_lib: String,
}

impl Sandbox {
    pub fn is_wasm(&self) -> bool {
        self.name == "wasm"
    }
}

#[derive(Debug, PartialEq)]
pub enum Action<'a> {
    /// Compile this generated root in place of a macro crate's own.
    Shim { root: &'a str, sources: Vec<&'a str> },
    /// Write empty outputs.
    Stub,
    /// Put the no-op program in place of a build script.
    Noop,
    /// Compile for the sandboxes that are named, then write empty outputs.
    Sandboxed { sandboxes: &'a str },
    /// Compile for the sandboxes, then as usual.
    SandboxedAndNative { sandboxes: &'a str, directory: &'a str },
    /// Compile for the sandbox, tell the host, compile the shim that it names.
    SandboxedMacro { sandbox: &'a str, unit_id: &'a str, output: &'a str },
    /// Compile as usual, answering macros from the cache directory's subfolder of that name.
    Expand { directory: &'a str },
    /// The same, but the compiler may stop behind the expansion, for `all` crates or for `tests`.
    ExpandOnly { directory: &'a str, which: &'a str },
    /// As `Expand`, for a build script, which is then run in a sandbox.
    Confined { directory: &'a str },
    /// Compile as usual: named only because it is a macro crate's own check or test.
    Ordinary,
    /// Of another version of silcrow.
    Unknown(&'a str),
}

/// The message for a plan that another version of silcrow wrote.
pub fn misfit(what: &str) -> String {
    let own = std::env::current_exe().unwrap_or_default();
    format!(
        "error[SC0109]: {what}\n  = note: this wrapper is {}\n  = help: silcrow's program and its Rust sources are of different versions: \
         install it again, or, in a checkout of its sources, run `npm run build`",
        own.display()
    )
}

impl Plan {
    /// None without SILCROW_PLAN: the wrapper is then transparent.
    pub fn from_environment() -> Result<Option<Plan>, String> {
        let Some(path) = std::env::var_os("SILCROW_PLAN") else { return Ok(None) };
        let path = PathBuf::from(path);
        match std::fs::read_to_string(&path) {
            Ok(text) => Plan::parse(text).map(Some).map_err(|reason| misfit(&format!("the plan {} {reason}", path.display()))),
            Err(error) => Err(format!("cannot read the plan {}: {error}", path.display())),
        }
    }

    fn parse(text: String) -> Result<Plan, String> {
        let mut plan = Plan::default();
        let mut lines = text.lines();
        if lines.next() != Some("silcrow-plan\t1") {
            return Err("is not one that this wrapper understands".into());
        }
        for line in lines {
            let (name, value) = line.split_once('\t').ok_or_else(|| format!("has the line `{line}`, which has no value"))?;
            let text = || value.to_owned();
            if name == "sandbox" {
                plan.sandboxes.push(Sandbox { name: text(), ..Sandbox::default() });
                continue;
            }
            if let Some(name) = name.strip_prefix("sandbox-") {
                let sandbox = plan.sandboxes.last_mut().ok_or("describes a sandbox before it names one")?;
                match name {
                    "rustc" => sandbox.rustc = text(),
                    "arg" => sandbox.arguments.push(text()),
                    "link-arg" => sandbox.link_arguments.push(text()),
                    "env" => {
                        let (name, value) = value.split_once('\t').unwrap_or((value, ""));
                        sandbox.environment.push((name.to_owned(), value.to_owned()));
                    }
                    "dir" => sandbox.directory = value.into(),
                    "shim-lib" => sandbox.shim_lib = text(),
                    other => return Err(format!("has the line `sandbox-{other}`, which this wrapper does not know")),
                }
                continue;
            }
            match name {
                "mode" => plan.mode = text(),
                "host" => plan.host = text(),
                "shim-lib" => plan.shim_lib = text(),
                "noop" => plan.noop = text(),
                "confine" => plan.confine = text(),
                "chain" => plan.chain = Some(text()),
                "rustdoc" => plan.rustdoc = text(),
                "units-dir" => plan.units_directory = value.into(),
                "stamp" => plan.stamp = text(),
                // Units follow the header; they are looked at when one is asked for.
                "unit" => break,
                other => return Err(format!("has the line `{other}`, which this wrapper does not know")),
            }
        }
        plan.text = text;
        Ok(plan)
    }

    pub fn action(&self, signature: &str) -> Option<Action<'_>> {
        let mut fields = self.unit_line(signature)?.split('\t');
        let action = fields.next()?;
        let mut argument = || fields.next().unwrap_or("");
        Some(match action {
            "shim" => {
                let root = argument();
                // The hash of the root's content is there for the record alone.
                argument();
                Action::Shim { root, sources: fields.collect() }
            }
            "stub" => Action::Stub,
            "noop" => Action::Noop,
            "sandboxed" => Action::Sandboxed { sandboxes: argument() },
            "sandboxed-and-native" => Action::SandboxedAndNative { sandboxes: argument(), directory: argument() },
            "sandboxed-macro" => Action::SandboxedMacro { sandbox: argument(), unit_id: argument(), output: argument() },
            "expand" => Action::Expand { directory: argument() },
            "expand-only" => Action::ExpandOnly { directory: argument(), which: argument() },
            "confined" => Action::Confined { directory: argument() },
            "ordinary" => Action::Ordinary,
            other => Action::Unknown(other),
        })
    }

    /// What WebAssembly's compiler is given for a unit besides what cargo names, `name=path` each: libraries that
    /// are for that platform alone.
    pub fn sandbox_externs(&self, signature: &str) -> impl Iterator<Item = &str> {
        let mut fields = self.unit_line(signature).unwrap_or("").split('\t');
        let others = match fields.next() {
            Some("sandboxed") => 1,
            Some("sandboxed-and-native") => 2,
            Some("sandboxed-macro") => 3,
            _ => usize::MAX,
        };
        fields.skip(others)
    }

    /// The action and its arguments as they stand in the plan.
    pub fn unit_line(&self, signature: &str) -> Option<&str> {
        self.text.lines().find_map(|line| line.strip_prefix("unit\t")?.strip_prefix(signature)?.strip_prefix('\t'))
    }

    /// Whether some unit of the plan has this crate root.
    pub fn knows_root(&self, root: &str) -> bool {
        let starts = |line: &str| {
            line.strip_prefix("unit\t").and_then(|rest| rest.strip_prefix(root)).is_some_and(|rest| rest.starts_with('|'))
        };
        self.text.lines().any(starts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_and_units() {
        let text = "silcrow-plan\t1\nmode\temit\nhost\tx86_64-unknown-linux-gnu\nchain\tsccache\nunits-dir\t/u\nsandbox\twasm\nsandbox-rustc\t/r\n\
            sandbox-arg\t--target\nsandbox-arg\tw.json\nsandbox-env\tA\tb\nsandbox\tprocess\nsandbox-rustc\t/n\nunit\t/a b.rs|a|build||0|host\tshim\t/s/lib.rs\tabc\t/x\t/y\n\
            unit\t/b.rs|b|build||0|host\tstub\nunit\t/b.rs|b|check||0|host\texpand\tb\n\
            unit\t/c.rs|c|build||0|host\tsandboxed\twasm,process\td=/d\te=/e\n\
            unit\t/m.rs|m|build||0|host\tsandboxed-macro\twasm\tid\t/m.wasm\td=/d\n\
            unit\t/n.rs|n|build||0|host\tsurprise\n";
        let plan = Plan::parse(text.into()).unwrap();
        assert_eq!((plan.mode.as_str(), plan.chain.as_deref()), ("emit", Some("sccache")));
        let [wasm, process] = &plan.sandboxes[..] else { panic!("two sandboxes") };
        assert_eq!(wasm.arguments, ["--target", "w.json"]);
        assert_eq!(wasm.environment, [("A".into(), "b".into())]);
        assert_eq!((process.name.as_str(), process.rustc.as_str()), ("process", "/n"));
        let shim = Action::Shim { root: "/s/lib.rs", sources: vec!["/x", "/y"] };
        assert_eq!(plan.action("/a b.rs|a|build||0|host"), Some(shim));
        assert_eq!(plan.action("/b.rs|b|build||0|host"), Some(Action::Stub));
        assert_eq!(plan.action("/b.rs|b|check||0|host"), Some(Action::Expand { directory: "b" }));
        assert_eq!(plan.action("/b.rs|b|build||0|hos"), None);
        assert_eq!(plan.action("/n.rs|n|build||0|host"), Some(Action::Unknown("surprise")));
        assert_eq!(plan.sandbox_externs("/a b.rs|a|build||0|host").count(), 0);
        assert_eq!(plan.sandbox_externs("/c.rs|c|build||0|host").collect::<Vec<_>>(), ["d=/d", "e=/e"]);
        assert_eq!(plan.action("/m.rs|m|build||0|host"), Some(Action::SandboxedMacro { sandbox: "wasm", unit_id: "id", output: "/m.wasm" }));
        assert_eq!(plan.sandbox_externs("/m.rs|m|build||0|host").collect::<Vec<_>>(), ["d=/d"]);
        assert!(plan.knows_root("/b.rs") && !plan.knows_root("/b"));
    }

    #[test]
    fn what_it_does_not_know_is_refused() {
        assert!(Plan::parse("silcrow-plan\t2\n".into()).is_err());
        assert!(Plan::parse("silcrow-plan\t1\nsandbox-arg\tx\n".into()).is_err());
        assert!(Plan::parse("silcrow-plan\t1\nsurprise\tx\n".into()).is_err());
    }
}
