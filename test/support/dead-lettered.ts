import { api, deliver } from './http.js';

/** Sends events that cannot be processed. @returns their trace ids, in order */
export async function deadLettered(url: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let nth = 0; nth < count; nth++) {
    const { body } = await deliver(url, { event_id: `evt_${nth}`, payload: { amount: nth } });
    ids.push(body.trace_id);
  }
  return ids.toSorted();
}

/** The trace ids of all dead letters that a service shows. */
export async function shownIds(url: string): Promise<string[]> {
  const { body } = await api(url, '/events?limit=100', undefined, 'GET');
  return (body.items as Array<{ trace_id: string }>).map(({ trace_id: id }) => id).toSorted();
}
