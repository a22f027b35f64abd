/** More members are not allowed. */
const MAX_MEMBERS = 32;

/** What everybody must pass on, characters. What is longer loses members, long ones first. */
const MAX_LENGTH = 512;

/** A longer member is the first to go. */
const LONG_MEMBER = 128;

/** A key, plain or `tenant@system`, and a value that does not end with a space. */
const MEMBER =
  /^(?:[a-z\d][a-z\d_\-*/]{0,255}|[a-z\d][a-z\d_\-*/]{0,240}@[a-z][a-z\d_\-*/]{0,13})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/**
 * A `tracestate` header as it may be passed on.
 *
 * @returns an empty text where there is nothing to pass on, or where the header is not as the standard has it
 * @see https://www.w3.org/TR/trace-context/#tracestate-header
 */
export function traceStateOf(header: string): string {
  const members = header
    .split(',')
    .map((member) => member.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter((member) => member !== '');
  const keys = new Set(members.map((member) => member.slice(0, member.indexOf('='))));
  const isSound =
    members.length <= MAX_MEMBERS &&
    keys.size === members.length &&
    members.every((member) => MEMBER.test(member));
  return isSound ? shortened(members).join(',') : '';
}

/** Whole members go, because a part of one means nothing: long ones first, then the ones at the end. */
function shortened(members: readonly string[]): readonly string[] {
  if (lengthOf(members) <= MAX_LENGTH) return members;
  const kept = [...members];
  for (let index = kept.length - 1; index >= 0 && lengthOf(kept) > MAX_LENGTH; index--) {
    if (kept[index]!.length > LONG_MEMBER) kept.splice(index, 1);
  }
  while (lengthOf(kept) > MAX_LENGTH) kept.pop();
  return kept;
}

function lengthOf(members: readonly string[]): number {
  return members.join(',').length;
}
