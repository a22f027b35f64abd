import { BLOCK_ROWS, emptyTexts } from './column.js';

/** The usual ETag of S3: an MD5 digest in quotes. */
const DIGEST = /^"[0-9a-f]{32}"$/;

const BYTES = 16;

/** ETags. The usual ones take 16 bytes each, a third of the text. */
export class EtagColumn {
  private readonly digests = Buffer.alloc(BLOCK_ROWS * BYTES);
  /** ETags in other forms; `null`: there is none. */
  private others: Array<string | null> | null = null;

  get(offset: number): string {
    const other = this.others?.[offset] ?? null;
    if (other !== null) return other;
    return `"${this.digests.toString('hex', offset * BYTES, (offset + 1) * BYTES)}"`;
  }

  set(offset: number, etag: string): void {
    const usual = DIGEST.test(etag);
    if (usual) this.digests.write(etag.slice(1, -1), offset * BYTES, 'hex');
    if (this.others === null) {
      if (usual) return;
      this.others = emptyTexts();
    }
    this.others[offset] = usual ? null : etag;
  }
}
