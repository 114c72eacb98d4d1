/**
 * Numbers that look random and are a pure function of seed, index and purpose. Each purpose has a
 * sequence of its own, so that a date can be known without generating the person it belongs to.
 */
export class Draw {
  #state: number;

  constructor(seed: number, index: number, purpose: number) {
    this.#state = mix(mix(mix(seed | 0) ^ index) ^ purpose);
  }

  /** A whole number from 0 up to, but not including, `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    return Math.floor((mix(this.#state) / 0x1_0000_0000) * limit);
  }

  pick<Value>(pool: readonly Value[]): Value {
    return pool[this.below(pool.length)] as Value;
  }

  /** True in about `percent` of 100 cases. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

/** Chris Wellons' "lowbias32", a public-domain integer hash without visible patterns. */
function mix(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}
