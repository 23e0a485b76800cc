import { type EntrySketch, reviewProject, type ReviewProject } from "../review/review-project.ts";

export const markup = `"><img src=x onerror="globalThis.owned=1"><script>globalThis.owned=1</script>`;
const terminal = "\u001B[2J\u001B]0;owned\u0007";

export const crab: EntrySketch = {
  module: "shore",
  item: "Crab",
  macro: "Describe",
  line: 4,
  invocation: "#[derive(Describe)]\nstruct Crab {\n    legs: u8, // ten\n}",
  expansion: `impl Describe for Crab {\n    fn describe() -> u8 {\n        let legs§1 = 10;\n        legs§1\n    }\n}`,
  metadata: { scopes: { "1": "mixed_site" } },
};

export const poke: EntrySketch = {
  item: "poke",
  macro: "trace",
  kind: "attribute",
  package: "trace 0.1.0",
  line: 12,
  invocation: "#[trace]\nfn poke() {}",
  expansion: "fn poke() {\n    unsafe { trace() }\n}",
};

export const hostile: EntrySketch = {
  item: "hostile",
  macro: "wstr",
  kind: "function",
  package: `w 1.0.0${terminal}`,
  file: `src/${markup.replaceAll("/", "")}.rs`,
  invocation: `wstr!("${markup.replaceAll('"', "'")} </script><script>globalThis.owned=1</script> ${terminal}\u202E") // {{this}} \${x}`,
  expansion: `f("</script><script>globalThis.owned=1</script>", "<!--", "]]>", "javascript:owned", "${terminal}", "\u202E\u2066")`,
  metadata: { depends: { env: { [markup]: null } }, scopes: { "1": { input: markup } }, expand_module: `demo::${markup}` },
};

/** A project whose cache has ordinary, flagged, hostile and broken entries. */
export function siteProject(): ReviewProject {
  const project = reviewProject([crab, poke, hostile]);
  project.write("Cargo.toml", "");
  project.write("macro-cache/demo/broken.wstr.0123456789ab.rsm", `not an entry ${markup}\n`);
  project.write(`macro-cache/demo/<b onclick=owned=1>&amp;.wstr.0123456789ac.rsm`, `${markup}\n`);
  project.write(`macro-cache/demo/#?%2e%2e.wstr.0123456789ad.rsm`, `{"rust_macro_cache_version": 9}\n§§\n${markup}`);
  return project;
}
