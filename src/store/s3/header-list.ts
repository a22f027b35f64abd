/** Headers as they are sent: each name, in lower case, before its value. No name stands in it twice. */
export type HeaderList = readonly string[];

/** The same headers in the order of their names. */
export function sortedHeaders(headers: HeaderList): string[] {
  const sorted: string[] = [];
  for (let at = 0; at < headers.length; at += 2) addInOrder(sorted, headers[at]!, headers[at + 1]!);
  return sorted;
}

/** Adds a header to a sorted list, where its name belongs. Most names belong at the end or near it. */
export function addInOrder(sorted: string[], name: string, value: string): void {
  let at = sorted.length;
  while (at > 0 && sorted[at - 2]! > name) {
    sorted[at] = sorted[at - 2]!;
    sorted[at + 1] = sorted[at - 1]!;
    at -= 2;
  }
  sorted[at] = name;
  sorted[at + 1] = value;
}
