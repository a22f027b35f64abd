/** The rooms of `src`, from the bottom to the top. */
export const ROOMS: Readonly<
  Record<string, { purpose: string; mayImport: readonly string[]; composes?: true }>
>;
