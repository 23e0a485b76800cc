import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codes, SilcrowError } from "#diagnostics";
import { FrameReader, frame, maximumFrame } from "../../src/emit/frame-reader.ts";
import type { Expand, Hello } from "../../src/emit/host-protocol.ts";
import { HostServer } from "../../src/emit/host-server.ts";
import { expandMessage, framed, helloMessage, readAnswer } from "./host-messages.ts";

describe("FrameReader", () => {
  test("frames come out whole, however the bytes arrive", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (payloads, cuts) => {
        const stream = Buffer.concat(payloads.map(frame));
        const reader = new FrameReader();
        const frames: Uint8Array[] = [];
        for (let at = 0, step = 0; at < stream.length; step += 1) {
          const length = cuts[step % cuts.length] ?? 1;
          frames.push(...reader.push(stream.subarray(at, at + length)));
          at += length;
        }
        expect(frames.map((each) => [...each])).toEqual(payloads.map((each) => [...each]));
      }),
    );
  });

  test("an impossible length is refused before anything is kept for it", () => {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(maximumFrame + 1);
    expect(() => new FrameReader().push(head)).toThrow(RangeError);
  });
});

describe("HostServer", () => {
  let server: HostServer;
  const seen: { request: Expand; hello: Hello }[] = [];
  beforeAll(async () => {
    server = await HostServer.listen({
      async expand(request, hello) {
        seen.push({ request, hello });
        if (request.macroName === "bug") throw new Error("a bug");
        if (request.macroName === "known") throw new SilcrowError("SC0208", "cannot write", { notes: ["the disk is full"], help: "make room" });
        if (request.macroName === "slow") await sleep(200);
        return { kind: "entry", path: `/${hello.crateDirectory}/${request.macroName}` };
      },
      note() {},
      left() {},
      async moduleBuilt({ unitId, module }) {
        return { kind: "shim", root: `${unitId} ${module}` };
      },
      async entriesWritten({ paths }) {
        if (paths.length === 0) throw new SilcrowError("SC0208", "cannot write");
        return { kind: "written" };
      },
    });
  });
  afterAll(async () => {
    await server.close();
    expect(existsSync(dirname(server.path))).toBe(false);
  });

  async function client(): Promise<{ socket: Socket; answers: { type: number; strings: string[] }[] }> {
    const socket = connect(server.path);
    const answers: { type: number; strings: string[] }[] = [];
    const frames = new FrameReader();
    socket.on("data", (chunk) => answers.push(...frames.push(chunk as Buffer).map(readAnswer)));
    socket.on("error", () => {});
    await once(socket, "connect");
    return { socket, answers };
  }

  async function ask(...messages: Uint8Array[]) {
    const { socket, answers } = await client();
    const wanted = messages.filter((message) => message[0] !== 1).length;
    socket.write(Buffer.concat(messages.map(framed)));
    while (answers.length < wanted && !socket.closed) await sleep(5);
    socket.destroy();
    return answers;
  }

  test("only this user can reach the socket, and its path is short", () => {
    expect(statSync(dirname(server.path)).mode & 0o777).toBe(0o700);
    expect(Buffer.byteLength(server.path)).toBeLessThan(100);
  });

  test("answers come in the order of the requests", async () => {
    const answers = await ask(helloMessage("one"), expandMessage({ name: "slow" }), expandMessage({ name: "fast" }));
    expect(answers).toEqual([
      { type: 0, strings: ["/one/slow"] },
      { type: 0, strings: ["/one/fast"] },
    ]);
  });

  test("a request is read as it was sent", async () => {
    seen.length = 0;
    const input = [{ kind: "literal", text: '"🦀"' } as const];
    const contexts = [[7, 10, 20], [8, 10, 20], [0, 12, 15]] as const;
    await ask(helloMessage("c", { A: "b" }), expandMessage({ kind: "derive", name: "D", input, line: 3, column: 5, contexts, positions: Uint8Array.of(0) }));
    expect(seen).toMatchObject([
      {
        hello: { crateDirectory: "c", cwd: "/p", manifestDirectory: "/p", environment: { A: "b" } },
        request: {
          kind: "derive",
          macroCrateItem: "demo_0123456789ab",
          macroName: "D",
          callStart: { line: 3, column: 5 },
          input,
          attr: [],
          spanContexts: [
            { context: 7, lo: 10, hi: 20 },
            { context: 8, lo: 10, hi: 20 },
            { context: 0, lo: 12, hi: 15 },
          ],
          inputExtent: undefined,
        },
      },
    ]);
    expect([...(seen[0]?.request.positions ?? [])]).toEqual([0]);
    expect([...(seen[0]?.request.attrWire ?? [])]).toEqual([0]);
  });

  test("wrappers are answered with the shim's root", async () => {
    const message = Buffer.concat([Buffer.from([4, 1]), Buffer.from("u"), Buffer.from([2]), Buffer.from("/m")]);
    expect(await ask(message)).toEqual([{ type: 0, strings: ["u /m"] }]);
  });

  test("wrappers are told when entries are written, or what keeps them from it", async () => {
    const message = Buffer.concat([Buffer.from([5, 1, 2]), Buffer.from("/e")]);
    expect(await ask(message)).toEqual([{ type: 5, strings: [] }]);
    expect(await ask(Uint8Array.of(5, 0))).toMatchObject([{ type: 2, strings: ["SC0208", "cannot write", codes.SC0208.help] }]);
    expect(await ask(Uint8Array.of(5, 255, 255, 255, 255, 15))).toEqual([]);
  });

  test("errors keep their code, and bugs are SC0900", async () => {
    const [known, bug, after] = await ask(helloMessage(), expandMessage({ name: "known" }), expandMessage({ name: "bug" }), expandMessage());
    expect(known).toEqual({ type: 2, strings: ["SC0208", "cannot write", "the disk is full", "make room"] });
    expect(bug?.strings.slice(0, 2)).toEqual(["SC0900", "internal error: a bug"]);
    expect(bug?.strings.at(-1), "where nobody says what to do, the code does").toBe(codes.SC0900.help);
    expect(after).toEqual({ type: 0, strings: ["/demo/m"] });
  });

  test("a shim of another version is told so, whatever it asks", async () => {
    const answers = await ask(Uint8Array.of(1, 99, 7), Uint8Array.of(77));
    expect(answers).toMatchObject([{ type: 2, strings: ["SC0109", expect.stringContaining("has version 99 of the protocol"), expect.stringContaining("install silcrow again")] }]);
  });

  test("a shim that does not introduce itself gets an error", async () => {
    const [answer] = await ask(expandMessage());
    expect(answer?.strings[0]).toBe("SC0900");
  });

  test.each([
    ["an unknown request", framed(Uint8Array.of(99))],
    ["an empty request", framed(new Uint8Array())],
    ["half a request", framed(expandMessage().subarray(0, 40))],
    ["a length beyond all bounds", Uint8Array.of(255, 255, 255, 255)],
    ["text", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
  ])("%s ends that connection alone", async (_, bytes) => {
    const other = await client();
    const { socket, answers } = await client();
    socket.write(bytes);
    if (bytes[3] !== 0x20) await once(socket, "close");
    socket.destroy();
    expect(answers).toEqual([]);
    other.socket.write(Buffer.concat([framed(helloMessage()), framed(expandMessage())]));
    while (other.answers.length === 0) await sleep(5);
    expect(other.answers[0]?.type).toBe(0);
    other.socket.destroy();
  });

  test("connections that break off do no harm", async () => {
    for (const length of [1, 3, 5, 30]) {
      const { socket } = await client();
      socket.write(Buffer.concat([framed(helloMessage()), framed(expandMessage({ name: "slow" }))]).subarray(0, 60 + length));
      socket.destroy();
    }
    const { socket } = await client();
    socket.write(Buffer.concat([framed(helloMessage()), framed(expandMessage({ name: "slow" }))]));
    await new Promise((resolve) => socket.write("", resolve));
    socket.destroy();
    await sleep(300);
    expect(await ask(helloMessage(), expandMessage())).toHaveLength(1);
  });

  test("a hundred at once", async () => {
    const all = await Promise.all(Array.from({ length: 100 }, (_, index) => ask(helloMessage(`c${index}`), expandMessage())));
    expect(all).toEqual(all.map((_, index) => [{ type: 0, strings: [`/c${index}/m`] }]));
  });
});
