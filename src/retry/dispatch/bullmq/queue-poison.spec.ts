import { describe, expect, it } from 'vitest';
import { poisonIn } from './queue-poison.js';
import { withHashTag } from './queue-name.js';

describe('what an error tells of the content of a queue', () => {
  it.each([
    ['WRONGTYPE Operation against a key holding the wrong kind of value', 'a key of the wrong type'],
    [
      'ERR Error running script (call to f_1): @user_script:3: -WRONGTYPE Operation',
      'a key of the wrong type',
    ],
    ['ERR user_script:12: Expected value but found invalid token at character 1', 'what BullMQ cannot read'],
  ])('%s', (message, poison) => {
    expect(poisonIn(new Error(message))).toBe(poison);
  });

  it('a job that is no JSON', () => {
    expect(poisonIn(new SyntaxError('Unexpected token'))).toBe('a job that cannot be read');
  });

  it.each([
    'OOM command not allowed when used memory > maxmemory. script: f, on @user_script:1.',
    'ERR Error running script (call to f_1): @user_script:3: -READONLY You cannot write against a replica',
    'READONLY You cannot write against a read only replica. script: f, on @user_script:1.',
    'MOVED 3999 127.0.0.1:6381',
    'Command timed out',
    'Missing key for job DLQ-1. moveToFinished',
  ])('nothing: %s', (message) => {
    expect(poisonIn(new Error(message))).toBeNull();
  });
});

describe('the prefix of a queue', () => {
  it('has a hash tag, one of its own or all of it', () => {
    expect(withHashTag('cxone-dlq')).toBe('{cxone-dlq}');
    expect(withHashTag('a{b}')).toBe('a{b}');
  });
});
