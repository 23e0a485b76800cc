import { GuestMemory } from "./guest-memory.ts";
import type { InvocationRecord } from "./invocation-record.ts";
import { rootDescriptor, wasiFileFunctions } from "./wasi-files.ts";

/** What the functions of one instance share: its memory, and the record of the invocation that runs now. */
export interface HostState {
  memory: WebAssembly.Memory;
  record: InvocationRecord;
  /** Whether the module tells which programs it wants run. */
  readonly asksForPrograms: boolean;
  /** Ends the run with a trap that the guest cannot catch. */
  stop(reason: "positions-wanted" | { readonly trap: string }): never;
}

export type HostFunction = (...args: never[]) => number | void;

const errno = { success: 0, access: 2, badDescriptor: 8, fault: 21, invalid: 28, notSeekable: 70 } as const;

/** 2001-09-09T01:46:40Z in nanoseconds: not zero, so that going back a little from "now" is possible. */
const now = 1_000_000_000_000_000_000n;


/**
 * The functions of wasi_snapshot_preview1. There are no arguments and no environment; the clock stands still
 * and random bytes are the same in every run, so that an expansion depends on its tokens alone, and on what is
 * recorded of the files that it was granted.
 */
export function wasiFunctions(state: HostState): Record<string, HostFunction> {
  const memory = () => new GuestMemory(state.memory);

  const emptyList = (countPointer: number, sizePointer: number) => {
    const target = memory();
    return target.writeU32(countPointer, 0) && target.writeU32(sizePointer, 0) ? errno.success : errno.fault;
  };
  const clock = (timePointer: number, value: bigint) => (memory().writeU64(timePointer, value) ? errno.success : errno.fault);
  const onOpenFile = (descriptor: number, result: number = errno.success) =>
    descriptor >>> 0 <= rootDescriptor || state.record.table.get(descriptor) !== undefined ? result : errno.badDescriptor;
  const refuseNetwork = () => {
    state.record.deny("network");
    return errno.access;
  };

  return {
    ...wasiFileFunctions(state),
    args_sizes_get: emptyList,
    args_get: () => errno.success,
    environ_sizes_get: emptyList,
    environ_get: () => errno.success,
    clock_res_get: (_clock: number, pointer: number) => clock(pointer, 1n),
    clock_time_get: (_clock: number, _precision: bigint, pointer: number) => clock(pointer, now),
    sched_yield: () => errno.success,
    random_get: (pointer: number, length: number) => {
      const bytes = memory().bytes(pointer, length);
      if (bytes === undefined) return errno.fault;
      fillRandom(bytes, state.record);
      return errno.success;
    },
    proc_exit: (code: number) => state.stop({ trap: `the macro ended its process with exit code ${code}` }),
    proc_raise: (signal: number) => state.stop({ trap: `the macro raised signal ${signal}` }),
    // The clock stands still, so that waiting for it would be for ever: whatever is waited for has happened.
    poll_oneoff: (subscriptions: number, events: number, count: number, eventCount: number) => {
      if (count === 0) return errno.invalid;
      const target = memory();
      const from = target.bytes(subscriptions, (count >>> 0) * 48);
      const to = target.bytes(events, (count >>> 0) * 32);
      if (from === undefined || to === undefined || !target.writeU32(eventCount, count)) return errno.fault;
      for (let index = 0; index < count >>> 0; index++) {
        const event = to.subarray(index * 32, index * 32 + 32).fill(0);
        event.set(from.subarray(index * 48, index * 48 + 8));
        event[10] = from[index * 48 + 8] ?? 0;
      }
      return errno.success;
    },

    fd_write: (descriptor: number, vectors: number, count: number, written: number) => {
      if (descriptor !== 1 && descriptor !== 2) return errno.badDescriptor;
      const target = memory();
      let total = 0;
      const from = target.vectors(vectors, count);
      if (from === undefined) return errno.fault;
      for (const { address, length } of from) {
        const bytes = target.bytes(address, length);
        if (bytes === undefined) return errno.fault;
        state.record.output.write(bytes);
        total += bytes.length;
      }
      return target.writeU32(written, total) ? errno.success : errno.fault;
    },
    fd_datasync: (descriptor: number) => onOpenFile(descriptor),
    fd_sync: (descriptor: number) => onOpenFile(descriptor),
    fd_advise: (descriptor: number) => onOpenFile(descriptor),
    fd_fdstat_set_flags: (descriptor: number) => onOpenFile(descriptor),
    fd_fdstat_set_rights: (descriptor: number) => onOpenFile(descriptor),
    fd_pwrite: (descriptor: number) => onOpenFile(descriptor, errno.notSeekable),
    fd_allocate: (descriptor: number) => onOpenFile(descriptor, errno.invalid),
    fd_filestat_set_size: (descriptor: number) => onOpenFile(descriptor, errno.invalid),
    fd_filestat_set_times: (descriptor: number) => onOpenFile(descriptor, errno.access),
    fd_renumber: (descriptor: number) => onOpenFile(descriptor, errno.invalid),
    fd_prestat_get: (descriptor: number, pointer: number) => {
      if (descriptor !== rootDescriptor) return errno.badDescriptor;
      return memory().writeU64(pointer, 1n << 32n) ? errno.success : errno.fault;
    },
    fd_prestat_dir_name: (descriptor: number, pointer: number, length: number) => {
      if (descriptor !== rootDescriptor) return errno.badDescriptor;
      return length >= 1 && memory().write(pointer, Uint8Array.of(0x2f)) ? errno.success : errno.fault;
    },

    sock_accept: refuseNetwork,
    sock_recv: refuseNetwork,
    sock_send: refuseNetwork,
    sock_shutdown: refuseNetwork,
  };
}

/** A small generator (mulberry32): the bytes need be neither secret nor good, only the same every time. */
function fillRandom(bytes: Uint8Array, record: InvocationRecord): void {
  for (let index = 0; index < bytes.length; index++) {
    record.random = (record.random + 0x6d2b79f5) >>> 0;
    let mixed = record.random;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    bytes[index] = (mixed ^ (mixed >>> 14)) >>> 24;
  }
}
