use std::env::consts::{DLL_PREFIX, DLL_SUFFIX, EXE_SUFFIX};
use std::path::PathBuf;

use crate::arguments::Arguments;

/// The files that cargo expects of a call of rustc, in the order in which rustc reports them.
#[derive(Debug, PartialEq)]
pub struct Outputs {
    /// Kind for the artifact message, and path.
    pub files: Vec<(&'static str, PathBuf)>,
    pub dep_info: Option<PathBuf>,
    /// Crate name and cargo's hash: names the unit among the outputs.
    pub stem: String,
}

impl Outputs {
    /// None without a crate name and `--out-dir`, which all of cargo's units have.
    pub fn of(arguments: &Arguments) -> Option<Outputs> {
        let directory = PathBuf::from(arguments.first("--out-dir")?);
        let stem = format!("{}{}", arguments.crate_name()?, arguments.codegen("extra-filename").unwrap_or(""));
        let dep_info = arguments.emits("dep-info").then(|| directory.join(format!("{stem}.d")));
        let mut files = Vec::new();
        if arguments.emits("metadata") {
            files.push(("metadata", directory.join(format!("lib{stem}.rmeta"))));
        }
        if arguments.emits("link") {
            let mut kinds: Vec<&str> = arguments.values("--crate-type").flat_map(|list| list.split(',')).collect();
            if kinds.is_empty() {
                kinds.push("bin");
            }
            for kind in kinds {
                let name = match kind {
                    "lib" | "rlib" => format!("lib{stem}.rlib"),
                    "staticlib" => format!("lib{stem}.a"),
                    "proc-macro" | "dylib" | "cdylib" => format!("{DLL_PREFIX}{stem}{DLL_SUFFIX}"),
                    _ => format!("{stem}{EXE_SUFFIX}"),
                };
                files.push(("link", directory.join(name)));
            }
        }
        Some(Outputs { files, dep_info, stem })
    }

    /// The line on standard error by which rustc tells cargo that a file is there.
    pub fn artifact_line(kind: &str, path: &str) -> String {
        format!("{{\"$message_type\":\"artifact\",\"artifact\":{},\"emit\":\"{kind}\"}}\n", crate::json::quote(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    fn outputs(line: &str) -> Outputs {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        Outputs::of(&Arguments::parse(&words).unwrap()).unwrap()
    }

    #[test]
    fn names_are_rustcs() {
        let library = outputs("--crate-name syn --crate-type lib --emit=dep-info,metadata,link -C extra-filename=-1f --out-dir /o");
        assert_eq!(library.files, [("metadata", "/o/libsyn-1f.rmeta".into()), ("link", "/o/libsyn-1f.rlib".into())]);
        assert_eq!(library.dep_info, Some("/o/syn-1f.d".into()));
        let script = outputs("--crate-name build_script_build --crate-type bin --emit=dep-info,link -C extra-filename=-2 --out-dir /o");
        assert_eq!(script.files, [("link", PathBuf::from(format!("/o/build_script_build-2{EXE_SUFFIX}")))]);
        let check = outputs("--crate-name a --crate-type bin --emit=metadata --out-dir /o");
        assert_eq!((check.files, check.dep_info), (vec![("metadata", "/o/liba.rmeta".into())], None));
        let both = outputs("--crate-name a --crate-type cdylib --crate-type rlib --emit=link --out-dir /o");
        assert_eq!(both.files.len(), 2);
    }
}
