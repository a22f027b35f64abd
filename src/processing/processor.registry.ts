import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Destination } from './destination.js';
import { processorOptionsOf, type EventProcessor } from './processor.js';

/** Finds the decorated processors at the start, and later the one for a schema version. */
@Injectable()
export class ProcessorRegistry implements OnModuleInit {
  private readonly byVersion = new Map<string, Destination>();

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error when two processors claim one version. */
  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      const processor = wrapper.instance as Partial<EventProcessor> | undefined;
      // A provider can also be an object that a factory or a directory made.
      const options = processorOptionsOf(processor?.constructor);
      if (options === undefined) continue;
      const destination = { name: nameOf(processor), processor: processor as EventProcessor };
      for (const version of options.versions) this.add(version, destination);
    }
  }

  /** Versions that a class takes. */
  get size(): number {
    return this.byVersion.size;
  }

  find(version: string): Destination | undefined {
    return this.byVersion.get(version);
  }

  private add(version: string, destination: Destination): void {
    const other = this.byVersion.get(version);
    if (other) {
      throw new Error(`schema version ${version} has two processors: ${other.name} and ${destination.name}`);
    }
    this.byVersion.set(version, destination);
  }
}

function nameOf(processor: object | undefined): string {
  return processor?.constructor.name || 'a class without a name';
}
