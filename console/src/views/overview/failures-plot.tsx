import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Mark, Timeline } from '../../api/types.js';
import { useStore } from '../../state/store.js';
import { theme } from '../../state/theme.js';
import { useMedia } from '../../state/use-media.js';
import { counted, localTime, utc } from '../../ui/format.js';
import { bucketsOf, type Brush } from './brush.js';
import { drawPlot } from './plot.js';
import type { Layer } from './stacked.js';

interface Props {
  timeline: Timeline;
  layers: readonly Layer[];
  /** The time that is brushed, and shown so; `null`: none. */
  brush: Brush | null;
  bucket: number | null;
  onBucket: (bucket: number | null) => void;
  onBrush: (brush: Brush) => void;
  /** What the picture shows, in words. */
  summary: string;
}

/** The chart, with what is under the pointer. By the keyboard: arrows choose a bucket, Enter looks closer. */
export function FailuresPlot(props: Props) {
  const { bucket, onBucket, onBrush, summary } = props;
  const { timeline, layers, brush, ...grip } = useSteady(props);
  const place = useRef<HTMLDivElement>(null);
  const [left, setLeft] = useState(0);
  const latest = useRef({ onBrush, onBucket });
  latest.current = { onBrush, onBucket };
  const present = useStore(theme);
  // A canvas must be drawn again when the system becomes dark or light.
  const dark = useMedia('(prefers-color-scheme: dark)');

  useEffect(() => {
    const element = place.current!;
    const events = {
      onBrush: (next: Brush) => latest.current.onBrush(next),
      onBucket: (at: number | null, x: number) => {
        setLeft(x);
        latest.current.onBucket(at);
      },
    };
    const plot: uPlot = drawPlot(element, { timeline, layers, brush }, events);
    const resized = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: plot.height }),
    );
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [timeline, brush?.from, brush?.to, present, dark]);

  const start = Date.parse(timeline.from);
  const length = timeline.bucket_s * 1_000;
  const buckets = timeline.other.counts.length;
  const [first, end] = bucketsOf(timeline, brush);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      event.preventDefault();
      const next =
        (bucket ?? (event.key === 'ArrowLeft' ? end : first - 1)) + (event.key === 'ArrowLeft' ? -1 : 1);
      onBucket(Math.min(Math.max(next, 0), buckets - 1));
    } else if (event.key === 'Enter' && bucket !== null) {
      onBrush({ from: start + bucket * length, to: start + (bucket + 1) * length });
    }
  };

  return (
    <div class="chart">
      <div
        ref={place}
        class="chart-plot"
        role="application"
        tabIndex={0}
        aria-label={`Chart: ${summary}. Arrow keys choose a time, Enter looks closer.`}
        onKeyDown={onKeyDown}
        onBlur={() => onBucket(null)}
        {...grip}
      />
      {bucket !== null && (
        <BucketNote
          from={start + bucket * length}
          to={start + (bucket + 1) * length}
          total={layers.reduce((sum, { counts }) => sum + (counts[bucket] ?? 0), 0)}
          marks={timeline.marks}
          left={left}
        />
      )}
    </div>
  );
}

/** What is drawn stays as it is while the person brushes: a newer answer would take the brush out of the hand. */
function useSteady({ timeline, layers, brush }: Props) {
  const [held, hold] = useState(false);
  const drawn = useRef({ timeline, layers, brush });
  if (!held) drawn.current = { timeline, layers, brush };
  // With the rendering: the pointer may be released before the next paint.
  useLayoutEffect(() => {
    if (!held) return;
    const release = () => hold(false);
    window.addEventListener('pointerup', release);
    window.addEventListener('pointercancel', release);
    return () => {
      window.removeEventListener('pointerup', release);
      window.removeEventListener('pointercancel', release);
    };
  }, [held]);
  return { ...drawn.current, onPointerDown: () => hold(true) };
}

/** When, how many, and what was changed then. */
function BucketNote(props: {
  from: number;
  to: number;
  total: number;
  marks: readonly Mark[];
  left: number;
}) {
  const { from, to, total, marks, left } = props;
  const changed = marks.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to);
  return (
    <div class="chart-note" role="status" style={{ '--left': `${Math.max(left, 0)}px` }} title={utc(from)}>
      <strong>
        {localTime(from, Date.now(), false)} – {localTime(to, Date.now(), false)}
      </strong>
      <br />
      {counted(total, 'failure')}
      {changed.map(({ audit_id, text }) => (
        <div key={audit_id}>▾ {text}</div>
      ))}
    </div>
  );
}
