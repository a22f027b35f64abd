import { ApiProperty } from '@nestjs/swagger';
import type { Route, RouteTable, TargetSettings } from './routes.js';
import { shownUrl } from '../../domain/target/target-url.js';

export class TargetDto {
  @ApiProperty({ example: 'crm' })
  name!: string;

  @ApiProperty({ example: 'https://crm.example/events', description: 'Without its query.' })
  url!: string;

  @ApiProperty({ description: 'Whether events are signed by Standard Webhooks.' })
  signed!: boolean;

  @ApiProperty({ type: [String], example: ['Authorization'], description: 'Names alone.' })
  headers!: string[];

  @ApiProperty({ example: 10_000 })
  timeout_ms!: number;

  @ApiProperty({ example: 64, description: 'Calls at once.' })
  max_in_flight!: number;
}

export class RouteDto {
  @ApiProperty({ type: String, nullable: true, example: 't_456', description: 'null: every tenant.' })
  tenant!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'case.*',
    description: 'A type, in which `*` matches any text. null: events of every type, and events without one.',
  })
  event_type!: string | null;

  @ApiProperty({ example: 'crm' })
  target!: string;
}

export class RoutesDto {
  @ApiProperty({ example: '2024-10-23T14:00:00.000Z' })
  loaded_at!: string;

  @ApiProperty({ type: [TargetDto] })
  targets!: TargetDto[];

  @ApiProperty({ type: [RouteDto], description: 'The first that fits wins.' })
  routes!: RouteDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'crm',
    description: 'Of events that no route fits; null: no target gets them.',
  })
  default!: string | null;
}

/** What may be seen of the routes. */
export function routesDto({ table, loadedAt }: { table: RouteTable; loadedAt: number }): RoutesDto {
  return {
    loaded_at: new Date(loadedAt).toISOString(),
    targets: table.targets.map(targetDto),
    routes: table.routes.map(routeDto),
    default: table.fallback,
  };
}

function targetDto({ name, url, secrets, headers, timeoutMs, maxInFlight }: TargetSettings): TargetDto {
  return {
    name,
    url: shownUrl(url),
    signed: secrets.length > 0,
    headers: Object.keys(headers),
    timeout_ms: timeoutMs,
    max_in_flight: maxInFlight,
  };
}

function routeDto({ tenant, eventType, target }: Route): RouteDto {
  return { tenant, event_type: eventType, target };
}
