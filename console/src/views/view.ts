import type { ComponentType } from 'preact';
import type { IconName } from '../ui/icon.js';

export interface ViewProps {
  /** The values of the names in the view's path. */
  params: Record<string, string>;
}

/** A view of the console: where it is, what it is called, and the module that shows it. */
export interface ViewEntry {
  /** Below `/console`; `:name` is a value. */
  path: string;
  /** Of the browser's tab, and in the command palette. */
  title: string;
  /** In the navigation. `key` after `g` leads there. */
  nav?: { icon: IconName; key: string };
  /** The module is loaded when somebody goes there. */
  load: () => Promise<{ default: ComponentType<ViewProps> }>;
}
