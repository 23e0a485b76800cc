/** A frame that is longer is not a request but garbage, and is not waited for. */
export const maximumFrame = 512 * 1024 * 1024;

/** Cuts a byte stream into frames: `u32` length, little-endian, then that many bytes. */
export class FrameReader {
  private chunks: Uint8Array[] = [];
  private available = 0;

  /** Takes bytes as they arrive; gives the frames that are whole. Throws RangeError for a length beyond the limit. */
  push(chunk: Uint8Array): Uint8Array[] {
    this.chunks.push(chunk);
    this.available += chunk.length;
    const frames: Uint8Array[] = [];
    while (this.available >= 4) {
      const head = this.peek(4);
      const length = new DataView(head.buffer, head.byteOffset, 4).getUint32(0, true);
      if (length > maximumFrame) throw new RangeError(`a frame of ${length} bytes`);
      if (this.available < 4 + length) break;
      this.take(4);
      frames.push(this.take(length));
    }
    return frames;
  }

  /** The next bytes, still unread. Joins chunks only when the first is too short. */
  private peek(length: number): Uint8Array {
    const first = this.chunks[0] ?? new Uint8Array();
    if (first.length >= length) return first.subarray(0, length);
    const joined = new Uint8Array(length);
    let filled = 0;
    for (const chunk of this.chunks) {
      const part = chunk.subarray(0, length - filled);
      joined.set(part, filled);
      filled += part.length;
      if (filled === length) break;
    }
    return joined;
  }

  private take(length: number): Uint8Array {
    const taken = this.peek(length);
    let rest = length;
    while (rest > 0) {
      const first = this.chunks[0] ?? new Uint8Array();
      if (first.length > rest) {
        this.chunks[0] = first.subarray(rest);
        rest = 0;
      } else {
        this.chunks.shift();
        rest -= first.length;
      }
    }
    this.available -= length;
    return taken;
  }
}

/** A frame to send: the length, then the payload. */
export function frame(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + payload.length);
  new DataView(bytes.buffer).setUint32(0, payload.length, true);
  bytes.set(payload, 4);
  return bytes;
}
