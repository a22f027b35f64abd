import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Processor, type EventProcessor } from './processor.js';

export interface NamedProcessor {
  name: string;
  processor: EventProcessor;
}

/** Finds the decorated processors at start, and the right one for a schema version. */
@Injectable()
export class ProcessorRegistry implements OnModuleInit {
  private readonly byVersion = new Map<string, NamedProcessor>();

  constructor(
    private readonly discovery: DiscoveryService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws Error when two processors claim one version. */
  onModuleInit(): void {
    let fallback: NamedProcessor | undefined;
    for (const wrapper of this.discovery.getProviders({ metadataKey: Processor.KEY })) {
      const options = this.discovery.getMetadataByDecorator(Processor, wrapper);
      if (options === undefined) continue;
      const named = { name: String(wrapper.name), processor: wrapper.instance as EventProcessor };
      for (const version of options.versions) this.add(version, named);
      if (options.fallback === true) fallback = named;
    }
    const { defaultSchemaVersion } = this.config.webhook;
    if (fallback && !this.byVersion.has(defaultSchemaVersion)) this.add(defaultSchemaVersion, fallback);
  }

  find(version: string): NamedProcessor | undefined {
    return this.byVersion.get(version);
  }

  private add(version: string, named: NamedProcessor): void {
    const other = this.byVersion.get(version);
    if (other) {
      throw new Error(`schema version ${version} has two processors: ${other.name} and ${named.name}`);
    }
    this.byVersion.set(version, named);
  }
}
