/**
 * Preloaded into the built service (`node --import`): the processing of events whose payload says `"slow": true` never
 * ends in their first retry, and with `"slow": "first"` in their first attempt, so that a test can kill the service in
 * the middle of one.
 */
import { pathToFileURL } from 'node:url';

const { ProcessingService } = await import(
  // Of the build that runs: the program's own directory.
  new URL('processing/processing.service.js', pathToFileURL(process.argv[1]))
);
const runEvent = ProcessingService.prototype.process;
ProcessingService.prototype.process = async function (event, attempt) {
  if (attempt.retryCount === 1 && event.payload?.includes('"slow":true')) await new Promise(() => {});
  if (attempt.retryCount === 0 && event.payload?.includes('"slow":"first"')) await new Promise(() => {});
  return runEvent.call(this, event, attempt);
};
