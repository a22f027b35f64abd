import type { Caller } from './access/caller.js';
import { SIGN_IN_PATH } from './access/oidc/sign-in.js';
import type { AccessConfig } from './config/access-config.js';

/**
 * The text on top of Swagger UI, as Markdown: who calls from this page, or how to say so.
 *
 * @param caller `null`: the browser has no session
 */
export function docsIntroduction({ oidc, session }: AccessConfig, caller: Caller | null): string {
  if (caller !== null) {
    const name = caller.name.replaceAll('`', "'");
    return `You are signed in as \`${name}\` (${caller.role}). \`DELETE /api/v1/session\` signs you out.`;
  }
  const publicUrl = oidc?.signIn?.publicUrl;
  const ways = ['press **Authorize** and give an API key or a token'];
  if (publicUrl !== undefined) ways.unshift(`[sign in](${publicUrl}${SIGN_IN_PATH}?return_to=/docs)`);
  const exchange = session === null ? '' : ' With a key, `POST /api/v1/session` begins a session.';
  return `To call the API from this page, ${ways.join(', or ')}.${exchange}`;
}
