import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveSite, type SiteServer } from "#watch";

let parent: string;
let server: SiteServer;
beforeAll(async () => {
  parent = mkdtempSync(path.join(os.tmpdir(), "silcrow-serve-"));
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(parent, file)), { recursive: true });
    writeFileSync(path.join(parent, file), text);
  };
  write("secret.html", "secret");
  write("site/index.html", "<p>home");
  write("site/e/a b.html", "<p>entry");
  write("site/assets/site.js", "1");
  write("site/.silcrow-site", "marker");
  server = await serveSite(path.join(parent, "site"));
});
afterAll(async () => {
  await server.close();
  rmSync(parent, { recursive: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

function get(place: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  const { hostname, port } = new URL(server.address);
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path: place, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    call.on("error", reject).end();
  });
}

const base = () => new URL(server.address).pathname;

test("pages are served with headers that keep others out", async () => {
  const { status, headers, body } = await get(base());
  expect({ status, body }).toEqual({ status: 200, body: "<p>home" });
  expect(headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "frame-ancestors 'none'",
  });
  expect(headers["access-control-allow-origin"]).toBeUndefined();
  expect((await get(`${base()}e/a%20b.html`)).body).toBe("<p>entry");
  expect((await get(`${base()}assets/site.js?x`)).headers["content-type"]).toBe("text/javascript; charset=utf-8");
});

test("without the token there is nothing", async () => {
  const token = base().slice(1, -1);
  expect(token.length).toBeGreaterThanOrEqual(32);
  for (const place of ["/", "/index.html", "/events", `/${token.slice(0, -1)}/index.html`, `/${token}x/index.html`, `//${token}/index.html`]) {
    expect((await get(place)).status, place).toBe(404);
  }
});

describe("another host's name is refused", () => {
  // A page elsewhere can have its own name lead to 127.0.0.1; the browser then says that name.
  test.each(["evil.example", "127.0.0.1", "localhost", "127.0.0.1:1", "[::1]:80"])("%s", async (host) => {
    expect((await get(base(), { host })).status).not.toBe(200);
  });

  test("but localhost is this one", async () => {
    expect((await get(base(), { host: `localhost:${new URL(server.address).port}` })).status).toBe(200);
  });
});

test.each(["../secret.html", "..%2fsecret.html", "%2e%2e/secret.html", "e/%2e%2e/%2e%2e/secret.html", "e//a%20b.html", ".silcrow-site", "%00", "%", "e", "assets%2fsite.js", "/etc/passwd"])(
  "%s is not there",
  async (place) => {
    const { status, body } = await get(base() + place);
    expect({ status, body }).toEqual({ status: 404, body: "404\n" });
  },
);

test.each(["POST", "PUT", "DELETE", "OPTIONS"])("%s is refused", async (method) => {
  expect((await get(base(), {}, method)).status).toBe(405);
});

test("it listens on the loopback interface only", async () => {
  const { port } = new URL(server.address);
  const outside = Object.values(os.networkInterfaces()).flat().find((face) => face?.family === "IPv4" && !face.internal)?.address;
  // Where there is no other interface, an address of the loopback net that is not the server's stands for it.
  await expect(
    new Promise((resolve, reject) => {
      connect(Number(port), outside ?? "127.0.0.2").once("connect", resolve).once("error", reject);
    }),
  ).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("a port that is taken is said so", async () => {
  await expect(serveSite(parent, Number(new URL(server.address).port))).rejects.toMatchObject({ code: "SC0506" });
});

test("pages hear of newer ones", async () => {
  const events: string[] = [];
  const controller = new AbortController();
  const response = await fetch(`${server.address}events`, { signal: controller.signal });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const next = async () => events.push((await reader.read()).value ?? "");
  await next();
  server.reload();
  await next();
  expect(events[0]).toMatch(/data: 1\n/);
  expect(events[1]).toMatch(/data: 2\n/);
  controller.abort();
});
