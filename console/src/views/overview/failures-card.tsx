import { useState } from 'preact/hooks';
import { queryString } from '../../api/query-string.js';
import { hrefOf, navigate } from '../../router/location.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { count, counted, localTime, utc } from '../../ui/format.js';
import { Loaded } from '../../ui/states.js';
import type { Timeline } from '../../api/types.js';
import { FailuresPlot } from './failures-plot.js';
import { brushIn, bucketsOf, snapped } from './brush.js';
import { useTimeline } from './queries.js';
import { boundsOf, DEFAULT_RANGE, RANGES, type ChartRange } from './ranges.js';
import { layersOf, type Layer } from './stacked.js';

/** Failures over time. A time is brushed to look closer, and to see its events. */
export function FailuresCard({ range }: { range: ChartRange }) {
  const timeline = useTimeline(range);
  const brushed = 'from' in range;
  const chosen = brushed ? null : range.name;
  return (
    <Card
      title="Failures by cause"
      actions={
        <div class="row" role="group" aria-label="Time">
          {brushed && (
            <span
              class="muted small"
              title={`${utc(Date.parse(range.from))} to ${utc(Date.parse(range.to))}`}
            >
              {localTime(Date.parse(range.from), Date.now())} – {localTime(Date.parse(range.to), Date.now())}
            </span>
          )}
          <a class="button" href={eventsHref(boundsOf(range, Date.now()))}>
            Show events
          </a>
          {RANGES.map(({ name, label }) => (
            <Button
              key={name}
              kind="quiet"
              pressed={name === chosen}
              hint={label}
              onClick={() => choose(name)}
            >
              {name}
            </Button>
          ))}
        </div>
      }
    >
      <Loaded query={timeline} lines={6}>
        {(data) => <Chart timeline={data} range={range} />}
      </Loaded>
    </Card>
  );
}

function choose(name: string): void {
  navigate(`/${queryString({ range: name === DEFAULT_RANGE ? undefined : name })}`, { replace: true });
}

function eventsHref(query: object): string {
  return hrefOf(`/events${queryString(query)}`);
}

function Chart({ timeline, range }: { timeline: Timeline; range: ChartRange }) {
  const [bucket, setBucket] = useState<number | null>(null);
  const brush = brushIn(range);
  const layers = layersOf(timeline, bucketsOf(timeline, brush));
  const total = layers.reduce((sum, layer) => sum + layer.total, 0);
  const { from, to } = 'from' in range ? range : timeline;
  return (
    <>
      {total === 0 && <p class="chart-empty muted">Nothing failed in this time.</p>}
      <FailuresPlot
        timeline={timeline}
        layers={layers}
        brush={brush}
        bucket={bucket}
        onBucket={setBucket}
        onBrush={(brushed) => {
          const next = snapped(brushed, timeline);
          const time = (ms: number) => new Date(ms).toISOString();
          navigate(`/${queryString({ from: time(next.from), to: time(next.to) })}`);
        }}
        summary={`${counted(total, 'failure')} from ${localTime(Date.parse(from), Date.now())} to ${localTime(Date.parse(to), Date.now())}`}
      />
      <Legend layers={layers} bucket={bucket} times={{ from, to }} />
    </>
  );
}

/** The colours of the causes, with their number in the chosen bucket or in all. */
function Legend({
  layers,
  bucket,
  times,
}: {
  layers: readonly Layer[];
  bucket: number | null;
  times: { from: string; to: string };
}) {
  return (
    <ul class="chart-legend">
      {layers.map(({ fingerprint, name, total, counts }, index) => {
        const number = count(bucket === null ? total : (counts[bucket] ?? 0));
        const words = (
          <>
            <span class={`swatch swatch-${fingerprint === null ? 'other' : index + 1}`} />
            <span class="chart-legend-name">{name}</span> <strong>{number}</strong>
          </>
        );
        return (
          <li key={fingerprint ?? 'other'}>
            {fingerprint === null ? (
              <span class="chart-legend-item">{words}</span>
            ) : (
              <a class="chart-legend-item" title={name} href={eventsHref({ group: fingerprint, ...times })}>
                {words}
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}
