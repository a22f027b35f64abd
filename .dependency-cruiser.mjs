import { ROOMS } from './rooms.mjs';

/** The map of ARCHITECTURE.md as rules: a room imports itself and the rooms below it that it names, and no others. */
const roomRules = Object.entries(ROOMS).map(([room, { mayImport, composes }]) => ({
  name: `room-${room}`,
  severity: 'error',
  comment: `src/${room} may import ${mayImport.join(', ') || 'no other room'} (rooms.mjs)`,
  from: { path: `^src/${room}/`, pathNot: '[.]spec[.]ts$' },
  to: {
    path: '^src/',
    pathNot: [`^src/(${[room, ...mayImport].join('|')})/`, ...(composes ? ['^src/[^/]+$'] : [])],
  },
}));

export default {
  forbidden: [
    ...roomRules,
    {
      name: 'room-on-the-map',
      severity: 'error',
      comment: 'each folder of src is a room of rooms.mjs',
      from: { path: `^src/(?!(${Object.keys(ROOMS).join('|')})/)[^/]+/` },
      to: {},
    },
    {
      name: 'console-speaks-http-alone',
      severity: 'error',
      comment:
        'the console is a client of the API; it shares no code with the service, and the service none with it',
      from: { path: '^console/' },
      to: { path: '^(src|test|fake-cxone|bench)/' },
    },
    {
      name: 'service-knows-no-console',
      severity: 'error',
      comment: 'the service sends the built files of the console',
      from: { path: '^src/' },
      to: { path: '^console/' },
    },
    {
      name: 'api-types-are-of-clients',
      severity: 'error',
      comment:
        'the folder `api` is written from what the service says of itself, so the service does not read it',
      from: { path: '^src/' },
      to: { path: '^api/' },
    },
    {
      name: 'cli-speaks-http-alone',
      severity: 'error',
      comment:
        'the command line is a client of the API, apart from the commands that run code of the service',
      from: {
        path: '^cli/',
        pathNot:
          '^cli/(commands/(serve|signature-verify|schemas-check|cxone-check|keys-new|store-move)|output/move-lines)[.]ts$',
      },
      to: { path: '^(src|console|test|fake-cxone|bench)/' },
    },
    {
      name: 'nobody-knows-the-cli',
      severity: 'error',
      comment: 'the command line is built beside the service and the console, which work without it',
      from: { path: '^(src|console)/' },
      to: { path: '^(cli|bin)/' },
    },
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'modules that import each other cannot be understood alone',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-knows-no-framework',
      severity: 'error',
      comment: 'the domain is plain TypeScript (design rule 5)',
      from: { path: '^src/domain/', pathNot: '[.]spec[.]ts$' },
      to: {
        dependencyTypes: ['npm', 'npm-dev'],
        pathNot: 'node_modules/(standardwebhooks|tinyqueue|jsonata)/',
      },
    },
    {
      name: 'no-orphan',
      severity: 'error',
      comment: 'a module that nobody imports is dead code',
      from: { orphan: true, path: '^(src|cli)/', pathNot: '[.](spec|d)[.]ts$' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
