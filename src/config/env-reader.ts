import { secretFile, SECRET_FILE_EXPECTED } from './secret-file.js';

/** All that is wrong with the environment, told at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`the environment is not as expected:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/**
 * Reads variables and gathers what is wrong with them: each problem names the variable and what was expected,
 * and never a value. An empty variable counts as not set.
 */
export class EnvReader {
  readonly problems: string[] = [];
  /** The names that were read, whether or not they are set. */
  readonly asked = new Set<string>();

  constructor(private readonly env: Readonly<Record<string, string | undefined>>) {}

  text(name: string, fallback: string): string {
    return this.optional(name) ?? fallback;
  }

  optional(name: string): string | undefined {
    return this.valueOf(name) || undefined;
  }

  /** The one kind of variable that means something when it is empty, too. */
  textOrEmpty(name: string, fallback: string): string {
    return this.valueOf(name) ?? fallback;
  }

  /** A value, or the content of the file that the same name with `_FILE` points to, which must have some. */
  secret(name: string): string | undefined {
    const [value, file] = [this.optional(name), this.optional(`${name}_FILE`)];
    if (file === undefined) return value;
    if (value !== undefined) {
      this.problem(name, `either ${name} or ${name}_FILE, not both`);
      return undefined;
    }
    const content = secretFile(file);
    if (content === null) {
      this.problem(`${name}_FILE`, SECRET_FILE_EXPECTED);
      return undefined;
    }
    // Whoever names a file wants the secret: an empty one must not mean that there is none.
    if (content === '') this.problem(`${name}_FILE`, 'a file that is not empty');
    return content || undefined;
  }

  integer(name: string, fallback: number, range: { min: number; max: number }): number {
    const text = this.optional(name);
    if (text === undefined) return fallback;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= range.min && value <= range.max) return value;
    this.problem(name, `a whole number from ${range.min} to ${range.max}`);
    return fallback;
  }

  boolean(name: string, fallback: boolean): boolean {
    const text = this.optional(name);
    if (text === undefined) return fallback;
    if (text === 'true' || text === 'false') return text === 'true';
    this.problem(name, 'true or false');
    return fallback;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const text = this.optional(name);
    if (text === undefined) return fallback;
    const found = allowed.find((value) => value === text);
    if (found === undefined) this.problem(name, `one of ${allowed.join(', ')}`);
    return found ?? fallback;
  }

  /** An http or https address, without a slash at its end. */
  url(name: string): string | undefined {
    const text = this.optional(name);
    if (text === undefined) return undefined;
    if (URL.canParse(text) && /^https?:\/\//i.test(text)) return text.replace(/\/+$/, '');
    this.problem(name, 'an http or https address');
    return undefined;
  }

  /** The same without a user and a password: it is shown in messages. */
  urlWithoutCredentials(name: string): string | undefined {
    const text = this.url(name);
    if (text === undefined) return undefined;
    const { username, password } = new URL(text);
    if (username === '' && password === '') return text;
    this.problem(name, 'an address without credentials');
    return undefined;
  }

  problem(name: string, expected: string): void {
    this.problems.push(`${name}: expected ${expected}`);
  }

  private valueOf(name: string): string | undefined {
    this.asked.add(name);
    return this.env[name]?.trim();
  }
}
