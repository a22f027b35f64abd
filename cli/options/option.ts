/** One option of a command, as its help and the completion show it. */
export interface Option {
  /** What stands for the value in the help, such as `FILE`; absent: the option is a switch. */
  value?: string;
  /** It may be given several times. */
  many?: true;
  short?: string;
  /** What the value may be, where it is one of a few words. */
  choices?: readonly string[];
  meaning: string;
}

export type OptionTable = Readonly<Record<string, Option>>;

/** What a command takes beside its options. */
export interface Positional {
  name: string;
  /** `optional`: none or one; `any`: none or several; `some`: one or several. */
  count: 'one' | 'optional' | 'any' | 'some';
}
