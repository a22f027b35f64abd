/** What every call of a store takes. */
export interface CallOptions {
  /** Its abort ends the call; what the call changes may have happened all the same. */
  signal?: AbortSignal | undefined;
}
