import { describe, expect, it } from 'vitest';
import { RetryPlaces } from './retry-places.js';

describe('RetryPlaces', () => {
  it('lets another run while the holder of a place waits, and gives the holder a place again', async () => {
    const places = new RetryPlaces(1);
    const place = await places.take();
    const said = await place.pause(async () => {
      const other = await places.take();
      expect(places.tryAcquire()).toBeNull();
      other.release();
      return 'the target is free';
    });
    expect(said).toBe('the target is free');
    expect(places.tryAcquire()).toBeNull();
    place.release();
    place.release();
    expect(places.tryAcquire()).not.toBeNull();
    expect(places.tryAcquire()).toBeNull();
  });

  it('gives the holder a place again after a wait that fails', async () => {
    const places = new RetryPlaces(1);
    const place = await places.take();
    await expect(place.pause(() => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
    expect(places.tryAcquire()).toBeNull();
    place.release();
    expect(places.tryAcquire()).not.toBeNull();
  });

  it('gives no place once the signal aborts', async () => {
    const places = new RetryPlaces(0);
    const stopping = new AbortController();
    const taken = places.take(stopping.signal);
    stopping.abort(new Error('the service stops'));
    await expect(taken).rejects.toThrow('the service stops');
  });
});
