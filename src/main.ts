import module from 'node:module';

// Node 22.1 and later can cache compiled code, which saves a third of the time to load what follows. So this comes first.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();
await import('./run.js');
