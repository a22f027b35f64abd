export interface StubCounts {
  /** Requests by method; listings as `LIST`. */
  requests: Record<string, number>;
  connections: number;
  objects: number;
  latency_ms: number;
}

export interface Stub {
  url: string;
  pid: number;
  /** Changes it, and begins the counts anew. */
  control(wish: { latency_ms?: number; clear?: boolean }): Promise<StubCounts>;
  counts(): Promise<StubCounts>;
  stop(): Promise<void>;
}

export function startStub(): Promise<Stub>;
