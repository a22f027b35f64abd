/** One page of a list of the API. */
interface Page {
  items: readonly object[];
  next_token: string;
}

/**
 * Reads pages until `limit` items are there, or there are no more.
 *
 * @param pageSize the most that the API gives at once
 * @param read a page of so many items behind `token`; `undefined`: the first one
 */
export async function itemsOf<P extends Page>(
  limit: number,
  pageSize: number,
  read: (size: number, token: string | undefined) => Promise<P>,
): Promise<{ items: Array<P['items'][number]>; first: P }> {
  const first = await read(Math.min(limit, pageSize), undefined);
  const items: Array<P['items'][number]> = [...first.items];
  let token = first.next_token;
  while (token !== '' && items.length < limit) {
    const page = await read(Math.min(limit - items.length, pageSize), token);
    items.push(...page.items);
    token = page.next_token;
  }
  return { items, first };
}
