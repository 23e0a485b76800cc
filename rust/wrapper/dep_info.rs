use std::path::Path;

/// The dep-info file of outputs that rustc did not write: each depends on the given files.
pub fn write(dep_info: &Path, outputs: &[&Path], files: &[&str]) -> std::io::Result<()> {
    let list: String = files.iter().map(|file| format!(" {}", escape(file))).collect();
    let mut text = String::new();
    for output in [dep_info].iter().chain(outputs) {
        text += &format!("{}:{list}\n\n", escape(&output.to_string_lossy()));
    }
    for file in files {
        text += &format!("{}:\n", escape(file));
    }
    std::fs::write(dep_info, text)
}

/// Adds files to the first rule, which is the one that cargo reads, and variables to the end.
pub fn complete(dep_info: &Path, files: &[String], environment: &[(&str, Option<String>)]) -> std::io::Result<()> {
    let text = std::fs::read_to_string(dep_info)?;
    std::fs::write(dep_info, completed(&text, files, environment))
}

/// The files of the first rule of a dep-info file's text.
pub fn files(text: &str) -> Vec<String> {
    let Some((_, list)) = text.lines().next().and_then(|line| line.split_once(": ")) else { return Vec::new() };
    let mut files = Vec::new();
    let mut file = String::new();
    let mut characters = list.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek() == Some(&' ') => file.extend(characters.next()),
            ' ' if !file.is_empty() => files.push(std::mem::take(&mut file)),
            ' ' => {}
            other => file.push(other),
        }
    }
    if !file.is_empty() {
        files.push(file);
    }
    files
}

fn completed(text: &str, files: &[String], environment: &[(&str, Option<String>)]) -> String {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut out = first.to_owned();
    for file in files {
        out += " ";
        out += &escape(file);
    }
    out.push('\n');
    out += rest;
    if !environment.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    for (name, value) in environment {
        let line = match value {
            Some(value) => format!("# env-dep:{name}={}\n", value.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")),
            None => format!("# env-dep:{name}\n"),
        };
        // rustc may have noted the same variable, for an `env!`.
        if !out.contains(&line) {
            out += &line;
        }
    }
    out
}

fn escape(path: &str) -> String {
    path.replace(' ', "\\ ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_and_the_environment_are_completed() {
        let text = "a.d: src/a.rs\n\nliba.rlib: src/a.rs\n\nsrc/a.rs:\n# env-dep:A=1\n";
        let environment = [("A", Some("1".into())), ("B", Some("x\\y\n".into())), ("C", None)];
        assert_eq!(
            completed(text, &["/c/one two.rsm".into()], &environment),
            "a.d: src/a.rs /c/one\\ two.rsm\n\nliba.rlib: src/a.rs\n\nsrc/a.rs:\n# env-dep:A=1\n# env-dep:B=x\\\\y\\n\n# env-dep:C\n",
        );
    }

    #[test]
    fn files_of_the_first_rule() {
        assert_eq!(files("x.wasm: src/lib.rs  src/a\\ b.rs\n\nother: z\n"), ["src/lib.rs", "src/a b.rs"]);
        assert_eq!(files(""), [""; 0]);
    }

    #[test]
    fn outputs_of_a_stub() {
        let directory = crate::test_directory::TestDirectory::new("dep-info");
        let path = directory.path("x.d");
        write(&path, &[Path::new("/t/libx.rlib")], &["/s/x y.rs"]).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, format!("{}: /s/x\\ y.rs\n\n/t/libx.rlib: /s/x\\ y.rs\n\n/s/x\\ y.rs:\n", path.display()));
        assert_eq!(files(&text), ["/s/x y.rs"]);
    }
}
