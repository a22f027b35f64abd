import type { ComponentChildren } from 'preact';

/** The heading of a view: what it is, what it says in one line, and what can be done. */
export function PageHeader({
  title,
  children,
  actions,
}: {
  title: ComponentChildren;
  children?: ComponentChildren;
  actions?: ComponentChildren;
}) {
  return (
    <header class="page-header">
      <div class="page-header-text">
        <h1>{title}</h1>
        {children !== undefined && <div class="muted">{children}</div>}
      </div>
      {actions !== undefined && <div class="page-header-actions">{actions}</div>}
    </header>
  );
}
