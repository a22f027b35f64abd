import type { SecretForm } from './signature-profile.js';

const HEX = /^(?:[0-9a-f]{2})+$/i;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** The key bytes of a secret; `null` if the secret does not have this form. */
export function signingKeyOf(secret: string, form: SecretForm): Buffer | null {
  switch (form) {
    case 'text':
      return Buffer.from(secret, 'utf8');
    case 'hex':
      return HEX.test(secret) ? Buffer.from(secret, 'hex') : null;
    case 'base64':
      return BASE64.test(secret) ? Buffer.from(secret, 'base64') : null;
    case 'whsec':
      return signingKeyOf(secret.replace(/^whsec_/, ''), 'base64');
  }
}

/** What a secret must look like, as "expected ..." has it. */
export const SECRET_EXPECTED: Record<SecretForm, string> = {
  text: 'text',
  hex: 'hexadecimal digits, an even number of them',
  base64: 'base64',
  whsec: 'base64, with or without whsec_ before it',
};
