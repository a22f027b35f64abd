import { Injectable, RequestMethod, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { OpenRoute } from './open-routes.js';
import { REQUIRED_ROLE } from './required-role.js';

/** Nest's own names for the metadata of a handler's route. */
const PATH_METADATA = 'path';
const METHOD_METADATA = 'method';

interface Handler {
  name: string;
  needed: unknown;
  method: string;
  path: string;
}

/** Finds the role of each handler. Stops the start of the service where a handler does not say which role it needs. */
@Injectable()
export class RoleExplorer implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** @throws Error that names the handlers without a role. */
  onModuleInit(): void {
    const without = this.handlers().filter(({ needed }) => needed === undefined);
    if (without.length === 0) return;
    const names = without.map(({ name }) => name).join(', ');
    throw new Error(`these handlers need @RequiresRole: ${names}`);
  }

  /** The routes of the handlers that need no role. */
  openRoutes(): OpenRoute[] {
    return this.handlers()
      .filter(({ needed }) => needed === 'none')
      .map(({ method, path }) => ({ method, path }));
  }

  private handlers(): Handler[] {
    return this.discovery.getControllers().flatMap(({ metatype, instance }) => {
      if (!metatype || typeof instance !== 'object' || instance === null) return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, unknown>;
      const base = pathOf(metatype);
      return this.scanner.getAllMethodNames(prototype).flatMap((name): Handler[] => {
        const handler = prototype[name];
        if (typeof handler !== 'function' || Reflect.getMetadata(PATH_METADATA, handler) === undefined)
          return [];
        const needed: unknown = this.reflector.getAllAndOverride(REQUIRED_ROLE, [handler, metatype]);
        const method = RequestMethod[Number(Reflect.getMetadata(METHOD_METADATA, handler))] ?? '';
        return [{ name: `${metatype.name}.${name}`, needed, method, path: base + pathOf(handler) }];
      });
    });
  }
}

/** With a slash before it, and none at its end. */
function pathOf(target: object): string {
  const path: unknown = Reflect.getMetadata(PATH_METADATA, target);
  const bare = typeof path === 'string' ? path.replace(/^\/+|\/+$/g, '') : '';
  return bare === '' ? '' : `/${bare}`;
}
