const SCHEME = /^bearer\s+/i;

/** Why a token is not one of the configured ones, for people; the tokens themselves are not shown. */
export function explainToken(header: string | null, secrets: readonly string[]): string[] {
  if (header === null) return ['the header authorization is not there'];
  const token = header.replace(SCHEME, '').trim();
  if (!SCHEME.test(header)) {
    const bare = secrets.includes(token);
    return [`there is no "Bearer " before ${bare ? 'the token, which is right' : 'the token'}`];
  }
  const plain = (text: string) => text.replace(SCHEME, '').replaceAll(/^["']|["']$|\s/g, '');
  if (secrets.some((secret) => plain(secret) === plain(token))) {
    return ['the token differs in quotes, white space or a second "Bearer " alone'];
  }
  if (secrets.some((secret) => secret.toLowerCase() === token.toLowerCase())) {
    return ['the token differs in capital letters alone'];
  }
  const lengths = secrets.map(({ length }) => length).join(', ');
  return [`it is another token: of ${token.length} characters, where the secrets have ${lengths}`];
}
