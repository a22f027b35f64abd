import type { StoreOperation } from '../runtime/fact-types.js';
import type * as port from './object-store.port.js';
import {
  NO_VERSIONS,
  type ObjectVersions,
  type VersionList,
  type VersionsRefused,
} from './versions/object-versions.port.js';

/** A call of the port, as a wrapper sees it. */
export interface StoreCall extends port.CallOptions {
  name: 'put' | 'get' | 'head' | 'list' | 'remove' | 'list-versions' | 'remove-version';
  /** Of a `list` its prefix. */
  key: string;
  /** Of a `put`. */
  condition?: port.PutOptions['condition'];
}

/** A call by the name that facts and traces have for it. */
export function operationOf({ name }: StoreCall): StoreOperation {
  switch (name) {
    case 'remove':
    case 'remove-version':
      return 'delete';
    case 'list-versions':
      return 'list';
    default:
      return name;
  }
}

/** What a call of the port brings. */
export type StoreResult =
  | port.PutResult
  | port.GetResult
  | port.HeadResult
  | port.ListPage
  | port.RemoveResult
  | VersionList
  | VersionsRefused;

/**
 * A store around another one. Every call to the port goes through `call`, where a wrapper does what it is for: it may
 * wait, measure, refuse, or send the call to another store.
 */
export abstract class StoreWrapper implements port.ObjectStore {
  /** Their calls wait, are counted and are refused as the others are. */
  readonly versions: ObjectVersions;

  constructor(protected readonly inner: port.ObjectStore) {
    const of = (store: port.ObjectStore) => store.versions ?? NO_VERSIONS;
    this.versions = {
      list: (key, options) =>
        this.call({ name: 'list-versions', key, signal: options?.signal }, (to) => of(to).list(key, options)),
      remove: (key, id, options) =>
        this.call({ name: 'remove-version', key, signal: options?.signal }, (to) =>
          of(to).remove(key, id, options),
        ),
    };
  }

  get kind(): string {
    return this.inner.kind;
  }

  put(key: string, bytes: Uint8Array, options: port.PutOptions): Promise<port.PutResult> {
    const { signal, condition } = options;
    return this.call({ name: 'put', key, signal, condition }, (to) => to.put(key, bytes, options));
  }

  get(key: string, options?: port.CallOptions): Promise<port.GetResult> {
    return this.call({ name: 'get', key, signal: options?.signal }, (to) => to.get(key, options));
  }

  head(key: string, options?: port.CallOptions): Promise<port.HeadResult> {
    return this.call({ name: 'head', key, signal: options?.signal }, (to) => to.head(key, options));
  }

  list(query: port.ListQuery, options?: port.CallOptions): Promise<port.ListPage> {
    return this.call({ name: 'list', key: query.prefix, signal: options?.signal }, (to) =>
      to.list(query, options),
    );
  }

  remove(key: string, options: port.RemoveOptions): Promise<port.RemoveResult> {
    return this.call({ name: 'remove', key, signal: options.signal }, (to) => to.remove(key, options));
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  /** @param send sends the call to a store, with all that the caller has given */
  protected abstract call<T extends StoreResult>(
    call: StoreCall,
    send: (to: port.ObjectStore) => Promise<T>,
  ): Promise<T>;
}
