import type { Sink } from '../world.js';

/** One line that is written over, on a terminal alone. */
export class ProgressLine {
  private shown = false;

  constructor(private readonly sink: Sink) {}

  async show(text: string): Promise<void> {
    const { isTerminal, columns } = this.sink;
    if (!isTerminal) return;
    this.shown = true;
    await this.sink.write(`\r\u001b[2K${text.slice(0, (columns ?? 80) - 1)}`);
  }

  async clear(): Promise<void> {
    if (this.shown) await this.sink.write('\r\u001b[2K');
    this.shown = false;
  }
}
