/** The times of one answer. The events of a batch share them. */
export interface IngestTimes {
  /** When the request arrived, milliseconds since the epoch. This time is written to records. */
  startedAt: number;
  /** The same moment by the monotonic clock. The two times below are by that clock, too. */
  begunAt: number;
  /** When processing is cut off. */
  processBy: number;
  /** When the answer is due. */
  answerBy: number;
}
