/**
 * The program of the process that compiles and applies schemas which are not provably quick. Like the program for
 * upcasters it is text for `--eval` (ADR 17). Arguments: the paths of ajv and ajv-formats, and the dialect as JSON.
 *
 * A task names its schemas by a key; the process asks for their text (`need`) where it does not have it. node:vm
 * measures the time here, because the caller may be busy; it also interrupts regular expressions.
 */
export const CHECK_PROGRAM = `
const { Ajv2020 } = require(process.argv[1]);
const formats = require(process.argv[2]);
const dialect = JSON.parse(process.argv[3]);
const vm = require('node:vm');

// The parent ends this process; a signal that a terminal sends to both must not.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit());

const MAX_UNITS = 300;
const MAX_ERRORS = 100;
const MAX_TEXT = 4096;
const units = new Map();
const box = { work: null };
const context = vm.createContext(box);
const script = new vm.Script('work()');

const isTimeout = (error) => error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
const clip = (text) => (typeof text === 'string' && text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text);

function within(ms, work) {
  box.work = work;
  try {
    return script.runInContext(context, { timeout: ms });
  } finally {
    box.work = null;
  }
}

function newAjv(options) {
  const ajv = new Ajv2020({ ...dialect.options, ...options, logger: false });
  formats(ajv);
  ajv.addKeyword({
    keyword: dialect.names.keyword,
    errors: false,
    compile: (name) => {
      if (name !== dialect.names.value) throw new Error(dialect.names.problem);
      return function () { return this.namesInteraction; };
    },
  });
  ajv.addKeyword({
    keyword: dialect.error.keyword,
    compile: (template) => {
      const known = (text) => [...text.matchAll(/\\{(\\w+)\\}/g)].every((found) => dialect.error.names.includes(found[1]));
      if (typeof template !== 'string' || !known(template)) throw new Error(dialect.error.problem);
      return () => true;
    },
  });
  return ajv;
}

const meta = newAjv({ allErrors: true, meta: true, validateSchema: true });
meta.validateSchema(true);

function compile(unit, file, allErrors) {
  const ajv = newAjv({ allErrors, meta: false, validateSchema: false });
  for (const [name, schema] of Object.entries(unit.schemas)) if (name !== file) ajv.addSchema(schema, name);
  return ajv.compile(unit.schemas[file]);
}

// Keeps the first error at each place of the schema, because one event can have a million errors.
function reduced(errors) {
  const places = new Map();
  for (const error of errors ?? []) {
    const known = places.get(error.schemaPath);
    if (known !== undefined) known.count++;
    else if (places.size < MAX_ERRORS) {
      const { keyword, schemaPath, instancePath, message, data } = error;
      const params = Object.fromEntries(Object.entries(error.params).map(([name, value]) => [name, clip(value)]));
      const actual = data === null ? 'null' : Array.isArray(data) ? 'array' : typeof data;
      places.set(schemaPath, { keyword, schemaPath, instancePath: clip(instancePath), message, params, actual, count: 1 });
    }
  }
  return [...places.values()];
}

function compileUnit(unit, task) {
  return within(task.compileMs, () => {
    if (meta.validateSchema(unit.schemas[task.file]) !== true) return { malformed: reduced(meta.errors) };
    unit.first ??= compile(unit, task.file, false);
    return { compiled: true };
  });
}

function check(unit, task) {
  if (unit.first === undefined) within(task.compileMs, () => (unit.first = compile(unit, task.file, false)));
  const data = JSON.parse(task.text);
  const names = { namesInteraction: task.namesInteraction };
  if (within(task.ms, () => unit.first.call(names, data))) return { valid: true };
  let errors = unit.first.errors;
  if (task.all) {
    try {
      if (unit.all === undefined) within(task.compileMs, () => (unit.all = compile(unit, task.file, true)));
      within(task.ms, () => unit.all.call(names, data));
      errors = unit.all.errors ?? errors;
    } catch (error) {
      // The event is known to be invalid; collecting all errors may take too long.
      if (!isTimeout(error)) throw error;
    }
  }
  return { valid: false, errors: reduced(errors) };
}

function answer(task) {
  if (task.schemas !== null) {
    if (units.size >= MAX_UNITS) units.clear();
    units.set(task.key, { schemas: JSON.parse(task.schemas) });
  }
  const unit = units.get(task.key);
  if (unit === undefined) return { need: true };
  return task.text === null ? compileUnit(unit, task) : check(unit, task);
}

process.on('message', (task) => {
  try {
    process.send(answer(task));
  } catch (error) {
    if (isTimeout(error)) process.send({ timeout: true });
    else if (task.text !== null && error instanceof RangeError) process.send({ tooDeep: true });
    else process.send({ refused: String(error?.message ?? error).slice(0, 1000) });
  }
});
process.send('ready');
`;
