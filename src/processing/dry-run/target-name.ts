import type { CxoneEvent } from '../../domain/event/event.js';

/** The name of the destination of an event in its final shape; `null`: unknown. */
export type TargetName = (event: CxoneEvent) => string | null;

export const TARGET_NAME = Symbol('TARGET_NAME');
