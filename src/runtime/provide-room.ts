import type { FactoryProvider, InjectionToken } from '@nestjs/common';

/**
 * The providers of a room whose objects one function makes. Tests and the simulation call the same function with parts of
 * their own.
 *
 * @param compose makes the objects of the room, once
 * @param parts for each part that `compose` takes, the token under which Nest has it
 * @param members for each object of the room that others inject, the token under which they do. Nest calls the hooks of
 *   these objects, and of no others
 */
export function provideRoom<Parts extends object, Room extends object>(
  compose: (parts: Parts) => Room | Promise<Room>,
  parts: { [Name in keyof Parts]-?: InjectionToken },
  members: { [Name in keyof Room]?: InjectionToken },
): FactoryProvider[] {
  const room = Symbol(compose.name);
  const names = Object.keys(parts) as Array<keyof Parts>;
  const whole = {
    provide: room,
    inject: names.map((name) => parts[name]),
    useFactory: (...values: unknown[]) =>
      compose(Object.fromEntries(names.map((name, index) => [name, values[index]])) as Parts),
  };
  const single = (name: keyof Room) => ({
    provide: members[name]!,
    inject: [room],
    useFactory: (objects: Room) => objects[name],
  });
  return [whole, ...(Object.keys(members) as Array<keyof Room>).map(single)];
}
