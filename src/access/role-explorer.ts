import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { REQUIRED_ROLE } from './required-role.js';

/** Nest's own name for the metadata of a handler's path. */
const PATH_METADATA = 'path';

/** Stops the start of the service where a handler does not say which role it needs. */
@Injectable()
export class RoleExplorer implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** @throws Error that names the handlers. */
  onModuleInit(): void {
    const without = this.handlers().filter(({ needed }) => needed === undefined);
    if (without.length === 0) return;
    const names = without.map(({ name }) => name).join(', ');
    throw new Error(`these handlers need @RequiresRole: ${names}`);
  }

  private handlers(): Array<{ name: string; needed: unknown }> {
    return this.discovery.getControllers().flatMap(({ metatype, instance }) => {
      if (!metatype || typeof instance !== 'object' || instance === null) return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, unknown>;
      return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
        const handler = prototype[method];
        if (typeof handler !== 'function' || Reflect.getMetadata(PATH_METADATA, handler) === undefined)
          return [];
        const needed: unknown = this.reflector.getAllAndOverride(REQUIRED_ROLE, [handler, metatype]);
        return [{ name: `${metatype.name}.${method}`, needed }];
      });
    });
  }
}
