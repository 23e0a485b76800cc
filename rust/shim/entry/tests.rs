use super::*;
use crate::files::FileState;
use crate::sha256;

struct Now;

impl World for Now {
    fn env(&self, name: &str) -> Option<String> {
        (name == "SET").then(|| "sha256:set".to_string())
    }
    fn position(&self) -> String {
        "sha256:here".to_string()
    }
    fn span_debug(&self) -> String {
        "sha256:debug".to_string()
    }
    fn source_text(&self) -> String {
        "sha256:source".to_string()
    }
    fn state(&self) -> String {
        "sha256:state".to_string()
    }
    fn directory(&self) -> String {
        "sha256:cwd".to_string()
    }
    fn file(&self, path: &str) -> FileState {
        match path.strip_prefix("/silcrow-workspace/") {
            Some("none") => FileState::Absent,
            Some("folder") => FileState::Directory,
            Some(_) => FileState::Content("sha256:content".to_string()),
            None if path == "/none" => FileState::Absent,
            None => FileState::Other,
        }
    }
    fn listing(&self, path: &str) -> Option<String> {
        path.ends_with("folder").then(|| "sha256:listing".to_string())
    }
    fn link(&self, path: &str) -> Option<String> {
        path.ends_with("link").then(|| "../x".to_string())
    }
    fn root_length(&self, root: usize) -> Option<usize> {
        (root == 0).then_some(2)
    }
    fn shown(&self, path: &str) -> String {
        path.replace("/silcrow-workspace/", "")
    }
}

const HASH: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
const MACRO: &str = "sha256:2222222222222222222222222222222222222222222222222222222222222222";
const WANTED: Wanted<'static> = Wanted { hash: HASH, macro_hash: MACRO, target: "x86_64-unknown-linux-gnu", needs_state: false };

/// An entry with more metadata, and an expansion section as it is written.
fn text(more: &str, expansion: &str) -> String {
    text_for("\"*\"", more, expansion)
}

fn text_for(targets: &str, more: &str, expansion: &str) -> String {
    let unsigned = |checksum: &str| {
        format!(
            "{{\n  \"rust_macro_cache_version\": 1,\n  \"macro_kind\": \"derive\",\n  \"macro_item\": \"m_0::m\",\n  \"macro_hash\": \"{MACRO}\",\n  \"expand_crate\": \"c\",\n  \"expand_module\": \"c\",\n  \"expand_linenum\": 1,\n  \"macro-frag-spec\": \"item\",\n  \"targets\": {targets},\n{more}  \"hash\": \"{HASH}\"{checksum}\n}}\n§§\nm!()\n§§\n{expansion}\n"
        )
    };
    let hash = sha256::written(&sha256::digest(unsigned(",").as_bytes()));
    unsigned(&format!(",\n  \"checksum\": \"{hash}\""))
}

fn with_right_checksum(text: &str) -> String {
    let (before, after) = text.split_once("  \"checksum\": ").unwrap();
    let after = after.split_once('\n').unwrap().1;
    let hash = sha256::written(&sha256::digest(format!("{before}{after}").as_bytes()));
    format!("{before}  \"checksum\": \"{hash}\"\n{after}")
}

fn problem(text: &str) -> Problem {
    match check(text, &WANTED, &Now) {
        Ok(_) => panic!("the entry was accepted:\n{text}"),
        Err(problem) => problem,
    }
}

fn is_damaged(text: &str) -> bool {
    matches!(problem(text), Problem::Damaged { .. })
}

#[test]
fn a_valid_entry() {
    let more = "  \"spans\": \"AA\",\n  \"scopes\": {\"1\": \"mixed_site\", \"2\": {\"input\": \"x\"}},\n  \"parsed\": [\"3:00000000000000ff\"],\n";
    let text = text(more, "fn f() {}\nstruct S;");
    let entry = check(&text, &WANTED, &Now).ok().unwrap();
    assert_eq!(entry.expansion, "fn f() {}\nstruct S;");
    assert!(matches!(entry.expansion, Cow::Borrowed(_)));
    assert_eq!(entry.expansion_line, text.lines().position(|line| line == "fn f() {}").unwrap() + 1);
    assert_eq!(entry.spans.as_deref(), Some("AA"));
    assert_eq!(entry.mixed_scopes, [1]);
    assert_eq!(entry.parsed, [(3, 255)]);
}

#[test]
fn escaped_separators() {
    let text = text("", "\"\n§§§\n§§§§\n§\n x§§\n§§x\"");
    assert_eq!(check(&text, &WANTED, &Now).ok().unwrap().expansion, "\"\n§§\n§§§\n§\n x§§\n§§x\"");
}

#[test]
fn an_empty_expansion() {
    assert_eq!(check(&text("", ""), &WANTED, &Now).ok().unwrap().expansion, "");
}

