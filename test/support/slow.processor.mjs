/**
 * Preloaded into the built service (`node --import`): the processing of events whose payload says `"slow": true` never
 * ends in their first retry, and with `"slow": "first"` in their first attempt, so that a test can kill the service in
 * the middle of one.
 */
const { ProcessingService } = await import(
  new URL('../../dist/processing/processing.service.js', import.meta.url)
);
const process = ProcessingService.prototype.process;
ProcessingService.prototype.process = async function (event, attempt) {
  if (attempt.retryCount === 1 && event.payload?.includes('"slow":true')) await new Promise(() => {});
  if (attempt.retryCount === 0 && event.payload?.includes('"slow":"first"')) await new Promise(() => {});
  return process.call(this, event, attempt);
};
