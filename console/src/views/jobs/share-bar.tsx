import type { Tone } from '../../ui/badge.js';
import { count } from '../../ui/format.js';

export interface Share {
  name: string;
  value: number;
  tone: Tone;
}

/** Shares of a whole as a bar, with their numbers below. @param rest what of the whole has no share yet */
export function ShareBar({
  label,
  parts,
  rest,
}: {
  label: string;
  parts: readonly Share[];
  rest?: { name: string; value: number };
}) {
  const shown = parts.filter(({ value }) => value > 0);
  return (
    <div class="shares">
      <div class="shares-bar" role="img" aria-label={`${label}: ${wordsOf(shown, rest)}`}>
        {shown.map(({ name, value, tone }) => (
          <span key={name} class={`shares-part shares-${tone}`} style={{ flexGrow: value }} />
        ))}
        {rest !== undefined && rest.value > 0 && (
          <span class="shares-part shares-rest" style={{ flexGrow: rest.value }} />
        )}
      </div>
      <ul class="shares-legend" aria-hidden="true">
        {shown.map(({ name, value, tone }) => (
          <li key={name}>
            <span class={`shares-dot shares-${tone}`} />
            <strong>{count(value)}</strong> {name}
          </li>
        ))}
        {rest !== undefined && rest.value > 0 && (
          <li>
            <span class="shares-dot shares-rest" />
            <strong>{count(rest.value)}</strong> {rest.name}
          </li>
        )}
      </ul>
    </div>
  );
}

function wordsOf(parts: readonly Share[], rest: { name: string; value: number } | undefined): string {
  const all = rest === undefined || rest.value === 0 ? parts : [...parts, rest];
  return all.map(({ name, value }) => `${count(value)} ${name}`).join(', ') || 'nothing yet';
}
