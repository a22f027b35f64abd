import { secretFile, SECRET_FILE_EXPECTED } from './secret-file.js';
import type { Variable } from './variables/variable.js';
import {
  VARIABLES,
  type BooleanName,
  type ChoiceName,
  type ChoiceOf,
  type DefaultName,
  type IntegerName,
  type SecretName,
  type TextName,
  type UrlName,
  type VariableName,
} from './variables/variables.js';

/** All that is wrong with the environment, told at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`the environment is not as expected:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/**
 * Reads variables by their entries in `variables/` and gathers what is wrong with them: each problem names the variable
 * and what was expected, and never a value. An empty variable counts as not set.
 */
export class EnvReader {
  readonly problems: string[] = [];

  constructor(private readonly env: Readonly<Record<string, string | undefined>>) {}

  text(name: TextName & DefaultName): string;
  text(name: TextName): string | undefined;
  text(name: TextName): string | undefined {
    const entry: Variable = VARIABLES[name];
    return this.valueOf(name) ?? (entry.type === 'text' ? entry.default : undefined);
  }

  /** A value, or the content of the file that the same name with `_FILE` points to, which must have some. */
  secret(name: SecretName): string | undefined {
    return this.secretNamed(name);
  }

  /** As `secret`, of a variable whose name an operator chose. */
  secretNamed(name: string): string | undefined {
    const [value, file] = [this.valueOf(name), this.valueOf(`${name}_FILE`)];
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

  integer(name: IntegerName): number {
    const { default: fallback, min, max } = VARIABLES[name];
    const text = this.valueOf(name);
    if (text === undefined) return fallback;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.problem(name, `a whole number from ${min} to ${max}`);
    return fallback;
  }

  boolean(name: BooleanName & DefaultName): boolean;
  boolean(name: BooleanName): boolean | undefined;
  boolean(name: BooleanName): boolean | undefined {
    const entry: Variable = VARIABLES[name];
    const text = this.valueOf(name);
    if (text === 'true' || text === 'false') return text === 'true';
    if (text !== undefined) this.problem(name, 'true or false');
    return entry.type === 'boolean' ? entry.default : undefined;
  }

  choice<N extends ChoiceName & DefaultName>(name: N): ChoiceOf<N>;
  choice<N extends ChoiceName>(name: N): ChoiceOf<N> | undefined;
  choice(name: ChoiceName): string | undefined {
    const entry: Variable = VARIABLES[name];
    if (entry.type !== 'choice') return undefined;
    const text = this.valueOf(name);
    if (text !== undefined && entry.values.includes(text)) return text;
    if (text !== undefined) this.problem(name, `one of ${entry.values.join(', ')}`);
    return entry.default;
  }

  /** An http or https address, without a slash at its end. */
  url(name: UrlName): string | undefined {
    const text = this.valueOf(name);
    if (text !== undefined) {
      if (URL.canParse(text) && /^https?:\/\//i.test(text)) return text.replace(/\/+$/, '');
      this.problem(name, 'an http or https address');
    }
    return undefined;
  }

  isSet(name: VariableName | SecretName | `${SecretName}_FILE`): boolean {
    return this.valueOf(name) !== undefined;
  }

  /** The value of a variable whose name an operator chose. */
  named(name: string): string | undefined {
    return this.valueOf(name);
  }

  problem(name: string, expected: string): void {
    this.problems.push(`${name}: expected ${expected}`);
  }

  private valueOf(name: string): string | undefined {
    return this.env[name]?.trim() || undefined;
  }
}
