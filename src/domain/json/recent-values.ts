/** Shorter texts are read again as quickly as they are found. */
const MIN_LENGTH = 256;

/** Texts that are remembered: an event, its payload, and those forms between which it is brought into shape. */
const MAX_TEXTS = 4;

/** What a pure function says of the texts that it was asked about last; very short ones are not remembered. */
export class RecentValues<Text extends string, Value> {
  private readonly known: Array<{ text: Text; value: Value }> = [];

  constructor(private readonly make: (text: Text) => Value) {}

  of(text: Text): Value {
    if (text.length < MIN_LENGTH) return this.make(text);
    const found = this.known.find((each) => each.text === text);
    if (found !== undefined) return found.value;
    const value = this.make(text);
    this.known.push({ text, value });
    if (this.known.length > MAX_TEXTS) this.known.shift();
    return value;
  }
}
