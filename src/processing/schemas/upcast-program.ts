/**
 * The program of the process that runs upcasters, as text. So it needs no file of its own, and is the same in `dist`
 * and in a test runner. Arguments: the path of jsonata, and the time of a run in milliseconds.
 *
 * A run takes and returns JSON texts, in which placeholders stand for some numbers (ExactJson). `$string` and `$type`
 * recognise these placeholders. A task without an input is only compiled.
 */
export const UPCAST_PROGRAM = `
const jsonata = require(process.argv[1]);
const { Worker } = require('node:worker_threads');
const options = { timeout: Number(process.argv[2]), stack: 1000, sequence: 1000000 };

// The parent ends this process; a signal that a terminal sends to both must not.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit());
// A killed parent cannot end this process, and an endless regular expression blocks the disconnect event.
new Worker(
  'const parent = process.ppid;' +
    'setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, "SIGKILL"); }, 1000);',
  { eval: true },
).unref();

const MAX_COMPILED = 500;
const compiled = new Map();
let marks;
let original;

const isNumber = (value) => typeof value === 'string' && value.startsWith(marks.open) && value.endsWith(marks.close);

function expressionOf(source) {
  let expression = compiled.get(source);
  if (expression === undefined) {
    expression = jsonata(source, options);
    expression.registerFunction('string', function (value, pretty) {
      if (isNumber(value)) return marks.open + marks.asText + value.slice(marks.open.length);
      return original.string.implementation.call(this, value, pretty);
    }, '<x-b?:s>');
    expression.registerFunction('type', function (value) {
      return isNumber(value) ? 'number' : original.type.implementation.call(this, value);
    }, '<x:s>');
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    compiled.set(source, expression);
  }
  return expression;
}

async function run(source, input) {
  const result = JSON.stringify(await expressionOf(source).evaluate(JSON.parse(input)));
  return result === undefined ? null : result;
}

process.on('message', async (task) => {
  try {
    original ??= { string: await jsonata('$string').evaluate({}), type: await jsonata('$type').evaluate({}) };
    if (task.input === null) {
      expressionOf(task.source);
      process.send({ result: null, spelling: null });
      return;
    }
    marks = task.marks;
    const result = await run(task.source, task.input);
    // The second run only shows how numbers are spelt. It may fail where the first one did not.
    const spelling = task.respelt === null ? null : await run(task.source, task.respelt).catch(() => null);
    process.send({ result, spelling });
  } catch (error) {
    const { code, position, message } = error ?? {};
    const text = String(message ?? error);
    process.send({ error: text.length > 500 ? text.slice(0, 500) + '…' : text, code, position });
  }
});
process.send('ready');
`;
