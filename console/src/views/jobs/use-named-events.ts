import { useMemo } from 'preact/hooks';
import { useFilters } from '../../router/use-filters.js';
import { pickedBy } from './picked.js';

/** The events that the address of a new job names. */
export interface NamedEvents {
  /** Empty: the job takes what its filters take. */
  traceIds: readonly string[];
  /** The address names events that somebody has picked, and this tab does not know which. */
  lost: boolean;
}

export function useNamedEvents(): NamedEvents {
  const [{ trace_id: inAddress, picked }] = useFilters(['trace_id', 'picked']);
  const name = picked?.[0];
  const kept = useMemo(() => (name === undefined ? null : pickedBy(name)), [name]);
  if (name !== undefined) return { traceIds: kept ?? [], lost: kept === null };
  return { traceIds: inAddress ?? [], lost: false };
}
