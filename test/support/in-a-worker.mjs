// The first process of several says nothing itself.
if (process.env.CXONE_DLQ_WORKER !== undefined) await import('./talkative.processor.mjs');
