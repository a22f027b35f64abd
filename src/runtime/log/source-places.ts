import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A place in a frame: the address of a file, the line and the column, both from 1 on. */
const PLACE = /(file:\/\/[^\s()]+):(\d+):(\d+)/g;

/** More places than a service has that throw. */
const MAX_KNOWN = 1_000;

/** A map takes a moment to read and much memory to keep, so each place is looked up once. */
const known = new Map<string, string>();

/**
 * The frames of a stack with the places in the sources instead of those in the bundle. A place in a file without a map
 * stays as it is: the package has no maps.
 *
 * @param frames lines of `Error.stack`
 */
export function inSources(frames: string): string {
  const maps = new Map<string, SourceMap | null>();
  return frames.replaceAll(PLACE, (place: string, url: string, line: string, column: string) => {
    const found = known.get(place) ?? sourceOf(mapOf(url, maps), { url, line, column }) ?? place;
    if (known.size < MAX_KNOWN) known.set(place, found);
    return found;
  });
}

function sourceOf(
  map: SourceMap | null,
  { url, line, column }: { url: string; line: string; column: string },
): string | null {
  const entry = map?.findEntry(Number(line) - 1, Number(column) - 1);
  if (entry === undefined || !('originalSource' in entry)) return null;
  const source = new URL(entry.originalSource, url).href;
  return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}

function mapOf(url: string, maps: Map<string, SourceMap | null>): SourceMap | null {
  let map = maps.get(url);
  if (map === undefined) {
    map = readMap(url);
    maps.set(url, map);
  }
  return map;
}

function readMap(url: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(fileURLToPath(`${url}.map`), 'utf8')) as SourceMapPayload);
  } catch {
    return null;
  }
}
