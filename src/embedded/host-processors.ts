import type { DiscoveryService } from '@nestjs/core';
import { Processor, processorOptionsOf, type EventProcessor } from '../processing/processor.js';

/**
 * The processors among the providers of the application. The service gets a stand-in for each, because the hooks of the
 * original (`onModuleInit` and others) belong to the application.
 */
export function hostProcessors(discovery: Pick<DiscoveryService, 'getProviders'>): EventProcessor[] {
  return discovery.getProviders().flatMap(({ instance }) => {
    const original = instance as Partial<EventProcessor> | undefined;
    const options = processorOptionsOf(original?.constructor);
    return options === undefined ? [] : [standIn(original as EventProcessor, options.versions)];
  });
}

function standIn(original: EventProcessor, versions: readonly string[]): EventProcessor {
  class StandIn implements EventProcessor {
    process: EventProcessor['process'] = (event, context) => original.process(event, context);
  }
  // The record's attempts and the log name the class.
  Object.defineProperty(StandIn, 'name', { value: original.constructor.name });
  Processor({ versions })(StandIn);
  return new StandIn();
}
