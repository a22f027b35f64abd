/** What the documents say of every variable. */
interface Described {
  /** One sentence: what it does, or what it is. */
  meaning: string;
  /** Of a limit: what happens past it. It is listed in docs/limits.md then. */
  past?: string;
  /** The default in words, where it is not one value. */
  otherwise?: string;
  /** A value for `.env.example`, where there is no default. */
  example?: string;
  /** Its value is shown to nobody, though it is no secret as a whole. */
  private?: true;
  /** Not for operators: in no document. */
  hidden?: true;
}

/** One variable of the environment. The readers take its default and its range from here. */
export type Variable = Described &
  (
    | { type: 'integer'; default: number; min: number; max: number }
    | { type: 'boolean'; default?: boolean }
    | { type: 'choice'; values: readonly string[]; default?: string }
    | { type: 'text'; default?: string }
    | { type: 'url' }
    /** It may come from the file that the same name with `_FILE` names. */
    | { type: 'secret' }
  );

/** Variables of one subject: a chapter of the documents. */
export interface VariableGroup {
  title: string;
  variables: Readonly<Record<string, Variable>>;
}

export const SECOND_MS = 1_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
