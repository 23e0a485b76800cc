import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sha256, virtualPlaces } from "#format";
import { type ExpandRawOutcome, SandboxPool } from "#sandbox";
import { type MacroCrate, outputText, requestFor, sandboxes } from "./macro-crate.ts";

const source = String.raw`
extern crate proc_macro;
use proc_macro::{Literal, TokenStream, TokenTree};
use std::fs;

fn text(what: impl std::fmt::Display) -> TokenStream {
    TokenTree::from(Literal::string(&what.to_string())).into()
}
fn path(input: TokenStream) -> String { input.to_string().trim_matches('"').to_string() }
fn shown<T: std::fmt::Display>(result: std::io::Result<T>) -> TokenStream {
    match result { Ok(value) => text(value), Err(error) => text(format!("error: {:?}", error.kind())) }
}

#[proc_macro]
pub fn read(input: TokenStream) -> TokenStream { shown(fs::read_to_string(path(input))) }
#[proc_macro]
pub fn pieces(input: TokenStream) -> TokenStream {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = fs::File::open(path(input)).unwrap();
    let mut head = [0; 2];
    file.read_exact(&mut head).unwrap();
    file.seek(SeekFrom::End(-2)).unwrap();
    let mut tail = String::new();
    file.read_to_string(&mut tail).unwrap();
    text(format!("{}…{tail} {}", String::from_utf8_lossy(&head), file.stream_position().unwrap()))
}
#[proc_macro]
pub fn list(input: TokenStream) -> TokenStream {
    shown(fs::read_dir(path(input)).map(|items| {
        let names = items.map(|item| item.unwrap()).map(|item| {
            let kind = item.file_type().unwrap();
            format!("{}{}", item.file_name().to_string_lossy(), if kind.is_dir() { "/" } else if kind.is_symlink() { "@" } else { "" })
        });
        names.collect::<Vec<_>>().join(" ")
    }))
}
#[proc_macro]
pub fn status(input: TokenStream) -> TokenStream {
    shown(fs::symlink_metadata(path(input)).map(|found| {
        let modified = found.modified().unwrap().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap().as_secs();
        format!("{} {} {} {modified}", found.is_dir(), found.file_type().is_symlink(), found.len())
    }))
}
#[proc_macro]
pub fn real(input: TokenStream) -> TokenStream { shown(fs::canonicalize(path(input)).map(|found| found.display().to_string())) }
#[proc_macro]
pub fn target(input: TokenStream) -> TokenStream { shown(fs::read_link(path(input)).map(|found| found.display().to_string())) }
#[proc_macro]
pub fn beside_out(input: TokenStream) -> TokenStream {
    let out = std::env::var("OUT_DIR").unwrap();
    shown(fs::read_to_string(std::path::Path::new(&out).join(path(input))))
}
#[proc_macro]
pub fn ask(input: TokenStream) -> TokenStream {
    let Ok(cargo) = std::env::var("CARGO") else { return text("no cargo") };
    let (folder, args) = path(input).split_once('>').map(|(folder, args)| (folder.to_string(), args.to_string())).unwrap();
    let mut command = std::process::Command::new(cargo);
    command.args(args.split(' '));
    if !folder.is_empty() { command.current_dir(folder); }
    shown(command.output().map(|output| String::from_utf8(output.stdout).unwrap()))
}
#[proc_macro]
pub fn start(input: TokenStream) -> TokenStream { text(std::process::Command::new(path(input)).spawn().is_err()) }
#[proc_macro]
pub fn current(_: TokenStream) -> TokenStream { shown(std::env::current_dir().map(|found| found.display().to_string())) }
#[proc_macro]
pub fn moved(_: TokenStream) -> TokenStream {
    std::env::set_current_dir("app/templates").unwrap();
    text(format!("{} {}", std::env::current_dir().unwrap().display(), fs::read_to_string("a.txt").unwrap()))
}
#[proc_macro]
pub fn change(input: TokenStream) -> TokenStream {
    let path = path(input);
    let results = [fs::write(&path, "x").is_ok(), fs::remove_file(&path).is_ok(), fs::create_dir(format!("{path}.d")).is_ok(), fs::rename(&path, "b").is_ok()];
    text(format!("{results:?}"))
}
`;

