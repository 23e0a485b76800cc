export interface ElfSection {
  readonly name: string;
  /** Offset and size in the file, in bytes. */
  readonly offset: number;
  readonly size: number;
}

/**
 * The sections of an ELF file that have content in the file, in file order; undefined for anything else and for
 * files whose tables do not fit in them. Both word sizes, both byte orders.
 */
export function elfSections(file: Buffer): readonly ElfSection[] | undefined {
  if (file.length < 0x34 || file.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const wide = file[4] === 2;
  const little = file[5] === 1;
  const half = (at: number) => (little ? file.readUInt16LE(at) : file.readUInt16BE(at));
  const word = (at: number) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at));
  const address = (at: number) => (wide ? Number(little ? file.readBigUInt64LE(at) : file.readBigUInt64BE(at)) : word(at));
  try {
    const table = address(wide ? 0x28 : 0x20);
    const entrySize = half(wide ? 0x3a : 0x2e);
    const header = (index: number) => table + index * entrySize;
    const place = (at: number) => ({ offset: address(at + (wide ? 0x18 : 0x10)), size: address(at + (wide ? 0x20 : 0x14)) });
    // A number of sections that does not fit in its field is in the first section's header.
    const count = half(wide ? 0x3c : 0x30) || place(header(0)).size;
    const namesIndex = half(wide ? 0x3e : 0x32);
    const names = place(header(namesIndex === 0xffff ? word(header(0) + (wide ? 0x28 : 0x18)) : namesIndex));
    const sections: ElfSection[] = [];
    for (let index = 1; index < count; index++) {
      const at = header(index);
      const start = names.offset + word(at);
      const name = file.toString("latin1", start, file.indexOf(0, start));
      const hasContent = word(at + 4) !== withoutContent;
      if (hasContent) sections.push({ name, ...place(at) });
    }
    return sections.sort((a, b) => a.offset - b.offset);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** SHT_NOBITS: .bss and the like. */
const withoutContent = 8;
