/**
 * The part of the WebAssembly interface that the host uses. TypeScript has it only in its library for
 * browsers, together with everything else of a browser.
 */
declare global {
  namespace WebAssembly {
    class Module {
      constructor(bytes: Uint8Array<ArrayBuffer>);
      static imports(module: Module): { module: string; name: string; kind: string }[];
    }
    class Instance {
      constructor(module: Module, imports?: Imports);
      readonly exports: Record<string, ExportValue>;
    }
    class Memory {
      /** Sizes in pages of 64 KiB. */
      constructor(descriptor: { initial: number; maximum?: number });
      readonly buffer: ArrayBuffer;
    }
    class Global {
      constructor(descriptor: { value: string; mutable?: boolean }, value?: unknown);
      value: unknown;
    }
    class Tag {
      constructor(type: { parameters: readonly string[] });
    }
    class RuntimeError extends Error {}
    type ExportValue = Memory | Global | ((...args: never[]) => unknown) | object;
    type ImportValue = Memory | Global | Tag | ((...args: never[]) => unknown);
    type Imports = Record<string, Record<string, ImportValue>>;
    function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>;
  }
}

export {};
