import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { SilcrowError } from "#diagnostics";

export interface SiteServer {
  /** With the token; only who has it is answered. */
  readonly address: string;
  /** Tells the pages that are open that there are newer ones. */
  reload(): void;
  close(): Promise<void>;
}

/**
 * Serves a folder of static pages to this machine alone: on the loopback interface, below a path that cannot be
 * guessed, and only to requests for that very host, so that no other site can reach it by a name of its own. Nothing
 * can be changed through it. Throws SC0506.
 */
export async function serveSite(folder: string, port = 0): Promise<SiteServer> {
  const token = randomBytes(24).toString("base64url");
  const listeners = new Set<ServerResponse>();
  let version = 1;
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(new SilcrowError("SC0506", `nothing can be served on port ${port}`, { notes: [cause.message], cause })));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  const hosts = [`127.0.0.1:${actual}`, `localhost:${actual}`];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const refuse = (status: number): void => void response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${status}\n`);
    if (!hosts.includes(request.headers.host ?? "")) return refuse(421);
    if (request.method !== "GET" && request.method !== "HEAD") return refuse(405);
    const [, given = "", ...parts] = (request.url ?? "").replace(/[?#].*$/s, "").split("/");
    if (!isSame(given, token)) return refuse(404);
    if (parts.length === 1 && parts[0] === "events") return listen(response);
    const file = fileOf(parts);
    const content = file === undefined ? undefined : await readFile(file).catch(() => undefined);
    if (file === undefined || content === undefined) return refuse(404);
    response.writeHead(200, { "Content-Type": types[path.extname(file)] ?? "application/octet-stream", "Content-Length": content.length });
    response.end(request.method === "HEAD" ? undefined : content);
  }

  function fileOf(parts: readonly string[]): string | undefined {
    let names: string[];
    try {
      names = parts.map(decodeURIComponent);
    } catch {
      return undefined;
    }
    if (names.at(-1) === "") names = [...names.slice(0, -1), "index.html"];
    // Each part is a plain name, so that the path stays in the folder.
    if (names.length === 0 || names.some((name) => name === "" || name.startsWith(".") || /[/\\\0]/.test(name))) return undefined;
    return path.join(folder, ...names);
  }

  function listen(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" });
    response.write(`retry: 1000\ndata: ${version}\n\n`);
    listeners.add(response);
    response.once("close", () => listeners.delete(response));
  }

  return {
    address: `http://${hosts[0]}/${token}/`,
    reload() {
      version++;
      for (const response of listeners) response.write(`data: ${version}\n\n`);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const securityHeaders = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

/** Whether two texts are the same, in a time that does not tell how far. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