describe.each(sandboxes)("$name", ({ name: sandbox, compile }) => {
  let folder: string;
  let crate: MacroCrate;
  let pool: SandboxPool;

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "silcrow-files-")));
    const write = (file: string, content: string | Uint8Array) => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), content);
    };
    write("secret.txt", "secret");
    write("work/app/templates/a.txt", "alpha");
    write("work/app/templates/deep/b.txt", "beta");
    write("work/app/templates/ä.txt", "umlaut");
    write("work/app/other.txt", "other");
    write("work/shared/s.txt", "shared");
    write("work/target/debug/build/app-1/out/made.txt", "made");
    const link = (target: string, file: string) => symlinkSync(target, path.join(folder, "work/app/templates", file));
    link("a.txt", "same.txt");
    link("deep", "deep-link");
    link("../../shared/s.txt", "granted-elsewhere.txt");
    link("../other.txt", "sideways.txt");
    link("../../../secret.txt", "out.txt");
    link(path.join(folder, "secret.txt"), "absolute-out.txt");
    link(path.join(folder, "work/app/templates/a.txt"), "absolute-in.txt");
    link("loop.txt", "loop.txt");
    link(folder, "up");
    execFileSync("mkfifo", [path.join(folder, "work/app/templates/pipe")]);
    crate = await compile(source);
    pool = new SandboxPool({ workers: 1, deadlineMs: 10_000 });
  });
  afterAll(async () => {
    await pool.close();
    await crate.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const app = "/silcrow-workspace/app";
  const templates = `${app}/templates`;

  async function run(name: string, file = "", granted: readonly string[] = [templates, "/silcrow-workspace/shared", "/silcrow-build/out"]): Promise<ExpandRawOutcome> {
    const outDirectory = path.join(folder, "work/target/debug/build/app-1/out");
    const places = virtualPlaces({ workspace: path.join(folder, "work"), manifestDirectory: path.join(folder, "work/app"), outDirectory });
    const files = { places, cwd: "/silcrow-workspace", granted };
    const cargo = { package: app, workspace: "/silcrow-workspace" };
    return await pool.expandRaw(requestFor(crate, name, JSON.stringify(file), { files, cargo, environment: { OUT_DIR: "/silcrow-build/out" } }));
  }

  /** The text that the macro returned, and what its entry would depend on. */
  async function seen(name: string, file?: string, granted?: readonly string[]): Promise<Record<string, unknown>> {
    const outcome = await run(name, file, granted);
    if (outcome.kind !== "done") return { ...outcome };
    const { files, directories, links, cwd } = outcome.observed;
    const nothing = (object: object) => Object.keys(object).length === 0;
    return {
      gives: JSON.parse(outputText(outcome.output)),
      ...(nothing(files) ? {} : { files }),
      ...(nothing(directories) ? {} : { directories }),
      ...(nothing(links) ? {} : { links }),
      ...(cwd === undefined ? {} : { cwd }),
    };
  }

  describe("what is granted can be read, and is recorded", () => {
    test("a file", async () => {
      expect(await seen("read", `${templates}/a.txt`)).toEqual({ gives: "alpha", files: { [`${templates}/a.txt`]: sha256("alpha") } });
      expect(await seen("pieces", `${templates}/a.txt`)).toMatchObject({ gives: "al…ha 5" });
      expect(await seen("read", `${templates}/ä.txt`)).toMatchObject({ gives: "umlaut" });
    });

    test("a relative path, and the working directory", async () => {
      const files = { [`${templates}/a.txt`]: sha256("alpha") };
      expect(await seen("read", "app/./templates/../templates/a.txt")).toEqual({ gives: "alpha", files, cwd: "/silcrow-workspace" });
      expect(await seen("current")).toEqual({ gives: "/silcrow-workspace", cwd: "/silcrow-workspace" });
      expect(await seen("moved")).toMatchObject({ gives: `${templates} alpha`, cwd: "/silcrow-workspace" });
    });

    test("a folder's listing, sorted, with the kinds of its items", async () => {
      const outcome = await seen("list", `${templates}/deep`);
      expect(outcome).toEqual({
        gives: "b.txt",
        directories: { [`${templates}/deep`]: sha256("fb.txt\0") },
      });
      expect((await seen("list", templates))["gives"]).toBe(
        "a.txt absolute-in.txt@ absolute-out.txt@ deep/ deep-link@ granted-elsewhere.txt@ loop.txt@ out.txt@ pipe same.txt@ sideways.txt@ up@ ä.txt",
      );
    });

    test("sizes of folders and times are the same everywhere", async () => {
      expect(await seen("status", `${templates}/deep`)).toMatchObject({ gives: "true false 4096 1000000000" });
      expect(await seen("status", `${templates}/a.txt`)).toMatchObject({ gives: "false false 5 1000000000" });
    });

    test("links are followed inside of what is granted; where they lead is recorded", async () => {
      const files = { [`${templates}/a.txt`]: sha256("alpha") };
      expect(await seen("read", `${templates}/same.txt`)).toEqual({ gives: "alpha", files, links: { [`${templates}/same.txt`]: "a.txt" } });
      expect(await seen("real", `${templates}/deep-link/b.txt`)).toMatchObject({ gives: `${templates}/deep/b.txt` });
      expect(await seen("read", `${templates}/granted-elsewhere.txt`)).toMatchObject({ gives: "shared" });
      expect(await seen("read", `${templates}/absolute-in.txt`)).toMatchObject({
        gives: "alpha",
        links: { [`${templates}/absolute-in.txt`]: `${templates}/a.txt` },
      });
      expect(await seen("target", `${templates}/same.txt`)).toMatchObject({ gives: "a.txt" });
      expect(await seen("status", `${templates}/same.txt`)).toMatchObject({ gives: "false true 5 1000000000" });
      expect(await seen("read", `${templates}/loop.txt`)).toMatchObject({ gives: expect.stringContaining("error") });
    });

    test("a path without links is known to be the same", async () => {
      expect(await seen("real", "app/templates/./deep/..")).toMatchObject({ gives: templates });
      expect(await seen("real", app)).toEqual({ gives: app, files: { [app]: "directory" } });
    });

    test("what is not there", async () => {
      expect(await seen("read", `${templates}/none.txt`)).toEqual({ gives: "error: NotFound", files: { [`${templates}/none.txt`]: null } });
      expect(await seen("read", `${app}/askama.toml`, [])).toEqual({ gives: "error: NotFound", files: { [`${app}/askama.toml`]: null } });
      expect(await seen("read", `${templates}/a.txt/b`)).toEqual({ gives: "error: NotADirectory", files: { [`${templates}/a.txt`]: sha256("alpha") } });
      expect(await seen("real", `${templates}/none`)).toMatchObject({ gives: "error: NotFound" });
    });

    test("OUT_DIR", async () => {
      expect(await seen("beside_out", "made.txt")).toEqual({ gives: "made", files: { "/silcrow-build/out/made.txt": sha256("made") } });
      expect(await seen("real", "/silcrow-build/out/../out")).toEqual({ gives: "/silcrow-build/out", files: { "/silcrow-build/out": "directory" } });
      expect(await seen("real", "/silcrow-build")).toEqual({ gives: "/silcrow-build" });
    });

    test("in no folder above the project", async () => {
      expect(await seen("read", "/.no-such-env")).toEqual({ gives: "error: NotFound", files: { "/.no-such-env": null } });
      expect(await seen("read", "../../.no-such-env")).toMatchObject({ gives: "error: NotFound", files: { "/.no-such-env": null } });
    });
  });

  describe("nothing else can", () => {
    test.each([
      ["read", `${app}/other.txt`, `file ${app}/other.txt`],
      ["read", `${templates}/../other.txt`, `file ${app}/other.txt`],
      ["read", `${templates}/sideways.txt`, `file ${app}/other.txt`],
      ["read", "/etc/passwd", "file /etc/passwd"],
      ["read", `${templates}/../../../../../../etc/passwd`, "file /etc/passwd"],
      ["read", "/silcrow-workspace/../secret.txt", "file FOLDER/secret.txt"],
      ["read", "/secret.txt", "file FOLDER/secret.txt"],
      ["read", "../secret.txt", "file FOLDER/secret.txt"],
      ["read", `${templates}/out.txt`, "file FOLDER/secret.txt"],
      ["real", `${templates}/out.txt`, "file FOLDER/secret.txt"],
      ["list", "/silcrow-build", "directory /silcrow-build"],
      ["read", "/silcrow-build/output", "file /silcrow-build/output"],
      ["read", "/silcrow-target/tmp/x", "file /silcrow-target/tmp/x"],
      // From OUT_DIR upwards lies the project, natively.
      ["beside_out", "../stderr", "file /silcrow-build/stderr"],
      ["beside_out", "../../no-such-file", "file /no-such-file"],
      ["read", `${templates}/deep-link/../../other.txt`, `file ${app}/other.txt`],
      ["read", `${templates}/pipe`, `file ${templates}/pipe (which is neither a file nor a folder)`],
      ["list", app, `directory ${app}`],
      ["list", "/", "directory /"],
      ["list", "/silcrow-workspace", "directory /silcrow-workspace"],
      ["status", `${app}/other.txt`, `file ${app}/other.txt`],
      ["read", "/silcrow-package/x", "file /silcrow-package/x"],
      ["read", "/silcrow-workspace2/x", "file /silcrow-workspace2/x"],
    ])("%s %s", async (name, file, request) => {
      expect(await run(name, file)).toMatchObject({ kind: "denied", requests: [request.replace("FOLDER", folder)] });
    });

    test("not through links that are absolute, either", async () => {
      expect(await run("read", `${templates}/absolute-out.txt`)).toMatchObject({ kind: "denied", requests: [`file ${folder}/secret.txt`] });
      expect(await run("read", `${templates}/up/secret.txt`)).toMatchObject({ kind: "denied", requests: [`file ${folder}/secret.txt`] });
    });

    test("nothing can be changed", async () => {
      const at = `${templates}/a.txt`;
      expect(await run("change", at)).toMatchObject({ kind: "denied", requests: [`file ${at} (to write)`, `file ${at}.d (to write)`] });
    });
  });

  // Only WebAssembly has a standard library of silcrow's own, which asks.
  const questions = () => {
    test.each([
      [">locate-project --workspace --message-format=plain", "/silcrow-workspace/Cargo.toml\n"],
      [`>locate-project --workspace --message-format=plain --manifest-path=${app}/Cargo.toml`, "/silcrow-workspace/Cargo.toml\n"],
      [`>locate-project --message-format plain --manifest-path ${app}/Cargo.toml`, `${app}/Cargo.toml\n`],
      [`${app}>locate-project`, `{"root":"${app}/Cargo.toml"}\n`],
      ["app>metadata --format-version=1 --no-deps --offline", '{"version":1,"workspace_root":"/silcrow-workspace"}\n'],
    ])("%s", async (question, answer) => {
      const outcome = await seen("ask", question);
      expect(outcome).toMatchObject({ gives: answer });
      // What the answer follows from is recorded where the macro learnt of it.
      expect("cwd" in outcome).toBe(!question.startsWith(app));
    });

    test.each([
      [">metadata --format-version=1", "program cargo metadata --format-version=1"],
      [">locate-project --manifest-path=/silcrow-workspace/other/Cargo.toml", "program cargo locate-project --manifest-path=/silcrow-workspace/other/Cargo.toml"],
      [">locate-project --message-format=short", "program cargo locate-project --message-format=short"],
      [">tree", "program cargo tree"],
      [">locate-project --config x", "program cargo locate-project --config x"],
    ])("%s", async (question, request) => {
      expect(await run("ask", question)).toMatchObject({ kind: "denied", requests: [request] });
    });
  };
  if (sandbox === "wasm") describe("cargo is asked where the project is, and for nothing else", questions);
  else test("a process is not told of a cargo", async () => expect(await seen("ask", ">locate-project")).toEqual({ gives: "no cargo" }));

  test("no program is started", async () => {
    expect(await run("start", "cargo")).toMatchObject({ kind: "denied", requests: ["program cargo"] });
  });
});
