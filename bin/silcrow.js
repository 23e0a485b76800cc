#!/usr/bin/env node
// Written in old syntax, so that an old Node can read far enough to say that it is too old.
/* eslint no-var: 0 */
var version = "0.1.0";
var needed = 22;

(function start() {
  var node = process.versions.node;
  if (parseInt(node, 10) < needed) {
    console.error("silcrow needs Node " + needed + " or later; this is Node " + node + " (" + process.execPath + ")");
    process.exitCode = 2;
    return;
  }

  var args = process.argv.slice(2);
  // cargo runs `cargo-silcrow silcrow …` for `cargo silcrow …`.
  if (/(^|[\\/])cargo-silcrow(\.js)?$/.test(process.argv[1] || "") && args[0] === "silcrow") args.shift();

  // Scripts ask for the version often: nothing else is loaded for it.
  if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
    console.log("silcrow " + version);
    return;
  }

  var program;
  try {
    program = require("../dist/cli/main.cjs");
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND" || !/dist[\\/]cli[\\/]main\.cjs/.test(String(error.message).split("\n")[0])) throw error;
    console.error("silcrow is not built yet: run `npm run build` (or `npm run quickstart`) in its folder");
    process.exitCode = 2;
    return;
  }
  program.main(args, version);
})();
