/** Bytes of bodies that are being read at once, of all answers; beyond it an answer that is not small is given up. */
const MAX_BUFFERED_BYTES = 256 * 1_048_576;

/** An answer of this size is read whatever the others hold. */
const SMALL_BYTES = 1_048_576;

/** What a piece of a body costs beside its bytes: a body may come a byte at a time. */
const PIECE_BYTES = 128;

/** What all answers of one client hold at once. */
export class BufferedBytes {
  private held = 0;

  add(bytes: number): void {
    this.held += bytes;
  }

  get exceeded(): boolean {
    return this.held > MAX_BUFFERED_BYTES;
  }
}

/** Why a body is not read any further. */
export type BodyOverflow = 'too large' | 'too much at once';

/** The body of one answer, gathered up to a limit. */
export class AnswerBody {
  private readonly pieces: Buffer[] = [];
  private cost = 0;

  constructor(private readonly shared: BufferedBytes) {}

  /**
   * Takes one more piece.
   *
   * @param limit of the whole body, bytes
   */
  add(piece: Buffer, limit: number): BodyOverflow | null {
    const cost = piece.length + PIECE_BYTES;
    this.cost += cost;
    this.shared.add(cost);
    if (this.cost > limit + PIECE_BYTES) return 'too large';
    if (this.cost > SMALL_BYTES && this.shared.exceeded) return 'too much at once';
    this.pieces.push(piece);
    return null;
  }

  /** The whole, which is no longer counted. */
  take(): Buffer {
    const [first] = this.pieces;
    const body = this.pieces.length === 1 && first ? first : Buffer.concat(this.pieces);
    this.drop();
    return body;
  }

  drop(): void {
    this.shared.add(-this.cost);
    this.cost = 0;
    this.pieces.length = 0;
  }
}
