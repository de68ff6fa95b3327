// Read the numbers of plays.bin: Elias gamma and Rice codes, bits from the lowest of each byte.

export class Bits {
  private place = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** A code that begins with so many zeros as the number has bits after its first; from 1. */
  gamma(): number {
    const size = this.zeros();
    return 2 ** size + this.some(size);
  }

  /** A number whose lowest bits stand as they are, after so many zeros as there are of the others; from 0. */
  rice(low: number): number {
    const high = this.zeros();
    return high * 2 ** low + this.some(low);
  }

  some(count: number): number {
    let found = 0;
    for (let have = 0; have < count; ) {
      const within = this.place & 7;
      const take = Math.min(8 - within, count - have);
      found += (((this.bytes[this.place >> 3] as number) >> within) & ((1 << take) - 1)) * 2 ** have;
      have += take;
      this.place += take;
    }
    return found;
  }

  /** How many zeros stand before the next one, which is passed over. */
  private zeros(): number {
    let found = 0;
    for (;;) {
      const within = this.place & 7;
      const rest = (this.bytes[this.place >> 3] as number) >> within;
      if (rest) {
        const zeros = 31 - Math.clz32(rest & -rest);
        this.place += zeros + 1;
        return found + zeros;
      }
      found += 8 - within;
      this.place += 8 - within;
      if (this.place >> 3 >= this.bytes.length) throw new Error("plays.bin ends too early");
    }
  }
}
