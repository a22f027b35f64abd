import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { Processor, type EventProcessor } from './processor.js';
import { ProcessorRegistry } from './processor.registry.js';

@Processor({ versions: ['v1', 'v2'] })
class Orders implements EventProcessor {
  async process(): Promise<void> {}
}

@Processor({ versions: ['v2'] })
class Others implements EventProcessor {
  async process(): Promise<void> {}
}

class Undecorated {}

class Heir extends Orders {}

describe('the registry of processors', () => {
  async function start(...providers: Array<new () => unknown>): Promise<ProcessorRegistry> {
    const module = Test.createTestingModule({
      imports: [DiscoveryModule],
      providers: [ProcessorRegistry, ...providers],
    });
    const app = await module.compile();
    await app.init();
    return app.get(ProcessorRegistry);
  }

  it('finds a decorated provider for each of its versions, and nobody for another', async () => {
    const registry = await start(Orders, Undecorated);
    expect(registry.size).toBe(2);
    expect(registry.find('v1')).toMatchObject({ name: 'Orders', processor: expect.any(Orders) as Orders });
    expect(registry.find('v2')?.name).toBe('Orders');
    expect(registry.find('v3')).toBeUndefined();
  });

  it('does not take a class for marked because its parent is', async () => {
    expect((await start(Heir)).size).toBe(0);
  });

  it.each([[[]], [['']], ['v1'], [undefined]])('refuses a class for the versions %j', (versions) => {
    expect(() => Processor({ versions: versions as string[] })).toThrow('expected a list of schema versions');
  });

  it('is empty where there is none', async () => {
    expect((await start(Undecorated)).size).toBe(0);
  });

  it('refuses two processors for one version', async () => {
    await expect(start(Orders, Others)).rejects.toThrow(
      'schema version v2 has two processors: Orders and Others',
    );
  });
});
