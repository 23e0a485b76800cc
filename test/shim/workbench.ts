import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fixtures, type Ran, run, rustDirectory } from "./rustc.ts";

/** A temporary folder with the macro crate `demo` twice: compiled natively, and as a stand-in. */
export interface Workbench {
  readonly directory: string;
  readonly cache: string;
  readonly used: string;
  /** Runs rustc on a program text that uses `demo`; the file is always `user.rs` in the current folder. */
  readonly compile: (demo: "native" | "stand-in", program: string, args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ran>;
  /** Path of a file that a compilation made. */
  readonly made: (demo: "native" | "stand-in", file: string) => string;
  readonly remove: () => void;
}

export async function prepareWorkbench(): Promise<Workbench> {
  const directory = mkdtempSync(path.join(tmpdir(), "silcrow-shim-"));
  const place = (demo: "native" | "stand-in") => path.join(directory, demo);
  for (const demo of ["native", "stand-in"] as const) mkdirSync(place(demo));
  await expectSuccess(
    run("rustc", ["--crate-name", "silcrow_shim", "--crate-type", "rlib", "--edition", "2021", "-C", "opt-level=3",
      path.join(rustDirectory, "shim/lib.rs"), "-o", path.join(directory, "libsilcrow_shim.rlib")]),
  );
  const native = path.join(place("native"), "demo.rs");
  copyFileSync(path.join(fixtures, "native-macros.rs"), native);
  // As long as the original, so that rustc's source map has the same offsets.
  const root = readFileSync(path.join(fixtures, "stand-in.rs"), "utf8").trimEnd();
  const length = statSync(native).size;
  writeFileSync(path.join(place("stand-in"), "demo.rs"), `${root}${" ".repeat(Math.max(0, length - 1 - Buffer.byteLength(root)))}\n`);
  for (const demo of ["native", "stand-in"] as const) {
    const extern = demo === "native" ? [] : ["--extern", `silcrow_shim=${path.join(directory, "libsilcrow_shim.rlib")}`];
    await expectSuccess(run("rustc", ["--crate-name", "demo", "--crate-type", "proc-macro", "--edition", "2021", ...extern, "demo.rs"], {}, place(demo)));
  }
  return {
    directory,
    cache: path.join(directory, "cache"),
    used: path.join(directory, "used"),
    compile: (demo, program, args, env = {}) => {
      writeFileSync(path.join(place(demo), "user.rs"), program);
      return run("rustc", ["--crate-name", "user", "--edition", "2021", "--extern", "demo=libdemo.so", "-L.", ...args, "user.rs"],
        { CARGO_MANIFEST_DIR: place(demo), ...env }, place(demo));
    },
    made: (demo, file) => path.join(place(demo), file),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function expectSuccess(ran: Promise<Ran>): Promise<void> {
  const { status, stderr } = await ran;
  if (status !== 0) throw new Error(stderr);
}
