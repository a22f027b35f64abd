/**
 * Preloaded into the built service (`node --import`): events of the default version whose payload says
 * `"slow": true` never end by themselves in their first retry, and with `"slow": "first"` in their first attempt, so
 * that a test can kill the service in the middle of one.
 */
const { InteractionIdProcessor } = await import(
  new URL('../../dist/processing/interaction-id.processor.js', import.meta.url)
);
const process = InteractionIdProcessor.prototype.process;
InteractionIdProcessor.prototype.process = async function (event, context) {
  if (context.retryCount === 1 && event.payload?.includes('"slow":true')) await new Promise(() => {});
  if (context.retryCount === 0 && event.payload?.includes('"slow":"first"')) await new Promise(() => {});
  return process.call(this, event, context);
};
