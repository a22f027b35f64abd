/**
 * Preloaded into the built service (`node --import`): the processing of events whose payload says `"careless": true`
 * begins a promise that fails, and forgets it.
 */
import { pathToFileURL } from 'node:url';

const { ProcessingService } = await import(
  // Of the build that runs: the program's own directory.
  new URL('processing/processing.service.js', pathToFileURL(process.argv[1]))
);
const runEvent = ProcessingService.prototype.process;
ProcessingService.prototype.process = async function (event, attempt) {
  if (event.payload?.includes('"careless":true')) void Promise.reject(new Error('nobody waits for this'));
  return runEvent.call(this, event, attempt);
};
