/** The tests' own build of the service (npm run build:test), so that no test touches the one that somebody runs. */
export const TEST_BUILD = 'dist-test';
