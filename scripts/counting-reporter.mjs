// A vitest reporter that prints one line for each test file, names what failed and what was skipped
// (with the reason), and leaves the numbers in the file SILCROW_TEST_COUNTS.
import { writeFileSync } from "node:fs";
import { relative } from "node:path";

export default class CountingReporter {
  counts = { passed: 0, failed: 0, skipped: 0, failures: [] };

  onTestModuleEnd(module) {
    const name = relative(process.cwd(), module.moduleId);
    const tests = [...module.children.allTests()];
    const own = { passed: 0, failed: 0, skipped: 0 };
    for (const test of tests) {
      const { state, errors = [], note } = test.result();
      own[state === "pending" ? "skipped" : state]++;
      if (state === "failed") this.#fail(`${name} > ${test.fullName}`, errors);
      if (state === "skipped" || state === "pending") {
        console.log(`skipped: ${name} > ${test.fullName}: ${note ?? "no reason given"}`);
      }
    }
    // Mistakes outside of tests: a file that does not load, a hook that throws.
    const outside = [...module.errors(), ...[...module.children.allSuites()].flatMap((suite) => [...suite.errors()])];
    if (outside.length > 0) {
      own.failed++;
      this.#fail(name, outside);
    }
    for (const key of Object.keys(own)) this.counts[key] += own[key];
    const seconds = (module.diagnostic().duration / 1000).toFixed(1);
    console.log(`${own.failed > 0 ? "not ok" : "ok"}: ${name} (${tests.length} tests, ${seconds} s)`);
  }

  onTestRunEnd(_modules, unhandled) {
    if (unhandled.length > 0) {
      this.counts.failed++;
      this.#fail("outside of any test", unhandled);
    }
    const file = process.env.SILCROW_TEST_COUNTS;
    if (file !== undefined) writeFileSync(file, JSON.stringify(this.counts));
  }

  #fail(name, errors) {
    this.counts.failures.push(name);
    console.log(`not ok: ${name}`);
    for (const error of errors) {
      console.log(indent(error.stack ?? error.message ?? String(error)));
      if (error.diff) console.log(indent(error.diff));
    }
  }
}

function indent(text) {
  return String(text)
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}