#[test]
fn any_change_is_noticed() {
    let good = text("", "fn f() {}");
    assert!(check(&good, &WANTED, &Now).is_ok());
    assert_eq!(problem(&good.replace("fn f()", "fn g()")), Problem::Edited);
    assert_eq!(problem(&good.replace("m!()", "n!()")), Problem::Edited);
    assert_eq!(problem(&good.replace("\"targets\"", "\"tarrgets\"")), Problem::Edited);
    assert_eq!(problem(&good.replace("fn f() {}\n", "fn f() {}\n\n")), Problem::Edited);
    for end in (0..good.len()).filter(|&end| good.is_char_boundary(end)) {
        problem(&good[..end]);
    }
}

#[test]
fn newer_versions_are_named_before_anything_else() {
    let newer = text("", "x").replace("_version\": 1,", "_version\": 2,");
    assert_eq!(problem(&newer), Problem::Newer { version: 2 });
    assert!(is_damaged(&text("", "x").replace("_version\": 1,", "_version\": 0,")));
    assert!(is_damaged(&text("", "x").replace("_version\": 1,", "_version\": \"1\",")));
    assert_eq!(problem(&newer.replace("2,", "1e9,")), Problem::Newer { version: 1_000_000_000 });
    assert_eq!(problem("{\"rust_macro_cache_version\": 3}\n§§\nwhatever"), Problem::Newer { version: 3 });
}

#[test]
fn identity() {
    let good = text("", "x");
    let check_with = |wanted: Wanted<'_>| check(&good, &wanted, &Now).err().unwrap();
    assert_eq!(check_with(Wanted { hash: "sha256:other", ..WANTED }), Problem::Other);
    assert_eq!(
        check_with(Wanted { macro_hash: "sha256:new", ..WANTED }),
        Problem::MacroChanged { hash: MACRO.to_string(), package: None }
    );
}

#[test]
fn targets() {
    let listed = |targets| problem(&text_for(targets, "", "x"));
    assert_eq!(listed("[\"wasm32-*\", \"*-windows-*\"]"), Problem::WrongTarget { targets: "wasm32-*, *-windows-*".to_string() });
    assert!(matches!(listed("\"wasm32\""), Problem::Damaged { .. }));
    for bad in ["[1]", "[]", "[\"*\", 5]", "[\"*\", \"\"]"] {
        assert!(matches!(listed(bad), Problem::Damaged { .. }), "{bad}");
    }
}

#[test]
fn an_entry_without_a_checksum_is_damaged() {
    let text = text("", "x");
    assert!(is_damaged(&text.replace(",\n  \"checksum\"", ",\n  \"checksun\"")));
}

#[test]
fn what_the_macro_observed() {
    let with = |depends: &str| text(&format!("  \"depends\": {depends},\n"), "x");
    let good = "{\"env\": {\"SET\": \"sha256:set\", \"UNSET\": null}, \"position\": \"sha256:here\", \"span_debug\": \"sha256:debug\", \"source_text\": \"sha256:source\", \"state\": \"sha256:state\"}";
    assert!(check(&with(good), &WANTED, &Now).is_ok());
    for (from, to, word) in [
        ("sha256:set", "sha256:old", "another one"),
        ("\"sha256:set\"", "null", "is set now"),
        ("null", "\"sha256:x\"", "is unset now"),
        ("sha256:here", "sha256:there", "position"),
        ("sha256:debug", "sha256:x", "spans"),
        ("sha256:source", "sha256:x", "source text"),
        ("sha256:state", "sha256:x", "invocations of its crate before"),
    ] {
        let Problem::Observed { what } = problem(&with(&good.replace(from, to))) else { panic!("{from}") };
        assert!(what.contains(word), "{what}");
    }
    for bad in ["[]", "{\"env\": []}", "{\"env\": {\"A\": 1}}", "{\"clock\": {}}", "{\"position\": null}", "{\"cwd\": 1}"] {
        assert!(is_damaged(&with(bad)), "{bad}");
    }
}

#[test]
fn lengths_of_texts_are_those_of_this_machine() {
    let with = |parsed: &str| text(&format!("  \"parsed\": [\"{parsed}\"],\n"), "x");
    let length = |parsed: &str| check(&with(parsed), &WANTED, &Now).unwrap().parsed[0];
    assert_eq!(length("40:00000000000000ff"), (40, 255));
    // "/silcrow-workspace" has 18 characters, its folder here two.
    assert_eq!(length("40:00000000000000ff:2.1.0.0"), (8, 255));
    for bad in ["40:00000000000000ff:", "40:00000000000000ff:1", "40:00000000000000ff:01.0.0.0", "17:00000000000000ff:2.0.0.0", "4:00000000000000ff:1.0.0.0.0"] {
        assert!(is_damaged(&with(bad)), "{bad}");
    }
}

