/** The most bytes of all bodies that are being read at once. Above it, an answer that is not small is aborted. */
const MAX_BUFFERED_BYTES = 256 * 1_048_576;

/** An answer up to this size is always read. */
const SMALL_BYTES = 1_048_576;

/** The memory that a chunk needs besides its bytes. A body may arrive in chunks of one byte. */
const PIECE_BYTES = 128;

/** Counts the bytes that all answers of one client hold. */
export class BufferedBytes {
  private held = 0;

  add(bytes: number): void {
    this.held += bytes;
  }

  get exceeded(): boolean {
    return this.held > MAX_BUFFERED_BYTES;
  }
}

/** Why the rest of a body is not read. */
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
