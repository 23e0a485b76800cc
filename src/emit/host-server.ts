import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codes, SilcrowError } from "#diagnostics";
import { FrameReader, frame } from "./frame-reader.ts";
import { decodeRequest, encodeAnswer, type EntriesWritten, type Expand, type Hello, type HostAnswer, type HostRequest, type ModuleBuilt, type Note } from "./host-protocol.ts";
import { removeStaleSockets } from "./remove-stale-sockets.ts";

/** What the host does with requests; a rejection is answered as an internal error and does not end the host. */
export interface HostHandlers {
  expand(request: Expand, hello: Hello): Promise<HostAnswer>;
  /** Has no answer. */
  note(request: Note, hello: Hello): void;
  moduleBuilt(request: ModuleBuilt): Promise<HostAnswer>;
  entriesWritten(request: EntriesWritten): Promise<HostAnswer>;
  /** Whoever said this hello is gone. */
  left(hello: Hello): void;
}

/**
 * The socket that shims and wrappers ask (docs/contracts.md §5). It lies in a folder of its own that only
 * this user can enter. Every connection is served in order; garbage on one of them ends that one alone.
 */
export class HostServer implements AsyncDisposable {
  readonly path: string;
  private readonly directory: string;
  private readonly server: Server;
  private readonly sockets: Set<Socket>;

  private constructor(directory: string, path: string, server: Server, sockets: Set<Socket>) {
    this.directory = directory;
    this.path = path;
    this.server = server;
    this.sockets = sockets;
  }

  static async listen(handlers: HostHandlers): Promise<HostServer> {
    await removeStaleSockets(tmpdir(), "slc-");
    // mkdtemp makes the folder with mode 0700. The name is short: a socket's path has room for about 100 bytes.
    const directory = await mkdtemp(join(tmpdir(), "slc-"));
    const path = join(directory, "s");
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      // A rustc that is killed resets its connection; that is its own affair.
      socket.on("error", () => socket.destroy());
      void serve(socket, handlers).catch(() => socket.destroy());
    });
    try {
      server.listen(path);
      await once(server, "listening");
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    return new HostServer(directory, path, server, sockets);
  }

  async close(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await rm(this.directory, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

async function serve(socket: Socket, handlers: HostHandlers): Promise<void> {
  const frames = new FrameReader();
  let hello: Hello | undefined;
  /** The answer to whatever a shim of another version asks. */
  let refusal: HostAnswer | undefined;
  try {
    for await (const chunk of socket) {
      for (const payload of frames.push(chunk as Uint8Array)) {
        if (refusal !== undefined) {
          socket.write(frame(encodeAnswer(refusal)));
          continue;
        }
        let request: HostRequest;
        try {
          request = decodeRequest(payload);
        } catch (error) {
          if (!(error instanceof SilcrowError)) throw error;
          refusal = errorAnswer(error);
          continue;
        }
        if (request.type === "hello") {
          hello = request;
          continue;
        }
        if (request.type === "note") {
          if (hello !== undefined) handlers.note(request, hello);
          continue;
        }
        const answer = await guarded(answerTo(request, hello, handlers));
        if (socket.destroyed) return;
        socket.write(frame(encodeAnswer(answer)));
      }
    }
  } finally {
    if (hello !== undefined) handlers.left(hello);
  }
}

async function answerTo(request: Exclude<HostRequest, Hello | Note>, hello: Hello | undefined, handlers: HostHandlers): Promise<HostAnswer> {
  switch (request.type) {
    case "module-built":
      return await handlers.moduleBuilt(request);
    case "entries-written":
      return await handlers.entriesWritten(request);
    case "expand":
      return hello === undefined ? internalError("the shim did not introduce itself") : await handlers.expand(request, hello);
  }
}

async function guarded(answer: Promise<HostAnswer>): Promise<HostAnswer> {
  try {
    return await answer;
  } catch (error) {
    return internalError(error instanceof Error ? error.message : String(error), error);
  }
}

function internalError(message: string, error?: unknown): HostAnswer {
  // Known errors carry their own code; anything else is a bug, and says so.
  if (error instanceof SilcrowError) return errorAnswer(error);
  const notes = error instanceof Error && error.stack !== undefined ? [error.stack] : [];
  return errorAnswer({ code: "SC0900", message: `internal error: ${message}`, notes, help: undefined });
}

/** The shim shows what it is told and has no table of codes. */
function errorAnswer({ code, message, notes, help = codes[code].help }: Pick<SilcrowError, "code" | "message" | "notes" | "help">): HostAnswer {
  return { kind: "error", code, message, notes, help };
}