#[test]
fn entries_of_a_crate_that_keeps_state_say_what_came_before() {
    let wanted = Wanted { needs_state: true, ..WANTED };
    let with = |depends: &str| text(&format!("  \"depends\": {{{depends}}},\n"), "x");
    assert!(check(&with("\"state\": \"sha256:state\""), &wanted, &Now).is_ok());
    for without in [text("", "x"), with("\"position\": \"sha256:here\"")] {
        assert!(matches!(check(&without, &wanted, &Now), Err(Problem::Observed { what }) if what.contains("says nothing")));
    }
}

#[test]
fn what_the_macro_saw_of_files() {
    let at = |depends: &str| text(&format!("  \"depends\": {{{depends}}},\n"), "x");
    let good = concat!(
        "\"cwd\": \"sha256:cwd\", \"files\": {\"/silcrow-workspace/a\": \"sha256:content\", \"/silcrow-workspace/none\": null, \"/none\": null, ",
        "\"/silcrow-workspace/folder\": \"directory\"}, \"directories\": {\"/silcrow-workspace/folder\": \"sha256:listing\"}, ",
        "\"links\": {\"/silcrow-workspace/link\": \"../x\"}"
    );
    assert!(check(&at(good), &WANTED, &Now).is_ok());
    for (from, to, word) in [
        ("sha256:cwd", "sha256:x", "working directory"),
        ("sha256:content", "sha256:x", "`a` (its content is another one now)"),
        ("\"sha256:content\"", "null", "it was not there then and is now"),
        ("\"sha256:content\"", "\"directory\"", "is none now"),
        ("/none\": null", "/none\": \"sha256:x\"", "`none` (it is gone)"),
        ("/none\": null", "/none\": \"directory\"", "`none` (it is gone)"),
        ("/folder\": \"directory\"", "/folder\": \"sha256:x\"", "it was a file then"),
        ("sha256:listing", "sha256:x", "added or removed"),
        ("../x", "../y", "leads elsewhere"),
        ("/link", "/a", "was a link then"),
    ] {
        let Problem::Observed { what } = problem(&at(&good.replace(from, to))) else { panic!("{from}") };
        assert!(what.contains(word), "{what}");
    }
    for bad in [
        "\"files\": []",
        "\"files\": {\"/etc/passwd\": \"directory\"}",
        "\"files\": {\"/silcrow-workspace/../x\": null}",
        "\"files\": {\"/silcrow-workspace/a/./x\": null}",
        "\"files\": {\"/silcrow-workspace/a/\": null}",
        "\"files\": {\"/silcrow-workspaces\": null}", "\"files\": {\"/above\": \"sha256:content\"}", "\"files\": {\"/../above\": null}",
        "\"files\": {\"/silcrow-workspace/a\": 1}",
        "\"directories\": {\"/silcrow-workspace/folder\": null}",
        "\"links\": {\"/silcrow-workspace/link\": null}",
    ] {
        assert!(is_damaged(&at(bad)), "{bad}");
    }
    let virtual_paths = |names: &str| text(&format!("  \"virtual_paths\": {names},\n"), "x");
    assert!(check(&virtual_paths("[\"/silcrow-workspace\"]"), &WANTED, &Now).is_ok_and(|entry| entry.has_virtual_paths));
    for bad in ["[]", "{}", "[\"/silcrow-home\"]", "[1]"] {
        assert!(is_damaged(&virtual_paths(bad)), "{bad}");
    }
}

#[test]
fn wrong_types_are_damage() {
    for more in [
        "  \"spans\": 1,\n", "  \"scopes\": [],\n", "  \"scopes\": {\"x\": \"mixed_site\"},\n", "  \"parsed\": {},\n",
        "  \"parsed\": [\"3:ff\"],\n", "  \"parsed\": [\"99999999999999999999:00000000000000ff\"],\n", "  \"parsed\": [3],\n",
        "  \"parsed\": [\"3:+0000000000000ff\"],\n", "  \"parsed\": [\"03:00000000000000ff\"],\n", "  \"parsed\": [\"3:00000000000000FF\"],\n",
        "  \"scopes\": {\"01\": \"mixed_site\"},\n", "  \"scopes\": {\"+1\": \"mixed_site\"},\n", "  \"scopes\": {\"1\": 1},\n",
        "  \"macro_package\": 1,\n", "  \"source_file\": \"\",\n",
    ] {
        assert!(is_damaged(&text(more, "x")), "{more}");
    }
    assert!(is_damaged("[]\n§§\n§§\n"));
    assert!(is_damaged("{\"rust_macro_cache_version\": 1}\n§§\n§§\n"));
    for (from, to) in [
        ("\"derive\"", "\"other\""),
        ("\"expand_crate\": \"c\"", "\"expand_crate\": \"\""),
        ("\"macro-frag-spec\"", "\"macro_frag_spec\""),
        ("\"expand_linenum\": 1,", "\"expand_linenum\": 0,"),
        ("\"expand_linenum\": 1,", "\"expand_linenum\": 1.5,"),
    ] {
        assert!(is_damaged(&with_right_checksum(&text("", "x").replace(from, to))), "{to}");
    }
}
