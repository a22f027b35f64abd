/** Parts of the index that grow on their own, so that no growth takes long. */
const SHARDS = 256;

const FIRST_SLOTS = 8;

/** Rows by a hash of what they are looked up by. Rows with the same hash are told apart by the caller. */
export class NameIndex {
  private readonly shards = Array.from({ length: SHARDS }, () => new Shard());

  add(hash: number, row: number): void {
    this.shardOf(hash).add(hash, row);
  }

  remove(hash: number, row: number): void {
    this.shardOf(hash).remove(hash, row);
  }

  /** The first row with this hash that `isIt`; -1: there is none. */
  find(hash: number, isIt: (row: number) => boolean): number {
    return this.shardOf(hash).find(hash, isIt);
  }

  private shardOf(hash: number): Shard {
    return this.shards[hash & (SHARDS - 1)]!;
  }
}

/** A hash table with open addressing. The slots behind a removed row move up, so that no marks of removed rows remain. */
class Shard {
  /** 0: the slot is empty; else the row and one. */
  private slots = new Uint32Array(FIRST_SLOTS);
  private hashes = new Uint32Array(FIRST_SLOTS);
  private count = 0;

  add(hash: number, row: number): void {
    if (++this.count * 3 > this.slots.length * 2) this.grow();
    this.put(hash, row + 1);
  }

  find(hash: number, isIt: (row: number) => boolean): number {
    const { slots, hashes } = this;
    const mask = slots.length - 1;
    for (let place = homeOf(hash) & mask; slots[place] !== 0; place = (place + 1) & mask) {
      if (hashes[place] === hash && isIt(slots[place]! - 1)) return slots[place]! - 1;
    }
    return -1;
  }

  remove(hash: number, row: number): void {
    const { slots, hashes } = this;
    const mask = slots.length - 1;
    let gap = homeOf(hash) & mask;
    while (slots[gap] !== row + 1) {
      if (slots[gap] === 0) return;
      gap = (gap + 1) & mask;
    }
    this.count--;
    for (let next = (gap + 1) & mask; slots[next] !== 0; next = (next + 1) & mask) {
      // A row must not come before its home.
      const home = homeOf(hashes[next]!) & mask;
      if (((next - home) & mask) < ((next - gap) & mask)) continue;
      slots[gap] = slots[next]!;
      hashes[gap] = hashes[next]!;
      gap = next;
    }
    slots[gap] = 0;
  }

  private put(hash: number, slot: number): void {
    const mask = this.slots.length - 1;
    let place = homeOf(hash) & mask;
    while (this.slots[place] !== 0) place = (place + 1) & mask;
    this.slots[place] = slot;
    this.hashes[place] = hash;
  }

  private grow(): void {
    const { slots, hashes } = this;
    this.slots = new Uint32Array(slots.length * 2);
    this.hashes = new Uint32Array(slots.length * 2);
    for (const [place, slot] of slots.entries()) if (slot !== 0) this.put(hashes[place]!, slot);
  }
}

/** The bits that do not choose the shard. */
function homeOf(hash: number): number {
  return hash >>> 8;
}

/** A hash of 32 bits (FNV-1a). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  }
  // The low bits choose the shard, and FNV mixes the high ones best.
  return (hash ^ (hash >>> 15)) >>> 0;
}
