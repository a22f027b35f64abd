import { readFileSync } from 'node:fs';
import type { Command } from '../command.js';
import type { ExitCode } from '../world.js';
import { builtService } from './built-service.js';

type Module = typeof import('../../src/webhook/signature/verify-signature.command.js');

const STANDARD_INPUT = 0;

export const signatureVerify: Command = {
  name: 'signature verify',
  summary: 'Explains whether a delivery is signed as a profile wants it; it needs no running service',
  takes: [],
  options: {
    profile: {
      value: 'PROFILE',
      meaning: 'as in WEBHOOK_SIGNATURES; custom is read from WEBHOOK_CUSTOM_PROFILE',
    },
    'secret-env': {
      value: 'NAME',
      meaning: 'the variable with the secret, or several with commas; NAME_FILE works too',
    },
    body: { value: 'FILE', meaning: 'with the body, to the byte; - for standard input' },
    header: { value: "'NAME: VALUE'", many: true, meaning: 'of the delivery; give all of them' },
    at: { value: 'TIME', meaning: 'when the delivery arrived: RFC 3339, or a count of seconds (now)' },
  },
  examples: [
    'cxone-dlq signature verify --profile nice --secret-env SECRET --body body.json --header "X-Nice-Signature: $signature"',
  ],
  async run({ args, world, output }) {
    const { verifySignatureCommand } = await builtService<Module>(
      'webhook/signature/verify-signature.command.js',
    );
    const { exitCode, text } = verifySignatureCommand([...args], {
      env: world.env,
      readFile: (path) => readFileSync(path === '-' ? STANDARD_INPUT : path),
      now: () => world.now(),
    });
    await output.lines([text]);
    return exitCode satisfies ExitCode;
  },
};
