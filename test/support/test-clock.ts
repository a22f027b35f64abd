export { TestClock } from '../../src/package/testing/test-clock.js';
