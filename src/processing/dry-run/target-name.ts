import type { CxoneEvent } from '../../domain/event/event.js';

/** Who would take an event in its final shape, by name; `null`: nobody is known to. */
export type TargetName = (event: CxoneEvent) => string | null;

export const TARGET_NAME = Symbol('TARGET_NAME');
