/**
 * Says all that a library may say, in a service that is started with `--import` of this file: as soon as it listens, and as
 * its environment asks by TALK.
 */
import { Worker } from 'node:worker_threads';

const talk = {
  everything() {
    console.log('one line');
    console.log('two\nlines with %s', { an: 'object' });
    console.error('\u001b[31mred\u001b[0m');
    console.warn(new Error('printed with its stack'));
    console.table([{ a: 1 }]);
    console.trace('where');
    process.stdout.write('no new line');
    process.stderr.write(Buffer.from('bytes\n'));
    process.emitWarning('use something else', 'DeprecationWarning', 'DEP9999');
    process.emitWarning('no longer supports node v20', 'NodeVersionSupportWarning');
    void Promise.reject(new TypeError('nobody waits for this'));
    void Promise.reject('no error at all');
    new Worker('console.log("from a thread"); console.error("loudly"); throw new Error("in a thread")', {
      eval: true,
    }).on('error', () => console.log('everything was said'));
  },
  throw() {
    throw new RangeError('nobody\ncatches this');
  },
  exhaust() {
    const hoard = [];
    for (;;) hoard.push(new Array(100_000).fill(Math.random()));
  },
};

// After the start, so that the service has taken over what is printed.
if (process.env.TALK !== undefined)
  setTimeout(talk[process.env.TALK], Number(process.env.TALK_AFTER_MS ?? 0));
