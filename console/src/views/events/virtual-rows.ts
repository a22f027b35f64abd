import {
  defaultRangeExtractor,
  observeWindowOffset,
  observeWindowRect,
  Virtualizer,
  windowScroll,
  type VirtualItem,
} from '@tanstack/virtual-core';
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

export interface VirtualRowsOptions {
  count: number;
  /** Of each row, pixels. */
  rowHeight: number;
  /** Rendered wherever it is, since it has the focus; -1: none. */
  keep: number;
  /** What covers the window at its top and its bottom, pixels. */
  covered: readonly [top: number, bottom: number];
}

export interface VirtualRows {
  items: readonly VirtualItem[];
  totalHeight: number;
  /** Where the list begins in the page, pixels. */
  margin: number;
  /** Of the element around the rows. */
  element: { current: HTMLDivElement | null };
  scrollTo: (index: number) => void;
}

/** Renders only the rows of a long list that are in the window. The page itself scrolls. */
export function useVirtualRows({ count, rowHeight, keep, covered }: VirtualRowsOptions): VirtualRows {
  const [, renderAgain] = useReducer((times: number) => times + 1, 0);
  const element = useRef<HTMLDivElement>(null);
  const margin = usePageOffset(element);
  const made = useRef<Virtualizer<Window, Element> | null>(null);
  const options = {
    count,
    estimateSize: () => rowHeight,
    getScrollElement: () => window,
    scrollToFn: windowScroll,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    initialOffset: () => window.scrollY,
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    overscan: 12,
    scrollMargin: margin,
    scrollPaddingStart: covered[0],
    scrollPaddingEnd: covered[1],
    rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
      const indexes = defaultRangeExtractor(range);
      const kept = keep >= 0 && keep < count && !indexes.includes(keep);
      return kept ? [...indexes, keep].sort((one, other) => one - other) : indexes;
    },
    onChange: () => renderAgain(undefined),
  };
  made.current ??= new Virtualizer<Window, Element>(options);
  const rows = made.current;
  rows.setOptions(options);
  // What the library has for the components of a framework.
  const { _didMount: mounted, _willUpdate: updated } = rows;
  useLayoutEffect(() => mounted(), []);
  useLayoutEffect(() => updated());
  useLayoutEffect(() => rows.measure(), [rowHeight]);
  return {
    items: rows.getVirtualItems(),
    totalHeight: rows.getTotalSize(),
    margin,
    element,
    scrollTo: (index) => rows.scrollToIndex(index, { align: 'auto' }),
  };
}

/** How far from the top of the page an element begins. What stands above it may grow. */
function usePageOffset(element: { current: HTMLElement | null }): number {
  const [offset, setOffset] = useState(0);
  useEffect(() => {
    const measure = () => {
      if (element.current !== null)
        setOffset(Math.round(element.current.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (let above = element.current?.previousElementSibling; above; above = above.previousElementSibling)
      observer.observe(above);
    observer.observe(document.documentElement);
    return () => observer.disconnect();
  }, []);
  return offset;
}
