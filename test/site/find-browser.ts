import { findProgram } from "../find-program.ts";

/** A Chromium for the tests of the site: the one that CHROMIUM names, or else one on PATH, installed if need be. */
export function findBrowser(): string {
  return process.env["CHROMIUM"] || findProgram("chromium", "chromium", ["chromium-browser", "google-chrome-stable", "google-chrome"]);
}
