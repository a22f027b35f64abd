import 'reflect-metadata';

/** The entry `cxone-dlq`: the service as a module of a Nest application, and what its processors need. */
export { CxoneDlqModule, type CxoneDlqOptions } from './embedded/cxone-dlq.module.js';
export * from './package/processor.js';
