import uPlot from 'uplot';
import type { Mark, Timeline } from '../../api/types.js';
import type { Brush } from './brush.js';
import { layerVariable, resolvedColour } from './colours.js';
import { heightsOf, startsOf, type Layer } from './stacked.js';

export interface PlotEvents {
  /** A time was brushed. */
  onBrush: (brush: Brush) => void;
  /** The bucket under the pointer; `null`: none. */
  onBucket: (bucket: number | null, left: number) => void;
}

/** What the chart shows. */
export interface Plotted {
  timeline: Timeline;
  layers: readonly Layer[];
  /** The time that is brushed; `null`: none. */
  brush: Brush | null;
}

const HEIGHT = 145;
/** A click moves the pointer a little, and brushes nothing. */
const MIN_BRUSH_PX = 4;

/** Draws failures over time, stacked by cause, marks of what changed, and the brush. The caller destroys it. */
export function drawPlot(
  place: HTMLElement,
  { timeline, layers, brush }: Plotted,
  { onBrush, onBucket }: PlotEvents,
): uPlot {
  const buckets = timeline.other.counts.length;
  const starts = startsOf(timeline, buckets);
  // The tallest is drawn first, and each one after it covers its lower part.
  const heights = heightsOf(layers, buckets).toReversed();
  const colours = layers
    .map(({ fingerprint }, index) => resolvedColour(layerVariable(index, fingerprint === null)))
    .toReversed();
  const text = resolvedColour('--text-muted');
  const line = resolvedColour('--line');
  const axis = {
    stroke: text,
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
    font: '12px system-ui',
  };
  const from = starts[0] ?? 0;
  return new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      padding: [8, 20, 0, 0],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        // It would take the brush away.
        bind: { dblclick: () => null },
      },
      scales: {
        x: { range: [from, from + buckets * timeline.bucket_s] },
        y: { range: (_plot, _min, max) => [0, Math.max(4, max * 1.08)] },
      },
      axes: [
        { ...axis, size: 28, values: (_plot, splits) => timeNames(splits) },
        {
          ...axis,
          size: 44,
          values: (_plot, splits) =>
            splits.map((value) => (Number.isInteger(value) ? value.toLocaleString('en-GB') : '')),
        },
      ],
      series: [
        {},
        ...colours.map((fill) => ({
          fill,
          width: 0,
          points: { show: false },
          paths: uPlot.paths.bars!({ align: 1, size: [0.9, 60], gap: 1 }),
        })),
      ],
      hooks: {
        draw: [
          (plot) => drawMarks(plot, timeline.marks, resolvedColour('--text')),
          // After each change of size as well.
          (plot) => showBrush(plot, brush),
        ],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            if (width < MIN_BRUSH_PX) return showBrush(plot, brush);
            const time = (x: number) => plot.posToVal(x, 'x') * 1_000;
            onBrush({ from: time(left), to: time(left + width) });
          },
        ],
        setCursor: [
          (plot) => {
            const { left = -1 } = plot.cursor;
            const bucket = Math.floor((plot.posToVal(left, 'x') - from) / timeline.bucket_s);
            onBucket(left < 0 || bucket < 0 || bucket >= buckets ? null : bucket, left);
          },
        ],
      },
    },
    [starts, ...heights],
    place,
  );
}

function showBrush(plot: uPlot, brush: Brush | null): void {
  const [left, right] = brush === null ? [0, 0] : [brush.from, brush.to].map((time) => xOf(plot, time));
  const height = brush === null ? 0 : plot.over.clientHeight;
  plot.setSelect({ left: left!, width: right! - left!, top: 0, height }, false);
}

/** Pixels from the left of the plot's area, inside of it. */
function xOf(plot: uPlot, time: number): number {
  return Math.min(Math.max(plot.valToPos(time / 1_000, 'x'), 0), plot.over.clientWidth);
}

/** A dashed line with a triangle on it for each mark. */
function drawMarks(plot: uPlot, marks: readonly Mark[], colour: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const { at } of marks) {
    const x = Math.round(plot.valToPos(Date.parse(at) / 1_000, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    const size = 5 * devicePixelRatio;
    ctx.moveTo(x - size, bbox.top);
    ctx.lineTo(x + size, bbox.top);
    ctx.lineTo(x, bbox.top + size * 1.4);
    ctx.fill();
  }
  ctx.restore();
}

/** The clock; at midnight, and where days are shown, the date. In the viewer's zone. */
function timeNames(splits: readonly number[]): string[] {
  const [first = 0, second = first] = splits;
  const days = second - first >= 86_400;
  return splits.map((seconds) => {
    const time = new Date(seconds * 1_000);
    const midnight = time.getHours() === 0 && time.getMinutes() === 0;
    return days || midnight
      ? time.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
      : time.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  });
}
