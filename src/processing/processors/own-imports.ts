import * as nodeModule from 'node:module';

/** What a processor imports, whether or not the package is installed beside it. */
const ENTRY = 'cxone-dlq/processor';

/** The same entry of the service that runs. */
const OWN = new URL('../../package/processor.js', import.meta.url).href;

/** Node 22.15 and later. */
interface HooksInThread {
  registerHooks?: (hooks: { resolve: (specifier: string, context: object, next: Next) => unknown }) => void;
}

type Next = (specifier: string, context: object) => unknown;

/** The same as a module of its own, for the thread of hooks that older versions of Node have. */
const HOOKS = `export async function resolve(specifier, context, next) {
  if (specifier === ${JSON.stringify(ENTRY)}) return { url: ${JSON.stringify(OWN)}, shortCircuit: true };
  return next(specifier, context);
}`;

let done = false;

/**
 * From now on, whoever imports `cxone-dlq/processor` gets that of this service. So a directory with a processor needs no
 * copy of the package beside it, and a copy of another version does no harm.
 */
export function resolveOwnImports(): void {
  if (done) return;
  done = true;
  const { registerHooks } = nodeModule as HooksInThread;
  if (registerHooks === undefined) {
    nodeModule.register(`data:text/javascript,${encodeURIComponent(HOOKS)}`);
    return;
  }
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === ENTRY ? { url: OWN, shortCircuit: true } : next(specifier, context),
  });
}
