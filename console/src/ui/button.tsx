import type { ComponentChildren } from 'preact';
import { includesRole, useMe } from '../state/session.js';
import type { Role } from '../api/types.js';
import { Icon, type IconName } from './icon.js';

export interface ButtonProps {
  children?: ComponentChildren;
  /** `primary`: the one that the view is about. `danger`: it cannot be taken back easily. */
  kind?: 'plain' | 'primary' | 'danger' | 'quiet' | 'link';
  icon?: IconName;
  /** The name of a button that has only an icon. */
  label?: string;
  /** Shown on hover, beside the words of the button. */
  hint?: string;
  /** The role that the action needs. Who lacks it sees the button disabled, with the role that may. */
  needs?: Role;
  /** Why it cannot be used now. */
  disabledFor?: string | null;
  /** The action is under way. */
  busy?: boolean;
  pressed?: boolean;
  type?: 'button' | 'submit';
  onClick?: () => void;
  autoFocus?: boolean;
  class?: string;
}

/**
 * A button. A disabled one keeps the focus and says why, so that nobody wonders; a click on it does nothing.
 */
export function Button(props: ButtonProps) {
  const { children, kind = 'plain', icon, label, busy = false, type = 'button', onClick, pressed } = props;
  const own = useMe()?.role;
  const reason = refusalOf(props.needs, own) ?? props.disabledFor ?? null;
  const off = reason !== null || busy;
  return (
    <button
      type={type}
      class={`button button-${kind} ${props.class ?? ''}`}
      aria-disabled={off}
      aria-busy={busy}
      aria-label={label === undefined ? undefined : reason === null ? label : `${label}. ${reason}`}
      aria-pressed={pressed}
      title={reason ?? props.hint ?? label}
      autofocus={props.autoFocus}
      onClick={(event) => {
        if (off) event.preventDefault();
        else onClick?.();
      }}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
      {reason !== null && label === undefined && <span class="visually-hidden">. {reason}</span>}
    </button>
  );
}

/** Why a role may not do something; `null`: it may. */
export function refusalOf(needed: Role | undefined, own: Role | undefined): string | null {
  if (needed === undefined || includesRole(own, needed)) return null;
  return `Needs the role ${needed}${own === undefined ? '' : `; yours is ${own}`}`;
}
