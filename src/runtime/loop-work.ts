import { performance } from 'node:perf_hooks';

/** The part of the time since its last call in which the event loop of this thread worked, 0 to 1. */
export type WorkedShare = () => number;

/** Begins to measure the event loop. Everybody who measures does so for itself. */
export type MeasureLoop = () => WorkedShare;

export const MEASURE_LOOP = Symbol('MEASURE_LOOP');

/** As Node counts it: the time in which the loop did not wait. A thread that the system has interrupted counts as working. */
export const measureLoop: MeasureLoop = () => {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
};
