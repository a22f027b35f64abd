/**
 * Says all that a library may say, in a service that is started with `--import` of this file: as soon as it listens, and as
 * its environment asks by TALK.
 */
import { Worker } from 'node:worker_threads';

/** As a library would use it. */
const terminal = globalThis.console;

const talk = {
  everything() {
    terminal.log('one line');
    terminal.log('two\nlines with %s', { an: 'object' });
    terminal.error('\u001b[31mred\u001b[0m');
    terminal.warn(new Error('printed with its stack'));
    terminal.table([{ a: 1 }]);
    terminal.trace('where');
    process.stdout.write('no new line');
    process.stderr.write(Buffer.from('bytes\n'));
    process.emitWarning('use something else', 'DeprecationWarning', 'DEP9999');
    process.emitWarning('no longer supports node v20', 'NodeVersionSupportWarning');
    void Promise.reject(new TypeError('nobody waits for this'));
    void Promise.reject('no error at all');
    new Worker('console.log("from a thread"); console.error("loudly"); throw new Error("in a thread")', {
      eval: true,
    }).on('error', () => terminal.log('everything was said'));
  },
  throw() {
    throw new RangeError('nobody\ncatches this');
  },
  exhaust() {
    const hoard = [];
    for (;;) hoard.push(Array.from({ length: 100_000 }, Math.random));
  },
};

// Later, so that the service has taken over what is printed.
const what = talk[process.env.TALK];
if (what !== undefined) setTimeout(() => what(), Number(process.env.TALK_AFTER_MS ?? 0));
