/** 0: done; 1: failed; 2: asked wrongly; 3: partly done; 130: interrupted by the person, as shells have it (128 + SIGINT). */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/** A stream that the program writes to. */
export interface Sink {
  /** Resolves when the reader has taken what was written, so that a long answer needs flat memory. */
  write(text: string | Uint8Array): Promise<void>;
  isTerminal: boolean;
  /** Of the terminal; `null`: no terminal, so that nothing needs to fit. */
  columns: number | null;
}

/** Standard input. */
export interface Source {
  isTerminal: boolean;
  /** Everything until its end. */
  all(): Promise<string>;
  /** One line without its end; `null` where there is none. */
  line(): Promise<string | null>;
}

/** What the program gets from its process. Tests give another. */
export interface World {
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  out: Sink;
  err: Sink;
  input: Source;
  /** @throws Error of Node where the file cannot be read */
  readFile(path: string): Promise<string>;
  /** Opens a file for writing from its start. @throws Error of Node where it cannot be written */
  openFile(path: string): Promise<{ write(bytes: Uint8Array): Promise<void>; close(): Promise<void> }>;
  /** Lets a person change a text in an editor. @returns the text afterwards. @throws Error where the editor fails */
  edit(editor: string, text: string): Promise<string>;
  fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after that many milliseconds, or at once when the person interrupts. */
  sleep(ms: number): Promise<void>;
  /** Aborts when the person interrupts (Ctrl-C). */
  interrupted: AbortSignal;
}
