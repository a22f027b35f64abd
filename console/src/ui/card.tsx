import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** A part of a view with a heading. @param flush its content reaches the border, as a table does */
export function Card({
  title,
  actions,
  flush = false,
  class: more = '',
  children,
}: {
  title: ComponentChildren;
  actions?: ComponentChildren;
  flush?: boolean;
  class?: string;
  children: ComponentChildren;
}) {
  const heading = useId();
  return (
    <section class={`card ${more}`} aria-labelledby={heading}>
      <header class="card-header">
        <h2 id={heading}>{title}</h2>
        {actions}
      </header>
      <div class={flush ? '' : 'card-content'}>{children}</div>
    </section>
  );
}
