/**
 * The entry `cxone-dlq/processor`: what a processor needs. It loads nothing of the service, so that a processor can be
 * compiled, tested and bundled alone.
 */
export {
  Processor,
  type EventProcessor,
  type ProcessingContext,
  type ProcessorClass,
  type ProcessorOptions,
} from '../processing/processor.js';
export {
  PermanentError,
  TransientError,
  ERROR_CODES,
  type ErrorCode,
  type FailureDetails,
  type UpstreamResponse,
} from '../domain/letter/failure.js';
export type { CxoneEvent } from '../domain/event/event.js';
export { memberOf, membersOf, type JsonMember, type JsonText } from '../domain/json/json-text.js';
export {
  failUnlessPassed,
  verdictOfStatus,
  type AnswerDetails,
  type StatusVerdict,
} from '../domain/retry/http-status.js';
