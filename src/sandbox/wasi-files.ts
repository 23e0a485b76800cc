import path from "node:path";
import { fileErrors, type Found, type FoundOrError } from "./file-view.ts";
import { GuestMemory } from "./guest-memory.ts";
import type { HostFunction, HostState } from "./wasi.ts";

/** The folder `/`, which is open from the start. */
export const rootDescriptor = 3;

const success = 0;
const fault = 21;
const tooManyOpen = 33;

/** What is neither of these counts as a device: libc would look at anything unknown once more. */
const fileTypes = { other: 2, directory: 3, file: 4, link: 7 } as const;

/** Of path_open: what a macro may only do to files that it can change, and there are none. */
const createOrTruncate = 1 | 4 | 8;
const writeRights = (1n << 6n) | (1n << 8n);
const openDirectory = 2;
const followLinks = 1;

/** All times are those of the clock that stands still. */
const time = 1_000_000_000_000_000_000n;
const directorySize = 4096n;

/** The functions of wasi_snapshot_preview1 that read files and folders; what would change them is refused. */
export function wasiFileFunctions(state: HostState): Record<string, HostFunction> {
  const memory = () => new GuestMemory(state.memory);
  const view = () => state.record.files;
  const opened = (descriptor: number) => state.record.table.get(descriptor);

  /** The path that a guest names, absolute. */
  const pathAt = (descriptor: number, pointer: number, length: number): string | { error: number } => {
    const directory = descriptor === rootDescriptor ? "/" : opened(descriptor)?.found;
    if (directory === undefined) return { error: fileErrors.badDescriptor };
    if (typeof directory !== "string" && directory.kind !== "directory") return { error: fileErrors.notDirectory };
    const text = memory().text(pointer, length);
    if (text === undefined) return { error: fault };
    const at = text.startsWith("/") ? text : `${typeof directory === "string" ? "" : directory.path}/${text}`;
    // A name that is not UTF-8 would be looked up as another one.
    if (!text.includes("\ufffd") && !text.includes("\0")) return at;
    state.record.deny(`file ${at} (whose name is not UTF-8)`);
    return { error: fileErrors.access };
  };
  const find = (descriptor: number, pointer: number, length: number, follow: boolean): FoundOrError => {
    const at = pathAt(descriptor, pointer, length);
    return typeof at === "string" ? view().find(at, follow) : { kind: "error", error: at.error };
  };
  const refuseChange = (descriptor: number, pointer: number, length: number): number => {
    const at = pathAt(descriptor, pointer, length);
    if (typeof at !== "string") return at.error;
    state.record.deny(`file ${path.posix.normalize(at)} (to write)`);
    return fileErrors.access;
  };
  const readInto = (content: Uint8Array, from: number, vectors: number, count: number): number | undefined => {
    const target = memory();
    let total = 0;
    const into = target.vectors(vectors, count);
    if (into === undefined) return undefined;
    for (const { address, length } of into) {
      const bytes = content.subarray(from + total, from + total + length);
      if (!target.write(address, bytes)) return undefined;
      total += bytes.length;
    }
    return total;
  };
  const writeStatus = (found: Found, pointer: number): number => {
    const bytes = memory().bytes(pointer, 64);
    if (bytes === undefined) return fault;
    bytes.fill(0);
    const fields = new DataView(bytes.buffer, bytes.byteOffset, 64);
    fields.setBigUint64(0, 1n, true);
    fields.setBigUint64(8, inode(found.path), true);
    fields.setUint8(16, fileTypes[found.kind]);
    fields.setBigUint64(24, 1n, true);
    fields.setBigUint64(32, sizeOf(found), true);
    for (const offset of [40, 48, 56]) fields.setBigUint64(offset, time, true);
    return success;
  };

  return {
    path_open: (
      descriptor: number,
      flags: number,
      pointer: number,
      length: number,
      how: number,
      rights: bigint,
      _inheriting: bigint,
      _descriptorFlags: number,
      result: number,
    ) => {
      if ((how & createOrTruncate & ~openDirectory) !== 0 || (rights & writeRights) !== 0n) return refuseChange(descriptor, pointer, length);
      const found = find(descriptor, pointer, length, (flags & followLinks) !== 0);
      if (found.kind === "error") return found.error;
      if (found.kind === "link") return fileErrors.loop;
      if ((how & openDirectory) !== 0 && found.kind !== "directory") return fileErrors.notDirectory;
      const number = state.record.table.add(found);
      if (number === undefined) return tooManyOpen;
      return memory().writeU32(result, number) ? success : fault;
    },
    path_filestat_get: (descriptor: number, flags: number, pointer: number, length: number, result: number) => {
      const found = find(descriptor, pointer, length, (flags & followLinks) !== 0);
      return found.kind === "error" ? found.error : writeStatus(found, result);
    },
    path_readlink: (descriptor: number, pointer: number, length: number, out: number, capacity: number, used: number) => {
      const found = find(descriptor, pointer, length, false);
      if (found.kind === "error") return found.error;
      if (found.kind !== "link") return fileErrors.invalid;
      const target = Buffer.from(found.target).subarray(0, capacity >>> 0);
      return memory().write(out, target) && memory().writeU32(used, target.length) ? success : fault;
    },
    fd_filestat_get: (descriptor: number, pointer: number) => {
      const file = descriptor === rootDescriptor ? ({ kind: "directory", path: "/" } as const) : opened(descriptor)?.found;
      if (file !== undefined) return writeStatus(file, pointer);
      if (descriptor >>> 0 > rootDescriptor) return fileErrors.badDescriptor;
      const bytes = memory().bytes(pointer, 64);
      if (bytes === undefined) return fault;
      bytes.fill(0);
      bytes[16] = fileTypes.other;
      return success;
    },
    fd_fdstat_get: (descriptor: number, pointer: number) => {
      const kind = descriptor === rootDescriptor ? "directory" : opened(descriptor)?.found.kind;
      if (kind === undefined && descriptor >>> 0 > rootDescriptor) return fileErrors.badDescriptor;
      const bytes = memory().bytes(pointer, 24);
      if (bytes === undefined) return fault;
      // All rights, so that libc asks us instead of refusing on its own.
      bytes.fill(0, 0, 8).fill(0xff, 8);
      bytes[0] = fileTypes[kind ?? "other"];
      return success;
    },
    fd_read: (descriptor: number, vectors: number, count: number, result: number) => {
      // Standard input is empty.
      if (descriptor === 0) return memory().writeU32(result, 0) ? success : fault;
      const file = opened(descriptor);
      if (file === undefined) return fileErrors.badDescriptor;
      if (file.found.kind !== "file") return fileErrors.isDirectory;
      const total = readInto(file.found.content, file.position, vectors, count);
      if (total === undefined || !memory().writeU32(result, total)) return fault;
      file.position += total;
      return success;
    },
    fd_pread: (descriptor: number, vectors: number, count: number, offset: bigint, result: number) => {
      const file = opened(descriptor);
      if (file === undefined) return onOpenFile(descriptor, notSeekable);
      if (file.found.kind !== "file") return fileErrors.isDirectory;
      const total = readInto(file.found.content, Number(BigInt.asUintN(53, offset)), vectors, count);
      return total !== undefined && memory().writeU32(result, total) ? success : fault;
    },
    fd_seek: (descriptor: number, offset: bigint, whence: number, result: number) => {
      const file = opened(descriptor);
      if (file === undefined) return onOpenFile(descriptor, notSeekable);
      const start = whence === 0 ? 0 : whence === 1 ? file.position : Number(sizeOf(file.found));
      const position = start + Number(offset);
      if (!Number.isSafeInteger(position) || position < 0 || whence > 2) return fileErrors.invalid;
      file.position = position;
      return memory().writeU64(result, BigInt(position)) ? success : fault;
    },
    fd_tell: (descriptor: number, result: number) => {
      const file = opened(descriptor);
      if (file === undefined) return onOpenFile(descriptor, notSeekable);
      return memory().writeU64(result, BigInt(file.position)) ? success : fault;
    },
    fd_close: (descriptor: number) => (state.record.table.close(descriptor) ? success : onOpenFile(descriptor, success)),
    fd_readdir: (descriptor: number, out: number, capacity: number, cookie: bigint, used: number) => {
      const directory = descriptor === rootDescriptor ? ({ kind: "directory", path: "/" } as const) : opened(descriptor)?.found;
      if (directory === undefined) return fileErrors.badDescriptor;
      if (directory.kind !== "directory") return fileErrors.notDirectory;
      const items = view().list(directory.path);
      if ("error" in items) return items.error;
      const room = memory().bytes(out, capacity);
      if (room === undefined) return fault;
      let length = 0;
      for (let index = Number(BigInt.asUintN(53, cookie)); index < items.length && length < room.length; index++) {
        const item = items[index] as (typeof items)[number];
        const record = Buffer.alloc(24 + item.name.length);
        record.writeBigUInt64LE(BigInt(index + 1), 0);
        record.writeBigUInt64LE(inode(`${directory.path}/${item.name.toString("latin1")}`), 8);
        record.writeUInt32LE(item.name.length, 16);
        record.writeUInt8(fileTypes[item.kind], 20);
        item.name.copy(record, 24);
        // The last one may be cut off; the guest then asks again from there.
        const part = record.subarray(0, room.length - length);
        room.set(part, length);
        length += part.length;
      }
      return memory().writeU32(used, length) ? success : fault;
    },
    path_filestat_set_times: (descriptor: number, _flags: number, pointer: number, length: number) => refuseChange(descriptor, pointer, length),
    path_link: (descriptor: number, _flags: number, pointer: number, length: number) => refuseChange(descriptor, pointer, length),
    path_create_directory: refuseChange,
    path_remove_directory: refuseChange,
    path_rename: refuseChange,
    path_unlink_file: refuseChange,
    path_symlink: (_target: number, _targetLength: number, descriptor: number, pointer: number, length: number) =>
      refuseChange(descriptor, pointer, length),
  };
}

const notSeekable = 70;

/** For the standard streams and the root. */
function onOpenFile(descriptor: number, result: number): number {
  return descriptor >>> 0 <= rootDescriptor ? result : fileErrors.badDescriptor;
}

function sizeOf(found: Found): bigint {
  if (found.kind === "file") return BigInt(found.content.length);
  return found.kind === "link" ? BigInt(Buffer.byteLength(found.target)) : directorySize;
}

/** Not the machine's own number, but different for different files, as macros may compare them: FNV-1a-64. */
function inode(path: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(path)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash;
}
